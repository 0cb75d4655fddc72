"""What the looks and marks of a bed grid mean, each painted as it stands there beside its word (look.md)."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.bed_paint import LOOKS, look_of
from ui.kit.icons import paint_icon
from ui.kit.layouts import row
from ui.kit.text import label
from ui.kit.theme import colour, px


class _Swatch(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(22 if self._name in LOOKS else 18), px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = QRectF(1, px(2), self.width() - 2, px(14))
        if self._name in LOOKS:
            ground, frame, _ = look_of(self._name)
            painter.setPen(frame)
            painter.setBrush(ground)
            painter.drawRoundedRect(where, 4, 4)
        else:
            paint_icon(painter, self._name, colour("ink2"), QRectF(1, px(1), px(15), px(15)))
        painter.end()


class LegendMark(QWidget):
    """One look of a block, or one icon in it, with its word."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setProperty("ground", "clear")
        self.setLayout(row(_Swatch(name), label(words, "caption"), gap=6))
