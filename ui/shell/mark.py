"""The mark of Short Breaks, two leaves: in the rail, on the sign-in window, and as the window's icon."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ui.kit.theme import colour

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon


def paint_mark(painter: QPainter, x: float, y: float, scale: float) -> None:
    """The two leaves."""
    painter.save()
    painter.translate(x, y)
    painter.scale(scale, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    tall = QPainterPath()
    tall.moveTo(1, 0)
    tall.cubicTo(-1, 18, 2, 29, 15, 32)
    tall.cubicTo(24, 20, 18, 8, 1, 0)
    small = QPainterPath()
    small.moveTo(34, 6)
    small.cubicTo(22, 8, 16, 18, 20, 31)
    small.cubicTo(34, 30, 37, 18, 34, 6)
    painter.setBrush(colour("accent"))
    painter.drawPath(tall)
    painter.setBrush(QColor("#7CCBD3"))
    painter.drawPath(small)
    painter.restore()


def mark() -> "QIcon":
    """The mark as the window's icon; what an icon needs is only read when it is asked for."""
    from PySide6.QtGui import QIcon, QPixmap

    picture = QPixmap(64, 64)
    picture.fill("transparent")
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, 2, 4, 1.7)
    painter.end()
    return QIcon(picture)
