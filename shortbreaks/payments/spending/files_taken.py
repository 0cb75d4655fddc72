"""The card and bank files that were taken in: who took what in and when, what of it was new, for whom, and what was put back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import names_of_people
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound
from shortbreaks.payments.account_list import said_name, with_names
from shortbreaks.payments.spending.tables import SpendFile, SpendLine
from shortbreaks.payments.tables import Agreement

NEWEST = 500  # files shown at once; older ones are found by their name or an account
MOST_LINES = 2000  # of one file


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file: who took it in and when (on the clock in Kent), its days and sums (pence), its lines, and what became of it.

    `added` lines were new, `known` were there already, `back` of the new ones were put back.
    """

    id: int
    name: str
    at: datetime
    person: str
    sha256: str
    first: date
    last: date
    added: int
    known: int
    back: int
    accounts: int
    ref: str  # of one of its accounts
    in_pence: int
    out_pence: int
    back_on: date | None
    back_by: str
    back_why: str


@dataclass(frozen=True, slots=True)
class FilesTaken:
    """The newest files that fit, and how many fit in all."""

    rows: tuple[FileRow, ...]
    count: int


@query(needs=Permission.SEE_MONEY)
def files_taken(view: View, words: str = "") -> FilesTaken:
    """The files that were taken in, the newest first, narrowed by a part of their name or of an account's number."""
    db, said = view.db, " ".join(words.split()).lower()
    wanted = select(SpendFile.id)
    if said:
        accounts = (
            select(SpendLine.file_id).join(Agreement, Agreement.id == SpendLine.agreement_id)
            .where(func.lower(Agreement.ref).contains(said, autoescape=True))
        )  # fmt: skip
        wanted = wanted.where(or_(func.lower(SpendFile.name).contains(said, autoescape=True), SpendFile.id.in_(accounts)))
    count = db.scalar(wanted.with_only_columns(func.count(SpendFile.id))) or 0
    files = db.scalars(
        select(SpendFile).where(SpendFile.id.in_(wanted)).order_by(SpendFile.at.desc(), SpendFile.id.desc()).limit(NEWEST)
    ).all()
    lines, people = _lines_of(db, [one.id for one in files]), names_of_people(db)
    return FilesTaken(tuple(_row(one, lines.get(one.id), people) for one in files), count)


def _row(one: SpendFile, lines: Any, people: Mapping[int, str]) -> FileRow:
    accounts, ref, back = (lines.accounts, lines.ref, lines.back) if lines is not None else (0, "", 0)
    return FileRow(
        one.id, one.name, to_local(one.at), people.get(one.person_id, ""), one.sha256, one.first_day, one.last_day, one.added,
        one.rows - one.added, back, accounts, ref, one.in_pence, one.out_pence,
        to_local(one.back_at).date() if one.back_at is not None else None,
        people.get(one.back_by, "") if one.back_by is not None else "", one.back_why,
    )  # fmt: skip


def _lines_of(db: Session, ids: Collection[int]) -> Mapping[int, Any]:
    """Of each file: how many accounts its lines are of, the number of one of them, and how many lines were put back."""
    rows = db.execute(
        select(
            SpendLine.file_id, func.count(SpendLine.agreement_id.distinct()).label("accounts"), func.min(Agreement.ref).label("ref"),
            func.count(SpendLine.back_at).label("back"),
        )
        .join(Agreement, Agreement.id == SpendLine.agreement_id)
        .where(SpendLine.file_id.in_(ids))
        .group_by(SpendLine.file_id)
    )
    return {row.file_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line that a file brought (pence out, below nought in): whose it is, and what became of it."""

    id: int
    agreement_id: int
    ref: str
    name: str
    on: date
    payee: str
    pence: int
    category: str
    match: str
    why: str


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file with its lines, in the order of their days; `more` are not shown."""

    lines: tuple[FileLine, ...]
    more: int


@query(needs=Permission.SEE_MONEY)
def lines_of_file(view: View, file_id: int) -> FileShown:
    """The lines that a file brought. Raises NotFound."""
    file = view.db.get(SpendFile, file_id)
    if file is None:
        raise NotFound("That file is not here any more.", "Look again.")
    wanted = select(SpendLine, Agreement.ref).join(Agreement, Agreement.id == SpendLine.agreement_id)
    rows = view.db.execute(
        with_names(wanted, view.today).where(SpendLine.file_id == file_id).order_by(SpendLine.on, SpendLine.id).limit(MOST_LINES)
    ).all()
    lines = tuple(
        FileLine(line.id, line.agreement_id, row.ref, said_name(row), line.on, line.payee, line.pence, line.category, line.match,
                 line.back_why or line.why)
        for row in rows for line in (row.SpendLine,)
    )  # fmt: skip
    return FileShown(lines, file.added - len(lines))
