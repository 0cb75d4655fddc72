"""The foot of the window: the connection, what is running or why an act is off, and how old the backup is."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from ui.kit import theme
from ui.kit.text import IconLabel, label
from ui.kit.theme import px

QUIET_MS = 300  # work that is done sooner is not worth a word


class StatusBar(QFrame):
    """28 px along the foot."""

    def __init__(self, connection: str, *, shared: bool) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self._connection_words, self._people = connection, 0
        self._icon = IconLabel("connected" if shared else "office", "ok" if shared else "ink2", 14)
        self.connection = label(connection, "caption", name="status_connection")
        self.middle = label("", "caption", name="status_middle")
        self.middle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.backup_icon = IconLabel("backup", "ink2", 14)
        self.backup = label("", "caption", name="status_backup")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(6)
        for icon in (self._icon, self.backup_icon):
            icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self._icon)
        line.addWidget(self.connection)
        line.addSpacing(24)
        line.addWidget(self.middle, 1)
        line.addWidget(self.backup_icon)
        line.addWidget(self.backup)
        self.backup_icon.hide()
        self._reason = ""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(QUIET_MS)
        self._slow.timeout.connect(lambda: self.middle.setText("Reading…"))
        theme.changes().changed.connect(self._fit)
        self._fit()

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a signal's own argument
        """Say that something runs, when it takes longer than a glance."""
        if busy:
            self._slow.start()
        else:
            self._slow.stop()
            self.middle.setText(self._reason)

    def say(self, reason: str) -> None:
        """Why the act under the pointer is off, or what is running; "" takes it away."""
        self._reason = reason
        self.middle.setText(reason)

    def show_answering(self, answers: bool) -> None:  # noqa: FBT001 - a signal's own argument
        """Whether the server of a shared office answers."""
        words = self._words() if answers else "The server does not answer. Trying again."
        if words != self.connection.text():
            self.connection.setText(words)
            self._icon.show_icon("connected" if answers else "warn", "ok" if answers else "warn")

    def show_at_work(self, people: int) -> None:
        """How many people work in a shared office."""
        if people != self._people:
            self._people = people
            self.connection.setText(self._words())

    def _words(self) -> str:
        if not self._people:
            return self._connection_words
        return f"{self._connection_words} · {self._people} {'person' if self._people == 1 else 'people'} working"

    def show_backup(self, words: str, meaning: str) -> None:
        """How old the newest verified backup is."""
        self.backup.setText(words)
        self.backup_icon.show_icon("backup-filled" if meaning == "ok" else "backup", meaning)
        self.backup_icon.show()

    def _fit(self) -> None:
        self.setFixedHeight(px(28))
