"""Taking in a file of spending after it was previewed, all or nothing, and saying what became of each line."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import RowFault, Table, read_table
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_for, post_many
from shortbreaks.payments.card_files import ColumnMap, FiledLine, FiledStatement, guess_columns, read_statement
from shortbreaks.payments.facts import HOLDS, awards_of
from shortbreaks.payments.matching import Known, Match, match_line
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.spending_tables import FileMap, SpendFile, SpendLine
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from shortbreaks.providers.tables import Provider
from shortbreaks.words import counted

for _constraint, _columns in (
    ("uq_spend_file_sha256", "spend_file.sha256"),
    (
        "uq_spend_line_agreement_id_on_date_pence_payee_nth",
        "spend_line.agreement_id, spend_line.on_date, spend_line.pence, spend_line.payee, spend_line.nth",
    ),
    ("uq_file_map_name", "file_map.name"),
):
    when_broken(
        _constraint, _columns, lambda: Refused("Somebody else took such a file in just now.", "Look at the file again.")
    )
SPENT, OWN = "direct payments spent", "families' own money"


@dataclass(frozen=True, slots=True)
class SpendPreview:
    """What a file would add before anything is kept: new lines with their match, known ones, totals and faults (pence)."""

    name: str
    sha256: str
    columns: ColumnMap
    new: tuple[tuple[FiledLine, int, Match], ...]  # the line, its agreement, what the rules say
    known: int
    in_pence: int
    out_pence: int
    first_day: date | None
    last_day: date | None
    faults: tuple[RowFault, ...]
    taken_before: bool

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
    return _preview(view.db, data, name, columns, agreement_id)


def _preview(db: Session, data: bytes, name: str, columns: ColumnMap | None, agreement_id: int | None) -> SpendPreview:
    table = read_table(data)
    columns = columns or _columns_known(db, table) or guess_columns(table)
    found = read_statement(table, columns)
    digest = hashlib.sha256(data).hexdigest()
    before = db.scalar(select(SpendFile.id).where(SpendFile.sha256 == digest)) is not None
    placed, faults = _agreements_of(db, found, agreement_id)
    ids = {one for _, one in placed}
    kept = _kept(db, ids)
    fresh = [(line, one) for line, one in placed if (one, line.on, line.payee, line.pence, line.nth) not in kept]
    known = _known(db, ids)
    new = tuple((line, one, match_line(line.on, line.payee, line.pence, known[one])) for line, one in fresh)
    days = [line.on for line in found.lines]
    return SpendPreview(
        name, digest, columns, new, len(placed) - len(fresh), found.in_pence, found.out_pence,
        min(days, default=None), max(days, default=None), (*found.faults, *faults), before,
    )  # fmt: skip


def _agreements_of(
    db: Session, found: FiledStatement, agreement_id: int | None
) -> tuple[list[tuple[FiledLine, int]], list[RowFault]]:
    if agreement_id is not None:
        return [(line, agreement_id) for line in found.lines], []
    by_ref: dict[str, set[int]] = defaultdict(set)
    for row in db.execute(select(Agreement.id, Agreement.ref, Agreement.last4).where(Agreement.state != "draft")):
        by_ref[row.ref.casefold()].add(row.id)
        if row.last4:
            by_ref[row.last4].add(row.id)
    placed: list[tuple[FiledLine, int]] = []
    faults: list[RowFault] = []
    for line in found.lines:
        fits = by_ref.get(line.account.casefold()) or by_ref.get(line.account[-4:], set())
        if len(fits) == 1:
            placed.append((line, next(iter(fits))))
        else:
            why = "fits no agreement" if not fits else f"fits {len(fits)} agreements"
            faults.append(RowFault(line.line, f"“{line.account}” {why}."))
    return placed, faults


def _kept(db: Session, ids: set[int]) -> set[tuple[int, date, str, int, int]]:
    rows = db.execute(
        select(SpendLine.agreement_id, SpendLine.on, SpendLine.payee, SpendLine.pence, SpendLine.nth).where(
            SpendLine.agreement_id.in_(ids)
        )
    )
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def _known(db: Session, ids: set[int]) -> Mapping[int, Known]:
    payees: dict[int, dict[str, str]] = defaultdict(dict)
    for row in db.execute(
        select(SpendLine.agreement_id, SpendLine.payee, SpendLine.category)
        .where(SpendLine.agreement_id.in_(ids), SpendLine.match == "accepted", SpendLine.pence > 0)
        .order_by(SpendLine.id)
    ):
        payees[row.agreement_id][fold(row.payee)] = row.category
    paid: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for agreement_id, pay_on, pence in db.execute(
        select(RunLine.agreement_id, PaymentRun.pay_on, RunLine.net_pence)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.agreement_id.in_(ids), RunLine.state.in_(("posted", "acknowledged")))
    ):
        paid[agreement_id].append((pay_on, pence))
    providers = frozenset(fold(name) for name in db.scalars(select(Provider.name)))
    awards = awards_of(db, ids)
    return {
        one: Known(payees[one], paid[one], providers, max((award_week(lines, part.from_day) for part in lines), default=0))
        for one in ids for lines in (awards.get(one, []),)
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeSpending:
    """A file of spending as it was previewed: its bytes, its columns, and whose it is when it is one family's."""

    data: bytes
    name: str
    columns: ColumnMap
    agreement_id: int | None
    sha256: str


@command(needs=Permission.POST_MONEY, recorded_as="Spending taken in")
def take_spending(work: Work, request: TakeSpending) -> int:
    """Keep and post every new line of a previewed file, all or nothing, and give how many; the same file adds nothing.

    Raises Refused when a row cannot be read or placed, or the file is not the one previewed.
    """
    found = _preview(work.db, request.data, request.name, request.columns, request.agreement_id)
    if found.sha256 != request.sha256:
        raise Refused("The file changed since it was looked at.", "Look at it again.")
    if found.faults:
        fault = found.faults[0]
        raise Refused(
            f"{counted(len(found.faults), 'row')} cannot be taken in. Line {fault.line}: {fault.sentence}",
            "Mend the file or its columns; nothing was taken in.",
        )
    _save_map(work, request)
    if found.taken_before or found.first_day is None or found.last_day is None:
        work.record(("spend_file", None))
        return 0
    file = SpendFile(
        name=request.name, sha256=found.sha256, rows=len(found.new) + found.known, added=len(found.new),
        in_pence=found.in_pence, out_pence=found.out_pence, first_day=found.first_day, last_day=found.last_day,
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(file)
    work.db.flush()
    _keep(work, file.id, found.new)
    work.record(file, pence=found.out_pence)
    return len(found.new)


def _layout(table: Table) -> str:
    """What tells one bank's files from another's: their headings, in order."""
    return "|".join(heading.strip().casefold() for heading in table.headings)


def _columns_known(db: Session, table: Table) -> ColumnMap | None:
    """What the columns of such a file were said to mean when one was last taken in."""
    kept = db.scalar(select(FileMap.columns).where(FileMap.name == _layout(table)))
    return None if kept is None else ColumnMap(**json.loads(kept))


def _save_map(work: Work, request: TakeSpending) -> None:
    name = _layout(read_table(request.data))
    kept = work.db.scalar(select(FileMap).where(FileMap.name == name))
    columns = json.dumps(asdict(request.columns), ensure_ascii=False)
    if kept is None:
        work.db.add(FileMap(name=name, columns=columns))
    elif kept.columns != columns:
        kept.columns = columns


def _keep(work: Work, file_id: int, new: Sequence[tuple[FiledLine, int, Match]]) -> None:
    if not new:
        return
    rows = [
        {
            "agreement_id": one, "file_id": file_id, "on": line.on, "payee": line.payee, "pence": line.pence,
            "nth": line.nth, "category": match.category, "match": match.match, "why": match.why, "misspent_pence": 0,
            "explanation": "", "version": 1,
        }
        for line, one, match in new
    ]  # fmt: skip
    ids = list(work.db.execute(insert(SpendLine).returning(SpendLine.id, sort_by_parameter_order=True), rows).scalars())
    work.touched("spend_line", ids)
    agreements = {one for _, one, _ in new}
    refs = work.db.execute(select(Agreement.id, Agreement.ref).where(Agreement.id.in_(agreements))).all()
    pots = accounts_for(work, HOLDS, {f"agreement:{row.id}": row.ref for row in refs})
    spent = account_for(work, SPENT, "council", "Spent by families")
    own = account_for(work, OWN, "council", "Families' own money")
    moved = [
        (spend_id, _posting(spend_id, line, match, pots[f"agreement:{one}"], spent, own))
        for spend_id, (line, one, match) in zip(ids, new, strict=True) if match.category != "our payment"
    ]  # fmt: skip
    entries = post_many(work, [posting for _, posting in moved])
    if entries:
        table = SpendLine.__table__
        keep = table.update().where(table.c.id == bindparam("line")).values(entry_id=bindparam("entry"))  # type: ignore[attr-defined]
        pairs = [{"line": spend_id, "entry": entry} for (spend_id, _), entry in zip(moved, entries, strict=True)]
        work.db.connection().execute(keep, pairs)


def _posting(spend_id: int, line: FiledLine, match: Match, pot: int, spent: int, own: int) -> Posting:
    if line.pence > 0:
        return Posting(line.payee, f"spend_line:{spend_id}", line.on, (Line(pot, spent, line.pence),))
    source = own if match.category == "own money" else spent
    return Posting(line.payee, f"spend_line:{spend_id}", line.on, (Line(source, pot, -line.pence),))
