"""The list of card and bank files: who took in what and when, what was new, for whom, and what of it was put back (safety.md C9)."""

import hashlib
from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import NotFound, Refused
from shortbreaks.payments.spending.card_files import ColumnMap
from shortbreaks.payments.spending.files_taken import files_taken, lines_of_file
from shortbreaks.payments.spending.putting_back import (
    PutBackFile,
    PutBackLine,
    file_to_put_back,
    put_back_file,
    put_back_line,
)
from tests.counting import statements
from tests.nasty import MARKUP
from tests.payments.builders import HEAD, ROWS, a_file, an_agreement, spent, take

BOTH = ColumnMap("Date", "Description", out="Money out", into="Money in", account="Account")


def listed(county, words=""):
    return county.at(Role.FINANCE).ask(files_taken, words)


def both(county, agreements, name="both.csv"):
    head = HEAD.replace("\n", ",Account\n")
    rows = [f"14/04/2026,Shop {one},1.00,,DP-{10000 + one}\n" for one in agreements]
    take(county, None, (head + "".join(rows)).encode(), name, BOTH)


def test_a_file_is_listed_with_what_it_brought_and_what_became_of_it(county):
    one, two = an_agreement(county), an_agreement(county, last="Stone")
    assert listed(county).rows == ()
    april = a_file()
    take(county, one, april)
    county.clock.forward(days=1)
    take(county, one, a_file(*ROWS[3:], "22/04/2026,Swim club,5.00,"), f"{MARKUP[0]}.csv")
    both(county, (one, two))
    found = listed(county)
    assert found.count == 3
    whole, later, first = found.rows
    assert (first.name, first.person, f"{first.at:%d %H:%M}", first.first, first.last) == (
        "april.csv", "Finance One", "22 11:40", date(2026, 4, 7), date(2026, 4, 21),
    )  # fmt: skip
    assert (first.added, first.known, first.accounts, first.ref, first.in_pence, first.out_pence) == (5, 0, 1, "DP-10001", 39096, 20408)
    assert first.sha256 == hashlib.sha256(b"%d\n%s" % (one, april)).hexdigest()
    assert (later.name, later.added, later.known, f"{later.at:%d}") == (f"{MARKUP[0]}.csv", 1, 2, "23")
    assert (whole.accounts, whole.added, whole.back) == (2, 2, 0)
    brought = county.at(Role.FINANCE).ask(lines_of_file, whole.id)
    assert ([(line.ref, line.name, line.pence) for line in brought.lines], brought.more) == (
        [("DP-10001", "Grace O., for Amara O.", 100), ("DP-10002", "Grace S., for Amara S.", 100)], 0,
    )  # fmt: skip
    _found_by_name_or_account(county)
    _put_back(county, first.id)


def _found_by_name_or_account(county):
    names = {words: [one.name for one in listed(county, words).rows] for words in ("APRIL", "dp-10002", " DP-10001 ", "%", "_", "none of them")}
    assert names["APRIL"] == ["april.csv"] and names["dp-10002"] == ["both.csv"] and len(names[" DP-10001 "]) == 3
    assert names["%"] == names["_"] == names["none of them"] == []


def _put_back(county, file):
    office, line = county.at(Role.FINANCE), spent(county)[4]
    office.perform(put_back_line, PutBackLine(line.id, line.version, "Another family's"))
    assert [one.back for one in listed(county).rows] == [0, 0, 1]
    found = office.ask(file_to_put_back, file)
    assert (found.lines, found.out_pence) == (4, 18408)
    office.perform(put_back_file, PutBackFile(file, 4, "Another family's card"))
    row = listed(county).rows[-1]
    assert (row.back, row.back_on, row.back_by, row.back_why) == (5, date(2026, 7, 23), "Finance One", "Another family's card")
    assert {(line.match, line.why) for line in office.ask(lines_of_file, file).lines} == {
        ("put back", "Another family's card"), ("put back", "Another family's"),
    }  # fmt: skip
    with pytest.raises(Refused, match="was put back on 23 July 2026"):
        office.ask(file_to_put_back, file)
    for question in (file_to_put_back, lines_of_file):
        with pytest.raises(NotFound):
            office.ask(question, 99)


def test_a_file_that_brought_nothing_new_has_nothing_to_put_back(file_county):
    agreement = an_agreement(file_county)
    take(file_county, agreement, a_file())
    take(file_county, agreement, a_file(*ROWS[:2]), "again.csv")
    row = listed(file_county).rows[0]
    assert (row.added, row.known, row.accounts, row.ref) == (0, 2, 0, "")
    with pytest.raises(Refused, match="No line of that file stands"):
        file_county.at(Role.FINANCE).ask(file_to_put_back, row.id)


def test_the_list_is_read_in_as_many_questions_however_many_files_there_are(file_county):
    agreement, counts = an_agreement(file_county), []
    for number in range(3):
        take(file_county, agreement, a_file(f"14/04/2026,Shop {number},1.00,"), f"{number}.csv")
        with statements(file_county) as sent:
            assert listed(file_county).count == number + 1
        counts.append(len(sent))
    assert counts[0] == counts[2]
