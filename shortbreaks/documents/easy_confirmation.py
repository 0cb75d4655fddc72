"""A booking confirmation in easy read: one idea a line in a short sentence, each with a picture, in large type (domain.md section 4).

Every amount, day and name is the record's, as in the other prints; what people wrote stands as they wrote it, a sentence a line.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, draw
from shortbreaks.documents.parts import Block, body, pictured, title
from shortbreaks.documents.said import closing, said_full_day, said_moment
from shortbreaks.documents.style import EASY
from shortbreaks.documents.words import Run, kept_whole, unbroken
from shortbreaks.money import pounds

if TYPE_CHECKING:
    from shortbreaks.documents.confirmation import ConfirmationFacts

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£“])")
Idea = tuple[str, list[Run]]


def easy_confirmation(given: "ConfirmationFacts") -> Drawn:
    """Draw a confirmation in easy read."""
    name = given.child.split(" ")[0]
    story: list[Block] = [title("Your booking is confirmed", EASY), body(f"Dear {unbroken(given.dear)}", EASY)]
    for heading, ideas in _parts(given, name):
        story += pictured(heading, ideas, EASY)
    story.append(closing(given, EASY))
    return draw("Your booking is confirmed", f"Booking {given.number}", given.head, EASY, story)


def _parts(given: "ConfirmationFacts", name: str) -> Iterator[tuple[str, list[Idea]]]:
    """The letter's parts in the order of the other prints, each with its ideas."""
    yield "", [
        ("ok", _plain(f"{name} has a place.")),
        ("provider", [("It is at ", False), (given.service, True), (".", False)]),
    ]
    yield "When", [idea for session in given.sessions for idea in _when(session.start, session.end)]
    yield "Where", [*_told("map", given.venue), *_told("map", given.directions)]
    yield "What it costs", list(_cost(given))
    yield "Your allowance", list(_told("register", given.allocation_words))
    yield "On the day", [
        *_ring(given, name), *_told("family", given.transport), *_told("person", _collects(given)),
        *_told("needs", given.bring and f"Please bring: {given.bring}"),
        *(() if given.bring else _told("medicine", "Please bring medicine in its own box with the chemist’s label.")),
    ]  # fmt: skip
    yield "If plans change", list(_changes(given, name))
    yield "About this letter", [
        ("document", [("Your booking number is ", False), (unbroken(given.number), True), (".", False)]),
        ("child", [("It is about ", False), (unbroken(given.child), True)]),
        ("family", _plain(f"Your family number is {unbroken(given.family)}.")),
        ("mail", _plain(f"We wrote it on {unbroken(say_day(given.dated))}.")),
    ]


def _plain(words: str) -> list[Run]:
    return [(kept_whole(words), False)]


def _told(icon: str, words: str) -> Iterator[Idea]:
    """What the record says, one sentence a line."""
    for sentence in SENTENCE.split(words.strip()):
        if sentence:
            yield icon, _plain(sentence)


def _when(start: datetime, end: datetime) -> Iterator[Idea]:
    yield "booking", [(said_full_day(start.date()), True), (".", False)]
    yield "clock", _plain(f"It starts at {unbroken(f'{start:%H:%M}')}.")
    if start.date() == end.date():
        yield "clock", _plain(f"It ends at {unbroken(f'{end:%H:%M}')}.")
    else:
        yield "night", _plain(f"It ends at {unbroken(f'{end:%H:%M}')} on {said_full_day(end.date())}.")


def _cost(given: "ConfirmationFacts") -> Iterator[Idea]:
    """The sum alone where there is one, then what else the record says of it; how it is worked out is in the other prints."""
    first, *rest = SENTENCE.split(given.charge_words)
    if given.charge_pence and "=" in first:
        yield "payment", [("It costs ", False), (pounds(given.charge_pence), True), (".", False)]
    else:
        rest = [first, *rest]
    for sentence in rest:
        yield from _told("payment", sentence)


def _collects(given: "ConfirmationFacts") -> str:
    return given.collected_by and f"Who collects: {given.collected_by}"


def _ring(given: "ConfirmationFacts", name: str) -> Iterator[Idea]:
    if not given.day_phone:
        return
    who = given.day_contact or "this number"
    yield "call", _plain(f"Ring {who} if you are late.")
    yield "call", _plain(f"Ring {who} if {name} is unwell.")
    yield "call", [("The number is ", False), (unbroken(given.day_phone), True), (".", False)]


def _changes(given: "ConfirmationFacts", name: str) -> Iterator[Idea]:
    yield "call", _plain("Ring us if you cannot come.")
    yield "call", [("Our number is ", False), (unbroken(given.head.phone), True), (".", False)]
    several = len(given.sessions) > 1
    for session in given.sessions:
        if session.free_until is None and session.half_until is None:
            continue
        if several:
            yield "booking", [(f"For {said_full_day(session.start.date())}:", True)]
        if session.free_until is not None:
            yield "ok", _plain(f"You pay nothing if you cancel by {said_moment(session.free_until)}.")
        if session.half_until is not None:
            part = "half" if session.half_percent == 50 else f"{session.half_percent}% of it"
            yield "payment", _plain(f"You pay {part} if you cancel by {said_moment(session.half_until)}.")
    yield "care", _plain(f"If {name} is ill, there is no charge.")
    yield "provider", _plain("If the provider cancels, you pay nothing.")
    yield "register", _plain("Then your allowance goes back.")
    yield "call", _plain("Then we ring you to find another day.")
    yield "call", _plain("Ring us too if anything here is not right.")
