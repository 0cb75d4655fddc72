"""Bookings as they are listed: of a day, of a child, by number; and what a booking went through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
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
from shortbreaks.database.prepared import Prepared, PreparedAmong
from shortbreaks.dates import age_on, to_local
from shortbreaks.eligibility.rules import Allowance, is_behind, share_gone, share_taken
from shortbreaks.families.rules import short_name
from shortbreaks.families.search import FoundChild, found_rows, people_ranked
from shortbreaks.families.tables import Child
from shortbreaks.providers.search import FoundService, find_providers
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


def _select() -> Any:
    newest = select(func.max(Cancellation.id)).where(Cancellation.booking_id == Booking.id).correlate(Booking).scalar_subquery()
    refilled = select(Refill.id).where(Refill.cancellation_id == newest).correlate(Booking).exists()
    return (
        select(
            Booking.id, Booking.version, Booking.number, Booking.child_id, Child.first_name, Child.last_name, Child.known_as,
            Booking.service_id, Service.name.label("service"), Venue.name.label("venue"), Booking.starts_at, Booking.ends_at,
            Booking.state, Booking.charge_pence, Booking.exempt, Booking.offered_until,
            Booking.transport,
            and_(or_(*[Booking.state == one for one in sorted(CANCELLED)]), refilled).label("refilled"),
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Service, Service.id == Booking.service_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
    )  # fmt: skip


class _Line(NamedTuple):
    id: int
    version: int
    number: int
    child_id: int
    first_name: str
    last_name: str
    known_as: str
    service_id: int
    service: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    state: str
    charge_pence: int
    exempt: str
    offered_until: datetime | None
    transport: str
    refilled: bool


# Spelt once: quick find asks with every key (speed.md)
@lru_cache(maxsize=4)
def _numbered(most: int) -> Prepared:
    return Prepared(_select().where(Booking.number == bindparam("number")).order_by(Booking.starts_at).limit(most))


@lru_cache(maxsize=4)
def _next(most: int) -> PreparedAmong:
    """Which bookings come next is known before anything else of them is read."""
    return PreparedAmong(
        lambda children: _select().where(
            Booking.id.in_(
                select(Booking.id)
                .where(Booking.child_id.in_(children), Booking.starts_at >= bindparam("since"))
                .order_by(Booking.starts_at, Booking.id)
                .limit(most)
            )
        )
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip


def _listed(db: Session, found: Iterable[Any]) -> tuple[BookingRow, ...]:
    rows = list(found)
    waiting = awaited_of(db, rows)
    return tuple(_row(row, waiting.get(row.id, "")) for row in rows)


def _row(r: Any, awaits: str) -> BookingRow:
    words = WORDS[r.state]
    if r.state == "offered" and r.offered_until is not None:
        words = f"Offer to {r.offered_until.day} {r.offered_until:%b}"
    elif r.refilled:
        words = f"{words}, taken again"
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


@dataclass(frozen=True, slots=True)
class Found:
    """What a few letters find: children, bookings and services, each the best first."""

    children: tuple[FoundChild, ...]
    bookings: tuple[BookingRow, ...]
    services: tuple[FoundService, ...]


@query(needs=Permission.SEE_CASES)
def find_by_letters(view: View, typed: str, most: int) -> Found:
    """What was typed finds, `most` of each kind; whoever sees families sees providers too, so one question is enough for a key."""
    ranked = people_ranked(view.db, typed)
    bookings = _bookings_found(view, typed, [one.id for one, _ in ranked], most)
    return Found(found_rows(view, ranked[:most], typed), bookings, find_providers(view, typed))


def _bookings_found(view: View, typed: str, children: Sequence[int], most: int) -> tuple[BookingRow, ...]:
    """Bookings by their number (B-00042 or 42), or the next ones of all the children found."""
    bare = typed.strip().upper().removeprefix("B-")
    if bare.isascii() and bare.isdigit() and len(bare) <= 9:
        rows = _numbered(most).rows(view.db.connection(), {"number": int(bare)})
    else:
        rows = _next(most).rows(view.db.connection(), children, {"since": begin_of(view.today)})
    return _listed(view.db, map(_Line._make, rows))


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
