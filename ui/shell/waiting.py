"""What stands in the window while the office is closed: its backup is made, or something is done that needs it closed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.layouts import column
from ui.kit.text import label
from ui.shell.clock import now


class WaitingPage(QWidget):
    """One sentence, and since when; `heard` brings the next sentence from whatever thread does the work."""

    heard = Signal(str)

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        said = label(words, "title", name="waiting")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heard.connect(said.setText)
        since = label(f"Since {now():%H:%M}", "caption")
        since.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, said, since, None))
