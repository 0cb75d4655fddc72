"""What stands in the window while the office closes and its backup is made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.layouts import column
from ui.kit.text import label
from ui.shell.clock import now


def waiting_page(words: str) -> QWidget:
    """One sentence, and since when."""
    page = QWidget()
    page.setProperty("ground", "page")
    said = label(words, "title", name="waiting")
    said.setAlignment(Qt.AlignmentFlag.AlignCenter)
    page.setLayout(column(None, said, label(f"{now():%H:%M}", "caption"), None))
    return page
