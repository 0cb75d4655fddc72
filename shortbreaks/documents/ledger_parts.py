"""Parts of papers about money: a sum on one line, columns of amounts, and a bar that works in grey."""

from collections.abc import Collection, Sequence

from reportlab.lib.colors import Color

from shortbreaks.documents.lines import lines_of
from shortbreaks.documents.parts import Block, Placed, Row, cell_text, text_rows
from shortbreaks.documents.style import INK, INK2, TEAL, WIDTH, Style
from shortbreaks.documents.words import Run

PAD = 4.0  # points above and below a row
SIGN, BESIDE = 18.0, 10.0  # points that a sum leaves to the signs at its sides, and its words to each other


def section(words: str, style: Style) -> Block:
    """The teal words above a part."""
    return Block(text_rows([(words, True)], style.body + 1, 1.3, TEAL), 2, leads=True)


def headed(words: str, block: Block, style: Style) -> Block:
    """A part with its teal words, never parted by a page's end."""
    return Block((*text_rows([(words, True)], style.body + 1, 1.3, TEAL), *block.rows), block.after)


def sum_strip(terms: Sequence[tuple[str, str]], signs: Sequence[str], style: Style) -> Block:
    """Amounts with their words below, and the signs between them: opening + in − out = closing.

    One below the other in large print, and where an amount is too wide to stand beside the others whole.
    """
    share = WIDTH / len(terms)
    if style.blocks or any(len(lines_of(((amount, True),), share - SIGN, style.body + 2)) > 1 for amount, _ in terms):
        rows = [
            row
            for place, (amount, words) in enumerate(terms)
            for row in text_rows(
                [(f"{signs[place - 1]} " if place else "", False), (amount, True), (f"  {words}", False)], style.body, style.lead,
                INK, 14, WIDTH - 24,
            )
        ]  # fmt: skip
        return Block(tuple(rows), style.body * 0.6, frame="bar", pad=9)
    text: list[Placed] = []
    for place, (amount, words) in enumerate(terms):
        middle = share * (place + 0.5)
        text += _centred((amount, True), middle, share - SIGN, 25, style.body + 2, INK)
        text += _centred((words, False), middle, share - BESIDE, 43, style.small, INK2)
        if place:
            text += _centred((signs[place - 1], False), share * place, 24, 32, style.body + 2, INK)
    return Block((Row(max(one.down for one in text) + 11, tuple(text), ground=True, above=True),), style.body * 0.6)


def _centred(run: Run, middle: float, width: float, down: float, size: float, colour: Color) -> list[Placed]:
    """Words about a middle, on as many lines as they need."""
    return [
        Placed(middle - line.width * size / 2, down + place * size * 1.2, line.pieces, size, colour)
        for place, line in enumerate(lines_of((run,), width, size))
    ]


def amounts_table(
    heads: Sequence[str], rows: Sequence[Sequence[Run]], style: Style, shares: Sequence[float], right: Collection[int]
) -> list[Block]:
    """A table in the smaller size with amounts at the right of their columns; its head again on each page."""
    head = _amounts_row([(words, True) for words in heads], style, shares, right, ground=True)
    lines = tuple(_amounts_row(row, style, shares, right) for row in rows)
    return [Block(lines, style.body * 0.7, head, parts_freely=True)]


def _amounts_row(
    cells: Sequence[Run], style: Style, shares: Sequence[float], right: Collection[int], *, ground: bool = False
) -> Row:
    text: list[Placed] = []
    across, deepest, size = 0.0, style.small * 1.25, style.small
    for place, (cell, share) in enumerate(zip(cells, shares, strict=True)):
        width = WIDTH * share
        ended = across + width - 4 if place in right else None
        placed, down = cell_text([cell], size, 1.25, across + 4, PAD, width - 6, right=ended)
        text += placed
        deepest = max(deepest, down - PAD)
        across += width
    return Row(deepest + 2 * PAD, tuple(text), ground, above=ground, below=True)


def form_lines(
    words: str, hint: str, lines: Sequence[tuple[str, str]], style: Style, *, height: float = 2.3
) -> Block:
    """A form to fill in by hand: words at the left, what we know or an empty line at the right; kept on one page."""
    left, right = WIDTH * 0.62, WIDTH * 0.38
    rows = list(text_rows([(words, True)], style.body + 1, 1.4, TEAL)) if words else []
    rows += text_rows([(hint, False)], style.body, 1.4)
    for name, known in lines:
        said = text_rows([(name, False)], style.body, 1.25, INK, 2, left - 10)
        least = style.body * height
        down = max(style.body * 0.55, (least - sum(one.height for one in said)) * 0.7)
        text: list[Placed] = []
        for one in said:
            text += [Placed(p.across, p.down + down, p.pieces, p.size, p.colour) for p in one.text]
            down += one.height
        if known:
            size = style.body
            across = left + right - 4 - lines_of(((known, True),), right - 6, size)[0].width * size
            text += [
                Placed(across, p.down + down - size * 1.25, p.pieces, size, INK)
                for p in text_rows([(known, True)], size, 1.25, INK, 0, right - 6)[0].text
            ]
        rows.append(Row(max(least, down + 5), tuple(text), below=True))
    return Block(tuple(rows), style.body * 0.5)


def held_bar(held: int, aside: int, limit: int, style: Style) -> Block:
    """What is held against what may be held (pence): solid, striped for what is set aside, a mark at the limit."""
    most = max(held, limit * 104 // 100, 1)
    clear = max(0, held - aside)
    return Block((Row(style.body * 2.1, (), bar=(clear / most, min(held, aside) / most, limit / most)),), 2)
