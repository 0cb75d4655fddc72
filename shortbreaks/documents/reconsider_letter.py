"""A lowered award was looked at again: what came of it, why, the next payment, and where to turn then (R-D4)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body, mixed
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, next_payment, part
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds

CAME = {
    "stands": "Our decision stands.",
    "changed": "We change our decision. Another letter says what you are paid from when.",
    "withdrawn": "We take our decision back: your payment is not lowered.",
}


@dataclass(frozen=True, slots=True)
class ReconsiderLetterFacts:
    """What came of a second look (pence a week and of the next payment)."""

    to: ToFamily
    lower_from: date
    week_before: int
    week_after: int
    asked_on: date
    outcome: str
    reasons: str
    next_pence: int
    next_on: date | None
    next_taken: int = 0  # comes out of it


def reconsider_letter(given: ReconsiderLetterFacts, style_name: str) -> Drawn:
    """Draw the letter. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    asked, since = unbroken(say_day(given.asked_on)), unbroken(say_day(given.lower_from))
    story: list[Block] = [
        body(
            f"On {asked} you asked us to look again at our decision that your direct payment goes from "
            f"{pounds(given.week_before)} to {pounds(given.week_after)} a week from {since}. "
            "Somebody who did not decide it has done so.", style,
        ),
        mixed([(CAME[given.outcome], True)], style),
        *part("Why", [f"{given.reasons.rstrip('.')}."], style),
        *part("Your next payment", [_next(given)], style),
        *disagree(given.to, None, style, "We look at a decision again once."),
    ]  # fmt: skip
    return letter(given.to, "We looked at our decision again", style, story)


def _next(given: ReconsiderLetterFacts) -> list[Run]:
    return next_payment(given.next_pence, given.next_taken, given.next_on)
