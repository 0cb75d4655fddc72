"""When direct payments fall: cycles, the day the money arrives, and the day the file must go."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ANCHOR = date(2026, 4, 6)  # a Monday; every cycle of 7, 14 or 28 days counts from here, backwards too (domain.md 9)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A payment period, first and last day included; `days` is 7, 14 or 28, or 0 for a calendar month."""

    first: date
    last: date
    days: int

    @property
    def length(self) -> int:
        """Calendar days in it."""
        return (self.last - self.first).days + 1

    def next(self) -> "Cycle":
        """The cycle after it."""
        return cycle_holding(self.last + timedelta(days=1), self.days)


def cycle_holding(day: date, days: int) -> Cycle:
    """The cycle of so many days (0: the calendar month) that holds a day (R-D12)."""
    if days == 0:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return Cycle(day.replace(day=1), following - timedelta(days=1), 0)
    first = day - timedelta(days=(day - ANCHOR).days % days)
    return Cycle(first, first + timedelta(days=days - 1), days)


def cycles_between(first: date, last: date, days: int) -> Iterator[Cycle]:
    """Every cycle that holds a day from `first` to `last`, in order."""
    cycle = cycle_holding(first, days)
    while cycle.first <= last:
        yield cycle
        cycle = cycle.next()


def _working(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def working_day_on_or_before(day: date, holidays: Collection[date]) -> date:
    """The last working day up to a day: Easter Monday 6 April 2026 gives Thursday 2 April (R-F4)."""
    while not _working(day, holidays):
        day -= timedelta(days=1)
    return day


def file_day(pay_on: date, holidays: Collection[date]) -> date:
    """When the file must be with the bank: the second working day before the money arrives (Bacs takes three; R-F4)."""
    for _ in range(2):
        pay_on = working_day_on_or_before(pay_on - timedelta(days=1), holidays)
    return pay_on
