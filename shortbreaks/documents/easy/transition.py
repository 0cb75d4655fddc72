"""The transition letter at 17 and 17½ in easy read: what comes after 18, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.easy.parts import ABOUT, Idea, Part, easy_letter, easy_paper, our_number, plain, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.transition import TransitionFacts
from shortbreaks.documents.words import unbroken


def easy_transition(given: TransitionFacts) -> Drawn:
    """Draw a transition letter in easy read; one that was issued before it had a number is known by the family's."""
    title = f"Planning for {given.child.split(' ')[0]}’s adult life"
    if given.number:
        return easy_letter(title, "reference", given, _parts(given))
    about: list[Idea] = [
        ("child", [("It is about ", False), (unbroken(given.child), True)]),
        ("family", plain(f"Your family number is {unbroken(given.family)}.")),
        ("mail", plain(f"We wrote it on {unbroken(say_day(given.dated))}.")),
    ]
    return easy_paper(title, f"Family {given.family}", given, (*_parts(given), (ABOUT, about)), dear=given.dear)


def _parts(given: TransitionFacts) -> Iterator[Part]:
    first, eighteen = given.child.split(" ")[0], unbroken(say_day(given.eighteen_on))
    tense = "turns" if given.reached_on >= given.dated else "turned"
    yield "", [
        ("child", [(f"{first} {tense} {given.age} on ", False), (unbroken(say_day(given.reached_on)), True), (".", False)]),
        ("people", plain(f"We would like to plan with you and {first}.")), ("booking", plain("We plan what comes after 18.")),
    ]
    yield "The breaks now", _now(given, first)
    yield "At 18", [
        ("ok", [("Nothing stops by itself", True), (f" on {eighteen}.", False)]),
        ("register", plain(f"What {first} has goes on.")), ("clock", plain("It goes on until a decision is made about what comes after.")),
    ]
    yield "An assessment", [
        ("needs", plain(f"Is {first} likely to need help as an adult?")),
        ("people", plain(f"Then you and {first} can have an assessment before then.")),
        ("call", plain("Ask us for it.")), ("clock", plain("You do not have to wait.")),
    ]
    if given.refers:
        yield "Who takes over", [
            ("people", plain(f"We now bring in the {given.team}.")), ("booking", plain(f"So you meet before {first} is 18.")),
        ]
    yield "Own payment", [
        ("payment", plain(f"From 16 on {first} can hold a direct payment.")), ("person", plain(f"It is in {first}’s own name.")),
        ("help", plain(f"It is so if {first} wishes.")),
    ]
    yield "What to do", [
        ("call", plain(f"Ring {given.ask} for a day to talk.")), our_number(given), ("help", plain(f"Tell us what {first} wants.")),
    ]


def _now(given: TransitionFacts, first: str) -> Iterator[Idea]:
    if not given.awards:
        yield "info", plain(f"Nothing is awarded for {first} today.")
        return
    for one in given.awards:
        yield from told("register", f"{first} has {one}.")
    if given.until_day:
        yield "clock", plain(f"That is until {unbroken(say_day(given.until_day))}.")
