"""The waiting list: who waits for what, in what order and why, beside what can be done and what happened."""


from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from shortbreaks.bookings.waiting.queries import WaitingRow, steps_of_request, waiting_list
from shortbreaks.dates import say_day, say_short, say_span
from shortbreaks.words import counted
from ui.bookings.waiting.actions import WaitingActs
from ui.bookings.waiting.columns import line_columns
from ui.bookings.waiting.request_detail import RequestDetail
from ui.kit.beside import Beside
from ui.kit.layouts import column, holder, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.shell.page import Page

SIDE, LEAST = 356, 560


class WaitingView(QWidget):
    """The list, and the chosen request beside it; single letters act on it."""

    def __init__(self, page: Page, acts: WaitingActs) -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, acts
        self.rows: tuple[WaitingRow, ...] = ()
        self.service = QComboBox()
        self.service.setObjectName("waiting_service")
        self.service.setAccessibleName("Service")
        self.service.addItem("All services", 0)
        self.service.currentIndexChanged.connect(lambda _n: self._show_chosen())
        columns = line_columns(page.today, lambda r: (r.service, r.place))
        self.table = Table(columns, key=lambda r: r.request_id, height=44, name="waiting_table")
        keys = "A yes · D no · R still waits · X off the list · Ctrl+P letter · Ctrl+C copies rows"
        self.listing = Listing(self.table, keys, icon="waiting")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda r: page.go.to("child", id=r.child_id))
        left = column(row(self.service, None), self.listing, gap=12)
        left.setStretch(1, 1)
        self.detail: RequestDetail[WaitingRow] = RequestDetail(
            page, "waiting", self.acts, steps_of_request, self._called, self._pairs
        )  # fmt: skip
        self.setLayout(column(Beside(holder(left), self.detail, SIDE, LEAST, inside=True)))

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
        self.detail.show_request(self.chosen())

    def _called(self, one: WaitingRow) -> str:
        return " and ".join((f"{one.child}, {one.age}", *one.siblings))

    def _pairs(self, one: WaitingRow) -> list[tuple[str, str]]:
        pairs = [("Waits for", one.service), ("Days", one.each_day), ("Asked again", say_day(one.reviewed_on))]
        if (offer := one.offer) is not None:
            day = say_short(offer.start.date(), self.page.today)
            more = f", and {counted(offer.sessions - 1, 'more session')}" if offer.sessions > 1 else ""
            pairs.append(("Offered", f"{day}, {say_span(offer.start, offer.end)}{more}"))
            pairs.append(("Lapses", f"{say_short(offer.until.date(), self.page.today)} at {offer.until:%H:%M}"))
        return pairs

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.detail.act(self.chosen(), event):
            super().keyPressEvent(event)
