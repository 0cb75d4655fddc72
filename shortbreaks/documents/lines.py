"""Text set in lines: words placed beside each other until the line is full."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shortbreaks.documents.words import NO_BREAK, Piece, Run, pieces, width_of

TOKENS = re.compile("\n| +|[^ \n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its pieces in the order of drawing, and its width in points at a size of one point."""

    pieces: tuple[Piece, ...]
    width: float


@lru_cache(maxsize=1024)
def lines_of(runs: tuple[Run, ...], width: float, size: float) -> tuple[Line, ...]:
    """Runs of (text, bold) as lines no wider than `width` points, ragged right; a word wider than a line is cut."""
    room = width / size
    whole = [piece for text, bold in runs for piece in pieces(text, bold=bold)]
    across = sum(width_of(*piece) for piece in whole)
    if across <= room and not any("\n" in text for _, text in whole):
        return (Line(tuple(whole), across),)
    lines: list[Line] = []
    line: list[Piece] = []
    used = gap = 0.0
    for word, wide in _words(whole, room):
        kind = word[0][1][0]
        if kind == " ":
            gap, space = (wide, word[0]) if line else (0.0, word[0])
            continue
        if kind == "\n" or (line and used + gap + wide > room + 1e-6):
            lines += [_line(line, used)] if line else []
            line, used, gap = [], 0.0, 0.0
        if kind != "\n":
            line += [space, *word] if gap else word
            used, gap = used + gap + wide, 0.0
    return (*lines, _line(line, used)) if line or not lines else tuple(lines)


def _words(whole: Sequence[Piece], room: float) -> Iterator[tuple[list[Piece], float]]:
    """Words and the spaces between them, each as pieces with its width; a line's end is a word of its own."""
    word: list[Piece] = []
    wide = 0.0
    for font, text in whole:
        for token in TOKENS.findall(text):
            if token[0] in " \n":
                if word:
                    yield from _cut(word, wide, room)
                    word, wide = [], 0.0
                yield [(font, token)], width_of(font, token)
            else:
                word.append((font, token))
                wide += width_of(font, token)
    if word:
        yield from _cut(word, wide, room)


def _cut(word: list[Piece], wide: float, room: float) -> Iterator[tuple[list[Piece], float]]:
    """A word, in parts when it is wider than a line: between what should stay together first, between letters last."""
    if wide <= room:
        yield word, wide
        return
    if any(NO_BREAK in text for _, text in word):
        yield from _words([(font, text.replace(NO_BREAK, " ")) for font, text in word], room)
        return
    part: list[Piece] = []
    used = 0.0
    for font, text in word:
        for letter in text:
            across = width_of(font, letter)
            if part and used + across > room:
                yield part, used
                part, used = [], 0.0
            part.append((font, letter))
            used += across
    yield part, used


def _line(parts: Sequence[Piece], width: float) -> Line:
    """Neighbours in one font become one piece: fewer and longer strings in the file."""
    merged: list[Piece] = []
    for font, text in parts:
        if merged and merged[-1][0] == font:
            merged[-1] = (font, merged[-1][1] + text)
        else:
            merged.append((font, text))
    return Line(tuple(merged), width)
