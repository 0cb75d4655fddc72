"""What the lists of registers and the lines of one register show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from shortbreaks.bookings.registers.attending import Marked
from shortbreaks.bookings.registers.marks import MEANINGS, WORDS
from shortbreaks.bookings.registers.queries import RegisterLine, RegisterRow
from shortbreaks.dates import on_clock, read_time, say_short
from shortbreaks.errors import Refused
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark

RATIOS = ("Group", "1:1", "2:1")
ICONS = {"present": "ok", "late": "clock", "absent": "close", "sick": "care", "no show": "bad"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for a line and is not kept yet; times as typed."""

    mark: str
    reason: str = ""
    came: str = ""
    left: str = ""
    words: str = ""
    how: str = "grid"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line of the grid: as it is kept, and what was typed over it."""

    line: RegisterLine
    draft: Draft | None
    reasons: Mapping[str, str]

    @property
    def shown(self) -> Draft:
        """What the line says now."""
        if self.draft is not None:
            return self.draft
        kept = self.line
        came, left = (f"{moment:%H:%M}" if moment else "" for moment in (kept.came, kept.left))
        return Draft(kept.mark, kept.reason, came, left, kept.words)

    def said(self) -> str:
        """Reason, times and words in one line."""
        now = self.shown
        times = [f"from {now.came}" if now.came else "", f"to {now.left}" if now.left else ""]
        return " · ".join(filter(None, (self.reasons.get(now.reason, now.reason), " ".join(filter(None, times)), now.words)))

    def marked(self, start: datetime, end: datetime) -> Marked:
        """The line as the command takes it. Raises Refused for a time that cannot be read."""
        now = self.shown
        came, left = (_moment(text, day) for text, day in ((now.came, start.date()), (now.left, end.date())))
        return Marked(self.line.booking_id, self.line.version, now.mark, now.reason, came, left, now.words, now.how)


def _moment(text: str, day: date) -> datetime | None:
    return on_clock(day, read_time(text)) if text.strip() else None


def is_time(text: str) -> bool:
    """Whether a time can be read; nothing typed is no mistake."""
    try:
        _moment(text, date(2000, 1, 1))
    except Refused:
        return False
    return True


def with_mark(before: Draft, mark: str, how: str = "grid") -> Draft:
    """A line marked anew: what belongs to another mark goes."""
    reason = before.reason if mark == before.mark else "ill" if mark == "sick" else ""
    times = {} if mark in {"present", "late"} else {"came": "", "left": ""}
    return replace(before, mark=mark, reason=reason, how=how, **times)


def state_of(row: RegisterRow, now: datetime) -> Mark:
    """Whether a register is back: how many are marked, and how long it is overdue."""
    if not row.waiting:
        return Mark("Back", "ok")
    if row.start > now:
        return Mark("To come", "neutral", "clock")
    if row.end > now:
        return Mark("Going on", "info", "clock")
    days = (now.date() - row.end.date()).days
    words = "Today" if days == 0 else counted(days, "day")
    return Mark(words, "bad" if days > 7 else "warn", "clock")


def register_columns(now: datetime) -> tuple[Column[RegisterRow], ...]:
    """When, which session, whether it is back and who was rung."""
    today = now.date()

    def when(row: RegisterRow) -> str:
        return f"{say_short(row.start.date(), today)}, {row.start:%H:%M}"

    def second(row: RegisterRow) -> str:
        if row.chased is not None and row.waiting:
            day = say_short(row.chased.on, today).split(" ", 1)[1]
            return f"{when(row)} · rung {row.chased.who} {day}"
        return f"{when(row)} · {counted(row.children, 'child', 'children')}"

    return (
        Column("Session", lambda r: r.service, second=second, sort=lambda r: r.start, strong=True),
        Column("Not back", marks=lambda r: (state_of(r, now),), sort=lambda r: (r.waiting == 0, r.start), width=116),
    )


def line_columns() -> tuple[Column[GridRow], ...]:
    """A child, its ratio, its mark, and what was said."""

    def name(row: GridRow) -> str:
        return f"{row.line.child}, {row.line.age}"

    def marks(row: GridRow) -> tuple[Mark, ...]:
        now = row.shown
        if not now.mark:
            return ()
        fresh = (Mark("Not kept", "warn", ""),) if row.draft is not None else ()
        return (Mark(WORDS[now.mark], MEANINGS[now.mark], ICONS[now.mark]), *fresh)

    return (
        Column("Child", name, second=lambda r: r.line.must_know, strong=True, width=190),
        Column("Ratio", lambda r: RATIOS[r.line.workers], width=64),
        Column("Mark", marks=marks, sort=lambda r: r.shown.mark, width=206),
        Column("Reason and times", GridRow.said),
    )
