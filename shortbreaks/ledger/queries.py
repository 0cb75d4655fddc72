"""What stands in the books: balances by month totals, statements line by line, now or as at a past day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, query
from shortbreaks.ledger.tables import accounts, entries, periods, totals, transfers

# Built once: building a select costs more than running it (speed.md).
_ACCOUNT: BindParameter[int] = bindparam("account")
_DAY: BindParameter[date] = bindparam("day")
_FIRST: BindParameter[date] = bindparam("first")
_LAST: BindParameter[date] = bindparam("last")
_MONTH: BindParameter[str] = bindparam("month")
_MONTH_BEGAN: BindParameter[date] = bindparam("month_began")
_NET = func.coalesce(func.sum(totals.c.in_pence - totals.c.out_pence), 0)
_NOW = select(_NET).where(totals.c.account_id == _ACCOUNT)
_MONTHS_BEFORE = _NOW.where(totals.c.month < _MONTH)
_SIDES = (
    (transfers.c.to_account, transfers.c.pence),
    (transfers.c.from_account, -transfers.c.pence),
)
_DAYS = tuple(
    select(func.coalesce(func.sum(pence), 0)).where(
        side == _ACCOUNT, transfers.c.on_date >= _FIRST, transfers.c.on_date <= _DAY
    )
    for side, pence in _SIDES
)
_OPENING = select(
    sum(
        (
            select(func.coalesce(func.sum(pence), 0))
            .where(side == _ACCOUNT, transfers.c.on_date >= _MONTH_BEGAN, transfers.c.on_date < _FIRST)
            .scalar_subquery()
            for side, pence in _SIDES
        ),
        _MONTHS_BEFORE.scalar_subquery(),
    )
)
_THEN = select(sum((side.scalar_subquery() for side in _DAYS), _MONTHS_BEFORE.scalar_subquery()))
_LINES = union_all(
    *(
        select(transfers.c.on_date, transfers.c.id, pence.label("pence"), transfers.c.entry_id).where(
            side == _ACCOUNT, transfers.c.on_date >= _FIRST, transfers.c.on_date <= _LAST
        )
        for side, pence in _SIDES
    )
).subquery("line")
_SAID = (entries.c.number, entries.c.what, entries.c.about, entries.c.id, entries.c.reverses)
_STATEMENT = (
    select(_LINES.c.on_date, _LINES.c.pence, *_SAID)
    .join(entries, entries.c.id == _LINES.c.entry_id)
    .order_by(_LINES.c.on_date, _LINES.c.id)
)


def balance_on(db: Session, account_id: int, day: date | None = None) -> int:
    """Pence in an account at the end of `day`, or with everything posted when no day is given.

    Months before by their kept totals, then the days of the month: one short read however long the history.
    """
    if day is None:
        return int(db.execute(_NOW, {"account": account_id}).scalar_one())
    span = {"account": account_id, "month": f"{day:%Y-%m}", "first": day.replace(day=1), "day": day}
    return int(db.execute(_THEN, span).scalar_one())


def balances_at(db: Session, ids: Collection[int], day: date) -> dict[int, int]:
    """Pence in each of some accounts at the end of a day, in one question; an account without postings is not there."""
    lines = union_all(
        select(totals.c.account_id, (totals.c.in_pence - totals.c.out_pence).label("pence")).where(
            totals.c.account_id.in_(ids), totals.c.month < f"{day:%Y-%m}"
        ),
        *(
            select(side.label("account_id"), pence.label("pence")).where(
                side.in_(ids), transfers.c.on_date >= day.replace(day=1), transfers.c.on_date <= day
            )
            for side, pence in _SIDES
        ),
    ).subquery("line")
    rows = db.execute(select(lines.c.account_id, func.sum(lines.c.pence)).group_by(lines.c.account_id))
    return {row[0]: int(row[1]) for row in rows}


def statements_of(db: Session, ids: Collection[int], first: date, last: date) -> dict[int, "Statement"]:
    """Every line of each of some accounts from `first` to `last`, in two questions however many (pence)."""
    opening = balances_at(db, ids, date.fromordinal(first.toordinal() - 1))
    lines = union_all(
        *(
            select(
                side.label("account_id"), transfers.c.on_date, transfers.c.id, pence.label("pence"), transfers.c.entry_id
            ).where(side.in_(ids), transfers.c.on_date >= first, transfers.c.on_date <= last)
            for side, pence in _SIDES
        )
    ).subquery("line")
    rows = db.execute(
        select(lines.c.account_id, lines.c.on_date, lines.c.pence, *_SAID)
        .join(entries, entries.c.id == lines.c.entry_id)
        .order_by(lines.c.account_id, lines.c.on_date, lines.c.id)
    )
    running = {account: opening.get(account, 0) for account in ids}
    found: dict[int, list[StatementLine]] = {account: [] for account in ids}
    undoes: dict[int, int] = {}
    for account, on, pence, number, what, about, entry_id, reverses in rows:
        running[account] += pence
        found[account].append(StatementLine(on, number, what, about, pence, running[account], entry_id))
        if reverses is not None:
            undoes[entry_id] = reverses
    if undoes:
        days = _days_undone(db.connection(), undoes)
        found = {account: _corrected(mine, undoes, days) for account, mine in found.items()}
    return {
        account: Statement(account, first, last, opening.get(account, 0), tuple(found[account]), running[account])
        for account in ids
    }


def _days_undone(db: Connection, undoes: Mapping[int, int]) -> Mapping[int, date]:
    """The days of the entries that reversing entries undo, in one question."""
    undone = select(entries.c.id, entries.c.on_date).where(entries.c.id.in_(sorted(set(undoes.values()))))
    return {row.id: row.on_date for row in db.execute(undone)}


def _corrected(lines: list["StatementLine"], undoes: Mapping[int, int], days: Mapping[int, date]) -> list["StatementLine"]:
    """Lines of an account that say which day they correct, and which of them are taken back by the last day shown.

    `undoes` names the entry that each reversing entry undoes: both move the same accounts, so that what takes a line of
    these days back is a line of them too, or of a later day.
    """
    undone = {undoes[line.entry_id] for line in lines if line.entry_id in undoes}
    return [
        replace(line, corrects=days[undoes[line.entry_id]] if line.entry_id in undoes else None, undone=line.entry_id in undone)
        for line in lines
    ]


@query(needs=Permission.SEE_MONEY)
def balance(view: View, account_id: int, day: date | None = None) -> int:
    """Pence in an account at the end of `day`, or with everything posted."""
    return balance_on(view.db, account_id, day)


@query(needs=Permission.SEE_MONEY)
def account_of(view: View, kind: str, holder: str) -> int | None:
    """The id of the account of this kind and holder ("household:12"), or None when nothing was ever posted to it."""
    return view.db.scalar(select(accounts.c.id).where(accounts.c.kind == kind, accounts.c.holder == holder))


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement: pence in (above nought) or out, and the balance after it."""

    on: date
    number: int
    what: str
    about: str
    pence: int
    balance: int
    entry_id: int
    corrects: date | None = None  # the day of the entry that this one undoes
    undone: bool = False  # an entry that counts by the last day shown takes it back


@dataclass(frozen=True, slots=True)
class Statement:
    """An account from one day to another, both included: what it began with, every line, what it came to (pence)."""

    account_id: int
    first: date
    last: date
    opening: int
    lines: tuple[StatementLine, ...]
    closing: int


@query(needs=Permission.SEE_MONEY)
def statement(view: View, account_id: int, first: date, last: date) -> Statement:
    """Every line of an account from `first` to `last`, with the running balance in pence."""
    # The months before by their kept totals, then the days of the first month: most statements begin with a month
    span = {"account": account_id, "month": f"{first:%Y-%m}", "month_began": first.replace(day=1), "first": first, "last": last}
    db = view.db.connection()
    opening = running = int(db.execute(_OPENING, span).scalar_one())
    lines: list[StatementLine] = []
    undoes: dict[int, int] = {}
    for on, pence, number, what, about, entry_id, reverses in db.execute(_STATEMENT, span).all():
        running += pence
        lines.append(StatementLine(on, number, what, about, pence, running, entry_id))
        if reverses is not None:
            undoes[entry_id] = reverses
    if undoes:
        lines = _corrected(lines, undoes, _days_undone(db, undoes))
    return Statement(account_id, first, last, opening, tuple(lines), running)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account and the pence in it."""

    account_id: int
    kind: str
    holder: str
    name: str
    pence: int


_ALL_NOW = (
    select(accounts.c.id, accounts.c.kind, accounts.c.holder, accounts.c.name, _NET)
    .join(totals, totals.c.account_id == accounts.c.id, isouter=True)
    .group_by(accounts.c.id)
    .order_by(accounts.c.kind, accounts.c.id)
)
_IN_MONTHS = select(totals.c.account_id, (totals.c.in_pence - totals.c.out_pence).label("pence")).where(
    totals.c.month < _MONTH
)
_IN_DAYS = tuple(
    select(side.label("account_id"), pence.label("pence")).where(
        transfers.c.on_date >= _FIRST, transfers.c.on_date <= _DAY
    )
    for side, pence in _SIDES
)
_ALL_LINES = union_all(_IN_MONTHS, *_IN_DAYS).subquery("line")
_ALL_ON = (
    select(
        accounts.c.id, accounts.c.kind, accounts.c.holder, accounts.c.name,
        func.coalesce(func.sum(_ALL_LINES.c.pence), 0),
    )
    .join(_ALL_LINES, _ALL_LINES.c.account_id == accounts.c.id, isouter=True)
    .group_by(accounts.c.id)
    .order_by(accounts.c.kind, accounts.c.id)
)  # fmt: skip


@query(needs=Permission.SEE_MONEY)
def all_balances(view: View, day: date | None = None) -> tuple[BalanceRow, ...]:
    """Every account with its pence, at the end of `day` or with everything posted; they always sum to nought."""
    rows: Sequence[Any]
    if day is None:
        rows = view.db.execute(_ALL_NOW).all()
    else:
        span = {"month": f"{day:%Y-%m}", "first": day.replace(day=1), "day": day}
        rows = view.db.execute(_ALL_ON, span).all()
    return tuple(BalanceRow(row[0], row[1], row[2], row[3], int(row[4])) for row in rows)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the books: its state, and who may still post in it until when, if anybody."""

    month: str
    state: str
    open_to: str
    open_until: datetime | None


@query(needs=Permission.SEE_MONEY)
def months_of_the_books(view: View) -> tuple[MonthRow, ...]:
    """Every month that has postings or was closed, newest first."""
    posted = set(view.db.execute(select(totals.c.month).distinct()).scalars())
    kept = {
        row.month: row
        for row in view.db.execute(
            select(periods.c.month, periods.c.state, periods.c.open_until, PersonRecord.name).join(
                PersonRecord, PersonRecord.id == periods.c.open_to, isouter=True
            )
        )
    }
    rows = []
    for name in sorted({*posted, *kept}, reverse=True):
        period = kept.get(name)
        rows.append(
            MonthRow(name, period.state if period else "open",
                     (period.name or "") if period else "", period.open_until if period else None)
        )  # fmt: skip
    return tuple(rows)
