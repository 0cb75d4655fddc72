"""Beds down and nights across: blocks that are chosen, moved and stretched by mouse and by keyboard."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.bed_paint import paint_grid
from ui.kit.bed_shape import END, FOOT_LINE, HEAD, NAME_WIDTH, Cursor, Grid, GridBlock, GridShape
from ui.kit.theme import px

EDGE = 10  # px at a block's ends by which it is stretched


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
        self.shape = GridShape()
        self.at = (0, 0)  # line and column of the cursor
        self.key: int | None = None
        self._drag: tuple[GridBlock, QPointF, bool] | None = None
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme.changes().changed.connect(self.updateGeometry)

    def show_grid(self, grid: Grid) -> None:
        """Show other beds, nights or blocks; the cursor stays where it can."""
        self.shape.grid = grid
        self.at = (min(self.at[0], max(0, len(grid.rows) - 1)), min(self.at[1], max(0, len(grid.nights) - 1)))
        if self.key is not None and self.key not in {block.key for block in grid.blocks}:
            self.key = None
        self.updateGeometry()
        self._say()
        self.update()

    def fit(self, room: int) -> None:
        """Make the lines lower where all of it would be seen within `room` px of height."""
        if room != self.shape.room:
            self.shape.room = room
            self.updateGeometry()
            self.update()

    def choose(self, key: int | None) -> None:
        """Mark a block as chosen, and put the cursor there."""
        self.key = key
        block = next((one for one in self.shape.grid.blocks if one.key == key), None)
        if block is not None:
            self.at = (self.shape.line_of(block.row), min(max(0, block.first), len(self.shape.grid.nights) - 1))
        self._say()
        self.update()

    def minimumSizeHint(self) -> QSize:
        least = px(NAME_WIDTH) + max(1, len(self.shape.grid.nights)) * (px(30) if len(self.shape.grid.nights) <= 31 else px(7))
        return QSize(least, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        height = px(HEAD) + len(self.shape.grid.rows) * self.shape.line_height() + len(self.shape.grid.foot) * px(FOOT_LINE) + END
        return QSize(px(820), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.shape.width = event.size().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_grid(painter, self.shape, Cursor(self.at, self.key, self.hasFocus()))
        painter.end()

    def _say(self) -> None:
        if not self.shape.grid.rows or not self.shape.grid.nights:
            self.setAccessibleName("Bed board, no beds")
            return
        line, column = self.at
        block = self.shape.block_at(line, column)
        night = self.shape.grid.nights[column].night
        what = block.words if block else "free"
        self.setAccessibleName(f"{self.shape.grid.rows[line].name}, {night:%A} {night.day} {night:%B}: {what}")
        self.setAccessibleDescription("; ".join(block.words for block in self.shape.grid.blocks))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.shape.cell_under(event.position())
        if cell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.at = cell
        block = self.shape.block_at(*cell)
        self._pick(block)
        if block is None:
            self.cell_pressed.emit(self.shape.grid.rows[cell[0]].id, cell[1])
        else:
            by_end = event.position().x() > self.shape.where(block).right() - px(EDGE)
            self._drag = (block, event.position(), by_end)
            self.shape.dragged = block.key

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            cell = self.shape.cell_under(event.position())
            block = self.shape.block_at(*cell) if cell else None
            at_end = block is not None and event.position().x() > self.shape.where(block).right() - px(EDGE)
            shape = Qt.CursorShape.SizeHorCursor if at_end else Qt.CursorShape.ArrowCursor
            self.setCursor(shape if at_end or block is None else Qt.CursorShape.OpenHandCursor)
            return
        block, start, by_end = self._drag
        columns = round((event.position().x() - start.x()) / self.shape.column_width())
        if by_end:
            self.shape.stretch = max(1 - block.length, columns)
        else:
            lines = round((event.position().y() - start.y()) / self.shape.line_height())
            line = self.shape.line_of(block.row)
            self.shape.shift = (max(-line, min(len(self.shape.grid.rows) - 1 - line, lines)), columns)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._drag is None:
            return
        block, _, by_end = self._drag
        (lines, columns), stretch = self.shape.shift, self.shape.stretch
        self._drag, self.shape.dragged, self.shape.shift, self.shape.stretch = None, None, (0, 0), 0
        if by_end and stretch:
            self.stretched.emit(block.key, stretch)
        elif lines or columns:
            self.moved.emit(block.key, self.shape.grid.rows[self.shape.line_of(block.row) + lines].id, columns)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.shape.cell_under(event.position()) is not None:
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open()
        elif key in steps and self.shape.grid.rows:
            self._step(*steps[key], stretched=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)  # every other key is the page's own

    def _step(self, lines: int, columns: int, *, stretched: bool) -> None:
        placing = next((one for one in self.shape.grid.blocks if one.look == "placing"), None)
        if stretched and columns and (block := placing or self.shape.block_at(*self.at)) is not None:
            self.stretched.emit(block.key, columns)
        elif placing is not None:
            line = min(max(0, self.shape.line_of(placing.row) + lines), len(self.shape.grid.rows) - 1)
            self.moved.emit(placing.key, self.shape.grid.rows[line].id, columns)
        else:
            self._go(self.at[0] + lines, self.at[1] + columns)

    def _go(self, line: int, column: int) -> None:
        self.at = (min(max(0, line), len(self.shape.grid.rows) - 1), min(max(0, column), len(self.shape.grid.nights) - 1))
        self._pick(self.shape.block_at(*self.at))

    def _pick(self, block: GridBlock | None) -> None:
        key = block.key if block else None
        changed = key != self.key
        self.key = key
        self._say()
        self.update()
        if changed:
            self.chosen.emit(key)

    def _open(self) -> None:
        if self.shape.grid.rows and self.shape.grid.nights:
            block = self.shape.block_at(*self.at)
            self.opened.emit(block.key if block else (self.shape.grid.rows[self.at[0]].id, self.at[1]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
