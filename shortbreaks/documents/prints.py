"""A paper's own bytes, packed small: the typefaces that nearly every paper has alike are taken out, to be kept once for all.

Nothing here depends on how papers are laid out: whatever is found in the bytes, put together again they are the very same.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what draws is read with the first paper that is drawn
    from shortbreaks.documents.page import Drawn

# One of our own two typefaces as a file has it. Letters that they lack stand in another, which stays with its paper:
# it holds only the letters that somebody's name needed
_TYPEFACE = re.compile(rb"/BaseFont /[A-Z]{6}\+ShortBreaksPaper[^>]*?/ToUnicode (\d+) 0 R[^>]*>>\nendobj\n")
Shared = tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Print:
    """A paper as it went out: its pages, the fingerprint of its bytes, its own part of them packed, and what it shares, where."""

    pages: int
    sha256: str
    own: bytes
    shared: Shared


def print_of(drawn: "Drawn") -> Print:
    """A paper that was drawn, as it is kept."""
    pdf, own, shared, at = drawn.pdf, bytearray(), list[tuple[int, bytes]](), 0
    for found in _TYPEFACE.finditer(pdf):
        start = pdf.rindex(b"\n%s 0 obj\n" % found[1], max(0, at - 1), found.start()) + 1
        own += pdf[at:start]
        shared.append((len(own), pdf[start : found.end()]))
        at = found.end()
    return Print(drawn.pages, drawn.sha256, zlib.compress(bytes(own + pdf[at:]), 9), tuple(shared))


def whole(own: bytes, shared: Iterable[tuple[int, bytes]]) -> bytes:
    """The bytes of a paper that was packed: what it shares put back where it stood. Raises zlib.error for what is damaged."""
    unpacked = zlib.decompress(own)
    parts, at = list[bytes](), 0
    for place, content in shared:
        parts += [unpacked[at:place], content]
        at = place
    return b"".join([*parts, unpacked[at:]])
