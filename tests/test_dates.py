"""Days and times: read as people type them, counted across clock changes and leap years."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.council.queries import holidays_after
from shortbreaks.dates import (
    IN_FEBRUARY,
    IN_MARCH,
    age_on,
    anniversary,
    birthday,
    elapsed_minutes,
    leap_birthdays,
    months_before,
    nights_between,
    read_birthday,
    read_date,
    read_time,
    say_full,
    say_hours,
    say_short,
    say_year,
    to_local,
    to_utc,
    working_days_after,
    year_of_allocation,
)
from shortbreaks.errors import Refused

TODAY = date(2026, 7, 22)  # a Wednesday


@pytest.mark.parametrize(("typed", "day"), [
    ("22/7", date(2026, 7, 22)), ("22/7/26", date(2026, 7, 22)), ("22.7.2026", date(2026, 7, 22)), ("22 jul", date(2026, 7, 22)),
    ("22 July 2026", date(2026, 7, 22)), ("2026-07-22", date(2026, 7, 22)), ("+7", date(2026, 7, 29)), ("-1", date(2026, 7, 21)),
    ("today", TODAY), ("tomorrow", date(2026, 7, 23)), ("sat", date(2026, 7, 25)), ("wed", date(2026, 7, 29)),
    ("Sat 25 Jul", date(2026, 7, 25)), ("29/02/2028", date(2028, 2, 29)), ("1/1/26", date(2026, 1, 1)), ("1/1", date(2027, 1, 1)),
    ("1 jan 26", date(2026, 1, 1)),
])
def test_days_are_read_as_people_type_them(typed, day):
    assert read_date(typed, TODAY) == day


@pytest.mark.parametrize("typed", [
    "29/02/2027", "31/04/2026", "12/13/2026", "00/00/0000", "45000", "9999-12-31", "0001-01-01", "1900-01-00", "2026-W01", "", "x", "٣/٤",
])
def test_what_is_not_a_day_is_refused_with_an_example(typed):
    with pytest.raises(Refused) as refusal:
        read_date(typed, TODAY)
    assert "22/7/2026" in refusal.value.remedy


def test_the_day_stands_before_the_month_both_ways():
    assert (read_date("03/04/2026", TODAY), read_date("04/03/2026", TODAY)) == (date(2026, 4, 3), date(2026, 3, 4))


def test_a_birthday_has_its_year_and_has_been():
    assert read_birthday("14/11/2016", TODAY) == date(2016, 11, 14)
    assert read_birthday("14/11/16", TODAY) == date(2016, 11, 14)
    for typed in ("14/11", "23/7/2026"):
        with pytest.raises(Refused):
            read_birthday(typed, TODAY)


def test_times_are_read():
    assert (read_time("9"), read_time("9.30"), read_time("14:00")) == ("09:00", "09:30", "14:00")
    for typed in ("24:00", "9:60", "x", ""):
        with pytest.raises(Refused):
            read_time(typed)


def test_days_are_said_as_the_look_asks():
    assert say_full(date(2026, 7, 25)) == "Saturday 25 July 2026"
    assert (say_short(date(2026, 7, 25), TODAY), say_short(date(2027, 7, 25), TODAY)) == ("Sat 25 Jul", "Sun 25 Jul 2027")
    assert (say_hours(180), say_hours(60), say_hours(150), say_hours(40), say_hours(0)) == (
        "3 hours", "1 hour", "2.5 hours", "40 minutes", "0 hours",
    )


def test_born_on_29_february_is_18_on_1_march():
    """R-E2: still 17 on 28 Feb 2026, 18 on 1 Mar 2026."""
    born = date(2008, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)
    assert birthday(born, 18) == date(2026, 3, 1) and birthday(born, 20) == date(2028, 2, 29)


def test_born_on_29_february_is_18_on_28_february_where_the_council_decided_so_for_that_year():
    """R-E2 is a setting from a day: 2026 by the end of February, 2027 by the first of March; leap years and other days alike."""
    born = date(2008, 2, 29)
    with leap_birthdays({2026: IN_FEBRUARY, 2027: IN_MARCH, 2083: IN_FEBRUARY}.__getitem__):  # no other year is asked for
        assert (age_on(born, date(2026, 2, 27)), age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18, 18)
        assert (birthday(born, 18), birthday(born, 19), birthday(born, 20)) == (date(2026, 2, 28), date(2027, 3, 1), date(2028, 2, 29))
        assert birthday(date(2008, 3, 1), 18) == date(2026, 3, 1) and birthday(date(2008, 2, 28), 18) == date(2026, 2, 28)
        assert birthday(born, 75) == date(2083, 2, 28) and anniversary(born, 75) == date(2083, 3, 1)
    assert birthday(born, 18) == date(2026, 3, 1)


@given(st.dates(date(1990, 1, 1), date(2026, 1, 1)) | st.just(date(2008, 2, 29)), st.integers(0, 26), st.sampled_from([IN_MARCH, IN_FEBRUARY]))
def test_every_birthday_is_the_first_day_of_its_age(born, years, leap):
    with leap_birthdays(lambda _year: leap):
        day = birthday(born, years)
        assert age_on(born, day) == years
        assert age_on(born, day - timedelta(days=1)) == years - 1


@pytest.mark.parametrize(("start", "end", "hours"), [
    (datetime(2025, 10, 25, 16), datetime(2025, 10, 26, 16), 25), (datetime(2026, 3, 28, 16), datetime(2026, 3, 29, 16), 23),
    (datetime(2027, 3, 27, 17), datetime(2027, 3, 28, 10), 16), (datetime(2027, 10, 30, 17), datetime(2027, 10, 31, 10), 18),
    (datetime(2026, 5, 1, 16), datetime(2026, 5, 4, 10), 66),
])
def test_hours_are_real_hours_across_clock_changes(start, end, hours):
    """A5 and safety D18; nights are counted by date."""
    assert elapsed_minutes(start, end) == hours * 60
    assert nights_between(start, end) == (end.date() - start.date()).days


def test_every_clock_change_to_2035_is_an_hour():
    for year in range(2024, 2036):
        spring = max(date(year, 3, d) for d in range(25, 32) if date(year, 3, d).weekday() == 6)
        autumn = max(date(year, 10, d) for d in range(25, 32) if date(year, 10, d).weekday() == 6)
        for day, hours in ((spring, 23), (autumn, 25)):
            noon = datetime.combine(day, datetime.min.time()).replace(hour=12)
            assert elapsed_minutes(noon - timedelta(days=1), noon) == hours * 60


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31)))
def test_local_times_that_exist_come_back(local):
    there = to_local(to_utc(local))
    assert there == local or abs(there - local) == timedelta(hours=1)


def test_five_working_days_over_easter():
    """R-B2: offered Mon 30 Mar 2026, Good Friday and Easter Monday left out: Wed 8 Apr."""
    day = date(2026, 3, 30)
    assert working_days_after(day, 5, holidays_after(day, 5)) == date(2026, 4, 8)


def test_years_of_allocation_turn_on_1_april():
    assert year_of_allocation(date(2026, 3, 31)) == (date(2025, 4, 1), date(2026, 3, 31))
    assert year_of_allocation(date(2026, 4, 1)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert (say_year(date(2026, 4, 5)), say_year(date(2027, 3, 31))) == ("2026/27", "2026/27")


def test_months_before_keep_to_the_month():
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 6) == date(2025, 7, 15)
