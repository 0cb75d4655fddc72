"""The notice bar: what came of an act, or why not, with the way on. One at a time; it never fades by itself."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.buttons import Button, IconButton
from ui.kit.layouts import column, row
from ui.kit.text import IconLabel, label
from ui.kit.theme import state

Action = tuple[str, Callable[[], object]]


class Notice(QFrame):
    """A bar with a meaning ("ok", "bad", "warn", "info"), a bold first sentence and the rest."""

    gone = Signal()

    def __init__(
        self, meaning: str, lead: str, rest: str = "", actions: tuple[Action, ...] = (), *, closable: bool = True
    ) -> None:
        super().__init__()
        self.meaning, self.lead, self.rest = meaning, lead, rest
        self.setObjectName("notice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = label(lead, "strong", wrap=True, name="notice_lead")
        words = column(head, gap=2)
        if rest:
            words.addWidget(label(rest, wrap=True, name="notice_rest"))
        line = row(IconLabel(f"{state(meaning).icon}-filled", meaning), words, gap=12, margin=(16, 8, 10, 8))
        line.setStretch(1, 1)
        for text, then in actions:
            line.addWidget(Button(text, then=then), 0, Qt.AlignmentFlag.AlignVCenter)
        if closable:
            line.addWidget(IconButton("close", "Close this notice", self._close), 0, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
        self.setAccessibleName(f"{lead} {rest}".strip())
        theme.changes().changed.connect(self.update)

    def _close(self) -> None:
        self.hide()
        self.gone.emit()

    def announce(self) -> None:
        """Tell a screen reader."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, _event: QPaintEvent) -> None:
        looks = state(self.meaning)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(looks.line), 1))
        painter.setBrush(QColor(looks.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillRect(QRectF(0, 1, 4, self.height() - 2), QColor(looks.text))
        painter.end()


class NoticeBar(QWidget):
    """The place between header and body where the newest notice stands."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(margin=(24, 8, 24, 0))
        self.setLayout(self._lines)
        self.notice: Notice | None = None
        self.setObjectName("notice_bar")
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        self.clear()
        self.notice = notice
        self._lines.addWidget(notice)
        notice.gone.connect(self.clear)
        self.show()
        notice.announce()

    def clear(self) -> None:
        """Take the notice away."""
        if self.notice is not None:
            old, self.notice = self.notice, None
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.hide()
