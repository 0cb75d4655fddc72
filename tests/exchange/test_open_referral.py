"""A real council's feed and the published examples: nothing lost, nothing mangled, bad records told with their place."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.held import whole_directory
from shortbreaks.exchange.json_files import read_json
from shortbreaks.exchange.plain_text import one_line, to_plain
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral, directory_previewed
from shortbreaks.exchange.referral_reading import read_referral
from shortbreaks.exchange.referral_shape import faults_of, fitted, formats
from shortbreaks.providers.queries import Filters, directory
from shortbreaks.providers.tables import Provider, Service, Venue
from shortbreaks.resources import resource
from tests.builders import a_service
from tests.nasty import NAMES, TEXTS

SHARED = Path(__file__).parents[3] / "shared" / "data" / "open_referral_uk"
A, B, ORG, P = (f"{n}{n}{n}{n}{n}{n}{n}{n}-1111-4111-8111-111111111111" for n in "abcd")


def service(**more):
    return {"id": A, "name": "Club", "status": "active", "organization": {"id": ORG, "name": "Org", "description": ""}, **more}


def as_file(*records):
    return json.dumps(records).encode()


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the council's feed and the published examples are not beside this checkout (../shared/data/open_referral_uk)")
    return path.read_bytes()


def bring(county, data):
    preview = county.at().ask(directory_previewed, data)
    return county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen)).answer


def counts(county, data):
    preview = county.at().ask(directory_previewed, data)
    return {act: preview.count("", act) for act in ("new", "changed", "same", "refused")}


def kept(county, record=Service):
    with Session(county.database.reading) as db:
        return {one.source_id: one for one in db.scalars(select(record))}


def change(county, record, **values):
    with Session(county.database.writing) as db, db.begin():
        db.execute(update(record).values(**values))


def is_of_the_published_shape(written):
    schema = json.loads(resource("open_referral_uk/service.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=formats())
    page = json.loads(written)
    assert [fault.message for one in page["contents"] for fault in checker.iter_errors(one)] == []
    return page


def test_the_council_feed_comes_in_whole(county):
    content = shared("north_lincolnshire.json")
    assert bring(county, content) == {"provider new": 239, "service new": 738}
    raw = {one["id"]: one for one in json.loads(content)}
    found = kept(county)
    assert set(found) == set(raw)
    for source, one in found.items():
        assert json.loads(one.foreign) == raw[source], "every field is kept, known or not"
        assert one.name == one_line(raw[source]["name"]) != ""
        assert one.kind == "other"
        assert "<p>" not in one.description and "&nbsp;" not in one.description and "&amp;" not in one.description
    assert counts(county, content) == {"new": 0, "changed": 0, "same": 977, "refused": 0}


def test_the_feed_goes_out_in_the_published_shape_and_comes_back_the_same(file_county, server_county):
    bring(file_county, shared("north_lincolnshire.json"))
    written = file_county.at().ask(directory_as_referral)
    page = is_of_the_published_shape(written)
    assert page["total_items"] == 738
    assert counts(file_county, written) == {"new": 0, "changed": 0, "same": 977, "refused": 0}
    bring(server_county, written)
    assert server_county.at().ask(directory_as_referral) == written


@pytest.mark.parametrize("name", ["service_full", "service_list", "organization_full", "organization_list"])
def test_the_published_examples_come_in_and_go_out(name, file_county, server_county):
    content = shared(f"examples/{name}.json")
    bring(file_county, content)
    assert counts(file_county, content)["changed"] == counts(file_county, content)["new"] == 0
    written = file_county.at().ask(directory_as_referral)
    is_of_the_published_shape(written)
    bring(server_county, written)
    assert server_county.at().ask(directory_as_referral) == written
    providers = kept(server_county, Provider)
    assert [one.name for one in providers.values()] == ["Example Organization Inc."]


def test_our_own_county_survives_the_way_out_and_in(example_county, server_county):
    """What one office writes, another office reads as the same directory, and writes again byte for byte."""
    file_county = example_county(0.3)
    written = file_county.at().ask(directory_as_referral)
    is_of_the_published_shape(written)
    assert set(counts(file_county, written)) and counts(file_county, written)["same"] == sum(counts(file_county, written).values())
    bring(server_county, written)

    def told(county):
        rows, _ = county.at().ask(directory, Filters())
        return [(r.name, r.provider, r.kind, r.district, r.ages, sorted(r.offers)) for r in rows]

    assert told(server_county) == told(file_county) != []
    assert server_county.at().ask(directory_as_referral) == written


def test_a_change_made_here_survives_the_same_feed_and_yields_to_a_newer_word(county):
    first = service(description="<p>Old</p>", minimum_age=5)
    bring(county, as_file(first))
    change(county, Service, name="Our name for it", kind="club")
    assert counts(county, as_file(first))["changed"] == 0
    later = as_file({**first, "description": "<p>New</p>"})
    (row,) = [one for one in county.at().ask(directory_previewed, later).rows if one.table == "service"]
    assert [(f.field, f.before, f.after) for f in row.fields if f.field != "foreign"] == [("description", "Old", "New")]
    bring(county, later)
    one = kept(county)[A]
    assert (one.name, one.kind, one.description, one.min_age) == ("Our name for it", "club", "New", 5)


def test_what_was_changed_here_goes_out_over_the_record_that_came(county):
    came = service(description="<p>Old</p>", pc_more={"x": [1, "two"]}, cost_options=[{"id": B, "amount": 3.5, "option": "Adults"}])
    bring(county, as_file(came))
    (out,) = json.loads(county.at().ask(directory_as_referral))["contents"]
    assert (out["description"], out["pc_more"], out["cost_options"]) == (came["description"], came["pc_more"], came["cost_options"])
    change(county, Service, description="Ours <b>as typed</b>")
    written = county.at().ask(directory_as_referral)
    (out,) = json.loads(written)["contents"]
    assert (out["description"], out["pc_more"]) == ("Ours <b>as typed</b>", came["pc_more"])
    assert counts(county, written) == {"new": 0, "changed": 0, "same": 2, "refused": 0}


def test_bad_records_are_told_with_their_place_and_stop_nothing(county):
    text = json.dumps([
        service(), service(id=B, name="  <b> </b> "), "nonsense", service(id="", name="No id"), service(name="Again"), service(id=P),
        service(id="e1", organization={"id": "e2", "name": " "}),
    ], indent=1)  # fmt: skip
    read = read_referral(text.encode())
    assert [one.row for one in read.of("service")] == [1, 4, 6]
    lines = text.split("\n")
    told = [(note.row, note.path, note.sentence) for note in read.refused()]
    assert told == [
        (2, "name", "The name is empty."), (3, "", "It is not a record."), (5, "id", "It has the id of row 1, “Club”."),
        (7, "organization.name", "The organisation that runs it has no name."),
    ]  # fmt: skip
    assert all(lines[note.line - 1].strip()[0] in '{"' for note in read.refused()) and read.refused()[1].line == text[: text.index("nonsense")].count("\n") + 1
    assert bring(county, text.encode()) == {"provider new": 1, "service new": 3}
    assert counts(county, text.encode()) == {"new": 0, "changed": 0, "same": 4, "refused": 4}


@pytest.mark.parametrize("wrap", [
    lambda one: [one], lambda one: {"contents": [one], "total_items": 1}, lambda one: {"content": [one]}, lambda one: one,
    lambda one: {"services": [one]}, lambda one: {"data": {"items": [one]}}, lambda one: {"services": [one], "links": {"next": None}},
    lambda one: [{"id": ORG, "name": "Org", "description": "", "services": [{k: v for k, v in one.items() if k != "organization"}]}],
])  # fmt: skip
def test_every_shape_of_file_is_read(wrap):
    read = read_referral(json.dumps(wrap(service())).encode())
    assert [(one.key, one.name, one.owner) for one in read.of("service")] == [(A, "Club", ORG)]
    assert [one.name for one in read.of("provider")] == ["Org"]


def test_one_record_a_line_is_read_too():
    read = read_referral(b"\n".join(json.dumps(service(id=key)).encode() for key in (A, B)))
    assert [(one.key, one.line) for one in read.of("service")] == [(A, 1), (B, 2)]


def test_wrong_types_and_missing_parts_are_borne():
    read = read_referral(as_file(service(
        organization=None, contacts={"name": "Ann", "phones": [{"number": 1632960170}]}, minimum_age="12", maximum_age=15.0, fees=None,
        schedules="Mondays", cost_options=[None, {"amount": "3.5"}], url=7, attributes={"id": 1},
        service_at_locations=[{"location": {"name": None, "addresses": {"address_1": "1 Road", "postal_code": "ct11 9hh "}}}, 5, {"location": []}],
    )))  # fmt: skip
    (one,), (venue,), (provider,) = read.of("service"), read.of("venue"), read.of("provider")
    assert (provider.name, one.fields["contact_name"], one.fields["contact_phone"]) == ("Club", "Ann", "1632960170")
    assert (one.fields["min_age"], one.fields["max_age"], venue.fields["postcode"], venue.name) == (12, 15, "CT11 9HH", "1 Road")
    assert faults_of(fitted(one.foreign)) == []


@pytest.mark.parametrize(("low", "high", "kept_ages", "told"), [
    (5, 11, (5, 11), 0), ("5", "11", (5, 11), 0), (None, 18, (None, 18), 0), (12, 5, (None, None), 1), ("twelve", 18, (None, 18), 1),
    (-1, 200, (None, None), 2), (True, "", (None, None), 1), ("٣", "1e1", (None, None), 2), (0, 0, (0, 0), 0),
])  # fmt: skip
def test_ages_are_read_or_left_empty_with_a_word(low, high, kept_ages, told):
    read = read_referral(as_file(service(minimum_age=low, maximum_age=high)))
    (one,) = read.of("service")
    assert (one.fields["min_age"], one.fields["max_age"]) == kept_ages
    assert len(read.notes) == told


@pytest.mark.parametrize(("content", "words"), [
    (b"", "empty"), (b"  ", "empty"), (b"{", "cut off or damaged on line 1"), (b'[\n{"id": 1},\n{"id"', "line 3"), (b"42", "no services"),
    (b"[" * 100_000, "too deeply"), (b"[]", "no services"), (b"{}", "no services"), (b"[1] trailing", "cut off or damaged"),
    (b'{"error": "not found"}', "no services"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_with_a_sentence(content, words):
    with pytest.raises(Refused, match=words):
        read_referral(content)


@pytest.mark.parametrize(("record", "path"), [
    ('{"id":"x","name":"n","a":NaN}', "a"), ('{"id":"x","name":"n","a":[{"b":1e999}]}', "a.0.b"), ('{"id":"x","id":"y","name":"n"}', "id"),
    ('{"id":"x","name":"half \\ud800"}', "name"), ('{"id":"x","name":"nought \\u0000"}', "name"),
    ('{"id":"x","name":"n","deep":' + "[" * 60 + "]" * 60 + "}", "deep.0.0.0"),
])  # fmt: skip
def test_a_record_that_cannot_be_kept_is_told_and_the_others_come(record, path):
    (bad, good) = read_json(f'[{record}, {{"id": 1}}]'.encode()).records
    assert bad.fault and bad.path.startswith(path) and not good.fault
    read = read_referral(f"[{record}, {json.dumps(service())}]".encode())
    assert len(read.refused()) == 1 and len(read.of("service")) == 1


def test_twenty_megabytes_are_the_most():
    with pytest.raises(Refused, match="20 MB"):
        read_referral(b"[" + b" " * 20_000_000 + b"]")


def test_nasty_values_come_in_as_plain_text_and_go_out_again(file_county, server_county):
    rows = [service(id=f"n{n}", name=f"x {value}", description=value, extra=value, url=value, email=value) for n, value in enumerate(TEXTS)]
    preview = file_county.at().ask(directory_previewed, as_file(*rows))
    broken = sum(1 for value in TEXTS if "\ud800" in value or "\0" in value)
    assert (preview.count("service", "new"), preview.count("", "refused")) == (len(TEXTS) - broken, broken) and broken == 2
    bring(file_county, as_file(*rows))
    written = file_county.at().ask(directory_as_referral)
    is_of_the_published_shape(written)
    bring(server_county, written)
    assert server_county.at().ask(directory_as_referral) == written


def test_nasty_names_of_our_own_come_back_as_they_were_typed(file_county, server_county):
    sound = [name for name in NAMES if name.strip() and not {"\ud800", "\0"} & set(name)]
    for number, name in enumerate(sound):
        a_service(file_county, name=f"{number} <b>{name.strip()}</b>")
    bring(server_county, file_county.at().ask(directory_as_referral))
    with Session(server_county.database.reading) as db:
        there = {row.fields["name"] for row in whole_directory(db).of("service")}
    assert len(there) == len(sound)
    assert {"0 <b>O'Neill</b>", "3 <b>Llŷr Ŵyn</b>", "8 <b>محمد العربي</b>"} <= there


def test_markup_becomes_text():
    assert to_plain("<p>One &amp; two&nbsp;three</p><p>Four</p><ul><li>a</li><li>b</li></ul><script>x()</script>") == (
        "One & two three\n\nFour\n\n• a\n\n• b".replace("• a\n\n", "• a\n")
    )
    assert to_plain("Ages 5 < 9 and 3 > 2") == "Ages 5 < 9 and 3 > 2"
    assert to_plain("Smith <junior> & Sons, ring &notify; us") == "Smith <junior> & Sons, ring &notify; us"
    assert to_plain('See <a href="https://a.example/x?a=1&copy=2">our page</a>') == "See our page (https://a.example/x?a=1&copy=2)"
    assert to_plain("line one\r\nline two\n\n\n\nline three") == "line one\nline two\n\nline three"


def test_a_stale_preview_is_refused_and_nothing_comes(county):
    data = as_file(service())
    seen = county.at().ask(directory_previewed, data).seen
    bring(county, data)
    with pytest.raises(Refused, match="changed since the preview"):
        county.at().perform(bring_in_directory, BringInDirectory(data, seen))
    with pytest.raises(Refused, match="Nothing in the file is new"):
        bring(county, data)


def test_only_who_may_bring_in_files_sees_a_preview(county):
    for role in (Role.AUDITOR, Role.FINANCE, Role.APPROVER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            county.at(role).ask(directory_previewed, b"[]")
        with pytest.raises(NotAllowed):
            county.at(role).perform(bring_in_directory, BringInDirectory(b"[]", ""))


def test_a_service_that_its_directory_closed_closes_here_with_the_reason(county):
    bring(county, as_file(service()))
    bring(county, as_file(service(status="temporarily closed")))
    one = kept(county)[A]
    assert (one.state, one.closed_on, one.closed_reason) == ("closed", date(2026, 7, 22), "The directory it came from says: temporarily closed.")
    bring(county, as_file(service(status="active")))
    assert (kept(county)[A].state, kept(county)[A].closed_on) == ("open", None)


def test_a_feed_keeps_its_name_so_that_its_next_file_is_held_against_it_and_no_other(county):
    """By guess neither was told: of a small feed beside a large one no provider is in the file, and most is not in it."""
    def of(number, *, provider):
        body = {"id": f"00000000-0000-4000-8000-0000000000{provider:02}", "name": f"Body {provider}", "description": ""}
        return service(id=f"00000000-0000-4000-8000-00000000{number:04}", name=f"Service {number}", organization=body)

    large, small = [of(n, provider=10 + n) for n in range(8)], [of(100 + n, provider=40 + n) for n in range(3)]

    def bring_of(feed, *records):
        data = as_file(*records)
        county.at().perform(bring_in_directory, BringInDirectory(data, county.at().ask(directory_previewed, data, feed).seen, feed))

    bring_of("Neighbour", *large)
    bring_of("  Charity \u202eweb ", *small)
    later = as_file(small[0], {**small[1], "name": "Service renamed"})
    preview = county.at().ask(directory_previewed, later)
    assert preview.feed == "Charity web", "known by what it brought"
    assert gone(county, later) == ["Service 102"]
    assert gone(county, as_file(*large[:4])) == [f"Service {n}" for n in range(4, 8)]
    assert [row.name for row in county.at().ask(directory_previewed, later, "Another").rows if row.act == "gone"] == []
    bring_of(preview.feed, small[0], {**small[1], "name": "Service renamed"})
    with county.database.reading.connect() as connection:
        names = connection.execute(text("select f.name, count(*) from feed_service s join directory_feed f on f.id = s.feed_id group by f.name"))
        assert dict(tuple(row) for row in names) == {"Neighbour": 8, "Charity web": 3}
    assert county.at().ask(directory_previewed, county.at().ask(directory_as_csv)).feed is None
    with pytest.raises(Refused, match="200 signs long; 120 is the most"):
        county.at().ask(directory_previewed, later, "x" * 200)


def test_a_venue_is_put_on_the_map_by_its_postcode(county):
    place = {"id": B, "location_type": "physical", "name": "Hall", "addresses": [{"id": P, "address_1": "1 Road", "postal_code": "ct10 1jx"}]}
    bring(county, as_file(service(service_at_locations=[{"id": B, "location": place}])))
    (venue,) = kept(county, Venue).values()
    assert (venue.postcode, venue.district, venue.easting is not None) == ("CT10 1JX", "E07000114", True)


def gone(county, data):
    return [row.name for row in county.at().ask(directory_previewed, data).rows if row.act == "gone"]


def test_what_a_feed_no_longer_has_is_listed_and_closed_by_a_person_alone(county):
    other = {"id": P, "name": "Other", "description": ""}
    club, kites, owls = service(), service(id=B, name="Kites"), service(id=P, name="Owls", organization=other)
    a_service(county, name="Made here")
    bring(county, as_file(club, kites, owls))
    changed = as_file({**club, "name": "Club two"}, owls)
    preview = county.at().ask(directory_previewed, changed)
    assert gone(county, changed) == ["Kites"]
    assert "1 service that came from this directory is no longer in it: Kites. Nothing is closed by itself." in preview.said
    bring(county, changed)
    assert kept(county)[B].state == "open"
    assert gone(county, as_file(club, kites)) == ["Owls"], "its provider is gone too; most of the feed is there"
    assert gone(county, as_file(service(id=ORG, name="New", organization={"id": A, "name": "Stranger"}))) == [], "another feed"
    assert gone(county, as_file(club, owls, {**kites, "name": ""})) == [], "it is there, and stays out for its name"
    assert gone(county, county.at().ask(directory_as_csv)) == gone(county, county.at().ask(directory_as_referral)) == []
    change(county, Service, state="closed", closed_on=date(2026, 7, 1), closed_reason="Ended")
    assert gone(county, as_file(owls)) == []
