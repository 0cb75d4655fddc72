"""The rail at the left: the pages in the order of a day's use, and the person at its foot."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.buttons import enter_presses
from ui.kit.icons import paint_icon
from ui.kit.text import plain_tip
from ui.kit.theme import colour, font, px
from ui.shell.mark import paint_mark

WIDE, NARROW = 200, 56


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail."""

    page: str
    title: str
    icon: str
    key: str


class RailButton(QAbstractButton):
    """An entry: the current one has a lighter ground, a filled icon, weight 600 and the apricot bar."""

    def __init__(self, entry: Entry, then: Callable[[], object]) -> None:
        super().__init__()
        self.entry, self.current, self.count, self.second = entry, False, 0, ""
        self.narrow = False
        self.setObjectName(f"rail_{entry.page}")
        self.setAccessibleName(entry.title)
        self.setToolTip(plain_tip(f"{entry.title}  {entry.key}".strip()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew as the mouse comes and goes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda _on: then())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(NARROW), px(52 if self.second else 40))

    def minimumSizeHint(self) -> QSize:
        """At large text on a small screen entries move together, so that none is out of sight."""
        return QSize(px(NARROW), px(40 if self.second and not self.narrow else 26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(8, 2, -8, -2)
        if self.current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("railsel"))
            painter.setOpacity(1.0 if self.current else 0.5)
            painter.drawRoundedRect(body, 6, 6)
            painter.setOpacity(1.0)
        if self.current:
            painter.fillRect(QRectF(body.left(), body.top() + 8, 3, body.height() - 16), colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), 6, 6)
        size = px(20)
        left = body.center().x() - size / 2 if self.narrow else body.left() + 14
        name = self.entry.icon + ("-filled" if self.current else "")
        paint_icon(painter, name, colour("railink"), QRectF(left, body.center().y() - size / 2, size, size))
        if not self.narrow:
            self._words(painter, body, left + size + 12)
        painter.end()

    def _words(self, painter: QPainter, body: QRectF, left: float) -> None:
        painter.setPen(colour("railink"))
        painter.setFont(font(14, 600 if self.current or self.second else 400))
        where = QRectF(left, body.top(), body.right() - left - 8, body.height())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if self.second:
            painter.drawText(where.adjusted(0, 4, 0, -body.height() / 2), side, self.entry.title)
            painter.setFont(font(12))
            painter.setPen(colour("rail2"))
            painter.drawText(where.adjusted(0, body.height() / 2 - 2, 0, -4), side, self.second)
        else:
            painter.drawText(where, side, self.entry.title)
        if self.count:
            painter.setFont(font(13, tabular=True))
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(self.count))


class Brand(QWidget):
    """The mark with the application's and the office's name."""

    def __init__(self, office: str) -> None:
        super().__init__()
        self.office, self.narrow = office, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(NARROW), px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, 14, (self.height() - px(26)) / 2, px(26) / 33)
        if not self.narrow:
            left = 14 + px(40)
            painter.setPen(colour("railink"))
            painter.setFont(font(15, 700))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(left, px(9), self.width() - left, px(20)), middle, "Short Breaks")
            painter.setPen(colour("rail2"))
            painter.setFont(font(12))
            room = QRectF(left, px(29), self.width() - left - 8, px(16))
            name = painter.fontMetrics().elidedText(self.office, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, middle, name)
        painter.end()


class Rail(QFrame):
    """The rail; 56 px wide when narrow."""

    def __init__(self, office: str, top: list[Entry], foot: list[Entry], go: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.narrow = False
        self.buttons: dict[str, RailButton] = {}
        self._brand = Brand(office)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 12)
        lines.setSpacing(0)
        lines.addWidget(self._brand)
        lines.addSpacing(8)
        for entry in (*top, None, *foot):
            if entry is None:
                lines.addStretch(1)
                continue
            button = RailButton(entry, lambda page=entry.page: go(page))  # type: ignore[misc]
            self.buttons[entry.page] = button
            lines.addWidget(button)
        theme.changes().changed.connect(self._fit)
        self._fit()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - it is one or the other
        """Show icons alone, or icons with words."""
        if narrow != self.narrow:
            self.narrow = narrow
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(px(NARROW) if self.narrow else px(WIDE))
        self._brand.narrow = self.narrow
        for button in self.buttons.values():
            button.narrow = self.narrow
            button.updateGeometry()
            button.update()

    def show_current(self, page: str) -> None:
        """Mark the page that is shown."""
        for name, button in self.buttons.items():
            button.current = name == page
            button.setAccessibleDescription("current page" if button.current else "")
            button.update()

    def show_count(self, page: str, count: int) -> None:
        """Show how many things wait for somebody on a page."""
        button = self.buttons.get(page)
        if button is not None and button.count != count:
            button.count = count
            button.update()
