"""More money in an account than the weeks a family may hold: how it was worked out, and what was decided (section 4 no. 7)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import sum_strip
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds

TITLES = {
    "pay back": "We ask you to pay some money back", "more time": "You have more time to use the money",
    "plan review": "We would like to look at the plan with you", "nothing": "You can keep the money in your account",
}  # fmt: skip
LATER = "We look at the last account again later"
WHY = {
    "ill": "illness at home", "assistant left": "your assistant left", "no provider": "nobody could be found to give the support",
    "hospital": "time in hospital", "away": "time away from home", "saving up": "you were saving up for something in the plan",
    "other": "another reason that you told us about",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SurplusLetterFacts:
    """The test as it was reviewed, why money was left, and the outcome; amounts in pence."""

    to: ToFamily
    on: date
    balance: int
    aside: tuple[str, ...]  # what was set aside, in words with amounts
    aside_pence: int
    week: int
    weeks: int
    may_hold: int
    over: int
    reason: str
    outcome: str
    ask: int  # what is asked back; 0 for another outcome
    reply_by: date | None
    look_again: date | None
    final: str = ""  # the final account in one line, once the payment has ended (R-D22)
    most: str = "half"  # of one payment that is taken back at most
    coming: int = 0  # comes back anyway: out of later payments, or asked back before


def instalments(most: str) -> str:
    """That money can come back in parts, `most` of one payment at most."""
    return (
        f"You can pay in parts: ring us and we agree how much comes out of each payment, never more than {most} of one. "
        "On a card we can take the money back for you."
    )


def surplus_letter(given: SurplusLetterFacts, style_name: str) -> Drawn:
    """Draw the letter for what was decided. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    story: list[Block] = [body(_lead(given), style)]
    if given.over and not given.final:
        terms = [
            (pounds(given.balance), "You hold"), (pounds(given.aside_pence), "Set aside"),
            *([(pounds(given.coming), "Comes back anyway")] if given.coming else []),
            (pounds(given.may_hold), "You may hold"), (pounds(given.over), "Over"),
        ]  # fmt: skip
        story.append(sum_strip(terms, (*["−"] * (len(terms) - 2), "="), style))
    story += part("How it was worked out", [_worked_out(given)], style)
    if given.reason in WHY:
        story += part("Why it was not spent", [f"We have written down: {WHY[given.reason]}. Tell us if that is not right."], style)
    story += _outcome(given, style)
    meanwhile = "Nothing is taken while we look at it again." if given.ask else ""
    story += disagree(given.to, given.reply_by, style, meanwhile)
    return letter(given.to, surplus_title(given), style, story)


def surplus_title(given: SurplusLetterFacts) -> str:
    """What was decided, as the letter's first words."""
    return LATER if given.final and given.outcome == "more time" else TITLES[given.outcome]


def _lead(given: SurplusLetterFacts) -> str:
    lead = "The direct payment has ended. " if given.final else ""
    return f"{lead}At the end of {unbroken(say_day(given.on))} we looked at what is in the account for {given.to.first_name}."


def _worked_out(given: SurplusLetterFacts) -> str:
    if given.final:
        return given.final
    weeks = f"You may hold {given.weeks} weeks of payments: {given.weeks} × {pounds(given.week)} = {pounds(given.may_hold)}."
    if not given.aside_pence:
        return f"{weeks} Nothing was set aside for bills."
    return f"{weeks} {pounds(given.aside_pence)} is set aside for bills: {' and '.join(given.aside)}. That is not counted."


def _outcome(given: SurplusLetterFacts, style: Style) -> list[Block]:
    name = given.to.first_name
    if given.outcome == "pay back" and given.reply_by is not None:
        when = unbroken(say_full(given.reply_by))
        ask: list[Run] = [
            ("Pay ", False), (pounds(given.ask), True), (" back by ", False), (when, True), (", or ring us by then.", False),
        ]  # fmt: skip
        after = (
            f"After that day it may come out of later payments, never more than {given.most} of one, so that {name}’s care goes on."
        )
        return part("What we ask", [ask, instalments(given.most), after], style)
    if given.outcome == "more time":
        when = f" on {unbroken(say_day(given.look_again))}" if given.look_again else " at the next review"
        words = f"You keep the money. We look at it again{'' if given.final else when}; nothing is asked back before."
    elif given.outcome == "plan review":
        words = f"The support may not fit {name} any more. {given.to.officer} rings you to look at the plan. Nothing is asked back now."
    else:
        words = "You keep the money, and there is nothing for you to do."
    return part("What was decided", [words], style)
