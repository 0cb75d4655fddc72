"""A sheet over the page: a form, or the consequences of what cannot be put back; never a loop of its own."""

from collections.abc import Callable, Iterator, Sequence
from weakref import ref

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.kit.buttons import Button, IconButton, on_main_key
from ui.kit.form import Form
from ui.kit.layouts import column, holder, row, scroller
from ui.kit.notice import Notice, NoticeBar
from ui.kit.stops import step, tab_stops, work_stop
from ui.kit.text import label
from ui.kit.theme import px

MARGINS = (24, 16, 16, 16)
GAP, LINE = 12, 1  # px between the parts of a frame, and of the line around it
ASIDE = 8  # between what scrolls and its bar
TALL = 10_000  # px: as high as the page lets it be
AROUND = 16  # px of the page that are seen above and below it
GROWS = {QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent}
LEAST = 60  # px at 100 % for what stands in the frame


def holder_of_sheets(part: QWidget) -> QWidget:
    """What a sheet over `part` covers: the nearest widget around it that says it holds sheets, else the window.

    An office's window holds its own, so that locking it hides them and signing out takes them away (safety.md F6).
    """
    around = part
    while not around.property("holds_sheets") and (outer := around.parentWidget()) is not None:
        around = outer
    return around


def _with_ancestors(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _give_letters(inner: QWidget, buttons: Sequence[Button]) -> None:
    """Each button at the foot its letter for Alt, which no field above it has."""
    forms = [inner] if isinstance(inner, Form) else inner.findChildren(Form)
    used = set().union(*(one.letters for one in forms))
    for button in buttons:
        button.give_letter(used)


class Sheet(QWidget):
    """Covers its parent and holds one frame; Esc closes it and gives the focus back.

    `tall` takes all the height there is, for what scrolls by itself, such as a paper.
    """

    closed = Signal()
    ending = Signal()  # the end of what it scrolls is less than a screenful away
    _said: Notice | None = None

    def __init__(
        self, over: QWidget, title: str, inner: QWidget, buttons: Sequence[Button] = (), *, width: int = 560,
        tall: bool = False,
    ) -> None:  # fmt: skip
        focused, part = QApplication.focusWidget(), over
        if focused is None or not part.isAncestorOf(focused):
            focused = part  # what had the focus was made anew by the press, and Qt gave it to whatever comes next
        over = holder_of_sheets(over)
        super().__init__(over)
        self.setObjectName("sheet")
        self._before = [ref(one) for one in _with_ancestors(focused)]  # a sheet keeps nothing alive
        self._width, self._body, self._tall = width, inner, tall
        self.held: Callable[[], bool] = lambda: False  # whether Esc is not meant yet: something typed would go by one key
        self.frame = QFrame(self)
        self.frame.setProperty("look", "sheet")
        self.frame.setAccessibleName(title)
        lines = QVBoxLayout(self.frame)
        lines.setContentsMargins(*MARGINS)
        lines.setSpacing(GAP)
        self._head = self._headed(title)
        lines.addLayout(self._head)
        self.bar = NoticeBar(margin=(0, 0, ASIDE, 0))  # what is refused here; it is not scrolled away
        lines.addWidget(self.bar)
        self._scrolled = holder(column(inner, None, margin=(0, 0, ASIDE, 0)))
        self._area = None if tall else scroller(self._scrolled)
        lines.addWidget(self._area or inner, 1)
        if self._area is not None:
            self._area.verticalScrollBar().valueChanged.connect(self._scroll)
        self._foot = row(None, *buttons, margin=(0, 0, ASIDE, 0))
        if buttons:
            lines.addLayout(self._foot)
        self._answer_main_key(inner, buttons)
        over.installEventFilter(self)
        for one in (inner, self.bar):
            one.installEventFilter(self)  # a mistake or a notice that appears makes the frame taller
        _give_letters(inner, buttons)
        self._place()
        self.show()
        self.raise_()
        self._take_focus([*buttons, *tab_stops(self)])

    def _answer_main_key(self, inner: QWidget, buttons: Sequence[Button]) -> None:
        main = next((one for one in buttons if one.key == "Ctrl+Enter"), None)
        if main is not None and not isinstance(inner, Form) and not inner.findChildren(Form):
            on_main_key(self, main.click)  # a form answers the key itself

    def _headed(self, title: str) -> QBoxLayout:
        """The title, and what closes the sheet."""
        head = row()
        head.addWidget(label(title, "page", wrap=True), 1)
        head.addWidget(IconButton("close", "Close", self.close_sheet), 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _take_focus(self, stops: Sequence[QWidget]) -> None:
        """Until whoever opened it says otherwise the keys are the sheet's, on what spends nothing: Esc closes it from the first."""
        safe = next((one for one in stops if not isinstance(one, Button) or one.look not in {"filled", "danger"}), None)
        if safe is not None:
            safe.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        grew = event.type() in GROWS and watched in {self._body, self.bar}
        if grew or (event.type() == QEvent.Type.Resize and watched is self.parentWidget()):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        self.setGeometry(over.rect())
        width = min(px(self._width), over.width() - 32)
        wished, most = self._height_for(width), over.height() - 2 * AROUND
        height = min(wished, most)
        if self._area is not None:  # a bar that is not needed would narrow the words until it is
            policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wished > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self._area.setVerticalScrollBarPolicy(policy)
        self.frame.setGeometry(QRect((over.width() - width) // 2, (over.height() - height) // 2, width, height))

    def _height_for(self, width: int) -> int:
        """What the title, what stands in the frame and the buttons need together at this width."""
        left, top, right, bottom = MARGINS
        room = width - left - right - 2 * LINE
        head, foot = self._head.heightForWidth(room), self._foot.sizeHint().height()
        inner = self._body
        wished = inner.heightForWidth(room - ASIDE) if inner.hasHeightForWidth() else inner.sizeHint().height()
        wished = max(wished, inner.minimumHeight())
        self._scrolled.setMinimumHeight(wished)  # else it would keep the height its words have in a narrower frame
        body = TALL if self._tall else max(wished, px(LEAST))
        said = GAP + self.bar.heightForWidth(room) if not self.bar.isHidden() else 0
        return top + head + said + GAP + body + (GAP + foot if foot else 0) + bottom + 2 * LINE

    def say(self, notice: Notice | None) -> None:
        """Say in the sheet what came of an act on it, in place of what was said before, or nothing of it any more."""
        if notice is not None:
            self._said = notice
            self.bar.show_notice(notice)
        elif self.bar.notice is not None and self.bar.notice is self._said:
            self.bar.clear()

    def _scroll(self, place: int) -> None:
        bar = self._area.verticalScrollBar() if self._area is not None else None
        if bar is not None and place + bar.pageStep() >= bar.maximum():
            self.ending.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(8, 20, 24, 120))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.held():
                self.close_sheet()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own
        """Tab goes round inside the sheet: what it covers is not to be pressed unseen (look.md 7)."""
        return step(self, forward=forward)

    def close_sheet(self) -> None:
        """Take the sheet away and give the focus back."""
        parent = self.parentWidget()
        if parent is not None:
            parent.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.closed.emit()
        before = [found() for found in self._before]
        standing = [one for one in before if one is not None and isValid(one) and one.isVisible()]
        if standing and standing[0] is before[0] and standing[0].focusPolicy() != Qt.FocusPolicy.NoFocus:
            standing[0].setFocus()
        elif stop := next(filter(None, map(work_stop, standing)), None):
            stop.setFocus()  # what had it was made anew meanwhile: the nearest thing that stands in the same place


def confirm(
    over: QWidget,
    title: str,
    consequences: Sequence[str],
    act: str,
    then: Callable[[], object],
    safe: str = "Leave it as it is",
) -> Sheet:
    """Ask before what cannot be put back: the consequences in figures, the focus on the safe answer."""
    lines = column(*[label(line, wrap=True) for line in consequences], gap=8)
    keep, do = Button(safe), Button(act, "danger", name="button_confirm")
    sheet = Sheet(over, title, holder(lines), (keep, do), width=480)
    keep.clicked.connect(sheet.close_sheet)

    def go() -> None:
        sheet.close_sheet()
        then()

    do.clicked.connect(go)
    keep.setFocus()
    return sheet
