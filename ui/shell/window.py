"""What somebody sees when they are signed in: the rail, the head, the notice bar, the pages and the foot."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.notice import Notice, NoticeBar
from ui.kit.sheet import Sheet
from ui.kit.stops import InSight, step
from ui.shell.cover import KEY as COVER_KEY
from ui.shell.cover import turn_cover
from ui.shell.desk import Desk
from ui.shell.focus import KeptFocus
from ui.shell.header import Header
from ui.shell.help import show_keys
from ui.shell.looks import Looks
from ui.shell.navigation import ONCE, Navigation, Stop
from ui.shell.new_day import DayWatch
from ui.shell.notices import Told
from ui.shell.page import Page
from ui.shell.page_stack import PageStack
from ui.shell.pages import KINDS, PageKind, pages_for
from ui.shell.panels import next_panel
from ui.shell.preferences import Preferences
from ui.shell.quick_find import Errand, QuickFind
from ui.shell.rail import Entry, Rail
from ui.shell.status import StatusBar

NARROW_BELOW = 1400
NARROW_ABOVE_TEXT = 125

# Keys that every page answers in its own way
PAGE_KEYS: tuple[tuple[str, Callable[[Page], object]], ...] = (
    ("F5", lambda page: page.refresh()),
    ("N", lambda page: page.new()),
    ("Ctrl+F", lambda page: page.focus_first()),
    ("/", lambda page: page.focus_first()),
    ("F4", lambda page: page.log_emergency()),
    ("F6", lambda page: page.record_call()),
)


class OfficeWindow(QWidget):
    """One office with one person at it. Pages are made when they are first visited and kept after."""

    person_menu_wanted = Signal()

    def __init__(self, desk: Desk, preferences: Preferences, office: str, connection: str, *, shared: bool) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setProperty("holds_sheets", True)
        self.desk, self.preferences = desk, preferences
        desk.lists.ask()
        self.go = Navigation()
        self._top = pages_for(desk.office.person.permissions, "top")
        foot = pages_for(desk.office.person.permissions, "foot")
        person = desk.office.person
        me = Entry("me", person.name, "person", "")
        self.rail = Rail(office, [_entry(kind) for kind in self._top], [*map(_entry, foot), me], self._from_rail)
        self.rail.buttons["me"].second = person.role.title()
        self.rail.buttons["me"].setAccessibleDescription(f"{person.role.title()}. Opens the menu of this person.")
        self.header = Header(self.open_quick_find)
        self.notice_bar = NoticeBar()
        self.stack = PageStack(desk, self.go)
        self.looks = Looks(desk)
        self.status = StatusBar(connection, shared=shared)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part in (self.header, self.notice_bar, self.stack, self.status):
            right.addWidget(part, 1 if part is self.stack else 0)
        lines = QHBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.rail)
        lines.addLayout(right, 1)
        self.day = DayWatch(self, desk, self.stack, self.is_covered)
        self.stack.made.connect(self._hear)
        self.go.arrived.connect(self._show)
        desk.notices.told.connect(self._tell)
        desk.busy.connect(self.status.show_busy)
        theme.changes().changed.connect(self._fit)
        self._keys(foot)
        InSight(self)
        self.focus = KeptFocus(self, self.page_now, self.is_covered)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A button that is off says why in the foot."""
        if isinstance(event, QStatusTipEvent):
            self.status.say(event.tip())
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own
        """Tab goes as the eye does; when what had the focus is gone, Qt's own choice stands until it is put right."""
        now = QApplication.focusWidget()
        seen = now is not None and now.isVisible() and self.isAncestorOf(now)
        return step(self, forward=forward) if seen else super().focusNextPrevChild(forward)

    def _keys(self, foot: list[PageKind]) -> None:
        for kind in (*self._top, *foot):
            if kind.shortcut:
                self._key(kind.shortcut, partial(self.go.to, kind.key))
        for keys, then in (
            ("Ctrl+K", self.open_quick_find), ("F1", self.show_keys), ("Ctrl+B", self._turn_rail), ("Alt+Left", self.go.back),
            ("Alt+Right", self.go.forward), ("F2", self._find_a_break), ("F3", self._take_a_cancellation),
            ("Ctrl+Z", self.desk.notices.put_back), ("F8", partial(next_panel, self)),
            ("Shift+F8", partial(next_panel, self, back=True)),
        ):  # fmt: skip
            self._key(keys, then)
        self.turn_cover = partial(turn_cover, self)
        QShortcut(QKeySequence(COVER_KEY), self).activated.connect(self.turn_cover)  # over a sheet too
        for keys, act in PAGE_KEYS:
            self._key(keys, partial(self.for_page, act))

    def _key(self, keys: str, then: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(lambda: None if self.is_covered() else then())

    def is_covered(self) -> bool:
        """Whether a sheet or quick find stands over the pages; the keys of the pages then rest."""
        return any(one.isVisible() for kind in (Sheet, QuickFind) for one in self.findChildren(kind))

    def page_now(self) -> Page | None:
        """The page that is shown."""
        return self.stack.page_now()

    def _from_rail(self, key: str) -> None:
        if key == "me":
            self.person_menu_wanted.emit()
        else:
            self.go.to(key)

    def _show(self, stop: Stop) -> None:
        page = self.stack.page_of(stop.page)
        if stop.target:
            page.turn_to(dict(stop.target), ONCE)
        self.stack.setCurrentWidget(page)
        kind = KINDS[stop.page]
        self.rail.show_current(kind.under or kind.key)
        self._head()
        page.refresh_when_shown()
        if not (self.go.steps and self.focus.again(page)):
            page.focus_first()

    def _hear(self, key: str, page: Page) -> None:
        page.headed.connect(self._head)
        page.call_wanted.connect(self._whose_call)
        page.counted.connect(partial(self.rail.show_count, key))

    def _head(self) -> None:
        page = self.page_now()
        if page is not None:
            self.header.show_page(page.title, page.context(), page.as_at)
            self.looks.saw(next(key for key, one in self.stack.pages.items() if one is page), page.child_shown())

    def _tell(self, told: Told | None) -> None:
        above = next((one for one in reversed(self.findChildren(Sheet)) if one.isVisible()), None)
        if told is None:
            self.notice_bar.clear()
            if above is not None:
                above.say(None)
            return
        actions = tuple((words, self._act(then)) for words, then in told.actions)
        notice = Notice(told.meaning, told.lead, told.rest, actions)
        notice.gone.connect(self.desk.notices.clear)
        self.notice_bar.show_notice(notice)
        if above is not None:  # what it covers is not read: the same stands in it, and below for when it is gone
            again = Notice(told.meaning, told.lead, told.rest, actions if told.meaning in {"bad", "warn"} else ())
            again.gone.connect(self.desk.notices.clear)
            above.say(again)

    def _act(self, then: Callable[[], object]) -> Callable[[], object]:
        def act() -> None:
            self.desk.notices.clear()
            then()

        return act

    def for_page(self, act: Callable[[Page], object]) -> None:
        """Do something with the page that is shown."""
        page = self.page_now()
        if page is not None:
            act(page)

    def show_keys(self) -> None:
        """F1: the keys of this page and of the window."""
        page = self.page_now()
        show_keys(self, page.title if page else "", page.keys() if page else ())

    def open_quick_find(self) -> None:
        """Ctrl+K: find anything from anywhere."""
        QuickFind(self, self.desk, self.go)

    def _find_a_break(self) -> None:
        if "find" in {kind.key for kind in self._top}:
            page = self.page_now()
            child = page.child_shown() if page else None
            self.go.to("find", **({} if child is None else {"child": child}))

    def _take_a_cancellation(self) -> None:
        if "bookings" in {kind.key for kind in self._top}:
            self.for_page(lambda page: page.take_cancellation())

    def _whose_call(self) -> None:
        """Find the child first whom a call is about."""
        QuickFind(self, self.desk, self.go, Errand("Whose call is it? A child’s or a parent’s name", "child", {"call": True}))

    def _turn_rail(self) -> None:
        self.preferences.narrow_rail = not self.preferences.narrow_rail
        self._fit()

    def _fit(self) -> None:
        small = self.width() < NARROW_BELOW or theme.text_size() > NARROW_ABOVE_TEXT
        self.rail.set_narrow(small or self.preferences.narrow_rail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, when no sheet and no field took it: what is open or filtered, then the notice, then back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        page = self.page_now()
        if page is not None and page.escape():
            return
        if self.desk.notices.now is not None:
            self.desk.notices.clear()
        else:
            self.go.back()


def _entry(kind: PageKind) -> Entry:
    return Entry(kind.key, kind.title, kind.icon, kind.shortcut)
