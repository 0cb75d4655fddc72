"""The waiting list: who waits for what, in what order and why, beside what can be done and what happened."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.waiting_queries import WaitingRow, WaitingStepRow, steps_of_request, waiting_list
from shortbreaks.dates import say_day, say_short, say_span
from shortbreaks.words import counted
from ui.bookings.waiting_columns import state_marks, waiting_columns
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, rule, scroller
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label

if TYPE_CHECKING:
    from ui.bookings.waiting_page import WaitingPage

SIDE, LEAST = 356, 560


class WaitingView(QWidget):
    """The list, and the chosen request beside it; single letters act on it."""

    def __init__(self, page: "WaitingPage") -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, page.acts
        self.rows: tuple[WaitingRow, ...] = ()
        self.service = QComboBox()
        self.service.setObjectName("waiting_service")
        self.service.setAccessibleName("Service")
        self.service.addItem("All services", 0)
        self.service.currentIndexChanged.connect(lambda _n: self._show_chosen())
        self.table = Table(waiting_columns(page.today), key=lambda r: r.request_id, height=44, name="waiting_table")
        keys = "A yes · D no · R still waits · X off the list · Ctrl+P letter · Ctrl+C copies rows"
        self.listing = Listing(self.table, keys, icon="waiting")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda r: page.go.to("child", id=r.child_id))
        left = column(row(self.service, None), self.listing, gap=12)
        left.setStretch(1, 1)
        self.side = Card()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.side.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        beside = Beside(holder(left), self.side, SIDE, LEAST)
        beside.both.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column(beside))
        self.keys: dict[Qt.Key, Callable[[WaitingRow], object]] = {
            Qt.Key.Key_A: self.acts.accept, Qt.Key.Key_D: self.acts.decline, Qt.Key.Key_R: self.acts.review,
            Qt.Key.Key_X: self.acts.leave,
        }  # fmt: skip

    def refresh(self) -> None:
        """Ask who waits again."""
        self.desk.ask(self, "waiting", waiting_list, then=self._show)

    def _show(self, rows: tuple[WaitingRow, ...]) -> None:
        self.rows = rows
        chosen = self.service.currentData()
        services = sorted({(one.service, one.service_id) for one in rows})
        blocked = self.service.blockSignals(True)
        while self.service.count() > 1:
            self.service.removeItem(1)
        for name, service in services:
            self.service.addItem(f"{name}, {sum(1 for one in rows if one.service_id == service)}", service)
        self.service.setCurrentIndex(max(0, self.service.findData(chosen)))
        self.service.blockSignals(blocked)
        self.page.headed.emit()
        self._show_chosen()

    def _show_chosen(self) -> None:
        service = self.service.currentData()
        shown = [one for one in self.rows if not service or one.service_id == service]
        if not shown:
            self.listing.say(
                "Nobody waits.", "A family is put on the list from Find a break, with key L, when a day is full or staff are short."
            )
            self._detail()
            return
        offered = sum(1 for one in shown if one.offer is not None)
        more = f", {counted(offered, 'offer')} open" if offered else ""
        self.listing.show_rows(shown, f"{counted(len(shown), 'child', 'children')} on the list{more}")
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._detail()

    def clear_filters(self) -> bool:
        """Show every service; False when every one is shown."""
        if not self.service.currentIndex():
            return False
        self.service.setCurrentIndex(0)
        return True

    def chosen(self) -> WaitingRow | None:
        """The request under the selection."""
        return self.table.chosen_row() if self.rows else None

    def _detail(self) -> None:
        if (one := self.chosen()) is None:
            empty(self._inside)
            self._inside.addWidget(label("Choose a family to see why it stands where it does.", "second", wrap=True))
            return
        self.desk.ask(self, "steps", steps_of_request, one.request_id, then=partial(self._show_detail, one))

    def _show_detail(self, one: WaitingRow, steps: tuple[WaitingStepRow, ...]) -> None:
        empty(self._inside)
        self._inside.addWidget(label(" and ".join((f"{one.child}, {one.age}", *one.siblings)), "title", wrap=True, name="waiting_title"))
        marks = state_marks(one, self.page.today)
        self._inside.addLayout(flow(*[Chip(mark.text, mark.meaning) for mark in marks]))
        pairs = [("Waits for", one.service), ("Days", one.each_day), ("Asked again", say_day(one.reviewed_on))]
        if one.offer is not None:
            day = say_short(one.offer.start.date(), self.page.today)
            more = f", and {counted(one.offer.sessions - 1, 'more session')}" if one.offer.sessions > 1 else ""
            pairs.append(("Offered", f"{day}, {say_span(one.offer.start, one.offer.end)}{more}"))
            pairs.append(("Lapses", f"{say_short(one.offer.until.date(), self.page.today)} at {one.offer.until:%H:%M}"))
        self._inside.addWidget(facts(pairs, name_width=84))
        self._inside.addLayout(flow(*self._buttons(one)))
        show_why(self._inside, one.reasons, one.before_next)
        show_steps(self._inside, steps)

    def _buttons(self, one: WaitingRow) -> list[Button]:
        acts = self.acts
        found = [Button("Letter", icon="print", key="Ctrl+P", name="waiting_letter", then=partial(acts.letter, one))]
        if one.offer is not None:
            found.insert(0, Button("They say yes", "filled", key="A", name="say_yes", then=partial(acts.accept, one)))
            found.insert(1, Button("They say no", key="D", name="say_no", then=partial(acts.decline, one)))
        else:
            found.append(Button("Still waits", key="R", name="still_waits", then=partial(acts.review, one)))
            found.append(Button("Off the list", key="X", name="off_the_list", then=partial(acts.leave, one)))
        words = "No longer first" if one.priority == "safeguarding" else "Goes first"
        flag = Button(words, name="goes_first", then=partial(acts.flag, one))
        if not self.desk.may(Permission.DECIDE):
            flag.off_because("Your role may not decide who goes first.")
        found.append(flag)
        if not self.desk.may(Permission.BOOK):
            for button in found:
                button.off_because("Your role may see the waiting list, not change it.")
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        one = self.chosen()
        key = Qt.Key(event.key())
        if one is not None and self.desk.may(Permission.BOOK):
            if key == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.acts.letter(one)
                return
            offered_only = key in (Qt.Key.Key_A, Qt.Key.Key_D)
            if key in self.keys and not event.modifiers() and offered_only == (one.offer is not None):
                self.keys[key](one)
                return
        super().keyPressEvent(event)


def show_why(into: QVBoxLayout, reasons: Sequence[str], before_next: str) -> None:
    """Why a request stands where it does, test after test."""
    into.addWidget(rule())
    into.addWidget(label("Why here, first to last", "strong"))
    for number, reason in enumerate(reasons, 1):
        into.addWidget(label(f"{number}. {reason}", wrap=True))
    if before_next:
        into.addWidget(label(f"Before the next family: {before_next}.", "second", wrap=True))


def show_steps(into: QVBoxLayout, steps: Sequence[WaitingStepRow]) -> None:
    """What happened to a request, newest first."""
    into.addWidget(rule())
    into.addWidget(label("What happened", "strong"))
    for step in steps:
        into.addWidget(label(step.words, "name", wrap=True))
        if step.said:
            into.addWidget(label(step.said, wrap=True))
        into.addWidget(label(f"{say_day(step.at.date())}, {step.at:%H:%M} · {step.person}", "caption", wrap=True))
