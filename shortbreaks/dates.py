"""Days and times as the office reads, says and counts them."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shortbreaks.errors import Refused

KENT = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ANY_DAY = frozenset(range(7))  # of the week; 0 is Monday
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ASK = "Write it like 22/7/2026, 22 jul, +7 or sat."
FIRST_YEAR, LAST_YEAR = 1900, 2200
IN_MARCH, IN_FEBRUARY = "1 March", "28 February"  # a birthday of 29 February in a common year (R-E2)
_leap_birthday: ContextVar[Callable[[int], str]] = ContextVar("leap_birthday", default=lambda _year: IN_MARCH)
_own_holidays: ContextVar[Callable[[], Mapping[date, str]]] = ContextVar("own_holidays", default=dict)


def read_date(text: str, today: date) -> date:
    """A day from what a person typed: 22/7, 22/7/26, 22 jul, 22 July 2026, 2026-07-22, today, tomorrow, +7, sat.

    Day before month, always. Without a year it is the nearest such day not over six months ago; two figures of a year
    mean this century up to 20 years ahead, else the last. Raises Refused with an example.
    """
    words = text.strip().casefold().replace(",", " ")
    if words in {"today", "tomorrow", "yesterday"}:
        return today + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1}[words])
    if found := re.fullmatch(r"([+-])\s?([0-9]{1,4})", words):
        return today + timedelta(days=int(found[2]) * (1 if found[1] == "+" else -1))
    if len(words) >= 3 and (day := _weekday(words)) is not None:
        return today + timedelta(days=(day - today.weekday()) % 7 or 7)
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", words):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    words = re.sub(rf"^({'|'.join(name[:3].casefold() for name in WEEKDAYS)})[a-z]*\s+", "", words)
    if found := re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{2}|[0-9]{4}))?", words):
        return _with_year(text, int(found[1]), int(found[2]), found[3], today)
    if found := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?\s*([a-z]{3,9})\s*([0-9]{2}|[0-9]{4})?", words):
        month = next((n for n, name in enumerate(MONTHS, 1) if name.casefold().startswith(found[2])), 0)
        if month:
            return _with_year(text, int(found[1]), month, found[3], today)
    raise Refused(f"“{text.strip()[:30]}” is not a day.", ASK)


def read_birthday(text: str, today: date) -> date:
    """A date of birth: as read_date, but with its year and not after today. Raises Refused with an example."""
    day = read_date(text, today)
    if not re.search(r"[0-9]{4}|[0-9]{1,2}\D+[0-9a-z]+\D+[0-9]{2}$", text.strip().casefold()):
        raise Refused("A date of birth needs its year.", "Write it like 14/11/2016.")
    if day > today and re.search(r"\D[0-9]{2}$", text.strip()):
        day = _day(text, day.year - 100, day.month, day.day)
    if day > today:
        raise Refused(f"{say_short(day, today)} has not come yet.", "Write the date of birth like 14/11/2016.")
    return day


def _weekday(words: str) -> int | None:
    return next((n for n, name in enumerate(WEEKDAYS) if name.casefold().startswith(words)), None)


def _with_year(text: str, day: int, month: int, year: str | None, today: date) -> date:
    if year is None:
        candidates = [today.year - 1, today.year, today.year + 1]
        days = [d for y in candidates if (d := _maybe(y, month, day)) and d >= today - timedelta(days=183)]
        return days[0] if days else _day(text, today.year, month, day)
    full = int(year)
    if len(year) == 2:
        full += today.year // 100 * 100
        full -= 100 if full > today.year + 20 else 0
    return _day(text, full, month, day)


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(text: str, year: int, month: int, day: int) -> date:
    found = _maybe(year, month, day)
    if found is None:
        raise Refused(f"There is no day {text.strip()[:30]}.", ASK)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused(f"The year {found.year} is too far away.", ASK)
    return found


def read_time(text: str) -> str:
    """A time on the clock from what a person typed (9, 9.30, 9:30, 14:00), as "09:30". Raises Refused."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused(f"“{text.strip()[:20]}” is not a time.", "Write it like 9:30 or 14:00.")
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}"


def on_clock(day: date, clock: str) -> datetime:
    """A day and a time as read_time gives it ("09:30"), on the clock in Kent."""
    return datetime.combine(day, time.fromisoformat(clock))


def say_full(day: date) -> str:
    """As in letters: Saturday 25 July 2026."""
    return f"{WEEKDAYS[day.weekday()]} {say_day(day)}"


def say_day(day: date) -> str:
    """As in letters, without the weekday: 25 July 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_short(day: date, today: date) -> str:
    """As in tables: Sat 25 Jul, with the year only when it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}{year}"


def short_day(day: date, today: date) -> str:
    """25 Jul, with the year only when it is not this one: the day of the week says nothing of what was decided or paid."""
    return say_short(day, today).partition(" ")[2]


def say_short_days(first: date, last: date, today: date) -> str:
    """As in tables: 29 Jun to 26 Jul, with the years where one of them is not this one."""
    if first.year == last.year != today.year:
        return f"{short_day(first, first)} to {short_day(last, today)}"
    return f"{short_day(first, today)} to {short_day(last, today)}"


def say_weekday(day: date) -> str:
    """Saturday 25 July, for deadlines in this season's letters."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def say_span(start: datetime, end: datetime) -> str:
    """A session's times: 10:00 to 13:00."""
    return f"{start:%H:%M} to {end:%H:%M}"


def say_hours(minutes: int) -> str:
    """Minutes as hours: 3 hours, 1 hour, 2.5 hours, 40 minutes."""
    if minutes and abs(minutes) < 60:
        return f"{minutes} minutes"
    whole, rest = divmod(minutes, 60)
    number = f"{whole}" if rest == 0 else f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return f"{number} hour" if number == "1" else f"{number} hours"


@contextmanager
def leap_birthdays(decided: Callable[[int], str]) -> Iterator[None]:
    """While an office works, who was born on 29 February has a birthday as its council decided for that year (R-E2).

    `decided` answers IN_MARCH or IN_FEBRUARY for a common year, and is asked for nobody else. Without it, 1 March.
    """
    before = _leap_birthday.set(decided)
    try:
        yield
    finally:
        _leap_birthday.reset(before)


@contextmanager
def holidays_decided(decided: Callable[[], Mapping[date, str]]) -> Iterator[None]:
    """While an office works, bank holidays are as its council has decided: a name for each day added, "" for one struck."""
    before = _own_holidays.set(decided)
    try:
        yield
    finally:
        _own_holidays.reset(before)


def own_holidays() -> Mapping[date, str]:
    """The days of which the office at work has decided whether they are bank holidays; "" is the name of none."""
    return _own_holidays.get()()


def anniversary(day: date, years: int) -> date:
    """The same day some years later; of 29 February, 1 March in a common year."""
    return _maybe(day.year + years, day.month, day.day) or date(day.year + years, 3, 1)


def birthday(born: date, years: int) -> date:
    """The day somebody reaches an age; born on 29 February, 1 March or 28 February in a common year (R-E2)."""
    day = anniversary(born, years)
    if day.day == born.day or _leap_birthday.get()(day.year) == IN_MARCH:
        return day
    return day - timedelta(days=1)


def age_on(born: date, day: date) -> int:
    """Age in whole years on a day (R-E1, R-E2); negative before birth."""
    years = day.year - born.year
    return years if day >= birthday(born, years) else years - 1


def year_of_allocation(day: date) -> tuple[date, date]:
    """First and last day of the year of allocation, 1 April to 31 March, that holds a day."""
    first = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)


def say_year(day: date) -> str:
    """The council's financial year that holds a day: 2026/27."""
    first, _ = year_of_allocation(day)
    return f"{first.year}/{(first.year + 1) % 100:02d}"


def to_utc(local: datetime) -> datetime:
    """The instant of a time on the clock in Kent; a time that does not exist in spring is the instant it would be."""
    return local.replace(tzinfo=KENT).astimezone(UTC)


def to_local(moment: datetime) -> datetime:
    """The time on the clock in Kent at an instant, without its zone."""
    return moment.astimezone(KENT).replace(tzinfo=None)


def end_of(day: date) -> datetime:
    """The instant at which a day is over in Kent."""
    return to_utc(datetime.combine(day + timedelta(days=1), time()))


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Real minutes between two times on the clock, across clock changes (safety.md D18)."""
    return int((to_utc(end) - to_utc(start)).total_seconds()) // 60


def nights_between(start: datetime, end: datetime) -> int:
    """Nights of a stay: end date less start date (R-O1)."""
    return (end.date() - start.date()).days


def working_days_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The last of `count` working days after a day, weekends and bank holidays left out (R-B2)."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


@lru_cache(maxsize=8192)  # the limit of twelve months asks it of the same nights thousands of times
def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of that month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    return months_before(day, -months)
