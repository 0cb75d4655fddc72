"""Which days of a pattern of sessions a calendar leaves out; pure dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HOLIDAY, OUT, IN = "bank_holiday", "out_of_term", "in_term"
DAY = timedelta(days=1)
Terms = Sequence[tuple[date, date]]


def out_of_kind(kind: str, day: date, terms: Terms) -> str:
    """Why a pattern of this kind has no session on a day by its school terms: "out_of_term", "in_term", or "" where it may have one."""
    inside = any(first <= day <= last for first, last in terms)
    if kind == "weekly_term":
        return "" if inside else OUT
    return IN if kind == "holiday_week" and inside else ""


def school_year_of(day: date) -> str:
    """The school year of a day as terms name it, each to the end of its summer: "2026-27"."""
    first = day.year if day.month > 8 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Moved:
    """Days that a change of a calendar takes from patterns of a kind of day, and days that it gives them."""

    holidays: frozenset[date] = frozenset()  # now bank holidays
    working: frozenset[date] = frozenset()  # no bank holidays any more
    into_term: frozenset[date] = frozenset()
    out_of_term: frozenset[date] = frozenset()

    def takes(self, kind: str, day: date) -> bool:
        """Whether a session of this kind of pattern no longer belongs on a day; of no pattern at all, kind is ""."""
        taken = {"weekly_term": self.out_of_term, "holiday_week": self.into_term}.get(kind, frozenset())
        return day in self.holidays or day in taken

    def gives(self, kind: str, day: date) -> bool:
        """Whether a pattern of this kind could have a session on a day by what changed; the rest of its calendar is asked besides."""
        given = {"weekly_term": self.into_term, "holiday_week": self.out_of_term}.get(kind, frozenset())
        return kind != "single" and (day in self.working or day in given)

    @property
    def days(self) -> frozenset[date]:
        """Every day that became another kind of day."""
        return self.holidays | self.working | self.into_term | self.out_of_term


def moved_terms(before: Terms, after: Terms, first: date) -> Moved:
    """Which days, from one on, school terms gain and lose when they change."""
    was, now = _days_of(before, first), _days_of(after, first)
    return Moved(into_term=now - was, out_of_term=was - now)


def _days_of(terms: Terms, first: date) -> frozenset[date]:
    return frozenset(
        begin + DAY * number for begin, last in terms for number in range((last - begin).days + 1) if begin + DAY * number >= first
    )


def spans(days: Collection[date]) -> list[tuple[date, date]]:
    """Days as unbroken spans of first and last day, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day == found[-1][1] + DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
