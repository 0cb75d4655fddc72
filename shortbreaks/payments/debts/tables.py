"""How each debt came to its state, day by day, and money that families gave back by bank."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, Table, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import ERASING, SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, one_of, owner_of, partial_index
from shortbreaks.payments.spending.tables import DEBT_STATES


class DebtStep(Record):
    """What became of a debt: its state from the day it was entered, or pence that came back on a day (below nought: undone)."""

    __tablename__ = "debt_step"

    id: Mapped[Key]
    debt_id: Mapped[int] = owner_of("debt.id", own_index=False)
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
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
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


STANDING_TIE = "parted_at is null"


class MoneyBackTie(Record):
    """A line of a family's bank file that is the very money entered as come back: it leaves what the family holds once.

    A tie that was wrong is parted once, with its reason, and stays; a line and a sum have one standing tie at most.
    """

    __tablename__ = "money_back_tie"

    id: Mapped[Key]
    money_back_id: Mapped[int] = owner_of("money_back.id")
    spend_line_id: Mapped[int] = owner_of("spend_line.id")
    entry_id: Mapped[int | None] = mapped_column(
        unique=True
    )  # that took the line's own count back, where both had counted
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    parted_at: Mapped[datetime | None] = mapped_column(Instant)
    parted_by: Mapped[int | None]
    parted_why: Mapped[str] = mapped_column(default="")
    parted_entry_id: Mapped[int | None] = mapped_column(unique=True)  # by which both count again
    parted_own: Mapped[bool] = mapped_column(default=False)  # the sum came out of the family's own money after all

    __table_args__ = (
        CheckConstraint("(parted_at is null) = (parted_why = '')", name="why"),
        CheckConstraint("(parted_at is null) = (parted_entry_id is null)", name="entry"),
        CheckConstraint("(parted_at is null) = (parted_by is null)", name="who"),
        partial_index("uq_money_back_tie_money_back_id", "money_back_id", unique=True, where=STANDING_TIE),
        partial_index("uq_money_back_tie_spend_line_id", "spend_line_id", unique=True, where=STANDING_TIE),
    )  # fmt: skip


def untied() -> ColumnElement[bool]:
    """Whether a sum that came back is free to be tied: no tie stands, and it was not found to be the family's own money."""
    tie = MoneyBackTie
    return ~exists().where(tie.money_back_id == MoneyBack.id, tie.parted_at.is_(None) | tie.parted_own)


money_back_ties: Table = MoneyBackTie.__table__  # type: ignore[assignment]
never_deleted(money_back_ties, "tie of a bank line to money that came back")
FIXED = f"{SAYS}A tie of a bank line is never changed. Part it, with the reason."
_CHANGED = f"""(old.parted_at is not null and not ({ERASING} and new.parted_at = old.parted_at))
  or new.money_back_id <> old.money_back_id or new.spend_line_id <> old.spend_line_id
  or coalesce(new.entry_id, 0) <> coalesce(old.entry_id, 0) or new.person_id <> old.person_id"""
refuse_when(money_back_ties, "money_back_tie_fixed", "update", _CHANGED, FIXED)
append_only(DebtStep.__table__, "step of a debt")  # type: ignore[arg-type]
append_only(MoneyBack.__table__, "sum that came back")  # type: ignore[arg-type]
