"""A district's older names find: searches, filters, the wish of a family, and files; Shepway is Folkestone and Hythe."""

import json

import pytest
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral, directory_previewed
from shortbreaks.families.queries import child_card
from shortbreaks.providers.queries import Filters, directory, districts_free, index_provider
from shortbreaks.providers.search import find_providers
from shortbreaks.providers.tables import Venue
from tests.builders import SAT, a_child, a_service, a_session
from tests.exchange.test_directory_csv import as_csv
from tests.exchange.test_directory_csv import bring as bring_directory
from tests.exchange.test_families_csv import ADA, HEAD, BringInFamilies, bring_in_families, families_previewed, file_of
from tests.nasty import TEXTS

FOLKESTONE = "E07000112"


@pytest.fixture
def two(county):
    """A club in Folkestone and one in Broadstairs."""
    found = {}
    for name, postcode in (("Harbour Club", "CT20 1QX"), ("Sandpipers", "CT10 1JX")):
        service, venue = found[name] = a_service(county, name=name, postcode=postcode)
        a_session(county, service, venue)
    with Session(county.database.writing) as db, db.begin():
        for provider in (1, 2):
            index_provider(db, provider)
    return found


def named(county, typed):
    return [one.name for one in county.at().ask(directory, Filters(typed))[0]], [one.name for one in county.at().ask(find_providers, typed)]


@pytest.mark.parametrize(("typed", "found"), [
    ("Shepway", ["Harbour Club"]), ("shepw", ["Harbour Club"]), ("harbour shepway", ["Harbour Club"]), ("sandpipers shepway", []),
    ("Folkestone", ["Harbour Club"]), ("thanet", ["Sandpipers"]), ("sh", []), *((words, []) for words in TEXTS[4:7]),
])  # fmt: skip
def test_an_old_name_finds_as_the_new_one_does(county, two, typed, found):
    assert named(county, typed) == (found, found)


def test_a_name_that_the_council_gives_finds_at_once(county, two):
    county.at(Role.MANAGER).perform(set_code, SetCode("district", FOLKESTONE, "Romney Coast", "Shepway, Cinque Ports", reason="Panel"))
    for typed in ("cinque", "romney", "Shepway"):
        assert named(county, typed)[0] == ["Harbour Club"], typed
    assert {one.code: one.name for one in county.at().ask(districts_free)}[FOLKESTONE] == "Romney Coast"


def test_a_family_asks_for_a_district(county, two):
    child = a_child(county)
    wish = Wish(child, SAT.date(), SAT.date(), within_miles=None)
    assert {row.name for row in county.at().ask(breaks_for, wish).rows} == {"Harbour Club", "Sandpipers"}
    only = Wish(child, SAT.date(), SAT.date(), within_miles=None, district=FOLKESTONE)
    assert [row.name for row in county.at().ask(breaks_for, only).rows] == ["Harbour Club"]


def venue_of(county, number=1):
    with Session(county.database.reading) as db:
        return db.get(Venue, number)


@pytest.mark.parametrize(("postcode", "named", "kept"), [
    ("", "Shepway", FOLKESTONE), ("", FOLKESTONE, FOLKESTONE), ("CT10 1JX", "Shepway", "E07000114"), ("ZZ99 9ZZ", "Folkestone and Hythe", FOLKESTONE),
    ("", "Elsewhere", ""), ("", "", ""),
])  # fmt: skip
def test_a_directory_file_names_a_district_where_the_postcode_tells_none(county, postcode, named, kept):
    data = as_csv(["Provider", "Service", "Venue", "Venue postcode", "Venue district"], ["Kites", "Fridays", "Hall", postcode, named])
    bring_directory(county, data)
    assert venue_of(county).district == kept
    for out in (directory_as_csv, directory_as_referral):
        written = county.at().ask(out)
        assert county.at().ask(directory_previewed, written).count("", "same") == 3
    assert county.at().ask(directory_previewed, data).count("", "same") == 3


def test_the_preview_says_no_district_that_the_postcode_will_contradict(county):
    head, row = ["Provider", "Service", "Venue", "Venue postcode", "Venue district"], ["Kites", "Fridays", "Hall"]
    bring_directory(county, as_csv(head, [*row, "", ""]))
    rows = county.at().ask(directory_previewed, as_csv(head, [*row, "CT10 1JX", "Shepway"])).rows
    assert [one.words for told in rows for one in told.fields] == ["postcode"]


def test_another_councils_feed_names_it_in_its_address(county):
    place = {"id": "p1", "name": "Hall", "addresses": [{"address_1": "Hall Road", "city": "Hythe", "region": "Shepway", "country": "GB"}]}
    feed = json.dumps([{
        "id": "s1", "name": "Fridays", "status": "active", "organization": {"id": "o1", "name": "Kites"},
        "service_at_locations": [{"id": "a1", "location": place}],
    }]).encode()  # fmt: skip
    bring_directory(county, feed)
    assert venue_of(county).district == FOLKESTONE and venue_of(county).address == "Hall Road\nHythe\nShepway"
    assert county.at().ask(directory_previewed, feed).count("", "same") == 3


@pytest.mark.parametrize(("postcode", "said", "lives_in"), [
    ("", "Shepway", "Folkestone and Hythe"), ("CT16 1AA", "Shepway", "Dover"), ("", "", "Outside Kent"),
])  # fmt: skip
def test_a_families_file_names_it_too(file_county, postcode, said, lives_in):
    data = file_of(ADA | {"Postcode": postcode, "District": said}, head=[*HEAD, "District"])
    file_county.at().perform(bring_in_families, BringInFamilies(data, file_county.at().ask(families_previewed, data).seen))
    assert file_county.at().ask(child_card, 1).district == lives_in
