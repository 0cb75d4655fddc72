"""What was seen of a provider is kept each time; nonsense is refused at its field; a closing says what families still hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import (
    AcceptOffer,
    DeclineOffer,
    OfferPlaces,
    accept_offer,
    decline_offer,
    offer_places,
)
from shortbreaks.bookings.queries import bookings_by_id
from shortbreaks.bookings.still_held import StillHeld, held_where_closed, still_held
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.errors import Refused
from shortbreaks.providers.beds import MakeUnit, make_unit
from shortbreaks.providers.closing import CloseProvider, CloseService, close_provider, close_service
from shortbreaks.providers.commands import SaveProvider, save_provider, save_service
from shortbreaks.providers.detail import service_detail
from shortbreaks.providers.editing import provider_to_edit
from shortbreaks.providers.opening import AddSessions, ChangePlaces, add_sessions, change_places
from shortbreaks.providers.queries import Filters, Total, directory, districts_free
from shortbreaks.providers.seeing import ConfirmEntry, SeeCheck, confirm_entry, see_check, seen_of_provider
from shortbreaks.providers.sessions import Recurrence
from shortbreaks.providers.tables import CheckSeen
from tests.bookings.test_benefits import book
from tests.builders import SAT, a_child, a_service, a_session
from tests.providers.test_directory import SERVICE, a_whole_provider


def test_each_check_that_was_seen_is_kept_with_who_and_when_and_the_last_counts(county):
    provider, _, service = a_whole_provider(county)
    county.at().perform(see_check, SeeCheck(provider, "insurance", "POL-1", date(2026, 8, 1)))
    county.clock.forward(days=10)
    county.at(Role.MANAGER).perform(see_check, SeeCheck(provider, "insurance", "POL-2", date(2027, 8, 1)))
    county.at().perform(confirm_entry, ConfirmEntry(provider, "Jo rang back"))
    found = county.at().ask(seen_of_provider, provider)
    assert [(one.on, one.what, one.reference, one.valid_until, one.person) for one in found] == [
        (date(2026, 8, 1), "Entry confirmed", "Jo rang back", None, "Coordinator One"),
        (date(2026, 8, 1), "Insurance", "POL-2", date(2027, 8, 1), "Manager One"),
        (date(2026, 7, 22), "Insurance", "POL-1", date(2026, 8, 1), "Coordinator One"),
    ]
    assert [one.valid_until for one in county.at().ask(service_detail, service).checks] == [date(2027, 8, 1)]
    with pytest.raises(Exception, match=r"never changed|permission denied"), Session(county.database.writing) as db, db.begin():
        db.execute(update(CheckSeen).values(reference="x"))


def test_a_check_that_came_with_the_directory_stands_until_it_is_seen(file_county):
    a_service(file_county)
    (row,) = file_county.at().ask(seen_of_provider, 1)
    assert (row.on, row.what, row.valid_until, row.person) == (None, "Insurance", date(2027, 3, 1), "")
    file_county.at().perform(see_check, SeeCheck(1, "insurance", "", date(2027, 4, 1)))
    assert [one.valid_until for one in file_county.at().ask(seen_of_provider, 1)] == [date(2027, 4, 1)]


def test_how_long_before_it_runs_out_a_check_is_warned_of_is_the_councils(file_county):
    """In the list and beside it, from the day it was decided: 223 days are left until 1 March."""
    service, _ = a_service(file_county)

    def meant():
        ((row,), _) = file_county.at().ask(directory, Filters())
        return row.checks.meaning, file_county.at().ask(service_detail, service).checks[0].meaning

    file_county.clock.forward(days=100)
    assert meant() == ("ok", "ok"), "122 days are left"
    file_county.at(Role.MANAGER).perform(decide_setting, DecideSetting("check_warning_days", "122", date(2026, 10, 31), "Panel"))
    assert meant() == ("ok", "ok"), "it holds from tomorrow"
    file_county.clock.forward(days=1)
    assert meant() == ("warn", "warn")


def test_the_head_of_the_directory_counts_services_and_says_who_has_none(file_county):
    a_whole_provider(file_county)
    file_county.at().perform(save_provider, SaveProvider(None, None, "Bare Trust"))
    rows, total = file_county.at().ask(directory, Filters(typed="bare"))
    assert (len(rows), total) == (1, Total(1, 1))


def test_what_cannot_be_is_refused_at_its_field(file_county):
    office = file_county.at()
    provider, venue, made = a_whole_provider(file_county)
    office.perform(see_check, SeeCheck(provider, "dbs", "", None))
    nights = office.perform(save_service, replace(SERVICE, provider_id=provider, name="Nights", kind="overnight", unit="nights")).answer
    office.perform(make_unit, MakeUnit(nights, "children's home", 2))
    session = a_session(file_county, made, venue)
    book(file_county, a_child(file_county), session)
    one = replace(SERVICE, provider_id=provider, service_id=made)
    weekly = Recurrence("weekly", (5,), date(2026, 8, 1), date(2026, 8, 29), "10:00", "13:00")
    more = AddSessions(made, venue, "", weekly, 12, 2)
    for command, request, field in (
        (save_service, replace(one, min_age=-1), "min_age"), (save_service, replace(one, max_age=111), "max_age"),
        (save_service, replace(one, children_per_worker=-3), "children_per_worker"), (save_service, replace(one, unit="weeks"), "unit"),
        (save_service, replace(one, charged_by="the church"), "charged_by"), (save_service, replace(one, referral=""), "referral"),
        (save_service, replace(one, price_pence=-1), "price_pence"), (save_service, replace(one, price_pence=10**12), "price_pence"),
        (save_service, replace(one, charged_by="nobody"), "price_pence"), (save_service, replace(one, price_from=date(202, 1, 1)), "price_from"),
        (save_service, replace(one, unit="sessions"), "unit"), (save_service, replace(one, contact_phone="ask Jo"), "contact_phone"),
        (save_service, replace(one, service_id=nights, kind="overnight"), "unit"),
        (save_provider, SaveProvider(provider, None, "Kite", phone="ask Jo"), "phone"),
        (save_provider, SaveProvider(provider, None, "Kite", email="jo at home"), "email"),
        (save_provider, SaveProvider(provider, None, "Kite", website="on the wall"), "website"),
        (see_check, SeeCheck(provider, "insurance", "", None), "valid_until"),
        (see_check, SeeCheck(provider, "dbs", "", date(9999, 1, 1)), "valid_until"),
        (add_sessions, replace(more, places=100_000), "places"), (add_sessions, replace(more, workers=100_000), "workers"),
        (add_sessions, replace(more, when=replace(weekly, last_day=date(9999, 12, 31))), "last_day"),
        (add_sessions, replace(more, service_id=nights, when=replace(weekly, nights=1)), "nights"),
        (change_places, ChangePlaces(session, -1, 0), "places"), (change_places, ChangePlaces(session, 12, -1), "workers"),
    ):  # fmt: skip
        before = office.changes_since(0)
        with pytest.raises(Refused) as refusal:
            office.perform(command, request)
        assert (refusal.value.field, bool(refusal.value.remedy)) == (field, True), refusal.value
        assert office.changes_since(0) == before
    saved = SaveProvider(provider, None, "Kite", phone="01632 960170 after five", email="jo@example.org", website="www.example.org/kites")
    assert office.perform(save_provider, saved).answer == provider


def test_what_families_still_hold_is_said_before_a_closing_and_after_it(file_county):
    office = file_county.at()
    provider, venue, made = a_whole_provider(file_county)
    office.perform(see_check, SeeCheck(provider, "dbs", "", None))
    session = a_session(file_county, made, venue)
    a_session(file_county, made, venue, start=SAT + timedelta(days=7))
    book(file_county, a_child(file_county), session)
    assert office.ask(still_held, provider) == office.ask(still_held, provider, made) == StillHeld(2, 1, 0, 1)
    assert office.ask(held_where_closed, provider).children == 0
    assert sum(one.free for one in office.ask(districts_free)) == 23
    other = office.perform(offer_places, OfferPlaces((PlacesWanted(a_child(file_county, first="Noah"), (session,)),))).answer
    (offer,) = office.ask(bookings_by_id, tuple(other))
    office.perform(close_service, CloseService(made, 1, "Staff left"))
    with pytest.raises(Refused, match="Kites has closed"):
        office.perform(accept_offer, AcceptOffer(offer.number))
    assert office.ask(held_where_closed, provider) == StillHeld(2, 2, 0, 2)
    office.perform(decline_offer, DeclineOffer(offer.number, mistake=True))
    assert office.ask(held_where_closed, provider) == StillHeld(2, 1, 0, 1)
    assert sum(one.free for one in office.ask(districts_free)) == 0, "nobody can be booked there"
    version = office.ask(provider_to_edit, provider).version
    office.perform(close_provider, CloseProvider(provider, version, "Retired"))
    with pytest.raises(Refused, match="closed already"):
        office.perform(close_provider, CloseProvider(provider, version + 1, "Retired again"))
    assert office.ask(provider_to_edit, provider).closed_reason == "Retired", "the first reason stands"
