"""How each return was asked for, chased and given more time, day by day, and its single items (R-D19, R-D20)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, guard, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of

ITEMS = ("statements", "receipts", "invoices", "payslips", "timesheets", "balances", "signature")


class ReturnStep(Record):
    """What became of a return on a day: when it is due from then on, and how many reminders had gone."""

    __tablename__ = "return_step"

    id: Mapped[Key]
    return_id: Mapped[int] = owner_of("payment_return.id", own_index=False)
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


class ReturnItem(Versioned, Record):
    """One item a return asks for: missing, or come or excused on a day (R-D19)."""

    __tablename__ = "return_item"

    id: Mapped[Key]
    return_id: Mapped[int] = mapped_column(ForeignKey("payment_return.id"))  # the unique constraint begins with it
    item: Mapped[str]
    state: Mapped[str]
    on: Mapped[date | None] = mapped_column("on_date")
    reason: Mapped[str]

    __table_args__ = (
        UniqueConstraint("return_id", "item"),
        CheckConstraint(one_of("item", ITEMS), name="item"),
        CheckConstraint(one_of("state", ("missing", "came", "excused")), name="state"),
        CheckConstraint("(state = 'missing') = (on_date is null)", name="day"),
        CheckConstraint("case state when 'excused' then reason <> '' when 'came' then reason = '' else true end", name="why"),
    )


return_items: Table = ReturnItem.__table__  # type: ignore[assignment]
never_deleted(return_items, "item of a return")
NOT_WHOLE = f"{SAYS}Something of that return is missing still. Say of each item that it came, or why it is not needed."
CAME_IN = f"{SAYS}That return has come in. What came of it stays."
_MISSING = "exists (select 1 from return_item i where i.return_id = new.id and i.state = 'missing')"
_RECEIVED = "exists (select 1 from payment_return r where r.id = new.return_id and r.state = 'received')"
guard(
    return_items,
    sqlite=f"""
create trigger payment_return_whole before update on payment_return
when new.state = 'received' and old.state <> 'received' and {_MISSING}
begin select raise(abort, '{NOT_WHOLE}'); end
--
create trigger return_item_kept_whole before update on return_item when new.state = 'missing' and {_RECEIVED}
begin select raise(abort, '{CAME_IN}'); end
--
create trigger return_item_late before insert on return_item when new.state = 'missing' and {_RECEIVED}
begin select raise(abort, '{CAME_IN}'); end
""",
    postgresql=f"""
create or replace function payment_return_whole() returns trigger language plpgsql as $$
begin
  if new.state = 'received' and old.state <> 'received' and {_MISSING} then raise exception '{NOT_WHOLE}'; end if;
  return new;
end $$
--
create trigger payment_return_whole before update on payment_return for each row execute function payment_return_whole()
--
create or replace function return_item_of_received() returns trigger language plpgsql as $$
begin
  if new.state = 'missing' and {_RECEIVED} then raise exception '{CAME_IN}'; end if;
  return new;
end $$
--
create trigger return_item_of_received before insert or update on return_item
for each row execute function return_item_of_received()
""",
)
append_only(ReturnPlan.__table__, "plan of returns")  # type: ignore[arg-type]
append_only(ReturnStep.__table__, "step of a return")  # type: ignore[arg-type]
