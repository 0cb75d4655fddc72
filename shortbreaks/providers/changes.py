"""How a provider, its venues and its services were changed: each field before and after, who said so, by whom and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.lists import district_words, words_in
from shortbreaks.council.tables import ListChange
from shortbreaks.database.audit import AuditEntry, AuditMark
from shortbreaks.database.commands import View, Work, query
from shortbreaks.dates import say_day, to_local
from shortbreaks.money import pounds
from shortbreaks.providers.tables import Provider, Service, ServiceOffer, ServicePrice, Venue

MOST_SHOWN = 200
STATE = "state"
WORDS: Mapping[str, str] = {
    "name": "Name", "description": "What it is", "contact_name": "Who to ring", "phone": "Telephone", "email": "E-mail",
    "website": "Website", "best_time": "Best time to ring", "vendor_number": "Vendor number", "in_house": "Council’s own",
    "last_checked_on": "Last checked", "address": "Address", "postcode": "Postcode", "district": "District",
    "directions": "How to get there", "parking": "Parking", "access": "Access", "kind": "Kind", "min_age": "Youngest",
    "max_age": "Oldest", "children_per_worker": "Children to one worker", "one_to_one": "A worker of their own",
    "two_to_one": "Two workers", "unit": "A place uses", "charged_by": "Who charges", "referral": "Families come",
    "contact_phone": "Telephone on the day", "bring": "What to bring", "offers": "Caters for", "prices": "Price", "checks": "Checks",
    STATE: "Open or closed",
}  # fmt: skip
ASSESSED = {"self": "by themselves", "assessment": "after an assessment"}
Entry = Provider | Venue | Service


def as_it_stands(db: Session, one: Entry) -> dict[str, Any]:
    """Every field of an entry that its form changes; of a service also what it caters for and its last price."""
    found = {name: getattr(one, name) for name in WORDS if name != STATE and hasattr(one, name)}
    if isinstance(one, Service):
        codes = select(ServiceOffer.code).where(ServiceOffer.service_id == one.id).order_by(ServiceOffer.code)
        last = select(ServicePrice.from_day, ServicePrice.pence, ServicePrice.per).where(ServicePrice.service_id == one.id)
        price = db.execute(last.order_by(ServicePrice.id.desc()).limit(1)).first()
        found |= {"offers": tuple(db.scalars(codes)), "prices": tuple(price) if price else None}
    return found


def note_added(work: Work, one: Entry, reason: str) -> None:
    """Keep that an entry is new, who said so and why."""
    work.db.add(ListChange(about=one.__tablename__, row_id=one.id, was="", now="Added", reason=reason.strip()))


def note_changes(work: Work, one: Entry, before: Mapping[str, Any], reason: str) -> None:
    """Keep each field of an entry that is another than `before`, as as_it_stands gave it."""
    now = as_it_stands(work.db, one)
    note_fields(work, one, [(name, before[name], value) for name, value in now.items() if before[name] != value], reason)


def note_state(work: Work, one: Entry, reason: str) -> None:
    """Keep that an entry was closed or opened again, as it stands now."""
    was = "open" if one.state == "closed" else "closed"
    note_fields(work, one, [(STATE, was, one.state)], reason)


def note_fields(work: Work, one: Entry, changed: Iterable[tuple[str, Any, Any]], reason: str) -> None:
    """Keep fields of an entry with what each was and is, said in words."""
    words: dict[str, str] = {}
    for name, was, now in changed:
        if name in {"kind", "offers"} and not words:
            words = {**words_in(work.db, "kind"), **words_in(work.db, "need")}
        codes = district_words(work.db) if name == "district" else words
        words_now = now.capitalize() if name == STATE else f"{WORDS[name]}: {_said(now, codes) or 'none'}"
        work.db.add(
            ListChange(about=one.__tablename__, row_id=one.id, was=_said(was, codes) or "none", now=words_now, reason=reason.strip())
        )


def note_act(work: Work, service_id: int, said: str, reason: str = "", was: str = "") -> None:
    """Keep what was done to a service's sessions, in words that end after what it concerns."""
    work.db.add(ListChange(about="service", row_id=service_id, was=was, now=said, reason=reason.strip()))


def _said(value: Any, words: Mapping[str, str]) -> str:
    """A field's value as a person says it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_day(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], date):
            return f"{pounds(value[1])} {'an hour' if 'hour' in value else 'a place'} from {say_day(value[0])}"
        return ", ".join(_said(one, words) for one in value)
    return ASSESSED.get(value, words.get(value, value)) if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One field of an entry that was changed: of what, when in Kent, before ("": it is new) and after, who said so, by whom."""

    id: int
    at: datetime
    of: str
    was: str
    now: str
    reason: str
    person: str


@query(needs=Permission.SEE_PROVIDERS)
def changes_of_provider(view: View, provider_id: int) -> tuple[EntryChange, ...]:
    """The newest 200 changes of a provider, its venues and its services, in one question."""
    about, row = ListChange.about, ListChange.row_id
    mine = (
        ((about == "provider") & (row == provider_id))
        | ((about == "venue") & row.in_(select(Venue.id).where(Venue.provider_id == provider_id)))
        | ((about == "service") & row.in_(select(Service.id).where(Service.provider_id == provider_id)))
    )
    of = case((about == "venue", Venue.name), (about == "service", Service.name), else_="")
    rows = view.db.execute(
        select(
            ListChange.id, AuditEntry.at, of.label("of"), ListChange.was, ListChange.now, ListChange.reason, PersonRecord.name
        )
        .join(
            AuditMark,
            ListChange.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == ListChange.__tablename__),
        )
        .join(AuditEntry, AuditEntry.number == AuditMark.entry)
        .join(PersonRecord, PersonRecord.id == AuditEntry.person_id, isouter=True)
        .join(Venue, (about == "venue") & (Venue.id == row), isouter=True)
        .join(Service, (about == "service") & (Service.id == row), isouter=True)
        .where(mine)
        .order_by(ListChange.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(EntryChange(r.id, to_local(r.at), r.of or "", r.was, r.now, r.reason, r.name or "") for r in rows)
