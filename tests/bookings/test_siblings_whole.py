"""Siblings are never offered in part, whatever the code forgets: the database refuses the commit (R-B5)."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.bookings.commands import AcceptOffer, OfferPlaces, accept_offer, offer_places
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.database.faults import meaning_of
from tests.bookings.test_waiting import wait
from tests.builders import SAT, a_child, a_service, a_session


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def write(county, *statements):
    with county.database.writing.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def offered(county):
    """Ann and Abe are offered Saturday together."""
    session = a_session(county, *a_service(county))
    ann = a_child(county, first="Ann")
    home = rows(county, f"select household_id from child where id = {ann}")[0][0]
    abe = a_child(county, first="Abe", household=home)
    made = county.at().perform(offer_places, OfferPlaces((PlacesWanted(ann, (session,)), PlacesWanted(abe, (session,))))).answer
    return county, made


def test_one_of_two_is_never_confirmed_cancelled_or_moved_alone(offered):
    county, (one, other) = offered
    assert rows(county, "select kind, offered, others, parted from sibling_group") == [("booking", 2, 0, None)]
    for state in ("confirmed", "cancelled_in_notice"):
        with pytest.raises(IntegrityError) as broken:
            write(county, f"update booking set state = '{state}' where id = {one}")
        if county.kind == "server":
            assert "What is offered together would be parted" in meaning_of(broken.value).sentence
    assert rows(county, "select distinct state from booking") == [("offered",)]
    write(county, *(f"update booking set state = 'confirmed' where id = {each}" for each in (one, other)))
    assert rows(county, "select offered, others, parted from sibling_group") == [(0, 2, None)]


def test_once_they_have_their_places_each_is_cancelled_by_itself(offered):
    county, (one, _) = offered
    county.at().perform(accept_offer, AcceptOffer(one))
    write(county, f"update booking set state = 'cancelled_late' where id = {one}")
    assert rows(county, "select offered, others from sibling_group") == [(0, 2)]


def test_a_counter_that_is_written_by_hand_lets_nothing_through(offered):
    county, (one, _) = offered
    with pytest.raises(IntegrityError):
        write(county, f"update booking set state = 'confirmed' where id = {one}", "update sibling_group set parted = null")


def test_siblings_who_wait_are_never_offered_in_part(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    ann = a_child(county, first="Ann")
    home = rows(county, f"select household_id from child where id = {ann}")[0][0]
    wait(county, (ann, a_child(county, first="Abe", household=home)), service, [session])
    ids = [row[0] for row in rows(county, "select id from waiting_request where together is not null")]
    assert len(ids) == 2
    with pytest.raises(IntegrityError):
        write(county, f"update waiting_request set state = 'offered' where id = {ids[0]}")
    write(county, *(f"update waiting_request set state = 'offered' where id = {each}" for each in ids))


def test_the_days_of_an_offer_for_all_or_none_are_never_answered_in_part(county):
    """Two days of a scheme, waited for together: neither is confirmed or given up without the other, whatever the code forgets."""
    service, venue = a_service(county, kind="scheme")
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n)) for n in range(2)]
    (request,) = wait(county, a_child(county), service, days, how="all")
    (first, _) = made = county.at().perform(offer_to_waiting, OfferToWaiting(days[0], request)).answer
    for state in ("confirmed", "cancelled_in_notice"):
        with pytest.raises(IntegrityError):
            write(county, f"update booking set state = '{state}' where id = {first}")
    with pytest.raises(IntegrityError):
        write(county, f"update booking set state = 'confirmed' where id = {first}", "update sibling_group set parted = null")
    write(county, *(f"update booking set state = 'confirmed' where id = {each}" for each in made))
    assert rows(county, "select kind, together, offered, others, parted from sibling_group") == [("whole", first, 0, 2, None)]
    write(county, f"update booking set state = 'cancelled_late' where id = {first}")  # once they have them, each by itself


def test_days_waited_for_each_by_itself_are_answered_each_by_itself(county):
    service, venue = a_service(county, kind="scheme")
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n)) for n in range(2)]
    requests = wait(county, a_child(county), service, days)
    (first,) = county.at().perform(offer_to_waiting, OfferToWaiting(days[0], requests[0])).answer
    county.at().perform(offer_to_waiting, OfferToWaiting(days[1], requests[1]))
    write(county, f"update booking set state = 'confirmed' where id = {first}")
    assert rows(county, "select count(*) from sibling_group") == [(0,)]
