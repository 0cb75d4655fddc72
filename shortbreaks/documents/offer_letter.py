"""The letter that offers a place: what, when, what it costs, until when, how to say yes, and what happens if nobody does."""

from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_full, say_span
from shortbreaks.documents.confirmation import charge_sentence
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, grid, mixed, opening, questions, stack, title
from shortbreaks.documents.said import closing, how_to_say_yes, said_full_moment
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

TITLE = "We can offer you a place"
IF_NOT = {
    "waits": "You stay on the waiting list for other days.",
    "ends": "Your request for this then ends. You can ask for another day at any time.",
    "": "You can ask for another day at any time.",
}


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """Everything the letter says; times on the clock in Kent, pence for each place.

    `after` says what becomes of the family's request when the offer lapses: "waits", "ends", or "" for one never made.
    """

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    service: str
    venue: str
    days: tuple[tuple[datetime, datetime], ...]
    until: datetime
    list_pence: tuple[int, ...]
    charge_pence: int
    exempt: str
    together: bool
    after: str
    foot: str
    relay: str
    liable: str = ""  # from 16 on, who pays and whose benefit counts (R-C1)
    whole: bool = False  # the family asked for all of these days or none
    allocation_words: str = ""  # what saying yes uses of the allowance, and what is left then


def offer_letter(given: OfferFacts, style_name: str) -> Drawn:
    """Draw an offer in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name = given.child.split(" ")[0]
    until = said_full_moment(given.until)
    shown: list[Block] = (
        [stack([(unbroken(say_full(start.date())), True)], [[(unbroken(_times(start, end)), False)]], style) for start, end in given.days]
        if style.blocks
        else grid(
            ["Day", "Time"],
            [[[(say_full(start.date()), True)], [(_times(start, end), False)]] for start, end in given.days], style, (0.55, 0.45),
        )
    )  # fmt: skip
    story = [
        title(TITLE, style),
        *opening(("Offer number", given.number), given, style),
        mixed([(f"{'Places are' if given.whole else 'A place is'} free for {name} at ", False), (given.service, True),
               (f"{' on all these days' if given.whole else ''}. We hold {'them' if given.whole else 'it'} for you until ", False),
               (until, True), (".", False)], style, 0.8),
        *shown,
        *questions(_answers(given, name, until), style),
        closing(given, style),
    ]  # fmt: skip
    return draw(TITLE, f"Offer {given.number}", given.head, style, story)


def _answers(given: OfferFacts, name: str, until: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    answers: list[tuple[str, list[tuple[str, bool]]]] = [
        ("Where", [(given.venue, False)]),
        ("What it costs", [(cost_sentence(given), False)]),
        how_to_say_yes(given.head, until, f"the number {unbroken(given.number)}"),
        ("To say no", [("Please tell us too, so that another family can have the place sooner. It changes nothing else for you.", False)]),
        ("If we do not hear", [
            (f"If we have not heard from you by {until}, the place goes to the next family. {IF_NOT[given.after]}", False),
        ]),
    ]  # fmt: skip
    if given.allocation_words:
        answers.insert(2, ("Your allowance", [(given.allocation_words, False)]))
    if given.whole:
        words = "You asked for all of these days or none. You can take all of them, or say no to all."
        answers.insert(2, ("All the days", [(words, False)]))
    if given.together:
        words = f"{name}’s place is offered together with the one for your other child. You can take both or neither."
        answers.insert(2, ("Both together", [(words, False)]))
    return answers


def cost_sentence(given: OfferFacts) -> str:
    """The sum in words, and that nothing is due before the family says yes."""
    if given.exempt or not given.charge_pence:
        return f"{charge_sentence(given.list_pence, given.charge_pence, 0, given.dated, given.exempt)} {given.liable}".strip()
    count = len(given.list_pence)
    if len(set(given.list_pence)) == 1:
        total = f"{count} {'session' if count == 1 else 'sessions'} × {pounds(given.list_pence[0])} = {pounds(given.charge_pence)}"
    else:
        total = " + ".join(pounds(pence) for pence in given.list_pence) + f" = {pounds(given.charge_pence)}"
    return f"{total}. You pay when you say yes; nothing is due before. {given.liable}".strip()


def _times(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return say_span(start, end)
    return f"{start:%H:%M} to {end:%H:%M} on {say_full(end.date())}"
