"""One stay counted four ways, and the limits of any twelve months against a naive day-by-day counter (R-O1 to R-O10)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.eligibility.rules import pro_rata
from shortbreaks.overnight.rules import (
    Counts,
    bookable_beds,
    counts_of,
    in_twelve_months,
    linked_benefit_days,
    nights_of,
    nights_still_used,
    year_limit,
    years_of_returns,
)

A1 = ((date(2025, 12, 1), date(2025, 12, 15)), (date(2026, 1, 12), date(2026, 1, 25)), (date(2026, 3, 2), date(2026, 3, 15)),
      (date(2026, 4, 6), date(2026, 4, 20)), (date(2026, 5, 4), date(2026, 5, 17)))  # fmt: skip
HELD = [night for first, out in A1 for night in nights_of(first, out)]


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute)


def test_a1_the_limit_is_rolling_and_the_data_check_sees_nothing():
    wanted = nights_of(date(2026, 6, 1), date(2026, 6, 13))
    assert (len(HELD), len(wanted)) == (67, 12)
    found = year_limit(HELD, wanted)
    assert (found.now, found.most, found.over) == (67, 79, 4)
    assert (found.last_within, found.first_over, found.fits) == (date(2026, 6, 8), date(2026, 6, 9), 8)
    assert years_of_returns([*HELD, *wanted]) == {date(2025, 4, 1): 40, date(2026, 4, 1): 39}
    split = year_limit(HELD, wanted[: found.fits])
    assert (split.most, split.over, split.first_over) == (75, 0, None)


def test_a_stay_put_before_booked_nights_is_held_against_those_it_pushes_over():
    later = nights_of(date(2026, 8, 1), date(2026, 8, 9))
    found = year_limit([*HELD, *later], nights_of(date(2026, 6, 1), date(2026, 6, 4)))
    assert (found.most, found.first_over, found.fits) == (78, date(2026, 8, 6), 0)
    # nights a year before have left the window when August comes
    assert year_limit([*HELD, *nights_of(date(2026, 12, 20), date(2026, 12, 28))], nights_of(date(2026, 6, 1), date(2026, 6, 3))).over == 0


def test_a_night_twelve_months_before_to_the_day_has_left_the_window():
    held = nights_of(date(2025, 6, 10), date(2025, 6, 12))
    found = year_limit(held, [date(2026, 6, 10)], 2)
    assert (found.most, found.first_over) == (2, None)
    assert year_limit(held, [date(2026, 6, 9)], 2).first_over == date(2026, 6, 9)
    assert in_twelve_months([*held, date(2026, 6, 10)], date(2026, 6, 10)) == 2


def test_a_leap_day_looks_back_to_28_february():
    held = nights_of(date(2027, 2, 27), date(2027, 3, 2))
    assert in_twelve_months([*held, date(2028, 2, 29)], date(2028, 2, 29)) == 2
    assert in_twelve_months([*held, date(2028, 2, 29)], date(2028, 2, 28)) == 1


@pytest.mark.parametrize(("first", "hours", "over"), [(date(2025, 10, 25), 25, True), (date(2026, 3, 28), 23, False),
                                                      (date(2026, 5, 2), 24, False)])  # fmt: skip
def test_a5_a_night_across_a_clock_change(first, hours, over):
    found = counts_of(at(first, 16), at(first + timedelta(days=1), 16))
    assert (found.placed, found.minutes, found.over_24_hours) == (1, hours * 60, over)


def last_sunday(year, month):
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_every_clock_change_both_ways(year):
    for month, minutes in ((3, 23 * 60), (10, 25 * 60)):
        sunday = last_sunday(year, month)
        assert counts_of(at(sunday - timedelta(days=1), 16), at(sunday, 16)).minutes == minutes


def test_a6_three_nights_are_66_hours_and_two_days_of_benefit():
    assert counts_of(datetime(2026, 5, 1, 16), datetime(2026, 5, 4, 10)) == Counts(3, 66 * 60, 3, 2)


def test_a_minute_past_24_hours_counts():
    assert not counts_of(datetime(2026, 5, 1, 16), datetime(2026, 5, 2, 16)).over_24_hours
    assert counts_of(datetime(2026, 5, 1, 16), datetime(2026, 5, 2, 16, 1)).over_24_hours
    assert counts_of(datetime(2026, 5, 1, 16), datetime(2026, 5, 2, 10)).minutes == 18 * 60


def test_a9_nights_given_up_too_late_use_the_allowance_and_place_nobody():
    found = counts_of(datetime(2026, 5, 1, 16), datetime(2026, 5, 1, 16), late_nights=2)
    assert (found.placed, found.allowance) == (0, 2)


def test_a8_who_asked_for_an_early_collection_decides_what_is_used():
    assert nights_still_used(3, 1, "provider") == 1
    assert nights_still_used(3, 1, "family") == 3


def test_a35_thirty_six_nights_from_october_are_eighteen():
    assert pro_rata(36, date(2026, 10, 1), date(2026, 4, 1), date(2027, 3, 31)) == 18


def test_weekly_weekends_reach_28_linked_days_after_14_weeks():
    fridays = [date(2026, 1, 2) + timedelta(weeks=week) for week in range(20)]
    stays = [(friday, friday + timedelta(days=3)) for friday in fridays]
    assert linked_benefit_days(stays[:14], date(2026, 12, 1)) == 28
    apart = [stays[0], (date(2026, 2, 4), date(2026, 2, 7))]
    assert linked_benefit_days(apart, date(2026, 12, 1)) == 2
    assert linked_benefit_days([stays[0], (date(2026, 2, 3), date(2026, 2, 6))], date(2026, 12, 1)) == 4


def test_emergency_and_closed_beds_are_not_bookable():
    assert bookable_beds(6, 1, 1) == 4
    assert bookable_beds(1, 1, 1) == 0


def naive(held, wanted, limit):
    """Day by day, the plain way: the highest count of a window that ends on a night and holds a night of the stay."""
    every = sorted({*held, *wanted})
    most, first = 0, None
    for night in every:
        year = night.year - 1
        back = date(year, night.month, 28) if (night.month, night.day) == (2, 29) else date(year, night.month, night.day)
        window = [one for one in every if back < one <= night]
        if night < min(wanted) or not set(window) & set(wanted):
            continue
        most = max(most, len(window))
        if len(window) > limit and first is None:
            first = night
    return most, first


days = st.integers(0, 1200).map(lambda number: date(2023, 6, 1) + timedelta(days=number))


@given(st.sets(days, max_size=140), days, st.integers(1, 20), st.integers(5, 75))
def test_the_limit_agrees_with_a_naive_counter(held, first, length, limit):
    wanted = nights_of(first, first + timedelta(days=length))
    held -= set(wanted)
    found = year_limit(held, wanted, limit)
    assert (found.most, found.first_over) == naive(held, wanted, limit)
    if found.fits:
        assert naive(held, wanted[: found.fits], limit)[1] is None
    if found.fits < length:
        assert naive(held, wanted[: found.fits + 1], limit)[1] is not None
