"""A worklist on a card: up to four lines, each a button that leads to its subject; all of them on a sheet."""

from collections.abc import Callable
from functools import partial
from itertools import islice

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from ui.kit import theme
from ui.kit.buttons import Button, enter_presses
from ui.kit.cards import Card
from ui.kit.chips import Badge, chip_size, paint_chip
from ui.kit.layouts import empty, holder, row
from ui.kit.sheet import Sheet
from ui.kit.text import IconLabel, label
from ui.kit.theme import colour, font, px
from ui.today.columns import SHOWN, Worklist
from ui.today.lines import DueLine

INSET = 4
AT_ONCE = 80  # lines of a sheet: more than a screen has room for
CLOCKS = {"bad": "clock-filled", "warn": "clock-filled", "neutral": "booking-filled", "info": "clock-filled"}


class LineButton(QAbstractButton):
    """Name and reason at the left, the day as a chip at the right, a rule below."""

    def __init__(self, line: DueLine, then: Callable[[], object]) -> None:
        super().__init__()
        self.line = line
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew as the mouse comes and goes
        self.setAccessibleName(f"{line.name}, {line.second}, {line.chip}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda _on: then())

    def sizeHint(self) -> QSize:
        return QSize(px(260), px(40))

    def heightForWidth(self, width: int) -> int:
        """As high as the lines that its reason takes: somebody's own words may be many."""
        metrics, room = QFontMetrics(font(12)), self._room(width)
        if metrics.horizontalAdvance(self.line.second) <= room:
            return px(40)
        high = metrics.boundingRect(0, 0, room, 0, Qt.TextFlag.TextWordWrap, self.line.second).height()
        return max(px(56), px(24) + high)

    def _room(self, width: int) -> int:
        return int(width - chip_size(self.line.chip).width() - 2 * INSET - 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(40))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; up and down go from line to line."""
        if enter_presses(self, event):
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(whole, colour("hover"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colour("line"))
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -2), 4, 4)
        size = chip_size(self.line.chip)
        box = QRectF(
            self.width() - size.width() - INSET, (self.height() - size.height()) / 2, size.width(), size.height()
        )
        paint_chip(painter, box, self.line.chip, self.line.meaning, self.line.icon or CLOCKS[self.line.meaning])
        room = self._room(self.width())
        painter.setFont(font(14, 500))
        painter.setPen(colour("ink"))
        said = painter.fontMetrics().elidedText(self.line.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(INSET, px(2), room, px(18)), Qt.AlignmentFlag.AlignVCenter, said)
        painter.setFont(font(12))
        painter.setPen(colour("ink2"))
        lines = QRectF(INSET, px(21), room, self.height() - px(23))
        painter.drawText(lines, Qt.TextFlag.TextWordWrap, self.line.second)
        painter.end()


class WorklistCard(Card):
    """One worklist."""

    def __init__(self, key: str, title: str, icon: str, then: Callable[[DueLine], object], *, alone: bool = False) -> None:
        super().__init__("bad" if alone else "", gap=4)
        self.alone = alone  # by itself above the others, as high as its lines
        self.setObjectName(f"worklist_{key}")
        self._then = then
        self.worklist: Worklist | None = None
        self._shown: tuple[tuple[DueLine, ...], int, str] | None = None
        self.badge = Badge(0)
        self.badge.hide()
        self.all = Button("Open all", "link", name=f"open_all_{key}", then=self.open_all)
        self.all.setAccessibleName(f"Open all: {title}")
        self.all.hide()
        self._shape = IconLabel(icon)
        self._shape.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addLayout(row(self._shape, label(title, "title"), self.badge, None, self.all))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.foot = label("", "caption", wrap=True)
        self.body.addWidget(self.foot)
        theme.changes().changed.connect(self._same_height)
        self._same_height()

    def show_worklist(self, worklist: Worklist) -> None:
        """Show its first lines; the focus stays on the line it was on, and what is shown already is not shown anew."""
        self.worklist = worklist
        first, count, meaning = tuple(worklist.lines[:SHOWN]), len(worklist.lines), worklist.meaning()
        if (first, count, meaning) == self._shown:
            return
        self._shown = first, count, meaning
        focused = next((n for n, one in enumerate(self.buttons()) if one.hasFocus()), None)
        empty(self._lines)
        for line in first:
            self._lines.addWidget(self._button(line))
        if not first:
            self._lines.addWidget(label(worklist.nothing, "second", wrap=True))
        self.badge.show_count(count, meaning)
        self.badge.setVisible(bool(worklist.lines))
        self.all.setVisible(len(worklist.lines) > SHOWN)
        self.foot.setText(worklist.foot)
        buttons = self.buttons()
        if focused is not None and buttons:
            buttons[min(focused, len(buttons) - 1)].setFocus()

    def buttons(self) -> list[LineButton]:
        """The lines shown."""
        items = [self._lines.itemAt(n) for n in range(self._lines.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [one for one in widgets if isinstance(one, LineButton)]

    def _button(self, line: DueLine) -> LineButton:
        return LineButton(line, lambda: self._then(line))

    def open_all(self) -> None:
        """Every line, on a sheet: some at first, and more as its end comes near, for there may be thousands."""
        if self.worklist is None:
            return
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.setContentsMargins(0, 0, 0, 0)

        more = iter(self.worklist.lines)

        def go(line: DueLine) -> None:
            sheet.close_sheet()
            self._then(line)

        def add() -> None:
            for line in islice(more, AT_ONCE):
                lines.addWidget(LineButton(line, partial(go, line)))

        add()
        sheet = Sheet(self, f"{self.worklist.title}, {len(self.worklist.lines)}", holder(lines), width=620)
        sheet.ending.connect(add)
        if (first := sheet.findChild(LineButton)) is not None:
            first.setFocus()  # one that is added to a sheet that stands already would not take it

    def _same_height(self) -> None:
        if not self.alone:
            self.setMinimumHeight(px(44 + 40 * SHOWN + 36))
        self._shape.setMinimumHeight(self.all.sizeHint().height())  # titles side by side stand level, with a link or without
