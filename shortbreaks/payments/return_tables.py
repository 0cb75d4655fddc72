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


class ReturnPlan(Record):
    """How often one family returns, where it is otherwise than the council's; the latest entered counts (R-D18)."""

    __tablename__ = "return_plan"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    first_weeks: Mapped[int]  # from the start to the end of the first period
    months: Mapped[int]  # of each later one
    reason: Mapped[str]
    entered_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("first_weeks between 4 and 52 and months between 1 and 12", name="often"),
        CheckConstraint("reason <> ''", name="why"),
    )


append_only(ReturnPlan.__table__, "plan of returns")  # type: ignore[arg-type]
append_only(ReturnStep.__table__, "step of a return")  # type: ignore[arg-type]
