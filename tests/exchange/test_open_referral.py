"""A real council's feed and the published examples: nothing lost, nothing mangled, bad records told with their place."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import text

from shortbreaks.errors import Refused
from shortbreaks.example.build import fill
from shortbreaks.exchange.directory import TakeDirectory, directory_previewed, directory_written, take_directory
from shortbreaks.exchange.open_referral import read_directory
from shortbreaks.exchange.plain_text import to_plain
from shortbreaks.providers.queries import Filters, directory
from shortbreaks.resources import resource
from tests.conftest import TODAY
from tests.nasty import TEXTS

SHARED = Path(__file__).parents[3] / "shared" / "data" / "open_referral_uk"
FEED = SHARED / "north_lincolnshire.json"


def service(**more):
    return {"id": "a1", "name": "Club", "status": "active", **more}


def feed():
    if not FEED.exists():
        pytest.skip("the council's feed is not beside this checkout (../shared/data/open_referral_uk)")
    return FEED.read_bytes()


def test_the_council_feed_comes_in_whole(county):
    content = feed()
    preview = county.at().ask(directory_previewed, content)
    assert (preview.records, preview.count("new"), len(preview.problems)) == (738, 738, 0)
    assert county.at().perform(take_directory, TakeDirectory(content)).answer == [738, 0, 0]
    again = county.at().ask(directory_previewed, content)
    assert (again.count("new"), again.count("changed"), again.count("same")) == (0, 0, 738)
    raw = {one["id"]: one for one in json.loads(content)}
    with county.database.reading.connect() as connection:
        kept = connection.execute(text("select source_id, name, description, foreign from service".replace("foreign", '"foreign"'))).all()
    assert len(kept) == 738
    for source, name, description, foreign in kept:
        assert json.loads(foreign) == raw[source], "every field is kept, known or not"
        assert name == to_plain(raw[source]["name"]) != ""
        assert "<p>" not in description and "&nbsp;" not in description and "&amp;" not in description


def test_what_we_write_is_valid_and_comes_back_the_same(county):
    content = feed()
    county.at().perform(take_directory, TakeDirectory(content))
    written = county.at().ask(directory_written)
    schema = json.loads(resource("open_referral_uk/service.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    for one in json.loads(written):
        assert [fault.message for fault in checker.iter_errors(one)] == []
    preview = county.at().ask(directory_previewed, written)
    assert (preview.count("new"), preview.count("changed"), preview.count("same")) == (0, 0, 738)


def test_our_own_county_survives_the_way_out_and_in(file_county, server_county):
    """What one office writes, another office reads as the same directory."""
    fill(file_county.database, 0.3, date(2026, 7, 22), now=lambda: TODAY)
    written = file_county.at().ask(directory_written)
    schema = json.loads(resource("open_referral_uk/service.json").read_text("utf-8"))
    for one in json.loads(written):
        assert [fault.message for fault in jsonschema.Draft202012Validator(schema).iter_errors(one)] == []
    server_county.at().perform(take_directory, TakeDirectory(written))

    def told(county):
        rows, _ = county.at().ask(directory, Filters())
        return [(r.name, r.provider, r.kind, r.district, r.ages, sorted(r.offers)) for r in rows]

    assert told(server_county) == told(file_county) != []


def test_bad_records_are_told_with_their_place_and_stop_nothing():
    read = read_directory(json.dumps([
        service(), service(id="a2", name="  <b> </b> "), "nonsense", service(id="", name="No id"), service(name="Again"), service(id="a5"),
    ]).encode())
    assert [one.number for one in read.candidates] == [1, 6]
    assert [(p.number, p.source_id, p.reason) for p in read.problems] == [
        (2, "a2", "It has no name."), (3, "", "It is not a record but a single value."),
        (4, "", "“No id” has no id, so it could not be known again."), (5, "a1", "It has the same id as record 1."),
    ]


@pytest.mark.parametrize("wrap", [
    lambda one: [one], lambda one: {"contents": [one], "total_items": 1}, lambda one: {"content": [one]}, lambda one: one,
    lambda one: [{"id": "o", "name": "Org", "services": [one]}],
])
def test_every_shape_of_file_is_read(wrap):
    (one,) = read_directory(json.dumps(wrap(service())).encode()).candidates
    assert (one.source_id, one.name) == ("a1", "Club")


def test_wrong_types_and_missing_parts_are_borne():
    (one,) = read_directory(json.dumps([service(
        organization=None, contacts={"name": "Ann", "phones": [{"number": 1632960170}]}, minimum_age="12", maximum_age=5.0, fees=None,
        cost_options=[{"amount": "3.5"}], service_at_locations=[{"location": {"name": None, "addresses": [{"postal_code": "ct11 9hh "}]}}],
    )]).encode()).candidates
    assert (one.organisation.name, one.contact_name, one.contact_phone) == ("Club", "Ann", "1632960170")
    assert (one.min_age, one.max_age, one.price_pence, one.location.postcode) == (5, 12, 350, "CT11 9HH")


@pytest.mark.parametrize(("content", "words"), [
    (b"", "not whole JSON"), (b"{", "not whole JSON"), (b"[NaN]", "NaN"), (b'[{"id":1,"id":2}]', "twice"), (b"\xff\xfe", "UTF-8"),
    (b"[" * 60 + b"]" * 60, "too deeply"), (b"42", "not a directory"), (b'[{"id": 1234567890123456789012}]', "too long"),
])
def test_a_file_that_is_none_is_refused_with_a_sentence(content, words):
    with pytest.raises(Refused, match=words):
        read_directory(content)


def test_nasty_values_come_in_as_plain_text(county):
    rows = [service(id=f"n{n}", name=f"x {value}", description=value) for n, value in enumerate(TEXTS)]
    content = json.dumps(rows).encode()
    new, _, refused = county.at().perform(take_directory, TakeDirectory(content)).answer
    broken = sum(1 for value in TEXTS if "\ud800" in value)
    assert (new, refused) == (len(TEXTS) - broken, broken) and broken == 1


def test_markup_becomes_text():
    assert to_plain("<p>One &amp; two&nbsp;three</p><p>Four</p><ul><li>a</li><li>b</li></ul><script>x()</script>") == (
        "One & two three\n\nFour\n\n• a\n\n• b"
    )
    assert to_plain("Ages 5 < 9 and 3 > 2") == "Ages 5 < 9 and 3 > 2"
