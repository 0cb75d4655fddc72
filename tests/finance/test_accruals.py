"""Accruals at 31 March: A23's 335.11 and 55.85, and nothing that lies in one year only (R-F5)."""

import csv
from datetime import UTC, date, datetime

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance.accruals import accruals_at, accruals_file, year_end_before
from tests.payments.builders import an_agreement, paid

YEAR_END = date(2027, 3, 31)


def test_a23_a_cycle_over_the_year_end_costs_each_year_its_days(county):
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    an_agreement(county, starts=date(2027, 2, 8))
    for first in (date(2027, 2, 8), date(2027, 3, 8)):
        paid(county, first)
    (line,) = county.at(Role.FINANCE).ask(accruals_at, YEAR_END)
    assert (line.first, line.last, line.gross) == (date(2027, 3, 8), date(2027, 4, 4), 39096)
    assert (line.this_year, line.next_year) == (33511, 5585)
    (row,) = csv.DictReader(county.at(Role.FINANCE).ask(accruals_file, YEAR_END).decode("utf-8-sig").splitlines())
    assert (row["this_year"], row["next_year"], row["dp_ref"]) == ("335.11", "55.85", "DP-10001")


def test_a_year_with_nothing_across_its_end_and_a_day_that_is_none_are_said(county):
    with pytest.raises(Refused, match="nothing to accrue"):
        county.at(Role.FINANCE).ask(accruals_file, YEAR_END)
    with pytest.raises(Refused, match="ends on 31 March"):
        county.at(Role.FINANCE).ask(accruals_at, date(2027, 3, 30))


def test_the_year_end_last_gone_by():
    assert year_end_before(date(2027, 3, 31)) == date(2026, 3, 31)
    assert year_end_before(date(2027, 4, 1)) == date(2027, 3, 31)
