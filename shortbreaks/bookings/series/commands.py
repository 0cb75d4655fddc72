"""Making a series: every day kept is booked in one go or none is, and every other day is remembered with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.asking import check_asker
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.series.judging import Plan, SeriesWish, plan_of
from shortbreaks.bookings.series.recurring import Recurring
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted, charge, take
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_full
from shortbreaks.errors import Refused
from shortbreaks.findings import Finding, Outcome


@dataclass(frozen=True, slots=True)
class DayKept:
    """A day of the series to be booked, in the session that was shown for it."""

    day: date
    session_id: int


@dataclass(frozen=True, slots=True)
class DaySkipped:
    """A day that is not booked: tried again when a place frees (`again`), or left out because it is not wanted."""

    day: date
    again: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class MakeSeries:
    """A series as it was previewed: what recurs, and what becomes of each day. `paid_by`: "", "card", "Kent Card"."""

    child_id: int
    service_id: int
    recurring: Recurring
    kept: tuple[DayKept, ...]
    skipped: tuple[DaySkipped, ...] = ()
    reasons: tuple[Reason, ...] = ()
    asked_by: int | None = None
    collected_by: str = ""
    transport: str = ""
    note: str = ""
    paid_by: str = ""


@command(needs=Permission.BOOK, recorded_as="Series booked")
def make_series(work: Work, request: MakeSeries) -> int:
    """Book every day kept, or none, charge each, and remember the others; answers the series' id.

    Raises Refused with the sentence of the day it concerns when something changed since the preview.
    """
    if not request.kept:
        raise Refused("No day of this series is kept.", "Keep at least one day.")
    check_asker(work, request.asked_by, [request.child_id])
    plan = _plan(work, request)
    wanted = PlacesWanted(
        request.child_id, tuple(one.session_id for one in request.kept), request.reasons, request.collected_by,
        request.transport, request.note,
    )  # fmt: skip
    bookings = {booking.session_id: booking for booking in take(work, [wanted], request.asked_by, "confirmed", None)}
    owed = charge(work, list(bookings.values()), request.paid_by)
    series = _series(work, request)
    work.db.add(series)
    work.db.flush()
    work.db.add_all(
        [
            *(_booked(work, series, one.day, bookings[one.session_id]) for one in request.kept),
            *(_skipped(work, series, one, plan) for one in request.skipped),
        ]
    )
    work.record(series, pence=owed)
    return series.id


def _plan(work: Work, request: MakeSeries) -> Plan:
    """The days as they stand now. Raises Refused when they are not those that were shown."""
    moved = tuple((one.day, one.session_id) for one in request.kept)
    skipped = tuple(one.day for one in request.skipped)
    plan = plan_of(work, SeriesWish(request.child_id, request.service_id, request.recurring, moved, skipped))
    said = [*(one.day for one in request.kept), *skipped]
    for day in plan.days:
        if said.count(day) != 1:
            raise Refused(f"{say_full(day)} is new in this series.", "Look at its days again, and say what becomes of it.")
    for day in said:
        if day not in plan.days:
            raise Refused(f"{say_full(day)} is no longer a day of this series.", "Look at its days again.")
    return plan


def _series(work: Work, request: MakeSeries) -> Series:
    given = request.recurring
    return Series(
        child_id=request.child_id, service_id=request.service_id, asked_by=request.asked_by, every_weeks=given.every,
        weeks=given.weeks, only_weeks=",".join(day.isoformat() for day in given.only_weeks),
        weekdays=",".join(str(day) for day in given.weekdays), first_day=given.first_day, last_day=given.last_day,
        starts=given.starts, collected_by=request.collected_by, transport=request.transport, note=request.note,
        state="open", ended_on=None, ended_reason="", made_at=work.now, person_id=work.person.id,
    )  # fmt: skip


def _booked(work: Work, series: Series, day: date, booking: Booking) -> SeriesDate:
    return SeriesDate(
        series_id=series.id, day=day, session_id=booking.session_id, booking_id=booking.id, state="booked", rule="",
        why="", words="", since=work.now,
    )  # fmt: skip


def _skipped(work: Work, series: Series, one: DaySkipped, plan: Plan) -> SeriesDate:
    against = first_against(plan.findings(one.day))
    words = one.words.strip()
    if against is None and not words:
        words = "Left for later." if one.again else "The family does not want this day."
    return SeriesDate(
        series_id=series.id, day=one.day, session_id=plan.chosen[one.day], booking_id=None,
        state="skipped" if one.again else "left_out", rule=against.rule if against else "",
        why=against.for_record if against else "", words=words, since=work.now,
    )  # fmt: skip


def first_against(findings: Iterable[Finding]) -> Finding | None:
    """What a skipped day is remembered by: the first thing nobody can go past, else the first that asks for a person."""
    against = [one for one in findings if one.outcome is not Outcome.MET]
    return min(against, key=lambda one: (one.overridable, one.outcome is Outcome.TO_DECIDE), default=None)
