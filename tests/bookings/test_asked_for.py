"""R-B8: used, booked and asked for stay within the allocation; what is asked for is a part of its own, and nothing counts twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.commands import JoinWaiting, LeaveWaiting, join_waiting, leave_waiting
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from tests.builders import a_child, a_service, a_session, place_offered, save

WEEK = timedelta(weeks=1)


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
    sunday = a_session(county, *club, start=datetime(2026, 8, 9, 10), hours=1)
    assert of_allocation(county, child, sunday).outcome is Outcome.TO_DECIDE, "it waits for Saturdays"
    (row,) = county.at().ask(breaks_for, Wish(child, date(2026, 9, 5), date(2026, 9, 5), within_miles=None)).rows
    assert row.outcome is Outcome.TO_DECIDE, "Find a break says the same"


def test_one_place_of_any_day_is_the_longest_that_was_named_or_the_first_open_one_of_its_days(herts):
    county, child, club, days = herts
    short = a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=1)
    requests = wait(county, child, club, session_ids=(days[0], short), how="any")
    assert line(county, child)[1] == 180
    county.at().perform(leave_waiting, LeaveWaiting(tuple(requests)))
    with county.database.writing.begin() as connection:
        connection.execute(text("update break_session set state = 'closed', closed_reason = 'Boiler' where id = :id"), {"id": short})
    wait(county, child, club, until_day=date(2026, 8, 31), weekdays=frozenset({5}))
    assert line(county, child)[1] == 180, "the hour of 1 August is closed"


def test_what_was_waited_for_and_is_past_is_asked_for_no_more(herts):
    county, child, club, days = herts
    wait(county, child, club, session_ids=(days[0],))
    county.clock.set(datetime(2026, 8, 8, 9, tzinfo=UTC))
    assert line(county, child)[1] == 180, "its very day"
    county.clock.forward(days=1)
    assert line(county, child)[1] == 0


def test_each_wait_is_of_the_award_that_has_most_left_and_counts_against_its_days_alone(herts):
    county, child, club, days = herts
    decided = {"child_id": child, "decision_id": 1, "unit": "hours", "purpose": "Clubs", "kinds": ""}
    save(county, Allocation(**decided, amount=300, from_day=date(2026, 8, 1), until_day=date(2026, 8, 31)),
         Allocation(**decided, amount=60, from_day=date(2027, 4, 1), until_day=date(2028, 3, 31)))  # fmt: skip
    for day in days[:2]:
        wait(county, child, club, session_ids=(day,))
    shown = [one.allowance for one in county.at().ask(allowances_shown, child) if one.allowance.unit == "hours"]
    assert sorted((one.amount, one.asked) for one in shown) == [(60, 0), (300, 180), (2400, 180)]
    later = a_session(county, *club, start=datetime(2027, 4, 3, 10), hours=1)
    assert of_allocation(county, child, later).outcome is Outcome.MET, "nothing is asked of next year's"


def test_another_childs_wait_counts_for_nobody_else(herts):
    county, child, club, days = herts
    wait(county, a_child(county, first="Noah", last="Reed"), club, session_ids=(days[0],))
    assert line(county, child)[1] == 0
