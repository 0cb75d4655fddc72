"""Lower awards on an account's page: the notice each was given, the one second look, and its answer (R-D4)."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.payments.queries import AccountCard
from shortbreaks.payments.reductions import AnswerAgain, AskAgain, ReductionRow, answer_again, ask_again
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import row
from ui.kit.notice import Notice
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

ASK = (Field("on", "Asked on", "date"), Field("words", "What the family says", "long", longest=2000))
CAME = (("stands", "The decision stands"), ("changed", "Another award is decided"), ("withdrawn", "It is as it was before"))
ANSWER = (
    Field("outcome", "What came of it", "choice", choices=CAME),
    Field("reasons", "The reasons, as the family reads them", "long", longest=2000),
)
SAID = dict(CAME)


class ReductionActs:
    """The card of lower awards and its two acts."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def card_of(self, card: AccountCard, *, now: bool) -> Card:
        """Each lower award with its notice, and how far the second look has come."""
        made = Card("warn" if any(one.asked_id and not one.outcome for one in card.reductions) else "")
        waits = any(one.asked_id and not one.outcome for one in card.reductions)
        made.body.addLayout(row(label("Lower awards", "title"), None, Chip("Look again", "bad") if waits else None))
        for one in card.reductions:
            said = f"{pounds(one.week_before)} to {pounds(one.week_after)} a week from {say_day(one.lower_from)}"
            made.body.addWidget(label(said, "name", wrap=True))
            made.body.addWidget(label(_notice(one), "caption", wrap=True, name=f"reduction_{one.id}"))
            if now and self.page.desk.may(Permission.DECIDE):
                made.body.addLayout(flow(*self._acts(one), gap=8))
        return made

    def _acts(self, one: ReductionRow) -> list[Button]:
        if one.asked_id is None:
            return [Button("The family asks to look again", "link", name="ask_again", then=partial(self.ask, one))]
        return [] if one.outcome else [Button("Answer it", "link", name="answer_again", then=partial(self.answer, one))]

    def ask(self, one: ReductionRow) -> None:
        """A family asks that the decision is looked at again."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = "Somebody who did not decide it answers."
            sheet.perform(ask_again, AskAgain(one.id, **values), "Noted.", said)

        self.sheet = FormSheet(self.page, "The family asks to look again", ASK, None, "Note it", send)
        self.sheet.say_above(Notice("info", "A decision is looked at again once.", closable=False))

    def answer(self, one: ReductionRow) -> None:
        """What came of the second look."""
        asked = one.asked_id or 0

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(answer_again, AnswerAgain(asked, one.asked_version, **values), "Kept.", "Its letter is due.")

        self.sheet = FormSheet(self.page, "The second look", ANSWER, None, "Keep it", send)
        words = "Another award, or the one before, is decided on the award itself."
        self.sheet.say_above(Notice("info", one.words, words, closable=False))


def _notice(one: ReductionRow) -> str:
    told = f"Decided {say_day(one.decided_on)}. "
    told += f"Sooner than its notice: {one.short_reason}. " if one.short_reason else f"Its notice runs to {say_day(one.may_start)}. "
    if one.asked_on is None:
        return f"{told}Nobody asked to look again."
    if not one.outcome:
        return f"{told}Asked on {say_day(one.asked_on)} to look again: {one.words}"
    return f"{told}Looked at again: {SAID[one.outcome][0].lower()}{SAID[one.outcome][1:]}. {one.reasons}"
