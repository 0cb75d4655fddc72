"""How each debt came to its state, day by day, and money that families gave back by bank."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Pence, Record, one_of, owner_of
from shortbreaks.payments.spending_tables import DEBT_STATES


class DebtStep(Record):
    """What became of a debt: its state from the day it was entered, or pence that came back on a day (below nought: undone)."""

    __tablename__ = "debt_step"

    id: Mapped[Key]
    debt_id: Mapped[int] = owner_of("debt.id")
    state: Mapped[str]
    entered_on: Mapped[date]
    pence: Mapped[Pence]  # that came back by this step; 0 when only its state moved
    counts_on: Mapped[date]  # of the pence: the day of the money in the books
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("state", DEBT_STATES), name="state"),
        Index("ix_debt_step_debt", "debt_id", "id"),
    )


class MoneyBack(Record):
    """Money that came back from a family by bank: of a debt, or unspent money of an agreement; posted once (R-D22, R-D24)."""

    __tablename__ = "money_back"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    debt_id: Mapped[int | None] = owner_of("debt.id")
    on: Mapped[date] = mapped_column("on_date")
    pence: Mapped[Pence]
    reference: Mapped[str]  # as it stands on the council's own bank statement
    from_pot: Mapped[bool]  # out of what the family holds for the agreement, or out of its own money
    entry_id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("reference <> ''", name="reference"),
        CheckConstraint("debt_id is not null or from_pot", name="unspent"),
        UniqueConstraint("on_date", "reference", "pence", "agreement_id"),
        Index("ix_money_back_agreement", "agreement_id", "on_date"),
    )


class MoneyBackTie(Record):
    """A line of a family's bank file that is the very money entered as come back: it leaves what the family holds once."""

    __tablename__ = "money_back_tie"

    id: Mapped[Key]
    money_back_id: Mapped[int] = mapped_column(ForeignKey("money_back.id"), unique=True)
    spend_line_id: Mapped[int] = mapped_column(ForeignKey("spend_line.id"), unique=True)
    entry_id: Mapped[int | None] = mapped_column(
        unique=True
    )  # that took the line's own count back, where both had counted
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


append_only(MoneyBackTie.__table__, "tie of a bank line to money that came back")  # type: ignore[arg-type]
append_only(DebtStep.__table__, "step of a debt")  # type: ignore[arg-type]
append_only(MoneyBack.__table__, "sum that came back")  # type: ignore[arg-type]
