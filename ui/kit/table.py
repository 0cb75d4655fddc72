"""The table: one delegate paints every row; selection, scroll and order survive when rows are read again."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.kit import theme
from ui.kit.chips import chip_size, paint_chip
from ui.kit.rows import Column, RowsModel
from ui.kit.theme import colour, font, px

PAD = 12


class _Painter(QStyledItemDelegate):
    """Draws a cell: text, second line or chips, the selected row's ground and bar, the focused row's ring."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table)
        self.table = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(40, self.table.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = self.table.rows_model
        row, column = model.rows[index.row()], model.columns[index.column()]
        where = QRect(option.rect)
        current = self.table.currentIndex().row() == index.row()
        chosen = self.table.selectionModel().isRowSelected(index.row(), QModelIndex())
        painter.save()
        if chosen:
            painter.fillRect(where, colour("sel"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(where.bottomLeft(), where.bottomRight())
        if chosen and index.column() == 0:
            painter.fillRect(QRect(where.left(), where.top(), 3, where.height()), colour("pri"))
        self._cell(painter, where.adjusted(PAD, 0, -PAD, -1), row, column)
        if current and self.table.hasFocus():
            self._ring(painter, where, first=index.column() == 0, last=index.column() == len(model.columns) - 1)
        painter.restore()

    def _cell(self, painter: QPainter, where: QRect, row: Any, column: Column[Any]) -> None:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        text = column.text(row)
        second = column.second(row) if column.second is not None else ""
        left = where.left()
        weight = 500 if column.strong else 400
        main = font(14, weight, tabular=column.tabular)
        painter.setPen(colour("ink"))
        painter.setFont(main)
        if second:
            middle = where.center().y() + 1
            self._line(painter, QRect(where.left(), middle - px(19), where.width(), px(19)), side, text)
            painter.setPen(colour("ink3"))
            painter.setFont(font(12))
            self._line(painter, QRect(where.left(), middle, where.width(), px(17)), side, second)
        elif text:
            self._line(painter, where, side, text)
        for mark in column.marks(row) if column.marks is not None else ():
            if text and left == where.left():
                left += QFontMetrics(main).horizontalAdvance(text) + 8
            size = chip_size(mark.text, with_icon=mark.icon != "")
            top = where.center().y() - size.height() / 2 + 0.5
            paint_chip(painter, QRectF(left, top, size.width(), size.height()), mark.text, mark.meaning, mark.icon)
            left += size.width() + 4

    def _line(self, painter: QPainter, where: QRect, side: Qt.AlignmentFlag, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _ring(self, painter: QPainter, where: QRect, *, first: bool, last: bool) -> None:
        painter.setPen(QPen(colour("focus"), 2))
        painter.drawLine(where.left(), where.top() + 1, where.right(), where.top() + 1)
        painter.drawLine(where.left(), where.bottom() - 1, where.right(), where.bottom() - 1)
        if first:
            painter.drawLine(where.left() + 1, where.top() + 1, where.left() + 1, where.bottom() - 1)
        if last:
            painter.drawLine(where.right() - 1, where.top() + 1, where.right() - 1, where.bottom() - 1)


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
        self.setModel(self.rows_model)
        self.setItemDelegate(_Painter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fixed columns keep their width, the others share what is left."""
        columns = self.rows_model.columns
        fixed = sum(px(c.width) for c in columns if c.width is not None)
        open_ones = [n for n, c in enumerate(columns) if c.width is None]
        left = max(self.viewport().width() - fixed, px(110) * len(open_ones))
        for number, column in enumerate(columns):
            width = px(column.width) if column.width is not None else left // max(1, len(open_ones))
            self.setColumnWidth(number, width)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the chosen row and the scroll stay where they are when the row is still there."""
        kept = self.chosen_row()
        scroll = self.verticalScrollBar().value()
        self.rows_model.set_rows(rows)
        if kept is not None and (place := self.rows_model.place_of(self.rows_model.row_key(kept))) is not None:
            self.choose(place, quietly=True)
            self.verticalScrollBar().setValue(scroll)

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
        lines = ["\t".join(column.title for column in columns)]
        lines += ["\t".join(" ".join(c.spoken(row).split()) for c in columns) for row in self.rows_model.rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
