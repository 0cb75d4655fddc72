"""Feeds as other councils' systems write them: each form, each freedom of the published shape, and nothing of them lost."""

import io
import json
import zipfile

import pytest

from shortbreaks.errors import Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.plain_text import to_plain
from shortbreaks.exchange.queries import directory_as_referral, directory_previewed, read_file
from shortbreaks.exchange.referral_reading import read_referral
from shortbreaks.exchange.referral_shape import faults_of

TRUST = {"id": "o1", "name": "Kite Trust", "description": "A trust"}
ROAD = {"address_1": "1 Road", "city": "Broadstairs", "postal_code": "ct10 1jx"}


def as_json(value, encoding="utf-8"):
    return json.dumps(value, ensure_ascii=False).encode(encoding)


def as_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def of_outpost():
    """A council's own open-source directory: British names, ids that are numbers, places that hold their own address."""
    return {"page": 1, "size": 1, "totalPages": 1, "totalElements": 1, "content": [{
        "id": 3556, "name": "Kites", "description": "One &amp;amp; <b>two</b>", "url": None, "min_age": 5, "max_age": 11, "free": True,
        "status": "temporarily_closed", "updated_at": "2024-09-13T11:54:32.661Z", "organisation": {"id": 9, "name": "Kite Trust"},
        "locations": [{"id": 4, "name": "Hall", **ROAD, "geometry": {"type": "Point", "coordinates": [1.42, 51.35]},
                       "accessibilities": [{"name": "Hoist", "slug": "hoist"}]}],
        "contacts": [{"title": "Manager", "phone": "tel:01632 960001", "email": "a@kites.example"}],
        "regular_schedules": [{"id": 1, "weekday": "Monday", "opens_at": "16:00", "freq": "week"}],
        "cost_options": [{"id": 1, "option": "per hour", "amount": "£3.50"}], "send_needs": [{"id": 1, "name": "Autism", "slug": "autism"}],
    }]}  # fmt: skip


def of_json_api():
    return {
        "data": [{"type": "services", "id": "s1", "attributes": {"name": "Kites", "status": "active", "minimum_age": "5 to 11", "fees": "Free"},
                  "relationships": {"organization": {"data": {"type": "organizations", "id": "o1"}},
                                    "locations": {"data": [{"type": "locations", "id": "l1"}]},
                                    "program": {"data": {"type": "programs", "id": "not told"}}}, "links": {"self": "https://kites.example/s1"}}],
        "included": [{"type": "organizations", "id": "o1", "attributes": {"name": "Kite Trust", "email": "mailto:a@kites.example"},
                      "relationships": {"services": {"data": [{"type": "services", "id": "s1"}]}}},
                     {"type": "locations", "id": "l1", "attributes": {"name": "Hall"},
                      "relationships": {"addresses": {"data": [{"type": "addresses", "id": "a1"}]}}},
                     {"type": "addresses", "id": "a1", "attributes": ROAD}],
        "meta": {"total": 1}, "jsonapi": {"version": "1.1"},
    }  # fmt: skip


def of_map():
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [0, 0]},
         "properties": {"Name": "Kites", "Organisation": "Kite Trust", "address": "1 Road, Broadstairs, CT10 1JX", "ages": "aged 5–11 years", "colour": "red"}},
    ]}  # fmt: skip


def of_graphql():
    node = {"id": "s1", "name": "Kites", "status": "ACTIVE", "organization": TRUST, "minimumAge": "5", "maximumAge": "11 yrs",
            "serviceAtLocations": {"location": {"name": "Hall", "addresses": ROAD}}, "costOptions": "£3 a morning",
            "languages": ["en", "French"], "schedules": [{"freq": "DAILY", "byday": ["MO", "TU"], "until": "31/12/2026"}]}  # fmt: skip
    return {"data": {"services": {"edges": [{"node": node, "cursor": "x"}], "pageInfo": {"hasNextPage": False}}}}


def of_windows():
    """Names with capitals, as one family of servers writes them, in that system's own letters."""
    return {"Services": [{"Id": "S-1", "Name": "Kités – club", "Description": "Costs £5", "Status": "Active", "MinimumAge": 5, "MaximumAge": 11,
                          "Organization": {"Id": "O-1", "Name": "Kite Trust"}, "Address1": "x",
                          "ServiceAtLocations": [{"Location": {"Name": "Hall", "Addresses": [{"Address1": "1 Road", "City": "Broadstairs", "PostalCode": "CT101JX"}]}},
                                                 {"Id": "y", "Location": None}]}]}  # fmt: skip


LONE = (
    "id,organization_id,name,description,status,minimum_age,maximum_age,fees\r\n"
    's1,o1,Kites,"<p>Café</p>",Active,5,11,£3.50\r\ns2,o1,Owls,,Defunct,,,\r\n'
)
FLAT = (
    "id;name;organization.id;organization.name;minimum_age;maximum_age;contacts/0/phones/0/number;service_at_locations/0/location/name;"
    "service_at_locations/0/location/addresses/0/address_1;service_at_locations/0/location/addresses/0/city;"
    "service_at_locations/0/location/addresses/0/postal_code\r\ns1;Kites;o1;Kite Trust;5;11;01632 960001;Hall;1 Road;Broadstairs;CT10 1JX\r\n"
)
TABLES = {
    "hsds/service.csv": LONE, "hsds/attribute.csv": "id,link_id,taxonomy_term_id\na,s1,t\n", "hsds/taxonomy_term.csv": "id,name\nt,After-school clubs\n",
    "hsds/language.csv": "id,service_id,name\nn,s1,Makaton\n", "hsds/datapackage.json": "{}",
}  # fmt: skip
LISTED = {"id": "s1", "name": "Kites", "status": "active", "organization": {"id": "o1", "name": "Kite Trust"}, "contacts": None, "schedules": []}
DETAIL = {**LISTED, "organization": TRUST, "description": "&lt;p&gt;Itâ€™s for all&lt;/p&gt;&lt;ul&gt;&lt;li&gt;cafÃ© &amp;amp; swings&lt;/li&gt;&lt;/ul&gt;", "alert": "Ring first",
          "service_at_locations": [{"location": {"name": "Hall", "addresses": [ROAD]}}], "minimum_age": 5, "maximum_age": 11}  # fmt: skip
BY_ID = {"s1": DETAIL, "s2": {"id": "s2", "name": "Owls", "status": "marked for deletion", "organization": {**TRUST, "email": "b@kites.example"}}}

FEEDS = {
    "outpost": as_json(of_outpost()), "JSON:API": as_json(of_json_api()), "GeoJSON": as_json(of_map()), "GraphQL": b"\xef\xbb\xbf" + as_json(of_graphql()),
    "capitals": as_json(of_windows(), "cp1252"), "lone table": LONE.encode("cp1252"), "flat table": FLAT.encode(), "tables": as_zip(TABLES),
    "list and details": as_zip({"list.json": as_json({"contents": [LISTED]}), "services/s1/service.json": as_json(DETAIL)}),
    "by id": as_json(BY_ID).replace(b"}, ", b"},\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_every_form_gives_the_provider_the_place_and_the_ages(name):
    read = read_file(FEEDS[name])
    assert not read.refused()
    kites = read.of("service")[0]
    assert kites.name in {"Kites", "Kités – club"} and (kites.fields["min_age"], kites.fields["max_age"]) == (5, 11)
    (trust,) = read.of("provider")
    assert trust.name == ("Provider of Kites" if name in {"lone table", "tables"} else "Kite Trust") and kites.owner == trust.key
    places = [(one.fields["address"].split("\n")[:2], one.fields["postcode"]) for one in read.of("venue")]
    assert places == ([] if name in {"lone table", "tables"} else [(["1 Road", "Broadstairs"], "CT10 1JX")])


def leaves(value, name=""):
    """Every single value of a feed, but for names of records, which go out in the published form of an id."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from leaves(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, name)
    elif value not in (None, "") and not name.casefold().endswith("id") and name not in {"type", "status", "Status"}:
        yield str(value)


ABOUT = {"page", "size", "totalPages", "totalElements", "pageInfo", "jsonapi", "meta", "cursor"}  # of pages, not of services


@pytest.mark.parametrize("made", [of_outpost, of_json_api, of_map, of_graphql, of_windows])
def test_no_value_of_a_feed_is_lost_when_it_is_kept_nor_when_it_goes_out(made, file_county):
    data = as_json(made())
    preview = file_county.at().ask(directory_previewed, data)
    file_county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
    inside = made()
    for name in ABOUT:
        inside.pop(name, None)
    if made is of_graphql:
        inside = inside["data"]["services"]["edges"][0]["node"]
    wanted = set(leaves(inside))
    kept = {one for record in read_file(data).records for one in leaves(dict(record.foreign))}
    assert wanted <= kept
    written = json.loads(file_county.at().ask(directory_as_referral))["contents"]
    out = {one for record in written for one in leaves(record)}
    assert {one for one in wanted - out if one.lstrip("£").rstrip("0") not in out and one not in {"MO", "TU"}} == set()


def test_all_of_them_come_in_go_out_valid_and_come_back_the_same(file_county, server_county):
    def news(county, data):
        return [(row.table, row.name, row.fields) for row in county.at().ask(directory_previewed, data).rows if row.act in {"new", "changed"}]

    for name, data in FEEDS.items():
        if name in {"flat table", "lone table", "list and details"}:
            continue  # they name the same records as another, and say less or something else of them
        preview = file_county.at().ask(directory_previewed, data)
        file_county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
        assert news(file_county, data) == [], name
    written = file_county.at().ask(directory_as_referral)
    assert [faults_of(one) for one in json.loads(written)["contents"] if faults_of(one)] == []
    assert news(file_county, written) == []
    preview = server_county.at().ask(directory_previewed, written)
    server_county.at().perform(bring_in_directory, BringInDirectory(written, preview.seen))
    assert server_county.at().ask(directory_as_referral) == written


@pytest.mark.parametrize(("said", "low", "high"), [
    ("5 to 12", 5, 12), ("0-25", 0, 25), ("Ages 5–11 years", 5, 11), ("8+", 8, None), ("16 and over", 16, None), ("under 5", None, 4),
    ("birth to 5", 0, 5), ("6 months to 3 years", 0, 3), ("up to 18", 0, 18), ("5 - 11 on Mondays", None, None), ("12 to 5", None, None),
    ("any", None, None), ("٥-١١", None, None), ("5-500", None, None),
])  # fmt: skip
def test_ages_in_words_are_read_and_told_or_left_alone(said, low, high):
    for record in ({"age_range": said}, {"eligibility": [{"eligibility": said}]}, {"minimum_age": said}):
        read = read_referral(as_json([{"id": "s1", "name": "Kites", "status": "active", "organization": TRUST, **record}]))
        (one,) = read.of("service")
        assert (one.fields["min_age"], one.fields["max_age"]) == (low, high)
        assert len(read.notes) == (low is not None or high is not None or "minimum_age" in record)


@pytest.mark.parametrize(("status", "state"), [
    ("open", "open"), ("Published", "open"), ("temporarily_closed", "closed"), ("archived", "closed"), ("draft", "closed"), ("deleted", "closed"),
])  # fmt: skip
def test_what_another_directory_does_not_offer_is_not_offered_here(status, state):
    read = read_referral(as_json([{"id": "s1", "name": "Kites", "status": status, "organization": TRUST}]))
    assert read.of("service")[0].fields["state"] == state and not read.notes


@pytest.mark.parametrize(("came", "meant"), [
    ("Kites &amp;amp; Owls", "Kites & Owls"), ("It&amp;#39;s &amp;pound;5", "It's £5"), ("&lt;p&gt;One&lt;br /&gt;two&lt;/p&gt;", "One\ntwo"),
    ("Itâ€™s a cafÃ© â€“ Â£5", "It’s a café – £5"), ("a &lt;b&gt; tag", "a <b> tag"), ("Ring &amp;notify; us", "Ring &notify; us"),
    ("Âge, naïve, SÃO", "Âge, naïve, SÃO"), ("<p>x &amp;lt; y</p>", "x < y"),
])  # fmt: skip
def test_what_was_encoded_twice_or_misread_is_said_as_it_was_meant(came, meant):
    assert to_plain(came) == meant


def test_an_organisation_told_twice_is_whole_and_its_other_name_is_told():
    read = read_referral(as_json([
        {"id": "s1", "name": "Kites", "organization": TRUST},
        {"id": "s2", "name": "Owls", "organization": {"id": "o1", "name": "Kite Trust Ltd", "email": "mailto:a@kites.example"}},
        {"id": "ABCDEFAB-1111-4111-8111-111111111111", "name": "A", "organization": TRUST},
        {"id": "abcdefab-1111-4111-8111-111111111111", "name": "B", "organization": {"id": "", "name": ""}},
    ]))  # fmt: skip
    (trust,) = [one for one in read.of("provider") if one.key == "o1"]
    assert (trust.name, trust.fields["description"], trust.fields["email"]) == ("Kite Trust", "A trust", "a@kites.example")
    assert [(note.row, note.path) for note in read.notes if "is called" in note.sentence and "Ltd" in note.sentence] == [(2, "organization.name")]
    assert [(note.row, note.path) for note in read.refused()] == [(4, "id")]  # the same UUID, whatever its letters


@pytest.mark.parametrize(("data", "said"), [
    (b"<?xml version='1.0'?><services/>", "is XML"), (b"Name,Email\r\nAnn,a@kites.example\r\n", "no column"),
    (b'callback([{"id": 1}]);', "no column"), (as_json({"data": [], "included": []}), "no services"), (as_json({"type": "FeatureCollection", "features": []}), "no services"),
])  # fmt: skip
def test_what_is_still_no_directory_says_so(data, said):
    with pytest.raises(Refused, match=said):
        read_file(data)


def test_thirty_thousand_services_are_read_and_one_that_is_cut_off_is_told():
    lines = [json.dumps({"id": f"s{n}", "name": f"Kites {n}", "organizationId": f"o{n % 90}", "status": "active"}) for n in range(30_000)]
    lines[700] = lines[700][:-9]
    read = read_file("\n".join(lines).encode())
    assert (len(read.of("service")), [one.line for one in read.refused()]) == (29_999, [701])
