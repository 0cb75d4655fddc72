"""Bars from nought: the last or own period dark with its value written, the others quiet."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, font, px

GAP = 6


class PeriodBars(QWidget):
    """One bar a period. `bars` are (words under the bar or "", value); `spoken` says the same to a screen reader."""

    def __init__(self, bars: Sequence[tuple[str, int]], spoken: str) -> None:
        super().__init__()
        self.bars = tuple(bars)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(200, px(98))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, px(98))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, foot = px(18), self.height() - px(20)
        most = max([value for _, value in self.bars] or [1]) or 1
        painter.setPen(QPen(colour("line"), 1))
        for share in (0, 0.5, 1):
            y = foot - (foot - top) * share
            painter.drawLine(0, round(y), self.width(), round(y))
        step = self.width() / max(1, len(self.bars))
        for place, (words, value) in enumerate(self.bars):
            last = place == len(self.bars) - 1
            tall = (foot - top) * value / most
            body = QRectF(place * step + GAP / 2, foot - tall, step - GAP, tall)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("chart" if last else "chart2"))
            painter.drawRoundedRect(body, 2, 2)
            if last:
                self._write(painter, QRectF(0, body.top() - px(18), body.right(), px(16)), str(value), strong=True)
            if words:
                self._name(painter, place, words, step, foot, last=last)
        painter.end()

    def _name(self, painter: QPainter, place: int, words: str, step: float, foot: float, *, last: bool) -> None:
        painter.setPen(colour("ink" if last else "ink3"))
        painter.setFont(font(12, 600 if last else 400))
        side = Qt.AlignmentFlag.AlignRight if last else Qt.AlignmentFlag.AlignLeft
        where = QRectF(0, foot + 3, self.width(), px(17)) if last else QRectF(place * step, foot + 3, step * 4, px(17))
        painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _write(self, painter: QPainter, where: QRectF, words: str, *, strong: bool) -> None:
        painter.setFont(font(12, 600 if strong else 400, tabular=True))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.fillRect(painter.boundingRect(where, side, words).adjusted(-2, 1, 0, -2), colour("surface"))  # no line through it
        painter.setPen(colour("ink"))
        painter.drawText(where, side, words)
