"""Accounts, entries and transfers: money that only ever moves by posting."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, guard, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, partial_index

MOST_PENCE = 100_000_000  # £1,000,000: anything above is a slip of the hand (safety.md C13)


class Account(Record):
    """One pot of money: who holds it and what for. `holder` names a record of another room ("child:17")."""

    __tablename__ = "account"

    id: Mapped[Key]
    kind: Mapped[str]
    holder: Mapped[str]
    name: Mapped[str]
    seal: Mapped[str]  # ledger/seals.py: of what stands above; entries name their accounts by it

    __table_args__ = (UniqueConstraint("kind", "holder"),)


class Entry(Record):
    """One posting: numbered when posted, undone only by an entry that reverses it."""

    __tablename__ = "entry"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    on: Mapped[date] = mapped_column("on_date", index=True)
    posted_on: Mapped[date]
    person_id: Mapped[int]
    what: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)  # the record it concerns ("booking:48267")
    reverses: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    seal: Mapped[str]  # ledger/seals.py: this entry and its lines, chained to the entry numbered before it

    __table_args__ = (
        # Of those alone that undo one: in an index of them all nearly every entry lies under "none", and whoever asks for
        # entries that undo nothing among a few is sent through every entry ever posted
        partial_index("uq_entry_reverses", "reverses", unique=True, where="reverses is not null"),
    )


class Transfer(Record):
    """Whole pence from one account to another: it cannot be unbalanced."""

    __tablename__ = "transfer"

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    from_account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    to_account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date] = mapped_column("on_date")
    pence: Mapped[Pence]

    __table_args__ = (
        CheckConstraint(f"pence > 0 and pence <= {MOST_PENCE}", name="pence"),
        CheckConstraint("from_account <> to_account", name="accounts"),
        # Covering: a statement reads one side's lines in order without touching the table (speed.md)
        Index("ix_transfer_out", "from_account", "on_date", "id", "pence", "entry_id"),
        Index("ix_transfer_in", "to_account", "on_date", "id", "pence", "entry_id"),
    )


class MonthTotal(Record):
    """What went in and out of an account in one month, kept by trigger and proved against the transfers."""

    __tablename__ = "month_total"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # "2026-07"
    in_pence: Mapped[Pence]
    out_pence: Mapped[Pence]

    __table_args__ = ({"sqlite_with_rowid": False},)  # an account's months lie side by side: its balance is a third of the work


class Period(Record):
    """A month of the books: open, closed softly (a named person may still post, with a reason) or hard."""

    __tablename__ = "period"

    id: Mapped[Key]
    month: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    # While closed softly: the person who may still post in it, and until when (safety.md 3.7)
    open_to: Mapped[int | None]
    open_until: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str]

    __table_args__ = (CheckConstraint("state in ('open', 'soft', 'hard')", name="state"),)


def period_says(period: Any) -> dict[str, str | int | None]:
    """How a month stands, as the act that left it so answers: by that the trail proves it."""
    until = period.open_until
    return {
        "month": period.month, "state": period.state, "open_to": period.open_to,
        "open_until": None if until is None else until.astimezone(UTC).isoformat(),
    }  # fmt: skip


accounts: Table = Account.__table__  # type: ignore[assignment]
entries: Table = Entry.__table__  # type: ignore[assignment]
transfers: Table = Transfer.__table__  # type: ignore[assignment]
totals: Table = MonthTotal.__table__  # type: ignore[assignment]
periods: Table = Period.__table__  # type: ignore[assignment]
append_only(entries, "ledger entry")
append_only(transfers, "ledger transfer")
append_only(accounts, "ledger account")

CLOSED = f"{SAYS}That month of the books is closed. Post it in an open month."
NOT_MIRROR = f"{SAYS}A reversing entry mirrors the entry it undoes, line by line."
BACKWARDS = f"{SAYS}A month of the books that was closed for good stays closed."

guard(
    transfers,
    sqlite=f"""
create trigger transfer_period before insert on transfer
when exists (select 1 from period where month = substr(new.on_date, 1, 7) and state = 'hard')
begin select raise(abort, '{CLOSED}'); end
--
create trigger transfer_mirror before insert on transfer
when exists (select 1 from entry e where e.id = new.entry_id and e.reverses is not null) and not exists (
  select 1 from entry e join transfer t on t.entry_id = e.reverses join entry o on o.id = e.reverses
  where e.id = new.entry_id and t.from_account = new.to_account and t.to_account = new.from_account
    and t.pence = new.pence and o.reverses is null)
begin select raise(abort, '{NOT_MIRROR}'); end
--
create trigger transfer_totals after insert on transfer begin
  insert into month_total (account_id, month, in_pence, out_pence)
  values (new.from_account, substr(new.on_date, 1, 7), 0, new.pence)
  on conflict (account_id, month) do update set out_pence = out_pence + new.pence;
  insert into month_total (account_id, month, in_pence, out_pence)
  values (new.to_account, substr(new.on_date, 1, 7), new.pence, 0)
  on conflict (account_id, month) do update set in_pence = in_pence + new.pence;
end
""",
    postgresql=f"""
create or replace function transfer_check() returns trigger language plpgsql as $$
declare undone bigint; kept text;
begin
  select state into kept from period where month = to_char(new.on_date, 'YYYY-MM') for share;
  if kept = 'hard' then raise exception '{CLOSED}'; end if;
  select reverses into undone from entry where id = new.entry_id;
  if undone is not null and not exists (
    select 1 from transfer t join entry o on o.id = t.entry_id
    where t.entry_id = undone and t.from_account = new.to_account and t.to_account = new.from_account
      and t.pence = new.pence and o.reverses is null)
  then raise exception '{NOT_MIRROR}'; end if;
  return new;
end $$
--
create trigger transfer_check before insert on transfer for each row execute function transfer_check()
--
create or replace function transfer_totals() returns trigger language plpgsql security definer as $$
begin
  insert into month_total (account_id, month, in_pence, out_pence)
  select account_id, to_char(on_date, 'YYYY-MM'), sum(in_pence), sum(out_pence) from (
    select to_account as account_id, on_date, pence as in_pence, 0 as out_pence from added
    union all select from_account, on_date, 0, pence from added) as moved
  group by 1, 2 order by 1, 2
  on conflict (account_id, month) do update set
    in_pence = month_total.in_pence + excluded.in_pence, out_pence = month_total.out_pence + excluded.out_pence;
  return null;
end $$
--
create trigger transfer_totals after insert on transfer referencing new table as added
for each statement execute function transfer_totals()
""",
)
totals.info["fixed"] = True  # written by the trigger alone; on PostgreSQL it runs as the owner

refuse_when(periods, "period_forward", "update", "old.state = 'hard' and new.state <> 'hard'", BACKWARDS)
never_deleted(periods, "period of the books")
