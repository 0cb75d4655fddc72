"""What letters in easy read are built from: parts of ideas, each a short sentence with its picture (domain.md section 4)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.page import Drawn, draw
from shortbreaks.documents.parts import Addressed, Block, body, pictured, title
from shortbreaks.documents.said import Reached, closing, said_full_day
from shortbreaks.documents.style import EASY
from shortbreaks.documents.words import Run, kept_whole, unbroken
from shortbreaks.money import pounds

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£“])")
ABOUT = "About this letter"
Idea = tuple[str, list[Run]]
Part = tuple[str, Iterable[Idea]]


class Letter(Reached, Addressed, Protocol):
    """What the facts of every letter in easy read say of whom it is for, and its number."""

    @property
    def number(self) -> str: ...


def easy_letter(
    head: str, called: str, given: Letter, parts: Iterable[Part], form: Sequence[Block] = (), *, greets: bool = True
) -> Drawn:
    """Draw a letter in easy read: `head` is what it says first, `called` what its number is ("booking number"); parts in their order.

    `form` is what is filled in and sent back, after its end; what is no letter to anybody greets nobody.
    """
    reference = f"{called.removesuffix(' number').capitalize()} {given.number}"
    dear = given.dear if greets else ""
    return easy_paper(head, reference, given, (*parts, (ABOUT, _about(given, called))), form, dear)


def easy_paper(
    head: str, reference: str, given: Reached, parts: Iterable[Part], form: Sequence[Block] = (), dear: str = ""
) -> Drawn:
    """Draw a paper in easy read, with `reference` in its foot; `dear` is who is greeted, where somebody is."""
    story: list[Block] = [title(head, EASY), *((body(f"Dear {unbroken(dear)}", EASY),) if dear else ())]
    for heading, ideas in parts:
        story += pictured(heading, list(ideas), EASY)
    end = closing(given, EASY)
    if form:
        end = replace(end, after=EASY.body)  # a form begins clear of the box above it
    return draw(head, reference, given.head, EASY, [*story, end, *form])


def plain(words: str) -> list[Run]:
    """A sentence without anything heavy in it."""
    return [(kept_whole(words), False)]


def told(icon: str, words: str) -> Iterator[Idea]:
    """What the record says, one sentence a line."""
    for sentence in SENTENCE.split(words.strip()):
        if sentence:
            yield icon, plain(sentence)


def worked_out(words: str) -> Iterator[Idea]:
    """How an award is worked out, as the record says it on one line: each step for itself."""
    for step in words.rstrip(".").split(", "):
        yield "register", plain(f"{step[:1].upper()}{step[1:]}.")


def cost(pence: int, words: str) -> Iterator[Idea]:
    """The sum alone where there is one, then what else the record says of it; how it is worked out is in the other prints."""
    first, *rest = SENTENCE.split(words)
    if pence and "=" in first:
        yield "payment", [("It costs ", False), (pounds(pence), True), (".", False)]
    else:
        rest = [first, *rest]
    for sentence in rest:
        yield from told("payment", sentence)


def next_money(pence: int, taken: int, on: date | None) -> Iterator[Idea]:
    """What arrives next and when, less what comes out of it (pence)."""
    if not pence:
        yield "payment", plain("No payment is due at present.")
        return
    when = "with our next run" if on is None else f"on {unbroken(say_full(on))}"
    yield "payment", [("You get ", False), (f"{pounds(pence - taken)} {when}", True), (".", False)]
    if taken:
        yield "put-back", plain(f"That is {pounds(pence)} less {pounds(taken)}.")
        yield "put-back", plain(f"The {pounds(taken)} comes back to us.")


def when(start: datetime, end: datetime) -> Iterator[Idea]:
    """A day with its beginning and its end."""
    yield "booking", [(said_full_day(start.date()), True), (".", False)]
    yield "clock", plain(f"It starts at {unbroken(f'{start:%H:%M}')}.")
    if start.date() == end.date():
        yield "clock", plain(f"It ends at {unbroken(f'{end:%H:%M}')}.")
    else:
        yield "night", plain(f"It ends at {unbroken(f'{end:%H:%M}')} on {said_full_day(end.date())}.")


def comes_and_goes(arrives: datetime, leaves: datetime) -> Iterator[Idea]:
    """When a child comes for a stay, and when it goes home."""
    for begin, moment in (("Come", arrives), ("Go home", leaves)):
        yield "booking", [(f"{begin} on ", False), (said_full_day(moment.date()), True), (".", False)]
        yield "clock", plain(f"{begin} at {unbroken(f'{moment:%H:%M}')}.")


def by_then(day: str) -> Idea:
    """Until when something is to be done."""
    return "clock", [("Do it by ", False), (day, True), (".", False)]


def yes_ideas(given: Letter, until: str) -> list[Idea]:
    """By which ways and until when an offer is taken, and which number to name."""
    return [
        ("call", plain("Ring us.")), our_number(given), ("mail", plain(f"Or write to {unbroken(given.head.email)}.")), by_then(until),
        ("document", [("Tell us the number ", False), (unbroken(given.number), True), (".", False)]),
    ]  # fmt: skip


def ring_or_write(given: Reached, who: str, by: date | None) -> Iterator[Idea]:
    """Whom to ring, on which number, and until which day where there is one."""
    yield "call", plain(f"Ring {who}.")
    yield our_number(given)
    yield "mail", plain("Or write to us.")
    if by is not None:
        yield by_then(unbroken(say_day(by)))


def our_number(given: Reached) -> Idea:
    """By which number we are rung."""
    return "call", [("Our number is ", False), (unbroken(given.head.phone), True), (".", False)]


def late_or_unwell(contact: str, phone: str, name: str) -> Iterator[Idea]:
    """Whom to ring on the day; nothing without a number."""
    if not phone:
        return
    who = contact or "this number"
    yield "call", plain(f"Ring {who} if you are late.")
    yield "call", plain(f"Ring {who} if {name} is unwell.")
    yield "call", [("The number is ", False), (unbroken(phone), True), (".", False)]


def plans_change(name: str) -> Iterator[Idea]:
    """What holds whoever cancels."""
    yield "care", plain(f"If {name} is ill, there is no charge.")
    yield "provider", plain("If the provider cancels, you pay nothing.")
    yield "register", plain("Then your allowance goes back.")
    yield "call", plain("Then we ring you to find another day.")
    yield "call", plain("Ring us too if anything here is not right.")


def _about(given: Letter, called: str) -> Iterator[Idea]:
    yield "document", [(f"Your {called} is ", False), (unbroken(given.number), True), (".", False)]
    yield "child", [("It is about ", False), (unbroken(given.child), True)]
    yield "family", plain(f"Your family number is {unbroken(given.family)}.")
    yield "mail", plain(f"We wrote it on {unbroken(say_day(given.dated))}.")
