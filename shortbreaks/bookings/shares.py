"""What of some bookings each allocation pays: all of it, or the first a part and others the rest (R-B8)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.share_tables import BookingShare
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work
from shortbreaks.database.prepared import rows_of

Shares = tuple[tuple[int, int], ...]  # (allocation, amount) of those that pay after the first


# Built once: a select costs more to build than to run (speed.md).
_SHARES = (
    select(BookingShare.booking_id, BookingShare.allocation_id, BookingShare.amount)
    .where(BookingShare.booking_id.in_(bindparam("ids", expanding=True))).order_by(BookingShare.id)
)  # fmt: skip


def shares_of(db: Session, booking_ids: Collection[int]) -> dict[int, Shares]:
    """What others pay than the first allocation, by booking; only those that are split are in it."""
    found: dict[int, Shares] = {}
    for row in rows_of(db, _SHARES, {"ids": list(booking_ids)}):
        found[row.booking_id] = (*found.get(row.booking_id, ()), (row.allocation_id, row.amount))
    return found


def paid_parts(booking: Any, shares: Mapping[int, Shares]) -> Shares:
    """Each allocation that pays for a booking (with `id`, `allocation_id` and `uses`) and how much; none without an allocation."""
    if booking.allocation_id is None:
        return ()
    others = shares.get(booking.id, ()) if booking.uses else ()
    return ((booking.allocation_id, booking.uses - sum(amount for _, amount in others)), *others)


def paid_by_allocation(db: Session, bookings: Iterable[Any]) -> dict[int, int]:
    """What some bookings use of each allocation together, in one question."""
    bookings = list(bookings)
    shares = shares_of(db, [one.id for one in bookings])
    found: dict[int, int] = {}
    for booking in bookings:
        for allocation_id, amount in paid_parts(booking, shares):
            found[allocation_id] = found.get(allocation_id, 0) + amount
    return found


def keep_shares(work: Work, booking: Booking, shares: Shares) -> None:
    """Write anew what others pay than the first allocation; the booking is written already."""
    work.db.execute(delete(BookingShare).where(BookingShare.booking_id == booking.id))
    assert booking.allocation_id is not None or not shares
    work.db.add_all(
        BookingShare(booking_id=booking.id, allocation_id=of, first_id=booking.allocation_id, amount=amount) for of, amount in shares
    )
    work.touched("booking_share")
