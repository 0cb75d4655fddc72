"""Beds of a house as a line of squares: taken solid, free left empty, kept for emergencies dashed, closed struck through."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, px

SIDE, GAP = 11, 3


class BedMarks(QWidget):
    """The words beside it say the same: colour and shape are never the only signal."""

    def __init__(self, taken: int, free: int, kept: int, closed: int, words: str) -> None:
        super().__init__()
        self._marks = (*["taken"] * taken, *["free"] * free, *["kept"] * kept, *["closed"] * closed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(len(self._marks) * px(SIDE + GAP), px(SIDE + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(SIDE)
        for place, mark in enumerate(self._marks):
            box = QRectF(place * px(SIDE + GAP) + 0.75, 1.25, side - 1.5, side - 1.5)
            style = Qt.PenStyle.DashLine if mark == "kept" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour("solid" if mark == "taken" else "edge"), 1.5, style))
            painter.setBrush(colour("solid") if mark == "taken" else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
            if mark == "closed":
                painter.drawLine(box.bottomLeft(), box.topRight())
        painter.end()
