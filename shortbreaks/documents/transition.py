"""The transition letter at 17 and 17½ (domain.md section 4 no. 10): what comes after 18, and that nothing stops by itself."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import body, opening, questions, title
from shortbreaks.documents.said import closing
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import Run, unbroken


@dataclass(frozen=True, slots=True)
class TransitionFacts:
    """Everything the letter says; `awards` are what holds now, each unit apart, in words."""

    head: Letterhead
    child: str
    family: str
    dated: date
    dear: str
    age: str  # "17", "17½"
    reached_on: date
    eighteen_on: date
    awards: tuple[str, ...]
    until_day: date | None
    team: str
    refers: bool
    ask: str
    foot: str
    relay: str
    number: str = ""  # "T-00045-17½"; papers issued before it had one are drawn without


def transition_letter(given: TransitionFacts, style_name: str) -> Drawn:
    """Draw a transition letter in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    first = given.child.split(" ")[0]
    reached = unbroken(say_day(given.reached_on))
    tense = "turns" if given.reached_on >= given.dated else "turned"
    story = [
        title(f"Planning for {first}’s adult life", style),
        *opening(("Our reference", given.number) if given.number else None, given, style),
        body(f"{first} {tense} {given.age} on {reached}. We would like to plan with you and {first} what comes after 18.", style, 0.8),
        *questions(_answers(given, first), style),
        closing(given, style),
    ]
    foot = f"Letter {given.number}" if given.number else f"Family {given.family}"
    return draw(f"Planning for {first}’s adult life", foot, given.head, style, story)


def _answers(given: TransitionFacts, first: str) -> list[tuple[str, list[Run]]]:
    eighteen = unbroken(say_day(given.eighteen_on))
    until = f", until {unbroken(say_day(given.until_day))}" if given.until_day else ""
    now = f"{first} has {' and '.join(given.awards)}{until}." if given.awards else f"Nothing is awarded for {first} today."
    answers: list[tuple[str, list[Run]]] = [
        ("The breaks now", [(now, False)]),
        ("At 18", [
            ("Nothing stops by itself", True),
            (f" on {eighteen}. What {first} has goes on until a decision is made about what comes after.", False),
        ]),
        ("An assessment", [
            (f"If {first} is likely to need help as an adult, you and {first} can have an assessment before then.", False),
            (" Ask us for it: you do not have to wait.", False),
        ]),
    ]  # fmt: skip
    if given.refers:
        answers.append(("Who takes over", [(f"We now bring in the {given.team}, so that you meet before {first} is 18.", False)]))
    answers += [
        ("Own payment", [(f"From 16 on {first} can hold a direct payment in {first}’s own name, if {first} wishes.", False)]),
        ("What to do", [(f"Ring {given.ask} on {unbroken(given.head.phone)} for a day to talk. Tell us what {first} wants.", False)]),
    ]
    return answers
