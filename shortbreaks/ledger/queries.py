"""What stands in the books: balances by month totals, statements line by line, now or as at a past day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import Prepared
from shortbreaks.ledger.tables import accounts, entries, totals, transfers

# Built once: building a select costs more than running it (speed.md).
_ACCOUNT: BindParameter[int] = bindparam("account", type_=BigInteger)
_MONTH: BindParameter[str] = bindparam("month", type_=String)
_BEGAN, _DAY, _FIRST, _LAST = (bindparam(name, type_=Date) for name in ("began", "day", "first", "last"))
_NET = func.coalesce(func.sum(totals.c.in_pence - totals.c.out_pence), 0)
_SIDES = (
    (transfers.c.to_account, transfers.c.pence),
    (transfers.c.from_account, -transfers.c.pence),
)
_SAID = (entries.c.number, entries.c.what, entries.c.about, entries.c.id, entries.c.reverses)
_MADE: Any = tuple.__new__  # a row out of a tuple, without a call of Python's own
_undone = entries.alias("undone")


def _at_end(account: ColumnElement[int]) -> ColumnElement[int]:
    """Pence in an account at the end of a day: the months before it by their kept totals, then the days of its month."""
    months = select(_NET).where(totals.c.account_id == account, totals.c.month < _MONTH).scalar_subquery()
    days = (
        select(func.coalesce(func.sum(pence), 0))
        .where(side == account, transfers.c.on_date >= _BEGAN, transfers.c.on_date <= _DAY)
        .scalar_subquery()
        for side, pence in _SIDES
    )
    return sum(days, months)


def _ends(day: date) -> dict[str, Any]:
    """What `_at_end` asks of a day."""
    return {"month": f"{day:%Y-%m}", "began": day.replace(day=1), "day": day}


_NOW = Prepared(select(_NET).where(totals.c.account_id == _ACCOUNT))
_THEN = Prepared(select(_at_end(_ACCOUNT)))
_NOUGHT, _NO_WORDS = literal_column("0", BigInteger), literal_column("''", String)
_OPENED = select(
    _FIRST.label("on_date"), _NOUGHT.label("line"), cast(_at_end(_ACCOUNT), BigInteger).label("pence"),  # else a server sums decimals
    _NOUGHT, _NO_WORDS, _NO_WORDS, _NOUGHT, cast(null(), BigInteger), cast(null(), Date),
)  # fmt: skip
_STATEMENT = Prepared(
    union_all(
        _OPENED,
        *(
            select(transfers.c.on_date, transfers.c.id, pence, *_SAID, _undone.c.on_date)
            .join(entries, entries.c.id == transfers.c.entry_id)
            .join(_undone, _undone.c.id == entries.c.reverses, isouter=True)
            .where(side == _ACCOUNT, transfers.c.on_date >= _FIRST, transfers.c.on_date <= _LAST)
            for side, pence in _SIDES
        ),
    ).order_by("on_date", "line")
)


def balance_on(db: Session, account_id: int, day: date | None = None) -> int:
    """Pence in an account at the end of `day`, or with everything posted when no day is given.

    Months before by their kept totals, then the days of the month: one short read however long the history.
    """
    asked = (_NOW, {}) if day is None else (_THEN, _ends(day))
    ((pence,),) = asked[0].rows(db.connection(), {"account": account_id, **asked[1]})
    return int(pence)


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


class PostedLater(NamedTuple):
    """A line of an account (pence in, or out below nought) that counts on a day and was posted after another."""

    posted: date
    on: date
    number: int
    pence: int


def posted_later(db: Session, account_id: int, day: date) -> list[PostedLater]:
    """What counts in an account by a day and was posted only after it: first posted, first."""
    lines = union_all(
        *(
            select(entries.c.posted_on, transfers.c.on_date, entries.c.number, pence)
            .join(entries, entries.c.id == transfers.c.entry_id)
            .where(side == account_id, transfers.c.on_date <= day, entries.c.posted_on > day)
            for side, pence in _SIDES
        )
    ).order_by("posted_on", "number")
    return [PostedLater(*row) for row in db.execute(lines)]


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
        line._replace(corrects=days[undoes[line.entry_id]] if line.entry_id in undoes else None, undone=line.entry_id in undone)
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


class StatementLine(NamedTuple):
    """One line of a statement: pence in (above nought) or out, and the balance after it.

    A tuple, because statements hold most rows of all: it is made in a fifth of the time.
    """

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
    # As at the end of the day before, by the first day's own month: most statements begin with one, and no day is summed
    span = {"account": account_id, **_ends(first), "day": first - timedelta(days=1), "first": first, "last": last}
    db = view.db.connection()
    rows, reads = _STATEMENT.unread(db, span)
    day_of = reads.get(0, _as_it_is)
    (_, _, opening, *_), *moved = rows  # the first row is the opening balance
    balance, lines, undone = opening, list[StatementLine](), set[int]()
    for on, _, pence, number, what, about, entry_id, reverses, corrects in moved:
        balance += pence
        lines.append(_MADE(StatementLine, (day_of(on), number, what, about, pence, balance, entry_id, corrects, False)))
        if reverses is not None:
            undone.add(reverses)  # both move the same accounts: what takes a line back is a line too, or of a later day
    if undone:
        lines = [one._replace(corrects=one.corrects and day_of(one.corrects), undone=one.entry_id in undone) for one in lines]
    return Statement(account_id, first, last, opening, tuple(lines), balance)


def _as_it_is(value: Any) -> Any:
    """A value that the driver says as it is meant."""
    return value


class BalanceRow(NamedTuple):
    """One account and the pence in it."""

    account_id: int
    kind: str
    holder: str
    name: str
    pence: int


_ALL_NOW = Prepared(
    select(accounts.c.id, accounts.c.kind, accounts.c.holder, accounts.c.name, cast(_NET, BigInteger))
    .join(totals, totals.c.account_id == accounts.c.id, isouter=True)
    .group_by(accounts.c.id)
    .order_by(accounts.c.kind, accounts.c.id)
)
# An account at a time: by day alone both sides of every transfer there ever was would be read
_EACH_ON = (
    select(accounts.c.id, accounts.c.kind, accounts.c.holder, accounts.c.name, cast(_at_end(accounts.c.id), BigInteger))
    .order_by(accounts.c.kind, accounts.c.id)
)  # fmt: skip
_ALL_ON = Prepared(_EACH_ON)
_KIND_ON = Prepared(_EACH_ON.where(accounts.c.kind == bindparam("kind")))


@query(needs=Permission.SEE_MONEY)
def all_balances(view: View, day: date | None = None) -> tuple[BalanceRow, ...]:
    """Every account with its pence, at the end of `day` or with everything posted; they always sum to nought."""
    connection = view.db.connection()
    rows = _ALL_NOW.rows(connection, {}) if day is None else _ALL_ON.rows(connection, _ends(day))
    return tuple(map(_MADE, repeat(BalanceRow), rows))


def balances_of(view: View, kind: str, day: date) -> tuple[BalanceRow, ...]:
    """The accounts of one kind with their pence at the end of a day; of the others nothing is read."""
    rows = _KIND_ON.rows(view.db.connection(), {**_ends(day), "kind": kind})
    return tuple(map(_MADE, repeat(BalanceRow), rows))
