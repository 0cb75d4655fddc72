"""For which days a family waits, in the words of a list."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.bookings.queue import Waiter
from shortbreaks.dates import WEEKDAYS, say_short

ANY_DAY = frozenset(range(7))
SHOWN = 2  # days of a request that are named one by one in a list


def said_named(days: Sequence[date], today: date, *, whole: bool) -> str:
    """All or none of Mon 3 Aug and Tue 4 Aug; any of 5 days, Mon 3 Aug to Fri 7 Aug."""
    several = list(dict.fromkeys(days))
    lead = "All or none of " if whole else "Any of "
    if len(several) > SHOWN:
        span = f"{say_short(several[0], today)} to {say_short(several[-1], today)}"
        return f"{lead}{len(several)} days, {span}"
    return lead + " and ".join(say_short(day, today) for day in several)


def said_wanted(one: Waiter, today: date) -> str:
    """For which days a request waits, as the list says it."""
    if len(one.days) > 1 or one.whole:
        return said_named(one.days, today, whole=one.whole)
    return said_days(one.from_day, one.until_day, one.weekdays, today)


def said_days(first: date, last: date, weekdays: frozenset[int], today: date) -> str:
    """Sat 1 Aug; Saturdays to 30 Aug; or any day, 1 Aug to 30 Aug."""
    if first == last:
        return say_short(first, today)
    named = "any day" if weekdays == ANY_DAY else " and ".join(f"{WEEKDAYS[day]}s" for day in sorted(weekdays))
    end = say_short(last, today)[4:]
    span = f"to {end}" if first <= today else f"{say_short(first, today)[4:]} to {end}"
    return f"{named[:1].upper()}{named[1:]} {span}"
