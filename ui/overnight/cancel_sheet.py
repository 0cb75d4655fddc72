"""Cancelling a stay: the reason, when it was heard, and what it costs before it is done."""

from collections.abc import Callable
from typing import Any

from shortbreaks.bookings.charges import Cancelled
from shortbreaks.dates import on_clock, to_local
from shortbreaks.money import pounds
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay, cost_of_cancelling_stay
from shortbreaks.overnight.queries import StayCard
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


class CancelStaySheet:
    """A sheet over the board for one stay; `put_back` is given the version that the cancellation leaves."""

    def __init__(self, page: Page, card: StayCard, put_back: Callable[[int], object]) -> None:
        self.page, self.card, self._put_back = page, card, put_back
        names = " and ".join((card.name, *card.goes_with))
        self._whose = f"the offer to {names}" if card.goes_with else f"{names}’s stay"
        now = to_local(page.desk.office.now())
        reasons = page.desk.lists.choices("cancel_reason")
        fields = (
            Field("reason", "Reason", "choice", choices=reasons), Field("day", "Heard on", "date"),
            Field("time", "At", "time", beside=True), Field("words", "What was said", optional=True),
        )  # fmt: skip
        values = {"reason": "family", "day": now.date(), "time": f"{now:%H:%M}"}
        self.form_sheet = FormSheet(page, f"Cancel {self._whose}", fields, values, "Cancel the stay", self._send)
        for name in ("reason", "day", "time"):
            self.form_sheet.form.when_typed(name, self._ask_cost)
        self._ask_cost()

    def _ask_cost(self) -> None:
        sheet = self.form_sheet
        reason, day, clock = (sheet.form.value(name) for name in ("reason", "day", "time"))
        if day is not None and clock is not None:
            self.page.desk.ask(
                sheet.sheet, "cost", cost_of_cancelling_stay, self.card.id, reason, on_clock(day, clock),
                then=self._say_cost, refused=sheet.form.refuse,
            )  # fmt: skip

    def _say_cost(self, answer: tuple[Cancelled, int, int]) -> None:
        cost, charged, nights = answer
        self.form_sheet.form.clear_refusal()
        pay = f"{pounds(cost.pence)} of {pounds(charged)} stays to pay." if charged else "Nothing was charged for it."
        used = f"Used of the allowance all the same: {counted(nights, 'night')}." if nights else "Its nights go back."
        self.form_sheet.say_above(Notice("warn" if nights or cost.pence else "info", pay, used, closable=False))

    def _send(self, sheet: FormSheet, found: dict[str, Any]) -> None:
        told = on_clock(found["day"], found["time"])
        request = CancelStay(self.card.id, self.card.version, found["reason"], found["words"], told)
        sheet.perform(cancel_stay, request, "", then=lambda _done: self._say_done())

    def _say_done(self) -> None:
        free = "The beds are free." if self.card.goes_with else "The bed is free."
        self.page.desk.notices.done(
            f"{self._whose[:1].upper()}{self._whose[1:]} is cancelled.", free,
            ("Put it back", lambda: self._put_back(self.card.version + 1)),
        )  # fmt: skip
