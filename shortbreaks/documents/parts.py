"""What letters are built from: a title, facts beside their names, sessions as a table or as blocks, a box."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from reportlab.lib.colors import Color

from shortbreaks.dates import say_day
from shortbreaks.documents.lines import lines_of
from shortbreaks.documents.style import INK, TEAL, WIDTH, Style
from shortbreaks.documents.words import Piece, Run, clean, unbroken

PICTURE, BESIDE = 36.0, 54.0  # points: a picture of easy read, and where the words beside it begin
WITH = "+"  # before a picture's name: the idea stays on one page with the one before it
NEVER = "Never to be handed to"
LONGEST_IDEA = 250.0  # points that an idea may be deep and stay whole


class Addressed(Protocol):
    """What the facts of a letter say of the child it is about and of the adult it greets."""

    @property
    def child(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def dated(self) -> date: ...
    @property
    def dear(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of text in a row: how far from the left and, for its base line, from the top; in points."""

    across: float
    down: float
    pieces: tuple[Piece, ...]
    size: float
    colour: Color


@dataclass(frozen=True, slots=True)
class Boxed:
    """A box to write in, or with `filled` a black bar: from the left of the page and the top of its row, in points."""

    across: float
    down: float
    width: float
    height: float
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is never parted by a page's end: text, with a ground behind it and rules above and below.

    `bar` draws one across the page instead: shares of it that are solid and striped, and where its mark stands.
    """

    height: float
    text: tuple[Placed, ...]
    ground: bool = False
    above: bool = False
    below: bool = False
    bar: tuple[float, float, float] | None = None
    boxes: tuple[Boxed, ...] = ()
    picture: str = ""  # an icon at the left of the row, PICTURE points wide


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stay together while a page has room for them, with a head that is drawn again on each page.

    `frame` draws "box" around them or "bar" at their left with a ground; `pad` is the points inside it, above and below.
    `fresh` begins a new page. What `leads` never stands last on one: it goes on with what it announces.
    """

    rows: tuple[Row, ...]
    after: float
    head: Row | None = None
    frame: str = ""
    pad: float = 0
    parts_freely: bool = False
    fresh: bool = False
    leads: bool = False

    @property
    def height(self) -> float:
        """Points from its first row to its last, with what frames them."""
        return sum(row.height for row in self.rows) + 2 * self.pad + (self.head.height if self.head else 0)


def text_rows(
    runs: Sequence[Run], size: float, lead: float, colour: Color = INK, across: float = 0, width: float = WIDTH
) -> tuple[Row, ...]:
    """A row for each line of text; `lead` is a multiple of the size."""
    height, down = _of_lines(size, lead)
    return tuple(
        [Row(height, (Placed(across, down, line.pieces, size, colour),)) for line in lines_of(tuple(runs), width, size)]
    )


def cell_text(
    cell: Sequence[Run], size: float, lead: float, across: float, down: float, width: float, *, right: float | None = None
) -> tuple[list[Placed], float]:
    """The lines of a cell from `down` points below the top of its row, and where they end; with `right`, ended there."""
    height, base = _of_lines(size, lead)
    placed = []
    lines = lines_of(tuple(cell), width, size)
    left = across if right is None else right - lines[0].width * size
    for line in lines:
        placed.append(Placed(left, base + down, line.pieces, size, INK))
        down += height
    return placed, down


@lru_cache(maxsize=64)
def _of_lines(size: float, lead: float) -> tuple[float, float]:
    """The height of a line, and how far below its top the letters stand."""
    height = size * lead
    return height, height - size * (lead - 0.75) / 2 - size * 0.125


def title(words: str, style: Style) -> Block:
    """The outcome, in the words of a person: "Your booking is confirmed"."""
    return Block(text_rows([(words, True)], style.title, 1.2), style.body * 0.5)


def body(words: str, style: Style, after: float = 0.5) -> Block:
    """A paragraph of plain text; `after` is the space below it, as a multiple of the size."""
    return mixed([(words, False)], style, after)


def mixed(parts: Sequence[Run], style: Style, after: float = 0.5) -> Block:
    """A paragraph of (text, bold) runs."""
    return Block(text_rows(parts, style.body, style.lead), style.body * after)


def facts(pairs: Sequence[tuple[str, Sequence[Run]]], style: Style) -> Block:
    """Names and values beside each other."""
    share = 0.33 if style.blocks else 0.27
    rows = [row for name, said in pairs for row in _beside(name, said, style, share, INK, bold=False)]
    return Block(tuple(rows), style.body * 0.6)


def opening(number: tuple[str, str] | None, given: Addressed, style: Style) -> tuple[Block, Block]:
    """How a letter to a family begins: its number under the name it has there, the child, the day, and whom it greets."""
    pairs: list[tuple[str, list[Run]]] = [] if number is None else [(number[0], [(unbroken(number[1]), True)])]
    pairs += [
        ("Child", [(unbroken(given.child), True), (f", family number {unbroken(given.family)}", False)]),
        ("Date of letter", [(unbroken(say_day(given.dated)), False)]),
    ]
    return facts(pairs, style), body(f"Dear {unbroken(given.dear)}", style)


def questions(pairs: Sequence[tuple[str, Sequence[Run]]], style: Style) -> list[Block]:
    """Question words in teal with their answers; above them in large print."""
    after = style.body * 0.42
    if not style.blocks:
        return [Block(_beside(name, said, style, 0.25, TEAL, bold=True), after) for name, said in pairs]
    return [
        Block(
            (*text_rows([(name, True)], style.body + 2, style.lead, TEAL), *text_rows(said, style.body, style.lead)),
            after * 1.6,
        )
        for name, said in pairs
    ]


def _beside(
    name: str, said: Sequence[Run], style: Style, share: float, colour: Color, *, bold: bool
) -> tuple[Row, ...]:
    names = text_rows([(name, bold)], style.body, style.lead, colour, 0, WIDTH * share - 6)
    values = text_rows(said, style.body, style.lead, INK, WIDTH * share, WIDTH * (1 - share))
    rows = []
    for place in range(max(len(names), len(values))):
        text = (
            *(names[place].text if place < len(names) else ()),
            *(values[place].text if place < len(values) else ()),
        )
        rows.append(Row(style.body * style.lead, text))
    return tuple(rows)


def grid(
    heads: Sequence[str], rows: Sequence[Sequence[Sequence[Run]]], style: Style, shares: Sequence[float]
) -> list[Block]:
    """A table with its head repeated on each page; rules between rows, a pale ground behind the head."""
    head = _table_row([[(head, True)] for head in heads], style, shares, 7, ground=True)
    return [Block(tuple(_table_row(row, style, shares, 7) for row in rows), style.body, head, parts_freely=True)]


def _table_row(
    cells: Sequence[Sequence[Run]], style: Style, shares: Sequence[float], pad: float, *, ground: bool = False
) -> Row:
    text: list[Placed] = []
    deepest, across = 0.0, 0.0
    for cell, share in zip(cells, shares, strict=True):
        placed, down = cell_text(cell, style.body, 1.3, across + 8, pad, WIDTH * share - 12)
        text += placed
        deepest, across = max(deepest, down), across + WIDTH * share
    return Row(deepest + pad, tuple(text), ground, above=ground, below=True)


def pictured(heading: str, ideas: Sequence[tuple[str, Sequence[Run]]], style: Style) -> list[Block]:
    """Ideas of easy read below their heading: each a sentence with its picture at the left, on a line of its own.

    One whose picture is named after `WITH` makes one block with the idea before it.
    """
    blocks: list[Block] = []
    gap = style.body * 0.55
    for place, (named, runs) in enumerate(ideas):
        icon = named.removeprefix(WITH)
        _, deep = cell_text(runs, style.body, style.lead, BESIDE, 0, WIDTH - BESIDE)
        above = text_rows([(heading, True)], style.body + 4, 1.6, TEAL) if heading and not place else ()
        if deep > LONGEST_IDEA:  # what somebody wrote at length goes on over the page
            first, *more = text_rows(runs, style.body, style.lead, INK, BESIDE, WIDTH - BESIDE)
            rows: tuple[Row, ...] = (replace(first, picture=icon), *more)
        else:
            tall = max(deep, PICTURE)
            text, _ = cell_text(runs, style.body, style.lead, BESIDE, (tall - deep) / 2, WIDTH - BESIDE)
            rows = (Row(tall, tuple(text), picture=icon),)
        if named != icon and blocks:
            blocks[-1] = replace(blocks[-1], rows=(*blocks[-1].rows, Row(gap, ()), *rows))
        else:
            blocks.append(Block((*above, *rows), gap))
    return blocks


def stack(heading: Sequence[Run], lines: Sequence[Sequence[Run]], style: Style) -> Block:
    """A block of large print: what it is, then one fact a line, on a pale ground with a bar at its left."""
    rows = [*text_rows(heading, style.body + 2, 1.3, INK, 14, WIDTH - 24)]
    for line in lines:
        if any(clean(text) for text, _ in line):
            rows += text_rows(line, style.body, style.lead, INK, 14, WIDTH - 24)
    return Block(tuple(rows), 9, frame="bar", pad=9)


def never_to(words: str, size: float, across: float, width: float) -> Row:
    """To whom a child is never handed over: bold, in a ruled box with a black bar at its left, so that grey paper says it too."""
    placed, down = cell_text([(f"{NEVER}: {words}", True)], size, 1.3, across + 15, 7, width - 23)
    ruled, bar = Boxed(across, 2, width, down + 2), Boxed(across, 2, 7, down + 2, filled=True)
    return Row(down + 9, tuple(placed), boxes=(ruled, bar))


def box(words: str, style: Style) -> Block:
    """The framed words at a letter's end."""
    rows = text_rows([(words, False)], style.body, style.lead, INK, 11, WIDTH - 22)
    return Block(rows, 0, frame="box", pad=7)
