"""Breaks that were not charged and may be after all: each waits on its child's card for a person (R-C1, R-C2)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.later_tables import BENEFIT, PRICE
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.overnight.later_charges.breaks import LaterBreak
from shortbreaks.overnight.later_charges.commands import AnswerLater, answer_later
from shortbreaks.overnight.later_charges.due import later_of
from shortbreaks.words import counted
from ui.families.read_card import ReadCard
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.layouts import empty
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

MAY_NOT = "Your role may look, not decide about charges."
TITLES = {PRICE: "Booked without a price", BENEFIT: "Was it free rightly?"}
SHOWN = 6  # breaks with a line each; the rest is counted


class LaterCard(ReadCard):
    """Of one kind, "price" or "benefit"; nothing to see while no break of the child waits."""

    def __init__(self, page: Page, kind: str) -> None:
        super().__init__(page)
        self.kind = kind

    def ask(self, child_id: int) -> None:
        """Read it again."""
        self.page.desk.ask(self, self.kind, later_of, child_id, self.kind, then=partial(self._show, child_id))

    def _show(self, child_id: int, breaks: tuple[LaterBreak, ...]) -> None:
        empty(self._inside)
        self.setVisible(bool(breaks))
        if not breaks:
            return
        priced = tuple(one for one in breaks if one.price is not None)
        chip = Chip("A person must decide", "warn") if priced else Chip("Price to enter", "neutral")
        card = self.begin(TITLES[self.kind], chip, "warn" if priced else "")
        if self.kind == BENEFIT:
            were = "was" if len(breaks) == 1 else "were"
            lead = f"{counted(len(breaks), 'break')} {were} free by a benefit that does not count: {_sum(breaks)}."
            card.body.addWidget(label(lead, wrap=True, name="freed_said"))
        for one in breaks[:SHOWN]:
            card.body.addWidget(label(_said(one), wrap=True))
        if len(breaks) > SHOWN:
            card.body.addWidget(label(f"And {len(breaks) - SHOWN} more.", "second"))
        charge = Button("Charge them", name=f"charge_{self.kind}", then=partial(self._answer, child_id, priced, charge=True))
        leave = Button("Leave them free", name=f"leave_{self.kind}", then=partial(self._answer, child_id, breaks, charge=False))
        if not priced:
            charge.off_because("No price is known yet: enter it with the service.")
        self.end(card, (charge, leave), Permission.DECIDE, MAY_NOT)

    def _answer(self, child_id: int, breaks: Sequence[LaterBreak], *, charge: bool) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = AnswerLater(child_id, self.kind, tuple(breaks), charge, values["reason"])
            said = f"{_sum(breaks)} is charged." if charge else "They are left free."
            sheet.perform(answer_later, request, said, "", partial(self._issued, breaks))

        act = "Charge them" if charge else "Leave them free"
        fields = [Field("reason", "Why the family is charged" if charge else "Why the family is not charged", longest=400)]
        title = f"{act}: {_sum(breaks)}" if charge else f"{act}: {counted(len(breaks), 'break')}"
        self.sheet = FormSheet(self.page, title, fields, {}, act, send)
        if charge:
            about = "The family is told by a new confirmation with the sum: it is issued with this. What was given up has none."
            self.sheet.above.addWidget(label(about, "second", wrap=True))

    def _issued(self, breaks: Sequence[LaterBreak], done: Done) -> None:
        pence, *papers = done.answer
        if papers:
            said = "Print it from the child’s papers, and send it."
            self.page.desk.notices.news(f"{counted(len(papers), 'confirmation')} issued.", said)
        elif pence:
            self.page.desk.notices.news("No paper tells the family of it.", f"{counted(len(breaks), 'break')} given up: write to them.")


def _sum(breaks: Sequence[LaterBreak]) -> str:
    return pounds(sum(one.more for one in breaks))


def _said(one: LaterBreak) -> str:
    known = "no price is known for it yet"
    if one.price is not None:
        known = f"{pounds(one.more)}{'; a benefit frees from it' if not one.pence else ' more' if one.charged else ''}"
    return f"{one.service}, {say_day(one.start.date())}: {known}."
