"""The one delegate that paints every row of every table: text, second line, chips, selection and focus."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QToolTip

from ui.kit.chips import chip_size, paint_chip
from ui.kit.painted import cut_words, words
from ui.kit.row_shape import PAD, WRAP, chip_places, chip_sizes, needed_width, text_height, weight, wrapped_words
from ui.kit.rows import Column, RowsModel
from ui.kit.text import plain_tip
from ui.kit.theme import colour, font, metrics, px

Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Draws a cell, the selected row's ground and bar, and the focused row's ring; `wraps` says whether words go on below."""

    def __init__(self, view: QTableView, model: RowsModel, wraps: Callable[[], bool]) -> None:
        super().__init__(view)
        self.view, self.model, self._wraps = view, model, wraps
        self._chosen = self._ringed = -1  # the rows under the selection and with the ring of the focus
        self._ink, self._line_colour = colour("ink"), colour("line")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, self.view.verticalHeader().defaultSectionSize())

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tip(self.cut_words(index)), view)
        return True

    def _at(self, index: Index) -> tuple[Any, Column[Any]]:
        return self.model.rows[index.row()], self.model.columns[index.column()]

    def cut_words(self, index: Index) -> str:
        """All a cell says when it is too narrow for it, else nothing."""
        row, column = self._at(index)
        width = self.view.columnWidth(index.column())
        if column.whole is not None and column.whole(row) != column.text(row):
            return column.spoken(row)
        if self._wraps():
            said = column.text(row), column.second(row) if column.second is not None else ""
            return column.spoken(row) if wrapped_words(column, row, width - 2 * PAD) != said else ""
        return column.spoken(row) if needed_width(column, row) > width else ""

    def begin(self) -> None:
        """Before the rows in sight are painted: what is the same for all of their cells."""
        chosen, current = self.view.selectionModel().selectedRows(), self.view.currentIndex()
        self._chosen = chosen[0].row() if chosen else -1
        self._ringed = current.row() if self.view.hasFocus() else -1
        self._ink, self._line_colour = colour("ink"), colour("line")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place, number, where = index.row(), index.column(), option.rect
        row, column, wraps = self.model.rows[place], self.model.columns[number], self._wraps()
        left, top, width, height = where.x(), where.y(), where.width(), where.height()
        if place == self._chosen:
            painter.fillRect(where, colour("sel"))
        painter.fillRect(left, top + height - 1, width, 1, self._line_colour)
        if place == self._chosen and number == 0:
            painter.fillRect(left, top, 3, height, colour("pri"))
        if wraps or column.marks is not None:
            painter.save()
            painter.setClipRect(where)
            draw = self._wrapped if wraps else self._cell
            draw(painter, QRect(left + PAD, top, width - 2 * PAD, height - 1), row, column)
            painter.restore()
        else:
            self._cell(painter, QRect(left + PAD, top, width - 2 * PAD, height - 1), row, column)
        if place == self._ringed:
            self._ring(painter, QRect(where), first=number == 0, last=number == len(self.model.columns) - 1)

    def _cell(self, painter: QPainter, where: QRect, row: Any, column: Column[Any]) -> None:
        text = column.text(row)
        second = column.second(row) if column.second is not None else ""
        painter.setPen(self._ink if column.ink == "ink" else colour(column.ink))
        if second:
            middle = where.center().y() + 1
            self._line(painter, QRect(where.left(), middle - px(19), where.width(), px(19)), column, text)
            painter.setPen(colour("ink3"))
            self._line(painter, QRect(where.left(), middle, where.width(), px(17)), column, second, small=True)
        elif text:
            self._line(painter, where, column, text)
        if column.marks is not None:
            self._marks(painter, where, row, column)

    def _marks(self, painter: QPainter, where: QRect, row: Any, column: Column[Any]) -> None:
        text, left = column.text(row), where.left()
        if text:
            left += words(text, 14, weight(column), tabular=column.tabular).width + 8
        for mark in column.marks(row) if column.marks is not None else ():
            size = chip_size(mark.text, with_icon=mark.icon != "")
            top = where.center().y() - size.height() / 2 + 0.5
            paint_chip(painter, QRectF(left, top, size.width(), size.height()), mark.text, mark.meaning, mark.icon, quiet=mark.quiet)
            left += size.width() + 4

    def _wrapped(self, painter: QPainter, where: QRect, row: Any, column: Column[Any]) -> None:
        """Words and second line wrapped, chips below each other, all of it in the middle of the row."""
        side = int(Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
        main, small = metrics(14, weight(column), tabular=column.tabular), metrics(12)
        text, second = wrapped_words(column, row, where.width())
        chips = chip_places(chip_sizes(column, row), where.width())
        heights = text_height(main, text, where.width()), text_height(small, second, where.width())
        between = 4 if text and chips else 0
        whole = sum(heights) + between + (chips[-1].bottom() + 1 if chips else 0)
        top = where.center().y() - whole // 2
        for said, token, face, height in (
            (text, column.ink, font(14, weight(column), tabular=column.tabular), heights[0]), (second, "ink3", font(12), heights[1]),
        ):  # fmt: skip
            painter.setPen(colour(token))
            painter.setFont(face)
            painter.drawText(QRect(where.left(), top, where.width(), height), side | WRAP, said)
            top += height
        for mark, place in zip(column.marks(row) if column.marks else (), chips, strict=True):
            box = QRectF(place.translated(where.left(), top + between))
            paint_chip(painter, box, mark.text, mark.meaning, mark.icon, quiet=mark.quiet)

    def _line(self, painter: QPainter, where: QRect, column: Column[Any], text: str, *, small: bool = False) -> None:
        """One line, or two when the words need them and the row has the height."""
        size, heavy, tabular = (12, 400, False) if small else (14, weight(column), column.tabular)
        room, height = where.width(), where.height()
        line = words(text, size, heavy, tabular=tabular)
        if line.width > room:
            measured = metrics(size, heavy, tabular=tabular)
            if height >= 2 * measured.lineSpacing():
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                wrap = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
                wrapped = measured.boundingRect(where, wrap, text)
                if wrapped.height() <= height and wrapped.width() <= room:
                    painter.setFont(line.face)
                    painter.drawText(where, wrap, text)
                    return
            line = cut_words(text, room, size, heavy, tabular=tabular)
        line.paint(painter, where.x() + (room - line.exact if column.right else 0), where.y(), height)

    def _ring(self, painter: QPainter, where: QRect, *, first: bool, last: bool) -> None:
        painter.setPen(QPen(colour("focus"), 2))
        painter.drawLine(where.left(), where.top() + 1, where.right(), where.top() + 1)
        painter.drawLine(where.left(), where.bottom() - 1, where.right(), where.bottom() - 1)
        if first:
            painter.drawLine(where.left() + 1, where.top() + 1, where.left() + 1, where.bottom() - 1)
        if last:
            painter.drawLine(where.right() - 1, where.top() + 1, where.right() - 1, where.bottom() - 1)
