"""The table: one delegate paints every row; selection, scroll and order survive when rows are read again."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.kit import theme
from ui.kit.clipboard import copy_table
from ui.kit.column_widths import Room, shared, wrapped
from ui.kit.row_painter import RowPainter
from ui.kit.row_shape import PAD, cell_widths, height, least_width, needs
from ui.kit.rows import Column, RowsModel
from ui.kit.table_menu import open_table_menu
from ui.kit.theme import px
from ui.kit.titles import TitlesAlone

LOOKED_AT = 100  # rows whose words decide how wide a column is
TRIED = 30  # rows by whose height one way of sharing the width is told better than another
EACH = 400  # rows of a list in which each has a height of its own where words wrap; in a longer one they are of one height
TURNS = 3  # in which a table in a card finds its height
ARROW = 18  # room beside a title for the arrow of sorting


class Table(QTableView):
    """Rows of one list. `opened` is Enter or a double click, `chosen` the row under the selection.

    With `lines` it stands in a card, as high as its titles and that many of its rows are, however their words wrap.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Column[Any]], key: Callable[[Any], Hashable], *, height: int = 32, name: str = "table", lines: int = 0
    ) -> None:
        super().__init__()
        self.rows_model = RowsModel(columns, key)
        self._height, self._lines, self._standing = height, lines, False
        self.setObjectName(name)
        self.setAccessibleName(name.removesuffix("_table").replace("_", " ").capitalize())
        self.setModel(self.rows_model)
        self._painter = RowPainter(self, self.rows_model, lambda: self.wrapped)
        self.setItemDelegate(self._painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._high, self._each, self._room = 0, False, Room()  # the highest row where words wrap; whether each has its own height
        self._needed = self._main = self._usual = [0] * len(self.rows_model.columns)  # usual: what three quarters of the rows need
        self._least: list[int] = []
        self._needs: list[tuple[int, ...]] = []  # of each row, while they stand in this order at this size of text
        self._wished: Hashable | None = None  # the key of a row that is still to be read
        self.awaited = False  # the focus was wished here before there were rows to see
        self._unmeasured = False  # its rows came while it was hidden: looked at when it is shown
        self.wrapped = False  # whether words go on below, since the columns do not fit beside each other
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._sort)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows_model.rows[index.row()]))
        self.selectionModel().currentRowChanged.connect(self._moved)
        theme.changes().changed.connect(self._resize_rows)
        self._resize_rows()

    def row_height(self) -> int:
        """The height of a row at the text size in force; of the highest where words wrap."""
        return max(px(self._height), self._high)

    def _resize_rows(self) -> None:
        self._needed = self._main = [0] * len(self.rows_model.columns)
        self._measure()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Take the focus, or await it while the rows are still being read."""
        self.awaited = not self.isVisible()
        super().setFocus(reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.begin()
        super().paintEvent(event)

    def _measure(self) -> None:
        """Look how wide the words are; columns only grow while a list is read again, so that nothing jumps."""
        columns, rows = self.rows_model.columns, self.rows_model.rows[:LOOKED_AT]
        heads = [self._title_width(one.title) for one in columns]
        cells = [[cell_widths(one, row) for row in rows] for one in columns]
        self._needed, self._main = (
            [max([had, head, *[cell[of] for cell in mine]]) for had, head, mine in zip(before, heads, cells, strict=True)]
            for of, before in enumerate((self._needed, self._main))
        )
        most = [sorted(cell[0] for cell in mine)[len(mine) * 3 // 4] if mine else 0 for mine in cells]
        self._usual = [max(two) for two in zip(heads, most, strict=True)]
        self._least, self._needs, self._unmeasured, self._room = [], [], False, Room()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unmeasured:
            self._measure()

    def _title_width(self, words: str) -> int:
        return self.horizontalHeader().fontMetrics().horizontalAdvance(words) + 2 * PAD + (ARROW if words else 0)

    def _fit(self) -> None:
        """Each column as wide as its words, the open ones share what is left; where a name would be cut, words wrap."""
        declared = [None if column.width is None else px(column.width) for column in self.rows_model.columns]
        room = self._room.of(self.viewport().width(), self.width(), self.height())
        widths = shared(declared, self._needed, px(110), room)
        cut = sum(widths) > room or any(has < main for has, main in zip(widths, self._main, strict=True))
        self.wrapped = cut and sum(self._least_widths()) <= room
        if self.wrapped:
            usual = [max(two) for two in zip(self._usual, self._least, strict=True)]
            either = (wrapped(self._least, need, room) for need in (self._needed, usual))  # by the longest words, or by most rows' words
            widths = min(either, key=lambda one: sum(self._heights(one, TRIED)))
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        titles = self.horizontalHeader().fontMetrics()
        two = any(self._title_width(one.title) > has for one, has in zip(self.rows_model.columns, widths, strict=True))
        self.horizontalHeader().setFixedHeight(px(32) + (titles.lineSpacing() if two else 0))
        self._heighten(widths)

    def _heighten(self, widths: Sequence[int]) -> None:
        """Where words wrap each row is as high as its own words: one long name makes no other row higher."""
        rows, usual, side = self.rows_model.rows, px(self._height), self.verticalHeader()
        each = self.wrapped and len(rows) <= EACH
        high = self._heights(widths, EACH if each else LOOKED_AT) if self.wrapped else []
        self._high = max(high, default=0)
        of_all = usual if each else self.row_height()
        if side.defaultSectionSize() != of_all:
            side.setDefaultSectionSize(of_all)
        if not each:
            high = [of_all] * min(len(rows), EACH) if self._each else []  # those that had a height of their own
        self._each = each
        if high:
            blocked = side.blockSignals(True)  # told once, not for each row
            for place, one in enumerate(high):
                if side.sectionSize(place) != one:
                    side.resizeSection(place, one)
            side.blockSignals(blocked)
            self.updateGeometries()
        if self._lines and not self._standing:
            self._standing = True
            for _ in range(TURNS):  # once it is as high its scroll bar goes, and titles and words have more room
                high_rows = sum(side.sectionSize(place) for place in range(min(self._lines, len(rows))))
                wanted = self.horizontalHeader().minimumHeight() + high_rows + 2 * self.frameWidth()
                if wanted != self.height():
                    self.setFixedHeight(wanted)
                    self.updateGeometries()
            self._standing = False

    def _heights(self, widths: Sequence[int], most: int) -> list[int]:
        """How high each of the first rows is when its words wrap at these widths."""
        columns, rows = self.rows_model.columns, self.rows_model.rows[:most]
        if len(self._needs) < len(rows):
            self._needs = [needs(columns, row) for row in rows]
        return [height(columns, widths, row, need, px(self._height)) for row, need in zip(rows, self._needs, strict=False)]

    def _least_widths(self) -> list[int]:
        """How wide each column is at the least, when words of its title and of its cells go on below."""
        if not self._least:
            rows = self.rows_model.rows[:LOOKED_AT]
            for one in self.rows_model.columns:
                words = [self._title_width(word) - ARROW for word in one.title.split()]
                self._least.append(max([2 * PAD, *words, *[least_width(one, row) for row in rows]]))
        return self._least

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the chosen row and the scroll stay where they are when the row is still there."""
        kept = self.chosen_row()
        top = self._top_row()
        self.rows_model.set_rows(rows)
        if top is None and not self.isVisible() and self.window().isVisible():
            self._least, self._needs, self._unmeasured = [], [], True  # behind another list: most are never looked at
        else:
            self._measure()
        self.executeDelayedItemsLayout()  # else the scroll bar still has the length of the rows before
        if kept is not None and (place := self.rows_model.place_of(self.rows_model.row_key(kept))) is not None:
            self.choose(place, quietly=True)
        if top is not None and (first := self.rows_model.place_of(top[0])) is not None:
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(first) + top[1])
        if self._wished is not None and (kept is not None or self.choose_key(self._wished)):
            self._wished = None

    def await_row(self, key: Hashable) -> None:
        """Choose the row with this key, now or once it has been read; a row that somebody chooses before stays."""
        self._wished = None if self.choose_key(key) else key

    def _top_row(self) -> tuple[Hashable, int] | None:
        """The key of the first row in sight and how many px of it are above the edge."""
        place = self.rowAt(0)
        if self.verticalScrollBar().value() == 0 or not 0 <= place < len(self.rows_model.rows):
            return None  # the top stays the top
        return self.rows_model.row_key(self.rows_model.rows[place]), -self.rowViewportPosition(place)

    def chosen_row(self) -> Any:
        """The row under the selection, or None."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self.rows_model.rows):
            return None
        return self.rows_model.rows[index.row()]

    def choose(self, place: int, *, quietly: bool = False) -> None:
        """Put the selection on a row."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        blocked = self.selectionModel().blockSignals(quietly)
        self.selectionModel().setCurrentIndex(self.rows_model.index(place, 0), flags)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def choose_key(self, key: Hashable) -> bool:
        """Put the selection on the row with this key; False when it is not shown."""
        place = self.rows_model.place_of(key)
        if place is not None:
            self.choose(place)
            self.scrollTo(self.rows_model.index(place, 0))
        return place is not None

    def _moved(self, index: QModelIndex, _old: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.rows_model.rows[index.row()])

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        kept = self.chosen_row()
        self.rows_model.sort(column, order)
        self._needs = []
        self._fit()
        if kept is not None:
            self.choose_key(self.rows_model.row_key(kept))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if (row := self.chosen_row()) is not None:
                self.opened.emit(row)
            return
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_menu(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.rows_model.rows) - 1}
        if event.key() in ends and self.rows_model.rows:
            self.choose(ends[Qt.Key(event.key())])
            self.scrollTo(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
            return
        if event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # single letters are the page's own keys, not a search in the first column
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def _open_menu(self, at: QPoint) -> None:
        open_table_menu(self.horizontalHeader(), [column.title for column in self.rows_model.columns], self.copy, at)

    def titles_alone(self) -> QHeaderView:
        """The titles without rows, to stand above a sentence that says why there are none; they take no focus."""
        return TitlesAlone(self.rows_model, [self._title_width(one.title) for one in self.rows_model.columns])

    def copy(self) -> None:
        """Put every row on the clipboard, parted by tabs, with heads."""
        columns = self.rows_model.columns
        heads = [column.title for column in columns]
        copy_table([heads, *([column.spoken(row) for column in columns] for row in self.rows_model.rows)])
