"""Cards: a white frame with a title, at most one link, and a bar that repeats its state."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.chips import Badge
from ui.kit.layouts import row
from ui.kit.text import IconLabel, label
from ui.kit.theme import colour, font, px


class Card(QFrame):
    """A white frame. `bar` names the state its left edge repeats ("ok", "warn", "bad", "pri")."""

    def __init__(self, bar: str = "", *, margin: tuple[int, int, int, int] = (16, 12, 16, 12), gap: int = 8) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.bar = bar
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margin)
        self.body.setSpacing(gap)
        theme.changes().changed.connect(self.update)

    def heading(
        self, title: str, icon: str = "", link: str = "", then: Callable[[], object] | None = None
    ) -> Badge | None:
        """Put a title at the top, with an icon and one link; gives the badge to fill with a count."""
        badge = Badge(0)
        badge.hide()
        words = label(title, "title")
        left = row(IconLabel(icon) if icon else 0, words, badge, None, Button(link, "link", then=then) if link else 0)
        self.body.addLayout(left)
        return badge

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.bar:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setClipPath(shape)
        painter.fillRect(0, 0, 4, self.height(), colour(self.bar))
        painter.end()


class Avatar(QWidget):
    """Initials in a circle."""

    def __init__(self, initials: str, size: int = 40) -> None:
        super().__init__()
        self.initials, self.size_wished = initials, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(self.size_wished), px(self.size_wished))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("prisoft"))
        painter.drawEllipse(self.rect())
        painter.setPen(colour("priink"))
        painter.setFont(font(self.size_wished * 0.38, 600))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.initials)
        painter.end()
