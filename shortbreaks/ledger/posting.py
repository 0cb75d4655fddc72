"""Post and reverse: the only room that creates entries and transfers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from sqlalchemy import Connection, bindparam, insert, select, text

from shortbreaks.database.bulk import AT_ONCE, BulkInsert, Row, ids_ahead
from shortbreaks.database.commands import View, Work
from shortbreaks.database.prepared import Prepared, PreparedAmong, rows_of
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.proof import ledger_head
from shortbreaks.ledger.seals import FIRST_SEAL, account_seal, seal_of, sealed_as
from shortbreaks.ledger.tables import Account, accounts, entries, periods, transfers

POSTING_LOCK = 7_206_049  # any number, so long as every posting takes it before drawing its own
# Built once: a statement costs more to build than to run (speed.md).
_LOCK = text("select pg_advisory_xact_lock(:lock)").bindparams(lock=POSTING_LOCK)
_AMONG = select(accounts.c.kind, accounts.c.holder, accounts.c.id).where(
    accounts.c.kind.in_(bindparam("kinds", expanding=True)), accounts.c.holder.in_(bindparam("holders", expanding=True))
)
_PERIOD = Prepared(
    select(periods.c.state, periods.c.open_to, periods.c.open_until).where(periods.c.month == bindparam("month"))
)
_undoing = entries.alias("undoing")
_UNDOES = (
    select(entries.c.id, entries.c.number, entries.c.about, entries.c.reverses, _undoing.c.id.label("undone"))
    .join(_undoing, _undoing.c.reverses == entries.c.id, isouter=True)
    .where(entries.c.id.in_(bindparam("ids", expanding=True)))
)
_MOVED = (
    select(transfers.c.entry_id, transfers.c.from_account, transfers.c.to_account, transfers.c.pence)
    .where(transfers.c.entry_id.in_(bindparam("ids", expanding=True)))
    .order_by(transfers.c.id)
)
_SEALS = select(accounts.c.id, accounts.c.seal).where(accounts.c.id.in_(bindparam("ids", expanding=True)))
_NEXT = Prepared(
    text(
        "select (select max(id) from entry) + 1, coalesce((select max(id) from transfer), 0) + 1, number, seal from entry "
        "order by number desc limit 1"
    )
)
_FEW = 16  # accounts that one posting moves
_SEALS_OF_FEW = PreparedAmong(lambda ids: select(accounts.c.id, accounts.c.seal).where(accounts.c.id.in_(ids)))
_ADD_ENTRIES = BulkInsert(
    entries, "id", "number", "on_date", "posted_on", "person_id", "what", "about", "reverses", "seal"
)  # fmt: skip
_ADD_TRANSFERS = BulkInsert(transfers, "id", "entry_id", "from_account", "to_account", "on_date", "pence")


@dataclass(frozen=True, slots=True)
class Line:
    """Whole pence from one account to another."""

    from_account: int
    to_account: int
    pence: int


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of many posted together."""

    what: str
    about: str
    on: date
    lines: tuple[Line, ...]


def accounts_for(work: Work, kind: str, names: Mapping[str, str]) -> dict[str, int]:
    """The ids of many holders' accounts of one kind, `names` by holder; those not there yet are opened."""
    holders, found = sorted(names), dict[str, int]()
    for start in range(0, len(holders), AT_ONCE):
        asked = {"kinds": [kind], "holders": holders[start : start + AT_ONCE]}
        found |= {holder: key for _, holder, key in rows_of(work.db, _AMONG, asked)}
    missing = [
        {"kind": kind, "holder": holder, "name": name, "seal": account_seal(kind, holder, name)}
        for holder, name in names.items() if holder not in found
    ]  # fmt: skip
    if missing:
        new = (
            work.db.execute(insert(Account).returning(Account.id, sort_by_parameter_order=True), missing)
            .scalars()
            .all()
        )
        found |= {row["holder"]: new_id for row, new_id in zip(missing, new, strict=True)}
        work.touched("account", new)
    return found


def account_for(work: Work, kind: str, holder: str, name: str) -> int:
    """The id of the account of this kind and holder, opened if it is not there yet."""
    return accounts_held(work, (kind, holder, name))[0]


def accounts_held(work: Work, *wanted: tuple[str, str, str]) -> list[int]:
    """The ids of a few accounts, each by its kind, holder and name, in one question; those not there yet are opened in order."""
    asked = {"kinds": [kind for kind, _, _ in wanted], "holders": [holder for _, holder, _ in wanted]}
    found = {(kind, holder): key for kind, holder, key in rows_of(work.db, _AMONG, asked)}
    return [found.get((kind, holder)) or _opened(work, kind, holder, name) for kind, holder, name in wanted]


def _opened(work: Work, kind: str, holder: str, name: str) -> int:
    account = Account(kind=kind, holder=holder, name=name, seal=account_seal(kind, holder, name))
    work.db.add(account)
    work.db.flush()
    return account.id


def post(work: Work, what: str, about: str, on: date, lines: Sequence[Line]) -> int:
    """Post one entry and give its id. `about` names the record concerned ("booking:48267"), `on` the day it counts for.

    Raises Refused for no lines; a line of nought or to its own account is impossible by constraint.
    """
    return _write(work, [Posting(what, about, on, tuple(lines))])[0]


def post_many(work: Work, postings: Sequence[Posting]) -> list[int]:
    """Post many entries in order in one go and give their ids: a run, an import. Raises as `post` does."""
    return _write(work, postings) if postings else []


def reverse(work: Work, entry_id: int, what: str, on: date) -> int:
    """Undo an entry by its mirror, dated `on`, and give the mirror's id.

    Raises NotFound, or Refused when it was reversed before or is itself a reversal.
    """
    return reverse_many(work, {entry_id: on}, what)[0]


def reverse_many(work: Work, days: Mapping[int, date], what: str) -> list[int]:
    """Undo many entries in one go, each by its mirror dated as `days` says by the entry's id; gives the mirrors' ids.

    Raises as `reverse` does, and then nothing is undone.
    """
    ids, postings = sorted(days), []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        kept = {row.id: row for row in work.db.execute(_UNDOES, {"ids": some})}
        moved: dict[int, list[Line]] = defaultdict(list)
        for entry_id, source, target, pence in work.db.execute(_MOVED, {"ids": some}):
            moved[entry_id].append(Line(target, source, pence))
        for entry_id in some:
            original = kept.get(entry_id)
            if original is None:
                raise NotFound(f"There is no ledger entry {entry_id}.", "Look again.")
            if original.reverses is not None:
                raise Refused(f"Entry {original.number} is itself a reversal.", "Post a new entry instead.")
            if original.undone is not None:
                raise Refused(f"Entry {original.number} was reversed before.", "Look at the entries again.")
            postings.append(Posting(what, original.about, days[entry_id], tuple(moved[entry_id])))
    return _write(work, postings, ids) if ids else []


def lock_posting(work: Work) -> None:
    """Take the one lock of postings and month ends, so that neither passes the other; SQLite has one writer anyway."""
    if work.engine == "postgresql":
        work.db.execute(_LOCK)


def _write(work: Work, postings: Sequence[Posting], undone: Sequence[int] = ()) -> list[int]:
    """The one writer of entries and transfers, each entry sealed after the one before; past the unit of work.

    `undone` are the entries that these reverse, one each. Ids are given beforehand, so that any number of entries is one
    statement for each table.
    """
    if not all(one.lines for one in postings):
        raise Refused("There is nothing to post.", "Give at least one amount.")
    lock_posting(work)
    for on in {f"{on:%Y-%m}": on for on in {one.on for one in postings}}.values():
        _check_period(work, on)
    connection = work.db.connection()
    named = _named(connection, {one for each in postings for line in each.lines for one in (line.from_account, line.to_account)})
    moving = sum(len(one.lines) for one in postings)
    ids, move_ids, number, seal = _ahead(connection, len(postings), moving)
    today, person = work.today, work.person.id
    rows: list[Row] = []
    moves: list[Row] = []
    next_move = iter(move_ids)
    for entry_id, one, reverses in zip(ids, postings, undone or repeat(None, len(postings)), strict=True):
        number += 1
        moved = [(line.from_account, line.to_account, line.pence) for line in one.lines]
        sealed = [(named[source], named[target], pence) for source, target, pence in moved]
        seal = seal_of(seal, number, one.on, today, person, one.what, one.about, reverses, sealed)
        rows.append((entry_id, number, one.on, today, person, one.what, one.about, reverses, seal))
        moves += [(next(next_move), entry_id, source, target, one.on, pence) for source, target, pence in moved]
    _ADD_ENTRIES(connection, rows)
    _ADD_TRANSFERS(connection, moves)
    work.touched("entry", ids)
    work.touched("transfer", move_ids)
    return ids


def _ahead(connection: Connection, posting: int, moving: int) -> tuple[list[int], list[int], int, str]:
    """The ids of the next entries and transfers, and the newest entry's number and seal; of a file in one question."""
    if connection.dialect.name == "postgresql":
        return (ids_ahead(connection, entries, posting), ids_ahead(connection, transfers, moving), *ledger_head(connection))
    entry, move, number, seal = _NEXT.first(connection, {}) or (1, 1, 0, FIRST_SEAL)
    return list(range(entry, entry + posting)), list(range(move, move + moving)), number, seal


def _named(connection: Connection, ids: set[int]) -> dict[int, str]:
    """The accounts of some postings as their seals name them; a run of a hundred counties names 70,000."""
    if len(ids) <= _FEW:
        return {account_id: sealed_as(account_id, seal) for account_id, seal in _SEALS_OF_FEW.rows(connection, ids)}
    mine, found = sorted(ids), {}
    for start in range(0, len(mine), AT_ONCE):
        for account_id, seal in connection.execute(_SEALS, {"ids": mine[start : start + AT_ONCE]}):
            found[account_id] = sealed_as(account_id, seal)
    return found


def day_to_correct(work: View, on: date) -> date:
    """The day a correction of an entry counts for: the entry's own while its month is open to this person, else today."""
    try:
        _check_period(work, on)
    except Refused:
        return work.today
    return on


def _check_period(work: View, on: date) -> None:
    """Refuse a closed month, save a softly closed one to the person it is open to for a while (safety.md C5)."""
    kept = _PERIOD.first(work.db.connection(), {"month": f"{on:%Y-%m}"})
    if kept is None or kept[0] == "open":
        return
    state, open_to, open_until = kept
    mine = open_to == work.person.id and open_until is not None and open_until > work.now
    if state == "hard" or not mine:
        raise Refused(
            f"The books of {on:%B %Y} are closed.", "Date it in an open month, or ask finance to open the month to you."
        )
