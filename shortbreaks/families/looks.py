"""Ordinary looks at children's records: kept in batches, shown to whoever audits, removed when their time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.queries import setting_on
from shortbreaks.database.bulk import BulkInsert, ids_ahead
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import months_before, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.look_tables import WHERE, LooksCleared, RecordLook
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import CALLED, Child, Household
from shortbreaks.words import counted

MOST_SHOWN = 500
OLDEST = timedelta(days=1)  # a batch is handed over within minutes; an older look is written with the moment it came
LOOKS = RecordLook.__table__
_ADD = BulkInsert(LOOKS, "id", "child_id", "person_id", "at", "place")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Look:
    """One look: at whose record, where (a key of WHERE), and when (UTC)."""

    child_id: int
    place: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepLooks:
    """What one person looked at since the last batch."""

    looks: tuple[Look, ...]


@command(needs=Permission.SEE_COUNCIL, recorded_as="Looks at records kept")
def keep_looks(work: Work, request: KeepLooks) -> int:
    """Keep a batch of looks by whoever is signed in, in one write; answers how many. Looks at no child are left out."""
    asked = {look.child_id for look in request.looks}
    known = set(work.db.scalars(select(Child.id).where(Child.id.in_(asked))))
    kept = [one for one in request.looks if one.child_id in known and one.place in WHERE]
    if not kept:
        return 0
    connection = work.db.connection()
    ids = ids_ahead(connection, LOOKS, len(kept))  # type: ignore[arg-type]
    moments = [one.at if work.now - OLDEST <= one.at <= work.now else work.now for one in kept]
    _ADD(connection, [
        (row_id, one.child_id, work.person.id, at, one.place) for row_id, one, at in zip(ids, kept, moments, strict=True)
    ])  # fmt: skip
    work.touched("record_look", ids)
    work.record(("record_look", ids[0]))
    return len(kept)


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look as it is listed; `child` is "" for whoever may not see families, `at` on the clock in Kent."""

    id: int
    at: datetime
    person: str
    child_id: int
    child: str
    ref: str
    place: str


@dataclass(frozen=True, slots=True)
class LooksAsked:
    """Which looks: of one child, by one person; nothing means all, the newest first."""

    child_id: int | None = None
    person_id: int | None = None


@query(needs=Permission.SEE_AUDIT)
def looks_at_records(view: View, asked: LooksAsked) -> tuple[LookRow, ...]:
    """Who looked at which record and when, the newest 500 of what was asked. Names only for whoever may see families."""
    rows = (
        select(
            RecordLook.id, RecordLook.at, PersonRecord.name, RecordLook.child_id, CALLED.label("called"),
            Child.last_name, Household.ref, RecordLook.place,
        )
        .join(PersonRecord, PersonRecord.id == RecordLook.person_id)
        .join(Child, Child.id == RecordLook.child_id)
        .join(Household, Household.id == Child.household_id)
        .order_by(RecordLook.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    if asked.child_id is not None:
        rows = rows.where(RecordLook.child_id.in_(same_child(asked.child_id)))
    if asked.person_id is not None:
        rows = rows.where(RecordLook.person_id == asked.person_id)
    named = Permission.SEE_CASES in view.person.permissions
    return tuple(
        LookRow(
            r.id, to_local(r.at), r.name, r.child_id, short_name(r.called, r.last_name) if named else "", r.ref, WHERE[r.place]
        )
        for r in view.db.execute(rows)
    )


@dataclass(frozen=True, slots=True)
class Looker:
    """How many records somebody looked at in the last thirty days, and how often."""

    person_id: int
    name: str
    children: int
    looks: int


@dataclass(frozen=True, slots=True)
class LooksKept:
    """Who looked how much lately, how many looks are older than the council keeps them, and for how many months it does."""

    lookers: tuple[Looker, ...]
    over: int
    months: int


@query(needs=Permission.SEE_AUDIT)
def looks_kept(view: View) -> LooksKept:
    """The last thirty days by person, most records first; and what may be removed."""
    rows = view.db.execute(
        select(
            RecordLook.person_id, PersonRecord.name, func.count(RecordLook.child_id.distinct()).label("children"),
            func.count().label("looks"),
        )
        .join(PersonRecord, PersonRecord.id == RecordLook.person_id)
        .where(RecordLook.at >= view.now - timedelta(days=30))
        .group_by(RecordLook.person_id, PersonRecord.name)
    )  # fmt: skip
    lookers = [Looker(r.person_id, r.name, r.children, r.looks) for r in rows]
    months, until = _kept_from(view)
    over = view.db.scalar(select(func.count()).select_from(RecordLook).where(RecordLook.at < until)) or 0
    return LooksKept(tuple(sorted(lookers, key=lambda one: (-one.children, one.name))), over, months)


def _kept_from(view: View) -> tuple[int, datetime]:
    """For how many months looks are kept, and since when."""
    months = setting_on(view.db, "look_months", view.today)
    day = months_before(view.today, months)
    return months, datetime(day.year, day.month, day.day, tzinfo=view.now.tzinfo)


@dataclass(frozen=True, slots=True)
class ClearLooks:
    """Remove the looks that are older than the council keeps them."""


@command(needs=Permission.KEEP_OFFICE, recorded_as="Old looks at records removed")
def clear_looks(work: Work, _request: ClearLooks) -> int:
    """Remove looks whose time is over, and keep who did so and when; answers how many. Raises Refused when none is."""
    months, until = _kept_from(work)
    gone: Sequence[int] = work.db.scalars(select(RecordLook.id).where(RecordLook.at < until)).all()
    if not gone:
        raise Refused(f"No look is older than {counted(months, 'month')}.", "They are removed when they are.")
    cleared = LooksCleared(until=until, at=work.now, person_id=work.person.id)
    work.db.add(cleared)
    work.record(cleared)
    work.db.execute(delete(LOOKS).where(LOOKS.c.at < until))  # type: ignore[arg-type]
    work.touched("record_look", gone)
    return len(gone)
