"""Moving a booking from state to state, each move kept with its reason (R-B1); and how long an offer stands (R-B2)."""

from datetime import datetime

from shortbreaks.bookings.provider_costs import follow_bookings
from shortbreaks.bookings.states import check_move
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.bookings.waiting.steps import note_answer, note_booked
from shortbreaks.council.queries import holidays_after, setting_on
from shortbreaks.database.commands import Work
from shortbreaks.dates import working_days_after


def move(work: Work, booking: Booking, state: str, *, reason: str = "", words: str = "", fresh: bool = False) -> None:
    """Put a booking into a state and keep the step; a `fresh` booking begins there. Raises Refused for a move back."""
    was_offered = not fresh and booking.state == "offered"
    if not fresh:
        check_move(booking.state, state)
    booking.state = state
    booking.state_since = work.now
    step(work, booking, state, reason, words)
    if was_offered:
        note_answer(work, booking, state, reason)
    elif fresh and state == "confirmed":
        note_booked(work, booking)


def step(work: Work, booking: Booking, state: str, reason: str, words: str) -> None:
    """Keep one step of a booking's history, and let what it costs the council follow."""
    work.db.add(
        BookingStep(
            booking_id=booking.id,
            state=state,
            reason=reason,
            words=words.strip(),
            at=work.now,
            person_id=work.person.id,
            on=work.today,
        )  # fmt: skip
    )
    follow_bookings(work, [booking])


def offer_deadline(work: Work, begins: datetime | None = None) -> datetime:
    """The end of the last working day of an offer made today (R-B2), on Kent's clock.

    An offer of a break that `begins` sooner stands until then, and no longer: nobody says yes to what has begun.
    """
    days = int(setting_on(work.db, "offer_working_days", work.today))
    last = working_days_after(work.today, days, holidays_after(work.today, days))
    until = datetime(last.year, last.month, last.day, 23, 59)
    return until if begins is None else min(until, begins)
