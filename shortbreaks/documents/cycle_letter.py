"""Payments fall otherwise from a day: how often then, each sum until the first whole one, and the day it arrives (R-D12)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import amounts_table
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body, mixed, stack
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One payment: the days it is for, its pence, and the day the money arrives."""

    first: date
    last: date
    pence: int
    arrives: date


@dataclass(frozen=True, slots=True)
class CycleLetterFacts:
    """How an agreement is paid from a day, with each payment until the first whole one."""

    to: ToFamily
    from_day: date
    before: str  # "every four weeks"
    now: str
    reason: str
    payments: tuple[PaymentFacts, ...]
    query_by: date


def cycle_letter(given: CycleLetterFacts, style_name: str) -> Drawn:
    """Draw the letter. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    since = unbroken(say_full(given.from_day))
    story: list[Block] = [
        mixed([("From ", False), (since, True), (f" we pay you {given.now}", True), (f", no longer {given.before}.", False)], style),
        *part("Why", [f"{given.reason.rstrip('.')}."] if given.reason else [], style),
        *part("Your next payments", [_lead(given)], style),
        *_table(given, style),
        body(_then(given), style),
        body("A payment for fewer days is worked out by its days. Nothing else of your direct payment changes.", style),
        *disagree(given.to, given.query_by, style),
    ]  # fmt: skip
    return letter(given.to, f"We pay you {given.now}", style, story)


def _lead(given: CycleLetterFacts) -> str:
    return "Each comes ahead of the days it is for." if given.payments else "No payment is due at present."


def _then(given: CycleLetterFacts) -> str:
    if not given.payments:
        return "Your payments go on as before until you hear from us."
    return f"From then on it is {pounds(given.payments[-1].pence)} {given.now}, as long as your award stays the same."


def _table(given: CycleLetterFacts, style: Style) -> list[Block]:
    if not given.payments:
        return []
    rows = [(f"{_day(one.first)} to {_day(one.last)}", _day(one.arrives), one.pence) for one in given.payments]
    if style.blocks:
        return [
            stack([(days, True)], [[(f"Arrives on {arrives}.", False)], [(f"{pounds(pence)}.", True)]], style)
            for days, arrives, pence in rows
        ]
    cells: list[list[Run]] = [[(days, False), (arrives, False), (pounds(pence), True)] for days, arrives, pence in rows]
    return amounts_table(("For these days", "Arrives on", "Amount"), cells, style, (0.52, 0.28, 0.20), {2})


def _day(day: date) -> str:
    return unbroken(say_day(day))
