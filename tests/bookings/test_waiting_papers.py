"""The offer letter and the waiting-list letter say what the record says, in both prints, and never a number in the list."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest

from shortbreaks.bookings.commands import DeclineOffer, OfferPlaces, PlacesWanted, decline_offer, offer_places
from shortbreaks.bookings.waiting.commands import JoinWaiting, ReviewWaiting, join_waiting, review_waiting
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.bookings.waiting.papers import (
    IssueOfferLetter,
    IssueWaitingLetter,
    issue_offer_letter,
    issue_waiting_letter,
)
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from tests.bookings.test_waiting import cancel, full, household_of, offer, wait  # noqa: F401
from tests.builders import SAT, a_child, a_service, a_session


def words_of(county, paper):
    pdf = county.at().ask(paper_again, paper).pdf
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def offered(county, **more):
    county.clock.set(datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
    service, venue = a_service(county, **more)
    session = a_session(county, service, venue, start=datetime(2026, 4, 25, 10), places=1)
    (request,) = wait(county, a_child(county), service, [session])
    return offer(county, session, request)[0]


@pytest.mark.parametrize("style", ["standard", "large"])
def test_an_offer_says_what_when_how_much_and_until_when(county, style):
    made = offered(county)
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(made.number, style)).answer)
    for said in (
        "We can offer you a place", f"B-{made.number:05d}", "Amara O.", "Dear Ms O.", "Sandpipers Saturday Club",
        "Saturday 25 April 2026", "10:00 to 13:00", "Wednesday 8 April 2026 at 23:59", "1 session × £12.75 = £12.75",
        "nothing is due before", "Pierremont Hall", "Ring us on 01632 960170", "If we have not heard from you by",
        "Your allowance If you say yes, this break uses 3 hours. You will then have 57 hours of 60 hours left until 31 March 2027.",
        "the place goes to the next family", "Your request for this then ends", "Relay UK",
    ):  # fmt: skip
        assert said in words, said
    assert "Okafor" not in words and "1:1" not in words


def test_an_exempt_family_pays_nothing_and_a_provider_is_paid_by_the_family(county):
    county.clock.set(datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
    service, venue = a_service(county, charged_by="provider")
    session = a_session(county, service, venue, start=datetime(2026, 4, 25, 10))
    booking = county.at().perform(offer_places, OfferPlaces((PlacesWanted(a_child(county), (session,)),))).answer[0]
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(booking)).answer)
    assert "The provider asks for its own fee, £12.75 a session." in words
    assert "You can ask for another day at any time." in words and "waiting list" not in words
    other = a_session(county, *a_service(county, name="Gulls"), start=datetime(2026, 4, 26, 10))
    poor = a_child(county, benefit="UC")
    booking = county.at().perform(offer_places, OfferPlaces((PlacesWanted(poor, (other,)),))).answer[0]
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(booking)).answer)
    assert "There is nothing to pay." in words


def test_siblings_get_a_letter_each_that_names_no_other_child(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=SAT + timedelta(days=28))
    a = a_child(county)
    b = a_child(county, first="Bina", household=household_of(county, a))
    one, _ = wait(county, (a, b), service, [session])
    first, second = offer(county, session, one)
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(first.number)).answer)
    assert "You can take both or neither." in words and "Bina" not in words
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(second.number)).answer)
    assert "Bina O." in words and "Amara" not in words


def test_a_family_that_waits_for_other_days_too_is_told_that_it_stays(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=SAT + timedelta(days=28))
    (one,) = wait(county, a_child(county), service, until_day=date(2026, 10, 1))
    (made,) = offer(county, session, one)
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(made.number)).answer)
    assert "You stay on the waiting list for other days." in words


def test_an_answered_offer_has_no_letter(county):
    made = offered(county)
    county.at().perform(decline_offer, DeclineOffer(made.number))
    with pytest.raises(Refused, match="no open offer"):
        county.at().perform(issue_offer_letter, IssueOfferLetter(made.number))


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_waiting_letter_says_a_band_and_never_a_number(county, full, style):  # noqa: F811
    service, session, _booking = full
    for n in range(5):
        wait(county, a_child(county, first=f"Before{n}"), service, [session])
        county.clock.forward(minutes=1)
    (one,) = wait(county, a_child(county), service, [session])
    county.clock.forward(days=1)
    county.at().perform(review_waiting, ReviewWaiting(one))
    words = words_of(county, county.at().perform(issue_waiting_letter, IssueWaitingLetter(one, style)).answer)
    for said in (
        "You are on the waiting list", f"W-{one:05d}", "Amara O.", "on Saturday 25 July 2026", "further down the list",
        "You asked on", "22 July 2026", "last looked at your request together on 23 July 2026",
        "children who are very ill, or for whom a social worker asks; families with no break in the last 90 days",
        "Other days as well", "Another club, scheme", "harder at home",
    ):  # fmt: skip
        assert said in words, said
    assert "6th" not in words and "of 6" not in words and "Before0" not in words


def test_who_has_an_offer_gets_that_letter(county, full):  # noqa: F811
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    county.at().perform(offer_to_waiting, OfferToWaiting(session, one))
    with pytest.raises(Refused, match="A place is offered to this family now"):
        county.at().perform(issue_waiting_letter, IssueWaitingLetter(one))


def test_what_could_help_comes_from_why_there_was_no_place(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    request = JoinWaiting((a_child(county),), service, (session,), reason="staff_short")
    (one,) = county.at().perform(join_waiting, request).answer
    words = words_of(county, county.at().perform(issue_waiting_letter, IssueWaitingLetter(one)).answer)
    assert "More staff on the day: we can ask the provider." in words
