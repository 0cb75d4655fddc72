"""A child's record as at a past day: what was recorded by that evening, and nothing that came after."""

from datetime import date, timedelta

import pytest

from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.database.check import check
from shortbreaks.eligibility.tables import Allocation, Decision
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.commands import ChangeChild, change_child
from shortbreaks.families.queries import child_card
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.overnight.builders import FRI, a_house, placed, s20
from ui.families import forms

DAY = timedelta(days=1)


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


def test_what_was_decided_later_from_an_earlier_day_was_not_known_then(file_county):
    county = file_county
    child = a_child(county, hours=3600, nights=0)
    county.clock.forward(days=5)
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    later = Decision(
        child_id=child, outcome="agreed", rules_said="meets", findings="[]", reason="More was asked for.", decided_by="Panel",
        decided_on=first, from_day=first, until_day=last, review_on=None, entered_at=county.clock(), person_id=1,
    )  # fmt: skip
    (decision,) = save(county, later)
    save(county, Allocation(
        child_id=child, decision_id=decision, unit="hours", purpose="More", kinds="", amount=600, from_day=first, until_day=last,
    ))  # fmt: skip
    county.clock.forward(days=7)
    for day, reason, amounts in (
        (date(2026, 7, 26), "Panel agreed.", [3600]),  # it is about that day, and nobody knew it that evening
        (date(2026, 7, 27), "More was asked for.", [3600, 600]),
        (date(2026, 8, 1), "Panel agreed.", [3600]),  # and it is over
    ):
        then = county.at().ask(child_as_at, child, day)
        assert (then.decision.reason, [one.amount for one in then.awards]) == (reason, amounts), day


def test_nights_that_were_booked_count_as_booked_until_they_are_slept(file_county):
    county = file_county
    _, _, (bed,) = a_house(county, beds=1)
    child = a_child(county, hours=0, nights=24)
    s20(county, child)
    placed(county, child, bed, FRI, FRI + 2 * DAY)
    county.clock.forward(days=1)
    then = county.at().ask(child_as_at, child, county.clock().date() - DAY)
    assert [(one.unit, one.amount, one.used, one.booked) for one in then.awards] == [("nights", 24, 0, 2)]
    assert [one.state_words for one in then.breaks] == ["Booked"]


def test_a_day_that_is_not_over_and_a_child_that_is_not_there_are_refused(county, told):
    with pytest.raises(Refused, match="not over"):
        county.at().ask(child_as_at, told, county.clock().date())
    with pytest.raises(NotFound):
        county.at().ask(child_as_at, 999_999, county.clock().date() - timedelta(days=1))
