"""When direct payments fall: cycles, the day the money arrives, and the day the file must go."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

ANCHOR = date(2026, 4, 6)  # a Monday; as shipped, cycles count from here, backwards too (domain.md 9)
DAYS_OF = {"every week": 7, "every two weeks": 14, "every four weeks": 28, "every month": 0}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A payment period, first and last day included; `days` is 7, 14 or 28, or 0 for a calendar month.

    Where the council's cycle changed, or some days were paid before, it is cut: fewer days of the same whole.
    """

    first: date
    last: date
    days: int

    @property
    def length(self) -> int:
        """Calendar days in it."""
        return (self.last - self.first).days + 1

    @property
    def whole(self) -> int:
        """Calendar days of such a cycle before anything is cut from it."""
        return self.days or (_next_month(self.first) - self.first.replace(day=1)).days


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def cycle_holding(day: date, days: int, anchor: date = ANCHOR) -> Cycle:
    """The cycle of so many days (0: the calendar month) that holds a day, counted from `anchor` (R-D12)."""
    if days == 0:
        return Cycle(day.replace(day=1), _next_month(day) - DAY, 0)
    first = day - timedelta(days=(day - anchor).days % days)
    return Cycle(first, first + timedelta(days=days - 1), days)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often payments fall, from day to day: each change begins a new cycle on its day, which cuts the one before."""

    changes: tuple[tuple[date, int], ...] = ()  # in order; before the first of them 28 days as shipped
    shipped: int = 28
    counted: tuple[date, ...] | None = None  # the days from which cycles count; none: from each change

    def on(self, day: date) -> int:
        """The days of a cycle on a day: 7, 14, 28, or 0 for a month."""
        return next((days for since, days in reversed(self.changes) if since <= day), self.shipped)

    def own(self, days: int | None, steps: Sequence[tuple[date, int | None]] = ()) -> "Rhythm":
        """The rhythm of an agreement that has its own; it counts from the same first days. None: the council's.

        `steps` are days from which it is otherwise, in order: each cuts the running cycle, and the first one after it
        is what is left of a cycle as everybody has it, so that one run pays them all.
        """
        if steps:
            return self._stepped(days, steps)
        if days is None:
            return self
        return Rhythm(tuple((since, days) for since, _ in self.changes) if days else (), days, self.counted)

    def _stepped(self, days: int | None, steps: Sequence[tuple[date, int | None]]) -> "Rhythm":
        spans = [(date.min, days), *steps]
        ends = [*(since for since, _ in steps), date.max]
        changes: list[tuple[date, int]] = []
        for (since, own), until in zip(spans, ends, strict=True):
            if since > date.min:
                changes.append((since, self.on(since) if own is None else own))
            if own != 0:
                changes += [(one, theirs if own is None else own) for one, theirs in self.changes if since < one < until]
        counted = tuple(one for one, _ in self.changes)
        return Rhythm(tuple(changes), self.shipped if days is None else days, counted)

    def holding(self, day: date) -> Cycle:
        """The cycle that holds a day, cut where a change ends it or has only begun it."""
        since = max((one for one, _ in self.changes if one <= day), default=None)
        until = min((one for one, _ in self.changes if one > day), default=None)
        anchor = since if self.counted is None else max((one for one in self.counted if one <= day), default=None)
        cycle = cycle_holding(day, self.on(day), anchor or ANCHOR)
        first = cycle.first if since is None else max(cycle.first, since)
        return replace(cycle, first=first, last=cycle.last if until is None else min(cycle.last, until - DAY))

    def after(self, cycle: Cycle) -> Cycle:
        """The cycle that begins when another has ended."""
        return self.holding(cycle.last + DAY)

    def between(self, first: date, last: date) -> Iterator[Cycle]:
        """Every cycle that holds a day from `first` to `last`, in order."""
        cycle = self.holding(first)
        while cycle.first <= last:
            yield cycle
            cycle = self.after(cycle)

    def unpaid(self, first: date, last: date, paid: Collection[tuple[date, date]]) -> Iterator[Cycle]:
        """What is left of each cycle from `first` to `last` when the days paid before are taken out (first, last day)."""
        spans = sorted(paid)
        for cycle in self.between(first, last):
            begin = cycle.first
            for paid_first, paid_last in spans:
                if paid_last < begin or paid_first > cycle.last:
                    continue
                if paid_first > begin:
                    yield replace(cycle, first=begin, last=paid_first - DAY)
                begin = paid_last + DAY
            if begin <= cycle.last:
                yield replace(cycle, first=begin)


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
