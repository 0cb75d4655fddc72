"""Cancelling dates of a series, telling who collects, and ending it: figures first, then one command for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.charges import Cancelled
from shortbreaks.bookings.giving_up import Heard, check_reason, cost_now, give_up, ladders_of
from shortbreaks.bookings.series.scope import Scope, bookings_within, check_open, take_within
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import check_collector


@dataclass(frozen=True, slots=True)
class DateCost:
    """What giving up one date comes to: per cent and pence that stay owed of what is charged, and whether it is in time."""

    booking_id: int
    day: date
    start: datetime
    charged_pence: int
    percent: int
    stays_pence: int
    in_notice: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The consequences of giving up some dates, before anybody confirms them."""

    dates: tuple[DateCost, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """The bookings they are of, for the command."""
        return tuple(one.booking_id for one in self.dates)

    @property
    def charged_pence(self) -> int:
        """What is charged for them now."""
        return sum(one.charged_pence for one in self.dates)

    @property
    def stays_pence(self) -> int:
        """What stays to pay."""
        return sum(one.stays_pence for one in self.dates)

    @property
    def late(self) -> int:
        """How many use the allocation although nobody comes."""
        return sum(1 for one in self.dates if not one.in_notice)


def costs_of(
    view: View, found: Sequence[tuple[SeriesDate, Booking]], reason: str, told: datetime | None
) -> list[tuple[Booking, Cancelled]]:
    """What each booking comes to by the ladder, each at its own notice (R-C3, R-C4)."""
    ladders = ladders_of(view)
    return [(booking, cost_now(view, booking, reason, told, ladders)) for _, booking in found]


@query(needs=Permission.BOOK)
def cancelling_figured(view: View, scope: Scope, reason: str, told: datetime | None = None) -> Figures:
    """What cancelling these dates would cost, date by date; nothing is saved."""
    found = bookings_within(view, scope)
    days = {booking.id: row.day for row, booking in found}
    return Figures(
        tuple(
            DateCost(b.id, days[b.id], b.starts_at, b.charge_pence, cost.percent, cost.pence, cost.in_notice)
            for b, cost in costs_of(view, found, reason, told)
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CancelDates:
    """Dates of a series given up, as they were shown; `told` is the local time it was heard, None for now."""

    scope: Scope
    shown: tuple[int, ...]
    reason: str
    words: str = ""
    told: datetime | None = None


@command(needs=Permission.BOOK, recorded_as="Dates of a series cancelled")
def cancel_dates(work: Work, request: CancelDates) -> int:
    """Cancel one date, it and the following, or all to come, each by its own notice; answers how many.

    Raises Refused without a reason, for no date, or when other dates are booked by now than were shown.
    """
    check_reason(work, request.reason)
    series, found = take_within(work, request.scope, request.shown)
    if not found:
        raise Refused("No date of it is still to come.", "Look again.")
    owed = _cancel(work, found, request.reason, request.words, request.told)
    work.record(series, pence=owed)
    return len(found)


def _cancel(
    work: Work, found: Sequence[tuple[SeriesDate, Booking]], reason: str, words: str, told: datetime | None
) -> int:
    owed = 0
    for booking, cost in costs_of(work, found, reason, told):
        give_up(work, booking, cost, Heard(reason, told), words)
        owed += cost.pence
    return owed


@dataclass(frozen=True, slots=True)
class NoteDates:
    """Who collects and what the provider should know, for some dates; None leaves it as it is."""

    scope: Scope
    shown: tuple[int, ...]
    collected_by: str | None = None
    note: str | None = None


@command(needs=Permission.BOOK, recorded_as="Dates of a series noted")
def note_dates(work: Work, request: NoteDates) -> int:
    """Change who collects or the note for one date, it and the following, or all to come; answers how many.

    The series itself keeps it too when it reaches further than one date, for dates that are booked later.
    """
    series, found = take_within(work, request.scope, request.shown)
    if not found:
        raise Refused("No date of it is still to come.", "Look again.")
    if request.collected_by is not None:
        check_collector(work, series.child_id, request.collected_by, [booking.starts_at.date() for _, booking in found])
    changed: list[Series | Booking] = [booking for _, booking in found]
    if request.scope.reach != "one":
        changed.append(series)
    for one in changed:
        if request.collected_by is not None:
            one.collected_by = request.collected_by.strip()
        if request.note is not None:
            one.note = request.note.strip()
    work.record(series)
    return len(found)


@dataclass(frozen=True, slots=True)
class TryAgain:
    """A date that is not booked: tried again when a place frees, or left out from now on."""

    date_id: int
    seen: int
    again: bool


@command(needs=Permission.BOOK, recorded_as="Date of a series kept in mind")
def try_again(work: Work, request: TryAgain) -> int:
    """Say whether a date that is not booked is tried again. Raises Refused for one that is booked, or of an ended series."""
    row = work.take(SeriesDate, request.date_id, seen=request.seen)
    series = work.db.get_one(Series, row.series_id)
    check_open(series)
    if row.state == "booked":
        raise Refused("This date is booked.", "Cancel it instead.")
    row.state, row.since = "skipped" if request.again else "left_out", work.now
    if not request.again and not row.words:
        row.words = "The family does not want this day."
    work.record(row)
    return row.id


@dataclass(frozen=True, slots=True)
class EndSeries:
    """A series that goes on no longer: the reason (code list "cancel_reason"), and whether its booked dates stay."""

    series_id: int
    shown: tuple[int, ...]
    reason: str
    words: str = ""
    keep_booked: bool = False
    told: datetime | None = None


@command(needs=Permission.BOOK, recorded_as="Series ended")
def end_series(work: Work, request: EndSeries) -> int:
    """End a series: nothing of it is tried again, and its dates to come are cancelled by the ladder, or stay.

    Raises Refused without a reason, for one that has ended, or when other dates are booked by now than were shown.
    """
    check_reason(work, request.reason)
    scope = Scope(request.series_id, work.today, "all")
    series, found = take_within(work, scope, request.shown)
    check_open(series)
    owed = 0 if request.keep_booked else _cancel(work, found, request.reason, request.words, request.told)
    said = request.words.strip() or words_in(work.db, "cancel_reason")[request.reason]
    series.state, series.ended_on, series.ended_reason = "ended", work.today, said
    work.record(series, pence=owed)
    return series.id

