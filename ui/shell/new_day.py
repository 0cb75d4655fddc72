"""The one place that turns the day: a window left open over midnight shows the new day on every page.

A page takes the day from the office when it is made: its head, its lists, its forms' beginnings. So a page of an earlier day is
made anew, the one that is shown at once and the others when they are next visited. One in which something was typed waits
until it was left, or somebody asks for it.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from shortbreaks.dates import say_day, to_local
from ui.shell.desk import Desk
from ui.shell.navigation import Stop
from ui.shell.page import Page
from ui.shell.shut import Shut

if TYPE_CHECKING:
    from ui.shell.window import OfficeWindow

LOOK_EVERY_MS = 30_000


class DayWatch(QObject):
    """Looks at the office's clock twice a minute while its window is seen, and whenever it is shown again."""

    def __init__(self, window: "OfficeWindow") -> None:
        super().__init__(window)
        self.day = day_of(window.desk)
        self._timer, self._soon = QTimer(self, interval=LOOK_EVERY_MS), QTimer(self, interval=0, singleShot=True)
        for timer in (self._timer, self._soon):
            timer.timeout.connect(self.look)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._soon.start()  # it may have been locked over midnight
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Turn the day if it is another; a locked window, and an office whose key was put away, once they are back."""
        window: Any = self.parent()
        day = day_of(window.desk)
        if day == self.day or not window.isVisible() or isinstance(window.desk.office, Shut):
            return
        self.day, page = day, window.page_now()
        if page is not None and (window.is_covered() or holds_typing(page)):
            window.desk.notices.news(*still_of(page, day), ("Show today", self.show_anew))
        elif page is not None:
            self.show_anew()

    def show_anew(self) -> None:
        """Make the page that is shown anew, about what it is about."""
        window: Any = self.parent()
        page, here = window.page_now(), window.go.here
        if page is None or here is None:
            return
        child = page.child_shown() if here.page == "find" else None
        self._put_away(here.page)
        window.go.arrived.emit(Stop(here.page, (("child", child),)) if child is not None else here)

    def kept(self, key: str) -> Page | None:
        """The page of a key as it is kept; None where there is none, or one of an earlier day on which nothing was typed."""
        window: Any = self.parent()
        page: Page | None = window.pages.get(key)
        if page is None or page.today == day_of(window.desk) or (page is window.page_now() and holds_typing(page)):
            return page
        self._put_away(key)
        return None

    def _put_away(self, key: str) -> None:
        window: Any = self.parent()
        page = window.pages.pop(key)
        window.stack.removeWidget(page)
        page.deleteLater()


def day_of(desk: Desk) -> date:
    """The office's day, on Kent's clock."""
    return to_local(desk.office.now()).date()


def holds_typing(page: Page) -> bool:
    """Whether somebody typed something on a page that is not sent yet."""
    lines = any(line.isModified() and line.text() for line in page.findChildren(QLineEdit))
    return lines or any(box.document().isModified() for box in page.findChildren(QPlainTextEdit))


def still_of(page: Page, today: date) -> tuple[str, str]:
    """What is said while a page of an earlier day stays because of what was typed on it."""
    return (
        f"It is {say_day(today)} now.",
        f"This page still shows {say_day(page.today)}, so that nothing you typed is lost. It shows today once you left it.",
    )
