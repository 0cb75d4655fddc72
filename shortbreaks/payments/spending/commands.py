"""Taking in a file of spending after it was previewed, all or nothing, and posting each new line."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.bulk import BulkInsert, collector_at_rest, ids_ahead
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_for, post_many
from shortbreaks.payments.debts.tables import MoneyBackTie
from shortbreaks.payments.facts import HOLDS
from shortbreaks.payments.spending.card_files import ColumnMap, FiledLine
from shortbreaks.payments.spending.line_words import about_line, said_of
from shortbreaks.payments.spending.matching import Match
from shortbreaks.payments.spending.preview import preview_of
from shortbreaks.payments.spending.tables import OURS, BankSays, FileMap, SpendFile, spend_lines
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import counted

for _constraint, _columns in (
    ("uq_spend_file_sha256", "spend_file.sha256"),
    (
        "uq_spend_line_alike",
        "spend_line.agreement_id, spend_line.on_date, spend_line.pence, spend_line.payee, spend_line.nth",
    ),
    ("uq_file_map_name", "file_map.name"),
    ("uq_spend_line_bank_ref", "spend_line.agreement_id, spend_line.bank_ref"),
):
    when_broken(
        _constraint, _columns, lambda: Refused("Somebody else took such a file in just now.", "Look at the file again.")
    )
SPENT, OWN = "direct payments spent", "families' own money"
_ADD_LINES = BulkInsert(
    spend_lines, "id", "agreement_id", "file_id", "on_date", "payee", "pence", "nth", "bank_ref", "category", "match",
    "why", "misspent_pence", "explanation", "entry_id", "back_why", "again", "by_hand", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeSpending:
    """A file of spending as it was previewed: its bytes, its columns, and whose it is when it is one family's."""

    data: bytes
    name: str
    columns: ColumnMap | None
    agreement_id: int | None
    sha256: str


@command(needs=Permission.POST_MONEY, recorded_as="Spending taken in")
def take_spending(work: Work, request: TakeSpending) -> int:
    """Keep and post every new line of a previewed file, all or nothing, and give how many; the same file adds nothing.

    Raises Refused when a row cannot be read or placed, or the file is not the one previewed.
    """
    found = preview_of(work, request.data, request.name, request.columns, request.agreement_id)
    if found.sha256 != request.sha256:
        raise Refused("The file changed since it was looked at.", "Look at it again.")
    if found.faults:
        fault = found.faults[0]
        raise Refused(
            f"{counted(len(found.faults), 'row')} cannot be taken in. Line {fault.line}: {fault.sentence}",
            "Mend the file or its columns; nothing was taken in.",
        )
    _save_map(work, found.layout, found.columns)
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
    for said in found.balances:
        if said.on <= work.today:
            work.db.add(
                BankSays(
                    agreement_id=said.agreement_id, on=said.on, pence=said.pence, file_id=file.id, at=work.now,
                    person_id=work.person.id,
                )
            )  # fmt: skip
    work.record(file, pence=found.out_pence)
    return len(found.new)


def _save_map(work: Work, layout: str, columns: ColumnMap | None) -> None:
    if columns is None or not layout:
        return
    kept = work.db.scalar(select(FileMap).where(FileMap.name == layout))
    said = json.dumps(asdict(columns), ensure_ascii=False)
    if kept is None:
        work.db.add(FileMap(name=layout, columns=said))
    elif kept.columns != said:
        kept.columns = said


@collector_at_rest()
def _keep(work: Work, file_id: int, new: Sequence[tuple[FiledLine, int, Match]]) -> None:
    """Post the lines of a file, oldest first, and keep each with its entry: a few statements however long the file is."""
    if not new:
        return
    new = sorted(new, key=lambda one: one[0].on)
    connection = work.db.connection()
    agreements = {one for _, one, _ in new}
    refs = work.db.execute(select(Agreement.id, Agreement.ref).where(Agreement.id.in_(agreements))).all()
    accounts = accounts_for(work, HOLDS, {f"agreement:{row.id}": row.ref for row in refs})
    pots = {row.id: accounts[f"agreement:{row.id}"] for row in refs}
    spent = account_for(work, SPENT, "council", "Spent by families")
    own = account_for(work, OWN, "council", "Families' own money")
    ids = ids_ahead(connection, spend_lines, len(new))
    posted = iter(post_many(work, [
        _posting(spend_id, line, match, pots[one], spent, own)
        for spend_id, (line, one, match) in zip(ids, new, strict=True) if match.category != OURS
    ]))  # fmt: skip
    _ADD_LINES(connection, [
        (spend_id, one, file_id, line.on, line.payee, line.pence, line.nth, line.ref, match.category, match.match,
         match.why, 0, "", None if match.category == OURS else next(posted), "", False, False, 1)
        for spend_id, (line, one, match) in zip(ids, new, strict=True)
    ])  # fmt: skip
    work.db.add_all(
        MoneyBackTie(money_back_id=match.back_id, spend_line_id=spend_id, at=work.now, person_id=work.person.id)
        for spend_id, (_, _, match) in zip(ids, new, strict=True) if match.back_id
    )  # fmt: skip
    work.touched("spend_line", ids)


def _posting(spend_id: int, line: FiledLine, match: Match, pot: int, spent: int, own: int) -> Posting:
    if line.pence > 0:
        return Posting(said_of(line.pence), about_line(spend_id), line.on, (Line(pot, spent, line.pence),))
    source = own if match.category == "own money" else spent
    return Posting(said_of(line.pence), about_line(spend_id), line.on, (Line(source, pot, -line.pence),))
