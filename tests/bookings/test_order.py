"""The order of R-B6 with its edges, and its reasons in words: the same input gives the same order."""

import random
from datetime import date, datetime, timedelta

import pytest

from shortbreaks.bookings.waiting.order import (
    Rule,
    Standing,
    band,
    decided_by,
    in_order,
    order_key,
    read_tests,
    reasons,
    said_place,
)

TODAY = date(2026, 7, 22)
RULE = Rule(TODAY)


def standing(number, **change):
    given = {"priority": "", "last_break": None, "used": 0, "awarded": 3600, "unit": "hours", "asked_at": datetime(2026, 7, 1, 9)}
    return Standing(number=number, **{**given, **change})


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ({"priority": "palliative", "last_break": TODAY, "used": 3600}, {}, "a flag puts it first"),
        ({"priority": "safeguarding", "used": 60}, {}, "a flag puts it first"),
        ({"used": 3599}, {"last_break": TODAY - timedelta(days=90)}, "no break for 90 days"),
        ({"last_break": TODAY - timedelta(days=91), "used": 3599}, {"last_break": TODAY - timedelta(days=90)}, "no break for 90 days"),
        ({"used": 0, "asked_at": datetime(2026, 7, 9)}, {"used": 1}, "less used so far"),
        ({"used": 10, "awarded": 30}, {"used": 1200, "awarded": 3599}, "less used so far"),
        ({"awarded": 0, "asked_at": datetime(2026, 7, 9)}, {"used": 1}, "less used so far"),
        ({"asked_at": datetime(2026, 7, 1, 8, 59)}, {}, "asked earlier"),
    ],
)  # fmt: skip
def test_each_test_decides_before_those_after_it(first, second, by):
    """10 of 30 is a third, less than 1,200 of 3,599: shares are compared exactly, never as rounded per cent."""
    one, other = standing(9, **first), standing(1, **second)
    assert in_order([other, one], RULE) == [one, other]
    assert decided_by(one, other, RULE) == by


def test_with_all_alike_the_lower_number_comes_first():
    one, other = standing(1), standing(2)
    assert in_order([other, one], RULE) == [one, other]
    assert decided_by(one, other, RULE) == "a lower request number"


def test_the_same_families_in_any_order_come_out_the_same():
    pick = random.Random(7)
    families = [
        standing(n, priority=pick.choice(["", "", "", "palliative"]), used=pick.randrange(4) * 600,
                 last_break=pick.choice([None, TODAY - timedelta(days=pick.randrange(200))]))
        for n in range(200)
    ]  # fmt: skip
    wanted = in_order(families, RULE)
    for _ in range(5):
        pick.shuffle(families)
        assert in_order(families, RULE) == wanted
    assert len({order_key(one, RULE) for one in families}) == 200, "no two are equal"


def test_two_flags_are_equal_and_the_break_decides():
    one = standing(2, priority="safeguarding")
    other = standing(1, priority="palliative", last_break=TODAY)
    assert in_order([other, one], RULE) == [one, other]


def test_the_reasons_say_each_test_in_words():
    had = standing(1, last_break=date(2026, 5, 1), used=125, awarded=36 * 60, asked_at=datetime(2026, 3, 3, 10, 12))
    assert reasons(had, RULE) == (
        "No priority flag", "Last break 1 May 2026, 82 days ago", "6% of 36 hours used", "Asked 3 March 2026, 10:12",
    )  # fmt: skip
    never = standing(2, priority="palliative", awarded=0, unit="nights")
    assert reasons(never, RULE)[:3] == ("Palliative care", "No break attended yet", "No nights awarded, so none used")
    assert reasons(standing(3, awarded=1, used=1, unit="sessions"), RULE)[2] == "100% of 1 session used"


def test_the_council_may_set_another_order_and_number_of_days():
    rule = Rule(TODAY, read_tests("asked, priority, nonsense"), 30)
    assert rule.tests == ("asked", "priority", "break", "share")
    early, flagged = standing(2, asked_at=datetime(2026, 6, 1)), standing(1, priority="palliative")
    assert in_order([flagged, early], rule) == [early, flagged]
    fresh = standing(1, last_break=TODAY - timedelta(days=31), asked_at=early.asked_at)
    assert order_key(fresh, rule)[2] is False


@pytest.mark.parametrize(
    ("place", "of", "words"),
    [(1, 1, "near the top"), (1, 2, "near the top"), (2, 2, "further down"), (2, 3, "about the middle"), (3, 9, "near the top"),
     (4, 9, "about the middle"), (6, 9, "about the middle"), (7, 9, "further down"), (9, 9, "further down")],
)  # fmt: skip
def test_a_band_is_words_and_never_a_number(place, of, words):
    assert band(place, of).startswith(words)


def test_places_are_said_as_people_say_them():
    said = [said_place(n, 120) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]
    assert [one.split(" ")[0] for one in said] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
    ]  # fmt: skip
