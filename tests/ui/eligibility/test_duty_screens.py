"""Duties on their screens: transport from the booking to its list and back, families without a choice, and how reliable breaks are."""

from datetime import date

import pytest

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.eligibility.telling import NoteOffer, note_offer
from shortbreaks.providers.commands import SaveProvider, save_provider
from tests.builders import a_child, a_service, a_session
from tests.nasty import MARKUP
from tests.ui.going import choose, press
from ui.bookings.page import BookingsPage
from ui.bookings.waiting.page import WaitingPage
from ui.eligibility.page import DecisionsPage
from ui.providers.provider_page import ProviderPage


@pytest.fixture
def booked(file_county):
    file_county.at().perform(save_provider, SaveProvider(None, None, "Bare Trust"))  # so that a provider and its service differ by number
    child = a_child(file_county)
    session = a_session(file_county, *a_service(file_county))
    (booking,) = file_county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    return child, booking


def tab(page, key):
    page.show_tab(next(place for place, kind in enumerate(page.kinds) if kind.key == key))


@pytest.mark.parametrize("words", ["Mother does not drive", *MARKUP[:2]])
def test_transport_is_said_on_the_booking_and_arranged_from_its_list(file_county, page_of, booked, words):
    child, booking = booked
    page = page_of(file_county, BookingsPage, number=booking)
    press(page, "transport")
    form = page.detail.transport_sheet.sheet.form
    choose(form, "transport", "NEEDED")
    form.set_value("words", words)
    form.send()
    decisions = page_of(file_county, DecisionsPage)
    tab(decisions, "transport")
    assert [row.child for row in decisions.rows["transport"]] == ["Amara O."]
    press(decisions, "arrange_transport")
    form = decisions.acts.duty.transport.sheet.form
    choose(form, "transport", "TAXI")
    form.send()
    decisions.refresh()
    assert decisions.rows["transport"] == ()
    assert file_county.at().ask(bookings_of_child, child)[0].transport == "TAXI"


def test_a_family_without_a_choice_and_the_rate_of_cancelling(file_county, page_of, booked):
    child, _ = booked
    file_county.at().perform(note_offer, NoteOffer(child, date(2026, 7, 1), "yes", True, "No club takes a hoist"))
    decisions = page_of(file_county, DecisionsPage)
    tab(decisions, "no_choice")
    press(decisions, "find_choice")
    assert decisions.go.where[-1] == ("find", {"child": child})
    file_county.clock.forward(days=7)
    waiting = page_of(file_county, WaitingPage, tab="Reliability")
    assert waiting.reliability.said.text() == "0.0% of 1 break since 1 April 2026 cancelled by a provider or the council: 0."
    (shown,) = waiting.reliability.table.rows_model.rows
    waiting.reliability.table.opened.emit(shown)
    opened = page_of(file_county, ProviderPage, **waiting.go.where[-1][1])
    assert waiting.go.where[-1][0] == "provider" and opened.provider.name == shown.provider
