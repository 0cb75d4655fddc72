"""For which days a family waits, in the words of a list."""

from datetime import date

from shortbreaks.bookings.waiting.queue import Waiter
from shortbreaks.dates import ANY_DAY, WEEKDAYS, say_short


def said_wanted(one: Waiter, today: date) -> str:
    """For which days a request waits, as the list says it: Both days or none, from Mon 3 Aug."""
    days = list(dict.fromkeys(one.days))
    if not (one.whole or len(one.days) > 1):
        return said_days(one.from_day, one.until_day, one.weekdays, today)
    first = say_short(days[0], today) if days else say_short(one.from_day, today)
    if one.whole:
        return f"{'Both' if len(days) == 2 else f'All {len(days)}'} days or none, from {first}"
    return f"Any of {len(days)} days, from {first}"


def said_each(one: Waiter, today: date) -> str:
    """The same with every day by its name: All or none of Mon 3 Aug, Tue 4 Aug and Wed 5 Aug."""
    days = [say_short(day, today) for day in dict.fromkeys(one.days)]
    if not (one.whole or len(days) > 1) or not days:
        return said_wanted(one, today)
    named = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]
    return f"{'All or none of' if one.whole else 'Any of'} {named}"


def said_days(first: date, last: date, weekdays: frozenset[int], today: date) -> str:
    """Sat 1 Aug; Saturdays to 30 Aug; or any day, 1 Aug to 30 Aug."""
    if first == last:
        return say_short(first, today)
    named = "any day" if weekdays == ANY_DAY else " and ".join(f"{WEEKDAYS[day]}s" for day in sorted(weekdays))
    end = say_short(last, today)[4:]
    span = f"to {end}" if first <= today else f"{say_short(first, today)[4:]} to {end}"
    return f"{named[:1].upper()}{named[1:]} {span}"
