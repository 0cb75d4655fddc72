"""The waiting-list letter for nights: what is waited for and since when, how we choose, and how to stop waiting (no. 9)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import WEEKDAYS, say_day, say_full
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import mixed, opening, questions, title
from shortbreaks.documents.said import closing
from shortbreaks.documents.style import style_named
from shortbreaks.documents.waiting_letter import CHANGES
from shortbreaks.documents.words import unbroken
from shortbreaks.words import counted

TITLE = "You are on the waiting list for nights"
NEXT = (
    "When nights are free for you, we ring and write, and say until when we hold the bed. If you say no or do not answer, "
    "you wait on for other nights and keep your place."
)


@dataclass(frozen=True, slots=True)
class NightsWaitingFacts:
    """Everything the letter says; `house` "" is any house, `weekdays` the nights wished for (0 Monday), none for any."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    house: str
    nights: int
    from_day: date
    until_day: date
    weekdays: tuple[int, ...]
    asked_on: date
    reviewed_on: date
    band: str
    order: tuple[str, ...]
    helps: tuple[str, ...]
    foot: str
    relay: str
    together: int = 0  # the family's other children who wait with the child, for all of them or none (R-B5)


def nights_waiting_letter(given: NightsWaitingFacts, style_name: str) -> Drawn:
    """Draw it in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name = given.child.split(" ")[0]
    nights = counted(given.nights, "night") + (" in a row" if given.nights > 1 else "")
    where = [(given.house, True)] if given.house else [("any of our houses", False)]
    story = [
        title(TITLE, style),
        *opening(("Request number", given.number), given, style),
        mixed([(f"{name} is waiting for {nights} at ", False), *where, (f". {_days(given)}", False)], style, 0.8),
        *questions(_answers(given, name), style),
        closing(given, style),
    ]
    return draw(TITLE, f"Request {given.number}", given.head, style, story)


def _days(given: NightsWaitingFacts) -> str:
    """Arriving on or after Friday 7 August 2026 and home by Monday 10 August 2026, on Friday or Saturday nights."""
    first, last = unbroken(say_full(given.from_day)), unbroken(say_full(given.until_day))
    wished = [WEEKDAYS[day] for day in given.weekdays]
    which = f", on {', '.join(wished[:-1])}{' or ' if wished[:-1] else ''}{wished[-1]} nights only" if wished else ""
    return f"You asked for nights from {first} on, home by {last}{which}."


def _answers(given: NightsWaitingFacts, name: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    asked, reviewed, phone = unbroken(say_day(given.asked_on)), unbroken(say_day(given.reviewed_on)), unbroken(given.head.phone)
    answers: list[tuple[str, list[tuple[str, bool]]]] = [
        ("Where you stand", [("Today you are ", False), (given.band, True), (CHANGES, False)]),
        ("How we choose", [("When nights are free, these come first, in this order: " + "; ".join(given.order) + ".", False)]),
        ("You asked on", [(f"{asked}. We last looked at your request together on {reviewed}.", False)]),
        ("What could help", [(" ".join(given.helps), False)]),
        ("What happens next", [(NEXT, False)]),
        ("To stop waiting", [
            ("Ring us on ", False), (phone, True), (" and say so; nothing else changes. Ring us too if other nights would do, or ", False),
            (f"if things have become harder for {name} or at home.", False),
        ]),
    ]  # fmt: skip
    if given.together:
        which, answer = ("both", "Both together") if given.together == 1 else ("all of them", "All together")
        words = f"We offer {which} the same nights, or none, as you asked. Tell us if each may go alone."
        answers.insert(1, (answer, [(words, False)]))
    return answers
