"""What a bed grid shows, and where in it each bed, night and block lies."""

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPointF, QRectF

from ui.kit.theme import px

NAME_WIDTH, HEAD, LINE, FOOT_LINE = 116, 52, 78, 30
MANY_LINE, LEAST_LINE, END = 56, 48, 10  # of a line where there are many beds, and where the window is low; below the grid


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line: a bed. A `special` one is set apart."""

    id: int
    name: str
    second: str
    special: bool = False
    empty: str = ""  # what is said in a special line while nothing is in it


@dataclass(frozen=True, slots=True)
class GridNight:
    """One column: a night, with what stands below it, and whether its last figure is a worry."""

    night: date
    foot: tuple[str, ...]
    worry: bool = False


@dataclass(frozen=True, slots=True)
class GridBlock:
    """One block: `look` is "solid", "soft", "dashed", "placing" or "decide"; columns may lie outside what is shown."""

    key: int
    row: int
    first: int
    length: int
    title: str
    second: str
    look: str
    icons: tuple[str, ...] = ()
    words: str = ""  # as it is read aloud


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything a grid shows. `shut` are (row id, column, reason); `ties` join two blocks with words."""

    rows: tuple[GridRow, ...] = ()
    nights: tuple[GridNight, ...] = ()
    blocks: tuple[GridBlock, ...] = ()
    shut: tuple[tuple[int, int, str], ...] = ()
    ties: tuple[tuple[int, int, str], ...] = ()
    foot: tuple[str, ...] = ()
    corner: tuple[str, str] = ("", "")
    today: date = field(default=date.min)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where somebody is in a grid: the line and column, the block that is chosen, and whether the grid has the focus."""

    at: tuple[int, int]
    key: int | None
    focused: bool


class GridShape:
    """Where things lie in a grid of some width (px), while a block may be dragged by lines and columns or stretched."""

    def __init__(self) -> None:
        self.grid = Grid()
        self.width = 0
        self.room = 0  # px of height in which all of it would be seen at once; 0 where nobody asks for that
        self.dragged: int | None = None
        self.shift = (0, 0)
        self.stretch = 0

    def line_of(self, row: int) -> int:
        """The line of a row's id."""
        return next((place for place, one in enumerate(self.grid.rows) if one.id == row), 0)

    def line_height(self) -> int:
        """The height of one bed's line, less when there are many, and as little as lets the figures below be seen."""
        most = px(LINE if len(self.grid.rows) <= 7 else MANY_LINE)
        if not self.room or not self.grid.rows:
            return most
        left = self.room - px(HEAD) - len(self.grid.foot) * px(FOOT_LINE) - END
        return max(px(LEAST_LINE), min(most, left // len(self.grid.rows)))

    def column_width(self) -> float:
        """The width of one night."""
        return (self.width - px(NAME_WIDTH) - 1) / max(1, len(self.grid.nights))

    def cell(self, line: int, column: int, length: int = 1) -> QRectF:
        """Where a run of nights in a line lies."""
        wide = self.column_width()
        return QRectF(
            px(NAME_WIDTH) + wide * column, px(HEAD) + line * self.line_height(), wide * length, self.line_height()
        )

    def where(self, block: GridBlock) -> QRectF:
        """Where a block lies, cut to the nights shown; moved while it is dragged."""
        line, first, length = self.line_of(block.row), block.first, block.length
        if self.dragged == block.key:
            line, first, length = line + self.shift[0], first + self.shift[1], max(1, length + self.stretch)
        start, end = max(0, first), min(len(self.grid.nights), first + length)
        return self.cell(line, start, max(0, end - start)).adjusted(2, 5, -2, -5)

    def block_at(self, line: int, column: int) -> GridBlock | None:
        """The block on a cell: the one being placed before those that are kept."""
        if not self.grid.rows:
            return None
        row = self.grid.rows[line].id
        there = [b for b in self.grid.blocks if b.row == row and b.first <= column < b.first + b.length]
        return max(there, key=lambda b: b.look == "placing", default=None)

    def cell_under(self, point: QPointF) -> tuple[int, int] | None:
        """The line and column under a point; None outside the cells."""
        line = int((point.y() - px(HEAD)) // self.line_height())
        column = int((point.x() - px(NAME_WIDTH)) // self.column_width())
        inside = 0 <= line < len(self.grid.rows) and 0 <= column < len(self.grid.nights) and point.y() >= px(HEAD)
        return (line, column) if inside else None
