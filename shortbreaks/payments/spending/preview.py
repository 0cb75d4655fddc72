"""What a file of spending would add: its lines placed, those known told from new ones, matched, and the bank's balance."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.bulk import collector_at_rest
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_day
from shortbreaks.exchange.csv_files import RowFault
from shortbreaks.exchange.ofx_files import is_ofx, read_ofx
from shortbreaks.ledger.queries import balance_on
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.facts import pot_of
from shortbreaks.payments.spending.card_files import (
    ColumnMap,
    FiledLine,
    FiledStatement,
    from_ofx,
    guess_columns,
    read_statement,
    settled,
)
from shortbreaks.payments.spending.known import known_of
from shortbreaks.payments.spending.matching import Match, Matcher
from shortbreaks.payments.spending.statement_tables import layout_of, statement_table
from shortbreaks.payments.spending.tables import FileMap, SpendFile, spend_lines
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class SaidBalance:
    """What the bank says an agreement's account held at the end of a day, and what the books would with this file."""

    agreement_id: int
    on: date
    pence: int
    books: int


@dataclass(frozen=True, slots=True)
class SpendPreview:
    """What a file would add before anything is kept: new lines with their match, known ones, totals and faults (pence)."""

    name: str
    sha256: str
    columns: ColumnMap | None  # none: the file says itself what is what (OFX)
    new: tuple[tuple[FiledLine, int, Match], ...]  # the line, its agreement, what the rules say
    known: int
    in_pence: int
    out_pence: int
    first_day: date | None
    last_day: date | None
    faults: tuple[RowFault, ...]
    taken_before: bool
    balances: tuple[SaidBalance, ...] = ()
    layout: str = ""  # its headings in order, which tell one bank's files from another's

    @property
    def odd(self) -> int:
        """How many new lines need a person."""
        return sum(1 for _, _, match in self.new if match.match == "odd")


@query(needs=Permission.SEE_MONEY)
def preview_spending(
    view: View, data: bytes, name: str, columns: ColumnMap | None = None, agreement_id: int | None = None
) -> SpendPreview:
    """What a card or bank file would add.

    `columns` none: as such a file was read before, or as its headings seem to mean; `agreement_id` for one family's.
    Raises Refused when columns or dates are in doubt.
    """
    return preview_of(view, data, name, columns, agreement_id)


@collector_at_rest()
def preview_of(
    view: View, data: bytes, name: str, columns: ColumnMap | None, agreement_id: int | None
) -> SpendPreview:
    """The preview, for the query and for the command that takes the file in."""
    db = view.db
    if is_ofx(data):
        columns, found, layout = None, from_ofx(read_ofx(data)), ""
    else:
        table = statement_table(data)
        layout = layout_of(table)
        columns = settled(table, columns or _columns_known(db, layout) or guess_columns(table))
        found = read_statement(table, columns)
    # Two families' files may be the same to the byte; whose it is said to be is part of which file it is
    digest = hashlib.sha256(data if agreement_id is None else b"%d\n%s" % (agreement_id, data)).hexdigest()
    before = db.scalar(select(SpendFile.id).where(SpendFile.sha256 == digest, SpendFile.back_at.is_(None))) is not None
    owners, faults = _owners_of(db, found, agreement_id)
    faults += [RowFault(line.line, f"{say_day(line.on)} is still to come.") for line in found.lines if line.on > view.today]
    placed = [(line, one) for line in found.lines if (one := owners.get((line.account, line.on))) is not None]
    ids = {one for _, one in placed}
    days = [line.on for line in found.lines]
    fresh = fresh_lines(placed, _kept(db, ids, min(days), max(days)) if placed else Kept())
    matchers = {one: Matcher(known) for one, known in known_of(db, ids, max(days), min(days)).items()} if placed else {}
    new = tuple((line, one, matchers[one].match(line.on, line.payee, line.pence)) for line, one in fresh)
    return SpendPreview(
        name, digest, columns, new, len(placed) - len(fresh), found.in_pence, found.out_pence,
        min(days, default=None), max(days, default=None), (*found.faults, *faults), before,
        _balances(db, found, owners, new), layout,
    )  # fmt: skip


Owners = Mapping[tuple[str, date], int]  # whose each account of a file is on a day


def _owners_of(db: Session, found: FiledStatement, agreement_id: int | None) -> tuple[Owners, list[RowFault]]:
    """Whose each account of a file is on each of its days, and every line whose account fits no agreement, or several."""
    asked = {(one.account, one.on) for one in found.lines} | {(one.account, one.on) for one in found.balances}
    if agreement_id is not None:
        return dict.fromkeys(asked, agreement_id), []
    fits = _Fits(db)
    fitting = {key: fits.on(*key) for key in asked}
    faults = [
        RowFault(line.line, f"“{line.account}” fits {f'{count} agreements' if count else 'no agreement'}.")
        for line in found.lines if (count := len(fitting[line.account, line.on])) != 1
    ]  # fmt: skip
    return {key: next(iter(ids)) for key, ids in fitting.items() if len(ids) == 1}, faults


class _Fits:
    """Which agreements an account's name in a file may mean: their number, or the last figures of their card."""

    def __init__(self, db: Session) -> None:
        self._by_ref: dict[str, set[int]] = defaultdict(set)
        self._days: dict[int, tuple[date, date]] = {}
        for row in db.execute(
            select(Agreement.id, Agreement.ref, Agreement.last4, Agreement.starts_on, Agreement.ended_on).where(Agreement.state != "draft")
        ):
            self._days[row.id] = (row.starts_on, row.ended_on or date.max)
            self._by_ref[row.ref.casefold()].add(row.id)
            if row.last4:
                self._by_ref[row.last4].add(row.id)
        steps = select(PayeeStep.agreement_id, PayeeStep.last4).where(PayeeStep.last4 != "")
        for step in db.execute(steps):  # a young person's own card, who took over
            self._by_ref[step.last4].add(step.agreement_id)

    def on(self, account: str, day: date) -> set[int]:
        """The agreements that an account fits; of several those that run on a day: one card goes on under the next agreement."""
        fits = self._by_ref.get(account.casefold()) or self._by_ref.get(account[-4:], set())
        if len(fits) < 2:
            return fits
        running = {one for one in fits if self._days[one][0] <= day <= self._days[one][1]}
        return running or fits


Alike = tuple[int, date, str, int]  # an agreement's lines of one day, payee and sum


@dataclass(slots=True)
class Kept:
    """What is kept of some agreements: the bank's numbers, and of each set of alike lines those without and the last nth."""

    refs: set[tuple[int, str]] = field(default_factory=set)
    plain: Counter[Alike] = field(default_factory=Counter)
    last: dict[Alike, int] = field(default_factory=dict)


def fresh_lines(placed: Sequence[tuple[FiledLine, int]], kept: Kept) -> list[tuple[FiledLine, int]]:
    """The lines of a file that are not kept yet, each with an nth of its own (safety.md C9).

    A bank's number tells for certain. Without one, or where the kept line came from a table without, a line is known
    when as many alike are kept: an overlap adds only what is new, and two identical purchases are both kept.
    """
    fresh: list[tuple[FiledLine, int]] = []
    plain, last = Counter(kept.plain), dict(kept.last)
    for line, one in placed:
        alike = (one, line.on, line.payee, line.pence)
        if line.ref:
            if (one, line.ref) in kept.refs:
                continue
            if plain[alike] > 0:
                plain[alike] -= 1
                continue
        elif line.nth <= kept.last.get(alike, 0):
            continue
        nth = last[alike] = last.get(alike, 0) + 1
        fresh.append((line if nth == line.nth else replace(line, nth=nth), one))
    return fresh


def _kept(db: Session, ids: set[int], first: date, last: date) -> Kept:
    """What is kept of some agreements in the days of a file; the bank's own numbers of any day."""
    line, found = spend_lines.c, Kept()
    of = select(line.agreement_id, line.on_date, line.payee, line.pence, line.nth, line.bank_ref).where(
        line.agreement_id.in_(ids), line.on_date >= first, line.on_date <= last, line.again.is_(False)
    )
    for agreement_id, on, payee, pence, nth, ref in db.execute(of):
        alike = (agreement_id, on, payee, pence)
        if not ref:
            found.plain[alike] += 1
        found.last[alike] = max(found.last.get(alike, 0), nth)
    numbered = select(line.agreement_id, line.bank_ref).where(line.agreement_id.in_(ids), line.bank_ref != "", line.again.is_(False))
    found.refs.update((row[0], row[1]) for row in db.execute(numbered))
    return found


def _balances(
    db: Session, found: FiledStatement, owners: Owners, new: Sequence[tuple[FiledLine, int, Match]]
) -> tuple[SaidBalance, ...]:
    said = []
    for one in found.balances:
        owner = owners.get((one.account, one.on))
        if owner is not None:
            account = pot_of(db, owner)
            adds = sum(
                line.pence for line, of, match in new
                if of == owner and line.on <= one.on and match.category != "our payment"
            )  # fmt: skip
            held = balance_on(db, account, one.on) if account else 0
            said.append(SaidBalance(owner, one.on, one.pence, held - adds))
    return tuple(said)


def _columns_known(db: Session, layout: str) -> ColumnMap | None:
    """What the columns of such a file were said to mean when one was last taken in."""
    kept = db.scalar(select(FileMap.columns).where(FileMap.name == layout)) if layout else None
    return None if kept is None else ColumnMap(**json.loads(kept))
