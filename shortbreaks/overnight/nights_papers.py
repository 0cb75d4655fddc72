"""The letter of a family that waits for nights, from the record as it is."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.bookings.waiting.order import band
from shortbreaks.bookings.waiting.papers import HELPS, ORDER
from shortbreaks.bookings.waiting.queue import rule_on
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, issue_recorded, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.overnight.nights_queries import nights_list
from shortbreaks.providers.tables import Service
from shortbreaks.words import nights_ref


def written_wait(view: View, request_id: int) -> Letter:
    """What the letter says, with the child and the adult it is for. Raises Refused for who does not wait, or is offered a stay."""
    from shortbreaks.documents.nights_waiting_letter import NightsWaitingFacts

    row = next((one for one in nights_list(view) if one.request_id == request_id), None)
    if row is None:
        raise Refused("This family does not wait for nights any more.", "Look again; somebody may have been before you.")
    if row.state == "offered":
        raise Refused("A stay is offered to this family now.", "Print the offer of the stay.")
    kept = _kept(view.db, request_id)
    one: NightRequest = kept.NightRequest
    adult = adult_for(view, kept.home, one.asked_by)
    settings, rule = settings_on(view.db, view.today), rule_on(view)
    weekdays = tuple(int(day) for day in one.weekdays.split(",") if day)
    facts = NightsWaitingFacts(
        head=letterhead(view, settings), number=nights_ref(one.id), child=short_name(kept.first_name, kept.last_name, kept.known_as),
        family=kept.ref, dated=view.today, dear=dear(adult), house=kept.house or "", nights=one.nights, from_day=one.from_day,
        until_day=one.until_day, weekdays=weekdays, asked_on=to_local(one.asked_at).date(), reviewed_on=one.reviewed_on,
        band=band(row.place, row.of), order=tuple(ORDER[test].format(days=rule.gap_days) for test in rule.tests),
        helps=_helps(one, kept.reason, kept.known_as or kept.first_name),
        foot=settings["letter_foot"], relay=RELAY, together=len(row.siblings),
    )  # fmt: skip
    return addressed(f"night_request:{request_id}", facts, one.child_id, adult)


def _kept(db: Session, request_id: int) -> Any:
    return db.execute(
        select(
            NightRequest, Child.first_name, Child.known_as, Child.last_name, Household.ref, Household.id.label("home"),
            Service.name.label("house"), UnmetRequest.reason,
        )
        .join(Child, Child.id == NightRequest.child_id).join(Household, Household.id == Child.household_id)
        .join(Service, Service.id == NightRequest.service_id, isouter=True)
        .join(UnmetRequest, UnmetRequest.id == NightRequest.unmet_id, isouter=True)
        .where(NightRequest.id == request_id)
    ).one()  # fmt: skip


def _helps(one: NightRequest, reason: str | None, name: str) -> tuple[str, ...]:
    """What could bring nights sooner: by why there was no bed, and what the family has not opened yet."""
    found = [HELPS[reason].format(child=name)] if reason in HELPS else []
    if one.service_id is not None:
        found.append("Another house as well: we look at every house.")
    if one.weekdays:
        found.append("Other nights of the week as well: tell us which.")
    if one.nights > 1:
        found.append("Fewer nights at a time: we look for shorter stays too.")
    found.append("A break by day: we can look at what runs near you.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class IssueNightsLetter:
    """The letter of one request for nights; `style` "" prints as the family asked."""

    request_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Waiting-list letter for nights issued")
def issue_nights_letter(work: Work, request: IssueNightsLetter) -> int:
    """Draw the letter from the record and enter it in the register; answers the paper's id. Raises Refused."""
    return issue_recorded(work, "waiting-list letter for nights", written_wait(work, request.request_id), request.style)
