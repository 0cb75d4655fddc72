"""Where the keys go: back to what had the focus on a page, and never to nothing when an act takes its own button away."""

from collections.abc import Callable, Iterator
from functools import partial
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.kit.stops import work_stop
from ui.shell.page import Page


class KeptFocus(QObject):
    """Knows what had the focus last on each page, with what stands around it, and keeps none of it alive."""

    def __init__(self, over: QWidget, page_now: Callable[[], Page | None], covered: Callable[[], bool]) -> None:
        super().__init__(over)
        self._page_now, self._covered = page_now, covered
        self._last: WeakKeyDictionary[Page, list[ref[QWidget]]] = WeakKeyDictionary()
        self._name = ""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def again(self, page: Page) -> bool:
        """Give the focus back to what had it when the page was left; False when that is gone."""
        last = self._last.get(page)
        had = last[0]() if last else None
        if had is None or not isValid(had) or not had.isVisible() or not had.isEnabled():
            return False
        had.setFocus()
        return True

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Note what has the focus; when what had it went away under it, look for the nearest place once all is made anew."""
        page = self._page_now()
        if page is None:
            return
        last = self._last.get(page)
        had = last[0]() if last else None
        taken_away = bool(last) and (had is None or not isValid(had) or not had.isVisible() or not had.isEnabled())
        if taken_away and page.isVisible() and last is not None:
            QTimer.singleShot(0, page, partial(self._settle, page, self._name, last, now))
        if now is not None and page.isAncestorOf(now) and not taken_away:
            self._note(page, now)

    def _note(self, page: Page, now: QWidget) -> None:
        self._last[page] = [ref(one) for one in _up_to(now, page)]
        self._name = now.objectName()

    def _settle(self, page: Page, name: str, last: "list[ref[QWidget]]", put: QWidget | None) -> None:
        """After an act: the part of the same name when it was made anew, else what is worked with nearest to where it stood."""
        now = QApplication.focusWidget()
        if page is not self._page_now() or not page.isVisible() or not page.isActiveWindow() or self._covered():
            return  # a sheet has the keys, and gives them back by itself
        if now is put or now is None:  # nobody else chose a place meanwhile
            again = page.findChildren(QWidget, name) if name else []
            found = next((one for one in again if one.isVisible() and one.isEnabled()), None)
            standing = (one() for one in last)
            for around in standing:
                if found is None and around is not None and isValid(around) and around.isVisible():
                    found = work_stop(around)
            if found is not None:
                found.setFocus()
            elif now is None or not page.isAncestorOf(now):
                page.focus_first()
        now = QApplication.focusWidget()
        if now is not None and page.isAncestorOf(now):
            self._note(page, now)


def _up_to(part: QWidget, page: Page) -> Iterator[QWidget]:
    around: QWidget | None = part
    while around is not None and around is not page:
        yield around
        around = around.parentWidget()
    yield page
