"""A rate has changed: old and new, from when, what is owed for days already paid, and the next payment."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import amounts_table
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body, mixed, stack
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, next_payment, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds


@dataclass(frozen=True, slots=True)
class RateChange:
    """One part of an award before and after (pence an hour)."""

    words: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class UpliftLetterFacts:
    """What an uplift does to one agreement (pence)."""

    to: ToFamily
    from_day: date
    changes: tuple[RateChange, ...]
    old_week: int
    new_week: int
    arrears: int
    next_pence: int
    next_on: date | None
    query_by: date
    next_taken: int = 0  # comes out of it


def uplift_letter(given: UpliftLetterFacts, style_name: str) -> Drawn:
    """Draw the letter. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    since = unbroken(say_full(given.from_day))
    story: list[Block] = [
        mixed([("The rate of your direct payment changes from ", False), (since, True), (". Your hours stay the same.", False)],
              style),
        *_table(given, style),
        *part("Money for days already paid", [_arrears(given)], style),
        *part("Your next payment", [_next(given)], style),
        body("If you employ somebody, look with them at their wage: you may pass the rise on to them.", style),
        *disagree(given.to, given.query_by, style),
    ]  # fmt: skip
    return letter(given.to, "Your direct payment goes up", style, story)


def _table(given: UpliftLetterFacts, style: Style) -> list[Block]:
    rows = [(f"{one.words}, an hour", one.old, one.new) for one in given.changes]
    rows.append(("Your payment, a week", given.old_week, given.new_week))
    if style.blocks:
        return [
            stack([(words, True)], [[(f"Before: {pounds(old)}.", False)], [(f"Now: {pounds(new)}.", True)]], style)
            for words, old, new in rows
        ]
    cells: list[list[Run]] = [[(words, False), (pounds(old), False), (pounds(new), True)] for words, old, new in rows]
    since = unbroken(say_day(given.from_day))
    return amounts_table(("", "Before", f"From {since}"), cells, style, (0.46, 0.22, 0.32), {1, 2})


def _arrears(given: UpliftLetterFacts) -> str:
    if not given.arrears:
        return "Nothing: no day from then on was paid at the old rate."
    return f"Some days were paid at the old rate. We owe you {pounds(given.arrears)} for them. It comes with the next payments."


def _next(given: UpliftLetterFacts) -> list[Run]:
    rest = ", without what we owe you for earlier days." if given.arrears else "."
    return next_payment(given.next_pence, given.next_taken, given.next_on, rest)
