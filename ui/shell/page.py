"""What every page is: a title, what it concerns, and reading again only when it is seen."""

from typing import Any, Protocol

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from ui.shell.desk import Desk


class Go(Protocol):
    """How a page reaches another."""

    def to(self, page: str, **target: Any) -> None:
        """Show a page, about something."""


class Page(QWidget):
    """A screen of the rail. `concerns` are the tables whose changes make what it shows old."""

    title = ""
    concerns: frozenset[str] = frozenset()

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__()
        self.desk = desk
        self.go = go
        self.stale = True
        self.setProperty("ground", "page")
        desk.changed.connect(self._heard)

    def context(self) -> str:
        """The line of context beside the title."""
        return ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of this page and what they do, for F1."""
        return ()

    def show_for(self, **target: Any) -> None:
        """Be about something: a child, a provider. The base ignores it."""

    def refresh(self) -> None:
        """Ask the page's queries again."""

    def focus_first(self) -> None:
        """Put the focus where work begins: the search or the first row, never a button that spends money."""

    def _heard(self, changed: frozenset[tuple[str, int]]) -> None:
        if self.concerns & {table for table, _ in changed}:
            self.stale = True
            if self.isVisible():
                self.refresh_when_shown()

    def refresh_when_shown(self) -> None:
        """Read again if something changed since it was last read."""
        if self.stale:
            self.stale = False
            self.refresh()

    def showEvent(self, event: QEvent) -> None:  # type: ignore[override]
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh_when_shown()
