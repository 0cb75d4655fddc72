"""The locked window: it hides everything, keeps what was typed, and opens to the same person's password."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import row, scroller
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.clock import today
from ui.shell.doors.password_ask import PasswordAsk
from ui.shell.patience import Patience
from ui.shell.runner import Runner


class LockPage(QWidget):
    """Asks for the password of the person who is signed in; another person signs them out first."""

    opened = Signal(object)  # what proving the password gave
    sign_out_wanted = Signal()

    def __init__(
        self, person: str, prove: Callable[[str], object], runner: Runner, patience: Patience, hint: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setObjectName("lock_page")
        self.prove, self._runner = prove, runner
        self.form = Form([Field("password", "Password", "password")], today=today)
        self.button = Button("Unlock", "filled", key="Enter", name="button_unlock", then=self.form.send)
        self._ask = PasswordAsk(self.form, self.button, patience)
        self.form.sent.connect(self._try)
        editor = self.form.editors["password"]
        assert isinstance(editor, QLineEdit)
        editor.returnPressed.connect(self.form.send)
        out = Button("Sign out", "quiet", name="button_sign_out", then=self.sign_out_wanted.emit)
        card = Card()
        card.body.addWidget(label("Locked", "page"))
        self.said = label(f"{person} is signed in. What was typed is kept.", "second", wrap=True, name="lock_said")
        card.body.addWidget(self.said)
        if hint:
            card.body.addWidget(label(hint, "caption", wrap=True))
        card.body.addWidget(self.form)
        card.body.addLayout(row(self.button, out, None))
        card.setFixedWidth(px(420))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller(inner))

    def focus_first(self) -> None:
        """Put the focus into the password."""
        self.form.focus_first()

    def _try(self, values: dict[str, str]) -> None:
        if self._ask.may_try():
            self._ask.busy()
            self._runner.errand(self, partial(self.prove, values["password"]), self._proved, self._ask.refused)

    def _proved(self, answer: object) -> None:
        self._ask.right()
        self.form.set_value("password", "")
        self.opened.emit(answer)
