"""How sessions recur: weekly in term, weekly, every weekday of holiday weeks, or single days; pure dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shortbreaks.errors import Refused

KINDS = {
    "weekly_term": "Weekly, in school terms", "weekly": "Weekly, all year", "holiday_week": "In school holidays",
    "single": "Single day",
}  # fmt: skip
MOST_SESSIONS = 400
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When sessions happen: a kind, weekdays (0 is Monday), first and last day, times "10:00" on the clock in Kent."""

    kind: str
    weekdays: tuple[int, ...]
    first_day: date
    last_day: date
    starts: str
    ends: str
    nights: int = 0


def in_term(day: date, terms: Sequence[tuple[date, date]]) -> bool:
    """Whether a day lies in a school term."""
    return any(first <= day <= last for first, last in terms)


def check_known(given: Recurrence, terms: Sequence[tuple[date, date]]) -> None:
    """Refuse a recurrence by school terms in days for which no terms are kept: its holidays would be every day."""
    if given.kind not in {"weekly_term", "holiday_week"}:
        return
    known = {last.year if last.month > 8 else last.year - 1 for _, last in terms}  # each year to the end of its summer
    of = {day.year if day.month > 8 else day.year - 1 for day in (given.first_day, given.last_day)}
    unknown = sorted(set(range(min(of), max(of) + 1)) - known)
    if unknown:
        raise Refused(
            f"The school terms of {unknown[0]}/{(unknown[0] + 1) % 100:02d} are not known here.",
            "Choose days whose terms are, or single days; terms are kept under Council.", "last_day",
        )  # fmt: skip


def days_of(given: Recurrence, terms: Sequence[tuple[date, date]], left_out: Collection[date]) -> list[date]:
    """The days of a recurrence, bank holidays and closures left out.

    Raises Refused for an end before the beginning, no weekday, or more than 400 sessions.
    """
    from dateutil.rrule import DAILY, rrule

    if given.last_day < given.first_day:
        raise Refused("The last day is before the first.", "Check both days.", "last_day")
    if given.last_day - given.first_day > LONGEST:
        raise Refused("That is more than three years at once.", "Choose a nearer last day.", "last_day")
    if given.kind == "single":
        return [given.first_day]
    if not given.weekdays:
        raise Refused("No day of the week is chosen.", "Choose at least one.", "weekdays")
    found = [
        moment.date()
        for moment in rrule(
            DAILY, dtstart=datetime.combine(given.first_day, time()), until=datetime.combine(given.last_day, time()),
            byweekday=given.weekdays,
        )
    ]  # fmt: skip
    if given.kind == "weekly_term":
        found = [day for day in found if in_term(day, terms)]
    if given.kind == "holiday_week":
        found = [day for day in found if not in_term(day, terms)]
    found = [day for day in found if day not in left_out]
    if len(found) > MOST_SESSIONS:
        raise Refused(f"That makes {len(found)} sessions at once.", "Choose a nearer last day.", "last_day")
    return found


def times_of(given: Recurrence, day: date) -> tuple[datetime, datetime]:
    """Start and end on the clock of the session on a day. Raises Refused when it ends before it begins."""
    start = datetime.combine(day, time.fromisoformat(given.starts))
    end = datetime.combine(day + timedelta(days=given.nights), time.fromisoformat(given.ends))
    if end <= start:
        raise Refused("The session ends before it begins.", "Check the times, or say how many nights.", "ends")
    return start, end
