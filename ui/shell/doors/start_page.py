"""What the ways to start an office share: one card on a quiet page, with a way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shortbreaks.errors import Refused, Spoken
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.form import Form
from ui.kit.layouts import holder, row, scroller
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.runner import Runner


class StartPage(QWidget):
    """A card with a form. `entered` carries an office with somebody at it."""

    entered = Signal(object)  # doors.Entered
    given_up = Signal()

    def __init__(self, title: str, sentence: str, runner: Runner) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.runner = runner
        self.working = False  # while an office is made or restored, which nobody may leave half seen
        self._form: Form | None = None
        self._said_of: dict[str, str] = {}  # what stood there when it was said that it goes
        self.card = Card(margin=(24, 20, 24, 20), gap=12)
        self.card.body.addWidget(label(title, "page"))
        self.card.body.addWidget(label(sentence, "second", wrap=True))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(24, 24, 24, 24)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.card, 100)
        across.addStretch(1)
        lines.addStretch(1)
        lines.addLayout(across)
        lines.addStretch(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller(inner))
        theme.changes().changed.connect(self._fit)
        self._fit()

    def put(self, form: Form, act: Button) -> None:
        """Put a form and its main button into the card, with the way back beside it."""
        back = Button("Go back", "quiet", key="Esc", name="button_go_back", then=self.leave)
        self.form_part = holder(_column(form, act, back))
        self.card.body.addWidget(self.form_part)
        self._form = form

    def leave(self) -> None:
        """The way back. Where something was typed it is said once that it goes; what is being made is waited for."""
        if self.working:
            return
        form = self._form
        typed = {name: form.typed(name) for name in form.fields} if form is not None and form.dirty else {}
        if form is not None and typed and typed != self._said_of:
            self._said_of = typed
            form.refuse(Refused("What was typed here is not kept.", "Go back once more to leave it."))
            return
        self.given_up.emit()

    def focus_first(self) -> None:
        """Put the focus where typing begins; each page says where."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        self.card.setMaximumWidth(px(620))


def _column(form: Form, act: Button, back: Button) -> QVBoxLayout:
    lines = QVBoxLayout()
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(16)
    lines.addWidget(form)
    lines.addLayout(row(act, back, None))
    return lines


def show_refusal(form: Form, act: Button, spoken: Spoken) -> None:
    """The form stays as typed; the reason stands above it."""
    act.off_because("")
    form.refuse(spoken)
