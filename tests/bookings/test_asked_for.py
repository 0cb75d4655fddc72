"""R-B8: used, booked and asked for stay within the allocation; what is asked for is a part of its own, and nothing counts twice."""

from datetime import date, datetime, timedelta

import pytest

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting import JoinWaiting, LeaveWaiting, join_waiting, leave_waiting
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.builders import SAT, a_child, a_service, a_session, place_offered

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def herts(county):
    """36.5 of 40 hours used up by bookings; a club of half an hour, and one of three hours on three Saturdays."""
    club = a_service(county)
    child = a_child(county, hours=40 * 60, nights=4)
    long = a_session(county, *a_service(county, name="Camp"), start=datetime(2026, 8, 1, 8), end=datetime(2026, 8, 2, 20, 30))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (long,)),)))
    days = [a_session(county, *club, start=datetime(2026, 8, 8, 10) + n * WEEK, places=1) for n in range(3)]
    return county, child, club, days


def line(county, child):
    (found,) = [one.allowance for one in county.at().ask(allowances_shown, child) if one.allowance.unit == "hours"]
    return found.booked, found.asked, found.left


def of_allocation(county, child, session):
    (offer,) = place_offered(county.at(), child, (session,))
    (found,) = [one for one in offer.findings if one.rule == "R-B8"]
    return found


def wait(county, child, club, **more):
    return county.at().perform(join_waiting, JoinWaiting((child,), club[0], **more)).answer


def a_place(county, club, hour, minutes):
    start = datetime(2026, 9, 5, hour)
    return a_session(county, *club, start=start, end=start + timedelta(minutes=minutes))


@pytest.mark.parametrize(("minutes", "outcome", "less"), [(30, Outcome.MET, ""), (45, Outcome.TO_DECIDE, "15 minutes less"), (210, Outcome.TO_DECIDE, "3 hours less")])
def test_what_is_waited_for_counts_with_what_is_used_and_booked(herts, minutes, outcome, less):
    county, child, club, days = herts
    wait(county, child, club, session_ids=(days[0],))
    assert line(county, child) == (2190, 180, 210), "3 hours are asked for, a part of their own"
    other = a_place(county, club, 9, minutes)
    found = of_allocation(county, child, other)
    assert (found.outcome, less in found.remedy) == (outcome, True)
    place = PlacesWanted(child, (other,))
    if outcome is Outcome.TO_DECIDE:
        assert found.reason.endswith("Amara waits for 3 hours more.")
        with pytest.raises(Refused, match="waits for 3 hours more"):
            county.at().perform(make_booking, MakeBooking((place,)))
        place = PlacesWanted(child, (other,), (Reason("R-B8", "She gives the Saturday up."),))
    assert county.at().perform(make_booking, MakeBooking((place,))).answer


def test_the_place_that_is_waited_for_itself_counts_once(herts):
    county, child, club, days = herts
    (request,) = wait(county, child, club, session_ids=(days[0],))
    wait(county, child, club, session_ids=(days[1],))
    assert line(county, child) == (2190, 360, 210)
    assert of_allocation(county, child, days[0]).outcome is Outcome.MET, "3 hours of the 3.5 left"
    county.at().perform(offer_to_waiting, OfferToWaiting(days[0], request))
    assert line(county, child) == (2370, 180, 30), "offered is booked, and no longer asked for"


@pytest.mark.parametrize(("how", "asked"), [("each", 540), ("all", 540), ("any", 180)])
def test_several_days_are_asked_for_together_or_any_of_them(herts, how, asked):
    county, child, club, days = herts
    requests = wait(county, child, club, session_ids=tuple(days), how=how)
    assert line(county, child)[1] == asked
    county.at().perform(leave_waiting, LeaveWaiting(tuple(requests)))
    assert line(county, child)[1] == 0


def test_a_wait_for_any_day_counts_one_place_and_is_met_by_any_of_its_days(herts):
    county, child, club, days = herts
    wait(county, child, club, until_day=date(2026, 8, 31), weekdays=frozenset({5}))
    assert line(county, child)[1] == 180
    assert of_allocation(county, child, days[2]).outcome is Outcome.MET
    assert of_allocation(county, child, a_place(county, club, 9, 60)).outcome is Outcome.TO_DECIDE, "after the days it waits for"
    (row,) = county.at().ask(breaks_for, Wish(child, date(2026, 9, 5), date(2026, 9, 5), within_miles=None)).rows
    assert row.outcome is Outcome.TO_DECIDE, "Find a break says the same"


def test_nights_that_are_waited_for_stand_in_their_own_line(county):
    child = a_child(county)
    a_house_of(county)
    county.at().perform(join_nights, JoinNights(child, None, 2, SAT.date(), SAT.date() + 9 * DAY))
    assert {one.allowance.unit: one.allowance.asked for one in county.at().ask(allowances_shown, child)} == {"hours": 0, "nights": 2}


def a_house_of(county):
    from tests.overnight.builders import a_house

    return a_house(county)


def test_another_childs_wait_counts_for_nobody_else(herts):
    county, child, club, days = herts
    wait(county, a_child(county, first="Noah", last="Reed"), club, session_ids=(days[0],))
    assert line(county, child)[1] == 0
