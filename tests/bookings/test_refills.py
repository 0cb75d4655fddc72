"""R-C5: a late charge drops to nought, once, when another family takes the place again."""

from dataclasses import asdict, fields
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.commands import (
    AcceptOffer,
    MakeBooking,
    OfferPlaces,
    PlacesWanted,
    accept_offer,
    make_booking,
    offer_places,
)
from shortbreaks.bookings.found import find_by_letters
from shortbreaks.bookings.notices.commands import IssueNotice, issue_notice, notices_owed
from shortbreaks.bookings.proof import charges_are_posted
from shortbreaks.bookings.queries import allowances_shown, bookings_of_child, steps_of
from shortbreaks.council.tables import SettingValue
from shortbreaks.families.papers import paper_again
from tests.bookings.test_notices import text_of
from tests.builders import a_child, a_service, a_session, save
from tests.counting import statements


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def book(county, child, session):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer[0]


def cancel(county, booking, reason="family"):
    version = rows(county, f"select version from booking where id = {booking}")[0][0]
    county.at().perform(cancel_booking, CancelBooking(booking, version, reason))


def charge(county, booking):
    return rows(county, f"select charge_pence from booking where id = {booking}")[0][0]


@pytest.fixture
def late(county):
    """Two families have the two places of Sat 25 Jul; on Friday evening the first gives up, which costs 12.75."""
    session = a_session(county, *a_service(county), places=2)
    ann, ben = a_child(county, first="Ann"), a_child(county, first="Ben")
    first, second = book(county, ann, session), book(county, ben, session)
    county.clock.forward(days=2, hours=8)
    cancel(county, first)
    assert charge(county, first) == 1275
    return session, ann, first, second


def proved(county):
    with county.database.reading.connect() as connection:
        assert list(charges_are_posted(connection)) == []


def test_another_family_takes_the_place_and_the_first_owes_nothing(county, late):
    session, _, first, _ = late
    third = book(county, a_child(county, first="Cas"), session)
    assert (charge(county, first), charge(county, third)) == (0, 1275)
    assert rows(county, "select taken_by, pence, back from refill") == [(third, 1275, 180)]
    assert rows(county, f"select what from entry where about = 'booking:{first}' order by id") == [
        ("Charge for a break",), ("Place taken again: charge put back",),
    ]  # fmt: skip
    proved(county)


def hours_left(county, child):
    return next(row.allowance.left for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours")


def test_the_hours_go_back_with_the_charge_and_the_notice_says_so(county, late):
    """R-C5 with R-O1: only a chargeable late cancellation uses the allocation. 57 of 60 hours are 60 again, and 57 put back."""
    session, ann, first, _ = late
    assert hours_left(county, ann) == 57 * 60
    third = book(county, a_child(county, first="Cas"), session)
    assert hours_left(county, ann) == 60 * 60
    (owed,) = [one for one in county.at().ask(notices_owed) if one.why == "refilled"]
    said = text_of(county.at().ask(paper_again, county.at().perform(issue_notice, IssueNotice(owed.id)).answer).pdf)
    for fact in (
        "what cancelling cost you is put back", "Cancelling cost £12.75. The place was taken again: £12.75 is put back.",
        "3 hours go back. You have 60 hours of 60 hours left until 31 March 2027.",
    ):  # fmt: skip
        assert fact in said, fact
    assert "stay used" not in said
    shown = next(row for row in county.at().ask(bookings_of_child, ann) if row.id == first)
    assert shown.state_words == "Cancelled late, taken again"
    assert county.at().ask(steps_of, first)[0].reason.startswith("Another family took the place")
    cancel(county, third)
    county.at().perform(put_back, PutBack(first))
    assert hours_left(county, ann) == 57 * 60
    shown = next(row for row in county.at().ask(bookings_of_child, ann) if row.id == first)
    assert shown.state_words == "Confirmed"


def test_a_family_that_pays_nothing_gets_its_hours_back_too(county):
    session = a_session(county, *a_service(county), places=1)
    ann = a_child(county, first="Ann", benefit="UC")
    first = book(county, ann, session)
    county.clock.forward(days=2, hours=8)
    cancel(county, first)
    assert (charge(county, first), hours_left(county, ann)) == (0, 57 * 60)
    book(county, a_child(county, first="Cas"), session)
    assert hours_left(county, ann) == 60 * 60
    assert rows(county, "select pence, back from refill") == [(0, 180)]
    proved(county)


def found_as_listed(county, child):
    """A child's one booking as quick find says it by its number, which is as its list says it, and how much was asked for it."""
    (listed,) = county.at().ask(bookings_of_child, child)
    with statements(county) as sent:
        (found,) = county.at().ask(find_by_letters, listed.ref, 5).bookings
    assert asdict(found) == {one.name: getattr(listed, one.name) for one in fields(found)}
    return found.state_words, len(sent)


def test_an_offer_credits_only_when_it_is_accepted(county, late):
    session, ann, first, _ = late
    cas = a_child(county, first="Cas")
    (number,) = county.at().perform(offer_places, OfferPlaces((PlacesWanted(cas, (session,)),))).answer
    assert charge(county, first) == 1275
    found_as_listed(county, cas)  # what quick find keeps is read
    offered, asked = found_as_listed(county, cas)
    assert offered.startswith("Offer to ")
    county.at().perform(accept_offer, AcceptOffer(number))
    assert charge(county, first) == 0
    found_as_listed(county, ann)
    # what costs nothing by now waits for nothing that quick find shows, so no more is asked for it
    assert found_as_listed(county, ann) == ("Cancelled late, taken again", asked)


def test_once_and_only_by_another_family(county, late):
    """Two give up, two come: each is let off once, the first to give up first; the family's own sibling lets nobody off."""
    session, ann, first, second = late
    home = rows(county, f"select household_id from child where id = {ann}")[0][0]
    sibling = book(county, a_child(county, first="Abe", household=home), session)
    assert charge(county, first) == 1275
    cancel(county, second)
    book(county, a_child(county, first="Dee"), session)
    assert (charge(county, first), charge(county, second)) == (0, 1275)
    cancel(county, sibling)
    book(county, a_child(county, first="Eli"), session)
    assert (charge(county, second), charge(county, sibling)) == (0, 1275)
    assert rows(county, "select count(*), sum(pence) from refill") == [(2, 2550)]
    proved(county)


def test_a_place_put_back_and_given_up_again_can_be_taken_again(county, late):
    session, _, first, _ = late
    third = book(county, a_child(county, first="Cas"), session)
    cancel(county, third)
    county.at().perform(put_back, PutBack(first))
    assert charge(county, first) == 1275
    cancel(county, first)
    book(county, a_child(county, first="Dee"), session)
    assert charge(county, third) == 0 and charge(county, first) == 1275
    proved(county)


def test_the_council_can_leave_the_charge_as_it_is(county, late):
    session, _, first, _ = late
    save(county, SettingValue(key="refill_credit", from_day=county.clock().date() - timedelta(days=1), value="0", reason="Panel"))
    book(county, a_child(county, first="Cas"), session)
    assert charge(county, first) == 1275


def test_what_cost_nothing_is_not_let_off(county):
    session = a_session(county, *a_service(county), places=1)
    first = book(county, a_child(county, first="Ann"), session)
    cancel(county, first, "ill")
    book(county, a_child(county, first="Ben"), session)
    assert rows(county, "select count(*) from refill") == [(0,)]


def test_the_database_lets_off_once(county, late):
    session, _, _, _ = late
    book(county, a_child(county, first="Cas"), session)
    ((cancellation, taken),) = rows(county, "select cancellation_id, taken_by from refill")
    for of, by in ((cancellation, 900), (900, taken)):
        again = f"insert into refill (cancellation_id, taken_by, pence, back, at) values ({of}, {by}, 1, 0, '2026-07-25 12:00:00')"
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.exec_driver_sql(again)
