"""The directory as CSV: out and in again the same, on both engines; a line with a fault keeps the whole file out."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy.orm import Session

from shortbreaks.errors import Refused
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.held import whole_directory
from shortbreaks.exchange.queries import directory_as_csv, directory_previewed
from shortbreaks.providers.seeing import SeeCheck, see_check, seen_of_provider
from tests.bookings.test_benefits import book
from tests.builders import a_child, a_service, a_session
from tests.nasty import TEXTS


def bring(county, data):
    preview = county.at().ask(directory_previewed, data)
    return county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen)).answer


def lines_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_csv(*rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def told(county, *, without=()):
    with Session(county.database.reading) as db:
        held = whole_directory(db)
    return {
        table: sorted((row.key, {n: v for n, v in row.fields.items() if n not in without}) for row in held.of(table))
        for table in ("provider", "venue", "service")
    }  # fmt: skip


def test_our_directory_goes_out_and_comes_back_the_same(example_county, server_county):
    file_county = example_county(0.3)
    written = file_county.at().ask(directory_as_csv)
    preview = file_county.at().ask(directory_previewed, written)
    assert preview.count("", "same") == len(preview.rows) and not preview.may_be_accepted
    bring(server_county, written)
    assert told(server_county, without={"prices"}) == told(file_county, without={"prices"})
    assert server_county.at().ask(directory_as_csv) == written


def test_nasty_values_go_out_guarded_and_come_back(file_county, server_county):
    sound = [text.strip() for text in TEXTS if text.strip() and not {"\0", "\ud800"} & set(text)]
    for number, text in enumerate(sound):
        a_service(file_county, name=f"{text} {number}")
    written = file_county.at().ask(directory_as_csv)
    assert not any(cell[:1] in set("=+-@\t\r") for line in lines_of(written) for cell in line if cell)
    bring(server_county, written)
    assert len(told(server_county)["service"]) == len(sound)
    assert server_county.at().ask(directory_previewed, written).count("", "same") == 3 * len(sound)


def test_a_file_made_by_hand_comes_in_by_its_headings(county):
    data = as_csv(
        ["Provider", "Service", "Service kind", "Service youngest", "Service price", "Service price from", "Venue", "Venue postcode", "Colour"],
        ["Kite Club", "Saturdays", "weekend", "5", "12.75", "2026-04-01", "Hall", "ct10 1jx", "red"],
        ["Kite Club", "Fridays", "club", "", "", "", "", "", "red"],
        ["Owls", "", "", "", "", "", "", "", ""],
    )
    preview = county.at().ask(directory_previewed, data)
    assert (preview.count("provider", "new"), preview.count("venue", "new"), preview.count("service", "new")) == (2, 1, 2)
    assert "1 column is not known and is left out: Colour." in preview.said
    bring(county, data)
    services = {fields["name"]: fields for _, fields in told(county)["service"]}
    assert services["Saturdays"]["prices"][0][1] == 1275
    assert (services["Saturdays"]["min_age"], services["Fridays"]["min_age"], services["Fridays"]["kind"]) == (5, None, "club")
    again = county.at().ask(directory_previewed, data)
    assert again.count("", "same") == 5


@pytest.mark.parametrize(("row", "words"), [
    (["Owls", "x", "nonsense", ""], "is no kind"), (["", "x", "club", ""], "The name is empty"), (["Owls", "x", "club", "1e5"], "not an age"),
    (["Owls", "", "club", ""], "The service has no name"), (["Owls", "x", "club", "٣"], "not an age"), (["Owls", "x"], "has 2 cells"),
])  # fmt: skip
def test_a_line_with_a_fault_is_told_and_nothing_comes(county, row, words):
    data = as_csv(["Provider", "Service", "Service kind", "Service youngest"], ["Kites", "Fridays", "club", "5"], row)
    preview = county.at().ask(directory_previewed, data)
    (bad,) = [one for one in preview.rows if one.act == "refused"]
    assert bad.line == 3 and words in bad.why and not preview.may_be_accepted
    with pytest.raises(Refused, match="cannot be read"):
        county.at().perform(bring_in_directory, BringInDirectory(data, preview.seen))
    assert told(county)["provider"] == []


@pytest.mark.parametrize(("price", "since", "per", "words"), [
    ("-3.00", "2026-04-01", "", "“-3.00” is no price"), ("(3.00)", "2026-04-01", "", "is no price"), ("9999999.00", "2026-04-01", "", "is no price"),
    ("3.00", "2200-04-01", "", "1 April 2200 cannot be meant"), ("3.00", "soon", "", "“soon” for the price’s first day"), ("3.00", "2026-04-01", "week", "“week” is nothing that a price is of"),
])  # fmt: skip
def test_a_price_that_cannot_be_is_told_with_its_line(file_county, price, since, per, words):
    head = ["Provider", "Service", "Service kind", "Service price", "Service price from", "Service price per"]
    preview = file_county.at().ask(directory_previewed, as_csv(head, ["Owls", "x", "club", price, since, per]))
    (bad,) = [one for one in preview.rows if one.act == "refused"]
    assert bad.line == 2 and words in bad.why and not preview.may_be_accepted


def test_a_file_does_not_change_what_a_place_uses_while_places_are_booked(file_county):
    service, venue = a_service(file_county)
    book(file_county, a_child(file_county), a_session(file_county, service, venue))
    lines = lines_of(file_county.at().ask(directory_as_csv))
    lines[1][lines[0].index("Service unit")] = "sessions"
    with pytest.raises(Refused, match="1 place to come is booked in hours"):
        bring(file_county, as_csv(*lines))


def test_a_changed_cell_changes_that_field_alone(county):
    a_service(county)
    written = county.at().ask(directory_as_csv)
    lines = lines_of(written)
    lines[1][lines[0].index("Service youngest")] = "7"
    data = as_csv(*lines)
    (change,) = [row for row in county.at().ask(directory_previewed, data).rows if row.act != "same"]
    assert [(f.words, f.before, f.after) for f in change.fields] == [("youngest", "5", "7")]
    assert bring(county, data) == {"service changed": 1}
    assert [fields["min_age"] for _, fields in told(county)["service"]] == [7]


def test_a_file_without_providers_is_refused(county):
    with pytest.raises(Refused, match="no column “Provider”"):
        county.at().ask(directory_previewed, b"Name,Town\nx,y\n")


def checks_of(county):
    """What the provider's card says was seen: what, reference, when, until when and by whom."""
    return [(row.what, row.reference, row.on, row.valid_until, row.person) for row in county.at().ask(seen_of_provider, 1)]


def test_checks_go_out_with_who_saw_them_when_and_come_back_the_same(file_county, server_county):
    county, other = file_county, server_county
    a_service(county, name="Kites")
    for kind, reference in (("insurance", 'Zürich, "A" 12; =1+1'), ("dbs", "")):
        county.at().perform(see_check, SeeCheck(1, kind, reference, date(2027, 3, 31)))
    written = county.at().ask(directory_as_csv)
    bring(other, written)
    assert sorted(checks_of(other)) == sorted(checks_of(county))
    assert other.at().ask(directory_as_csv) == written
    assert other.at().ask(directory_previewed, written).count("", "same") == 3


def test_what_was_seen_later_counts_and_is_previewed_and_no_check_of_a_file_says_that_it_was_seen_here(file_county):
    county = file_county
    a_service(county, name="Kites")
    county.at().perform(see_check, SeeCheck(1, "insurance", "A 12", date(2027, 3, 31)))
    lines = lines_of(county.at().ask(directory_as_csv))
    place = lines[0].index("Provider checks")
    assert lines[1][place] == "insurance,A 12,2026-07-22,Coordinator One,2027-03-31"
    lines[1][place] = "insurance,OLD,2026-07-21,Sam Reed,2026-09-30\nDBS,B 7,2026-07-20,Sam Reed,"
    preview = county.at().ask(directory_previewed, as_csv(*lines))
    (change,) = [row for row in preview.rows if row.act != "same"]
    assert [(f.words, f.after) for f in change.fields] == [("checks", "dbs, B 7, seen on 20 July 2026 by Sam Reed")]
    bring(county, as_csv(*lines))
    assert checks_of(county) == [
        ("Insurance", "A 12", date(2026, 7, 22), date(2027, 3, 31), "Coordinator One"), ("DBS", "B 7", date(2026, 7, 20), None, "Sam Reed"),
    ]  # fmt: skip
    lines[1][place] = "insurance,A 13,2026-07-22,Ada Finch,2027-09-30"
    bring(county, as_csv(*lines))
    assert {one[1:] for one in checks_of(county) if one[0] == "Insurance"} == {
        ("A 12", date(2026, 7, 22), date(2027, 3, 31), "Coordinator One"), ("A 13", date(2026, 7, 22), date(2027, 9, 30), "Ada Finch"),
    }  # fmt: skip
    lines[1][place] = "insurance,A 14,2026-07-23,Ada Finch,2027-09-30"
    preview = county.at().ask(directory_previewed, as_csv(*lines))
    (row,) = [row for row in preview.rows if row.act == "refused"]
    assert (row.line, row.path, row.why, preview.may_be_accepted) == (
        2, "Provider", "The check insurance would have been seen on 23 July 2026, which is to come: write the day it was seen.", False,
    )  # fmt: skip
    with pytest.raises(Refused, match="Some lines of the file cannot be read"):
        bring(county, as_csv(*lines))


@pytest.mark.parametrize(("cell", "words"), [
    ("insurance,A,2026-07-01,Sam,", "its last day is missing"), ("dbs,A,soon,Sam,", "“soon” for seen on of a check is not a day"),
    ("dbs,A,2026-07-01,Sam", "is no check: it has kind, reference"), ("dbs,A,2026-07-01,Sam,\ndbs,B,2026-07-01,Sam,", "stands there twice"),
    ("juggling,A,2026-07-01,Sam,", "“juggling” is no check: it is one of insurance"), ("dbs,A,2026-07-01,Sam,2200-01-01", "cannot be meant"),
])  # fmt: skip
def test_a_check_that_cannot_be_is_told_with_its_line(file_county, cell, words):
    preview = file_county.at().ask(directory_previewed, as_csv(["Provider", "Provider checks"], ["Owls", cell]))
    (bad,) = [one for one in preview.rows if one.act == "refused"]
    assert bad.line == 2 and words in bad.why and not preview.may_be_accepted
