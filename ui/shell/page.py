"""What every page is: a title, what it concerns, and reading again only when it is seen."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import to_local
from ui.kit.as_at import AsAt
from ui.shell.desk import Desk
from ui.shell.navigation import Stop


class Go(Protocol):
    """How a page reaches another."""

    @property
    def here(self) -> Stop | None:
        """The stop shown now."""

    def to(self, page: str, **target: Any) -> None:
        """Show a page, about something."""

    def back(self) -> None:
        """Show what was shown before."""


class Page(QWidget):
    """A screen of the rail. `concerns` are the tables whose changes make what it shows old."""

    title = ""
    concerns: frozenset[str] = frozenset()
    headed = Signal()  # the line of context has changed
    call_wanted = Signal()  # a call is to be kept, and it is not known about which child
    as_at: AsAt | None = None  # where a past day is chosen, on a page that shows one: in the window's head; emit `headed` with it
    counted = Signal(int)  # how many things wait for somebody here, for the rail
    stands_on: tuple[str, ...] = ()  # the names of its filters, which a page made in its place begins with (ui/shell/standing.py)

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__()
        self.desk = desk
        self.go = go
        self.stale = True
        self.today = to_local(desk.office.now()).date()  # the day that it shows; a new day makes the page anew (ui/shell/new_day.py)
        self.shown_for: dict[str, Any] = {}  # what `show_for` was last given
        # What it would be given to be about the same: a page that turns to something else by itself says so here
        self.stands_about: Callable[[], dict[str, Any]] = lambda: self.shown_for
        self.began: dict[str, Any] = {}  # how its filters stood when it was made
        self.setProperty("ground", "page")
        desk.changed.connect(self._heard)

    def context(self) -> str:
        """The line of context beside the title; emit `headed` when it changes."""
        return ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of this page and what they do, for F1."""
        return ()

    def turn_to(self, target: Mapping[str, Any], once: Collection[str] = ()) -> None:
        """Be shown for something, and keep it for a page made in this one's place, but for what is meant `once`."""
        self.shown_for = {name: about for name, about in target.items() if name not in once}
        self.show_for(**target)

    def show_for(self, **target: Any) -> None:
        """Be about something: a child, a provider. The base ignores it."""

    def refresh(self) -> None:
        """Ask the page's queries again."""

    def focus_first(self) -> None:
        """Put the focus where work begins: the search or the first row, never a button that spends money."""

    def escape(self) -> bool:
        """Close what is open or clear what is filtered; False when there was nothing, and Esc then goes back."""
        return False

    def new(self) -> None:
        """N: add one of what this page lists. The base adds nothing."""

    def take_cancellation(self) -> None:
        """F3: for the booking chosen here; the base goes to the bookings of the child shown."""
        child = self.child_shown()
        self.go.to("bookings", **({} if child is None else {"child": child}))

    def log_emergency(self) -> None:
        """F4: a stay that begins tonight, for the child shown or for one who is asked for there."""
        child = self.child_shown()
        if self.desk.may(Permission.BOOK):
            self.go.to("beds", emergency=True, **({} if child is None else {"child": child}))

    def record_call(self) -> None:
        """F6: keep a call about the child shown; the window asks for whom where a page is about none."""
        child = self.child_shown()
        if not self.desk.may(Permission.CHANGE_FAMILIES):
            return
        if child is None:
            self.call_wanted.emit()
        else:
            self.go.to("child", id=child, call=True)

    def child_shown(self) -> int | None:
        """The child this page is about, for F2 (find a break for the child shown)."""
        return None

    def refresh_when_shown(self) -> None:
        """Read again if something changed since it was last read."""
        if self.stale:
            self.stale = False
            self.refresh()

    def _heard(self, changed: frozenset[tuple[str, int]]) -> None:
        if self.concerns & {table for table, _ in changed}:
            self.stale = True
            if self.isVisible():
                self.refresh_when_shown()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_when_shown()
