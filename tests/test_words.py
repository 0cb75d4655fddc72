"""Words as they stand inside a sentence, and counts as people say them."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from shortbreaks.bookings.where_had import say_venue
from shortbreaks.words import as_kept, counted, inside, nth, whole, without_hidden

ROOT = Path(__file__).parent.parent
PROOFS = {"proof.py"}  # said to whoever repairs a broken file


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Clubs and schemes", "clubs and schemes"), ("ADHD", "ADHD"), ("J. and R.", "J. and R."), ("7-a-side", "7-a-side"), ("", ""),
     ("K", "K"), ("Étoile", "étoile")],
)  # fmt: skip
def test_only_a_first_letter_becomes_small(typed, said):
    assert inside(typed) == said


def test_one_is_one_and_a_thousand_has_its_comma():
    assert [counted(n, "family", "families") for n in (0, 1, 1204)] == ["0 families", "1 family", "1,204 families"]


def test_a_postcode_is_shown_in_one_piece():
    assert (whole("CT10 1JX"), whole("")) == ("CT10\u00a01JX", "")
    row = SimpleNamespace(venue="Hall", address="Hall\n1 High Street", postcode="CT10 1JX")
    assert say_venue(row) == "Hall, 1 High Street CT10\u00a01JX."


def test_a_place_in_an_order_is_said_in_words_up_to_the_tenth():
    assert [nth(n) for n in (1, 10, 11, 12, 13, 21, 22, 23, 24, 101, 111, 112)] == [
        "first", "tenth", "11th", "12th", "13th", "21st", "22nd", "23rd", "24th", "101st", "111th", "112th",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [("Hoist", "hoist"), ("Behaviour, with ADHD", "behaviour, with ADHD"), ("DBS", "DBS"), ("BSL signing", "BSL signing"),
     ("1:1 worker", "1:1 worker"), ("PEG", "PEG")],
)  # fmt: skip
def test_a_lists_words_keep_their_own_letters_in_a_sentence(words, said):
    assert inside(words) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("abc\u202etxt.exe", "abctxt.exe"), ("\u2066a\u2069", "a"), ("\u200b\u2060", ""), ("zero\u200bwidth", "zero\u200bwidth"),
     ("👩‍👧", "👩‍👧"), ("nul\0b", "nulb"), ("a\x1bb", "ab"), ("two\nlines\tand", "two\nlines\tand"), ("", ""), ("a  b", "a  b"),
     ("محمد العربي", "محمد العربي"), ("\u00a0", "")],
)  # fmt: skip
def test_what_nobody_sees_and_what_turns_other_words_is_not_kept(typed, kept):
    assert without_hidden(typed) == kept


def test_on_one_line_a_pasted_break_is_a_space_and_in_a_box_it_stays():
    assert as_kept(" Amara\r\nOkafor\t1 ", one_line=True) == "Amara Okafor 1"
    assert as_kept(" Amara\nOkafor\t1 ", one_line=False) == "Amara\nOkafor\t1"


def test_no_sentence_says_that_1_things_are():
    """A number before a word in the plural and its verb goes through `counted`, or says one of them in the same line."""
    wrong = re.compile(r"\{[^{}]+\} ([a-z]+ )?[a-z]+s (are|were|have|hold|stay) ")
    lines = [
        f"{path.name}:{number} {line.strip()}"
        for room in ("ui", "shortbreaks") for path in (ROOT / room).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if wrong.search(line) and " if " not in line and path.name not in PROOFS
    ]  # fmt: skip
    assert lines == []
