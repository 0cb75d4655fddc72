"""Bookings: a list of some days or one number, and the same as a calendar; what a booking went through beside it."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.queries import (
    BookingRow,
    bookings_between,
    bookings_counted,
    bookings_numbered,
    bookings_of_child,
    steps_of,
)
from shortbreaks.bookings.registers.commands import MarkAttendance, mark_attendance
from shortbreaks.bookings.states import WORDS
from shortbreaks.words import counted
from ui.bookings.booking_detail import BookingDetail
from ui.bookings.calendar import MonthView
from ui.bookings.cancel_sheet import CancelSheet
from ui.bookings.columns import booking_columns
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.day_span import DaySpan
from ui.kit.layouts import column, holder, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.paper_sheet import PaperSheet

SIDE, LEAST = 340, 640


class BookingsPage(Page):
    """The list first; Ctrl+PageDown turns to the calendar."""

    title = "Bookings"
    concerns = frozenset({"booking", "booking_place"})
    stands_on = ("bookings_from", "bookings_to", "bookings_state")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = partial(_about, self)
        self.number: int | None = None
        self.child: int | None = None
        self.shown: tuple[BookingRow, ...] = ()
        bar = self._toolbar()
        self.table = Table(booking_columns(self.today), key=lambda r: r.id, height=32, name="bookings_table")
        self.listing = Listing(self.table, "Enter prints · F3 takes a cancellation · Ctrl+C copies rows", icon="booking")
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _row: self.print_confirmation())
        self.month = MonthView(self.today, self._day_chosen)
        self.month.moved = self.refresh
        self.tabs = QStackedWidget()
        self.tabs.addWidget(self.listing)
        self.tabs.addWidget(self.month)
        self.detail = BookingDetail(self, self.print_confirmation)
        whole = column(column(bar, margin=(24, 12, 24, 0)), Beside(self.tabs, self.detail, SIDE, LEAST), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.detail.say_nothing()

    def _toolbar(self) -> QVBoxLayout:
        self.days = DaySpan("bookings", self.today, self.today + timedelta(days=1), self.today)
        self.days.entered.connect(self._days_typed)
        self.state = QComboBox()
        self.state.setObjectName("bookings_state")
        self.state.setAccessibleName("State")
        self.state.addItem("Any state", "")
        for code, words in WORDS.items():
            self.state.addItem(words, code)
        self.state.currentIndexChanged.connect(lambda _n: self.refresh())
        self.filter = Button("", "outlined", icon="close", name="bookings_filter", then=self.clear_filter)
        self.filter.hide()
        self.waiting = Button("Waiting", "tab", key="W", name="open_waiting", then=lambda: self.go.to("waiting"))
        self.series = Button("Series", "tab", name="open_series", then=lambda: self.go.to("series"))
        self.rounds = Button("Rounds", "tab", key="R", name="open_rounds", then=lambda: self.go.to("rounds"))
        self.list_tab = Button("List", "current_tab", name="tab_list", then=lambda: self.show_tab(0))
        self.month_tab = Button("Calendar", "tab", name="tab_calendar", then=lambda: self.show_tab(1))
        registers = Button("Registers", icon="register", name="go_registers", then=lambda: self.go.to("registers"))
        self.days_line = holder(row(label("From", "label"), self.days.from_day, label("to", "label"), self.days.to_day))
        filters = row(self.days_line, self.state, self.filter, self.days.mistake, None)
        # A line of their own: with the filters beside them they would not fit the smallest window
        return column(filters, row(self.list_tab, self.month_tab, None, registers, self.series, self.waiting, self.rounds, gap=4))

    def context(self) -> str:
        if self.number is not None:
            return f"B-{self.number:05d}"
        if self.child is not None and self.shown:
            return self.shown[0].child
        if self.tabs.currentIndex() == 1:
            return "How many are booked on each day"
        return self.days.said()

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F3", "Take a cancellation for the chosen booking"), ("Enter", "Print its confirmation"),
            ("P, S, X", "Present, ill, did not come (once it has begun)"), ("Ctrl+C", "Copy the rows"),
            ("Arrows in the calendar", "Another day"), ("PageUp, PageDown in the calendar", "The month before, after"),
            ("W", "Who waits for a place, and unmet need"), ("R", "Holiday rounds"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        chosen = self.table.chosen_row()
        return chosen.child_id if chosen is not None else None

    def focus_first(self) -> None:
        (self.table, self.month.grid)[self.tabs.currentIndex()].setFocus()

    def show_for(self, **target: Any) -> None:
        if "paper" in target:
            self.show_paper(target["paper"])
            return
        self.number, self.child = target.get("number"), target.get("child")
        words = f"Number B-{self.number:05d}" if self.number is not None else "One child" if self.child else ""
        self.month.show_month(target.get("month", self.month.month))
        self.filter.setText(words)
        self.filter.setVisible(bool(words))
        self.filter.updateGeometry()
        if (day := target.get("day")) is not None:
            self._day_chosen(day)
            return
        self.show_tab(0)
        self.refresh()

    def clear_filter(self) -> None:
        """Show some days again instead of one number or child."""
        self.number = self.child = None
        self.filter.hide()
        self.refresh()

    def escape(self) -> bool:
        if self.number is None and self.child is None:
            return False
        self.clear_filter()
        return True

    def show_tab(self, place: int) -> None:
        """The list (0) or the calendar (1)."""
        self.tabs.setCurrentIndex(place)
        self.list_tab.set_look("current_tab" if place == 0 else "tab")
        self.month_tab.set_look("current_tab" if place == 1 else "tab")
        self.days_line.setVisible(place == 0)  # the calendar has its own way through the months
        self.headed.emit()
        self.refresh()

    def _days_typed(self) -> None:
        if days := self.days.days():
            self.days.show_days(*days)
            self.refresh()

    def _day_chosen(self, day: date) -> None:
        self.days.show_days(day, day)
        self.show_tab(0)
        self.table.setFocus()

    def refresh(self) -> None:
        if self.tabs.currentIndex() == 1:
            first, last = self.month.span()
            self.desk.ask(
                self, "month", bookings_counted, first, last, self.state.currentData(), then=self.month.show_counts
            )
        if self.number is not None:
            self.desk.ask(self, "rows", bookings_numbered, self.number, then=self._show)
        elif self.child is not None:
            self.desk.ask(self, "rows", bookings_of_child, self.child, then=self._show)
        elif days := self.days.days():
            self.desk.ask(self, "rows", bookings_between, *days, self.state.currentData(), then=self._show)

    def _show(self, rows: tuple[BookingRow, ...]) -> None:
        self.shown = rows
        self.headed.emit()
        if not rows:
            act = "Find a break" if self.desk.may(Permission.BOOK) else ""
            find = partial(self.go.to, "find")
            self.listing.say("No booking in these days.", "Other days or any state would show more. F2 finds a break.", act, find)
            self.detail.say_nothing()
            return
        children = len({one.child_id for one in rows})
        more = " – the first 500; choose fewer days" if len(rows) >= 500 else ""
        self.listing.show_rows(rows, f"{counted(len(rows), 'booking')}, {counted(children, 'child', 'children')}{more}")
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._chosen(self.table.chosen_row())

    def _chosen(self, chosen: BookingRow | None) -> None:
        if chosen is not None:
            self.desk.ask(
                self, "steps", steps_of, chosen.id, then=lambda steps: self.detail.show_booking(chosen, steps)
            )

    def take_cancellation(self) -> None:
        """Cancel the chosen booking (F3)."""
        chosen = self.table.chosen_row()
        if chosen is not None and chosen.may_cancel:
            self.cancel_sheet = CancelSheet(self, chosen)

    def print_confirmation(self) -> None:
        """Draw and show the confirmation of the chosen booking's number."""
        chosen = self.table.chosen_row()
        if chosen is not None:
            self.desk.perform(
                self, issue_confirmation, IssueConfirmation(chosen.number), then=lambda d: self.show_paper(d.answer)
            )

    def show_paper(self, paper: int) -> None:
        """Show an issued confirmation over the page."""
        self.paper_sheet = PaperSheet(self, self.desk, paper, "Booking confirmation")

    def keyPressEvent(self, event: Any) -> None:
        others = {Qt.Key.Key_W: "waiting", Qt.Key.Key_R: "rounds"}
        if event.key() in others and not event.modifiers():
            self.go.to(others[event.key()])
            return
        states = {Qt.Key.Key_P: "attended", Qt.Key.Key_S: "absent_ill", Qt.Key.Key_X: "no_show"}
        chosen = self.table.chosen_row()
        if event.key() in states and not event.modifiers() and chosen is not None and self.table.hasFocus():
            state = states[event.key()]
            self.desk.perform(self, mark_attendance, MarkAttendance(chosen.id, chosen.version, state))
            return
        super().keyPressEvent(event)


def _about(page: BookingsPage) -> dict[str, Any]:
    """The number or the child it shows, and a month that is not today's."""
    month = page.month.month if page.month.is_moved() else None
    wanted = {"number": page.number, "child": page.child, "month": month}
    return {name: one for name, one in wanted.items() if one is not None}
