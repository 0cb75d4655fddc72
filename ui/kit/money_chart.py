"""A balance over time as steps, never smoothed, with the limit it is held against."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from shortbreaks.money import pounds
from ui.kit import theme
from ui.kit.theme import colour, font, px

LEFT = 52


class BalanceSteps(QWidget):
    """`points` are (day, pence held from then); `limit` pence with its words; `spoken` says the same in words."""

    def __init__(self, points: Sequence[tuple[date, int]], limit: int, words: str, spoken: str) -> None:
        super().__init__()
        self.points, self.limit, self.words = tuple(points), limit, words
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(280, px(164))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, px(164))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self.points) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(px(LEFT), px(26), self.width() - px(LEFT) - 6, self.height() - px(52))
        most = max(self.limit, *(pence for _, pence in self.points), 100)
        grid = _round_up(most)
        self._axis(painter, area, grid)
        self._months(painter, area)
        self._steps(painter, area, grid)
        if 0 < self.limit <= grid:
            y = area.bottom() - area.height() * self.limit / grid
            painter.setPen(QPen(colour("limit"), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        self._legend(painter, area)
        painter.end()

    def _axis(self, painter: QPainter, area: QRectF, grid: int) -> None:
        painter.setFont(font(12, tabular=True))
        for part in range(5):
            y = area.bottom() - area.height() * part / 4
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour("ink3"))
            where = QRectF(0, y - px(9), area.left() - 6, px(18))
            painter.drawText(
                where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"£{grid * part // 400:,}"
            )

    def _x(self, area: QRectF, day: date) -> float:
        first, last = self.points[0][0], self.points[-1][0]
        return area.left() + area.width() * (day - first).days / max(1, (last - first).days)

    def _months(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(colour("ink3"))
        painter.setFont(font(12))
        first, last = self.points[0][0], self.points[-1][0]
        month, right = date(first.year, first.month, 1), -100.0
        while month <= last:
            x = self._x(area, max(month, first))
            if x - right > px(34) and x < area.right() - px(20):
                painter.drawText(
                    QRectF(x, area.bottom() + 3, px(60), px(18)), Qt.AlignmentFlag.AlignLeft, f"{month:%b}"
                )
                right = x
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)

    def _steps(self, painter: QPainter, area: QRectF, grid: int) -> None:
        line = QPolygonF()
        before: float | None = None
        for day, pence in self.points:
            x, y = self._x(area, day), area.bottom() - area.height() * max(0, pence) / grid
            if before is not None:
                line.append(QPointF(x, before))
            line.append(QPointF(x, y))
            before = y
        ground = QPolygonF(line)
        ground.append(QPointF(area.right(), area.bottom()))
        ground.append(QPointF(area.left(), area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("prisoft"))
        painter.drawPolygon(ground)
        painter.setPen(QPen(colour("chart"), 2))
        painter.drawPolyline(line)
        end = line.last()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chart"))
        painter.drawEllipse(end, 4, 4)

    def _legend(self, painter: QPainter, area: QRectF) -> None:
        """What the lines mean, above them where none of them runs: the limit at the left, what is held at the right."""
        middle = px(9)
        if self.limit > 0:
            painter.setPen(QPen(colour("limit"), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + px(18), middle))
            self._say(painter, self.words, area.left() + px(24), Qt.AlignmentFlag.AlignLeft, 500)
        self._say(painter, pounds(self.points[-1][1]), area.left(), Qt.AlignmentFlag.AlignRight, 600)

    def _say(self, painter: QPainter, words: str, left: float, side: Qt.AlignmentFlag, weight: int) -> None:
        painter.setFont(font(12, weight, tabular=True))
        painter.setPen(colour("ink"))
        painter.drawText(QRectF(left, 0, self.width() - left - 6, px(18)), side | Qt.AlignmentFlag.AlignVCenter, words)


def _round_up(pence: int) -> int:
    """A round sum at or above some pence, that four equal steps divide."""
    step = 400
    while step < pence:
        for times in (2, 5, 10):
            if step * times >= pence:
                return step * times
        step *= 10
    return step
