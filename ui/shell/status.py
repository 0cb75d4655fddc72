"""The status bar: what office this is, what is running or why an act is off, and how old the backup is."""

from PySide6.QtWidgets import QFrame

from ui.kit.layouts import row
from ui.kit.text import IconLabel, label
from ui.kit.theme import px


class StatusBar(QFrame):
    """28 px at the foot of the window."""

    def __init__(self, connection: str, *, shared: bool) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self.setFixedHeight(px(28))
        self.said = label("", "caption", name="status_said")
        self.backup_icon = IconLabel("backup-filled", "ok", 16)
        self.backup = label("", "caption", name="status_backup")
        left = IconLabel("connected" if shared else "office", "ok", 16)
        self.setLayout(
            row(left, label(connection, "caption"), None, self.said, None, self.backup_icon, self.backup, gap=6,
                margin=(16, 2, 16, 0))
        )  # fmt: skip

    def say(self, words: str) -> None:
        """Say what is running, or why a button is off."""
        self.said.setText(words)

    def show_backup(self, words: str, meaning: str = "ok") -> None:
        """Say how old the verified backup is."""
        self.backup_icon.show_icon("backup-filled", meaning)
        self.backup.setText(words)
