"""The directory on both engines: found, narrowed, described, closed and opened; the same number of questions however long."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.errors import ChangedByAnother, NotAllowed, NotFound, Refused
from shortbreaks.providers.closing import (
    CloseProvider,
    CloseService,
    ReopenProvider,
    ReopenService,
    SetVenueState,
    close_provider,
    close_service,
    reopen_provider,
    reopen_service,
    set_venue_state,
    to_come_at_venue,
    to_come_in_service,
)  # fmt: skip
from shortbreaks.providers.commands import (
    SaveProvider,
    SaveService,
    SaveVenue,
    save_provider,
    save_service,
    save_venue,
)  # fmt: skip
from shortbreaks.providers.detail import service_detail
from shortbreaks.providers.editing import provider_to_edit
from shortbreaks.providers.queries import Filters, Total, directory, districts_free
from shortbreaks.providers.search import find_providers
from shortbreaks.providers.seeing import ConfirmEntry, SeeCheck, confirm_entry, see_check
from shortbreaks.providers.tables import Provider, ProviderContact, Service, ServicePrice, Venue
from tests.builders import SAT, a_service, a_session
from tests.nasty import TEXTS

SERVICE = SaveService(
    0, None, None, "Kites", "weekend", "", 5, 11, 3, True, False, "hours", "council", "self", "", "", "", ("HOIST", "SIGN"), 1275,
    date(2026, 4, 1),
)  # fmt: skip


def with_values(request, **values):
    return replace(request, **values)


def a_whole_provider(county, called="Kite Trust", *, postcode="CT10 1JX", **service):
    office = county.at()
    provider = office.perform(save_provider, SaveProvider(None, None, called)).answer
    venue = office.perform(save_venue, SaveVenue(provider, None, None, "Pierremont Hall", "Pierremont Hall\nBroadstairs", postcode)).answer
    made = office.perform(save_service, with_values(SERVICE, provider_id=provider, **service)).answer
    return provider, venue, made


def one(county, record, row_id):
    with Session(county.database.reading) as db:
        return db.get(record, row_id)


def asked(county, query, *args):
    """How many statements a query sends."""
    sent = []
    engine = county.database.reading

    def count(*_):
        sent.append(1)

    event.listen(engine, "before_cursor_execute", count)
    try:
        county.at().ask(query, *args)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def shown(county, **filters):
    rows, _ = county.at().ask(directory, Filters(**filters))
    return [row.name for row in rows]


def test_a_provider_is_added_found_and_narrowed(county):
    _, _, kites = a_whole_provider(county)
    a_whole_provider(county, "Owl Club", name="Owls", kind="club", min_age=12, max_age=17, offers=(), postcode="TN1 1AA")
    assert shown(county) == ["Kites", "Owls"]
    assert shown(county, typed="kit") == shown(county, typed="BROADST kite") == shown(county, typed="ct101jx") == ["Kites"]
    assert shown(county, typed="thanet") == shown(county, district="E07000114") == shown(county, need="SIGN") == ["Kites"]
    assert shown(county, kind="club") == shown(county, age=12) == ["Owls"]
    assert shown(county, age=11) == ["Kites"] and shown(county, age=4) == shown(county, typed="kites", kind="club") == []
    assert [found.id for found in county.at().ask(find_providers, "pierremont kite")] == [kites]


def test_a_provider_without_a_service_and_what_has_closed_are_found_again(county):
    bare = county.at().perform(save_provider, SaveProvider(None, None, "Bare Trust")).answer
    _, _, kites = a_whole_provider(county)
    county.at().perform(close_service, CloseService(kites, 1, "Ends"))
    ((row,), count) = county.at().ask(directory, Filters())
    assert (row.service_id, row.provider_id, row.name, row.kind_words, count) == (None, bare, "Bare Trust", "No service yet", Total(0, 1))
    assert shown(county, typed="bare") == ["Bare Trust"] and shown(county, age=5) == shown(county, kind="club") == shown(county, need="SIGN") == []
    assert shown(county, closed=True) == shown(county, closed=True, typed="kites") == ["Kites"]
    county.at().perform(close_provider, CloseProvider(bare, 1, "Never began"))
    assert shown(county) == [] and shown(county, closed=True) == ["Bare Trust", "Kites"]


def test_a_service_is_where_its_own_sessions_are_in_list_map_and_detail(county):
    """Broadstairs is in Thanet, TN1 in Tunbridge Wells; one provider in both."""
    provider, thanet, kites = a_whole_provider(county)
    wells = county.at().perform(save_venue, SaveVenue(provider, None, None, "Wells Hall", "1 Road\nTunbridge Wells", "TN1 1AA")).answer
    owls = county.at().perform(save_service, with_values(SERVICE, provider_id=provider, name="Owls")).answer
    assert shown(county, district="E07000116") == ["Kites", "Owls"], "where no session says, at every place of the provider"
    a_session(county, kites, thanet, places=5)
    a_session(county, owls, wells, places=7)
    assert (shown(county, district="E07000114"), shown(county, district="E07000116")) == (["Kites"], ["Owls"])
    free = {row.name: row.free for row in county.at().ask(districts_free)}
    assert (free["Thanet"], free["Tunbridge Wells"]) == (5, 7)
    assert [county.at().ask(service_detail, one).venue for one in (kites, owls)] == ["Pierremont Hall", "Wells Hall"]
    assert [row.town for row in county.at().ask(directory, Filters())[0]] == ["Broadstairs", "Tunbridge Wells"]


def test_nasty_names_are_kept_as_typed_but_for_marks_that_turn_words_and_found(county):
    sound = [text for text in TEXTS if any(letter.isalnum() for letter in text) and not {"\0", "\ud800"} & set(text)]
    kept = {text: text.replace("\u202e", "").strip() for text in sound}
    for text in sound:
        provider, _, _ = a_whole_provider(county, name=text)
        assert county.at().ask(provider_to_edit, provider).services[0].name == kept[text]
    assert sorted(shown(county)) == sorted(kept.values())
    for text in sound:
        assert kept[text] in shown(county, typed=text[:30]), text


@pytest.mark.parametrize("text", ["%", "_", "\\", "'; drop table provider;--", "50%_x", "   ", "\u200b"])
def test_a_search_is_never_a_pattern(county, text):
    a_whole_provider(county)
    assert shown(county, typed=text) in ([], ["Kites"])
    assert county.at().ask(find_providers, "drop table") == ()


def test_every_list_asks_the_same_number_of_questions_at_one_row_and_at_three(county):
    provider, venue, service = a_whole_provider(county)
    a_session(county, service, venue)
    calls = [(directory, Filters(typed="k")), (districts_free,), (find_providers, "k"), (service_detail, service), (provider_to_edit, provider)]
    at_one = [asked(county, *call) for call in calls]
    for number in range(2):
        _, where, more = a_whole_provider(county, f"Kindred {number}")
        a_session(county, more, where)
        a_session(county, service, venue, start=SAT + timedelta(days=7 * (number + 1)))
        county.at().perform(save_service, with_values(SERVICE, provider_id=provider, name=f"Kin {number}"))
        county.at().perform(save_venue, SaveVenue(provider, None, None, f"Hall {number}", "", "CT11 9HH"))
    assert [asked(county, *call) for call in calls] == at_one


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name": " "}, "name"), ({"kind": "zoo"}, "kind"), ({"min_age": 12, "max_age": 5}, "max_age"), ({"offers": ("ZOO",)}, "offers"),
])  # fmt: skip
def test_a_service_that_cannot_be_is_refused_at_its_field(county, wrong, field):
    provider = county.at().perform(save_provider, SaveProvider(None, None, "Kite Trust")).answer
    with pytest.raises(Refused) as refusal:
        county.at().perform(save_service, with_values(SERVICE, provider_id=provider, **wrong))
    assert refusal.value.field == field


def test_a_price_holds_from_its_day_and_the_old_one_is_kept(county):
    provider, _, service = a_whole_provider(county)
    county.at().perform(save_service, with_values(SERVICE, provider_id=provider, service_id=service, price_pence=1400, price_from=date(2026, 9, 1)))
    assert county.at().ask(service_detail, service).price_pence == 1275
    county.clock.set(datetime(2026, 9, 1, 9, tzinfo=county.clock().tzinfo))
    assert county.at().ask(service_detail, service).price_pence == 1400
    with Session(county.database.reading) as db:
        assert len(db.scalars(select(ServicePrice).where(ServicePrice.service_id == service)).all()) == 2
    with pytest.raises(Refused, match="price was taken out") as refusal:
        county.at().perform(save_service, with_values(SERVICE, provider_id=provider, service_id=service, price_pence=None))
    assert refusal.value.field == "price_pence"
    county.at().perform(save_service, with_values(SERVICE, provider_id=provider, service_id=service, price_pence=0, price_from=date(2026, 9, 1)))
    assert county.at().ask(service_detail, service).price_pence == 0


def test_a_venue_has_its_district_from_its_postcode(county):
    provider, venue, _ = a_whole_provider(county, postcode="ct10 1jx")
    assert (one(county, Venue, venue).postcode, one(county, Venue, venue).district) == ("CT10 1JX", "E07000114")
    county.at().perform(save_venue, SaveVenue(provider, venue, 1, "Hall", "", "SW1A 1AA"))
    assert (one(county, Venue, venue).district, one(county, Venue, venue).easting) == ("", None)
    with pytest.raises(Refused) as refusal:
        county.at().perform(save_venue, SaveVenue(provider, venue, 2, "Hall", "", "nowhere"))
    assert refusal.value.field == "postcode"


def test_saving_over_a_newer_version_is_refused(county):
    provider, _, _ = a_whole_provider(county)
    county.at().perform(save_provider, SaveProvider(provider, 1, "Kite Trust of Thanet"))
    with pytest.raises(ChangedByAnother):
        county.at().perform(save_provider, SaveProvider(provider, 1, "Another name"))


def test_closing_a_provider_closes_its_services_and_opening_opens_those_alone(county):
    provider, _, first = a_whole_provider(county)
    second = county.at().perform(save_service, with_values(SERVICE, provider_id=provider, name="Owls")).answer
    county.at().perform(close_service, CloseService(second, 1, "Staff left"))  # on the same day
    with pytest.raises(Refused):
        county.at().perform(close_provider, CloseProvider(provider, 1, "  "))
    county.at().perform(close_provider, CloseProvider(provider, 1, "Retired"))
    assert shown(county) == [] and one(county, Service, first).closed_reason == "Retired"
    with pytest.raises(Refused, match="provider is closed"):
        county.at().perform(reopen_service, ReopenService(second, 2))
    county.at().perform(reopen_provider, ReopenProvider(provider, 2))
    assert shown(county) == ["Kites"], "what had closed before stays closed"
    county.at().perform(reopen_service, ReopenService(second, 2))
    assert shown(county) == ["Kites", "Owls"]
    with pytest.raises(Refused, match="is open"):
        county.at().perform(reopen_service, ReopenService(second, 3))
    with pytest.raises(Refused, match="is open"):
        county.at().perform(reopen_provider, ReopenProvider(provider, 3))


def test_closing_says_before_what_is_still_to_come(county):
    _, venue, service = a_whole_provider(county)
    a_session(county, service, venue, start=SAT - timedelta(days=30))
    assert county.at().ask(to_come_in_service, service).sessions == 0
    a_session(county, service, venue)
    assert county.at().ask(to_come_at_venue, venue).sessions == 1
    with pytest.raises(Refused, match="1 session is still to come"):
        county.at().perform(set_venue_state, SetVenueState(venue, 1, open=False, reason="Roof"))
    county.clock.forward(days=10)
    county.at().perform(set_venue_state, SetVenueState(venue, 1, open=False, reason="Roof"))
    assert one(county, Venue, venue).state == "closed"
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(close_service, CloseService(service, 1, ""))


def test_checks_and_confirmations_show_in_the_directory(county):
    provider, _, _ = a_whole_provider(county)
    office = county.at()

    def checks():
        ((row,), _) = office.ask(directory, Filters())
        return row.checks.words, row.checks.meaning, row.confirmed_days

    assert checks() == ("Not seen", "neutral", None)
    office.perform(see_check, SeeCheck(provider, "insurance", "POL-1", date(2027, 3, 1)))
    office.perform(confirm_entry, ConfirmEntry(provider, "Jo rang back"))
    assert checks() == ("In date", "ok", 0)
    office.perform(see_check, SeeCheck(provider, "dbs", "", date(2026, 8, 1)))
    assert checks()[1] == "warn"
    county.clock.forward(days=11)
    assert checks()[1:] == ("bad", 11)
    with pytest.raises(Refused):
        office.perform(see_check, SeeCheck(provider, "zoo", "", None))
    with Session(county.database.reading) as db:
        assert [note.note for note in db.scalars(select(ProviderContact))] == ["Jo rang back"]


def test_how_long_an_entry_is_fresh_is_the_council_s(file_county):
    """Decided as 14 days: fresh on the 14th, to be confirmed on the 15th, and old from the 29th."""
    provider, _, _ = a_whole_provider(file_county)
    file_county.at().perform(confirm_entry, ConfirmEntry(provider, "Jo rang back"))
    file_county.at(Role.MANAGER).perform(decide_setting, DecideSetting("checked_days", "14", date(2026, 7, 1), "Panel"))
    said = []
    for days in (14, 1, 13, 1):
        file_county.clock.forward(days=days)
        ((row,), _) = file_county.at().ask(directory, Filters())
        said.append((row.confirmed_days, row.confirmed_meaning))
    assert said == [(14, "ok"), (15, "warn"), (28, "warn"), (29, "bad")]


def test_the_map_counts_free_places_by_district(county):
    service, venue = a_service(county)
    a_session(county, service, venue, places=12)
    a_session(county, service, venue, start=SAT + timedelta(days=60), places=12)
    free = {row.name: row.free for row in county.at().ask(districts_free)}
    assert (free["Thanet"], sum(free.values())) == (12, 12)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_see_the_directory_may_not_change_it(county, role):
    office = county.at(role)
    assert office.ask(directory, Filters()) == ((), Total(0, 0))
    for command, request in [
        (save_provider, SaveProvider(None, None, "x")), (save_venue, SaveVenue(1, None, None, "x", "", "CT10 1JX")),
        (close_service, CloseService(1, 1, "x")), (set_venue_state, SetVenueState(1, 1, open=True)), (see_check, SeeCheck(1, "dbs", "", None)),
    ]:  # fmt: skip
        with pytest.raises(NotAllowed):
            office.perform(command, request)


def test_what_is_not_there_is_said(county):
    for query in (service_detail, provider_to_edit):
        with pytest.raises(NotFound):
            county.at().ask(query, 999)
    with pytest.raises(NotFound):
        county.at().perform(close_service, CloseService(999, 1, "x"))
    assert one(county, Provider, 999) is None
