"""A form that asks for a password, and waits longer after each wrong one."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from shortbreaks.errors import Refused, Spoken
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.shell.patience import Patience

SECOND_MS = 1_000


class PasswordAsk:
    """A form with a password and its button, made to wait longer after each wrong one (safety.md F5)."""

    def __init__(self, form: Form, button: Button, patience: Patience) -> None:
        self.form, self.button, self.patience = form, button, patience
        self.words = button.words()
        self._timer = QTimer(form)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self._count)
        self._count()

    def busy(self) -> None:
        """While the password is tried."""
        self.button.off_because("The password is being checked.")

    def refused(self, spoken: Spoken) -> None:
        """Say why not; a wrong password starts the wait."""
        self.button.off_because("")
        self.form.refuse(spoken)
        if spoken.field != "password" and spoken.field in self.form.editors:
            return
        editor = self.form.editors["password"]
        if isinstance(editor, QLineEdit):
            editor.selectAll()
        editor.setFocus()
        if isinstance(spoken, Refused) and spoken.field == "password":
            self.patience.wrong()
            self._timer.start()
            self._count()

    def right(self) -> None:
        """Begin again."""
        self.patience.right()
        self.button.off_because("")

    def may_try(self) -> bool:
        """Whether the wait is over."""
        return self.patience.left() <= 0 and self.button.isEnabled()

    def _count(self) -> None:
        left = self.patience.left()
        if left > 0:
            seconds = int(left + 0.999)
            self.button.setText(f"Wait {seconds} second{'' if seconds == 1 else 's'}")
            self.button.off_because("After a wrong password the next try has to wait.")
        elif self.button.text() != self.words:
            self._timer.stop()
            self.button.setText(self.words)
            self.button.off_because("")
        self.button.updateGeometry()
