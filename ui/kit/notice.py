"""The notice bar: what came of an act, or why not, with the way on. One at a time; it never fades by itself."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.buttons import Button, IconButton
from ui.kit.layouts import column, row
from ui.kit.text import IconLabel, label
from ui.kit.theme import px, state

Action = tuple[str, Callable[[], object]]
SIZED = Qt.WidgetAttribute.WA_Resized
NARROWEST = 180  # px for the words at 100 %


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
        icon = IconLabel(f"{state(meaning).icon}-filled", meaning)
        if not rest:
            icon.setAlignment(Qt.AlignmentFlag.AlignCenter)  # level with a line alone, which stands in the middle
        said = row(icon, words, gap=12)
        said.setStretch(1, 1)
        acts = row(*[Button(text, then=then) for text, then in actions])
        if closable:
            acts.addWidget(IconButton("close", "Close this notice", self._close), 0, Qt.AlignmentFlag.AlignVCenter)
        self._line = row(said, acts, gap=12, margin=(16, 8, 10, 8))
        self._line.setStretch(0, 1)
        self._line.setAlignment(acts, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._acts = acts
        self.setLayout(self._line)
        self.setAccessibleName(f"{lead} {rest}".strip())
        theme.changes().changed.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little width for the words, the buttons stand below them."""
        super().resizeEvent(event)
        narrow = event.size().width() - self._acts.sizeHint().width() < px(NARROWEST)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(way)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the wrapped words need at the width it has, neither more nor less."""
        wished = super().sizeHint()
        return (
            QSize(wished.width(), self._line.totalHeightForWidth(self.width())) if self.testAttribute(SIZED) else wished
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def _close(self) -> None:
        self.hide()
        self.gone.emit()

    def announce(self) -> None:
        """Tell a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # hundreds of names that the first window does without

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

    def __init__(self, margin: tuple[int, int, int, int] = (24, 8, 24, 0)) -> None:
        super().__init__()
        self._lines = column(margin=margin)
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
