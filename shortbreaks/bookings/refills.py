"""A cancelled place that another family takes: what cancelling cost the first one is put back, money and allocation (R-C5)."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, or_, select

from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.notices.keeping import keep_notice
from shortbreaks.bookings.places import lock_sessions
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.steps import step
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work
from shortbreaks.database.faults import when_broken
from shortbreaks.database.prepared import rows_of
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child

# Built once: a select costs more to build than to run (speed.md).
_USED = and_(Booking.state == "cancelled_late", Booking.uses > 0, Booking.allocation_id.is_not(None))
_CHARGED = (
    select(Cancellation, Booking, Child.household_id)
    .join(Booking, Booking.id == Cancellation.booking_id)
    .join(Child, Child.id == Booking.child_id)
    .where(
        Booking.session_id.in_(bindparam("ids", expanding=True)), Booking.state.in_(("cancelled_late", "cancelled_in_notice")),
        or_(Booking.charge_pence > 0, _USED), Cancellation.id.not_in(select(Refill.cancellation_id)),
    )
    .order_by(Cancellation.id)
)  # fmt: skip
_ANY = _CHARGED.with_only_columns(Cancellation.id).limit(1)
for _name, _columns in (
    ("uq_refill_cancellation_id", "refill.cancellation_id"), ("uq_refill_taken_by", "refill.taken_by"),
):  # fmt: skip
    when_broken(_name, _columns, lambda: Refused("This place was counted as taken again just now.", "Look again."))


def credit_refilled(work: Work, taken: Sequence[Booking]) -> list[int]:
    """Put back what cancelling cost the families whose places these confirmed bookings take; answers the cancelled bookings.

    Each booking makes good one cancelled place of its session, the one given up first, of another household. Hours kept for
    a late cancellation go back too, free families' as well: only a chargeable one uses the allocation (R-O1).
    """
    sessions = {booking.session_id for booking in taken}
    if rows_of(work.db, _ANY, {"ids": sessions}).scalar() is None or not int(setting_on(work.db, "refill_credit", work.today)):
        return []
    lock_sessions(work, sessions)  # two bookings never make good the same place; the database holds it too
    homes = households_of(work, {booking.child_id for booking in taken})
    given_up = _charged_cancellations(work, sessions)
    credited: list[int] = []
    for booking in taken:
        place = next(
            (
                one for one in given_up
                if one[1].session_id == booking.session_id and one[2] != homes[booking.child_id]
            ),
            None,
        )  # fmt: skip
        if place is None:
            continue
        given_up.remove(place)
        _credit(work, *place, booking)
        credited.append(place[1].id)
    return credited


def _charged_cancellations(work: Work, session_ids: set[int]) -> list[tuple[Cancellation, Booking, int]]:
    """Cancellations in these sessions that still cost their family money or allocation, the earliest first, with the household."""
    rows = work.db.execute(_CHARGED, {"ids": session_ids})
    newest: dict[int, tuple[Cancellation, Booking, int]] = {row[1].id: (row[0], row[1], row[2]) for row in rows}
    return list(newest.values())


def _credit(work: Work, cancellation: Cancellation, booking: Booking, household: int, by: Booking) -> None:
    pence = booking.charge_pence
    back = booking.uses if booking.state == "cancelled_late" and booking.allocation_id is not None else 0
    what = "Place taken again: charge put back"
    post_change(work, household, f"booking:{booking.id}", -pence, what, work.today)
    booking.charge_pence = 0
    booking.uses -= back
    work.db.add(Refill(cancellation_id=cancellation.id, taken_by=by.id, pence=pence, back=back, at=work.now))
    step(work, booking, booking.state, "refilled", "")
    work.db.flush()
    keep_notice(work, booking.child_id, "refilled", [cancellation.id])
