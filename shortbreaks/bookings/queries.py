"""Bookings as they are listed: of a day, of a child, by number; and what a booking went through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.asked_for import waits_of, with_asked
from shortbreaks.bookings.facts import allowances_of, begin_of
from shortbreaks.bookings.paying import paid_as, say_parts
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.shares import shares_of
from shortbreaks.bookings.states import CANCELLED, WORDS, may_cancel
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.bookings.unpriced import awaited_of
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, to_local
from shortbreaks.eligibility.rules import Allowance, is_behind, share_gone, share_taken
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Service, Venue
from shortbreaks.words import booking_ref

MEANINGS = {
    "confirmed": "ok", "attended": "ok", "attended_part": "ok", "offered": "warn",
    "cancelled_late": "bad", "no_show": "bad", "absent_ill": "info",
    "cancelled_in_notice": "neutral", "cancelled_by_provider": "bad", "superseded": "neutral",
}  # fmt: skip
MOST = 500


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking in a list; times on the clock in Kent, charge in pence."""

    id: int
    version: int
    number: int
    ref: str
    child_id: int
    child: str
    service_id: int
    service: str
    venue: str
    start: datetime
    end: datetime
    state: str
    state_words: str
    meaning: str
    charge_pence: int
    exempt: str
    offered_until: datetime | None
    may_cancel: bool
    transport: str  # code list "transport", "" where nobody asked
    awaits: str = ""  # what its charge waits for yet: "price", or a "person" (R-C2)


def taken_again() -> ColumnElement[bool]:
    """Whether a booking was given up and its place taken by another family since; asked only of those given up."""
    newest = select(func.max(Cancellation.id)).where(Cancellation.booking_id == Booking.id).correlate(Booking).scalar_subquery()
    refilled = select(Refill.id).where(Refill.cancellation_id == newest).correlate(Booking).exists()
    return and_(or_(*[Booking.state == one for one in sorted(CANCELLED)]), refilled)


def _select() -> Any:
    return (
        select(
            Booking.id, Booking.version, Booking.number, Booking.child_id, Child.first_name, Child.last_name, Child.known_as,
            Booking.service_id, Service.name.label("service"), Venue.name.label("venue"), Booking.starts_at, Booking.ends_at,
            Booking.state, Booking.charge_pence, Booking.exempt, Booking.offered_until,
            Booking.transport, taken_again().label("refilled"),
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Service, Service.id == Booking.service_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
    )  # fmt: skip


def _listed(db: Session, found: Iterable[Any]) -> tuple[BookingRow, ...]:
    rows = list(found)
    waiting = awaited_of(db, rows)
    return tuple(_row(row, waiting.get(row.id, "")) for row in rows)


def say_state(state: str, offered_until: datetime | None, *, refilled: bool) -> str:
    """A booking's state as a list says it: until when it is offered, and whether a place given up was taken again."""
    if state == "offered" and offered_until is not None:
        return f"Offer to {offered_until.day} {offered_until:%b}"
    return f"{WORDS[state]}, taken again" if refilled else WORDS[state]


def _row(r: Any, awaits: str) -> BookingRow:
    words = say_state(r.state, r.offered_until, refilled=r.refilled)
    return BookingRow(
        r.id, r.version, r.number, booking_ref(r.number), r.child_id, short_name(r.first_name, r.last_name, r.known_as),
        r.service_id, r.service, r.venue, r.starts_at, r.ends_at, r.state, words, MEANINGS[r.state], r.charge_pence,
        r.exempt, r.offered_until, may_cancel(r.state), r.transport, awaits,
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def bookings_between(view: View, first: date, last: date, state: str = "") -> tuple[BookingRow, ...]:
    """Bookings that start from one day to another, by time; at most 500, so that a page never freezes."""
    found = _select().where(Booking.starts_at >= begin_of(first), Booking.starts_at < begin_of(last + timedelta(days=1)))
    if state:
        found = found.where(Booking.state == state)
    return _listed(view.db, view.db.execute(found.order_by(Booking.starts_at, Booking.id).limit(MOST)))


@query(needs=Permission.SEE_CASES)
def bookings_counted(view: View, first: date, last: date, state: str = "") -> dict[date, dict[str, int]]:
    """How many bookings start on each day, by meaning ("ok", "warn", …), for a calendar; cost by the days shown."""
    days = Booking.starts_at >= begin_of(first), Booking.starts_at < begin_of(last + timedelta(days=1))
    found = select(Booking.starts_at, Booking.state, func.count()).where(*days)
    if state:
        found = found.where(Booking.state == state)
    counts: dict[date, dict[str, int]] = {}
    for starts_at, kind, number in view.db.execute(found.group_by(Booking.starts_at, Booking.state)):
        day = counts.setdefault(starts_at.date(), {})
        day[MEANINGS[kind]] = day.get(MEANINGS[kind], 0) + number
    return counts


@query(needs=Permission.SEE_CASES)
def bookings_of_child(view: View, child_id: int) -> tuple[BookingRow, ...]:
    """A child's bookings, those to come first in order of time, then the past ones, newest first; at most 500."""
    found = _select().where(Booking.child_id == child_id).order_by(Booking.starts_at.desc(), Booking.id).limit(MOST)
    rows = _listed(view.db, view.db.execute(found))
    now = to_local(view.now)
    coming = [row for row in reversed(rows) if row.end >= now]
    return (*coming, *(row for row in rows if row.end < now))


@query(needs=Permission.SEE_CASES)
def bookings_numbered(view: View, number: int) -> tuple[BookingRow, ...]:
    """The bookings that share a number, by time."""
    return _listed(view.db, view.db.execute(_select().where(Booking.number == number).order_by(Booking.starts_at)))


@query(needs=Permission.SEE_CASES)
def bookings_by_id(view: View, booking_ids: tuple[int, ...]) -> tuple[BookingRow, ...]:
    """Some bookings, by time."""
    found = _select().where(Booking.id.in_(booking_ids)).order_by(Booking.starts_at, Booking.id)
    return _listed(view.db, view.db.execute(found))


@query(needs=Permission.BOOK)
def siblings_to_book(view: View, child_id: int) -> tuple[tuple[int, str, int], ...]:
    """A child's brothers and sisters who have short breaks of their own: (id, name, age), the eldest first (R-B5)."""
    home = select(Child.household_id).where(Child.id == child_id).scalar_subquery()
    rows = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born)
        .where(
            Child.household_id == home, Child.id != child_id, Child.state == "open", Child.sibling_only.is_(False)
        )
        .order_by(Child.born, Child.id)
    )  # fmt: skip
    return tuple((r.id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today)) for r in rows)


@query(needs=Permission.SEE_CASES)
def paid_from(view: View, booking_id: int) -> str:
    """What each of several allocations pays of a booking, in words; "" where one pays all of it (R-B8)."""
    booking = view.db.get(Booking, booking_id)
    shares = shares_of(view.db, [booking_id]).get(booking_id, ())
    if booking is None or not booking.uses or not shares:
        return ""
    return say_parts(paid_as(allowances_of(view.db, booking.child_id), booking.allocation_id, booking.uses, shares), view.today)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a booking's history."""

    words: str
    reason: str
    said: str
    at: datetime
    person: str


@query(needs=Permission.SEE_CASES)
def steps_of(view: View, booking_id: int) -> tuple[StepRow, ...]:
    """What a booking went through, newest first."""
    reasons = words_in(view.db, "cancel_reason") | {
        "lapsed": "Nobody answered", "declined": "The family said no", "put_back": "Put back", "transport": "Transport",
        "refilled": "Another family took the place: what it cost is put back",
    }  # fmt: skip
    rows = view.db.execute(
        select(BookingStep.state, BookingStep.reason, BookingStep.words, BookingStep.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == BookingStep.person_id)
        .where(BookingStep.booking_id == booking_id)
        .order_by(BookingStep.id.desc())
    )
    return tuple(StepRow(WORDS[r.state], reasons.get(r.reason, r.reason), r.words, to_local(r.at), r.name) for r in rows)


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """An allocation with its bar: used, booked and left of the whole, and the per cent of its time that has gone."""

    allowance: Allowance
    gone_percent: int
    current: bool
    taken_percent: int
    behind: bool


def _as_used(row: AllowanceRow) -> tuple[bool, bool, str, bool, int]:
    one = row.allowance
    return not row.current, one.unit != "hours", one.unit, not one.carried, one.id


@query(needs=Permission.SEE_CASES)
def allowances_shown(view: View, child_id: int) -> tuple[AllowanceRow, ...]:
    """A child's allocations, those of today first; what was carried over stands before what it is used before (R-O16)."""
    behind_by = int(setting_on(view.db, "behind_percent", view.today))
    rows = []
    waits = waits_of(view.db, [child_id], view.today, nights=True).get(child_id, ())
    for one in with_asked(allowances_of(view.db, child_id), waits):
        gone, taken = share_gone(one.from_day, one.until_day, view.today), share_taken(one.used, one.booked, one.amount)
        current = one.from_day <= view.today <= one.until_day
        rows.append(AllowanceRow(one, gone, current, taken, is_behind(gone, taken, behind_by)))
    return tuple(sorted(rows, key=_as_used))
