"""What is due today: offers, registers, reviews and birthdays, care information, checks, and what is on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, union_all

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.delivery import Undelivered, awards_not_delivered, holds_on
from shortbreaks.bookings.fact_statements import BOOKED_OF, USED_OF
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.notices.commands import NoticeOwed, notices_owed
from shortbreaks.bookings.registers.queries import RegisterRow, late_after, registers_due
from shortbreaks.bookings.registers.talks import TalkRow, open_talks
from shortbreaks.bookings.rules import MEDICAL
from shortbreaks.bookings.series.retry import ReadyDate, ready_dates
from shortbreaks.bookings.states import BOOKED, USED
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.used_tables import AllocationUsed
from shortbreaks.bookings.waiting.line import lines_for
from shortbreaks.bookings.waiting.queries import PlaceRow, places_freed
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, months_before, to_local, year_of_allocation
from shortbreaks.eligibility.rules import share_gone
from shortbreaks.eligibility.tables import Allocation, Decision
from shortbreaks.eligibility.transition import growing_up
from shortbreaks.eligibility.worklists import UntoldRow, decided_not_told
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, ChildNeed
from shortbreaks.providers.tables import Provider, ProviderCheck, Service

AHEAD_DAYS = 28
WEEKS = 12
CAME = USED | {"confirmed"}


@dataclass(frozen=True, slots=True)
class OfferDue:
    """An offer that lapses: when (local time), for whom, and for what."""

    number: int
    child_id: int
    child: str
    age: int
    service: str
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class SessionDue:
    """A session with its children that is about to be."""

    session_id: int
    service_id: int
    service: str
    start: datetime
    end: datetime
    children: int


@dataclass(frozen=True, slots=True)
class ChildDue:
    """A day that matters for a child; `kind` is review, an age (16, 17½), care plan old or care plan missing."""

    child_id: int
    child: str
    age: int
    kind: str
    day: date
    about: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CheckDue:
    """A provider's check that runs out, or has."""

    provider_id: int
    provider: str
    what: str
    until: date


@dataclass(frozen=True, slots=True)
class Used:
    """What all children's allocations of one unit come to: minutes or nights; `gone` is the per cent of the year."""

    unit: str
    used: int
    booked: int
    whole: int
    gone: int


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """Everything the page says, each list with the oldest first; `weeks` are (Monday, breaks), the last this week."""

    today: date
    offers: tuple[OfferDue, ...]
    registers: tuple[RegisterRow, ...]
    reviews: tuple[ChildDue, ...]
    care: tuple[ChildDue, ...]
    checks: tuple[CheckDue, ...]
    soon: tuple[SessionDue, ...]
    weeks: tuple[tuple[date, int], ...]
    week_last_year: int
    used: tuple[Used, ...]
    untold: tuple[UntoldRow, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    could_be_booked: tuple[ReadyDate, ...] = ()
    talks: tuple[TalkRow, ...] = ()
    notices: tuple[NoticeOwed, ...] = ()
    register_days: int = 7  # from then on the provider's manager is rung
    freed: tuple[PlaceRow, ...] = ()  # free places with a family that is next


def nothing_due(today: date) -> TodayFacts:
    """The same of an office in which nothing is due."""
    return TodayFacts(today, (), (), (), (), (), (), (), 0, ())


@query(needs=Permission.SEE_CASES)
def due_today(view: View) -> TodayFacts:
    """What is due, in a fixed number of questions however much there is."""
    weeks, before = _weeks(view)
    lines = lines_for(view)
    reviews = sorted((*_reviews(view), *_birthdays(view)), key=lambda due: (due.day, due.child_id))
    return TodayFacts(
        view.today, _offers(view), registers_due(view), tuple(reviews), _care(view), _checks(view), _soon(view), weeks, before,
        _used(view), decided_not_told(view), awards_not_delivered(view),
        tuple(one for one in ready_dates(view, lines=lines) if one.ready), open_talks(view), notices_owed(view), late_after(view),
        tuple(place for place in places_freed(view, lines) if place.next is not None),
    )  # fmt: skip


def _offers(view: View) -> tuple[OfferDue, ...]:
    rows = view.db.execute(
        select(
            Booking.number, Booking.child_id, Child.first_name, Child.last_name, Child.known_as, Child.born, Service.name,
            Booking.starts_at, Booking.offered_until,
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.state == "offered", Booking.offered_until.is_not(None))
        .order_by(Booking.offered_until, Booking.id)
    )  # fmt: skip
    return tuple(
        OfferDue(r.number, r.child_id, _name(r), age_on(r.born, view.today), r.name, r.starts_at, r.offered_until)
        for r in rows
    )


def _name(row: Any) -> str:
    return short_name(row.first_name, row.last_name, row.known_as)


def _sessions(view: View, *wanted: Any) -> tuple[SessionDue, ...]:
    rows = view.db.execute(
        select(
            Booking.session_id, Booking.service_id, Service.name, Booking.starts_at, Booking.ends_at,
            func.count().label("children"),
        )
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.state == "confirmed", *wanted)
        .group_by(Booking.session_id, Booking.service_id, Service.name, Booking.starts_at, Booking.ends_at)
        .order_by(Booking.starts_at, Booking.session_id)
    )  # fmt: skip
    return tuple(SessionDue(r.session_id, r.service_id, r.name, r.starts_at, r.ends_at, r.children) for r in rows)


def _soon(view: View) -> tuple[SessionDue, ...]:
    return _sessions(
        view, Booking.ends_at >= to_local(view.now), Booking.starts_at < begin_of(view.today + timedelta(days=2))
    )


def _reviews(view: View) -> list[ChildDue]:
    """Reviews of each child's newest agreed decision that are late or fall in the coming weeks."""
    ours = select(Child.id).where(Child.state == "open")  # nothing is read of who left
    agreed = Decision.child_id.in_(ours) & (Decision.outcome == "agreed")
    newest = select(func.max(Decision.id)).where(agreed).group_by(Decision.child_id)
    rows = view.db.execute(
        select(Decision.child_id, Child.first_name, Child.last_name, Child.known_as, Child.born, Decision.review_on)
        .join(Child, Child.id == Decision.child_id)
        .where(
            Decision.review_on <= view.today + timedelta(days=AHEAD_DAYS), Child.state == "open", Decision.id.in_(newest)
        )
    )  # fmt: skip
    return [ChildDue(r.child_id, _name(r), age_on(r.born, view.today), "review", r.review_on) for r in rows]


def _birthdays(view: View) -> list[ChildDue]:
    """Ages of the radar in the coming weeks, and decisions about adult life that are still needed (R-E10, R-D25)."""
    return [
        ChildDue(one.child_id, one.child, one.age, one.words, one.due)
        for one in growing_up(view)
        if one.due >= view.today or one.needed
    ]


def _care(view: View) -> tuple[ChildDue, ...]:
    """Children with medical needs whose care plan is too old, or missing, for a break in the coming weeks (R-B11)."""
    months = int(setting_on(view.db, "care_plan_months", view.today))
    last = view.today + timedelta(days=AHEAD_DAYS)
    medical = exists().where(ChildNeed.child_id == Child.id, ChildNeed.code.in_(MEDICAL))
    rows = view.db.execute(
        select(
            Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born, Child.care_plan_on, Booking.starts_at,
            Service.name,
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Service, Service.id == Booking.service_id)
        .where(
            Booking.state.in_(BOOKED), Booking.starts_at >= begin_of(view.today), Booking.starts_at < begin_of(last),
            medical,
            or_(Child.care_plan_on.is_(None), Child.care_plan_on < months_before(last, months)),
        )
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip
    found: dict[int, ChildDue] = {}
    for r in rows:
        day = r.starts_at.date()
        if r.id in found or (r.care_plan_on is not None and r.care_plan_on >= months_before(day, months)):
            continue
        kind = "care plan missing" if r.care_plan_on is None else "care plan old"
        found[r.id] = ChildDue(r.id, _name(r), age_on(r.born, view.today), kind, day, r.name, r.care_plan_on)
    return tuple(found.values())


def _checks(view: View) -> tuple[CheckDue, ...]:
    words = words_in(view.db, "check")
    until = view.today + timedelta(days=int(setting_on(view.db, "check_warning_days", view.today)))
    rows = view.db.execute(
        select(ProviderCheck.provider_id, Provider.name, ProviderCheck.kind, ProviderCheck.valid_until)
        .join(Provider, Provider.id == ProviderCheck.provider_id)
        .where(ProviderCheck.valid_until <= until, Provider.state == "open")
        .order_by(ProviderCheck.valid_until, ProviderCheck.id)
    )
    return tuple(CheckDue(r.provider_id, r.name, words.get(r.kind, r.kind), r.valid_until) for r in rows)


def _weeks(view: View) -> tuple[tuple[tuple[date, int], ...], int]:
    """Breaks in each of the last twelve weeks with this one, and in the same week a year ago."""
    this = view.today - timedelta(days=view.today.weekday())
    first, year_ago = this - timedelta(weeks=WEEKS - 1), this - timedelta(weeks=52)
    week = timedelta(weeks=1)
    came = select(Booking.starts_at, func.count()).where(Booking.state.in_(CAME)).group_by(Booking.starts_at)
    # Each span by itself: of both in one condition a file's engine may read every booking there ever was
    rows = view.db.connection().execute(union_all(
        came.where(Booking.starts_at >= begin_of(first), Booking.starts_at < begin_of(this + week)),
        came.where(Booking.starts_at >= begin_of(year_ago), Booking.starts_at < begin_of(year_ago + week)),
    ))  # fmt: skip
    counts: dict[date, int] = {}
    for start, number in rows:
        monday = start.date() - timedelta(days=start.weekday())
        counts[monday] = counts.get(monday, 0) + number
    mondays = [first + week * n for n in range(WEEKS)]
    return tuple((monday, counts.get(monday, 0)) for monday in mondays), counts.get(year_ago, 0)


def _used(view: View) -> tuple[Used, ...]:
    """Hours and nights of every allocation that holds today, whoever has it, and what is used and booked of them (R-B8)."""
    rows = view.db.execute(
        select(Allocation.unit, func.sum(USED_OF), func.sum(BOOKED_OF), func.sum(Allocation.amount))
        .join(AllocationUsed, AllocationUsed.allocation_id == Allocation.id, isouter=True)
        .where(holds_on(view.today))
        .group_by(Allocation.unit)
    )
    sums = {unit: (int(used), int(booked), int(whole)) for unit, used, booked, whole in rows}
    gone = share_gone(*year_of_allocation(view.today), view.today)
    return tuple(Used(unit, *sums[unit], gone) for unit in ("hours", "nights") if unit in sums and sums[unit][2])
