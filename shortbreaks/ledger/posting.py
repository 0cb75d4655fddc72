"""Post and reverse: the only room that creates entries and transfers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, text

from shortbreaks.database.commands import Work
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.seals import FIRST_SEAL, seal_of
from shortbreaks.ledger.tables import Account, Entry, Period, Transfer, entries, transfers

POSTING_LOCK = 7_206_049  # any number, so long as every posting takes it before drawing its own


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
    holders = select(Account.holder, Account.id).where(Account.kind == kind)
    found = {row.holder: row.id for row in work.db.execute(holders) if row.holder in names}
    missing = [{"kind": kind, "holder": holder, "name": name} for holder, name in names.items() if holder not in found]
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
    found = work.db.scalar(select(Account.id).where(Account.kind == kind, Account.holder == holder))
    if found is not None:
        return found
    account = Account(kind=kind, holder=holder, name=name)
    work.db.add(account)
    work.db.flush()
    return account.id


def post(work: Work, what: str, about: str, on: date, lines: Sequence[Line]) -> int:
    """Post one entry and give its id. `about` names the record concerned ("booking:48267"), `on` the day it counts for.

    Raises Refused for no lines; a line of nought or to its own account is impossible by constraint.
    """
    if not lines:
        raise Refused("There is nothing to post.", "Give at least one amount.")
    return _write(work, what, about, on, lines, reverses=None)


def post_many(work: Work, postings: Sequence[Posting]) -> list[int]:
    """Post many entries in order in one go and give their ids: a run, an import. Raises as `post` does."""
    if not postings:
        return []
    if any(not one.lines for one in postings):
        raise Refused("There is nothing to post.", "Give at least one amount.")
    lock_posting(work)
    for day in {one.on.replace(day=1): one.on for one in postings}.values():
        _check_period(work, day)
    before, seal = _last(work)
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(postings, before + 1):
        moved = [(line.from_account, line.to_account, line.pence) for line in one.lines]
        seal = seal_of(seal, number, one.on, work.today, work.person.id, one.what, one.about, None, moved)
        rows.append(
            {"number": number, "on_date": one.on, "posted_on": work.today, "person_id": work.person.id,
             "what": one.what, "about": one.about, "reverses": None, "seal": seal}
        )  # fmt: skip
    # Past the unit of work, and ids read back by their numbers: a run is then one round trip for each table
    db = work.db.connection()
    db.execute(insert(entries), rows)
    ids = list(db.execute(select(entries.c.id).where(entries.c.number > before).order_by(entries.c.number)).scalars())
    moves = [
        {"entry_id": entry_id, "from_account": x.from_account, "to_account": x.to_account, "on_date": one.on,
         "pence": x.pence}
        for entry_id, one in zip(ids, postings, strict=True)
        for x in one.lines
    ]  # fmt: skip
    db.execute(insert(transfers), moves)
    work.touched("entry", ids)
    work.touched("transfer")
    return ids


def _last(work: Work) -> tuple[int, str]:
    """Number and seal of the entry numbered last."""
    last = work.db.execute(select(Entry.number, Entry.seal).order_by(Entry.number.desc()).limit(1)).first()
    return (last.number, last.seal) if last else (0, FIRST_SEAL)


def reverse(work: Work, entry_id: int, what: str, on: date) -> int:
    """Undo an entry by its mirror, dated `on`, and give the mirror's id.

    Raises NotFound, or Refused when it was reversed before or is itself a reversal.
    """
    original = work.db.get(Entry, entry_id)
    if original is None:
        raise NotFound(f"There is no ledger entry {entry_id}.", "Look again.")
    if original.reverses is not None:
        raise Refused(f"Entry {original.number} is itself a reversal.", "Post a new entry instead.")
    if work.db.scalar(select(Entry.id).where(Entry.reverses == entry_id)) is not None:
        raise Refused(f"Entry {original.number} was reversed before.", "Look at the entries again.")
    lines = [
        Line(t.to_account, t.from_account, t.pence)
        for t in work.db.scalars(select(Transfer).where(Transfer.entry_id == entry_id).order_by(Transfer.id))
    ]
    return _write(work, what, original.about, on, lines, reverses=entry_id)


def lock_posting(work: Work) -> None:
    """Take the one lock of postings and month ends, so that neither passes the other; SQLite has one writer anyway."""
    if work.engine == "postgresql":
        work.db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": POSTING_LOCK})


def _write(work: Work, what: str, about: str, on: date, lines: Sequence[Line], reverses: int | None) -> int:
    lock_posting(work)
    _check_period(work, on)
    before, previous = _last(work)
    number = before + 1
    moved = [(line.from_account, line.to_account, line.pence) for line in lines]
    entry = Entry(
        number=number, on=on, posted_on=work.today, person_id=work.person.id, what=what, about=about, reverses=reverses,
        seal=seal_of(previous, number, on, work.today, work.person.id, what, about, reverses, moved),
    )  # fmt: skip
    work.db.add(entry)
    work.db.flush()
    work.db.add_all(
        Transfer(entry_id=entry.id, from_account=x.from_account, to_account=x.to_account, on=on, pence=x.pence)
        for x in lines
    )
    work.db.flush()
    return entry.id


def _check_period(work: Work, on: date) -> None:
    """Refuse a closed month, save a softly closed one to the person it is open to for a while (safety.md C5)."""
    month = f"{on:%Y-%m}"
    kept = work.db.execute(select(Period.state, Period.open_to, Period.open_until).where(Period.month == month)).first()
    if kept is None or kept.state == "open":
        return
    mine = kept.open_to == work.person.id and kept.open_until is not None and kept.open_until > work.now
    if kept.state == "hard" or not mine:
        raise Refused(
            f"The books of {on:%B %Y} are closed.", "Date it in an open month, or ask finance to open the month to you."
        )
