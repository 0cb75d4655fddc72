"""A file of past nights as its sheet shows it: every line, what becomes of it, and why."""

from collections.abc import Sequence
from typing import Any

from shortbreaks.dates import say_day
from shortbreaks.exchange.night_commands import TakePastNights, past_nights_previewed, take_past_nights
from shortbreaks.exchange.past_nights import PastNights, PastRow
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark
from ui.shell.incoming_file import FileKind, Shown

ORDER = {"refused": 0, "new": 1, "known": 2}
MARKS = {"refused": Mark("To mend", "bad"), "new": Mark("New", "ok"), "known": Mark("Kept already", "neutral")}


def past_columns() -> Sequence[Column[PastRow]]:
    """Line, what becomes of it, whose nights and why, the first night, and how many."""
    line: Column[PastRow] = Column("Line", lambda r: f"{r.line:,}", sort=lambda r: r.line, right=True, width=72, tabular=True)
    return [
        line,
        Column("Would be", marks=lambda r: (MARKS[r.act],), sort=lambda r: (ORDER[r.act], r.line), width=140),
        Column("Stay, or what is to mend", lambda r: r.words or "–", second=lambda r: r.why, strong=True),
        Column("In", lambda r: say_day(r.first) if r.first else "–", sort=lambda r: str(r.first), width=150, tabular=True),
        Column("Nights", lambda r: str(r.nights) if r.nights else "–", sort=lambda r: r.nights, right=True, width=90, tabular=True),
    ]  # fmt: skip


def show_past(found: PastNights) -> Shown:
    """A preview, what is to mend first; one line at fault keeps the whole file out."""
    new, known, refused = (found.count(act) for act in ("new", "known", "refused"))
    words = f"{counted(new, 'stay')} new, {known:,} kept already, {refused:,} to mend."
    why_not = "Mend the lines in the file, and choose it again." if refused else "" if new else "Nothing in the file is new."
    rows = sorted(found.rows, key=lambda row: (ORDER[row.act], row.line))
    return Shown(words, found.said, rows, counted(len(found.rows), "line"), why_not)


def _request(data: bytes, found: PastNights) -> TakePastNights:
    return TakePastNights(data, found.sha256)


def _done(_name: str, found: Any) -> tuple[str, str]:
    return f"{counted(found.count('new'), 'stay')} taken in.", "Limits and counts look at them from now on."


PAST_NIGHTS = FileKind(
    "Bring past nights in", "Tables (*.csv *.txt)", past_nights_previewed, past_columns, show_past, take_past_nights, _request,
    _done, key=lambda row: row.line,
)  # fmt: skip
