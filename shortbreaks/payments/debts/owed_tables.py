"""How sums that were paid too much come back, part by part (R-D16)."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Key, Pence, Record, owner_of


class OwedPart(Record):
    """What one payment takes of one sum that was paid too much, or what of it a final account asks back.

    It counts while the payment stands, or the debt is not withdrawn.
    """

    __tablename__ = "owed_part"

    id: Mapped[Key]
    owed_id: Mapped[int] = mapped_column(ForeignKey("owed.id"))  # the unique constraints begin with it
    run_line_id: Mapped[int | None] = owner_of("run_line.id")
    debt_id: Mapped[int | None] = owner_of("debt.id")
    pence: Mapped[Pence]

    __table_args__ = (
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("(run_line_id is null) <> (debt_id is null)", name="of_one"),
        UniqueConstraint("owed_id", "run_line_id"),
        UniqueConstraint("owed_id", "debt_id"),
    )


append_only(OwedPart.__table__, "part of a sum paid too much")  # type: ignore[arg-type]
