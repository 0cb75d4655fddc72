"""What the lists of series show: the days of one before it is saved, series, and the dates of one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time

from shortbreaks.bookings.series.kept import DateRow, SeriesRow
from shortbreaks.bookings.series.queries import PlannedDay
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import say_short, say_span
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.findings import Finding, Outcome
from ui.kit.rows import Column, Mark

KEEP, SKIP, LEAVE = "keep", "skip", "leave"
DECISIONS = {
    SKIP: Mark("Try again", "warn", "clock-filled"),
    LEAVE: Mark("Left out", "neutral", "close"),
}


def say_when(start: datetime | None, end: datetime | None, day: date, today: date) -> str:
    """Sat 5 Sep, 10:00 to 13:00; the day alone when there is no session."""
    if start is None or end is None:
        return say_short(day, today)
    if start.date() == end.date():
        return f"{say_short(start.date(), today)}, {say_span(start, end)}"
    return f"{say_short(start.date(), today)}, {start:%H:%M} to {say_short(end.date(), start.date())} {end:%H:%M}"


def decision_of(row: PlannedDay, decided: Mapping[date, str]) -> str:
    """What becomes of a day: what the coordinator said, else kept when it can be and tried again when not."""
    said = decided.get(row.day, KEEP)
    return SKIP if said == KEEP and not row.possible else said


def decision_mark(row: PlannedDay, decided: Mapping[date, str]) -> Mark:
    """The same as a chip."""
    decision = decision_of(row, decided)
    if decision != KEEP:
        return DECISIONS[decision]
    if row.outcome is Outcome.MET:
        return Mark("Book, moved" if row.moved else "Book", "ok")
    return Mark("Needs a reason", "warn")


def worst_of(row: PlannedDay) -> Finding | None:
    """What stands first against a day: what nobody can go past, then what a person decides."""
    return min(row.findings, key=lambda one: (one.overridable, one.outcome is Outcome.TO_DECIDE), default=None)


def _found(row: PlannedDay) -> str:
    worst = worst_of(row)
    if worst is not None:
        return worst.chip
    return "1 place free" if row.free == 1 else f"{row.free} places free"


def _sentence(row: PlannedDay) -> str:
    worst = worst_of(row)
    if worst is not None:
        return worst.reason
    return f"Instead of {say_short(row.day, row.day)}" if row.moved else ""


def say_left(amount: int | None, unit: str) -> str:
    """3 hours; 3 hours over; a dash where no allocation pays."""
    if amount is None:
        return "–"
    return f"{say_amount(-amount, unit)} over" if amount < 0 else say_amount(amount, unit)


def planned_columns(today: date, unit: Callable[[], str], decided: Mapping[date, str]) -> Sequence[Column[PlannedDay]]:
    """When, what was found, what is left of the allocation afterwards, and what becomes of the day."""
    when: Column[PlannedDay] = Column(
        "Date", lambda r: say_short(r.start.date() if r.start else r.day, today), second=lambda r: _times(r.start, r.end),
        sort=lambda r: r.day, strong=True, width=122, tabular=True,
    )  # fmt: skip
    return [
        when,
        Column("What was found", _found, second=_sentence, sort=lambda r: (r.possible, r.outcome, r.day)),
        Column(
            "Left after", lambda r: say_left(r.left_after, unit()), sort=lambda r: r.left_after or 0, right=True, width=112,
            tabular=True,
        ),
        Column("Becomes", marks=lambda r: (decision_mark(r, decided),), sort=lambda r: decision_of(r, decided), width=136),
    ]  # fmt: skip


def _times(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return ""
    return say_span(start, end) if start.date() == end.date() else f"{start:%H:%M} to {end:%H:%M} on {end:%a}"


def series_columns(today: date) -> Sequence[Column[SeriesRow]]:
    """Whose, where, what recurs, and how many dates are booked and skipped."""
    return [
        Column("Child", lambda r: r.child, strong=True, width=130),
        Column("Break", lambda r: r.service, second=lambda r: r.words),
        Column("To come", lambda r: str(r.booked), sort=lambda r: r.booked, right=True, width=90, tabular=True),
        Column("Skipped", lambda r: str(r.skipped) if r.skipped else "–", sort=lambda r: r.skipped, right=True, width=90, tabular=True),
        Column("State", marks=lambda r: (_series_mark(r, today),), width=176),
    ]  # fmt: skip


def _series_mark(row: SeriesRow, today: date) -> Mark:
    if row.state == "ended":
        return Mark("Ended", "neutral")
    if row.last_day < today:
        return Mark("Over", "neutral")
    return Mark(f"To {say_short(row.last_day, today)}", "ok")


def date_columns(today: date, ready: Callable[[], Collection[int]]) -> Sequence[Column[DateRow]]:
    """When, where and what became of each date; those that could be booked now are marked."""
    when: Column[DateRow] = Column(
        "Date", lambda r: say_short(r.start.date() if r.start else r.day, today), second=lambda r: _times(r.start, r.end),
        sort=lambda r: r.start or datetime.combine(r.day, time()), strong=True, width=122, tabular=True,
    )  # fmt: skip
    return [
        when,
        Column("What is known", lambda r: r.service or r.why, second=lambda r: r.why if r.service else _moved_from(r, today)),
        Column("Charge", lambda r: say_charge(r) if r.booking_id else "–", sort=lambda r: r.charge_pence, right=True,
               width=112, tabular=True),
        Column("State", marks=lambda r: _date_marks(r, ready()), sort=lambda r: r.state_words, width=176),
    ]  # fmt: skip


def _moved_from(row: DateRow, today: date) -> str:
    return "" if row.start is None or row.start.date() == row.day else f"Instead of {say_short(row.day, today)}"


def _date_marks(row: DateRow, ready: Collection[int]) -> tuple[Mark, ...]:
    if row.id in ready:
        return (Mark("Could be booked", "info", "offer-filled"),)
    if row.state == "skipped":
        return (DECISIONS[SKIP] if row.to_come else Mark("Not booked", "neutral", "close"),)
    if row.state == "left_out":
        return (DECISIONS[LEAVE],)
    return (Mark(row.state_words, row.meaning),)
