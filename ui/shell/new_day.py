"""The one place that turns the day: a window left open over midnight shows the new day on every page.

A page takes the day from the office when it is made: its head, its lists, its forms' beginnings. So a page of an earlier day is
made anew, the one that is shown at once and the others when they are next visited, and stands on what the earlier one stood
on (ui/shell/standing.py). One in which something was typed waits until it was left, or somebody asks for it.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from shortbreaks.dates import say_day
from ui.shell.desk import Desk
from ui.shell.navigation import Stop
from ui.shell.page import Page
from ui.shell.page_stack import PageStack, day_of, holds_typing
from ui.shell.shut import Shut

LOOK_EVERY_MS = 30_000


class DayWatch(QObject):
    """Looks at the office's clock twice a minute while its window is seen, and whenever it is shown again."""

    def __init__(self, window: QWidget, desk: Desk, stack: PageStack, is_covered: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self.desk, self.stack, self._is_covered = window, desk, stack, is_covered
        self.day = day_of(desk)
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
        day = day_of(self.desk)
        if day == self.day or not self._window.isVisible() or isinstance(self.desk.office, Shut):
            return
        self.day, page = day, self.stack.page_now()
        if page is not None and (self._is_covered() or holds_typing(page)):
            self.desk.notices.news(*still_of(page, day), ("Show today", self.show_anew))
        elif page is not None:
            self.show_anew()

    def show_anew(self) -> None:
        """Make the page that is shown anew, as it stands."""
        here = self.stack.go.here
        if self.stack.page_now() is not None and here is not None:
            self.stack.put_away(here.page)
            self.stack.go.arrived.emit(Stop(here.page))


def still_of(page: Page, today: date) -> tuple[str, str]:
    """What is said while a page of an earlier day stays because of what was typed on it."""
    return (
        f"It is {say_day(today)} now.",
        f"This page still shows {say_day(page.today)}, so that nothing you typed is lost. It shows today once you left it.",
    )
