"""What was changed of a provider, its venues and services stays readable: before and after, who said so, by whom; both engines."""

from dataclasses import replace
from datetime import date

import pytest

from shortbreaks.bookings.opening_again import OpenDays, open_days
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import directory_as_csv, directory_previewed
from shortbreaks.providers.changes import changes_of_provider
from shortbreaks.providers.closing import (
    CloseService,
    ReopenService,
    SetVenueState,
    close_service,
    reopen_service,
    set_venue_state,
)
from shortbreaks.providers.commands import (
    SaveProvider,
    SaveVenue,
    save_provider,
    save_service,
    save_venue,
)
from shortbreaks.providers.editing import provider_to_edit
from shortbreaks.providers.opening import (
    AddSessions,
    ChangePlaces,
    CloseSessions,
    add_sessions,
    change_places,
    close_sessions,
)
from shortbreaks.providers.price_tables import PlacePrice
from shortbreaks.providers.sessions import Recurrence
from shortbreaks.providers.tables import Service, ServicePrice, Venue
from tests.builders import save
from tests.providers.test_directory import SERVICE, a_whole_provider


def test_each_field_that_was_changed_says_what_it_was_who_said_so_and_by_whom(county):
    provider, venue, service = a_whole_provider(county)
    office = county.at()
    before = office.changes_since(0)[0]
    office.perform(save_provider, SaveProvider(provider, 1, "Kite Trust", phone="01632 960170", in_house=True, reason=" Jo rang "))
    office.perform(save_provider, SaveProvider(provider, 2, "Kite Trust", phone="01632 960170", in_house=True, reason="Nothing new"))
    office.perform(save_venue, SaveVenue(provider, venue, 1, "Pierremont Hall", "Pierremont Hall\nRamsgate", "CT11 9HH"))
    changed = replace(SERVICE, provider_id=provider, service_id=service, seen=1, max_age=12, kind="club", offers=("HOIST",), price_pence=1300,
                      price_from=date(2026, 9, 1), referral="assessment")  # fmt: skip
    office.perform(save_service, changed)
    (now,) = office.ask(provider_to_edit, provider).services
    office.perform(close_service, CloseService(service, now.version, "Staff left"))
    office.perform(reopen_service, ReopenService(service, now.version + 1))
    office.perform(set_venue_state, SetVenueState(venue, 2, open=False, reason="Roof"))
    found = office.ask(changes_of_provider, provider)
    assert [(one.of, one.was, one.now, one.reason) for one in reversed(found)] == [
        ("", "", "Added", ""), ("Pierremont Hall", "", "Added", ""), ("Kites", "", "Added", ""),
        ("", "none", "Telephone: 01632 960170", "Jo rang"), ("", "no", "Council’s own: yes", "Jo rang"),
        ("Pierremont Hall", "Pierremont Hall\nBroadstairs", "Address: Pierremont Hall\nRamsgate", ""),
        ("Pierremont Hall", "CT10 1JX", "Postcode: CT11 9HH", ""),
        ("Kites", "Weekend activity", "Kind: After-school club", ""), ("Kites", "11", "Oldest: 12", ""),
        ("Kites", "by themselves", "Families come: after an assessment", ""),
        ("Kites", "Hoist, Signing", "Caters for: Hoist", ""),
        ("Kites", "£12.75 a place from 1 April 2026", "Price: £13.00 a place from 1 September 2026", ""),
        ("Kites", "open", "Closed", "Staff left"), ("Kites", "closed", "Open", ""),
        ("Pierremont Hall", "open", "Closed", "Roof"),
    ]  # fmt: skip
    assert {one.person for one in found} == {"Coordinator One"} and found[-1].at.date() == date(2026, 7, 22)
    assert before > 0


def test_what_a_file_changes_is_in_the_history_and_a_closed_venue_goes_out_with_its_reason_and_comes_back(file_county, server_county):
    provider, venue, _ = a_whole_provider(file_county)
    office = file_county.at()
    office.perform(set_venue_state, SetVenueState(venue, 1, open=False, reason="Roof, again"))
    written = office.ask(directory_as_csv)
    preview = server_county.at().ask(directory_previewed, written)
    server_county.at().perform(bring_in_directory, BringInDirectory(written, preview.seen))
    assert server_county.at().ask(directory_as_csv) == written and b"Roof, again" in written
    changed = written.replace(b"Kites", b"Owls")
    office.perform(bring_in_directory, BringInDirectory(changed, office.ask(directory_previewed, changed).seen))
    newest = office.ask(changes_of_provider, provider)[0]
    assert (newest.of, newest.was, newest.now, newest.reason) == ("Owls", "Kites", "Name: Owls", "Directory file")


def test_a_venue_closes_for_a_reason_and_once(county):
    _, venue, _ = a_whole_provider(county)
    office = county.at()
    for request, words in ((SetVenueState(venue, 1, open=False), "needs its reason"), (SetVenueState(venue, 1, open=True), "is open")):
        with pytest.raises(Refused, match=words):
            office.perform(set_venue_state, request)
    office.perform(set_venue_state, SetVenueState(venue, 1, open=False, reason="Roof"))
    with pytest.raises(Refused, match="closed already"):
        office.perform(set_venue_state, SetVenueState(venue, 2, open=False, reason="Roof"))


@pytest.mark.parametrize("kept", [
    lambda s, v, p: Venue(provider_id=p, name="x", address="", postcode="", district="", directions="", parking="", access="", state="closed", foreign="{}"),
    lambda s, v, p: ServicePrice(service_id=s, from_day=date(2200, 1, 1), pence=1, per="place"),
    lambda s, v, p: PlacePrice(service_id=s, from_day=date(1999, 12, 31), pence=1, per="place", reason="x"),
    lambda s, v, p: Service(**dict.fromkeys(("name", "kind", "description", "contact_name", "contact_phone", "bring", "closed_reason"), ""), provider_id=p,
                            children_per_worker=0, one_to_one=False, two_to_one=False, unit="hours", charged_by="nobody", referral="self", state="closed", foreign="{}"),
])  # fmt: skip
def test_the_database_itself_keeps_no_closing_without_a_reason_and_no_price_of_another_century(county, kept):
    provider, venue, service = a_whole_provider(county)
    with pytest.raises(Exception, match=r"ck_\w+_(closed|meant)") as broken:
        save(county, kept(service, venue, provider))
    assert meaning_of(broken.value) is None or meaning_of(broken.value).sentence


def test_what_was_done_to_its_sessions_is_in_the_history_of_a_service(county):
    provider, venue, service = a_whole_provider(county)
    office = county.at()
    when = Recurrence("weekly", (5,), date(2026, 8, 1), date(2026, 8, 15), "10:00", "13:00")
    first, *_ = office.perform(add_sessions, AddSessions(service, venue, "", when, 12, 3)).answer
    office.perform(change_places, ChangePlaces(first, 9, 3))
    office.perform(change_places, ChangePlaces(first, 9, 3))
    office.perform(close_sessions, CloseSessions(service, date(2026, 8, 8), date(2026, 8, 31), "Boiler"))
    office.perform(open_days, OpenDays(service, date(2026, 8, 15), date(2026, 8, 15)))
    said = [(one.was, one.now, one.reason) for one in reversed(office.ask(changes_of_provider, provider)) if one.now != "Added"]
    assert said == [
        ("", "3 sessions added, 1 August 2026 to 15 August 2026", ""),
        ("12 places, 3 workers", "1 August 2026, 10:00: 9 places, 3 workers", ""),
        ("", "2 sessions closed, 8 August 2026 to 15 August 2026", "Boiler"), ("", "1 session open again, 15 August 2026", ""),
    ]  # fmt: skip
