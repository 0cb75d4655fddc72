"""Buttons: filled for the one main act, outlined for the others, quiet for small ones, red on a confirming sheet."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.icons import paint_icon
from ui.kit.text import plain_tip
from ui.kit.theme import colour, font, metrics, px

HEAVY = {"filled", "danger", "current_tab"}
RING = 3  # room for the focus ring and its gap, inside the widget


MAIN_KEYS = ("Ctrl+Return", "Ctrl+Enter")  # the second is the one beside the figures


def on_main_key(within: QWidget, then: Callable[[], object]) -> None:
    """Do `then` on Ctrl+Enter while the focus is inside `within`, so that a sheet over a page has the key to itself."""
    for keys in MAIN_KEYS:
        pressed = QShortcut(QKeySequence(keys), within)
        pressed.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        pressed.activated.connect(then)


def enter_presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button by Enter as by Space, as in any dialogue; True when the key is done with.

    A key that is held down presses nothing: the Enter that opened a sheet must not answer it.
    """
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class Button(QPushButton):
    """A painted button with an optional icon and its key written on it.

    `look` is "filled", "outlined", "quiet", "danger", "chosen" (a filled day tile), "link", "tab" or "current_tab".
    """

    def __init__(
        self, text: str, look: str = "outlined", *, icon: str = "", key: str = "", name: str = "", second: str = "",
        then: Callable[[], object] | None = None, small: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(text.replace("&", "&&"))
        self.look, self.icon_name, self.key, self.second, self.small = look, icon, key, second, small
        self._letter = -1  # the place of the letter that presses it with Alt
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew as the mouse comes and goes
        self.setObjectName(name or "button_" + self.words().lower().replace(" ", "_"))
        self.setAccessibleName(" ".join(filter(None, (self.words(), second))))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_look(look)
        if then is not None:
            self.clicked.connect(lambda _checked=False: then())
        theme.changes().changed.connect(self.updateGeometry)

    def words(self) -> str:
        """The words on the button; an "&" in them is a letter (safety.md E3)."""
        return self.text().replace("&&", "&")

    def set_look(self, look: str) -> None:
        """Draw it another way; a screen reader hears which one is chosen."""
        self.look = look
        words = "Chosen" if look in {"chosen", "current_tab"} else f"Key {self.key}" if self.key else ""
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def give_letter(self, used: set[str]) -> None:
        """Press it with Alt and the first letter of its words that is not used in the same window; it is underlined, and then used."""
        for place, letter in enumerate(self.words()):
            if letter.isalpha() and letter.isascii() and letter.lower() not in used:
                used.add(letter.lower())
                self._letter = place
                self.setShortcut(QKeySequence(f"Alt+{letter.upper()}"))
                return

    def fill_width(self) -> "Button":
        """Grow with its panel, as the main button at a panel's foot does."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self

    def off_because(self, reason: str) -> None:
        """Switch it off with the reason in its tip and for the status bar; an empty reason switches it on."""
        self.setEnabled(not reason)
        self.setToolTip(plain_tip(reason))
        self.setStatusTip(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self._size()

    def minimumSizeHint(self) -> QSize:
        return self._size()

    def _size(self) -> QSize:
        weight = 600 if self.look in {*HEAVY, "tab"} else 500  # a tab keeps its place when it becomes the current one
        width = metrics(14, weight).horizontalAdvance(self.words())
        width = max(width, metrics(13, 500).horizontalAdvance(self.second))
        width += px(22) if self.icon_name else 0
        if self.key:
            width += metrics(12).horizontalAdvance(self.key) + 20
        pad = 4 if self.small else 8 if self.look in {"quiet", "link"} else 14
        if self.small:
            return QSize(max(width + 2 * pad, px(26)) + 2 * RING, px(32) + 2 * RING)
        height = px(40) if self.second else px(32 if self.look != "link" else 24)
        return QSize(max(width + 2 * pad, px(32)) + 2 * RING, height + 2 * RING)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Ground, border and text."""
        if not self.isEnabled():
            return colour("sunk"), colour("line"), colour("ink3")
        looks: dict[str, tuple[str | None, str | None, str]] = {
            "filled": ("pri", None, "onpri"), "chosen": ("pri", None, "onpri"), "danger": ("danger", None, "ondanger"),
            "outlined": ("surface", "edge", "ink"), "quiet": (None, None, "priink"), "link": (None, None, "priink"),
            "tab": (None, None, "ink2"), "current_tab": (None, None, "priink"),
        }  # fmt: skip
        ground, border, text = looks[self.look]
        if self.underMouse() and self.look in {"outlined", "quiet", "link", "tab"}:
            ground = "hover"
        return colour(ground) if ground else None, colour(border) if border else None, colour(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, text = self._colours()
        body = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        bare = not self.isEnabled() and ground == colour("surface")  # high contrast: no pale ground says that it is off
        style = Qt.PenStyle.DotLine if bare else Qt.PenStyle.SolidLine
        painter.setPen(QPen(border, 1, style) if border else Qt.PenStyle.NoPen)
        painter.setBrush(ground or Qt.BrushStyle.NoBrush)
        inner = body.adjusted(0.5, 0.5, -0.5, -0.5) if border else body
        painter.drawRoundedRect(inner, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if self.look == "current_tab":
            painter.fillRect(QRectF(body.left() + 4, body.bottom() - 3, body.width() - 8, 3), colour("pri"))
        self._words(painter, body, text)
        painter.end()

    def _words(self, painter: QPainter, body: QRectF, text: QColor) -> None:
        weight = 600 if self.look in HEAVY or self.second else 500
        width = metrics(14, weight).horizontalAdvance(self.words())
        key_width = metrics(12).horizontalAdvance(self.key) + 12 if self.key else 0
        icon_size = px(16)
        whole = width + (px(22) if self.icon_name else 0) + (key_width + 8 if self.key else 0)
        keyed = self.key and whole <= body.width()  # in a narrow panel the words have the room; F1 tells the key
        whole -= 0 if keyed or not self.key else key_width + 8
        left = body.center().x() - whole / 2
        painter.setPen(text)
        if self.second:
            half = body.height() / 2
            painter.setFont(font(14, 600))
            painter.drawText(body.adjusted(0, 3, 0, -half), Qt.AlignmentFlag.AlignCenter, self.words())
            painter.setFont(font(13, 500))
            painter.drawText(body.adjusted(0, half - 3, 0, -2), Qt.AlignmentFlag.AlignCenter, self.second)
            return
        if self.icon_name:
            corner = QPointF(left, body.center().y() - icon_size / 2)
            paint_icon(painter, self.icon_name, text, QRectF(corner.x(), corner.y(), icon_size, icon_size))
            left += px(22)
        painter.setFont(font(14, weight))
        painter.drawText(
            QRectF(left, body.top(), width + 2, body.height()), Qt.AlignmentFlag.AlignVCenter, self.words()
        )
        if self._letter >= 0:
            before, with_it = (metrics(14, weight).horizontalAdvance(self.words()[: self._letter + n]) for n in (0, 1))
            low = body.center().y() + metrics(14, weight).ascent() / 2 + 1
            painter.drawLine(QPointF(left + before, low), QPointF(left + with_it - 1, low))
        if keyed:
            box = QRectF(left + width + 8, body.center().y() - px(9), key_width, px(18))
            tint = QColor(text)
            tint.setAlphaF(0.14)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(text)
            painter.setFont(font(12))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)


class IconButton(Button):
    """A button of one icon, with its words as tip and accessible name."""

    def __init__(
        self, icon: str, words: str, then: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "outlined", icon=icon, name="button_" + words.lower().replace(" ", "_"), then=then)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)
        if parent is not None:
            self.setParent(parent)

    def _size(self) -> QSize:
        return QSize(px(32) + 2 * RING, px(32) + 2 * RING)

    def _words(self, painter: QPainter, body: QRectF, text: QColor) -> None:
        size = px(18)
        where = QRectF(body.center().x() - size / 2, body.center().y() - size / 2, size, size)
        paint_icon(painter, self.icon_name, text, where)
