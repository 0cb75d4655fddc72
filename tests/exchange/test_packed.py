"""Directories that come packed or damaged in places: the published tables in a zip, and a line that is no JSON (D9, D22)."""

import io
import json
import tracemalloc
import zipfile

import pytest

from shortbreaks.errors import Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import directory_as_referral, directory_previewed, read_file
from shortbreaks.exchange.referral_shape import faults_of
from tests.exchange.test_strange_feeds import as_lines, key, services

# As the published examples of HSDS 3 and of its 1.1 sample are: headings, a telephone quoted twice, one table in many words
TABLES = {
    "organization.csv": f"id,name,alternate_name,description,email,website\n{key('3')},Kite Trust,,A <b>trust</b>,,https://kites.example\n"
                        f"{key('9')},Lonely Trust,,No service yet,,\n",
    "services.csv": "id,organization_id,program_id,name,description,status,minimum_age,maximum_age\n"
                    f"{key('a')},{key('3')},,Kites,\"Two\nlines &amp; <p>more</p>\",Active,5,11\n"
                    f"{key('b')},{key('3')},,,No name,active,,\n",
    "location.csv": f"id,name,latitude,longitude\n{key('f')},Hall,51.35,1.42\n",
    "service_at_location.csv": f"id,service_id,location_id,description\n{key('e')},{key('a')},{key('f')},\n",
    "physical_addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country,address_type\n"
                              f"{key('1')},{key('f')},1 Road,Broadstairs,Kent,CT10 1JX,GB,physical\n",
    "phone.csv": f'id,location_id,service_id,contact_id,number\n{key("6")},,{key("a")},{key("5")},"""01632 960170"""\n'
                 f"{key('7')},{key('0')},,,01632 960171\n",
    "contacts.csv": f"id,service_id,name\n{key('5')},{key('a')},Ann\n",
    "cost_option.csv": f"id,service_id,amount,option\n{key('4')},{key('a')},3.50,Child\n",
    "metadata.csv": "id,resource_id\n1,2\n",
    "datapackage.json": json.dumps({"name": "human_services_data", "resources": []}),
}  # fmt: skip


def packed(tables, folder=""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in tables.items():
            made.writestr(folder + name, content)
    return out.getvalue()


@pytest.mark.parametrize("folder", ["", "data/", "../../etc/", "C:\\x\\"])
def test_the_published_tables_in_a_zip_are_one_directory(folder):
    read = read_file(packed(TABLES, folder))
    assert [(one.name, one.fields["min_age"], one.fields["max_age"]) for one in read.of("service")] == [("Kites", 5, 11)]
    (kites,) = read.of("service")
    assert "Two" in kites.fields["description"] and "<p>" not in kites.fields["description"] and "&amp;" not in kites.fields["description"]
    assert {one.name for one in read.of("provider")} == {"Kite Trust", "Lonely Trust"}
    assert [(one.name, one.fields["postcode"]) for one in read.of("venue")] == [("Hall", "CT10 1JX")]
    assert kites.foreign["cost_options"][0]["amount"] == 3.5
    assert kites.foreign["contacts"][0]["phones"][0]["number"] == "01632 960170"
    (refused,) = read.refused()
    assert (refused.line, refused.path) == (4, "name")  # the quoted description took two lines of the file
    assert any("1 row" in one and "no record" in one for one in read.said) and any("metadata.csv" in one for one in read.said)


def test_it_comes_in_goes_out_valid_and_comes_back_the_same(file_county):
    data = packed(TABLES)
    preview = file_county.at().ask(directory_previewed, data)
    file_county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
    assert {row.act for row in file_county.at().ask(directory_previewed, data).rows} == {"same", "refused"}
    written = file_county.at().ask(directory_as_referral)
    contents = json.loads(written)["contents"]
    assert [faults_of(one) for one in contents] == [[]] * len(contents)
    assert {row.act for row in file_county.at().ask(directory_previewed, written).rows} == {"same"}


def test_the_older_form_names_a_place_in_the_service_itself():
    tables = {name: TABLES[name] for name in ("organization.csv", "location.csv", "physical_addresses.csv")}
    tables["services.csv"] = f"id,organization_id,location_id,name,status\n{key('a')},{key('3')},{key('f')},Kites,Active\n"
    assert [(one.name, one.fields["postcode"]) for one in read_file(packed(tables)).of("venue")] == [("Hall", "CT10 1JX")]


def test_a_zip_of_one_file_is_that_file():
    read = read_file(packed({"feed.json": json.dumps(services(2)), "__MACOSX/._feed.json": "x"}))
    assert [one.name for one in read.of("service")] == ["Kites 0", "Kites 1"]


def twice():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for folder in ("a/", "b/"):
            made.writestr(f"{folder}services.csv", "id,name\n1,x\n")
    return out.getvalue()


def locked():
    """A zip whose one file is marked as locked with a password, in its own head and in the list at the end."""
    data = bytearray(packed({"services.csv": "id,name\n1,x\n"}))
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(head) + flags] |= 1
    return bytes(data)


def test_of_a_bomb_no_more_is_unpacked_than_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("services.csv", b"0" * 120_000_000)
    data = out.getvalue()
    tracemalloc.start()
    with pytest.raises(Refused, match="20 MB"):
        read_file(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60_000_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(TABLES)[:-30], "cut off or damaged"), (packed({"readme.txt": "x"}), "no directory"), (packed({}), "no directory"),
        (packed({"a.json": "[]", "b.json": "[]"}), "no services"),
        (packed({"a.json": "[1", "b.json": "[]"}), "a.json: .*line 1"), (packed({"a.json": "[]", "b.csv": "x"}), "no directory"), (packed({"services.csv": "0" * 20_000_001}), "20 MB"),
        (packed({f"{n}.txt": "" for n in range(201)}), "200 files"), (twice(), "two files"),
        (packed({"inner.json": packed(TABLES)}), "another zip"), (locked(), "locked with a password"),
        (packed({"services.csv": "id,name\n" + "1,x\n" * 100_001}), "more than 100,000 rows"),
    ],
)  # fmt: skip
def test_a_zip_that_is_no_directory_is_refused_and_a_bomb_is_not_unpacked(data, said):
    with pytest.raises(Refused, match=said):
        read_file(data)


@pytest.mark.parametrize("damage", [b'{"id": "x", "name": "cut', b"not json at all", b'{"a": 1,, }'])
def test_a_line_that_is_no_json_is_told_and_the_others_are_read(damage):
    lines = as_lines(services(4)).split(b"\n")
    lines[1] = damage
    read = read_file(b"\n".join(lines))
    assert [one.name for one in read.of("service")] == ["Kites 0", "Kites 2", "Kites 3"]
    (refused,) = read.refused()
    assert refused.line == 2 and "cut off or damaged" in refused.sentence


def test_a_damaged_file_that_is_not_line_by_line_is_refused_whole():
    whole = json.dumps({"contents": services(3)}, indent=1).encode()
    with pytest.raises(Refused, match="cut off or damaged on line"):
        read_file(whole[:-40])
    with pytest.raises(Refused, match="cut off or damaged on line"):
        read_file(json.dumps(services(3)).encode()[:-40])
