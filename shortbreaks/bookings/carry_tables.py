"""What was carried over into the next year, break by break that was lost."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Key, Record, owner_of


class CarriedLoss(Record):
    """One break that the provider or the council cancelled, and how much of it a carried allocation answers for (R-O16)."""

    __tablename__ = "carried_loss"

    id: Mapped[Key]
    allocation_id: Mapped[int] = owner_of("allocation.id")  # the carried one
    lost_from: Mapped[int] = owner_of("allocation.id")  # the one whose year ended
    booking_id: Mapped[int | None] = owner_of("booking.id")
    stay_id: Mapped[int | None] = owner_of("stay.id")
    amount: Mapped[int]

    __table_args__ = (
        UniqueConstraint("booking_id", "lost_from"),
        UniqueConstraint("stay_id", "lost_from"),
        CheckConstraint("(booking_id is null) <> (stay_id is null)", name="of_one"),
        CheckConstraint("amount > 0", name="amount"),
    )


append_only(CarriedLoss.__table__, "loss that was carried over")  # type: ignore[arg-type]
