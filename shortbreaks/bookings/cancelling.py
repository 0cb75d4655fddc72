"""Cancelling a place by the ladder, and putting it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import judging, places
from shortbreaks.bookings.charges import Cancelled
from shortbreaks.bookings.giving_up import Heard, check_reason, confirm_again, cost_now, give_up, ladders_of
from shortbreaks.bookings.overrides import Reason, note_overrides
from shortbreaks.bookings.states import CANCELLED, WORDS, may_cancel
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.steps import offered_whole
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome, is_impossible


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """One place given up. `reason` is a code of "cancel_reason"; `told` the local time it was heard, None for now."""

    booking_id: int
    seen: int
    reason: str
    words: str = ""
    told: datetime | None = None


@query(needs=Permission.BOOK)
def cost_of_cancelling_booking(
    view: View, booking_id: int, reason: str, told: datetime | None = None
) -> tuple[Cancelled, int]:
    """What cancelling now would cost by the ladder, and the pence charged at present (R-C3, R-C4)."""
    booking = view.db.get(Booking, booking_id)
    if booking is None:
        raise Refused("That booking is not here any more.", "Look again.")
    return cost_now(view, booking, reason, told, ladders_of(view)), booking.charge_pence


@command(needs=Permission.BOOK, recorded_as="Booking cancelled")
def cancel_booking(work: Work, request: CancelBooking) -> int:
    """Cancel one place, give it back, and post the ladder's part back to the family.

    A late cancellation keeps using the allocation, one in time gives it back. Raises Refused for an unknown reason,
    a booking already over, or one whose session has begun and was not the provider's to cancel.
    """
    booking = work.take(Booking, request.booking_id, seen=request.seen)
    check_reason(work, request.reason)
    if not may_cancel(booking.state):
        raise Refused(
            f"This booking is “{WORDS[booking.state].lower()}”, so there is nothing to cancel.", "Look again."
        )
    if booking.state == "offered" and offered_whole(work, booking):
        raise Refused(
            "This place was offered with others, for all of them or none, and is given up in the same way.",
            "Use “They say no” on the offer.",
        )
    if booking.state == "offered" and booking.together is not None:
        raise Refused(
            "This place was offered to siblings together, and is given up for all of them or for none.",
            "Use “They say no” on the offer.",
        )
    places.lock_sessions(work, [booking.session_id])
    cost = cost_now(work, booking, request.reason, request.told, ladders_of(work))
    give_up(work, booking, cost, Heard(request.reason, request.told), request.words)
    work.record(booking, pence=cost.pence)
    return booking.id


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cancellation that was a mistake, or a family that may come after all; `words` why, where a rule asks."""

    booking_id: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Booking put back")
def put_back(work: Work, request: PutBack) -> int:
    """Confirm a cancelled booking again on its old terms, if its place is still free.

    Raises Refused with what stands in the way: the session is over, full or closed, the child's record is closed or it is
    elsewhere; or, where no words say why it has the place all the same, families that wait and come first (R-B6), and what no
    rule said when it was booked, such as an allocation that other breaks used since (R-B8).
    """
    booking = work.take(Booking, request.booking_id)
    if booking.state not in CANCELLED:
        raise Refused(f"This booking is “{WORDS[booking.state].lower()}”, not cancelled.", "Look again.")
    places.lock_children(work, [booking.child_id])
    places.lock_sessions(work, [booking.session_id])
    judged = judging.judge(work, booking.child_id, [booking.session_id])
    found = judged.findings[booking.session_id]
    for finding in filter(is_impossible, found):
        raise Refused(finding.reason, finding.remedy)
    about = f"booking:{booking.id}"
    answered = set(work.db.scalars(select(RuleOverride.rule).where(RuleOverride.about == about))) - {"R-B6"}
    new = [one for one in found if one.outcome is not Outcome.MET and one.rule not in answered]
    if new and not request.words.strip():
        said = " ".join(dict.fromkeys(f"{one.reason} {one.remedy}".strip() for one in new))
        raise Refused(said, "Or write a reason, and put it back all the same.", f"reason:{new[0].rule}")
    note_overrides(work, booking.child_id, about, new, [Reason(one.rule, request.words) for one in new])
    confirm_again(work, booking, judged.terms[booking.session_id], request.words)
    work.record(booking, pence=booking.charge_pence)
    return booking.id
