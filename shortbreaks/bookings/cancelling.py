"""Cancelling a place by the ladder, and putting it back."""

from dataclasses import dataclass
from datetime import datetime

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import judging, places
from shortbreaks.bookings.charges import Band, Cancelled, cost_of_cancelling
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.register_tables import Cancellation
from shortbreaks.bookings.states import CANCELLED, WORDS, may_cancel
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.steps import move, step
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting_steps import note_answer
from shortbreaks.council.codes import FREE_REASONS
from shortbreaks.council.queries import codes_in, setting_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """One place given up. `reason` is a code of "cancel_reason"; `told` the local time it was heard, None for now."""

    booking_id: int
    seen: int
    reason: str
    words: str = ""
    told: datetime | None = None


def ladder_on(view: View) -> tuple[Band, ...]:
    """The council's cancellation ladder as it holds today (R-C3)."""
    return tuple(Band(days, percent) for days, percent in setting_on(view.db, "cancel_ladder", view.today))


def _cost(view: View, booking: Booking, reason: str, told: datetime | None) -> Cancelled:
    heard = told or to_local(view.now)
    if heard > to_local(view.now):
        raise Refused("A cancellation cannot be heard in the future.", "Write when the family told you.", "told")
    pence = booking.charge_pence if booking.state == "confirmed" else 0
    return cost_of_cancelling(pence, booking.starts_at, heard, ladder_on(view), free=reason in FREE_REASONS)


@query(needs=Permission.BOOK)
def cost_of_cancelling_booking(
    view: View, booking_id: int, reason: str, told: datetime | None = None
) -> tuple[Cancelled, int]:
    """What cancelling now would cost by the ladder, and the pence charged at present (R-C3, R-C4)."""
    booking = view.db.get(Booking, booking_id)
    if booking is None:
        raise Refused("That booking is not here any more.", "Look again.")
    return _cost(view, booking, reason, told), booking.charge_pence


@command(needs=Permission.BOOK, recorded_as="Booking cancelled")
def cancel_booking(work: Work, request: CancelBooking) -> int:
    """Cancel one place, give it back, and post the ladder's part back to the family.

    A late cancellation keeps using the allocation, one in time gives it back. Raises Refused for an unknown reason,
    a booking already over, or one whose session has begun and was not the provider's to cancel.
    """
    booking = work.take(Booking, request.booking_id, seen=request.seen)
    if request.reason not in codes_in(work.db, "cancel_reason"):
        raise Refused("A cancellation needs its reason.", "Choose one from the list.", "reason")
    if not may_cancel(booking.state):
        raise Refused(
            f"This booking is “{WORDS[booking.state].lower()}”, so there is nothing to cancel.", "Look again."
        )
    if booking.state == "offered" and booking.together is not None:
        raise Refused(
            "This place was offered to siblings together, and is given up for all of them or for none.",
            "Use “They say no” on the offer.",
        )
    places.lock_sessions(work, [booking.session_id])
    cost = _cost(work, booking, request.reason, request.told)
    household = judging.households_of(work, {booking.child_id})[booking.child_id]
    confirmed, was = booking.state == "confirmed", booking.charge_pence
    if confirmed:
        change = cost.pence - booking.charge_pence
        post_change(work, household, f"booking:{booking.id}", change, "Cancelled: part put back", work.today)
    # An offer was never charged, so nothing stays owed for it; putting it back charges it whole
    booking.charge_pence = cost.pence
    places.give_back_places(work, [booking])
    state = "cancelled_in_notice" if cost.in_notice else "cancelled_late"
    if request.reason in {"provider", "council"}:
        state = "cancelled_by_provider"
    move(work, booking, state, reason=request.reason, words=request.words)
    keep_cancellation(work, booking, cost, Heard(request.reason, request.told), was if confirmed else cost.pence)
    work.record(booking, pence=cost.pence)
    return booking.id


@dataclass(frozen=True, slots=True)
class Heard:
    """Why something was cancelled, when it was heard on Kent's clock (None for now), and by which closing."""

    reason: str
    told: datetime | None = None
    closing_id: int | None = None


def keep_cancellation(work: Work, record: Booking | Stay, cost: Cancelled, heard: Heard, was: int) -> None:
    """Keep how a cancelled booking's or stay's charge was worked out, for its notice; `was` pence before."""
    is_stay = isinstance(record, Stay)
    gone = record.uses if record.state == "cancelled_late" else 0
    work.db.add(
        Cancellation(
            booking_id=None if is_stay else record.id, stay_id=record.id if is_stay else None,
            closing_id=heard.closing_id, reason=heard.reason, told_at=heard.told or to_local(work.now),
            percent=cost.percent, was_pence=was, pence=cost.pence,
            back=max(0, (record.planned_nights if isinstance(record, Stay) else record.uses) - gone),
            at=work.now, person_id=work.person.id,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cancellation that was a mistake, or a family that may come after all."""

    booking_id: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Booking put back")
def put_back(work: Work, request: PutBack) -> int:
    """Confirm a cancelled booking again on its old terms, if its place is still free.

    Raises Refused with what stands in the way: the session is over, full or closed, or the child is elsewhere.
    """
    booking = work.take(Booking, request.booking_id)
    if booking.state not in CANCELLED:
        raise Refused(f"This booking is “{WORDS[booking.state].lower()}”, not cancelled.", "Look again.")
    places.lock_children(work, [booking.child_id])
    places.lock_sessions(work, [booking.session_id])
    judged = judging.judge(work, booking.child_id, [booking.session_id])
    for finding in judged.findings[booking.session_id]:
        if finding.outcome is Outcome.NOT_MET and not finding.overridable:
            raise Refused(finding.reason, finding.remedy)
    terms = judged.terms[booking.session_id]
    household = judging.households_of(work, {booking.child_id})[booking.child_id]
    post_change(
        work, household, f"booking:{booking.id}", terms.charge_pence - booking.charge_pence, "Put back: charged again",
        work.today,
    )  # fmt: skip
    booking.charge_pence, booking.uses, booking.exempt = terms.charge_pence, terms.uses, terms.exempt
    booking.state, booking.state_since, booking.offered_until = "confirmed", work.now, None
    step(work, booking, "confirmed", "put_back", request.words)
    note_answer(work, booking, "confirmed", "put_back")
    work.db.flush()
    places.take_places(work, [booking])
    work.record(booking, pence=terms.charge_pence)
    return booking.id
