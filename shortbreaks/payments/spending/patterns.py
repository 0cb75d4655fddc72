"""How often an agreed use is paid, and about how much each time: what is beyond it may be paid twice (R-D8)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from shortbreaks.dates import MONTHS, say_day
from shortbreaks.money import pounds
from shortbreaks.words import nth

PERS = {"week": "a week", "month": "a month"}
ABOUT = 25  # per cent more than what was said is still about it


@dataclass(frozen=True, slots=True)
class Pattern:
    """So many times a calendar month, or a week from Monday on, about so many pence each (none: nobody said)."""

    times: int
    per: str
    each: int | None

    def say(self) -> str:
        """As it is agreed: "4 times a month, about £150.00 each"."""
        often = {1: "once", 2: "twice"}.get(self.times, f"{self.times} times")
        about = f", about {pounds(self.each)}{' each' if self.times > 1 else ''}" if self.each is not None else ""
        return f"{often} {PERS[self.per]}{about}"

    def span_of(self, day: date) -> date:
        """The first day of the month, or the Monday of the week, that a day is in."""
        return day.replace(day=1) if self.per == "month" else day - timedelta(days=day.weekday())

    def say_span(self, day: date) -> str:
        """The month or week of a day, in words."""
        first = self.span_of(day)
        return f"{MONTHS[first.month - 1]} {first.year}" if self.per == "month" else f"the week of {say_day(first)}"


@dataclass(slots=True)
class Taken:
    """What was paid of one agreed use: how often in each month or week, and each sum of each day (pence)."""

    pattern: Pattern
    spans: Counter[date] = field(default_factory=Counter)
    days: Counter[tuple[date, int]] = field(default_factory=Counter)

    def take(self, on: date, payee: str, pence: int) -> str:
        """Count one more payment, and give what is odd about it; "": it is as agreed."""
        pattern, span = self.pattern, self.pattern.span_of(on)
        twice = self.days[on, pence]
        self.days[on, pence] += 1
        self.spans[span] += 1
        count = self.spans[span]
        if twice:
            return f"{pounds(pence)} to {payee} on {say_day(on)} is there already: was it paid twice? Agreed: {pattern.say()}."
        if count > pattern.times:
            return f"The {nth(count)} payment in {pattern.say_span(on)}; agreed: {pattern.say()}."
        if pattern.each is not None and pence * 100 > pattern.each * (100 + ABOUT):
            return f"{pounds(pence)} at once; agreed: {pattern.say()}."
        return ""
