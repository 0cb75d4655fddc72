"""Series: those of everybody or of one child above, every date of the one chosen below, and what can be done with them."""

from collections.abc import Collection
from typing import Any

from PySide6.QtGui import QKeyEvent

from shortbreaks.bookings.series.kept import DateRow, SeriesRow, dates_of_series, series_listed
from shortbreaks.bookings.series.papers import IssueBookingList, issue_booking_list
from shortbreaks.bookings.series.retry import ORDER, ReadyDate, ready_of_series
from shortbreaks.words import counted
from ui.bookings.series.actions import SeriesActs
from ui.bookings.series.columns import date_columns, series_columns
from ui.kit.buttons import Button
from ui.kit.flow import flow
from ui.kit.layouts import column, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.paper_sheet import PaperSheet


class SeriesPage(Page):
    """Reached from Bookings, from a child's card and from Today."""

    title = "Series"
    concerns = frozenset({"series", "series_date", "booking", "booking_place", "break_session", "waiting_request"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = lambda: {} if self.child is None else {"child": self.child}
        self.child: int | None = None
        self.wanted = 0
        self.wanted_date = 0
        self.found: dict[int, ReadyDate] = {}
        self.dates: tuple[DateRow, ...] = ()
        self.table = Table(series_columns(self.today), key=lambda r: r.id, height=44, name="series_table")
        self.listing = Listing(self.table)
        self.listing.setFixedHeight(px(188))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda r: self.go.to("child", id=r.child_id))
        self.date_table = Table(date_columns(self.today, self._ready), key=lambda r: r.id, height=44, name="dates_table")
        self.date_listing = Listing(self.date_table, "Enter opens the booking")
        self.date_listing.setMinimumHeight(px(216))
        self.filter = Button("One child", "outlined", icon="close", name="series_filter", then=self.clear_filter)
        self.filter.hide()
        self.print_list = Button("Print the list", icon="print", key="Ctrl+P", name="print_list", then=self.print_chosen)
        self.said = label("", "strong", wrap=True, name="series_said")
        new = Button("New series", "filled", icon="add", key="N", name="new_series", then=self.new)
        self.acts = SeriesActs(self)
        self.about = label("", "second", wrap=True, name="date_said")
        lines = column(
            row(self.filter, None, new), self.listing, self.said, holder(flow(*self.acts.buttons, self.print_list)),
            self.date_listing, self.about, gap=8, margin=(24, 12, 24, 12),
        )  # fmt: skip
        lines.setStretch(4, 1)
        self.setLayout(column(scroller(holder(lines), "series_scroller"), gap=0))  # large text scrolls down
        on_page_key(self, "Ctrl+P", self.print_chosen)
        self.date_table.opened.connect(self._open_booking)
        self.date_table.chosen.connect(self._date_chosen)

    def context(self) -> str:
        chosen: SeriesRow | None = self.table.chosen_row()
        return f"{chosen.ref}, {chosen.child}" if chosen is not None else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("B", "Book the skipped date whose place is free again"), ("F3", "Cancel this date, the following or all to come"),
            ("M", "Move them to another service, day or time"), ("C", "Who collects, and a note"),
            ("S, X", "Try a date again, leave it out"), ("E", "End the series"), ("Ctrl+P", "Print the booking list"),
            ("N", "New series: find a break for the child first"), ("Enter", "Open the booking"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        chosen: SeriesRow | None = self.table.chosen_row()
        return self.child or (chosen.child_id if chosen is not None else None)

    def focus_first(self) -> None:
        self.date_table.setFocus() if self.dates else self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        self.child, self.wanted, self.wanted_date = target.get("child"), target.get("id", 0), target.get("date", 0)
        self.filter.setVisible(self.child is not None)
        if "paper" in target:
            self.show_paper(target["paper"])
        self.refresh()

    def clear_filter(self) -> None:
        """Show everybody's series again."""
        self.child = None
        self.filter.hide()
        self.refresh()

    def escape(self) -> bool:
        if self.child is None:
            return False
        self.clear_filter()
        return True

    def new(self) -> None:
        """N: a series begins with a session found for the child."""
        child = self.child_shown()
        self.go.to("find", **({} if child is None else {"child": child}))

    def refresh(self) -> None:
        self.desk.ask(self, "series", series_listed, self.child, then=self._came)

    def _came(self, rows: tuple[SeriesRow, ...]) -> None:
        if not rows:
            words = "A series begins in Find a break: choose a day, then Make it a series."
            self.listing.say("No series yet.", words, "Find a break", self.new)
            self.date_listing.say("No series is chosen.", "Its dates stand here.")
            self.said.setText("")
            self.print_list.off_because("No series is chosen.")
            self.dates = ()
            self.acts.fit(None, None, None)
            return
        self.listing.show_rows(rows, f"{len(rows)} series")
        wanted, self.wanted = self.wanted, 0
        if not (wanted and self.table.choose_key(wanted)) and self.table.chosen_row() is None:
            self.table.choose(0)
        self._chosen(self.table.chosen_row())

    def _chosen(self, chosen: SeriesRow | None) -> None:
        self.headed.emit()
        if chosen is not None:
            self.desk.ask(self, "dates", dates_of_series, chosen.id, then=lambda rows: self._dates_came(chosen, rows))
            self.desk.ask(self, "ready", ready_of_series, chosen.id, then=self._ready_came)

    def _ready(self) -> Collection[int]:
        return {key for key, one in self.found.items() if one.ready}

    def _ready_came(self, found: tuple[ReadyDate, ...]) -> None:
        self.found = {one.date_id: one for one in found}
        self.date_table.viewport().update()
        self._date_chosen(self.date_table.chosen_row())

    def _date_chosen(self, chosen: DateRow | None) -> None:
        found = None if chosen is None else self.found.get(chosen.id)
        self.acts.fit(self.table.chosen_row(), chosen, found)
        self.about.setText("" if chosen is None else _about(chosen, found))

    def _dates_came(self, chosen: SeriesRow, rows: tuple[DateRow, ...]) -> None:
        self.dates = rows
        self.print_list.off_because("" if chosen.booked else "No date of it is booked from today on.")
        self.said.setText(_said(chosen))
        self.date_listing.show_rows(rows, counted(len(rows), "date"))
        wanted, self.wanted_date = self.wanted_date, 0
        if wanted and self.date_table.choose_key(wanted):
            self.date_table.setFocus()
        elif self.date_table.chosen_row() is None:
            coming = next((n for n, one in enumerate(self.date_table.rows_model.rows) if one.to_come), 0)
            self.date_table.choose(coming)
            self.date_table.scrollTo(self.date_table.currentIndex())
        self._date_chosen(self.date_table.chosen_row())

    def _open_booking(self, chosen: DateRow) -> None:
        if chosen.number is not None:
            self.go.to("bookings", number=chosen.number)

    def print_chosen(self) -> None:
        """Draw the booking list of the chosen series from the record as it stands."""
        chosen: SeriesRow | None = self.table.chosen_row()
        if chosen is not None and self.print_list.isEnabled():
            request = IssueBookingList(chosen.id)
            self.desk.perform(self, issue_booking_list, request, then=lambda done: self.show_paper(done.answer))

    def show_paper(self, paper: int) -> None:
        """Look at a booking list that is in the register."""
        self.paper_sheet = PaperSheet(self, self.desk, paper, "Booking list")


    def take_cancellation(self) -> None:
        """F3: dates of the series chosen here."""
        self.acts.cancel_dates()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.modifiers() and self.date_table.hasFocus() and self.acts.key(event.text()):
            return
        super().keyPressEvent(event)


def _about(chosen: DateRow, found: ReadyDate | None) -> str:
    """What is to be known of the chosen date: why it is not booked, and who goes first when a place is free."""
    if chosen.state == "booked":
        return ""
    if found is None:
        return chosen.why
    free = "1 place is free" if found.free == 1 else f"{found.free} places are free"
    if found.ready:
        return f"{free} again: B books it. {chosen.why}"
    if found.ahead:
        waits = counted(found.ahead, "child waits", "children wait")
        return f"{free}, and {waits} for it. {ORDER}"
    stands = " ".join(one.reason for one in found.findings)
    return f"{free}. {stands or ORDER}"


def _said(chosen: SeriesRow) -> str:
    """The chosen series in one line, as it is read out."""
    booked = f"{counted(chosen.booked, 'date')} to come" if chosen.booked else "no date to come"
    skipped = f", {chosen.skipped} skipped" if chosen.skipped else ""
    ended = f" Ended: {chosen.ended_reason}" if chosen.state == "ended" else ""
    return f"{chosen.child} at {chosen.service}. {chosen.words}: {booked}{skipped}.{ended}"
