"""Hiding what is shown from whoever stands behind: everything goes, nothing is lost, and no password is asked (safety.md E12)."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.kit.theme import colour

KEY = "Ctrl+Shift+H"
SAID = "Nobody’s name or record is shown. What was typed is kept. To leave the computer, lock it with Ctrl+L."


class Cover(Sheet):
    """A sheet through which nothing is seen."""

    def __init__(self, over: QWidget) -> None:
        self.back = Button("Show it again", "filled", key="Esc", name="button_show_again")
        super().__init__(over, "Hidden", holder(column(label(SAID, "second", wrap=True))), (self.back,), width=420)
        self.setObjectName("cover")
        self.back.clicked.connect(self.close_sheet)
        self.back.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("bg"))
        painter.end()


def turn_cover(over: QWidget) -> None:
    """Hide everything, or show it again."""
    standing = next((one for one in over.findChildren(Cover) if one.isVisible()), None)
    if standing is None:
        Cover(over)
    else:
        standing.close_sheet()
