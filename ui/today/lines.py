"""One line of a worklist on Today, and how the day an offer lapses is said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shortbreaks.dates import say_short


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of a worklist, and where it leads."""

    name: str
    second: str
    chip: str
    meaning: str
    page: str
    target: tuple[tuple[str, Any], ...]


def lapses(until: datetime, now: datetime) -> tuple[str, str]:
    """Until when an offer stands, the sooner the redder: words and meaning of a chip."""
    day, days = until.date(), (until.date() - now.date()).days
    if until < now:
        return f"Lapsed {say_short(day, now.date())}", "bad"
    if days == 0:
        return f"{'Tonight' if until.hour >= 18 else 'Today'} {until:%H:%M}", "bad"
    return say_short(day, now.date()), "warn" if days <= 3 else "neutral"
