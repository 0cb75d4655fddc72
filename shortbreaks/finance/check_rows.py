"""One line of a list behind a question of finance's, and the span of days it is asked for."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line: its reference, who, what in words, its day, its pence, and what stands beside it in the books, if anything."""

    ref: str
    who: str
    what: str
    on: date | None
    pence: int
    beside: int | None = None
