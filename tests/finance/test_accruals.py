"""Accruals at 31 March: A23's 335.11 and 55.85, and nothing that lies in one year only (R-F5)."""

import csv
from datetime import UTC, date, datetime

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance.accruals import accruals_at, accruals_file, year_end_before
from shortbreaks.finance.checks import check_rows
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import an_agreement, an_award, paid, version_of

YEAR_END = date(2027, 3, 31)


def test_a23_a_cycle_over_the_year_end_costs_each_year_its_days(county):
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    an_agreement(county, starts=date(2027, 2, 8))
    for first in (date(2027, 2, 8), date(2027, 3, 8)):
        paid(county, first)
    (line,) = county.at(Role.FINANCE).ask(accruals_at, YEAR_END)
    assert (line.first, line.last, line.pence) == (date(2027, 3, 8), date(2027, 4, 4), 39096)
    assert (line.this_year, line.next_year) == (33511, 5585)
    (row,) = csv.DictReader(county.at(Role.FINANCE).ask(accruals_file, YEAR_END).decode("utf-8-sig").splitlines())
    assert (row["this_year"], row["next_year"], row["dp_ref"]) == ("335.11", "55.85", "DP-10001")


def costs(county):
    return [(one.pence, one.this_year, one.next_year) for one in county.at(Role.FINANCE).ask(accruals_at, YEAR_END)]


def listed(county, key):
    return [(row.what, row.on, row.pence) for row in county.at(Role.FINANCE).ask(check_rows, key, YEAR_END)]


LAST, NEXT = date(2027, 3, 8), date(2027, 4, 5)
WHOLE = "8 March 2027 to 4 April 2027"


def test_each_year_bears_its_own_days_at_its_own_rate(county):
    """A rate from 1 April, a start on 20 March, and a sum paid once on 2 April: never the whole cycle spread evenly (R-F5)."""
    county.clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    office = county.at(Role.MANAGER)
    rise, late, once = (an_agreement(county, starts=since, last=last) for since, last in ((LAST, "Rise"), (date(2027, 3, 20), "Late"), (LAST, "Once")))
    office.perform(decide_award_part, an_award(rise, rate=1685, since=date(2027, 4, 1), part=1))
    office.perform(decide_award_part, an_award(once, rate=5000, kind="extra", per="once", since=date(2027, 4, 2)))
    paid(county, LAST)
    assert late
    assert costs(county) == [
        (33511 + 5777, 33511, 5777), (22341, 16756, 5585),  # 12 and 4 of 16 days
        (39096 + 5000, 33511, 5585 + 5000),
    ]  # fmt: skip
    assert [pence for *_, pence in listed(county, "prepayments")] == [5777, 5585, 10585]


def test_arrears_of_the_year_paid_after_it_are_its_cost_and_never_of_the_days_of_the_run(county):
    """Decided in March from 1 March, paid with the run of 5 April: 24 days are of the old year; a rise from 1 April is not."""
    county.clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    office = county.at(Role.MANAGER)
    before, rise = (an_agreement(county, starts=LAST, last=last) for last in ("Before", "Rise"))
    paid(county, LAST)
    county.clock.set(datetime(2027, 3, 25, 9, tzinfo=UTC))
    office.perform(decide_award_part, an_award(before, rate=1685, since=LAST, part=1))
    office.perform(decide_award_part, an_award(rise, rate=1685, since=date(2027, 4, 1), part=1))
    changed = f"The award changed, {WHOLE}"
    assert listed(county, "accruals") == [(changed, None, 1152)]  # 24 of 28 days of £13.44
    county.clock.set(datetime(2027, 4, 6, 9, tzinfo=UTC))
    paid(county, NEXT)
    assert listed(county, "accruals") == [(changed, NEXT, 1152)]
    assert [one[2] for one in listed(county, "prepayments")] == [5585, 5585]
    assert costs(county) == [(39096, 33511, 5585), (39096, 33511, 5585), (1344, 1152, 192)]
    for row in csv.DictReader(county.at(Role.FINANCE).ask(accruals_file, YEAR_END).decode("utf-8-sig").splitlines()):
        assert (row["what"], row["run_id"]) in {("Payment", "1"), ("The award changed", "2")}


def test_what_was_paid_too_much_over_a_year_end_costs_neither_year_and_is_owed_back(county):
    """Ended on 20 March, when its cycle was paid: 11 and 4 days come back."""
    county.clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    agreement = an_agreement(county, starts=LAST)
    paid(county, LAST)
    county.clock.set(datetime(2027, 3, 25, 9, tzinfo=UTC))
    seen = version_of(county, Agreement, agreement)
    county.at(Role.MANAGER).perform(end_agreement, ChangeState(agreement, seen, date(2027, 3, 20), "asked to end", ""))
    assert costs(county) == [(39096, 33511, 5585), (-20944, -15359, -5585)]
    county.clock.set(datetime(2027, 4, 6, 9, tzinfo=UTC))
    assert [pence for *_, pence in listed(county, "prepayments")] == [5585, -5585]
    assert listed(county, "accruals") == []
    assert listed(county, "debts") == [("Paid too much. Ended from 21 March 2027", None, 20944)]


def test_next_year_is_bound_by_the_days_that_each_part_holds(county):
    """A part until 30 June, a rate from 1 October, an end on 31 December, a start on 1 February: none for all 366 days."""
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    office, first = county.at(Role.MANAGER), date(2027, 4, 1)
    whole, until, rise, ends = (an_agreement(county, starts=date(2027, 3, 8), last=last) for last in ("Whole", "Until", "Rise", "Ends"))
    starts = an_agreement(county, starts=date(2028, 2, 1), last="Starts")
    office.perform(decide_award_part, an_award(until, rate=1629, since=first, part=1, until=date(2027, 6, 30)))
    office.perform(decide_award_part, an_award(rise, rate=1685, since=date(2027, 10, 1), part=1))
    office.perform(end_agreement, ChangeState(ends, version_of(county, Agreement, ends), date(2027, 12, 31), "moved away", "In the new year"))
    assert [(one.ref[-1], one.what, one.pence) for one in county.at(Role.FINANCE).ask(check_rows, "commitment", YEAR_END)] == [
        (f"{whole}", "366 days at this week", 511041), (f"{until}", "By its days, as decided", 127062),  # 91 days
        (f"{rise}", "By its days, as decided", 255520 + 264304),  # 183 days at each rate
        (f"{ends}", "By its days, as decided", 383979), (f"{starts}", "By its days, as decided", 83777),  # 275 and 60
    ]  # fmt: skip


def test_a_year_with_nothing_across_its_end_and_a_day_that_is_none_are_said(county):
    with pytest.raises(Refused, match="nothing to accrue"):
        county.at(Role.FINANCE).ask(accruals_file, YEAR_END)
    with pytest.raises(Refused, match="ends on 31 March"):
        county.at(Role.FINANCE).ask(accruals_at, date(2027, 3, 30))


def test_the_year_end_last_gone_by():
    assert year_end_before(date(2027, 3, 31)) == date(2026, 3, 31)
    assert year_end_before(date(2027, 4, 1)) == date(2027, 3, 31)
