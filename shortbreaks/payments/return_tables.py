"""How each return was asked for, chased and given more time, day by day (R-D20)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of


class ReturnStep(Record):
    """What became of a return on a day: when it is due from then on, and how many reminders had gone."""

    __tablename__ = "return_step"

    id: Mapped[Key]
    return_id: Mapped[int] = owner_of("payment_return.id")
    entered_on: Mapped[date]
    due_on: Mapped[date]
    chased: Mapped[int]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("chased between 0 and 3", name="chased"),
        CheckConstraint("words <> ''", name="words"),
        Index("ix_return_step_return", "return_id", "id"),
    )


append_only(ReturnStep.__table__, "step of a return")  # type: ignore[arg-type]
