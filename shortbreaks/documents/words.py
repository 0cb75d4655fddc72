"""Text from people as text on paper, whatever it holds (safety.md E4, E7): no markup is ever read, no letter dropped."""

import re
import unicodedata
from functools import lru_cache
from itertools import repeat

from shortbreaks.dates import MONTHS
from shortbreaks.documents.scripts import for_drawing
from shortbreaks.documents.style import BOLD, EAST, OTHER, OTHER_BOLD, PLAIN, character_widths, eastern_widths

NO_BREAK = "\u00a0"
FIRST_EASTERN = "\u2e80"
# 31 March 2027, 31 March, CT20 3GX
WHOLE = re.compile(rf"\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)})(?: [0-9]{{4}})?\b|\b[A-Z]{{1,2}}[0-9][0-9A-Z]? [0-9][A-Z]{{2}}\b")
DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
MARKS = {"Mn", "Mc", "Me"}  # these, and the parts of Korean letters, are joined with the letter before them
Run = tuple[str, bool]
Piece = tuple[str, str]


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and direction marks; line ends and tabs become spaces."""
    if (text.isascii() and text.isprintable()) or as_they_are().issuperset(text):
        return text
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    spaced = "".join(" " if letter in "\n\r\t" else letter for letter in composed)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in DROPPED)


@lru_cache(maxsize=1)
def as_they_are() -> frozenset[str]:
    """Letters of our own fonts that cleaning never changes, alone or beside each other."""
    return frozenset(
        letter
        for letter in map(chr, character_widths()[PLAIN])
        if unicodedata.category(letter) not in {*DROPPED, *MARKS}
        and unicodedata.is_normalized("NFC", letter)
        and not unicodedata.name(letter, "HANGUL").startswith("HANGUL")
    )


@lru_cache(maxsize=5)
def _letter_widths(font: str) -> dict[str, float]:
    """The letters a font has, with their widths in thousandths."""
    known = eastern_widths() if font == EAST else character_widths()[font]
    return {chr(code): width for code, width in known.items()}


def unbroken(text: str) -> str:
    """A date, time, amount or telephone number that stays on one line."""
    return text.replace(" ", NO_BREAK)


def kept_whole(text: str) -> str:
    """Words of the record in which a date and a postcode stay on one line each, as they must where lines are short."""
    return WHOLE.sub(lambda found: unbroken(found.group()), text)


@lru_cache(maxsize=4096)
def pieces(text: str, *, bold: bool) -> tuple[Piece, ...]:
    """Text as (font, letters) in the order of drawing, each letter in a font that has it: ours, the wide one, the eastern one.

    A letter that no shipped font has is written as its code, "[U+1F600]": seen and asked about, never dropped.
    """
    widths = character_widths()
    ours, wide = (BOLD, OTHER_BOLD) if bold else (PLAIN, OTHER)
    ready = for_drawing(clean(text))
    if _letter_widths(ours).keys() >= set(ready):
        return ((ours, ready),) if ready else ()
    found: list[Piece] = []
    for place, letter in enumerate(ready):
        font, drawn = ours, letter
        if (
            letter == NO_BREAK
            and found
            and found[-1][0] == wide
            and ord(ready[place + 1 : place + 2] or " ") not in widths[ours]
        ):
            font = wide  # a phrase stays in one font, so that it is copied out of the file in one piece
        elif ord(letter) not in widths[ours] and letter != "\n":
            font, drawn = (wide, letter) if ord(letter) in widths[wide] else _beyond(ours, letter)
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + drawn)
        else:
            found.append((font, drawn))
    return tuple(found)


def _beyond(ours: str, letter: str) -> Piece:
    """A letter that neither our font nor the wide one has."""
    eastern = letter >= FIRST_EASTERN and letter in _letter_widths(EAST)
    return (EAST, letter) if eastern else (ours, f"[U+{ord(letter):04X}]")


def undrawn(text: str) -> str:
    """The letters of a text that no typeface of papers has, which stand there as their codes; each once."""
    if as_they_are().issuperset(text):
        return ""
    widths = character_widths()
    ours, wide = widths[PLAIN].keys() & widths[BOLD].keys(), widths[OTHER].keys() & widths[OTHER_BOLD].keys()
    strange = (one for one in for_drawing(clean(text)) if ord(one) not in ours and ord(one) not in wide and one != "\n")
    return "".join(dict.fromkeys(one for one in strange if _beyond(PLAIN, one)[0] != EAST))


@lru_cache(maxsize=8192)
def width_of(font: str, text: str) -> float:
    """How wide letters are, in points at a size of one point."""
    return sum(map(_letter_widths(font).get, text, repeat(0))) / 1000
