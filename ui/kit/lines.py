"""One line of typing, with an icon before what is typed and its unit inside the field."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.kit import theme
from ui.kit.icons import paint_icon
from ui.kit.theme import colour, font, px

EDGE = 9  # from the border to what is written inside it


class Line(QLineEdit):
    """A field for one line. `icon` stands at its left, `unit` ("miles") at its right."""

    def __init__(self, text: str = "", *, icon: str = "", unit: str = "") -> None:
        super().__init__(text)
        self.icon_name, self.unit = icon, unit
        theme.changes().changed.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        unit = QFontMetrics(font(14)).horizontalAdvance(self.unit) + 6 if self.unit else 0
        self.setTextMargins(px(16) + 6 if self.icon_name else 0, 0, unit, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.icon_name and not self.unit:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = colour("ink3")
        if self.icon_name:
            size = px(16)
            paint_icon(painter, self.icon_name, tint, QRectF(EDGE, (self.height() - size) / 2, size, size))
        painter.setPen(tint)
        painter.setFont(font(14))
        where = QRectF(self.rect()).adjusted(EDGE, 0, -EDGE, 0)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.unit)
        painter.end()


def search_line(spoken: str, hint: str, name: str) -> Line:
    """The search of a page: `spoken` is its accessible name, `hint` what can be typed."""
    line = Line(icon="search")
    line.setObjectName(name)
    line.setAccessibleName(spoken)
    line.setPlaceholderText(hint)
    return line
