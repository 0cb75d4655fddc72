"""The waiting-list letter: for what a family waits, where it stands in words and never a number, and what could help (no. 9)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import mixed, opening, questions, title
from shortbreaks.documents.said import closing
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import unbroken

CHANGES = ". Where you stand can change as other families come and go."
NEXT = (
    "When a place is free for you, we ring you and write to you. The letter says until which day and time we hold it for you."
)
TITLE = "You are on the waiting list"


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """Everything the letter says; `band` is where the family stands in words, `helps` what could bring a place sooner."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    service: str
    days: str
    asked_on: date
    reviewed_on: date
    band: str
    order: tuple[str, ...]
    helps: tuple[str, ...]
    together: bool
    foot: str
    relay: str


def waiting_letter(given: WaitingFacts, style_name: str) -> Drawn:
    """Draw it in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name = given.child.split(" ")[0]
    story = [
        title(TITLE, style),
        *opening(("Request number", given.number), given, style),
        mixed([(f"{name} is waiting for a place at ", False), (given.service, True), (f", {given.days}.", False)], style, 0.8),
        *questions(_answers(given, name), style),
        closing(given, style),
    ]  # fmt: skip
    return draw(TITLE, f"Request {given.number}", given.head, style, story)


def _answers(given: WaitingFacts, name: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    asked, reviewed = unbroken(say_day(given.asked_on)), unbroken(say_day(given.reviewed_on))
    answers: list[tuple[str, list[tuple[str, bool]]]] = [
        ("Where you stand", [("Today you are ", False), (given.band, True), (CHANGES, False)]),
        ("How we choose", [("When a place is free, these come first, in this order: " + "; ".join(given.order) + ".", False)]),
        ("You asked on", [(f"{asked}. We last looked at your request together on {reviewed}.", False)]),
        ("What could help", [(" ".join(given.helps), False)]),
        ("What happens next", [(NEXT, False)]),
        ("If plans change", [
            ("Ring us on ", False), (unbroken(given.head.phone), True),
            (f" if {name} no longer waits, if other days would do, or if things have become harder at home.", False),
        ]),
    ]  # fmt: skip
    if given.together:
        answers.insert(1, ("Both together", [("You asked for your children to go together. We offer both places, or neither.", False)]))
    return answers
