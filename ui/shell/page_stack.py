"""The pages that were visited: each made once and kept, and of an earlier day made anew when it is next seen."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget

from shortbreaks.dates import to_local
from ui.shell.desk import Desk
from ui.shell.navigation import Navigation
from ui.shell.page import Page
from ui.shell.pages import make_page
from ui.shell.standing import Standing, filters_of, stand_again, standing_of


class PageStack(QStackedWidget):
    """One page in front of the others; `made` carries the key and the page of one that is new."""

    made = Signal(str, object)

    def __init__(self, desk: Desk, go: Navigation) -> None:
        super().__init__()
        self.desk, self.go = desk, go
        self.pages: dict[str, Page] = {}
        self._left: dict[str, Standing] = {}

    def page_now(self) -> Page | None:
        """The page that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def page_of(self, key: str) -> Page:
        """The page of a key: the one that is kept, or a new one where there is none, or one of an earlier day with nothing typed."""
        page = self.pages.get(key)
        if page is not None and page.today != day_of(self.desk) and not (page is self.page_now() and holds_typing(page)):
            self.put_away(key)
            page = None
        if page is None:
            page = self.pages[key] = make_page(key, self.desk, self.go)
            page.began = filters_of(page)
            self.addWidget(page)
            self.made.emit(key, page)
            if (left := self._left.pop(key, None)) is not None:
                stand_again(page, left)
        return page

    def put_away(self, key: str) -> None:
        """Let a page go; the next visit makes it anew, on what this one stood on."""
        page = self.pages.pop(key)
        self._left[key] = standing_of(page)
        self.removeWidget(page)
        page.deleteLater()


def day_of(desk: Desk) -> date:
    """The office's day, on Kent's clock."""
    return to_local(desk.office.now()).date()


def holds_typing(page: Page) -> bool:
    """Whether somebody typed something on a page that is not sent yet."""
    lines = any(line.isModified() and line.text() for line in page.findChildren(QLineEdit))
    return lines or any(box.document().isModified() for box in page.findChildren(QPlainTextEdit))
