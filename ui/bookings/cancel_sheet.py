"""Taking a cancellation: the reason, when it was heard, and what it costs before it is done."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QCheckBox

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking, cost_of_cancelling_booking
from shortbreaks.bookings.charges import Cancelled
from shortbreaks.bookings.notices.commands import IssueCancellation, issue_cancellation
from shortbreaks.bookings.queries import BookingRow
from shortbreaks.bookings.waiting.queries import next_after
from shortbreaks.database.office import Done
from shortbreaks.dates import read_date, read_time, say_short, to_local
from shortbreaks.errors import Refused
from shortbreaks.money import pounds
from ui.bookings.columns import when
from ui.bookings.put_back import put_booking_back
from ui.kit.buttons import Button
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet


class CancelSheet:
    """A sheet over the window for one booking."""

    def __init__(self, page: Page, booking: BookingRow, then: Callable[[], object] | None = None) -> None:
        self.page, self.booking, self._then = page, booking, then
        self._now = to_local(page.desk.office.now())
        today = self._now.date()
        reasons = page.desk.lists.choices("cancel_reason")
        self.form = Form(
            [
                Field("reason", "Reason", "choice", choices=reasons),
                Field("day", "Heard on", "date"),
                Field("time", "At", "time", beside=True),
                Field("words", "What was said", "text", optional=True),
            ],
            {"reason": "family", "day": today, "time": f"{self._now:%H:%M}"}, today=lambda: today,
        )  # fmt: skip
        self.cost = label("", "strong", wrap=True, name="cancel_cost")
        about = facts(
            [
                ("Child", booking.child),
                ("Break", booking.service),
                ("When", when(booking, today)),
                ("Number", booking.ref),
            ]
        )
        self.notice = QCheckBox("Print the notice for the family")
        self.notice.setObjectName("cancel_notice")
        inner = holder(column(about, self.form, self.cost, self.notice, gap=12))
        keep = Button("Leave it as it is")
        self.act = Button("Cancel the booking", "danger", key="Ctrl+Enter", name="cancel_booking", then=self.form.send)
        self.sheet = Sheet(page, "Take a cancellation", inner, (keep, self.act), width=540)
        keep.clicked.connect(self.sheet.close_sheet)
        self.form.sent.connect(self._send)
        for name in ("reason", "day", "time"):
            self.form.when_typed(name, self._ask_cost)
        self.form.focus_first()
        self._ask_cost()

    def _told(self) -> datetime:
        day = read_date(self.form.typed("day"), self._now.date())
        clock = read_time(self.form.typed("time"))
        told = datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[3:]))
        return (
            min(told, self._now)
            if told.date() == self._now.date() and f"{told:%H:%M}" == f"{self._now:%H:%M}"
            else told
        )

    def _ask_cost(self) -> None:
        try:
            told = self._told()
        except Refused:
            return
        reason = self.form.value("reason")
        self.page.desk.ask(
            self.sheet, "cost", cost_of_cancelling_booking, self.booking.id, reason, told, then=self._show_cost,
            refused=self.form.refuse,
        )  # fmt: skip

    def _show_cost(self, answer: tuple[Cancelled, int]) -> None:
        cost, charged = answer
        self.form.clear_refusal()
        if not charged:
            words = "Nothing was charged for it."
        elif cost.pence == 0:
            words = f"Free. {pounds(charged)} is put back to the family."
        else:
            words = f"{cost.percent}% of {pounds(charged)}: {pounds(cost.pence)} stays to pay, {pounds(charged - cost.pence)} is put back."
        late = "" if cost.in_notice else " The allocation stays used, since it is late."
        self.cost.setText(words + late)

    def _send(self, values: dict[str, str]) -> None:
        try:
            told = self._told()
        except Refused as refusal:
            self.form.refuse(refusal)
            return
        request = CancelBooking(self.booking.id, self.booking.version, values["reason"], values["words"], told)
        self.page.desk.perform(self.sheet, cancel_booking, request, then=self._done, refused=self.form.refuse)

    def _done(self, _done: Done) -> None:
        desk, page, booking = self.page.desk, self.page, self.booking
        if self.notice.isChecked():
            desk.perform(page, issue_cancellation, IssueCancellation(booking.id), then=self._show_notice)
        self.sheet.close_sheet()
        words = f"{booking.child}, {booking.service}, {say_short(booking.start.date(), self._now.date())}. {self.cost.text()}"

        def say(following: str) -> None:
            told = f"{words} Next on the waiting list: {following} (Waiting, Places to offer)." if following else words
            if not following or desk.notices.now is said:
                desk.notices.done("Booking cancelled.", told, ("Put it back", lambda: put_booking_back(page, booking)))

        say("")
        said = desk.notices.now  # who is next is added to this notice, and to no later one
        desk.ask(page, "next in line", next_after, booking.id, then=lambda following: say(following) if following else None)
        if self._then is not None:
            self._then()

    def _show_notice(self, done: Done) -> None:
        self.paper_sheet = PaperSheet(self.page, self.page.desk, done.answer, "Cancellation notice")
