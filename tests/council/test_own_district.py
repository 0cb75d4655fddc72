"""A district that the council adds is its own from its day: residence, what each district has, the map, find, forms and files (R-E3)."""

from datetime import timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.unmet.report import range_by_district
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.errors import Refused
from shortbreaks.exchange.queries import directory_as_csv, directory_previewed
from shortbreaks.families.commands import MoveHome, move_home
from shortbreaks.families.queries import child_card
from shortbreaks.findings import Outcome
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.providers.commands import SaveVenue, save_venue
from shortbreaks.providers.editing import provider_to_edit
from shortbreaks.providers.queries import Filters, directory, districts_free
from tests.bookings.test_shares import proved
from tests.builders import SAT, a_child, a_service, a_session, place_offered
from tests.exchange.test_directory_csv import as_csv
from tests.exchange.test_directory_csv import bring as bring_directory
from tests.exchange.test_families_csv import ADA, HEAD, BringInFamilies, bring_in_families, families_previewed, file_of
from tests.nasty import TEXTS
from tests.overnight.builders import FRI, a_house, wanted

EBB, THANET, MEDWAY = "E07000999", "E07000114", "E06000035"
NEW = "DA99 9ZZ"  # a postcode that nobody has been told of


@pytest.fixture
def added(file_county):
    """An office whose council added Ebbsfleet."""
    file_county.at(Role.MANAGER).perform(set_code, SetCode("district", EBB, "Ebbsfleet", "Garden City", reason="Panel"))
    return file_county


def lives(county, child):
    (found,) = [one for one in county.at().ask(eligibility_today, child).findings if one.rule == "R-E3"]
    return found


def moved(county, child, postcode, district=""):
    card = county.at().ask(child_card, child)
    county.at().perform(move_home, MoveHome(card.household_id, "1 New Road\nEbbsfleet", postcode, restricted=False, district=district))


def test_a_family_of_an_added_district_lives_with_us_in_entitlement_clubs_and_houses(county):
    county.at(Role.MANAGER).perform(set_code, SetCode("district", EBB, "Ebbsfleet", reason="Panel"))
    child, session = a_child(county), a_session(county, *a_service(county))
    _, _, beds = a_house(county)
    moved(county, child, NEW)
    stay = wanted(child, beds[0], FRI, FRI + timedelta(days=2))

    def said():
        (club,) = [one for one in place_offered(county.at(), child, (session,))[0].findings if one.rule == "R-E3"]
        (house,) = [one for one in county.at().ask(stay_asked, stay).findings if one.rule == "R-E3"]
        return {lives(county, child).chip, club.chip, house.chip}

    assert said() == {"Address to check"}
    moved(county, child, NEW, EBB)
    assert said() == {"Lives in Kent"}
    assert county.at().ask(child_card, child).district == "Ebbsfleet"
    assert county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    proved(county)


def test_a_neighbours_district_may_hold_a_venue_and_a_home_there_is_out_of_area(file_county):
    county, rye = file_county, "E07000064"
    manager = county.at(Role.MANAGER)
    manager.perform(set_code, SetCode("district", rye, "Rother", elsewhere=True, reason="Panel"))
    child, (service, venue) = a_child(county), a_service(county, name="Over the Border")
    session = a_session(county, service, venue)
    _, _, beds = a_house(county)
    moved(county, child, NEW, rye)
    (held,) = [one for one in county.at().ask(provider_to_edit, 1).venues if one.id == venue]
    manager.perform(save_venue, SaveVenue(1, venue, held.version, held.name, "Rye Road", NEW, district=rye))
    assert [row.name for row in county.at().ask(directory, Filters(district=rye))[0]] == ["Over the Border"]
    (club,) = [one for one in place_offered(county.at(), child, (session,))[0].findings if one.rule == "R-E3"]
    stay = wanted(child, beds[0], FRI, FRI + timedelta(days=2))
    (house,) = [one for one in county.at().ask(stay_asked, stay).findings if one.rule == "R-E3"]
    for found in (lives(county, child), club, house):
        assert (found.outcome, found.chip) == (Outcome.NOT_MET, "Lives in Rother")
        assert found.reason.endswith(" lives in Rother, which is another council’s and not Kent.")
    assert county.at().ask(child_card, child).district == "Rother, not Kent"
    assert rye not in {one.district_code for one in county.at().ask(range_by_district)}, "what it lacks is not ours to tell"
    manager.perform(set_code, SetCode("district", rye, "Rother", reason="Panel"))
    assert lives(county, child).chip == "Lives in Kent", "unmarked, it is ours"
    with pytest.raises(Refused, match="Only a district"):
        manager.perform(set_code, SetCode("need", "X", "x", elsewhere=True, reason="Panel"))
    manager.perform(set_code, SetCode("district", MEDWAY, "Medway Towns", reason="Panel"))
    moved(county, child, "ME7 1AA")
    assert lives(county, child).chip == "Lives in Medway Towns", "whatever is said of it, Medway is not Kent"


def test_it_is_ours_on_its_days_alone_and_one_that_ended_is_asked_about(added):
    child = a_child(added)
    moved(added, child, NEW, EBB)
    added.at(Role.MANAGER).perform(set_code, SetCode("district", EBB, "Ebbsfleet", retired=True, reason="Panel"))
    found = lives(added, child)
    assert (found.outcome, found.chip) == (Outcome.TO_DECIDE, "District to check")
    assert "not on the council's list" in found.reason and added.at().ask(child_card, child).district == "Ebbsfleet"
    assert EBB not in {one.district_code for one in added.at().ask(range_by_district)}
    moved(added, child, "ME7 1AA", MEDWAY)
    assert lives(added, child).outcome in {Outcome.NOT_MET, Outcome.TO_DECIDE}, "Medway is not Kent whatever the list"


def test_a_district_is_named_by_a_person_only_where_the_postcode_tells_none(added):
    child = a_child(added)
    with pytest.raises(Refused, match=r"CT11 9HH is in Thanet\.") as said:
        moved(added, child, "CT11 9HH", EBB)
    assert said.value.field == "district"
    with pytest.raises(Refused, match="not on the council's list"):
        moved(added, child, NEW, TEXTS[1])
    moved(added, child, NEW, EBB)
    assert added.at().ask(child_card, child).district_named == EBB, "the form begins with it"
    moved(added, child, "CT11 9HH")
    card = added.at().ask(child_card, child)
    assert (card.district, card.district_named) == ("Thanet", "")
    added.at(Role.MANAGER).perform(set_code, SetCode("district", THANET, "Thanet", retired=True, reason="Panel"))
    moved(added, child, "CT11 9HH", EBB)
    assert added.at().ask(child_card, child).district == "Ebbsfleet", "what the postcode tells is no district of today"


def test_its_venues_are_found_counted_on_the_map_and_listed_with_what_it_lacks(added):
    service, venue = a_service(added, name="Lakeside Club")
    a_session(added, service, venue, places=5)
    (held,) = added.at().ask(provider_to_edit, 1).venues
    request = SaveVenue(1, venue, held.version, held.name, "Lake Road", NEW, district=EBB)
    added.at(Role.MANAGER).perform(save_venue, request)
    (again,) = added.at().ask(provider_to_edit, 1).venues
    assert again.district == EBB
    assert {one.code: (one.name, one.free) for one in added.at().ask(districts_free)}[EBB] == ("Ebbsfleet", 5)
    assert [row.name for row in added.at().ask(directory, Filters(district=EBB))[0]] == ["Lakeside Club"]
    assert [row.name for row in added.at().ask(directory, Filters("garden"))[0]] == ["Lakeside Club"]
    (row,) = [one for one in added.at().ask(range_by_district) if one.district_code == EBB]
    assert sum(cell.services for cell in row.cells) == 1 and len(added.at().ask(range_by_district)) == 13
    child = a_child(added)
    wish = Wish(child, SAT.date(), SAT.date(), within_miles=None, district=EBB)
    assert [one.name for one in added.at().ask(breaks_for, wish).rows] == ["Lakeside Club"]


def test_files_name_it_and_it_goes_out_and_comes_back(added):
    head = ["Provider", "Service", "Venue", "Venue postcode", "Venue district"]
    bring_directory(added, as_csv(head, ["Kites", "Fridays", "Hall", NEW, "garden city"]))
    written = added.at().ask(directory_as_csv)
    assert b"Ebbsfleet" in written or EBB.encode() in written
    assert added.at().ask(directory_previewed, written).count("", "same") == 3
    rows = added.at().ask(directory_previewed, as_csv(head, ["Kites", "Fridays", "Hall", NEW, "Thanet"])).rows
    assert [one.words for told in rows for one in told.fields] == ["district"], "no postcode tells it, so the file may"
    data = file_of(ADA | {"Postcode": NEW, "District": "Ebbsfleet"}, head=[*HEAD, "District"])
    added.at().perform(bring_in_families, BringInFamilies(data, added.at().ask(families_previewed, data).seen))
    assert lives(added, 1).chip == "Lives in Kent"
