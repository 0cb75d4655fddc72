"""The house style of papers: fonts, sizes and colours for standard and large print (look.md section 8)."""

from dataclasses import dataclass
from functools import lru_cache

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from shortbreaks.errors import Refused
from shortbreaks.resources import resource

rl_config.useA85 = 0  # a page's words are packed as bytes: as letters they were a quarter longer
INK, INK2, TEAL, GROUND, RULE, APRICOT = (
    HexColor(c) for c in ("#16272B", "#46585C", "#0B5F6B", "#EAF3F3", "#9DB8BB", "#D9822B")
)
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
PLAIN, BOLD = "ShortBreaksPaper", "ShortBreaksPaper-Bold"
OTHER, OTHER_BOLD = "ShortBreaksWide", "ShortBreaksWide-Bold"
EAST = "ShortBreaksEast"  # Chinese and Japanese letters, in one weight: read when the first of them is drawn
OFTEN = "£’“”×−–·…½"  # stand in every paper's typefaces in this order, so that most papers have the same ones (prints.py)


@dataclass(frozen=True, slots=True)
class Style:
    """One way of printing: point sizes, line spacing, and whether tables become blocks."""

    name: str
    body: float
    title: float
    small: float
    lead: float
    blocks: bool


STYLES = {
    "standard": Style("standard", 14, 24, 12, 1.35, blocks=False),
    "large": Style("large", 18, 26, 18, 1.4, blocks=True),
}


EASY = Style("easy", 18, 26, 18, 1.4, blocks=True)  # a sentence a line with its picture; only papers written for it have one


def style_named(name: str) -> Style:
    """The style of that name. Raises Refused for one we cannot print, so that no family gets another by accident."""
    if name not in STYLES:
        raise Refused(
            "Easy read is not made of this kind of letter yet.",
            "Choose standard or large print.",
            "style",
        )
    return STYLES[name]


@lru_cache(maxsize=1)
def character_widths() -> dict[str, dict[int, float]]:
    """Make the fonts known once, and give the characters that each has with their widths in thousandths."""
    files = {
        PLAIN: "fonts/paper/ShortBreaksPaper-Regular.ttf", BOLD: "fonts/paper/ShortBreaksPaper-Bold.ttf",
        OTHER: "fonts/paper/ShortBreaksWide-Regular.ttf", OTHER_BOLD: "fonts/paper/ShortBreaksWide-Bold.ttf",
    }  # fmt: skip
    known = {name: _widths_of(name, file) for name, file in files.items()}
    for widths in known.values():
        widths.setdefault(0xA0, widths[0x20])
    return known


@lru_cache(maxsize=1)
def eastern_widths() -> dict[int, float]:
    """Make the eastern font known, and give the characters that it has with their widths in thousandths.

    It is larger than all others together, and most offices never draw a letter of it.
    """
    return _widths_of(EAST, "fonts/paper/ShortBreaksEast-Regular.ttf")


def _widths_of(name: str, file: str) -> dict[int, float]:
    font = TTFont(name, str(resource(file)))
    pdfmetrics.registerFont(font)
    return {code: font.face.charWidths.get(code, font.face.defaultWidth) for code in font.face.charToGlyph}
