"""R-B8 for nights: used, booked and asked for stay within the allocation, and the nights that are waited for count once."""

from datetime import date, timedelta

import pytest

from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.waiting_nights import JoinNights, LeaveNights, join_nights, leave_nights
from tests.builders import a_child, save
from tests.overnight.builders import FRI, a_house, placed, s20, wanted

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SEPT = date(2026, 9, 4)  # a Friday


@pytest.fixture
def six(county):
    """A child with six nights awarded, three of them booked, and a house with two beds."""
    _, service, beds = a_house(county)
    child = a_child(county, nights=6)
    s20(county, child)
    placed(county, child, beds[0], FRI, FRI + 3 * DAY)
    return county, child, service, beds


def wait(county, child, service, nights=2, first=SEPT, days=9, **more):
    return county.at().perform(join_nights, JoinNights(child, service, nights, first, first + days * DAY, **more)).answer


def line(county, child):
    (found,) = [one.allowance for one in county.at().ask(allowances_shown, child) if one.allowance.unit == "nights"]
    return found.booked, found.asked, found.left


def of_allocation(county, child, bed, first, nights):
    found = county.at().ask(stay_asked, wanted(child, bed, first, first + nights * DAY)).findings
    return [one for one in found if one.rule == "R-B8"]


@pytest.mark.parametrize(("nights", "outcome", "less"), [(1, Outcome.MET, ""), (2, Outcome.TO_DECIDE, "1 night less"), (3, Outcome.TO_DECIDE, "2 nights less")])
def test_nights_that_are_waited_for_count_with_what_is_used_and_booked(six, nights, outcome, less):
    """Three of six left and two waited for: one more is within, two are over by one."""
    county, child, service, beds = six
    wait(county, child, service)
    assert line(county, child) == (3, 2, 3)
    october = SEPT + 4 * WEEK
    (found,) = of_allocation(county, child, beds[0], october, nights)
    assert (found.outcome, less in found.remedy) == (outcome, True)
    reasons = ()
    if outcome is Outcome.TO_DECIDE:
        assert found.reason == f"This takes {nights} nights of 3 nights left, and Amara waits for 2 nights more."
        with pytest.raises(Refused, match="waits for 2 nights more"):
            placed(county, child, beds[0], october, october + nights * DAY)
        reasons = (("R-B8", "Her mother gives the September nights up."),)
    placed(county, child, beds[0], october, october + nights * DAY, reasons=reasons)
    assert line(county, child) == (3 + nights, 2, 3 - nights)


def test_the_nights_that_are_waited_for_count_once_and_a_longer_stay_its_own_part_once(six):
    county, child, _, beds = six
    request = wait(county, child, None)  # any house
    wait(county, child, None, nights=1, first=SEPT + 8 * WEEK)
    assert line(county, child) == (3, 3, 3)
    outcomes = [of_allocation(county, child, beds[0], SEPT, nights)[0].outcome for nights in (1, 2, 3)]
    assert outcomes == [Outcome.MET, Outcome.MET, Outcome.TO_DECIDE], "three nights, and one more is asked for"
    (longer,) = of_allocation(county, child, beds[0], SEPT, 3)
    assert longer.reason.endswith("waits for 1 night more.")
    county.at().perform(offer_nights, OfferNights(request, beds[0], SEPT))
    assert line(county, child) == (5, 1, 1), "offered is booked, and no longer asked for"
    county.at().perform(leave_nights, LeaveNights(2))
    assert line(county, child) == (5, 0, 1)


@pytest.mark.parametrize(("first", "nights", "met"), [
    (SEPT - DAY, 2, False), (SEPT, 2, True), (SEPT + 7 * DAY, 2, True), (SEPT + 8 * DAY, 2, False), (SEPT + 5 * DAY, 2, False),
])  # fmt: skip
def test_only_nights_of_its_days_and_weekdays_are_what_it_waits_for(six, first, nights, met):
    """It waits for Fridays and Saturdays from 4 September; the last day is the one on which the child leaves."""
    county, child, service, beds = six
    wait(county, child, service, weekdays=frozenset({4, 5}))
    (found,) = of_allocation(county, child, beds[0], first, nights)
    assert found.outcome is (Outcome.MET if met else Outcome.TO_DECIDE)


def test_a_wait_for_another_house_is_not_met_here_and_one_of_next_year_asks_nothing_of_this_one(six):
    county, child, _, beds = six
    _, other, _ = a_house(county, name="Sunrise")
    wait(county, child, other)
    (found,) = of_allocation(county, child, beds[0], SEPT, 2)
    assert found.outcome is Outcome.TO_DECIDE
    county.at().perform(leave_nights, LeaveNights(1))
    save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Overnight stays", kinds="", amount=4,
                            from_day=date(2027, 4, 1), until_day=date(2028, 3, 31)))  # fmt: skip
    wait(county, child, other, first=date(2027, 4, 2))
    (found,) = of_allocation(county, child, beds[0], SEPT, 2)
    assert found.outcome is Outcome.MET


def test_nights_paid_by_two_awards_are_judged_with_what_is_asked_for_once(six):
    """One night carried over is spent first; together four are left, and two are asked for: two are within, three not."""
    county, child, _, beds = six
    save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Overnight stays", kinds="", amount=1,
                            from_day=date(2026, 4, 1), until_day=date(2026, 12, 31)))  # fmt: skip
    wait(county, child, None)
    october = SEPT + 4 * WEEK
    for nights, over in ((2, 0), (3, 1)):
        found = of_allocation(county, child, beds[0], october, nights)
        assert [one.outcome for one in found].count(Outcome.TO_DECIDE) == over
