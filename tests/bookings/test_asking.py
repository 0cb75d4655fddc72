"""Who rang and who collects: kept with the booking, on the confirmation; an adult who may not book is refused."""

import pytest
from sqlalchemy import select, text

from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Adult, Child
from tests.bookings.test_papers import text_of
from tests.builders import a_child, a_service, a_session, save


def home_of(county, child):
    with county.database.reading.connect() as connection:
        return connection.execute(select(Child.household_id).where(Child.id == child)).scalar_one()


def an_adult(county, child, first, *, may_book=True, letters=False, state="open"):
    (adult,) = save(county, Adult(
        household_id=home_of(county, child), title="Mr", first_name=first, last_name="Okafor", relation="Father",
        parental_responsibility=True, phone="", email="", may_book=may_book, gets_letters=letters, letter_format="standard",
        language="en-GB", lives_elsewhere=False, state=state,
    ))  # fmt: skip
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
