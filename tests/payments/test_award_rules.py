"""R-D4, R-D5, R-D12, R-F4, R-F5 with their worked numbers and edges (A21, A23, A30)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortbreaks.council.queries import bank_holidays
from shortbreaks.payments.cycles import Rhythm, cycle_holding, file_day, working_day_on_or_before
from shortbreaks.payments.rules import (
    Part,
    Step,
    award_week,
    full_pence,
    gross_pence,
    missing_before_start,
    parted,
    parts_on,
    say_part,
    state_on,
    week_pence,
    workings,
)

HOLIDAYS = frozenset(bank_holidays(date(2026, 1, 1), date(2027, 12, 31)))
CYCLE = cycle_holding(date(2026, 4, 6), 28)
LAST = cycle_holding(date(2027, 3, 8), 28)


def hours(rate=1629, minutes=360, since=date(2026, 4, 1), until=None, part=1, line=1):
    return Part(part, "assistant", "", "hour", minutes, rate, since, until, line)


def active(since=date(2026, 4, 1)):
    return [Step("active", since, 1)]


def test_six_hours_a_week_are_39096_a_cycle_and_508248_a_year():
    assert week_pence(hours()) == 9774
    assert full_pence(hours(), 28) == 39096
    assert full_pence(hours(), 28) * 13 == 508248
    assert say_part(hours()) == "6 hours × £16.29 = £97.74 a week"


def test_a21_a_start_inside_the_first_cycle_is_paid_by_its_17_days():
    assert (CYCLE.first, CYCLE.last) == (date(2026, 4, 6), date(2026, 5, 3))
    assert gross_pence(workings([hours()], active(date(2026, 4, 17)), CYCLE)) == 23737
    assert gross_pence(workings([hours()], active(), Rhythm().after(CYCLE))) == 39096


def test_a_contingency_is_a_part_of_its_own_that_is_paid_by_days_and_raises_the_weeks_that_may_be_held():
    """5 % of £97.74 is £4.89 a week: £410.52 a cycle, and £821.04 are eight weeks; the first 17 days are each part by itself."""
    lines = [hours(), Part(2, "contingency", "", "week", 0, 489, date(2026, 4, 1), date(2027, 3, 31), 2)]
    assert say_part(lines[1]) == "£4.89 a week"
    assert award_week(lines, date(2026, 4, 6)) * 8 == 82104
    assert [line.pence for line in workings(lines, active(), CYCLE)] == [39096, 1956]
    assert [line.pence for line in workings(lines, active(date(2026, 4, 17)), CYCLE)] == [23737, 1188]  # 19.56 × 17/28 = 11.8757
    assert [(line.kind, line.days, line.pence) for line in workings(lines, active(), LAST)] == [
        ("assistant", 28, 39096), ("contingency", 24, 1677),  # to 31 March: 19.56 × 24/28 = 16.7657
    ]  # fmt: skip


def test_a_rate_that_changes_inside_a_cycle_is_split_by_day_and_each_part_rounded():
    lines = [hours(), hours(1685, since=date(2027, 4, 1), line=2)]
    found = workings(lines, active(), LAST)
    assert [(line.days, line.pence) for line in found] == [(24, 33511), (4, 5777)]
    assert gross_pence(found) == 39288


def test_a23_a_payment_over_the_year_end_costs_each_year_its_days_and_loses_no_penny():
    year_end = date(2027, 3, 31)
    assert parted(39096, LAST.first, LAST.last, year_end) == (33511, 5585)
    assert parted(39096, CYCLE.first, CYCLE.last, year_end) == (39096, 0)
    assert parted(39096, date(2027, 4, 5), date(2027, 5, 2), year_end) == (0, 39096)
    assert parted(-39096, LAST.first, LAST.last, year_end) == (-33511, -5585)
    assert parted(100, date(2027, 3, 31), date(2027, 4, 1), year_end) == (50, 50)


def test_a30_easter_monday_is_paid_on_thursday_and_filed_the_tuesday_before():
    assert working_day_on_or_before(date(2026, 4, 6), HOLIDAYS) == date(2026, 4, 2)
    assert file_day(date(2026, 4, 2), HOLIDAYS) == date(2026, 3, 31)
    assert working_day_on_or_before(date(2026, 5, 4), HOLIDAYS) == date(2026, 5, 1)
    assert working_day_on_or_before(date(2026, 6, 1), HOLIDAYS) == date(2026, 6, 1)


def runs_in(year):
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    return sum(1 for cycle in Rhythm().between(first, last) if cycle.first >= first)


def test_thirteen_runs_a_year_and_fourteen_in_2030():
    years = {year: runs_in(year) for year in range(2026, 2032)}
    assert years[2030] == 14
    assert {count for year, count in years.items() if year != 2030} == {13}


@pytest.mark.parametrize(("days", "full"), [(7, 9774), (14, 19548), (28, 39096), (0, 42354)])
def test_other_cycles_spread_the_same_award(days, full):
    assert full_pence(hours(), days) == full


def test_payroll_by_the_month_is_spread_over_thirteen_cycles():
    payroll = Part(2, "extra", "Payroll and insurance", "month", 0, 2625, date(2026, 4, 1), None)
    assert full_pence(payroll, 28) == 2423
    assert full_pence(payroll, 0) == 2625
    assert say_part(payroll) == "£26.25 a month, £315.00 a year"


@pytest.mark.parametrize("days", [7, 14, 28])
def test_26_25_a_month_are_315_00_a_year_to_the_penny_whichever_cycle_a_year_begins_with(days):
    """R-D5: any 52 weeks running add up to twelve months, though no cycle is a month."""
    payroll, rhythm = Part(2, "extra", "Payroll", "month", 0, 2625, date(2025, 1, 6), None), Rhythm().own(days)
    cycle, paid = rhythm.holding(date(2025, 6, 2)), []
    for _ in range(3 * 364 // days):
        paid.append(gross_pence(workings([payroll], active(date(2025, 1, 6)), cycle)))
        cycle = rhythm.after(cycle)
    year = 364 // days
    assert {sum(paid[first : first + year]) for first in range(2 * year)} == {31500}
    assert max(paid) - min(paid) == 1
    if days == 28:
        assert paid.count(2424) == 3  # one of thirteen


def test_half_of_a_cycle_of_a_month_sum_is_half_of_what_that_cycle_pays():
    payroll = Part(2, "extra", "Payroll", "month", 0, 2625, date(2026, 4, 1), None)
    seventh = cycle_holding(date(2026, 9, 21), 28)
    assert gross_pence(workings([payroll], active(), seventh)) == 2424
    assert gross_pence(workings([payroll], active(seventh.first + timedelta(days=14)), seventh)) == 1212
    split = [payroll, Part(1, "extra", "", "week", 0, 100, date(2026, 9, 30), None, 2)]
    assert [line.pence for line in workings(split, active(), seventh) if line.part == 2] == [2424]  # another part rounds it no twice


def test_suspended_days_are_not_paid_and_an_end_stops_the_day_after():
    steps = [*active(), Step("suspended", date(2026, 4, 13), 2), Step("active", date(2026, 4, 20), 3)]
    assert gross_pence(workings([hours()], steps, CYCLE)) == 9774 + 19548
    ended = [*active(), Step("ended", date(2026, 4, 20), 2)]
    assert gross_pence(workings([hours()], ended, CYCLE)) == 39096 // 2
    assert state_on(ended, date(2026, 4, 19)) == "active"
    assert gross_pence(workings([hours()], [], CYCLE)) == 0


def test_what_is_paid_once_falls_in_the_cycle_of_its_day_and_only_there():
    once = Part(3, "extra", "DBS check", "once", 0, 4400, date(2026, 4, 30), None)
    assert gross_pence(workings([once], active(), CYCLE)) == 4400
    assert gross_pence(workings([once], active(), Rhythm().after(CYCLE))) == 0


def test_a_contribution_lessens_the_payment_and_never_below_nought():
    own = Part(2, "contribution", "", "week", 0, 1000, date(2026, 4, 1), None)
    assert gross_pence(workings([hours(), own], active(), CYCLE)) == 39096 - 4000
    assert award_week([hours(), own], CYCLE.first) == 8774
    assert gross_pence(workings([own], active(), CYCLE)) == 0


def test_a_change_of_one_part_does_not_round_another_twice():
    other = Part(2, "extra", "", "week", 0, 333, date(2026, 4, 10), None)
    found = workings([hours(1631, 355), other], active(), CYCLE)
    assert [line.pence for line in found if line.part == 1] == [full_pence(hours(1631, 355), 28)]


def test_a_later_line_of_the_same_day_counts_and_an_ended_part_is_gone():
    assert parts_on([hours(line=1), hours(1700, line=2)], date(2026, 4, 1))[0].pence == 1700
    assert parts_on([hours(until=date(2026, 4, 30))], date(2026, 5, 1)) == []
    assert parts_on([hours(since=date(2026, 5, 1))], date(2026, 4, 30)) == []


def test_nothing_starts_until_the_list_is_complete():
    day = date(2026, 4, 1)
    assert missing_before_start(day, day, day, "P-1", day, "V100", day) == ()
    assert missing_before_start(None, day, day, "P-1", day, "V100", day) == ("the payee's consent",)  # R-D1, an item of its own
    assert missing_before_start(day, None, day, " ", day, "", None) == (
        "the signed agreement", "the approval's reference", "the vendor number", "insurance and DBS noted",
    )  # fmt: skip


@example(1, 4, 2, 15, 7)  # 3/7 and 3/7 of a penny
@given(
    st.integers(0, 27), st.integers(0, 27), st.integers(1, 5000), st.integers(15, 2400), st.sampled_from([7, 14, 28, 0])
)
def test_days_paid_never_exceed_the_whole_and_stretches_are_within_a_penny(start, change, rate, minutes, days):
    cycle = cycle_holding(date(2026, 4, 6), days)
    lines = [hours(rate, minutes), hours(rate, minutes, since=cycle.first + timedelta(days=change), line=2)]
    whole = gross_pence(workings(lines, active(), cycle))
    assert whole == full_pence(lines[0], days)
    since = cycle.first + timedelta(days=start)
    part = gross_pence(workings(lines, active(since), cycle))
    payable = max(0, (cycle.last - since).days + 1)
    exact = full_pence(lines[0], days) * payable / cycle.length
    assert abs(part - exact) <= 0.5
