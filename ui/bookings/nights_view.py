"""Nights: who waits for nights in a house, in what order and why, beside what can be done and what happened."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.waiting_queries import WaitingStepRow
from shortbreaks.dates import say_day, say_short
from shortbreaks.overnight.nights_queries import NightRow, nights_list, steps_of_nights
from shortbreaks.words import counted
from ui.bookings.nights_columns import nights_columns
from ui.bookings.waiting_columns import state_marks
from ui.bookings.waiting_view import show_steps, show_why
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label

if TYPE_CHECKING:
    from ui.bookings.waiting_page import WaitingPage

SIDE, LEAST = 356, 560


class NightsView(QWidget):
    """The list, and the chosen request beside it; single letters act on it."""

    def __init__(self, page: "WaitingPage") -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, page.nights_acts
        self.rows: tuple[NightRow, ...] = ()
        self.table = Table(nights_columns(page.today), key=lambda r: r.request_id, height=44, name="nights_table")
        self.listing = Listing(self.table, "A yes · D no · R still waits · X off the list · Ctrl+C copies rows", icon="night")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda r: page.go.to("child", id=r.child_id))
        self.side = Card()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.side.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        beside = Beside(self.listing, self.side, SIDE, LEAST)
        beside.both.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column(beside))
        self.keys: dict[Qt.Key, Callable[[NightRow], object]] = {
            Qt.Key.Key_A: self.acts.accept, Qt.Key.Key_D: self.acts.decline, Qt.Key.Key_R: self.acts.review,
            Qt.Key.Key_X: self.acts.leave,
        }  # fmt: skip

    def refresh(self) -> None:
        """Ask who waits again."""
        self.desk.ask(self, "nights", nights_list, then=self._show)

    def _show(self, rows: tuple[NightRow, ...]) -> None:
        self.rows = rows
        self.page.headed.emit()
        if rows:
            offered = sum(1 for one in rows if one.offer is not None)
            more = f", {counted(offered, 'offer')} open" if offered else ""
            self.listing.show_rows(rows, f"{counted(len(rows), 'child waits', 'children wait')} for nights{more}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.table.set_rows(())
            words = "A family is put on this list from the bed board, with key L, when its stay cannot be placed."
            self.listing.say("Nobody waits for nights.", words)
        self._detail()

    def chosen(self) -> NightRow | None:
        """The request under the selection."""
        return self.table.chosen_row() if self.rows else None

    def _detail(self) -> None:
        if (one := self.chosen()) is None:
            empty(self._inside)
            self._inside.addWidget(label("Choose a family to see why it stands where it does.", "second", wrap=True))
            return
        self.desk.ask(self, "steps", steps_of_nights, one.request_id, then=partial(self._show_detail, one))

    def _show_detail(self, one: NightRow, steps: tuple[WaitingStepRow, ...]) -> None:
        empty(self._inside)
        today = self.page.today
        self._inside.addWidget(label(f"{one.child}, {one.age}", "title", wrap=True, name="nights_title"))
        self._inside.addLayout(flow(*[Chip(mark.text, mark.meaning) for mark in state_marks(one, today)]))
        pairs = [("Waits for", one.service), ("Nights", one.wanted), ("Asked by", one.asked_by or "–")]
        pairs.append(("Asked again", say_day(one.reviewed_on)))
        if (offer := one.offer) is not None:
            when = f"{say_short(offer.start.date(), today)} to {say_short(offer.end.date(), today)}"
            pairs.append(("Offered", f"{offer.house}, {offer.bed}, {when}"))
            pairs.append(("Lapses", f"{say_short(offer.until.date(), today)} at {offer.until:%H:%M}"))
        self._inside.addWidget(facts(pairs, name_width=84))
        self._inside.addLayout(flow(*self._buttons(one)))
        show_why(self._inside, one.reasons, one.before_next)
        show_steps(self._inside, steps)

    def _buttons(self, one: NightRow) -> list[Button]:
        acts = self.acts
        if one.offer is not None:
            found = [
                Button("They say yes", "filled", key="A", name="nights_yes", then=partial(acts.accept, one)),
                Button("They say no", key="D", name="nights_no", then=partial(acts.decline, one)),
            ]
        else:
            found = [
                Button("Still waits", key="R", name="nights_still", then=partial(acts.review, one)),
                Button("Off the list", key="X", name="nights_off", then=partial(acts.leave, one)),
            ]
        letter = Button("Letter", icon="print", key="Ctrl+P", name="nights_letter", then=partial(acts.letter, one))
        if not self.desk.may(Permission.ISSUE_PAPERS):
            letter.off_because("Your role may not issue letters.")
        found.insert(2 if one.offer is not None else 0, letter)
        words = "No longer first" if one.priority == "safeguarding" else "Goes first"
        flag = Button(words, name="nights_first", then=partial(acts.flag, one))
        if not self.desk.may(Permission.DECIDE):
            flag.off_because("Your role may not decide who goes first.")
        found.append(flag)
        if not self.desk.may(Permission.BOOK):
            for button in found:
                button.off_because("Your role may see the waiting list, not change it.")
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        one, key = self.chosen(), Qt.Key(event.key())
        if one is not None and key == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if self.desk.may(Permission.ISSUE_PAPERS):
                self.acts.letter(one)
            return
        if one is not None and self.desk.may(Permission.BOOK) and key in self.keys and not event.modifiers():
            offered_only = key in (Qt.Key.Key_A, Qt.Key.Key_D)
            self.keys[key](one) if offered_only == (one.offer is not None) else super().keyPressEvent(event)
            return
        super().keyPressEvent(event)
