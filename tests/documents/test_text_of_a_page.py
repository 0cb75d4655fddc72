"""Words put on a page the short way are the very bytes that the library writes the long way, so old papers stay the same."""

import unicodedata

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from shortbreaks.documents.page import PageText
from shortbreaks.documents.style import BOLD, OTHER, PLAIN, character_widths
from shortbreaks.documents.words import as_they_are, clean, pieces, width_of
from tests.nasty import TEXTS

SAID = ("Amara O.", "£12.70", "25\u00a0July 2026", "(a) \\ b) ) Tj", "Zoë", "plain again", "Ωmega", "back to ours", "", " ")


def codes(kind, put, said):
    """What a page of these words holds, in turns plain and bold and in two sizes."""
    canvas = Canvas("unused.pdf", invariant=1)
    text = kind(canvas)
    for place, words in enumerate(said):
        text.setTextOrigin(0, place)
        for font, letters in pieces(words, bold=place % 3 == 1):
            if place % 2 == 0 or font in (BOLD, OTHER):
                text.setFont(font, 14 if place % 5 else 12)
            put(text, letters)
    return text.getCode()


@pytest.mark.parametrize("said", [SAID, tuple(SAID[::-1]), tuple(TEXTS)], ids=["said", "reversed", "nasty"])
def test_the_short_way_writes_what_the_library_writes(said):
    character_widths()
    fonted = ("begin", *said)  # the first words set a font
    short = codes(PageText, lambda text, letters: text.put(letters), fonted)
    assert short == codes(PDFTextObject, lambda text, letters: text.textOut(letters), fonted)
    assert short.count(" Tj") >= len([one for one in said if clean(one).strip()])


def test_letters_takenas_they_are_would_not_have_been_changed():
    kept = as_they_are()
    assert {"é", "£", "–", "’", "\u00a0", "A"} <= kept
    for one in kept:
        assert unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        together = "".join(one + other for other in kept)
        assert unicodedata.normalize("NFC", together) == together


def test_marks_are_still_joined_with_their_letters():
    assert clean("Zoe\u0308") == "Zoë"
    assert clean("a\u202eb\x07c\nd") == "abc d"


def test_a_width_is_the_sum_of_its_letters():
    widths = character_widths()[PLAIN]
    said = "£12.70 to “Amara”"
    assert width_of(PLAIN, said) == sum(widths[ord(letter)] for letter in said) / 1000
    assert width_of(PLAIN, "\u674e") == 0
