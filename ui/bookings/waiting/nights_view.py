"""Nights: who waits for nights in a house, in what order and why, beside what can be done and what happened."""


from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from shortbreaks.dates import say_day, say_short
from shortbreaks.overnight.nights_queries import NightRow, nights_list, steps_of_nights
from shortbreaks.words import counted
from ui.bookings.waiting.columns import line_columns
from ui.bookings.waiting.nights_actions import NightsActs
from ui.bookings.waiting.request_detail import RequestDetail
from ui.kit.beside import Beside
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.shell.page import Page

SIDE, LEAST = 356, 560


class NightsView(QWidget):
    """The list, and the chosen request beside it; single letters act on it."""

    def __init__(self, page: Page, acts: NightsActs) -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, acts
        self.rows: tuple[NightRow, ...] = ()
        self.table = Table(line_columns(page.today, lambda r: r.place or 10**6), key=lambda r: r.request_id, height=44, name="nights_table")
        keys = "A yes · D no · R still waits · X off the list · Ctrl+P letter · Ctrl+C copies rows"
        self.listing = Listing(self.table, keys, icon="night")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda r: page.go.to("child", id=r.child_id))
        self.detail: RequestDetail[NightRow] = RequestDetail(
            page, "nights", self.acts, steps_of_nights, lambda one: f"{one.child}, {one.age}", self._pairs
        )  # fmt: skip
        self.setLayout(column(Beside(self.listing, self.detail, SIDE, LEAST, inside=True)))

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
        self.detail.show_request(self.chosen())

    def _pairs(self, one: NightRow) -> list[tuple[str, str]]:
        today = self.page.today
        pairs = [("Waits for", one.service), ("Nights", one.wanted), ("Asked by", one.asked_by or "–")]
        pairs.append(("Asked again", say_day(one.reviewed_on)))
        if one.siblings:
            pairs.append(("Together", f"With {' and '.join(one.siblings)}: {'both' if len(one.siblings) == 1 else 'all of them'} or none"))
        if (offer := one.offer) is not None:
            when = f"{say_short(offer.start.date(), today)} to {say_short(offer.end.date(), today)}"
            pairs.append(("Offered", f"{offer.house}, {offer.bed}, {when}"))
            pairs.append(("Lapses", f"{say_short(offer.until.date(), today)} at {offer.until:%H:%M}"))
        return pairs

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.detail.act(self.chosen(), event):
            super().keyPressEvent(event)
