"""Post and reverse: the only room that creates entries and transfers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from shortbreaks.database.commands import Work
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.tables import Account, Entry, Transfer

POSTING_LOCK = 7_206_049  # any number, so long as every posting takes it before drawing its own


@dataclass(frozen=True, slots=True)
class Line:
    """Whole pence from one account to another."""

    from_account: int
    to_account: int
    pence: int


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


def _write(work: Work, what: str, about: str, on: date, lines: Sequence[Line], reverses: int | None) -> int:
    if work.engine == "postgresql":
        work.db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": POSTING_LOCK})
    number = (work.db.scalar(select(func.max(Entry.number))) or 0) + 1
    entry = Entry(
        number=number, on=on, posted_on=work.today, person_id=work.person.id, what=what, about=about, reverses=reverses
    )
    work.db.add(entry)
    work.db.flush()
    work.db.add_all(
        Transfer(entry_id=entry.id, from_account=x.from_account, to_account=x.to_account, on=on, pence=x.pence)
        for x in lines
    )
    work.db.flush()
    return entry.id


