"""What is asked for before there is a booking (R-B1): each in its own record, all of it on the child's card."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.bookings.before_booking import asked_of_child
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.states import FORWARD, WORDS
from shortbreaks.bookings.tables import STATES
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.unmet.commands import KeepRequest, SayWhatBecame, keep_request, say_what_became
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.eligibility.cases import AskDecision, ask_decision
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.overnight.builders import a_house


def test_a_child_shows_everything_asked_for_in_its_state(county):
    """R-B1: an enquiry that is taken down, a request to be decided, a wait, an offer; what is met or answered is gone."""
    service, venue = a_service(county)
    child, session = a_child(county), a_session(county, service, venue)
    office = county.at()
    enquiry = office.perform(keep_request, KeepRequest(Wish(child, SAT.date(), SAT.date(), frozenset({"youth"})), "no_provider", "Rang on Monday")).answer
    office.perform(ask_decision, AskDecision(child, date(2026, 7, 20), "Mother", "", nights=4))
    (request,) = office.perform(join_waiting, JoinWaiting((child,), service, (session,))).answer
    rows = office.ask(asked_of_child, child)
    assert {one.state: one.what for one in rows} == {
        "enquiry": "Youth group", "requested": "A decision: 4 nights", "waiting": "Sandpipers Saturday Club",
    }  # fmt: skip
    assert [one.state_words for one in rows] == ["Asked for", "Enquiry", "Waiting"] and rows[0].since == date(2026, 7, 20)
    assert "Rang on Monday" in rows[1].more
    office.perform(offer_to_waiting, OfferToWaiting(session, request))
    office.perform(say_what_became, SayWhatBecame(enquiry, "withdrawn"))
    assert [one.state for one in office.ask(asked_of_child, child)] == ["requested", "offered"]


def test_nights_stand_there_too_and_an_enquiry_that_led_to_a_wait_is_told_once(county):
    a_house(county)
    child = a_child(county)
    county.at().perform(join_nights, JoinNights(child, None, 2, SAT.date(), SAT.date() + timedelta(days=9)))
    (row,) = county.at().ask(asked_of_child, child)
    assert (row.state, row.what, row.more) == ("waiting", "Any house", "2 nights between Sat 25 Jul and Mon 3 Aug")


def test_a_booking_begins_as_offered_or_confirmed(county):
    """The states before are of other records, so no booking can be in one, whatever wrote it."""
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county), (session,)),)))
    before = set(WORDS) - set(STATES)
    assert before == {"enquiry", "requested", "waiting"} and not before & set(FORWARD)
    for state in sorted(before):
        with pytest.raises(IntegrityError), county.database.writing.begin() as connection:
            connection.execute(text(f"update booking set state = '{state}'"))


def test_it_asks_as_many_questions_for_three_as_for_one(file_county):
    service, venue = a_service(file_county)
    child = a_child(file_county)
    asked = []
    for n in range(3):
        session = a_session(file_county, service, venue, start=SAT + timedelta(days=n))
        file_county.at().perform(join_waiting, JoinWaiting((child,), service, (session,)))
        with statements(file_county) as sent:
            assert len(file_county.at().ask(asked_of_child, child)) == n + 1
        asked.append(len(sent))
    assert asked[0] == asked[2]
