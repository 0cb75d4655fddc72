"""The allocation bar: used solid, booked striped, asked for dotted, left empty, today as a marker with a notch."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, px


class AllocationBar(QWidget):
    """A bar of one unit; the words beside it are the page's, so that colour is never the only signal."""

    def __init__(
        self, used: int, booked: int, whole: int, gone_percent: int | None = None, words: str = "", *, asked: int = 0
    ) -> None:
        super().__init__()
        self.used, self.booked, self.asked, self.whole, self.gone = used, booked, asked, max(whole, 1), gone_percent
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words or f"{used} used, {booked} booked of {whole}")
        theme.changes().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(120, px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(0.5, px(5), self.width() - 1, px(11))
        shape = QPainterPath()
        shape.addRoundedRect(body, 3, 3)
        painter.fillPath(shape, colour("sunk"))
        painter.save()
        painter.setClipPath(shape)
        used = body.width() * min(1.0, self.used / self.whole)
        booked = body.width() * min(1.0, (self.used + self.booked) / self.whole)
        painter.fillRect(QRectF(body.left(), body.top(), used, body.height()), colour("chart"))
        stripes = QRectF(body.left() + used, body.top(), booked - used, body.height())
        painter.fillRect(stripes, colour("prisoft"))
        painter.setClipRect(stripes, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(colour("chart"), 1.4))
        x = stripes.left() - body.height()
        while x < stripes.right() + body.height():
            painter.drawLine(QPointF(x, body.bottom()), QPointF(x + body.height(), body.top()))
            x += 5
        painter.restore()
        self._dots(painter, body, booked)
        painter.setPen(QPen(colour("edge"), 1))
        painter.drawPath(shape)
        if self.gone is not None:
            self._marker(painter, body)
        painter.end()

    def _dots(self, painter: QPainter, body: QRectF, begin: float) -> None:
        """What is asked for, after what is booked: two rows of dots, as far as the bar goes."""
        end = body.width() * min(1.0, (self.used + self.booked + self.asked) / self.whole)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chart"))
        step, x = px(6), body.left() + begin + px(3)
        while x < body.left() + end:
            for part in (0.32, 0.68):
                painter.drawEllipse(QPointF(x, body.top() + body.height() * part), 1.2, 1.2)
            x += step
        painter.setBrush(Qt.BrushStyle.NoBrush)  # what is drawn next is an outline

    def _marker(self, painter: QPainter, body: QRectF) -> None:
        assert self.gone is not None
        x = body.left() + body.width() * self.gone / 100
        painter.setPen(QPen(colour("ink"), 2))
        painter.drawLine(QPointF(x, 2), QPointF(x, body.bottom() + 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ink"))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 5)]))
