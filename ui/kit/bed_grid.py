"""Beds down and nights across: blocks that are chosen, moved and stretched by mouse and by keyboard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import px

NAME_WIDTH, HEAD, LINE, FOOT_LINE = 116, 52, 78, 30
EDGE = 10  # px at a block's ends by which it is stretched


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


class BedGrid(QWidget):
    """Arrows move by night and bed, Shift with them stretches, Enter opens; a block is dragged, or its end is.

    `chosen` carries a block's key or None, `opened` the block or cell under Enter, `moved` (key, row id, columns),
    `stretched` (key, nights more).
    """

    chosen = Signal(object)
    opened = Signal(object)
    moved = Signal(int, int, int)
    stretched = Signal(int, int)
    cell_pressed = Signal(int, int)  # row id, column

    def __init__(self, name: str) -> None:
        super().__init__()
        self.grid = Grid()
        self.at = (0, 0)  # line and column of the cursor
        self.key: int | None = None
        self.acts: Mapping[str, Callable[[], object]] = {}  # what else a key does here, by its name ("M", "PgUp")
        self._drag: tuple[GridBlock, QPointF, bool] | None = None
        self.shift = (0, 0)  # lines and columns a block is being dragged by
        self.stretch = 0
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme.changes().changed.connect(self.updateGeometry)

    def show_grid(self, grid: Grid) -> None:
        """Show other beds, nights or blocks; the cursor stays where it can."""
        self.grid = grid
        self.at = (min(self.at[0], max(0, len(grid.rows) - 1)), min(self.at[1], max(0, len(grid.nights) - 1)))
        if self.key is not None and self.key not in {block.key for block in grid.blocks}:
            self.key = None
        self.updateGeometry()
        self._say()
        self.update()

    def choose(self, key: int | None) -> None:
        """Mark a block as chosen, and put the cursor there."""
        self.key = key
        block = next((one for one in self.grid.blocks if one.key == key), None)
        if block is not None:
            self.at = (self.line_of(block.row), min(max(0, block.first), len(self.grid.nights) - 1))
        self._say()
        self.update()

    def line_of(self, row: int) -> int:
        """The line of a row's id."""
        return next((place for place, one in enumerate(self.grid.rows) if one.id == row), 0)

    def minimumSizeHint(self) -> QSize:
        least = px(NAME_WIDTH) + max(1, len(self.grid.nights)) * (px(30) if len(self.grid.nights) <= 31 else px(7))
        return QSize(least, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        height = px(HEAD) + len(self.grid.rows) * self.line_height() + len(self.grid.foot) * px(FOOT_LINE) + 10
        return QSize(px(820), height)

    def line_height(self) -> int:
        """The height of one bed's line, less when there are many."""
        return px(LINE if len(self.grid.rows) <= 7 else 56)

    def column_width(self) -> float:
        """The width of one night."""
        return (self.width() - px(NAME_WIDTH) - 1) / max(1, len(self.grid.nights))

    def cell(self, line: int, column: int, length: int = 1) -> QRectF:
        """Where a run of nights in a line lies."""
        wide = self.column_width()
        return QRectF(
            px(NAME_WIDTH) + wide * column, px(HEAD) + line * self.line_height(), wide * length, self.line_height()
        )

    def where(self, block: GridBlock) -> QRectF:
        """Where a block lies, cut to the nights shown; moved while it is dragged."""
        line, first, length = self.line_of(block.row), block.first, block.length
        if self._drag is not None and self._drag[0].key == block.key:
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        from ui.kit.bed_paint import paint_grid

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_grid(painter, self)
        painter.end()

    def _say(self) -> None:
        if not self.grid.rows or not self.grid.nights:
            self.setAccessibleName("Bed board, no beds")
            return
        line, column = self.at
        block = self.block_at(line, column)
        night = self.grid.nights[column].night
        what = block.words if block else "free"
        self.setAccessibleName(f"{self.grid.rows[line].name}, {night:%A} {night.day} {night:%B}: {what}")
        self.setAccessibleDescription("; ".join(block.words for block in self.grid.blocks))

    def _cell_under(self, point: QPointF) -> tuple[int, int] | None:
        line = int((point.y() - px(HEAD)) // self.line_height())
        column = int((point.x() - px(NAME_WIDTH)) // self.column_width())
        inside = 0 <= line < len(self.grid.rows) and 0 <= column < len(self.grid.nights) and point.y() >= px(HEAD)
        return (line, column) if inside else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_under(event.position())
        if cell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.at = cell
        block = self.block_at(*cell)
        self._pick(block)
        if block is None:
            self.cell_pressed.emit(self.grid.rows[cell[0]].id, cell[1])
        else:
            by_end = event.position().x() > self.where(block).right() - px(EDGE)
            self._drag = (block, event.position(), by_end)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            cell = self._cell_under(event.position())
            block = self.block_at(*cell) if cell else None
            at_end = block is not None and event.position().x() > self.where(block).right() - px(EDGE)
            shape = Qt.CursorShape.SizeHorCursor if at_end else Qt.CursorShape.ArrowCursor
            self.setCursor(shape if at_end or block is None else Qt.CursorShape.OpenHandCursor)
            return
        block, start, by_end = self._drag
        columns = round((event.position().x() - start.x()) / self.column_width())
        if by_end:
            self.stretch = max(1 - block.length, columns)
        else:
            lines = round((event.position().y() - start.y()) / self.line_height())
            line = self.line_of(block.row)
            self.shift = (max(-line, min(len(self.grid.rows) - 1 - line, lines)), columns)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._drag is None:
            return
        block, _, by_end = self._drag
        (lines, columns), stretch = self.shift, self.stretch
        self._drag, self.shift, self.stretch = None, (0, 0), 0
        if by_end and stretch:
            self.stretched.emit(block.key, stretch)
        elif lines or columns:
            self.moved.emit(block.key, self.grid.rows[self.line_of(block.row) + lines].id, columns)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._cell_under(event.position()) is not None:
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open()
        elif key in steps and self.grid.rows:
            self._step(*steps[key], stretched=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif not event.modifiers() and (act := self.acts.get(QKeySequence(key).toString())) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _step(self, lines: int, columns: int, *, stretched: bool) -> None:
        placing = next((one for one in self.grid.blocks if one.look == "placing"), None)
        if stretched and columns and (block := placing or self.block_at(*self.at)) is not None:
            self.stretched.emit(block.key, columns)
        elif placing is not None:
            line = min(max(0, self.line_of(placing.row) + lines), len(self.grid.rows) - 1)
            self.moved.emit(placing.key, self.grid.rows[line].id, columns)
        else:
            self._go(self.at[0] + lines, self.at[1] + columns)

    def _go(self, line: int, column: int) -> None:
        self.at = (min(max(0, line), len(self.grid.rows) - 1), min(max(0, column), len(self.grid.nights) - 1))
        self._pick(self.block_at(*self.at))

    def _pick(self, block: GridBlock | None) -> None:
        key = block.key if block else None
        changed = key != self.key
        self.key = key
        self._say()
        self.update()
        if changed:
            self.chosen.emit(key)

    def _open(self) -> None:
        if self.grid.rows and self.grid.nights:
            block = self.block_at(*self.at)
            self.opened.emit(block.key if block else (self.grid.rows[self.at[0]].id, self.at[1]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
