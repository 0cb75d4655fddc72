"""Feeds nobody has seen yet: parts missing, of another type or nasty; whatever comes, it is kept whole or told, and goes out valid."""

import copy
import gzip
import json
import random

import pytest

from shortbreaks.errors import Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import directory_as_referral, directory_previewed, read_file
from shortbreaks.exchange.referral_reading import read_referral
from shortbreaks.exchange.referral_shape import faults_of, fitted
from tests.nasty import TEXTS


def key(letter):
    return f"{letter * 8}-{letter * 4}-4{letter * 3}-8{letter * 3}-{letter * 12}"


WHOLE = {
    "id": key("a"), "name": "Kites", "description": "<p>One</p>", "url": "https://kites.example", "email": "kites@example.org", "status": "active",
    "fees": "Free", "minimum_age": 5, "maximum_age": 11, "assured_date": "2026-01-01", "last_modified": "2026-01-01T10:00:00Z",
    "schedules": [{"id": key("b"), "freq": "WEEKLY", "interval": 1, "byday": "SA", "opens_at": "10:00", "valid_from": "2026-01-01"}],
    "service_areas": [{"id": key("c"), "name": "Thanet"}], "languages": [{"id": key("d")}],
    "service_at_locations": [{"id": key("e"), "location": {
        "id": key("f"), "location_type": "physical", "name": "Hall", "latitude": 51.3, "longitude": 1.4,
        "addresses": [{"id": key("1"), "address_1": "1 Road", "city": "Broadstairs", "state_province": "Kent", "postal_code": "CT10 1JX",
                       "country": "GB", "address_type": "physical"}],
        "accessibility": [{"id": key("2"), "description": "Step-free"}]}}],
    "organization": {"id": key("3"), "name": "Kite Trust", "description": "A trust", "website": "https://kites.example"},
    "cost_options": [{"id": key("4"), "option": "Child", "amount": 3.5, "valid_from": "2026-01-01"}],
    "contacts": [{"id": key("5"), "name": "Ann", "phones": [{"id": key("6"), "number": "01632 960170"}]}],
    "attributes": [{"id": key("7"), "link_type": "x", "taxonomy_term": {"id": key("8"), "name": "n", "description": "d"}}],
    "eligibility": [{"minimum_age": 4}], "pc_unknown": {"x": [1, "two", None]},
}  # fmt: skip
ODD = [None, "", 0, -1, 1.5, 10**17, 10**30, True, [], {}, [[]], [None], {"a": 1}, "12", "x", "2024-13-45", "2024-01-01T00:00:00+01:00", *TEXTS]


def steps_to(value, so_far=()):
    yield so_far
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inside:
        yield from steps_to(one, (*so_far, step))


def spoiled(chance):
    """The whole record with a few of its parts taken away or replaced."""
    record = copy.deepcopy(WHOLE)
    for _ in range(chance.choice((1, 2, 4, 9))):
        steps = chance.choice([one for one in steps_to(record) if one])
        holder = record
        for step in steps[:-1]:
            holder = holder[step]
        if isinstance(holder, dict) and chance.random() < 0.3:
            del holder[steps[-1]]
        else:
            holder[steps[-1]] = copy.deepcopy(chance.choice(ODD))
    return record


@pytest.mark.parametrize("seed", range(6))
def test_a_spoiled_record_is_read_or_told_and_fits_the_published_shape(seed):
    chance = random.Random(seed)
    for _ in range(60):
        try:
            read = read_referral(json.dumps([spoiled(chance)]).encode())
        except Refused:
            continue
        assert len(read.of("service")) + len(read.refused()) == 1
        for one in read.of("service"):
            written = fitted({**one.foreign, "id": WHOLE["id"], "name": one.name, "status": "active"})
            assert faults_of(written) == []
            assert fitted(written) == written


@pytest.mark.parametrize("seed", range(3))
def test_a_strange_feed_comes_in_goes_out_and_comes_back_the_same(seed, file_county, server_county):
    chance = random.Random(100 + seed)
    records = [spoiled(chance) for _ in range(60)]
    for number, record in enumerate(records):
        if record.get("id") == WHOLE["id"]:
            record["id"] = f"{WHOLE['id'][:-3]}{number:03d}"
    data = json.dumps(records).encode()

    def bring(county, data):
        preview = county.at().ask(directory_previewed, data)
        county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))

    def news(county, data):
        preview = county.at().ask(directory_previewed, data)
        return [(row.table, row.name, row.act, row.fields) for row in preview.rows if row.act in {"new", "changed"}]

    bring(file_county, data)
    assert news(file_county, data) == []
    written = file_county.at().ask(directory_as_referral)
    assert [faults_of(one) for one in json.loads(written)["contents"] if faults_of(one)] == []
    assert news(file_county, written) == []
    bring(server_county, written)
    assert news(server_county, written) == []
    assert json.loads(server_county.at().ask(directory_as_referral)) == json.loads(written)


def test_flat_tables_of_json_put_places_addresses_and_telephones_where_they_belong():
    """The tables of the published form beside each other in one object, as some councils send them."""
    tables = {
        "service": [{"id": "s1", "organization_id": "o1", "name": "Kites", "status": "active"}],
        "organization": [{"id": "o1", "name": "Kite Trust"}],
        "location": [{"id": "l1", "name": "Hall", "latitude": 51.33, "longitude": 1.42}, {"id": "l2", "name": None}],
        "services_at_location": [{"id": "x", "service_id": "s1", "location_id": "l1"}, {"id": "y", "service_id": "gone"}, 5],
        "physical_addresses": [{"id": "a1", "location_id": "l1", "address_1": "1 Road", "city": "Ramsgate", "postal_code": "CT11 9HH"}],
        "phone": [{"id": "p", "service_id": "s1", "number": "01632 960001"}, {"id": "q", "service_id": "s1", "number": float("nan")}],
        "taxonomy_term": [{"id": "t", "name": "Kites"}],
    }
    read = read_referral(json.dumps(tables).encode())
    (place,), (club,) = read.of("venue"), read.of("service")
    assert (place.name, place.owner, place.fields["postcode"]) == ("Hall", "o1", "CT11 9HH")
    assert [one["number"] for one in club.foreign["phones"]] == ["01632 960001"]
    assert "4 rows of the tables belong to no record in them, and are not kept." in read.said and not read.refused()


@pytest.mark.parametrize(("given", "name"), [
    ("Kite Trust", "Kite Trust"), ([{"id": "o1", "name": "Kite Trust"}], "Kite Trust"), ("8c1d0c5e-0000-4000-8000-000000000001", "Kites"),
    (["a", "b"], "Kites"), ({"id": "o1", "name": "Kite Trust"}, "Kite Trust"),
])  # fmt: skip
def test_an_organisation_named_in_words_or_in_a_list_is_the_provider(given, name):
    read = read_referral(json.dumps([{"id": "s1", "name": "Kites", "status": "active", "organization": given}]).encode())
    assert [one.name for one in read.of("provider")] == [name] and not read.refused()


def services(count):
    return [{**copy.deepcopy(WHOLE), "id": f"{WHOLE['id'][:-3]}{n:03d}", "name": f"Kites {n}"} for n in range(count)]


def as_lines(records):
    return b"\n".join(json.dumps(one).encode() for one in records)


@pytest.mark.parametrize(
    "packed",
    [
        lambda all_: json.dumps(all_).encode(), as_lines, lambda all_: as_lines([{"contents": [one]} for one in all_]),
        lambda all_: json.dumps({"total_pages": 1, "page_number": 1, "contents": all_}).encode(),
        lambda all_: json.dumps([{"page_number": n, "contents": [one]} for n, one in enumerate(all_)]).encode(),
        lambda all_: json.dumps({"totalPages": 1, "number": 1, "content": all_}).encode("utf-16"),
        lambda all_: b"\xef\xbb\xbf" + json.dumps({"service": all_}).encode(),
        lambda all_: json.dumps({"data": {"items": all_}}).encode(),
        lambda all_: gzip.compress(as_lines(all_[:1])) + gzip.compress(b"\n" + as_lines(all_[1:])),
    ],
)
def test_every_way_a_feed_is_packed_gives_the_same_services(packed):
    read = read_file(packed(services(3)))
    assert [one.name for one in read.of("service")] == ["Kites 0", "Kites 1", "Kites 2"]
    assert [one.name for one in read.of("provider")] == ["Kite Trust"] and not read.refused()


@pytest.mark.parametrize(("first", "second"), [("organization", "service"), ("services", "organizations")])
def test_tables_beside_each_other_are_joined_and_an_organisation_is_never_a_service(first, second):
    tables = {
        "organization": [{"id": key("3"), "name": "Kite Trust", "description": "A trust"}],
        "service": [{"id": key("a"), "organization_id": key("3"), "name": "Kites", "description": "<b>One</b> &amp; two", "status": "active"}],
    }  # fmt: skip
    read = read_referral(json.dumps({name: tables[name.removesuffix("s")] for name in (first, second)}).encode())
    assert [(one.key, one.name) for one in read.of("provider")] == [(key("3"), "Kite Trust")]
    assert [(one.name, one.owner, one.fields["description"]) for one in read.of("service")] == [("Kites", key("3"), "One & two")]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"PK\x03\x04rest", "zip is cut off"), (lambda: b"\x1f\x8b\x08", "packed file is cut off"),
        (lambda: gzip.compress(b"[]")[:-8] + b"x" * 8, "packed file is damaged"),
        (lambda: gzip.compress(gzip.compress(b"[]")), "holds another packed"),
        (lambda: gzip.compress(b" " * 20_000_001), "larger than 20 MB"), (lambda: b"<!DOCTYPE html><p>502</p>", "web page"),
        (lambda: b"\xef\xbb\xbf <html>", "web page"),
    ],
)  # fmt: skip
def test_what_is_no_directory_says_what_it_is(make, said):
    with pytest.raises(Refused, match=said):
        read_file(make())


@pytest.mark.parametrize("form", ["json", "csv"])
def test_letters_pasted_from_another_program_into_a_file_of_utf_8_leave_all_others_whole(form):
    whole = '[{"id": "s1", "name": "Café – für alle", "description": "It’s £5", "status": "active", "organization": {"name": "Café £ Trust"}}]'
    if form == "csv":
        whole = "id,name,description,status\r\ns1,Café – für alle,It’s £5,active\r\n"
    data = whole.encode().replace("’".encode(), b"\x92").replace("ü".encode(), b"\xfc")
    (club,) = read_file(data).of("service")
    assert (club.name, club.fields["description"]) == ("Café – für alle", "It’s £5")


def test_a_place_whose_own_name_is_empty_goes_out_and_comes_back(file_county, server_county):
    place = {"id": "l1", "name": "", "addresses": [{"address_1": "12 High St", "city": "Broadstairs", "postal_code": "CT10  1JX"}]}
    data = json.dumps({**copy.deepcopy(WHOLE), "service_at_locations": [{"location": place}]}).encode()
    file_county.at().perform(bring_in_directory, BringInDirectory(data, file_county.at().ask(directory_previewed, data).seen))
    written = file_county.at().ask(directory_as_referral)
    preview = server_county.at().ask(directory_previewed, written)
    assert [row.name for row in preview.rows if row.table == "venue"] == ["12 High St"]
    server_county.at().perform(bring_in_directory, BringInDirectory(written, preview.seen))
    assert server_county.at().ask(directory_as_referral) == written
    nameless = json.dumps({**copy.deepcopy(WHOLE), "service_at_locations": [{"location": {**place, "short_breaks": {"fields": {}}}}]}).encode()
    assert read_file(nameless).of("service"), "one place that cannot be kept keeps no file out"
