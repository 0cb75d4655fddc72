"""An award was changed: the sum a week before and from then on, why, what is owed for days paid, how to question it (R-D4)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import sum_strip
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, mixed
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, next_payment, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds

TITLE = "Your direct payment changes"


@dataclass(frozen=True, slots=True)
class AwardLetterFacts:
    """What a change of an award does (pence); `award` is each part from then on, as it is read aloud."""

    to: ToFamily
    from_day: date
    old_week: int
    new_week: int
    award: tuple[str, ...]
    reason: str
    arrears: int  # owed to the family for days already paid; below nought: paid too much
    next_pence: int
    next_on: date | None
    query_by: date
    decided_on: date | None = None  # of a lower award that is given notice
    notice_days: int = 0
    short_reason: str = ""
    next_taken: int = 0  # comes out of it


def award_letter(given: AwardLetterFacts, style_name: str) -> Drawn:
    """Draw the letter. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    since = unbroken(say_full(given.from_day))
    less = given.new_week < given.old_week
    terms = [(pounds(given.old_week), "A week before"), (pounds(given.new_week), "A week from then")]
    story: list[Block] = [
        mixed([("Your direct payment changes from ", False), (since, True), (".", False)], style),
        sum_strip(terms, ("to",), style),
        *part("How it is worked out from then", list(given.award), style),
        *part("Why", [f"{given.reason.rstrip('.')}."], style),
        *part("Money for days already paid", [arrears_words(given)], style),
        *part("Your next payment", [_next(given)], style),
        *(part("When it starts", [_notice(given, given.decided_on)], style) if given.decided_on is not None else []),
        *(part("It is less than before", [_less(given)], style) if less and given.decided_on is None else []),
        *(disagree(given.to, given.query_by, style) if given.decided_on is None else _again(given, style)),
    ]  # fmt: skip
    return letter(given.to, TITLE, style, story)


def _notice(given: AwardLetterFacts, decided: date) -> str:
    said = f"We decided it on {unbroken(say_day(decided))}."
    if given.short_reason:
        return f"{said} It starts sooner than the {given.notice_days} days we usually give, because: {given.short_reason.rstrip('.')}."
    return f"{said} A lower amount starts no sooner than {given.notice_days} days later, so that you can plan and answer."


def _less(given: AwardLetterFacts) -> str:
    by = unbroken(say_day(given.query_by))
    return (
        f"Tell us by {by} if this is not enough for what {given.to.first_name} needs, and why. Somebody who did not decide it "
        "looks at it again and writes to you with reasons."
    )


def _again(given: AwardLetterFacts, style: Style) -> list[Block]:
    """Where a lower award is looked at again once, how to ask for it."""
    by, phone = unbroken(say_day(given.query_by)), unbroken(given.to.head.phone)
    words = (
        f"You can ask once that we look at this decision again. Ring {given.to.officer} on {phone} or write to us by {by}, and "
        f"say why it is not enough for what {given.to.first_name} needs. Somebody who did not decide it looks at it again and "
        "writes to you with reasons. If you still disagree, ask for our complaints leaflet."
    )
    return part("If you do not agree", [words], style)


def arrears_words(given: AwardLetterFacts) -> str:
    """What is owed, or was paid too much, for days already paid; in sentences short enough for easy read too (R-D16)."""
    if not given.arrears:
        return "Nothing changes for days that were paid already."
    if given.arrears > 0:
        return f"We owe you {pounds(given.arrears)} for days since then. It comes with the next payments."
    return (
        f"We paid you {pounds(-given.arrears)} too much for days since then. It comes out of later payments. "
        "It is never more than half of one."
    )


def _next(given: AwardLetterFacts) -> list[Run]:
    return next_payment(given.next_pence, given.next_taken, given.next_on)
