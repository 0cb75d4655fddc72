"""Tables in and out: every nasty value comes back as it went, nothing is run by a spreadsheet, nothing is swallowed."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import Money, guard, is_risky, read_table, unguard, write_table
from tests.nasty import FORMULAS, TEXTS

SOUND = [text for text in TEXTS if not {"\0", "\ud800"} & set(text)]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
@settings(max_examples=400)
def test_whatever_is_guarded_comes_back(text):
    assert unguard(guard(text)) == text
    assert not is_risky(guard(text))


@pytest.mark.parametrize("text", [
    *(t for t in FORMULAS if t.strip()[0] in "=+-@＝\t\r"), "\u2060=1", "\u2003=1", "\u200d+1", "\u202e@x", "\u00ad\u2028=1", "﹢1",
])  # fmt: skip
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guard(text) == f"'{text}"


def test_every_nasty_value_survives_the_file():
    data = write_table(["first", "second"], [[text, "x"] for text in SOUND])
    read = read_table(data)
    assert [row.cells[0] for row in read.rows] == SOUND
    assert read.faults == ()
    cells = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    assert not any(cell[:1] in set("=+-@\t\r") for cell in cells)


def test_our_own_figures_are_never_escaped():
    data = write_table(["a"], [[Money(-500)], [Money(5)], [-7], [date(2026, 7, 25)], [True], [None], ["-5.00"]])
    assert data.decode("utf-8-sig").split("\r\n")[1:-1] == ['"-5.00"', '"0.05"', '"-7"', '"2026-07-25"', '"yes"', '""', '"\'-5.00"']


def test_the_same_rows_give_the_same_bytes_with_mark_and_line_ends():
    data = write_table(["a", "b"], [["1", "2"]])
    assert data == write_table(["a", "b"], [["1", "2"]]) == b'\xef\xbb\xbf"a","b"\r\n"1","2"\r\n'


@pytest.mark.parametrize(("encoding", "names"), [
    ("utf-8", "Łukasz Żółć"), ("utf-8-sig", "Nguyễn Thị Ánh"), ("utf-16", "Zoë"), ("utf-16-le", "Llŷr Ŵyn and more"), ("cp1252", "O’Neill, Zoë"),
    ("cp1252", "Café £5"), ("cp1250", "Łukasz Żółć, Paweł, Gałązka"), ("cp1251", "Анна Петрова"), ("utf-32", "Zoë"),
])  # fmt: skip
def test_the_encoding_is_found_and_said(encoding, names):
    read = read_table(f"Name;Town\n{names};Deal\n".encode(encoding))
    assert read.rows[0].cells == (names, "Deal")
    assert read.notes[0].startswith("Read as ")


def test_another_encoding_can_be_chosen_and_a_wrong_one_is_refused():
    data = "Name,Town\nZoë,Deal\n".encode("cp1252")
    assert read_table(data, encoding="cp437").rows[0].cells[0] == "Zoδ"
    with pytest.raises(Refused, match="cannot be read as UTF-8"):
        read_table(data, encoding="utf_8")


@pytest.mark.parametrize(("begins", "kind"), [
    (b"%PDF-1.7\n%\x93\x8c\x8b\x9e", "a PDF"), (b"PK\x03\x04\x14\0", "an Excel workbook"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel"),
    (b"\x89PNG\r\n", "a picture"),
])  # fmt: skip
def test_a_file_of_another_kind_is_named_and_the_way_to_a_table_told(begins, kind):
    with pytest.raises(Refused, match=f"This file is {kind}") as said:
        read_table(begins + bytes(range(256)))
    assert "save it as CSV" in said.value.remedy


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(mark, end):
    read = read_table(end.join([mark.join(["Name", "Price", "Town"]), mark.join(["O'Neill", '"12,70"', '"a;b|c"'])]).encode())
    assert read.rows[0].cells == ("O'Neill", "12,70", "a;b|c")
    assert read.delimiter == mark


@pytest.mark.parametrize(("data", "words"), [
    (b"", "empty"), (b"\xef\xbb\xbf \r\n", "empty"), (b'a,b\n"open,1\n2,3\n', "quotes of line 2"), (b'a,b\n"x"y,1\n', "quotes of line 2"),
    (b"a,a\n1,2\n", "Two columns are called"), (b"a,b\n" + b"x" * 140_000 + b",1\n", "too long"),
    (b"a,b\n" + b"1,2\n" * 100_001, "100,000 rows"), (b"x" * 20_000_001, "20 MB"),
])  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused_with_its_place(data, words):
    with pytest.raises(Refused, match=words):
        read_table(data)


def test_rows_of_another_width_are_told_with_their_line():
    read = read_table(b'a,b\n1,2\n\n"x\ny",2\n3\n4,5,6\n7,\0\n8,9\n')
    assert [row.line for row in read.rows] == [2, 4, 9]
    assert [fault.line for fault in read.faults] == [6, 7, 8]


def test_more_rows_than_a_spreadsheet_holds_are_refused():
    with pytest.raises(Refused, match="50,000"):
        write_table(["a"], (["x"] for _ in range(50_001)))
