"""How a series recurs: which days of the calendar it asks for, by the council's terms; pure dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from shortbreaks.dates import WEEKDAYS, say_day, say_full
from shortbreaks.errors import Refused
from shortbreaks.providers.sessions import in_term

EVERY = {1: "Every week", 2: "Every second week"}
WEEKS = {"all": "All year", "term": "In school terms", "holidays": "In school holidays"}
MOST_DATES = 160
# The holiday after each of a year's six terms; a council with other terms hears "School holiday"
HOLIDAYS = {
    1: "October half-term", 2: "Christmas", 3: "February half-term", 4: "Easter", 5: "May half-term", 6: "Summer",
}  # fmt: skip
Terms = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Recurring:
    """Which days a family asks for: every so many weeks, weekdays (0 is Monday), from day to day, both included.

    `weeks` is "all", "term" or "holidays", `only_weeks` the Mondays of the holiday weeks wanted (none for all of them),
    `starts` the time on the clock ("10:00") of the sessions wanted, "" for the first of each day.
    """

    every: int
    weeks: str
    weekdays: tuple[int, ...]
    first_day: date
    last_day: date
    starts: str = ""
    only_weeks: tuple[date, ...] = ()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def days_asked(given: Recurring, terms: Terms) -> list[date]:
    """The days of a series, in order; every second week is counted on the calendar, through the holidays too.

    Raises Refused for no day, more than 160, a last day before the first, or terms the council has not entered.
    """
    from dateutil.rrule import MO, WEEKLY, rrule

    if given.last_day < given.first_day:
        raise Refused("The last day is before the first.", "Check both days.", "last_day")
    if not given.weekdays:
        raise Refused("No day of the week is chosen.", "Choose at least one.", "weekdays")
    if given.weeks != "all":
        _check_terms(given, terms)
    found = [
        moment.date()
        for moment in rrule(
            WEEKLY, interval=given.every, wkst=MO, byweekday=given.weekdays,
            dtstart=datetime.combine(given.first_day, time()), until=datetime.combine(given.last_day, time()),
        )
    ]  # fmt: skip
    if given.weeks == "term":
        found = [day for day in found if in_term(day, terms)]
    if given.weeks == "holidays":
        found = [day for day in found if not in_term(day, terms)]
        if given.only_weeks:
            found = [day for day in found if monday_of(day) in given.only_weeks]
    if not found:
        raise Refused("No day is left in this series.", "Choose other days, other weeks or a later last day.", "last_day")
    if len(found) > MOST_DATES:
        raise Refused(
            f"That makes {len(found)} days, and a series has {MOST_DATES} at most.", "Choose a nearer last day.", "last_day"
        )
    return found


def _check_terms(given: Recurring, terms: Terms) -> None:
    """Neither a term nor a holiday is guessed: the days asked for lie within the terms the council has entered."""
    if not terms:
        raise Refused("The council has entered no school terms.", "Enter them under Council, or choose all year.", "weeks")
    first, last = min(one for one, _ in terms), max(one for _, one in terms)
    if given.last_day > last:
        raise Refused(
            f"The council's terms are known until {say_full(last)}.",
            "End the series there, or enter the next terms under Council.", "last_day",
        )  # fmt: skip
    if given.first_day < first:
        raise Refused(f"The council's terms are known from {say_full(first)}.", "Begin the series there.", "first_day")


@dataclass(frozen=True, slots=True)
class HolidayWeek:
    """A week with days of a school holiday, by its Monday, and what the holiday is called."""

    monday: date
    name: str


def holiday_weeks(terms: Sequence[tuple[int, date, date]], first: date, last: date) -> tuple[HolidayWeek, ...]:
    """The holiday weeks between terms (number, first day, last day) that touch some days, in order."""
    found: list[HolidayWeek] = []
    ordered = sorted(terms, key=lambda term: term[1])
    for (number, _, ends), (_, begins, _) in pairwise(ordered):
        name = HOLIDAYS.get(number, "School holiday")
        between = [ends + timedelta(days=step) for step in range(1, (begins - ends).days)]
        mondays = sorted({monday_of(day) for day in between if day.weekday() < 5})
        found += [
            HolidayWeek(monday, name) for monday in mondays if monday + timedelta(days=6) >= first and monday <= last
        ]
    return tuple(found)


def say_weekdays(weekdays: Sequence[int]) -> str:
    """Saturday; Monday and Wednesday; Monday to Friday."""
    days = sorted(weekdays)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    names = [WEEKDAYS[day] for day in days]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def say_recurring(given: Recurring) -> str:
    """As it is read out: Every second Saturday in school terms, from 5 September 2026 to 22 May 2027."""
    days = say_weekdays(given.weekdays)
    lead = f"Every second {days}" if given.every == 2 and len(given.weekdays) == 1 else f"Every {days}"
    if " to " in days or " and " in days:
        lead = f"{days}, every second week" if given.every == 2 else f"{days} every week"
    weeks = "" if given.weeks == "all" else f" {WEEKS[given.weeks].lower()}"
    if given.weeks == "holidays" and given.only_weeks:
        count = len(given.only_weeks)
        weeks = f" in {count} chosen holiday week{'s' if count > 1 else ''}"
    at = f" at {given.starts}" if given.starts else ""
    return f"{lead}{weeks}{at}, from {say_day(given.first_day)} to {say_day(given.last_day)}"
