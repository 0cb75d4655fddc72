"""The window: rail, header, notice, page and status bar; it only navigates."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QWidget

from shortbreaks.dates import to_local
from ui.kit import theme
from ui.kit.layouts import column, row
from ui.kit.notice import Notice, NoticeBar
from ui.kit.sheet import Sheet
from ui.shell.bulletin import Bulletin
from ui.shell.desk import Desk, Told
from ui.shell.header import Header
from ui.shell.help import show_keys
from ui.shell.page import Page
from ui.shell.pages import entries_for, make_page, rail_entry_of
from ui.shell.quick_find import QuickFind
from ui.shell.rail import Entry, Rail
from ui.shell.status import StatusBar

NARROW_BELOW = 1400
LOCK_MS = 60_000


class Window(QWidget):
    """One office's window. `leave` is asked for with "lock" or "sign out"."""

    leave = Signal(str)

    def __init__(self, desk: Desk, office_name: str, *, shared: bool, lock_minutes: int = 10) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle(f"Short Breaks – {office_name}")
        self.setObjectName("window")
        self.setProperty("ground", "page")
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._future: list[tuple[str, dict[str, Any]]] = []
        self._target: dict[str, Any] = {}
        top, foot = entries_for(desk.office.person.permissions)
        self._order = [entry.page for entry in top]
        person = Entry("person", desk.office.person.name, "person", "")
        self.rail = Rail(office_name, top, [*foot, person], self._chosen)
        self.rail.buttons["person"].second = desk.office.person.role.title()
        self.header = Header(self.quick_find, to_local(desk.office.now()).date())  # type: ignore[attr-defined]
        self.notices = NoticeBar()
        self.stack = QStackedWidget()
        self.status = StatusBar(office_name if not shared else f"Shared office · {office_name}", shared=shared)
        body = column(self.header, self.notices, self.stack, self.status, gap=0)
        body.setStretch(2, 1)
        whole = row(self.rail, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        desk.told.connect(self._tell)
        desk.busy.connect(lambda busy: self.status.say("Saving…" if busy else ""))
        self.bulletin = Bulletin(desk, self) if shared else None
        self._idle_minutes, self._lock_minutes = 0, lock_minutes
        self._idle = QTimer(self, interval=LOCK_MS)
        self._idle.timeout.connect(self._minute_gone)
        self._idle.start()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._keys()
        theme.changes().changed.connect(self._fit)
        self.resize(1440, 900)
        self.setMinimumSize(900, 560)

    def _keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.quick_find), ("Alt+Left", self.back), ("Alt+Right", self.forward), ("F5", self.read_again),
            ("Ctrl+B", lambda: self.rail.set_narrow(not self.rail.narrow)), ("F1", lambda: show_keys(self, self.page())),
            ("Ctrl+L", lambda: self.leave.emit("lock")), ("F2", lambda: self._act("find_for_this")),
            ("F6", lambda: self._act("record_call")), ("F3", lambda: self._act("take_cancellation")),
            ("Ctrl+Z", self._put_back), ("Ctrl+F", lambda: self.page().focus_first()), ("N", lambda: self._letter("new")),
            ("Ctrl+Shift+D", self._next_mode), ("Ctrl++", lambda: self._bigger(1)), ("Ctrl+-", lambda: self._bigger(-1)),
            ("Ctrl+0", lambda: self._chosen("council")), ("Escape", self.notices.clear),
        ]  # fmt: skip
        keys += [(f"Ctrl+{n}", lambda page=page: self._chosen(page)) for n, page in enumerate(self._order, 1)]  # type: ignore[misc]
        for sequence, then in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(then)

    def page(self) -> Page:
        """The page that is shown."""
        return self.pages[self.current]

    def to(self, page: str, **target: Any) -> None:
        """Show a page about something, and remember where we were."""
        if self.current:
            self._past.append((self.current, self._target))
            self._future.clear()
        self._show(page, target)

    def _chosen(self, page: str) -> None:
        if page == "person":
            self._person_menu()
        elif page in self.rail.buttons and page != self.current:
            self.to(page)

    def _show(self, name: str, target: dict[str, Any]) -> None:
        if name not in self.pages:
            self.pages[name] = make_page(name, self.desk, self)
            self.stack.addWidget(self.pages[name])
        page = self.pages[name]
        self.current, self._target = name, target
        if target:
            page.show_for(**target)
        self.stack.setCurrentWidget(page)
        page.refresh_when_shown()
        self.rail.show_current(rail_entry_of(name))
        self.header.show_page(page.title, page.context())
        page.focus_first()

    def show_context(self) -> None:
        """Read the page's title and context again, once its answers are there."""
        self.header.show_page(self.page().title, self.page().context())

    def back(self) -> None:
        """Where we were before."""
        if self._past:
            self._future.append((self.current, self._target))
            self._show(*self._past.pop())

    def forward(self) -> None:
        """Where we went back from."""
        if self._future:
            self._past.append((self.current, self._target))
            self._show(*self._future.pop())

    def read_again(self) -> None:
        """Ask the page's queries again."""
        self.page().refresh()

    def _act(self, name: str) -> None:
        """An act that the page offers, or that the window does for every page."""
        act = getattr(self.page(), name, None)
        if act is not None:
            act()
        elif name == "find_for_this":
            self.to("find")
        elif name == "take_cancellation":
            self.to("bookings")
        else:
            self.quick_find()

    def _letter(self, name: str) -> None:
        """Single letters work only outside fields (look.md section 5)."""
        focus = QApplication.focusWidget()
        if focus is not None and focus.inputMethodQuery(Qt.InputMethodQuery.ImEnabled):
            return
        if (act := getattr(self.page(), name, None)) is not None:
            act()

    def quick_find(self) -> None:
        """Open quick find over whatever is shown."""
        QuickFind(self, self.desk, self)

    def _tell(self, told: Told) -> None:
        self.notices.show_notice(Notice(told.meaning, told.lead, told.rest, told.actions))

    def _put_back(self) -> None:
        notice = self.notices.notice
        if notice is not None:
            for button in notice.findChildren(QWidget, "button_put_it_back"):
                button.click()  # type: ignore[attr-defined]

    def _next_mode(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, "light" if theme.is_dark() else "dark", theme.text_size())

    def _bigger(self, step: int) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        place = max(0, min(len(theme.SIZES) - 1, theme.SIZES.index(theme.text_size()) + step))
        theme.apply(app, "dark" if theme.is_dark() else "light", theme.SIZES[place])

    def _person_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, then in (
            ("Lock  Ctrl+L", lambda: self.leave.emit("lock")), ("Sign out", lambda: self.leave.emit("sign out")),
            ("Larger text", lambda: self._bigger(1)), ("Smaller text", lambda: self._bigger(-1)),
            ("Light or dark", self._next_mode),
        ):  # fmt: skip
            action = QAction(words, menu)
            action.triggered.connect(lambda _checked=False, then=then: then())  # type: ignore[misc]
            menu.addAction(action)
        button = self.rail.buttons["person"]
        menu.popup(button.mapToGlobal(button.rect().topRight()))

    def _fit(self) -> None:
        self.rail.set_narrow(self.width() < NARROW_BELOW or theme.text_size() > 125)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._idle_minutes = 0
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QStatusTipEvent):
            self.status.say(event.tip())
            return True
        return super().event(event)

    def _minute_gone(self) -> None:
        self._idle_minutes += 1
        if self._idle_minutes >= self._lock_minutes:
            self.leave.emit("lock")

    def sheet_open(self) -> Sheet | None:
        """The sheet that stands over the window, if any."""
        sheets = [sheet for sheet in self.findChildren(Sheet) if sheet.isVisible()]
        return sheets[-1] if sheets else None

    def closeEvent(self, event: QCloseEvent) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        super().closeEvent(event)
