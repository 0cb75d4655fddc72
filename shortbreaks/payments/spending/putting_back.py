"""A wrong line of spending, or a file taken in wrongly, put back: entries that reverse its own, with the reason; nothing goes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from shortbreaks.access.permissions import Permission
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.posting import day_to_correct, reverse_many
from shortbreaks.money import pounds
from shortbreaks.payments.debts.commands import STILL_OPEN
from shortbreaks.payments.debts.tables import MoneyBack, MoneyBackTie
from shortbreaks.payments.spending.line_words import PUT_BACK
from shortbreaks.payments.spending.tables import OURS, Debt, SpendFile, SpendLine, spend_lines
from shortbreaks.payments.tables import Owed
from shortbreaks.words import as_kept

LONGEST = 200


@dataclass(frozen=True, slots=True)
class PutBackLine:
    """One line of spending that is wrong, and why."""

    line_id: int
    seen: int
    reason: str = room_for(LONGEST)


@command(needs=Permission.POST_MONEY, recorded_as="Line of spending put back")
def put_back_line(work: Work, request: PutBackLine) -> int:
    """Reverse a line's own entry and give the entry that does it; both stay, the line with its reason.

    It counts for the line's day while its month is open, else for today. Raises Refused with what stands against it.
    """
    line = work.take(SpendLine, request.line_id, seen=request.seen)
    reason = _reason(request.reason)
    if line.back_at is not None:
        raise Refused(_was_put_back(line.back_at), "Look at the account again.")
    if line.category == OURS:
        raise Refused("That line is taken for other money and does not count by itself.", "Part them first, then put it back.")
    _check(work, spend_lines.c.id == line.id)
    _give_again(work, spend_lines.c.id == line.id)
    (entry,) = _reverse(work, [(line.entry_id, line.on)])
    line.match, line.misspent_pence, line.again = "put back", 0, line.by_hand
    line.back_at, line.back_by, line.back_why = work.now, work.person.id, reason
    work.record(line, pence=abs(line.pence))
    return entry


@dataclass(frozen=True, slots=True)
class PutBackFile:
    """A file of spending that was taken in wrongly, how many of its lines stood when it was looked at, and why."""

    file_id: int
    lines: int
    reason: str = room_for(LONGEST)


@command(needs=Permission.POST_MONEY, recorded_as="File of spending put back")
def put_back_file(work: Work, request: PutBackFile) -> int:
    """Put every line of a file back that still stands, all or nothing, and give how many; the same file may come in again.

    What the file said the bank held no longer counts. Raises Refused with what stands against one of its lines.
    """
    file = work.take(SpendFile, request.file_id)
    reason = _reason(request.reason)
    if file.back_at is not None:
        raise Refused(_was_put_back(file.back_at), "Take it in again, if it is right now.")
    mine = (spend_lines.c.file_id == file.id) & spend_lines.c.back_at.is_(None)
    columns = (spend_lines.c.id, spend_lines.c.on_date, spend_lines.c.category, spend_lines.c.entry_id)
    rows = work.db.execute(select(*columns).where(mine).order_by(spend_lines.c.id).with_for_update()).all()
    if len(rows) != request.lines:
        raise Refused("A line of that file was put back meanwhile.", "Look at it again.")
    _check(work, mine)
    _give_again(work, mine)
    _reverse(work, [(row.entry_id, row.on_date) for row in rows if row.category != OURS])
    values = {"match": "put back", "misspent_pence": 0, "again": True, "back_at": work.now, "back_by": work.person.id, "back_why": reason}
    work.db.execute(update(spend_lines).where(mine).values(**values, version=spend_lines.c.version + 1))
    work.touched("spend_line", [row.id for row in rows])
    file.back_at, file.back_by, file.back_why = work.now, work.person.id, reason
    work.record(file, pence=file.out_pence)
    return len(rows)


def _reason(words: str) -> str:
    reason = as_kept(words, one_line=True)
    if not reason:
        raise Refused("Why it is wrong is missing.", "Write it in a line.", "reason")
    return reason


def _was_put_back(at: Any) -> str:
    return f"That was put back on {say_day(to_local(at).date())}."


def _reverse(work: Work, entries: Collection[tuple[int | None, date]]) -> list[int]:
    """Undo the entries of some lines, each for its own day while its month is open; a month is asked about once."""
    first = {f"{on:%Y-%m}": on for _, on in entries}
    is_open = {month: day_to_correct(work, on) == on for month, on in first.items()}
    days = {entry: on if is_open[f"{on:%Y-%m}"] else work.today for entry, on in entries if entry is not None}
    return reverse_many(work, days, PUT_BACK)


def _check(work: Work, mine: ColumnElement[bool]) -> None:
    against = _against(work, mine)
    if against is not None:
        raise against


def _against(view: View, mine: ColumnElement[bool]) -> Refused | None:
    """What stands against putting some lines back: money that came back by one of them, or is asked back because of one."""
    tied = view.db.execute(
        select(SpendLine.on, SpendLine.payee, MoneyBack.on.label("back_on"))
        .join(MoneyBackTie, (MoneyBackTie.spend_line_id == SpendLine.id) & MoneyBackTie.parted_at.is_(None))
        .join(MoneyBack, MoneyBack.id == MoneyBackTie.money_back_id)
        .where(mine).limit(1)
    ).first()  # fmt: skip
    if tied is not None:
        said = f"{say_day(tied.on)}, {tied.payee}, is the bank’s side of money that came back on {say_day(tied.back_on)}."
        return Refused(f"The line of {said}", "Part them first, then put it back.")
    asked = view.db.execute(
        select(SpendLine.on, SpendLine.payee, Debt.pence)
        .join(Debt, Debt.spend_line_id == SpendLine.id)
        .where(mine, Debt.state.in_(STILL_OPEN)).order_by(SpendLine.id).limit(1)
    ).first()  # fmt: skip
    if asked is not None:
        return Refused(
            f"{pounds(asked.pence)} of the line of {say_day(asked.on)}, {asked.payee}, is asked back from the family.",
            "Withdraw that debt first, then put the line back.",
        )
    return None


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back of a debt that was asked for a line, and is given again when the line is put back (pence)."""

    debt_id: int
    agreement_id: int
    on: date
    pence: int


def _came_back(view: View, mine: ColumnElement[bool]) -> list[CameBack]:
    """What families paid back for some lines that turn out to be wrong: each debt once."""
    given = select(Owed.debt_id).where(Owed.debt_id.is_not(None))
    rows = view.db.execute(
        select(Debt.id, Debt.agreement_id, SpendLine.on, Debt.recovered_pence)
        .join(SpendLine, SpendLine.id == Debt.spend_line_id)
        .where(mine, Debt.state.not_in(STILL_OPEN), Debt.recovered_pence > 0, Debt.id.not_in(given))
        .order_by(Debt.id)
    )
    return [CameBack(*row) for row in rows]


def _give_again(work: Work, mine: ColumnElement[bool]) -> None:
    """The next run pays what families gave back for lines that are wrong (R-D23, R-D24); the debt itself stays as it ended."""
    work.db.add_all(
        Owed(
            agreement_id=one.agreement_id, first_day=one.on, last_day=one.on, since=one.on, pence=one.pence, entered_on=work.today,
            words=f"Given again: it came back for a line of {say_day(one.on)} that was wrong", debt_id=one.debt_id,
        )
        for one in _came_back(work, mine)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileToPutBack:
    """A file of spending as it would be put back: how many of its lines stand, of how many families (pence)."""

    id: int
    name: str
    taken_on: date
    lines: int
    families: int
    in_pence: int
    out_pence: int
    given_again: int  # came back for some of its lines


@dataclass(frozen=True, slots=True)
class LineToPutBack:
    """A line of spending as it would be put back: the day for which that counts, and the file it came with (pence)."""

    id: int
    version: int
    on: date
    counts_on: date
    payee: str
    pence: int
    file: FileToPutBack | None
    given_again: int  # came back for it, and is paid again by the next run


@query(needs=Permission.SEE_MONEY)
def line_to_put_back(view: View, line_id: int) -> LineToPutBack:
    """What putting a line back, or the whole file it came with, would do. Raises NotFound."""
    line = view.db.get(SpendLine, line_id)
    if line is None:
        raise NotFound("That line is not here any more.", "Look again.")
    file = _file(view, line.file_id) if line.file_id is not None else None
    return LineToPutBack(line.id, line.version, line.on, day_to_correct(view, line.on), line.payee, line.pence, file,
                         _pence_again(view, spend_lines.c.id == line.id))  # fmt: skip


def _file(view: View, file_id: int) -> FileToPutBack:
    file, column = view.db.get_one(SpendFile, file_id), spend_lines.c
    spent, came = func.sum(column.pence).filter(column.pence > 0), func.sum(-column.pence).filter(column.pence < 0)
    lines, families, out, into = view.db.execute(
        select(func.count(), func.count(column.agreement_id.distinct()), func.coalesce(spent, 0), func.coalesce(came, 0))
        .where(column.file_id == file_id, column.back_at.is_(None))
    ).one()  # fmt: skip
    return FileToPutBack(file.id, file.name, to_local(file.at).date(), lines, families, int(into), int(out),
                         _pence_again(view, column.file_id == file_id))  # fmt: skip


def _pence_again(view: View, mine: ColumnElement[bool]) -> int:
    return sum(one.pence for one in _came_back(view, mine))


@query(needs=Permission.SEE_MONEY)
def file_to_put_back(view: View, file_id: int) -> FileToPutBack:
    """What putting a whole file back would do. Raises NotFound, and Refused for one that was put back, or has no line that stands."""
    file = view.db.get(SpendFile, file_id)
    if file is None:
        raise NotFound("That file is not here any more.", "Look again.")
    if file.back_at is not None:
        raise Refused(_was_put_back(file.back_at), f"Why: {file.back_why.rstrip('.')}.")
    found = _file(view, file_id)
    if not found.lines:
        raise Refused("No line of that file stands.", "What was in it was there already, or was put back line by line.")
    return found
