"""Days, moments, sums and answers as several letters say them; what belongs together stays on one line."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from shortbreaks.dates import say_day, say_full, say_weekday
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.parts import Block, box
from shortbreaks.documents.style import Style
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds

NOT_CHARGED = "There is nothing to pay. Families who receive certain benefits are not charged."
MEDICINE = "Medicine in its own box with the chemist’s label."


def own_fee(who: str, prices: Collection[int], each: str) -> str:
    """What a family hears of a fee that is the provider's or the house's own (R-C2): prices in pence, nought where nobody knows it."""
    known = " or ".join(pounds(pence) for pence in sorted(set(prices)) if pence)
    fee = f"its own fee, {known} {each}" if known else f"its own fee; the {who} tells you what it is"
    return f"The {who} asks for {fee}. You pay it to the {who}. The council charges nothing."


Answer = tuple[str, list[Run]]


class Reached(Protocol):
    """What the facts of a letter say of other formats and of how to reach us."""

    @property
    def head(self) -> Letterhead: ...
    @property
    def foot(self) -> str: ...
    @property
    def relay(self) -> str: ...


def said_day(day: date) -> str:
    """Saturday 25 July: the day of the month stays beside its month, the weekday may stand above them."""
    return _unparted(say_weekday(day))


def said_full_day(day: date) -> str:
    """Saturday 25 July 2026, where the letter does not say the year beside it."""
    return _unparted(say_full(day))


def said_moment(moment: datetime) -> str:
    """Saturday 25 July at 10:00."""
    return f"{said_day(moment.date())} {_at(moment)}"


def said_full_moment(moment: datetime) -> str:
    """Wednesday 8 April 2026 at 23:59."""
    return f"{said_full_day(moment.date())} {_at(moment)}"


def _unparted(words: str) -> str:
    weekday, _, rest = words.partition(" ")
    return f"{weekday} {unbroken(rest)}"


def _at(moment: datetime) -> str:
    return unbroken(f"at {moment:%H:%M}")


def said_paid(pence: int, paid: int, paid_on: date) -> str:
    """What was paid of a charge, and what is still to pay; all in pence."""
    if paid >= pence:
        return f"You paid {pounds(paid)} on {unbroken(say_day(paid_on))}. There is nothing more to pay."
    if paid:
        return f"You paid {pounds(paid)}. {pounds(pence - paid)} is still to pay."
    return f"{pounds(pence)} is still to pay; ring us to pay by card."


def said_bring(bring: str) -> str:
    """What to bring, as the provider asks for it; medicine in its own box is said to everybody, since no paper says who has any."""
    return bring if "medicine" in bring.casefold() else " ".join(filter(None, (bring, MEDICINE)))


def how_to_say_yes(head: Letterhead, until: str, give: str) -> Answer:
    """By which ways and until when an offer is taken; `give` is the number to name."""
    return ("To say yes", [
        ("Ring us on ", False), (unbroken(head.phone), True), (f" or write to {unbroken(head.email)} by ", False),
        (until, True), (f". Give {give}.", False),
    ])  # fmt: skip


def closing(given: Reached, style: Style) -> Block:
    """How a letter to a family ends: other formats, and how to reach us."""
    return box(f"{given.foot} Ring {unbroken(given.head.phone)}, or use Relay UK: {given.relay}.", style)
