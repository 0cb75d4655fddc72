"""Breaks that were booked before their price was known: each waits on its child's card for its price, then for a person (R-C2)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.overnight.late_prices.commands import AnswerPrices, answer_prices
from shortbreaks.overnight.late_prices.waiting import UnpricedBreak, unpriced_of
from shortbreaks.words import counted
from ui.families.read_card import ReadCard
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.layouts import empty
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet

MAY_NOT = "Your role may look, not decide about charges."
SHOWN = 6  # breaks with a line each; the rest is counted


class PriceCard(ReadCard):
    """Nothing to see while no break of the child waits."""

    def ask(self, child_id: int) -> None:
        """Read it again."""
        self.page.desk.ask(self, "unpriced", unpriced_of, child_id, then=partial(self._show, child_id))

    def _show(self, child_id: int, breaks: tuple[UnpricedBreak, ...]) -> None:
        empty(self._inside)
        self.setVisible(bool(breaks))
        if not breaks:
            return
        priced = tuple(one for one in breaks if one.price is not None)
        chip = Chip("A person must decide", "warn") if priced else Chip("Price to enter", "neutral")
        card = self.begin("Booked without a price", chip, "warn" if priced else "")
        for one in breaks[:SHOWN]:
            card.body.addWidget(label(_said(one), wrap=True))
        if len(breaks) > SHOWN:
            card.body.addWidget(label(f"And {len(breaks) - SHOWN} more.", "second"))
        charge = Button("Charge them", name="charge_priced", then=partial(self._answer, child_id, priced, charge=True))
        leave = Button("Leave them free", name="leave_unpriced", then=partial(self._answer, child_id, breaks, charge=False))
        if not priced:
            charge.off_because("No price is known yet: enter it with the service.")
        self.end(card, (charge, leave), Permission.DECIDE, MAY_NOT)

    def _answer(self, child_id: int, breaks: Sequence[UnpricedBreak], *, charge: bool) -> None:
        pence = pounds(sum(one.pence for one in breaks))

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = AnswerPrices(child_id, tuple(breaks), charge, values["reason"])
            sheet.perform(answer_prices, request, f"{pence} is charged." if charge else "They are left free.", "", self._issued)

        act = "Charge them" if charge else "Leave them free"
        fields = [Field("reason", "Why the family is charged" if charge else "Why the family is not charged", longest=400)]
        title = f"{act}: {pence}" if charge else f"{act}: {counted(len(breaks), 'break')}"
        self.sheet = FormSheet(self.page, title, fields, {}, act, send)
        if charge:
            about = "The family is told by a new confirmation with the sum: it is issued with this."
            self.sheet.above.addWidget(label(about, "second", wrap=True))

    def _issued(self, done: Done) -> None:
        if papers := done.answer[1:]:
            said = "Print it from the child’s papers, and send it."
            self.page.desk.notices.news(f"{counted(len(papers), 'confirmation')} issued.", said)


def _said(one: UnpricedBreak) -> str:
    known = "no price is known for it yet"
    if one.price is not None:
        known = f"{pounds(one.pence)}{'; a benefit frees from it' if not one.pence else ''}"
    return f"{one.service}, {say_day(one.start.date())}: {known}."
