"""Which days a series asks for: half-term, bank holidays, clock changes, leap day, year end, and the words for them."""

from datetime import date, timedelta

import pytest

from shortbreaks.bookings.series.recurring import (
    HolidayWeek,
    Recurring,
    days_asked,
    holiday_weeks,
    say_recurring,
    say_weekdays,
)
from shortbreaks.errors import Refused

# Kent's published terms of 2026/27
TERMS = [
    (1, date(2026, 9, 1), date(2026, 10, 16)), (2, date(2026, 11, 2), date(2026, 12, 18)),
    (3, date(2027, 1, 4), date(2027, 2, 12)), (4, date(2027, 2, 22), date(2027, 3, 25)),
    (5, date(2027, 4, 12), date(2027, 5, 28)), (6, date(2027, 6, 7), date(2027, 7, 22)),
]  # fmt: skip
SPANS = [(first, last) for _, first, last in TERMS]
SATURDAY, MONDAY = 5, 0


def asked(first, last, *, every=1, weeks="all", weekdays=(SATURDAY,), only=()):
    return days_asked(Recurring(every, weeks, weekdays, first, last, only_weeks=only), SPANS)


def test_term_saturdays_leave_out_half_term_and_begin_again_after_it():
    """Term 1 ends on Friday 16 October and term 2 begins on Monday 2 November: three Saturdays between are not asked for."""
    found = asked(date(2026, 10, 10), date(2026, 11, 7), weeks="term")
    assert found == [date(2026, 10, 10), date(2026, 11, 7)]


def test_every_saturday_is_a_term_day_or_a_holiday_and_never_both():
    span = date(2026, 9, 1), date(2027, 7, 22)
    whole, term, away = asked(*span), asked(*span, weeks="term"), asked(*span, weeks="holidays")
    assert sorted(term + away) == whole
    assert (len(whole), len(away)) == (46, 13)  # Saturdays of the five holidays between: 3 + 3 + 2 + 3 + 2


@pytest.mark.parametrize("weeks", ["term", "holidays"])
def test_no_term_is_guessed(weeks):
    """After the last term entered nobody knows whether a Saturday is a holiday."""
    with pytest.raises(Refused, match="known until Thursday 22 July 2027") as refusal:
        asked(date(2027, 7, 3), date(2027, 9, 4), weeks=weeks)
    assert refusal.value.field == "last_day"
    with pytest.raises(Refused, match="known from Tuesday 1 September 2026"):
        asked(date(2026, 8, 1), date(2026, 10, 3), weeks=weeks)


def test_all_year_asks_no_terms():
    assert len(asked(date(2027, 7, 3), date(2027, 9, 4))) == 10


def test_chosen_holiday_weeks_only():
    """Monday to Wednesday of the second half-term week, not of the first."""
    found = asked(date(2026, 10, 1), date(2026, 11, 30), weeks="holidays", weekdays=(0, 1, 2), only=(date(2026, 10, 26),))
    assert found == [date(2026, 10, 26), date(2026, 10, 27), date(2026, 10, 28)]


def test_a_fortnight_keeps_its_step_across_the_year_end():
    """19 December 2026, 2, 16 and 30 January 2027: fourteen days each, whatever the year."""
    found = asked(date(2026, 12, 19), date(2027, 1, 31), every=2)
    assert found == [date(2026, 12, 19), date(2027, 1, 2), date(2027, 1, 16), date(2027, 1, 30)]


def test_a_fortnight_is_counted_on_the_calendar_through_the_holidays():
    """From 10 October: 24 October is in half-term and left out, 7 November is its fourth week and stays."""
    assert asked(date(2026, 10, 10), date(2026, 11, 14), every=2, weeks="term") == [date(2026, 10, 10), date(2026, 11, 7)]


def test_a_fortnight_of_two_weekdays_means_the_same_weeks_for_both():
    """Begun on a Wednesday, Monday and Wednesday of every second week: that Monday is past, both come two weeks later."""
    found = asked(date(2026, 9, 2), date(2026, 9, 30), every=2, weekdays=(0, 2))
    assert found == [date(2026, 9, 2), date(2026, 9, 14), date(2026, 9, 16), date(2026, 9, 28), date(2026, 9, 30)]


def test_a_leap_day_is_a_day_like_another():
    assert date(2028, 2, 29) in asked(date(2028, 2, 1), date(2028, 3, 31), weekdays=(1,))


@pytest.mark.parametrize(("first", "last"), [(date(2026, 10, 18), date(2026, 11, 1)), (date(2027, 3, 21), date(2027, 4, 4))])
def test_sundays_of_clock_changes_are_neither_lost_nor_doubled(first, last):
    found = asked(first, last, weekdays=(6,))
    assert found == [first + timedelta(weeks=n) for n in range(3)]


@pytest.mark.parametrize(
    ("given", "said", "field"),
    [
        ({"first": date(2026, 9, 5), "last": date(2026, 9, 4)}, "before the first", "last_day"),
        ({"first": date(2026, 9, 5), "last": date(2026, 9, 30), "weekdays": ()}, "No day of the week", "weekdays"),
        ({"first": date(2026, 9, 7), "last": date(2026, 9, 11)}, "No day is left", "last_day"),
        ({"first": date(2026, 9, 7), "last": date(2028, 9, 11), "weekdays": (0, 1)}, "160 at most", "last_day"),
    ],
)
def test_what_makes_no_series_is_said_beside_its_field(given, said, field):
    with pytest.raises(Refused, match=said) as refusal:
        asked(given["first"], given["last"], weekdays=given.get("weekdays", (SATURDAY,)))
    assert refusal.value.field == field


def test_holiday_weeks_have_names_and_mondays():
    found = holiday_weeks(TERMS, date(2026, 9, 1), date(2027, 1, 10))
    assert found == (
        HolidayWeek(date(2026, 10, 19), "October half-term"), HolidayWeek(date(2026, 10, 26), "October half-term"),
        HolidayWeek(date(2026, 12, 21), "Christmas"), HolidayWeek(date(2026, 12, 28), "Christmas"),
    )  # fmt: skip


def test_a_holiday_that_begins_on_a_friday_has_that_week_too():
    """Term 4 ends on Thursday 25 March 2027, so Good Friday's week counts."""
    mondays = [week.monday for week in holiday_weeks(TERMS, date(2027, 3, 1), date(2027, 4, 30))]
    assert mondays == [date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 5)]


@pytest.mark.parametrize(
    ("weekdays", "said"), [((5,), "Saturday"), ((0, 2), "Monday and Wednesday"), ((4, 0, 1, 2, 3), "Monday to Friday"),
                           ((0, 2, 5), "Monday, Wednesday and Saturday"), ((0, 1), "Monday and Tuesday")],
)  # fmt: skip
def test_weekdays_are_said_as_people_say_them(weekdays, said):
    assert say_weekdays(weekdays) == said


def test_a_series_is_read_out():
    given = Recurring(2, "term", (SATURDAY,), date(2026, 9, 5), date(2027, 5, 22))
    assert say_recurring(given) == "Every second Saturday in school terms, from 5 September 2026 to 22 May 2027"
    given = Recurring(1, "holidays", (0, 1, 2), date(2026, 10, 1), date(2026, 11, 1), "10:00", (date(2026, 10, 26),))
    assert say_recurring(given) == (
        "Monday to Wednesday every week in 1 chosen holiday week at 10:00, from 1 October 2026 to 1 November 2026"
    )
