"""The books prove themselves: totals against transfers, seals against entries, reversals against what they undo."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select, text

from shortbreaks.database.prepared import Prepared
from shortbreaks.database.proofs import CHAINS, Chain, proof
from shortbreaks.ledger.seals import FIRST_SEAL, account_seal, seal_of, sealed_as
from shortbreaks.ledger.tables import accounts, entries, totals, transfers

Found = Iterable[tuple[str, str]]
_OF_ENTRY = (
    entries.c.id, entries.c.number, entries.c.on_date, entries.c.posted_on, entries.c.person_id, entries.c.what,
    entries.c.about, entries.c.reverses, entries.c.seal,
)  # fmt: skip
PIECE = 2_000  # accounts at once
_HEAD = Prepared(select(entries.c.number, entries.c.seal).order_by(entries.c.number.desc()).limit(1))


@proof("ledger totals")
def totals_are_the_transfers(connection: Connection) -> Found:
    """Each account's kept total of each month is the sum of its transfers of that month, in pence."""
    last = max(connection.execute(select(func.max(one))).scalar() or 0 for one in (accounts.c.id, totals.c.account_id))
    for first in range(0, last + 1, PIECE):  # so that the books of a hundred counties fit as well as those of one
        yield from _totals_between(connection, first, first + PIECE - 1)


def _totals_between(connection: Connection, first: int, last: int) -> Found:
    month = func.substr(transfers.c.on_date, 1, 7)
    if connection.dialect.name == "postgresql":
        month = func.to_char(transfers.c.on_date, "YYYY-MM")
    summed: dict[tuple[int, str], list[int]] = {}
    for side, column in enumerate((transfers.c.to_account, transfers.c.from_account)):
        sums = select(column, month, func.sum(transfers.c.pence)).where(column.between(first, last)).group_by(column, month)
        for account, name, pence in connection.execute(sums):
            summed.setdefault((account, name), [0, 0])[side] = int(pence)
    for row in connection.execute(select(totals).where(totals.c.account_id.between(first, last))):
        real = summed.pop((row.account_id, row.month), [0, 0])
        if [row.in_pence, row.out_pence] != real:
            yield (
                f"account {row.account_id} in {row.month}",
                f"kept totals {row.in_pence} in, {row.out_pence} out; its transfers say {real[0]} in, {real[1]} out",
            )
    for (account, name), real in summed.items():
        if real != [0, 0]:
            yield f"account {account} in {name}", f"transfers of {real[0]} in, {real[1]} out, and no kept total"


@proof("ledger accounts")
def accounts_are_as_they_were_opened(connection: Connection) -> Found:
    """What an account is for, whose it is and how it is called is what was sealed when it was opened."""
    for row in connection.execute(select(accounts).order_by(accounts.c.id), execution_options={"yield_per": 5000}):
        if account_seal(row.kind, row.holder, row.name) != row.seal:
            yield f"account {row.id}", f"it is not the account that was opened; now it says {row.kind}, {row.holder}, {row.name}"


@proof("ledger seals")
def entries_are_as_they_were_sealed(connection: Connection) -> Found:
    """Entries are numbered without a gap, and each with its lines is what was sealed after the one before."""
    previous, expected = FIRST_SEAL, 1
    named = {row.id: sealed_as(row.id, row.seal) for row in connection.execute(select(accounts.c.id, accounts.c.seal))}
    for row, mine in _sealed(connection):
        number, kept = row[1], row[8]
        name = f"ledger entry {number}"
        if number != expected:
            yield name, f"entries {expected} to {number - 1} are missing"
        if not mine:
            yield name, "it has no transfers"
        sealed = [(named.get(source, ""), named.get(target, ""), pence) for source, target, pence in mine]
        if seal_of(previous, number, row[2], row[3], row[4], row[5], row[6], row[7], sealed) != kept:
            yield name, "it, its transfers, their accounts or the entry before it are not what was sealed"
        previous, expected = kept, number + 1
    orphans = select(transfers.c.entry_id).where(~select(entries.c.id).where(entries.c.id == transfers.c.entry_id).exists())
    for (entry_id,) in connection.execute(orphans.distinct()):
        yield f"transfers of entry id {entry_id}", "their ledger entry is missing"


def _sealed(connection: Connection) -> Iterator[tuple[Any, list[tuple[int, int, int]]]]:
    """Every entry in order of number with its lines, read side by side so that the books are never all in memory."""
    whole = (
        select(*_OF_ENTRY, transfers.c.from_account, transfers.c.to_account, transfers.c.pence)
        .join(transfers, transfers.c.entry_id == entries.c.id, isouter=True)
        .order_by(entries.c.number, entries.c.id)
    )
    rows = connection.execute(whole, execution_options={"yield_per": 5000})
    lines: list[tuple[int, int, int]] = []
    before = None
    for row in rows:
        if before is None or row[0] != before[0]:
            if before is not None:
                yield before, lines
            before, lines = row, []
        if row[-1] is not None:
            lines.append((row[-3], row[-2], row[-1]))
    if before is not None:
        yield before, lines


@proof("ledger reversals")
def reversals_mirror(connection: Connection) -> Found:
    """A reversing entry undoes an entry that is not itself a reversal, line by line; lines carry their entry's day."""
    mirrored = text(
        """select r.number, (select coalesce(sum(pence), 0) from transfer where entry_id = r.id),
        (select coalesce(sum(pence), 0) from transfer where entry_id = o.id), o.reverses
        from entry r join entry o on o.id = r.reverses"""
    )
    for number, mine, theirs, again in connection.execute(mirrored):
        if int(mine) != int(theirs) or again is not None:
            yield f"ledger entry {number}", "it does not mirror the entry it undoes"
    strays = (
        select(transfers.c.id)
        .join(entries, entries.c.id == transfers.c.entry_id)
        .where(transfers.c.on_date != entries.c.on_date)
    )
    for (row,) in connection.execute(strays):
        yield f"transfer {row}", "its day is not its entry's day"


@proof("ledger balance", always=True)
def everything_sums_to_nought(connection: Connection) -> Found:
    """Over all accounts, what went in is what went out, and every total belongs to an account."""
    went_in, went_out = connection.execute(
        select(func.coalesce(func.sum(totals.c.in_pence), 0), func.coalesce(func.sum(totals.c.out_pence), 0))
    ).one()
    if int(went_in) != int(went_out):
        yield "all accounts", f"{went_in} pence went in and {went_out} went out"
    homeless = select(totals.c.account_id).where(totals.c.account_id.not_in(select(accounts.c.id)))
    for (row,) in connection.execute(homeless):
        yield f"account {row}", "it has totals and is missing"


def ledger_head(connection: Connection) -> tuple[int, str]:
    """The newest entry's number and seal, kept in backups so that a cut-off end is noticed later."""
    row = _HEAD.first(connection, {})
    return (row[0], row[1]) if row else (0, FIRST_SEAL)


def seal_at(connection: Connection, number: int) -> str | None:
    """The seal of entry `number`, or None when there is no such entry."""
    return connection.execute(select(entries.c.seal).where(entries.c.number == number)).scalar()


CHAINS["ledger"] = Chain(ledger_head, seal_at)
