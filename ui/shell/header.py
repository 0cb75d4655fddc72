"""The head of every page: its title and one line of context, quick find, and as at which day."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.as_at import AsAt
from ui.kit.buttons import enter_presses
from ui.kit.icons import paint_icon
from ui.kit.text import label, plain_tip
from ui.kit.theme import colour, font, px

ASIDE, GAP = 24, 12
TODAY = "As at today"
ELSEWHERE = "What stands today. A child’s card and a payment account can be read as at a past day."
FIND_WORDS, SHORT_WORDS = "Find a child, provider or booking", "Find"
MOST_FIELD = 150  # px at 100 % to which a field for a past day grows where there is room
LEAST_CONTEXT = 8  # letters of the context that are seen before quick find gives way to its icon alone


class FindButton(QAbstractButton):
    """Looks like a search field, and opens quick find."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("quick_find_button")
        self.setAccessibleName(FIND_WORDS)
        self.setAccessibleDescription("Key Ctrl+K")
        self.setToolTip(plain_tip(f"{FIND_WORDS}  Ctrl+K"))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew as the mouse comes and goes
        self.clicked.connect(lambda _on: then())
        theme.changes().changed.connect(self.updateGeometry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(14)).horizontalAdvance(FIND_WORDS)
        key = QFontMetrics(font(12)).horizontalAdvance("Ctrl+K")
        return QSize(words + key + px(36) + 44, px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(34) + 24, px(34))

    def short_width(self) -> int:
        """How many px its icon, one word and its key need."""
        words, key = QFontMetrics(font(14)).horizontalAdvance(SHORT_WORDS), QFontMetrics(font(12)).horizontalAdvance("Ctrl+K")
        return words + key + px(36) + 44

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        focused = self.hasFocus()
        painter.setPen(QPen(colour("focus" if focused else "edge"), 2 if focused else 1))
        painter.setBrush(colour("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size = px(16)
        where = QRectF(body.left() + 12, body.center().y() - size / 2, size, size)
        paint_icon(painter, "search", colour("ink2"), where)
        left = body.left() + 12 + px(22)
        painter.setFont(font(12))
        key_width = painter.fontMetrics().horizontalAdvance("Ctrl+K") + 12
        box = QRectF(body.right() - key_width - 6, body.center().y() - px(10), key_width, px(20))
        keyed = box.left() - left > min(px(60), painter.fontMetrics().horizontalAdvance(SHORT_WORDS) + 8)
        if keyed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("sunk"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colour("ink2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Ctrl+K")
        painter.setFont(font(14))
        painter.setPen(colour("ink3"))
        room = QRectF(left, body.top(), max(0.0, (box.left() if keyed else body.right()) - left - 8), body.height())
        if room.width() > px(40):
            metrics = painter.fontMetrics()
            whole = metrics.horizontalAdvance(FIND_WORDS) <= room.width()
            words = FIND_WORDS if whole else metrics.elidedText(SHORT_WORDS, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class Header(QFrame):
    """56 px: what page this is, what it is about, and the way to everything else."""

    def __init__(self, find: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "header")
        self.title = label("", "page", name="page_title")
        self.context = label("", "second", name="page_context")
        self.context.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.find_button = FindButton(find)
        self.as_at = label(TODAY, "second", name="header_as_at")
        self.field: QWidget | None = None  # of the page that is shown, where it shows a past day
        self._said = ""
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(ASIDE, 0, ASIDE, 0)
        line.setSpacing(GAP)
        line.addWidget(self.title)
        line.addWidget(self.context, 1)
        line.addWidget(self.find_button)
        line.addWidget(self.as_at)
        theme.changes().changed.connect(self._fit)
        self._fit()

    def show_page(self, title: str, context: str, as_at: AsAt | None = None) -> None:
        """Say where somebody is, and as at which day: a past one turns the header amber (look.md 3).

        A page that can show one has its field for the day here; every other says that it shows today.
        """
        self.title.setText(title)
        self._take(as_at.line if as_at is not None else None)
        look = "header_past" if as_at is not None and as_at.day is not None else "header"
        if look != self.property("look"):
            self.setProperty("look", look)
            self.style().unpolish(self)
            self.style().polish(self)
        self._said = context
        self._share()

    def _take(self, field: QWidget | None) -> None:
        self.as_at.setText("As at" if field is not None else TODAY)
        self.as_at.setToolTip(plain_tip("" if field is not None else ELSEWHERE))
        if field is self.field:
            return
        if self.field is not None:
            self.field.hide()
        self.field = field
        if field is not None:
            self._line.addWidget(field)  # a page's own, which stays here for the next time
            self.as_at.setBuddy(field)
            field.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The line of context has its room first; quick find gives way down to its icon and one word, then to the icon alone.

        The word stays as long as the title and some words of context do: a lone glass is not known for what it finds.
        """
        title, words = self.title.sizeHint().width(), self.context.fontMetrics()
        room = self.width() - 2 * ASIDE - title - 3 * GAP - self.as_at.sizeHint().width()
        if self.field is not None:
            room -= GAP + max(self.field.sizeHint().width(), min(self.field.maximumWidth(), px(MOST_FIELD)))
        needed, least = words.horizontalAdvance(self._said) + 2, self.find_button.minimumSizeHint().width()
        short = self.find_button.short_width()
        if room - short >= min(needed, words.horizontalAdvance("m" * LEAST_CONTEXT)):
            least = short
        self.find_button.setMaximumWidth(min(self.find_button.sizeHint().width(), max(least, room - needed)))
        left = room - self.find_button.maximumWidth()
        cut = words.elidedText(self._said, Qt.TextElideMode.ElideRight, max(0, left))
        self.context.setText(cut)
        self.context.setToolTip(plain_tip(self._said) if cut != self._said else "")
        self.context.setAccessibleName(self._said)

    def _fit(self) -> None:
        self.setFixedHeight(px(56))
        self._share()
