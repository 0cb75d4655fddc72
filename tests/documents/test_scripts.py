"""Hebrew and Arabic on paper: joined, in order, whole; compared with the text that a reader copies out of the file."""

import unicodedata

import pytest

from shortbreaks.documents.lines import lines_of
from shortbreaks.documents.scripts import drawn_order, for_drawing, joined
from shortbreaks.documents.style import BOLD, EAST, PLAIN
from shortbreaks.documents.words import pieces, undrawn, width_of

SHAPES = [
    ("محمد", "\ufee3\ufea4\ufee4\ufeaa"),  # initial, medial, medial, final
    ("دار", "\ufea9\ufe8d\ufead"),  # none of them reaches to the left
    ("لا", "\ufefb"),  # lam and alef are one letter
    ("سلام", "\ufeb3\ufefc\ufee1"),  # and joined to the letter before
    ("گچ", "\ufb94\ufb7b"),  # letters of Persian
]


@pytest.mark.parametrize(("typed", "shaped"), SHAPES)
def test_letters_take_the_shape_their_neighbours_ask_for(typed, shaped):
    assert joined(typed) == shaped
    assert unicodedata.normalize("NFKC", joined(typed)) == typed


def test_a_mark_does_not_part_two_letters():
    assert joined("مُح") == "\ufee3\u064f\ufea2"


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("שרה", "הרש"),
        ("Dear שרה כהן.", "Dear ןהכ\u00a0הרש."),
        ("שרה (כהן) and Tom", ")ןהכ(\u00a0הרש".translate(str.maketrans("()", ")(")) + " and Tom"),
        ("(שרה)", "(הרש)"),
        ("שרה 12 כהן", "ןהכ\u00a012\u00a0הרש"),
        ("no such letters", "no such letters"),
        ("Łukasz Żółć, Ιωάννης", "Łukasz Żółć, Ιωάννης"),
    ],
)
def test_a_phrase_is_drawn_from_right_to_left_inside_a_line_from_left_to_right(typed, drawn):
    assert for_drawing(typed) == drawn


def test_figures_and_marks_keep_the_way_they_are_read():
    assert drawn_order("א 07700 900655 ב") == "ב 07700 900655 א"
    assert drawn_order("בָּא") == "אבָּ"


def test_a_long_phrase_has_lines_of_its_own_in_the_order_they_are_read():
    words = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע"
    lines = lines_of(((words, False),), 480, 14)
    assert len(lines) > 1
    read = " ".join("".join(text for _, text in line.pieces)[::-1] for line in lines)
    assert read.replace("\u00a0", " ") == words


def test_words_without_room_go_to_the_next_line_and_long_ones_are_cut():
    lines = lines_of((("Ring us on ", False), ("01632\u00a0960170", True), (".", False)), 120, 14)
    assert ["".join(text for _, text in line.pieces) for line in lines] == ["Ring us on", "01632\u00a0960170."]
    long = lines_of((("W" * 300, False),), 480, 14)
    assert "".join(text for line in long for _, text in line.pieces) == "W" * 300
    assert all(line.width * 14 <= 480 for line in long)


def test_no_line_is_wider_than_its_column_and_nothing_is_lost():
    words = "Medicine in its own box with the chemist’s label, a drink, a sun hat and a change of clothes."
    for width in range(60, 500, 7):
        lines = lines_of(((words, False),), width, 14)
        assert all(line.width * 14 <= width + 0.01 for line in lines)
        assert " ".join("".join(text for _, text in line.pieces) for line in lines).replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize(("typed", "codes", "told"), [("a\U0001f600", "a[U+1F600]", "\U0001f600"), ("김김", "[U+AE40][U+AE40]", "김")])
def test_a_letter_no_font_has_is_seen_not_dropped_and_told_once(typed, codes, told):
    assert "".join(letters for _, letters in pieces(typed, bold=False)) == codes
    assert undrawn(typed) == told and not undrawn("李小龍 さくら محمد שרה Łukasz Ŵyn\n[U+AE40]\u202e")


@pytest.mark.parametrize("bold", [True, False])
def test_names_in_chinese_and_japanese_are_drawn_in_a_typeface_that_has_them(bold):
    ours = BOLD if bold else PLAIN
    assert pieces("Ms 李小龍, さくら", bold=bold) == ((ours, "Ms "), (EAST, "李小龍"), (ours, ", "), (EAST, "さくら"))
    line, *more = lines_of((("李小龍 陈伟", bold),), 480, 14)
    assert not more and abs(line.width - 5 - width_of(ours, " ")) < 0.01, "each as wide as it is high"
