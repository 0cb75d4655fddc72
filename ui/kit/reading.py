"""What a list shows while its rows are read for the first time: nothing for 300 ms, then grey lines in their shape."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.theme import colour, px

NOTHING_FOR = 300  # ms
LINES = ((0.6, 0.5, 0.7), (0.4, 0.7, 0.5), (0.7, 0.4, 0.6))


class Reading(QWidget):
    """Grey lines; still, and only once they are worth showing."""

    def __init__(self, row_height: int) -> None:
        super().__init__()
        self._row = row_height
        self._due = False
        self.setObjectName("list_reading")
        self.setAccessibleName("Reading the list")
        self.timer = QTimer(self, singleShot=True, interval=NOTHING_FOR)
        self.timer.timeout.connect(self._show_lines)
        self.timer.start()

    def _show_lines(self) -> None:
        self._due = True
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._due:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, bar, part = self._row, px(10), self.width() / 3
        for place in range(self.height() // high + 1):
            painter.setPen(colour("line"))
            painter.drawLine(0, (place + 1) * high - 1, self.width(), (place + 1) * high - 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("sunk"))
            for number, share in enumerate(LINES[place % len(LINES)]):
                where = QRectF(12 + number * part, place * high + (high - bar) / 2, (part - 24) * share, bar)
                painter.drawRoundedRect(where, bar / 2, bar / 2)
        painter.end()
