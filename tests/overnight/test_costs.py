"""What nights cost, by the year they lie in (A37): committed at booking, owed once slept, a price dated on the house."""

from datetime import date, datetime

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance.night_accruals import night_accruals_file
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.commands import ChangeStay, change_stay
from shortbreaks.overnight.costs import (
    PriceNights,
    YearCost,
    cost_of_child,
    cost_of_council,
    cost_of_unit,
    price_nights,
    stays_across,
)
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, CancelStay, arrive, cancel_stay
from tests.builders import a_child, save
from tests.counting import statements
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of, wanted
from tests.overnight.test_stays import at, nights_of_allowance, proved

Y26, Y27 = date(2026, 4, 1), date(2027, 4, 1)
IN, OUT = date(2027, 3, 30), date(2027, 4, 2)
WHY = [("R-B11", "Plan comes in March"), ("R-X2", "Renewed"), ("R-B8", "Award comes in March")]


@pytest.fixture
def priced(county):
    unit, _, beds = a_house(county)
    office = county.at()
    office.perform(price_nights, PriceNights(unit, Y26, 40_000, "Contract 12"))
    office.perform(price_nights, PriceNights(unit, Y27, 42_000, "Contract 12, second year"))
    child = a_child(county)
    s20(county, child)
    return county, unit, beds, child


def test_a37_two_nights_cost_the_old_year_and_one_the_new_and_the_allocation_is_the_same(priced):
    from shortbreaks.eligibility.tables import Allocation

    county, unit, beds, child = priced
    save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Nights", kinds="", amount=24,
                            from_day=Y27, until_day=date(2028, 3, 31)))  # fmt: skip
    asked = county.at().ask(stay_asked, wanted(child, beds[0], IN, OUT))
    assert asked.costs == ((Y26, 2, 80_000), (Y27, 1, 42_000))
    placed(county, child, beds[0], IN, OUT, reasons=WHY)
    committed = (YearCost(Y26, 2, 80_000, 0, 0), YearCost(Y27, 1, 42_000, 0, 0))
    for found in (county.at().ask(cost_of_unit, unit), county.at().ask(cost_of_child, child), county.at().ask(cost_of_council)):
        assert found == committed
    assert {row.from_day.year: row.booked for row in nights_of_allowance(county, child)} == {2026: 2, 2027: 1}
    assert proved(county)


def test_what_was_committed_is_owed_night_by_night_once_the_child_slept_there(priced):
    county, unit, beds, child = priced
    stay = placed(county, child, beds[0], IN, OUT, reasons=WHY)
    at(county, 2027, 3, 30, 17)
    county.at().perform(arrive, Arrive(stay, 1))
    assert county.at().ask(cost_of_unit, unit)[0] == YearCost(Y26, 2, 80_000, 0, 0)
    at(county, 2027, 3, 31, 9)
    assert county.at().ask(cost_of_unit, unit)[0] == YearCost(Y26, 1, 40_000, 1, 40_000)
    at(county, 2027, 4, 1, 9)
    assert county.at().ask(cost_of_unit, unit) == (YearCost(Y26, 0, 0, 2, 80_000), YearCost(Y27, 1, 42_000, 0, 0))
    county.at().perform(collect, Collect(stay, 2, datetime(2027, 4, 1, 9), "family"))
    assert county.at().ask(cost_of_unit, unit) == (YearCost(Y26, 0, 0, 2, 80_000),)
    assert proved(county)


def test_a_house_shows_the_last_years_and_a_child_all_of_them(priced):
    county, unit, beds, child = priced
    placed(county, child, beds[0], IN, OUT, reasons=WHY)
    old, new = YearCost(Y26, 2, 80_000, 0, 0), YearCost(Y27, 1, 42_000, 0, 0)
    at(county, 2032, 3, 31, 9)
    assert county.at().ask(cost_of_unit, unit) == county.at().ask(cost_of_council) == (old, new)
    at(county, 2032, 4, 1, 9)
    assert county.at().ask(cost_of_unit, unit) == county.at().ask(cost_of_council) == (new,)
    assert county.at().ask(cost_of_child, child) == (old, new)


def test_nights_given_up_or_moved_are_committed_no_more(priced):
    county, unit, beds, child = priced
    stay = placed(county, child, beds[0], FRI, date(2026, 8, 10))
    county.at().perform(change_stay, ChangeStay(stay, 1, beds[0], datetime(2026, 8, 7, 16), datetime(2026, 8, 9, 10)))
    assert county.at().ask(cost_of_unit, unit) == (YearCost(Y26, 2, 80_000, 0, 0),)
    county.at().perform(cancel_stay, CancelStay(stay, 2, "family"))
    assert county.at().ask(cost_of_unit, unit) == ()


def test_a_price_agreed_late_reaches_back_in_this_year_and_not_into_the_one_before(priced):
    county, unit, beds, child = priced
    placed(county, child, beds[0], FRI, date(2026, 8, 10))
    placed(county, child, beds[0], date(2026, 9, 4), date(2026, 9, 6))
    office = county.at()
    assert office.perform(price_nights, PriceNights(unit, date(2026, 8, 9), 45_000, "Uplift")).answer == 3
    assert office.ask(cost_of_unit, unit) == (YearCost(Y26, 5, 2 * 40_000 + 3 * 45_000, 0, 0),)
    assert proved(county)
    at(county, 2027, 4, 6, 9)
    with pytest.raises(Refused, match="The year before 1 April 2027 is closed"):
        office.perform(price_nights, PriceNights(unit, date(2027, 3, 31), 1, "Slip"))
    for pence, reason, said in ((-1, "Slip", "from nothing"), (10**9, "Slip", "from nothing"), (1, " ", "its reason")):
        with pytest.raises(Refused, match=said):
            office.perform(price_nights, PriceNights(unit, Y27, pence, reason))


def test_a_stay_across_31_march_is_accrued_night_by_night_and_one_that_is_not_is_left_out(priced):
    county, _, beds, child = priced
    placed(county, child, beds[0], IN, OUT, reasons=WHY)
    placed(county, child, beds[1], date(2027, 3, 28), date(2027, 3, 30), reasons=[*WHY, ("R-B9", "Same day")])
    office = county.at(Role.FINANCE)
    (line,) = office.ask(stays_across, date(2027, 3, 31))
    assert (line.child, line.first, line.last) == ("Amara O.", IN, date(2027, 4, 1))
    assert (line.this_nights, line.this_year, line.next_nights, line.next_year) == (2, 80_000, 1, 42_000)
    text = office.ask(night_accruals_file, date(2027, 3, 31)).decode("utf-8-sig")
    assert '"2","800.00","1","420.00"' in text
    with pytest.raises(Refused, match="No stay lies across"):
        office.ask(night_accruals_file, date(2026, 3, 31))
    with pytest.raises(Refused, match="ends on 31 March"):
        office.ask(night_accruals_file, date(2027, 3, 30))


def test_a_year_costs_as_many_questions_for_three_stays_as_for_one(priced):
    county, unit, beds, child = priced
    counts = []
    for number, first in enumerate((date(2026, 8, 7), date(2026, 8, 14), date(2026, 8, 21))):
        stay = placed(county, child, beds[0], first, date(2026, first.month, first.day + 2))
        with statements(county) as sent:
            county.at().ask(cost_of_unit, unit)
            county.at().ask(stays_across, date(2026, 3, 31))
        counts.append(len(sent))
        assert stay_of(county, stay).id == number + 1
    assert counts[0] == counts[-1] > 0
