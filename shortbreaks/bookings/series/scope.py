"""This date, this and the following, or all to come: which bookings of a series a change concerns. Past ones never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.bookings.places import lock_children, lock_sessions
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, Work
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused

REACHES = {"one": "This date", "following": "This and the following", "all": "All to come"}


@dataclass(frozen=True, slots=True)
class Scope:
    """A date of a series and how far a change reaches from it: "one", "following" or "all"."""

    series_id: int
    day: date
    reach: str


def bookings_within(view: View, scope: Scope) -> list[tuple[SeriesDate, Booking]]:
    """The confirmed bookings to come that a change concerns, in order of time."""
    found = (
        select(SeriesDate, Booking)
        .join(Booking, Booking.id == SeriesDate.booking_id)
        .where(
            SeriesDate.series_id == scope.series_id, Booking.state == "confirmed", Booking.starts_at > to_local(view.now)
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    if scope.reach == "one":
        found = found.where(SeriesDate.day == scope.day)
    elif scope.reach == "following":
        found = found.where(SeriesDate.day >= scope.day)
    return [(row[0], row[1]) for row in view.db.execute(found)]


def take_within(
    work: Work, scope: Scope, shown: Sequence[int], more_sessions: Sequence[int] = ()
) -> tuple[Series, list[tuple[SeriesDate, Booking]]]:
    """The series and those bookings, locked in the fixed order with the sessions a change goes to.

    `shown` are the bookings whose consequences were looked at. Raises Refused when they are not the same any more.
    """
    series = work.take(Series, scope.series_id)
    lock_children(work, [series.child_id])
    found = bookings_within(work, scope)
    lock_sessions(work, [*(booking.session_id for _, booking in found), *more_sessions])
    work.db.expire_all()  # a booking may have changed while we waited for its lock
    found = bookings_within(work, scope)
    if not found and not shown:
        return series, []
    if [booking.id for _, booking in found] != list(shown):
        raise Refused(
            "The dates of this series changed while you looked.", "Look at the figures again, then confirm them."
        )
    return series, found


def check_open(series: Series) -> None:
    """Refuse a change of a series that has ended."""
    if series.state == "ended":
        raise Refused("This series has ended.", "Its bookings can be changed one by one under Bookings.")

