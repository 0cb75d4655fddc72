"""Words as they stand inside a sentence, and counts as people say them."""

import pytest

from shortbreaks.words import counted, inside, nth


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Clubs and schemes", "clubs and schemes"), ("ADHD", "ADHD"), ("J. and R.", "J. and R."), ("7-a-side", "7-a-side"), ("", ""),
     ("K", "K"), ("Étoile", "étoile")],
)  # fmt: skip
def test_only_a_first_letter_becomes_small(typed, said):
    assert inside(typed) == said


def test_one_is_one_and_a_thousand_has_its_comma():
    assert [counted(n, "family", "families") for n in (0, 1, 1204)] == ["0 families", "1 family", "1,204 families"]


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
