"""Moving a booking from state to state, each move kept with its reason (R-B1)."""

from shortbreaks.bookings.states import check_move
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.database.commands import Work


def move(work: Work, booking: Booking, state: str, *, reason: str = "", words: str = "", fresh: bool = False) -> None:
    """Put a booking into a state and keep the step; a `fresh` booking begins there. Raises Refused for a move back."""
    if not fresh:
        check_move(booking.state, state)
    booking.state = state
    booking.state_since = work.now
    step(work, booking, state, reason, words)


def step(work: Work, booking: Booking, state: str, reason: str, words: str) -> None:
    """Keep one step of a booking's history."""
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
