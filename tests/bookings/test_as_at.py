"""A child's record as at a past day: what was recorded by that evening, and nothing that came after."""

from datetime import timedelta

import pytest

from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.database.check import check
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.commands import ChangeChild, change_child
from shortbreaks.families.queries import child_card
from tests.builders import SAT, a_child, a_service, a_session
from ui.families import forms


def with_needs(county, child, *needs):
    card = county.at().ask(child_card, child)
    values = {**forms.child_values(card), "needs": needs, "long_term": None}
    county.at().perform(change_child, ChangeChild(card.id, card.version, **values))


def said(county, child, day):
    found = county.at().ask(child_as_at, child, day)
    (award,) = found.awards or (None,)
    breaks = [one.state_words for one in found.breaks]
    return sorted(found.needs), (award.amount, award.used, award.booked) if award else None, breaks


@pytest.fixture
def told(county):
    """Monday: nothing. Wednesday: booked. Thursday: needs changed. Friday: cancelled, and Thursday's need taken out again."""
    service, venue = a_service(county, offers=("CON", "HOIST"))
    child = a_child(county, needs=("CON",), nights=0)
    session = a_session(county, service, venue, start=SAT + timedelta(days=14))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), ()),)))
    county.clock.forward(days=1)
    with_needs(county, child, "CON", "HOIST")
    county.clock.forward(days=1)
    return child


def test_each_evening_says_what_was_known_then(county, told):
    child = told
    then = county.at().ask(child_as_at, child, county.clock().date() - timedelta(days=1))
    assert [one.service for one in then.breaks] == ["Sandpipers Saturday Club"]
    (booking,) = county.at().ask(bookings_of_child, child)
    county.at().perform(cancel_booking, CancelBooking(booking.id, booking.version, "family"))
    with_needs(county, child, "HOIST")
    county.clock.forward(days=1)
    today = county.clock().date()
    assert said(county, child, today - timedelta(days=3)) == (["Seizures"], (3600, 0, 180), ["Confirmed"])
    assert said(county, child, today - timedelta(days=2)) == (["Hoist", "Seizures"], (3600, 0, 180), ["Confirmed"])
    assert said(county, child, today - timedelta(days=1)) == (["Hoist"], (3600, 0, 0), ["Cancelled in time"])
    assert check(county.database).sound


def test_before_anything_was_decided_nothing_was_known(county, told):
    child = told
    assert said(county, child, county.clock().date() - timedelta(days=400))[1:] == (None, [])


def test_a_day_that_is_not_over_and_a_child_that_is_not_there_are_refused(county, told):
    with pytest.raises(Refused, match="not over"):
        county.at().ask(child_as_at, told, county.clock().date())
    with pytest.raises(NotFound):
        county.at().ask(child_as_at, 999_999, county.clock().date() - timedelta(days=1))
