"""One view of the finance page: a list with its acts, read again when what it shows has changed."""


from PySide6.QtWidgets import QWidget

from ui.shell.desk import Desk
from ui.shell.page import Page


class View(QWidget):
    """A tab of the finance page, about one kind of thing."""

    title = ""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.desk: Desk = page.desk

    def refresh(self) -> None:
        """Ask again."""

    def focus_first(self) -> None:
        """Put the focus where work begins."""

    def new(self) -> None:
        """N: add one of what is listed. The base adds nothing."""


def why_off(may: object, why: str) -> str:
    """Why a button is off: the role comes first."""
    return why if may else "Your role may look, not change it."
