"""The one escape: text from people becomes text on paper, whatever it holds (safety.md E4, E7)."""

import unicodedata
from functools import lru_cache
from html import escape
from typing import Any

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from shortbreaks.documents.style import BOLD, INK, OTHER, OTHER_BOLD, PLAIN, register_fonts

NO_BREAK = "\u00a0"
DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and direction marks; line ends and tabs become spaces."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    spaced = "".join(" " if letter in "\n\r\t" else letter for letter in composed)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in DROPPED)


def unbroken(text: str) -> str:
    """A date, time, amount or telephone number that stays on one line."""
    return text.replace(" ", NO_BREAK)


def font_for(letter: str, *, bold: bool) -> str | None:
    """The font that has this letter: ours, then the wide one; None when neither has it."""
    known = register_fonts()
    code = ord(letter)
    ours, wide = (BOLD, OTHER_BOLD) if bold else (PLAIN, OTHER)
    if code in known[ours] or code == 0xA0:
        return ours
    return wide if code in known[wide] else None


def marked(text: str, *, bold: bool = False) -> str:
    """Escaped text for a paragraph, each run in a font that has its letters.

    A letter that no shipped font has is written as its code, "[U+674E]": seen and asked about, never dropped.
    """
    tidy = clean(text)
    ours = register_fonts()[BOLD if bold else PLAIN]
    if all(ord(letter) in ours or letter == NO_BREAK for letter in tidy):
        inner = escape(tidy, quote=True)
        return f"<b>{inner}</b>" if bold else inner
    parts = []
    for letter in tidy:
        font = font_for(letter, bold=bold)
        if font is None:
            parts.append(f"[U+{ord(letter):04X}]")
        elif font in {PLAIN, BOLD}:
            parts.append(escape(letter, quote=True))
        else:
            parts.append(f'<font name="{font}">{escape(letter, quote=True)}</font>')
    inner = "".join(parts)
    return f"<b>{inner}</b>" if bold else inner


def plain_run(text: str, *, bold: bool) -> str:
    """Text for drawing straight on the page in our own font; letters it lacks are written as their codes."""
    ours = register_fonts()[BOLD if bold else PLAIN]
    return "".join(
        letter if ord(letter) in ours or letter == NO_BREAK else f"[U+{ord(letter):04X}]" for letter in clean(text)
    )


@lru_cache(maxsize=64)
def text_style(size: float, lead: float, colour: Any = INK, after: float = 0) -> ParagraphStyle:
    """A paragraph style, made once for each size and colour."""
    return ParagraphStyle(
        f"s{size}{lead}{after}", fontName=PLAIN, fontSize=size, leading=size * lead, textColor=colour,
        alignment=TA_LEFT, spaceAfter=after, splitLongWords=1, trustedSchemes=(), trustedHosts=(),
    )  # fmt: skip


def paragraph(markup: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of markup made by `marked` alone; the only place where one is made."""
    return Paragraph(markup, style)
