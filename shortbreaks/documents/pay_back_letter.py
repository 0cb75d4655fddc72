"""Money asked back that is no surplus, and the plan by which any sum comes back out of payments (R-D16, R-D23, R-D24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import sum_strip
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.surplus_letter import instalments
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

PAY_BACK, PLAN = "We ask you to pay some money back", "How the money comes back"
AFTER_END = "You can pay in parts: ring us and we agree how much and when. On a card we can take the money back for you."
LEADS = {
    "misspent": "Some of what was bought with the direct payment was not for what the plan says.",
    "final account": "When the direct payment ended, some of the money had not been used.",
    "surplus": "There was more money in the account than you may hold.",
}


@dataclass(frozen=True, slots=True)
class PayBackFacts:
    """What is asked back and why, in pence; `about` are the words that were kept."""

    to: ToFamily
    kind: str
    about: str
    ask: int
    reply_by: date
    ended: bool = False
    most: str = "half"  # of one payment that is taken back at most


def pay_back_letter(given: PayBackFacts, style_name: str) -> Drawn:
    """Draw the letter that asks for money back. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    when = unbroken(say_full(given.reply_by))
    story: list[Block] = [
        body(LEADS[given.kind], style),
        *part("What it is about", [given.about], style),
        *part(
            "What we ask",
            [
                [("Pay ", False), (pounds(given.ask), True), (" back by ", False), (when, True), (", or ring us by then.", False)],
                AFTER_END if given.ended else instalments(given.most),
            ],
            style,
        ),
        *disagree(given.to, given.reply_by, style, "Nothing is taken while we look at it again."),
    ]  # fmt: skip
    return letter(given.to, PAY_BACK, style, story)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """How a sum comes back out of payments (pence): each gives `each`, `times` of them, the last what is left."""

    to: ToFamily
    whole: int
    back: int
    left: int
    each: int
    times: int
    last: int
    next_on: date | None
    ended: bool = False  # there are no payments any more: the family pays by the month
    most: str = "half"


def plan_letter(given: PlanFacts, style_name: str) -> Drawn:
    """Draw the plan that was agreed. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    terms = [(pounds(given.whole), "To pay back"), (pounds(given.back), "Came back"), (pounds(given.left), "Still to come")]
    begins = (
        f" The next payment is on {unbroken(say_day(given.next_on))}." if given.next_on is not None else ""
    )  # fmt: skip
    if given.ended:
        return letter(given.to, PLAN, style, [*_begin(terms, style), *_by_month(given, style)])
    count = "one payment" if given.times == 1 else f"{given.times} payments"
    last = f", the last of them {pounds(given.last)}" if given.times > 1 and given.last != given.each else ""
    story: list[Block] = [
        *_begin(terms, style),
        *part(
            "How it works",
            [
                [(pounds(given.each), True), (f" comes out of each payment, until nothing is left: {count}{last}.{begins}", False)],
                f"It is never more than {given.most} of a payment. If a payment is smaller, less comes out and it takes longer.",
            ],
            style,
        ),
        *part("If it gets too much", [(f"Ring {given.to.officer} on {unbroken(given.to.head.phone)}. The plan can be changed, and "
                                      f"{given.to.first_name}’s care comes first.")], style),
        *disagree(given.to, None, style),
    ]  # fmt: skip
    return letter(given.to, PLAN, style, story)


def _begin(terms: Sequence[tuple[str, str]], style: Style) -> list[Block]:
    return [body("Thank you for agreeing with us how the money comes back.", style), sum_strip(terms, ("−", "="), style)]


def _by_month(given: PlanFacts, style: Style) -> list[Block]:
    """After the end nothing can come out of a payment: so much is paid each month."""
    count = "one month" if given.times == 1 else f"{given.times} months"
    last = f", in the last of them {pounds(given.last)}" if given.times > 1 and given.last != given.each else ""
    works = [("You pay ", False), (pounds(given.each), True), (f" each month, until nothing is left: {count}{last}.", False)]
    again = f"Ring {given.to.officer} on {unbroken(given.to.head.phone)}. The plan can be changed."
    return [*part("How it works", [works], style), *part("If it gets too much", [again], style), *disagree(given.to, None, style)]
