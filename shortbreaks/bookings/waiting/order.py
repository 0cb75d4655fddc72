"""The order of the waiting list, with its reasons in words; pure, so that the same input gives the same order (R-B6)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shortbreaks.dates import say_day, say_hours

GAP_DAYS = 90
PARTS = 10**22
PRIORITIES = {"palliative": "Palliative care", "safeguarding": "Safeguarding"}
# The tests of R-B6 in the council's order; the request's number comes last in any order, so that no two are equal
TESTS = ("priority", "break", "share", "asked")
TEST_WORDS = {
    "priority": "a flag puts it first", "break": "no break for {days} days", "share": "less used so far",
    "asked": "asked earlier", "number": "a lower request number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What the order looks at: `priority` "", "palliative" or "safeguarding"; used and awarded in one unit."""

    number: int
    priority: str
    last_break: date | None
    used: int
    awarded: int
    unit: str
    asked_at: datetime  # on the clock in Kent


@dataclass(frozen=True, slots=True)
class Rule:
    """The order as the council has it on a day: its tests, first to last, and the days of "no break attended"."""

    today: date
    tests: tuple[str, ...] = TESTS
    gap_days: int = GAP_DAYS


def share(one: Standing) -> int:
    """The share of the year's allocation that is used, in parts of PARTS; nothing awarded is nothing used.

    Two shares of awards below ten thousand million differ by more than one part, so they are never taken for equal.
    """
    return one.used * PARTS // one.awarded if one.awarded > 0 else 0


def had_break(one: Standing, rule: Rule) -> bool:
    """Whether a break was attended in the last days; exactly so many days ago still counts."""
    return one.last_break is not None and one.last_break >= rule.today - timedelta(days=rule.gap_days)


VALUES: Mapping[str, Callable[[Standing, Rule], object]] = {
    "priority": lambda one, _rule: not one.priority, "break": had_break, "share": lambda one, _rule: share(one),
    "asked": lambda one, _rule: one.asked_at,
}  # fmt: skip


def order_key(one: Standing, rule: Rule) -> tuple[object, ...]:
    """What the list is sorted by: lower comes first (R-B6)."""
    return (*[VALUES[test](one, rule) for test in rule.tests], one.number)


def in_order(waiting: Iterable[Standing], rule: Rule) -> list[Standing]:
    """Who waits, the next first."""
    return sorted(waiting, key=lambda one: order_key(one, rule))


def reasons(one: Standing, rule: Rule) -> tuple[str, ...]:
    """Each test of the order as it finds this request, in the order of the tests."""
    if one.last_break is None:
        gone = "No break attended yet"
    else:
        days = (rule.today - one.last_break).days
        gone = f"Last break {say_day(one.last_break)}, {days} {'day' if days == 1 else 'days'} ago"
    percent = (one.used * 200 + one.awarded) // (2 * one.awarded) if one.awarded > 0 else 0  # rounded half up
    used = f"{percent}% of {_amount(one.awarded, one.unit)} used" if one.awarded > 0 else f"No {one.unit} awarded, so none used"
    words = {
        "priority": PRIORITIES.get(one.priority, "No priority flag"), "break": gone, "share": used,
        "asked": f"Asked {say_day(one.asked_at.date())}, {one.asked_at:%H:%M}",
    }  # fmt: skip
    return tuple(words[test] for test in rule.tests)


def _amount(amount: int, unit: str) -> str:
    return say_hours(amount) if unit == "hours" else f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def decided_by(one: Standing, other: Standing, rule: Rule) -> str:
    """The first test in which two requests differ: what puts the first before the second."""
    return first_difference(order_key(one, rule), order_key(other, rule), rule)


def first_difference(first: Sequence[object], second: Sequence[object], rule: Rule) -> str:
    """The same of two keys of the order."""
    for test, one, other in zip(rule.tests, first, second, strict=False):  # the number behind them is never equal
        if one != other:
            return TEST_WORDS[test].format(days=rule.gap_days)
    return TEST_WORDS["number"]


def said_place(place: int, of: int) -> str:
    """A place in a list as people say it: 1st of 7."""
    tail = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail} of {of}"


def band(place: int, of: int) -> str:
    """Where a request stands in words, never a number (documents no. 9); thirds of the list, the first always near the top."""
    if place == 1 or place * 3 <= of:
        return "near the top of the list"
    return "about the middle of the list" if place * 3 <= of * 2 else "further down the list"


def read_tests(kept: str) -> tuple[str, ...]:
    """The council's order of the tests from its setting; a test left out follows in the order of R-B6."""
    named: Sequence[str] = [word.strip() for word in kept.split(",")]
    chosen = list(dict.fromkeys(word for word in named if word in TESTS))
    return (*chosen, *(test for test in TESTS if test not in chosen))
