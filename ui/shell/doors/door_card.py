"""A wide card that is one button: an icon, what it starts, one sentence, and its key."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.kit import theme
from ui.kit.buttons import enter_presses
from ui.kit.icons import paint_icon
from ui.kit.theme import colour, font, metrics, px

WRAP = Qt.TextFlag.TextWordWrap
LEAST = 70  # px at 100 %: three of them and the way in stand on the smallest window without scrolling


class DoorCard(QAbstractButton):
    """One way to start."""

    def __init__(self, icon: str, title: str, sentence: str, key: str, then: Callable[[], object]) -> None:
        super().__init__()
        self._icon, self._title, self._sentence, self._key = icon, title, sentence, key
        self.setObjectName("door_" + title.lower().replace(" ", "_").replace("’", ""))
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{sentence} Key {key}.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew as the mouse comes and goes
        self.clicked.connect(lambda _on: then())
        QShortcut(QKeySequence(key), self).activated.connect(self.click)
        theme.changes().changed.connect(self.updateGeometry)

    def say(self, sentence: str) -> None:
        """Another sentence, such as how far it has come."""
        self._sentence = sentence
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(420), self.heightForWidth(px(420)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(260), px(LEAST))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Grows when the sentence needs more than one line: nothing is cut off at large text."""
        room = width - px(40) - px(18) - metrics(12, 500).horizontalAdvance(self._key) - 110
        words = metrics(14).boundingRect(0, 0, max(room, 80), 10_000, WRAP, self._sentence)
        return max(px(LEAST), words.height() + px(50))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(colour("focus" if self.hasFocus() else "line"), 2 if self.hasFocus() else 1))
        painter.setBrush(colour("sunk" if not self.isEnabled() else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(body, 8, 8)
        size, middle = px(40), body.center().y()
        tile = QRectF(body.left() + 15, middle - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("prisoft"))
        painter.drawRoundedRect(tile, 6, 6)
        inset = px(10)
        on = self.isEnabled()
        paint_icon(painter, self._icon, colour("priink" if on else "ink3"), tile.adjusted(inset, inset, -inset, -inset))
        right = self._end(painter, body)
        room = QRectF(tile.right() + 16, body.top(), right - tile.right() - 28, body.height())
        painter.setFont(font(14))
        tall = painter.boundingRect(room, WRAP, self._sentence).height()
        top = body.center().y() - (px(24) + tall) / 2
        painter.setPen(colour("ink2"))
        painter.drawText(QRectF(room.left(), top + px(24), room.width(), tall + 4), WRAP, self._sentence)
        painter.setPen(colour("ink" if on else "ink3"))
        painter.setFont(font(16, 600))
        painter.drawText(QRectF(room.left(), top, room.width(), px(22)), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.end()

    def _end(self, painter: QPainter, body: QRectF) -> float:
        """The chevron and the key; gives where the words must end."""
        size, middle = px(18), body.center().y()
        corner = body.right() - 16 - size
        paint_icon(painter, "right", colour("ink2"), QRectF(corner, middle - size / 2, size, size))
        painter.setFont(font(12, 500))
        width = painter.fontMetrics().horizontalAdvance(self._key) + 14
        box = QRectF(corner - width - 12, middle - px(10), width, px(20))
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("sunk"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)
        return box.left()
