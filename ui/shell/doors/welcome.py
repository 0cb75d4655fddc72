"""The left side of the sign-in window: the mark, what this is, and a field of hexagons."""

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from shortbreaks.version import VERSION
from ui.kit import theme
from ui.kit.theme import colour, font, px
from ui.shell.mark import paint_mark

RADIUS = 58.0
LIT = ((5, 4, "accent"), (5, 3, "rail2"))  # above the words at the foot, which are not read on them
WORDS = "Finding, booking and paying for breaks for disabled children and their families."


class Welcome(QWidget):
    """Painted; says nothing that is not also said at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(f"Short Breaks {VERSION}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        theme.changes().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("rail"))
        painter.drawRect(self.rect())  # to fill it would make the names of all gradients known first
        self._hexagons(painter)
        paint_mark(painter, 58, 70, 1.9)
        room = self.width() - 112
        painter.setPen(colour("railink"))
        painter.setFont(font(34, 600))
        painter.drawText(QRectF(56, 144, room, px(46)), Qt.AlignmentFlag.AlignVCenter, "Short Breaks")
        painter.setFont(font(18))
        flags = Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(56, 148 + px(50), min(room, px(330)), px(110)), flags, WORDS)
        painter.setFont(font(13))
        foot = f"Version {VERSION} · Nothing leaves this computer without being asked."
        painter.drawText(
            QRectF(56, self.height() - px(30) - 44, room, px(52)), flags | Qt.AlignmentFlag.AlignBottom, foot
        )
        painter.end()

    def _hexagons(self, painter: QPainter) -> None:
        across, down = RADIUS * 1.74 + 6, RADIUS * 1.5 + 6
        lit = {(line, place): token for line, place, token in LIT}
        lines = int(self.height() / down) + 2
        for line in range(2, lines):
            for place in range(int(self.width() / across) + 2):
                centre = QPointF(place * across + (line % 2) * across / 2, line * down + RADIUS * 0.7)
                token = lit.get((line + 7 - (lines - 2), place))
                ground = QColor(colour(token or "railsel"))
                ground.setAlphaF(0.92 if token == "accent" else 0.55 if token else min(0.75, 0.05 + 0.085 * line))
                painter.setBrush(ground)
                painter.drawPolygon(_hexagon(centre))


def _hexagon(centre: QPointF) -> QPolygonF:
    points = [centre + QPointF(RADIUS * sin(pi / 3 * n), RADIUS * cos(pi / 3 * n)) for n in range(6)]
    return QPolygonF(points)
