"""How a cell is laid out: one line where there is room for it, else its words wrapped and its chips below each other.

Rows of a list are of one height. Where the columns do not fit beside each other (large text on a small screen), a list
wraps: a column need only be as wide as its longest word, and a row is as high as its own words need.
"""

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics

from ui.kit.chips import chip_size
from ui.kit.painted import without_part_figure
from ui.kit.rows import Column
from ui.kit.theme import metrics, px

PAD = 12
ENDLESS = 10_000  # px: as high as words need
FIRST_LINES, SECOND_LINES = 4, 3  # of the fact, and of the reason under it; the detail beside the list says all of it
WRAP = int(Qt.TextFlag.TextWordWrap)
KEPT_WHOLE, SHORT = 14, 8  # letters: an amount, a date, a number and what is as short as "Run 40" is never parted


def weight(column: Column[Any]) -> int:
    """How heavy a column's words are."""
    return 500 if column.strong else 400


def chip_sizes(column: Column[Any], row: Any) -> list[QSize]:
    """How large each chip of a cell is."""
    return [chip_size(mark.text, with_icon=mark.icon != "") for mark in column.marks(row)] if column.marks else []


def needed_width(column: Column[Any], row: Any) -> int:
    """How many px a cell needs to show everything it says in one line, its padding with it."""
    return cell_widths(column, row)[0]


def cell_widths(column: Column[Any], row: Any) -> tuple[int, int]:
    """How many px a cell needs for everything it says in one line; and without its second line: a name, date or amount is never cut."""
    text = column.text(row)
    width = metrics(14, weight(column), tabular=column.tabular).horizontalAdvance(text)
    chips = [size.width() for size in chip_sizes(column, row)]
    if chips:
        width += sum(chips) + 4 * (len(chips) - 1) + (8 if text else 0)
    below = 0 if column.second is None else metrics(12).horizontalAdvance(column.second(row))
    return max(width, below) + 2 * PAD + 2, width + 2 * PAD + 2


def least_width(column: Column[Any], row: Any) -> int:
    """How many px a cell needs at the least when its words wrap: its longest word, its widest chip."""
    main, small = metrics(14, weight(column), tabular=column.tabular), metrics(12)
    widths = [size.width() for size in chip_sizes(column, row)]
    widths += [main.horizontalAdvance(word) for word in _parts(column.text(row), whole=column.right or column.tabular)]
    if column.second is not None:
        widths += [small.horizontalAdvance(word) for word in _parts(column.second(row), whole=column.right)]
    return max(widths, default=0) + 2 * PAD + 2


def _parts(text: str, *, whole: bool) -> Sequence[str]:
    if len(text) <= (KEPT_WHOLE if whole else SHORT):
        return (text,)
    return re.split(r"[ \n]+", text)  # not at a space that holds two words together


def wrapped_height(column: Column[Any], row: Any, width: int) -> int:
    """How many px a cell is high when its words wrap within `width`, its padding with it."""
    room = width - 2 * PAD
    text, second = wrapped_words(column, row, room)
    main = text_height(metrics(14, weight(column), tabular=column.tabular), text, room)
    chips = chip_places(chip_sizes(column, row), room)
    below = chips[-1].bottom() + 1 + (4 if main else 0) if chips else 0
    return main + text_height(metrics(12), second, room) + below + px(8)


def needs(columns: Sequence[Column[Any]], row: Any) -> tuple[int, ...]:
    """How wide each cell of a row must be so that nothing of it goes on below; chips beside words always do."""
    return tuple(ENDLESS if one.marks is not None and one.text(row) else needed_width(one, row) for one in columns)


def height(columns: Sequence[Column[Any]], widths: Sequence[int], row: Any, needed: Sequence[int], usual: int) -> int:
    """How high a row is when its words wrap at these widths: `usual`, or what its highest cell needs."""
    cells = zip(columns, widths, needed, strict=True)
    return max([usual, *[wrapped_height(one, row, width) for one, width, need in cells if need > width]])


def wrapped_words(column: Column[Any], row: Any, room: int) -> tuple[str, str]:
    """The fact and the reason of a cell, as much of them as there are lines for."""
    main = metrics(14, weight(column), tabular=column.tabular)
    second = fitted(metrics(12), column.second(row), room, SECOND_LINES) if column.second is not None else ""
    return fitted(main, column.text(row), room, FIRST_LINES), second


def text_height(words: QFontMetrics, text: str, room: int) -> int:
    """How many px words are high when they wrap within `room`."""
    return words.boundingRect(QRect(0, 0, max(1, room), ENDLESS), WRAP, text).height() if text else 0


def fitted(words: QFontMetrics, text: str, room: int, lines: int) -> str:
    """Words that take no more lines than they may, with a mark where they were cut."""
    most = lines * words.lineSpacing() + 1
    shown, letters = text, len(text)
    while letters > 1 and text_height(words, shown, room) > most:
        letters = letters * 9 // 10
        shown = without_part_figure(text[:letters].rstrip() + "…", text)
    return shown


def chip_places(sizes: Sequence[QSize], room: int) -> list[QRect]:
    """Where chips stand from the top left, going on below when the line is full."""
    places: list[QRect] = []
    left = top = 0
    for size in sizes:
        if left and left + size.width() > room:
            left, top = 0, top + size.height() + 2
        places.append(QRect(left, top, size.width(), size.height()))
        left += size.width() + 4
    return places
