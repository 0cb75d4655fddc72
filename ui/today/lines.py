"""One line of a worklist on Today, and how the day an offer lapses is said."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shortbreaks.dates import say_short
from shortbreaks.payments.erasure_queries import ErasureWaiting


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of a worklist, and where it leads."""

    name: str
    second: str
    chip: str
    meaning: str
    page: str
    target: tuple[tuple[str, Any], ...]


def erasure_line(due: ErasureWaiting, today: date) -> DueLine:
    """A family whose time is up and that waits for a second person (R-P4)."""
    second = f"Put on the list by {due.asked_by}, {say_short(due.asked_on, today)}"
    return DueLine(due.ref, second, "A second person", "warn", "erasure", ())


def lapses(until: datetime, now: datetime) -> tuple[str, str]:
    """Until when an offer stands, the sooner the redder: words and meaning of a chip."""
    day, days = until.date(), (until.date() - now.date()).days
    if until < now:
        return f"Lapsed {say_short(day, now.date())}", "bad"
    if days == 0:
        return f"{'Tonight' if until.hour >= 18 else 'Today'} {until:%H:%M}", "bad"
    return say_short(day, now.date()), "warn" if days <= 3 else "neutral"
