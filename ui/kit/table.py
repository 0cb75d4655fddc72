"""The table: one delegate paints every row; selection, scroll and order survive when rows are read again."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.kit import theme
from ui.kit.clipboard import copy_table
from ui.kit.column_widths import shared
from ui.kit.row_painter import PAD, RowPainter, needed_width
from ui.kit.rows import Column, RowsModel
from ui.kit.theme import px

LOOKED_AT = 100  # rows whose words decide how wide a column is
ARROW = 18  # room beside a title for the arrow of sorting


class Table(QTableView):
    """Rows of one list. `opened` is Enter or a double click, `chosen` the row under the selection."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Column[Any]], key: Callable[[Any], Hashable], *, height: int = 32, name: str = "table"
    ) -> None:
        super().__init__()
        self.rows_model = RowsModel(columns, key)
        self._height = height
        self.setObjectName(name)
        self.setAccessibleName(name.removesuffix("_table").replace("_", " ").capitalize())
        self.setModel(self.rows_model)
        self.setItemDelegate(RowPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._needed = [0] * len(self.rows_model.columns)
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
        """The height of a row at the text size in force."""
        return px(self._height)

    def _resize_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.horizontalHeader().setFixedHeight(px(32))
        self._needed = [0] * len(self.rows_model.columns)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        """Look how wide the words are; columns only grow while a list is read again, so that nothing jumps."""
        titles = self.horizontalHeader().fontMetrics()
        for number, column in enumerate(self.rows_model.columns):
            title = titles.horizontalAdvance(column.title) + 2 * PAD + (ARROW if column.title else 0)
            words = [needed_width(column, row) for row in self.rows_model.rows[:LOOKED_AT]]
            self._needed[number] = max([self._needed[number], title, *words])
        self._fit()

    def _fit(self) -> None:
        """Each column as wide as its words, the open ones share what is left."""
        declared = [None if column.width is None else px(column.width) for column in self.rows_model.columns]
        widths = shared(declared, self._needed, px(110), self.viewport().width())
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the chosen row and the scroll stay where they are when the row is still there."""
        kept = self.chosen_row()
        top = self._top_row()
        self.rows_model.set_rows(rows)
        self._measure()
        self.executeDelayedItemsLayout()  # else the scroll bar still has the length of the rows before
        if kept is not None and (place := self.rows_model.place_of(self.rows_model.row_key(kept))) is not None:
            self.choose(place, quietly=True)
        if top is not None and (first := self.rows_model.place_of(top[0])) is not None:
            self.verticalScrollBar().setValue(first * self.row_height() + top[1])

    def _top_row(self) -> tuple[Hashable, int] | None:
        """The key of the first row in sight and how many px of it are above the edge."""
        place, above = divmod(self.verticalScrollBar().value(), max(1, self.row_height()))
        if (place, above) == (0, 0) or place >= len(self.rows_model.rows):
            return None  # the top stays the top
        return self.rows_model.row_key(self.rows_model.rows[place]), above

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
        if kept is not None:
            self.choose_key(self.rows_model.row_key(kept))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if (row := self.chosen_row()) is not None:
                self.opened.emit(row)
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

    def copy(self) -> None:
        """Put every row on the clipboard, parted by tabs, with heads."""
        columns = self.rows_model.columns
        heads = [column.title for column in columns]
        copy_table([heads, *([column.spoken(row) for column in columns] for row in self.rows_model.rows)])
