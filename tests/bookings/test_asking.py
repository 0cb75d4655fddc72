"""Who rang and who collects: kept with the booking, on the confirmation; an adult who may not book is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.series.commands import DayKept, MakeSeries, make_series
from shortbreaks.bookings.series.papers import IssueBookingList, issue_booking_list
from shortbreaks.bookings.series.recurring import Recurring
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.bookings.waiting.papers import (
    IssueOfferLetter,
    IssueWaitingLetter,
    issue_offer_letter,
    issue_waiting_letter,
)
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Adult, Child
from shortbreaks.overnight.nights_queries import wait_choices
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.bookings.test_papers import text_of
from tests.builders import SAT, a_child, a_right, a_service, a_session, has_responsibility, save


def home_of(county, child):
    with county.database.reading.connect() as connection:
        return connection.execute(select(Child.household_id).where(Child.id == child)).scalar_one()


def an_adult(county, child, first, *, may_book=True, letters=False, state="open"):
    (adult,) = save(county, Adult(
        household_id=home_of(county, child), title="Mr", first_name=first, last_name="Okafor", relation="Father",
        phone="", email="", letter_format="standard",
        language="en-GB", lives_elsewhere=False, state=state,
    ))  # fmt: skip
    a_right(county, adult, may_book=may_book, gets_letters=letters)
    has_responsibility(county, adult)
    return adult


def kept(county):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text("select asked_by, collected_by from booking order by id"))]


def test_the_confirmation_goes_to_who_rang_and_says_who_collects(county):
    service, venue = a_service(county)
    child = a_child(county)
    father = an_adult(county, child, "Ben")
    wanted = PlacesWanted(child, (a_session(county, service, venue),), collected_by="  Aunt Zoë <b>O’Neill</b> ")
    (booking,) = county.at().perform(make_booking, MakeBooking((wanted,), father)).answer
    paper = county.at().perform(issue_confirmation, IssueConfirmation(booking)).answer
    words = text_of(county.at().ask(paper_again, paper).pdf)
    assert "Dear Mr O." in words and "Who collects Aunt Zoë <b>O’Neill</b>" in words
    with county.database.reading.connect() as connection:
        assert connection.execute(text(f"select adult_id from paper where id = {paper}")).scalar_one() == father
    assert kept(county) == [(father, "Aunt Zoë <b>O’Neill</b>")]


def test_who_may_not_book_or_is_of_another_family_is_refused(county):
    service, venue = a_service(county)
    child, other = a_child(county), a_child(county, first="Noah", last="Reed")
    barred, gone = an_adult(county, child, "Ben", may_book=False), an_adult(county, child, "Sam", state="closed")
    wanted = (PlacesWanted(child, (a_session(county, service, venue),)),)
    for adult, sentence in (
        (barred, "Ben O. may not book for this family."), (gone, "not an adult of this family"),
        (an_adult(county, other, "Tom"), "not an adult of this family"), (987654, "not an adult of this family"),
    ):  # fmt: skip
        for command, request in ((make_booking, MakeBooking(wanted, adult)), (offer_places, OfferPlaces(wanted, adult))):
            with pytest.raises(Refused, match=sentence) as refused:
                county.at().perform(command, request)
            assert refused.value.field == "asked_by"
    assert kept(county) == []
    (mother,) = county.at().ask(who_may_book, child)
    assert mother[1] == "Grace O., Mother"
    third = an_adult(county, child, "Kim")
    second = an_adult(county, child, "Ada", letters=True)  # entered later, and asked first
    assert [adult for adult, _ in county.at().ask(who_may_book, child)] == [mother[0], second, third]


@pytest.fixture
def family(county):
    """A club with a place, its child, a father who may book and another who may not."""
    service, venue = a_service(county)
    session, child = a_session(county, service, venue), a_child(county)
    return service, session, child, an_adult(county, child, "Ben"), an_adult(county, child, "Sam", may_book=False)


def test_who_asked_has_the_letters_of_the_waiting_list_and_of_a_series(county, family):
    service, session, child, father, barred = family
    office = county.at()
    with pytest.raises(Refused, match=r"Sam O\. may not book"):
        office.perform(join_waiting, JoinWaiting((child,), service, (session,), asked_by=barred))
    (request,) = office.perform(join_waiting, JoinWaiting((child,), service, (session,), asked_by=father)).answer
    paper = office.perform(issue_waiting_letter, IssueWaitingLetter(request)).answer
    assert "Dear Mr O." in text_of(office.ask(paper_again, paper).pdf)
    (offered,) = office.perform(offer_to_waiting, OfferToWaiting(session, request)).answer
    paper = office.perform(issue_offer_letter, IssueOfferLetter(offered)).answer
    assert "Dear Mr O." in text_of(office.ask(paper_again, paper).pdf)
    later = a_session(county, service, 1, start=SAT + timedelta(days=7))
    recurs = Recurring(1, "all", (5,), (SAT + timedelta(days=7)).date(), (SAT + timedelta(days=7)).date())
    made = MakeSeries(child, service, recurs, (DayKept(recurs.first_day, later),), asked_by=barred)
    with pytest.raises(Refused, match=r"Sam O\. may not book"):
        office.perform(make_series, made)
    series = office.perform(make_series, replace(made, asked_by=father)).answer
    paper = office.perform(issue_booking_list, IssueBookingList(series)).answer
    assert "Dear Mr O." in text_of(office.ask(paper_again, paper).pdf)


def test_who_may_not_book_asks_for_no_nights_either(file_county, family_of_nights):
    child, barred = family_of_nights
    (mother,) = file_county.at().ask(wait_choices, child).adults
    assert mother[1] == "Grace O., Mother"
    with pytest.raises(Refused, match=r"Sam O\. may not book"):
        file_county.at().perform(join_nights, JoinNights(child, None, 1, SAT.date(), SAT.date() + timedelta(days=7), asked_by=barred))


@pytest.fixture
def family_of_nights(file_county):
    child = a_child(file_county)
    return child, an_adult(file_county, child, "Sam", may_book=False)
