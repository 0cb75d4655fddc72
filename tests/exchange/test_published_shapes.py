"""Every shape in which HSDS and Open Referral UK were published: places before services, wrapped records, pages of several kinds."""

import copy
import json

import pytest

from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import directory_as_referral, directory_previewed, read_file
from shortbreaks.exchange.referral_reading import read_referral
from shortbreaks.exchange.referral_shape import faults_of
from tests.exchange.test_packed import packed
from tests.exchange.test_strange_feeds import key

TRUST = {"id": key("3"), "name": "Kite Trust", "description": "A trust"}
KITES = {"id": key("a"), "name": "Kites", "description": "d", "status": "active", "pc_unknown": {"x": [1]}}
ROAD = {"id": key("1"), "address_1": "1 Road", "city": "Ramsgate", "postal_code": "CT11 9HH", "country": "GB"}
HALL = {"id": key("f"), "name": "Hall", "latitude": 51.3, "longitude": 1.4, "physical_addresses": [ROAD]}
BARN = {"id": key("e"), "name": "Barn", "location_type": "physical"}
WITH_TRUST = {**KITES, "organization": TRUST}
AT = [
    {"id": key("b"), "service": WITH_TRUST, "location": HALL, "note": "first"},
    {"id": key("c"), "service": WITH_TRUST, "location": BARN},
]


@pytest.mark.parametrize(("told", "places"), [
    ({"total_pages": 1, "page_number": 1, "contents": AT}, ["Hall", "Barn"]),  # HSDS 3: /service_at_locations
    (AT, ["Hall", "Barn"]), (AT[0], ["Hall"]),
    ({"service": WITH_TRUST}, []), ([{"service": KITES, "organization": TRUST}], []),
    ({**TRUST, "services": [KITES], "locations": [HALL]}, ["Hall"]),
    ({"organization": {**TRUST, "services": [{**KITES, "locations": [HALL]}]}}, ["Hall"]),
    ([{**HALL, "organization": TRUST, "services": [KITES]}], ["Hall"]),  # HSDS 1: places first
    ([{**HALL, "organization": TRUST, "services": [KITES]}, {**BARN, "organization": TRUST, "services": [KITES]}], ["Hall", "Barn"]),
    ([{**WITH_TRUST, "location": HALL}], ["Hall"]), ([{**WITH_TRUST, "location": [HALL, BARN]}], ["Hall", "Barn"]),
    ([{**WITH_TRUST, "service_at_location": [{"id": "x", "location": HALL}]}], ["Hall"]),
    ([WITH_TRUST, {**BARN, "organization": TRUST}], ["Barn"]),
    ({"organization": [TRUST], "service": [{**KITES, "organization_id": key("3")}], "location": [{**HALL, "organization_id": key("3")}]}, ["Hall"]),
])  # fmt: skip
def test_a_service_is_read_with_its_places_however_they_are_told(told, places):
    read = read_referral(json.dumps(told).encode())
    assert [(one.key, one.name, one.owner, one.foreign["pc_unknown"]) for one in read.of("service")] == [
        (key("a"), "Kites", key("3"), {"x": [1]})
    ]
    assert [(one.key, one.name) for one in read.of("provider")] == [(key("3"), "Kite Trust")]
    assert [(one.name, one.owner) for one in read.of("venue")] == [(name, key("3")) for name in places]
    assert not read.notes


def test_what_is_told_of_a_service_at_its_places_is_kept_whole():
    (kites,) = read_referral(json.dumps(copy.deepcopy(AT)).encode()).of("service")
    assert kites.foreign == {
        **WITH_TRUST,
        "service_at_locations": [{name: one for name, one in at.items() if name != "service"} for at in AT],
    }


def test_a_service_told_otherwise_at_its_second_place_is_refused_with_its_line():
    other = {**AT[1], "service": {**WITH_TRUST, "description": "another"}}
    read = read_referral(f"[{json.dumps(AT[0])},\n{json.dumps(other)}]".encode())
    (refused,) = read.refused()
    assert len(read.of("service")) == 1 and (refused.row, refused.line, refused.path) == (2, 2, "id")


def test_a_place_of_nobody_and_organisations_that_say_little_are_no_services():
    read = read_referral(f"[{json.dumps(WITH_TRUST)},\n{json.dumps(HALL)}]".encode())
    assert [(one.line, one.name, one.sentence) for one in read.refused()] == [
        (2, "Hall", "It is a place, and nothing says who runs it.")
    ]
    page = {
        "contents": [
            {**TRUST, "tax_id": None},
            {"id": key("9"), "name": "Lonely Trust", "description": "no more is said"},
        ]
    }
    read = read_referral(json.dumps(page).encode())
    assert [one.name for one in read.of("provider")] == ["Kite Trust", "Lonely Trust"] and not read.of("service")
    read = read_referral(
        json.dumps({"organizations": [TRUST], "services": [{"id": key("a"), "name": "Kites"}]}).encode()
    )
    assert [one.name for one in read.of("service")] == ["Kites"]  # the file itself says which are services


def test_an_older_place_and_telephone_are_read():
    old = {
        **WITH_TRUST,
        "phone": [{"number": "01632 960001"}],
        "locations": [{"id": key("f"), "name": "Hall", "physical_address": [ROAD]}],
    }
    read = read_referral(json.dumps({"services": [old]}).encode())
    assert (
        read.of("venue")[0].fields["postcode"] == "CT11 9HH"
        and read.of("service")[0].fields["contact_phone"] == "01632 960001"
    )


ONE = [WITH_TRUST]
MORE = "Another page comes after this one, which is not in this file."


@pytest.mark.parametrize(("page", "said"), [
    ({"total_pages": 3, "page_number": 2, "contents": ONE}, "This is page 2 of 3: the other pages are not in this file."),
    ({"totalPages": 3, "number": 1, "last": False, "content": ONE}, "This is page 1 of 3: the other pages are not in this file."),
    ({"totalPages": 3, "number": 0, "content": ONE}, "Only 1 page is in this file, and there are 3 of them."),
    ({"items": ONE, "page": 1, "pages": 3}, "This is page 1 of 3: the other pages are not in this file."),
    ({"meta": {"current_page": 1, "last_page": 9}, "data": ONE}, "This is page 1 of 9: the other pages are not in this file."),
    ({"data": ONE, "links": {"next": "https://kites.example?page=2"}}, MORE), ({"contents": ONE, "last_page": False}, MORE),
    ({"contents": ONE, "has_more": True}, MORE), ({"contents": ONE, "total_items": 30}, "The feed has 30 records, and this file holds 1 of them."),
    ([{"total_pages": 3, "page_number": n, "contents": ONE} for n in (1, 2)], "Only 2 pages are in this file, and there are 3 of them."),
    ([{"total_pages": 2, "page_number": n, "last_page": n == 2, "contents": ONE} for n in (1, 2)], ""),
    ({"total_pages": 1, "total_items": 1, "page_number": 1, "last_page": True, "contents": ONE}, ""), ({"contents": ONE, "next": None}, ""),
])  # fmt: skip
def test_a_file_that_is_not_the_whole_feed_says_so(page, said):
    lines = "\n".join(json.dumps(one) for one in page) if isinstance(page, list) else ""
    for data in filter(None, (json.dumps(page), lines)):
        told = [one for one in read_referral(data.encode()).said if "page" in one or "holds" in one]
        assert told == ([said] if said else [])


def test_a_zip_of_pages_or_of_tables_in_json_is_one_directory():
    club = {**WITH_TRUST, "id": key("b"), "name": "Club"}
    pages = [{"total_pages": 2, "page_number": n, "contents": [one]} for n, one in enumerate((WITH_TRUST, club), 1)]
    read = read_file(packed({f"page{n}.json": json.dumps(page) for n, page in enumerate(pages)}))
    assert [one.name for one in read.of("service")] == ["Kites", "Club"] and not any("page" in one for one in read.said)
    tables = {"service": [{**KITES, "organization_id": key("3")}], "organization": [TRUST], "location": [HALL],
              "service_at_location": [{"id": "x", "service_id": key("a"), "location_id": key("f")}]}  # fmt: skip
    read = read_file(packed({f"{name}.json": json.dumps(rows) for name, rows in tables.items()}))
    assert [[one.name for one in read.of(table)] for table in ("provider", "venue", "service")] == [
        ["Kite Trust"],
        ["Hall"],
        ["Kites"],
    ]


def test_services_at_places_come_in_go_out_valid_and_come_back_the_same(county):
    data = json.dumps({"contents": AT}).encode()
    preview = county.at().ask(directory_previewed, data)
    assert [row.act for row in preview.rows] == ["new"] * 4
    county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
    written = county.at().ask(directory_as_referral)
    assert [faults_of(one) for one in json.loads(written)["contents"]] == [[]]
    for file in (data, written):
        assert [row.act for row in county.at().ask(directory_previewed, file).rows] == ["same"] * 4


@pytest.mark.parametrize("named", [{"location": HALL}, {"service_at_location": [{"id": key("b"), "location": HALL}]}])
def test_a_place_that_is_named_as_it_once_was_goes_out_with_its_own_service_alone(file_county, named):
    data = json.dumps([{**WITH_TRUST, **named}, {**WITH_TRUST, "id": key("d"), "name": "Owls"}]).encode()
    preview = file_county.at().ask(directory_previewed, data)
    file_county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
    written = json.loads(file_county.at().ask(directory_as_referral))["contents"]
    assert {one["name"]: len(one.get("service_at_locations", ())) for one in written} == {"Kites": 1, "Owls": 0}


@pytest.mark.parametrize(("number", "inner", "rung"), [
    ("01632 960100", 12, "01632 960100 ext. 12"), ("01632 960100", "", "01632 960100"), ("01632 960100 ext. 12", "12", "01632 960100 ext. 12"),
])  # fmt: skip
def test_a_telephone_is_told_with_its_extension(number, inner, rung):
    contact = {"name": "Al", "phones": [{"number": number, "extension": inner}]}
    read = read_referral(json.dumps([{"id": "s1", "name": "Kites", "status": "active", "contacts": [contact]}]).encode())
    assert read.of("service")[0].fields["contact_phone"] == rung


def test_a_file_whose_only_record_cannot_be_kept_says_which_and_why():
    read = read_referral(b'[{"id": "s1", "name": "Kites", "status": "active", "description": "a\\u0000b"}]')
    (note,) = read.refused()
    assert (note.row, note.path) == (1, "description") and "cannot be kept" in note.sentence
