"""Waiting-list letters in easy read, for places and for nights: the same facts as in the other prints, one idea a line."""

from collections.abc import Iterator, Sequence

from shortbreaks.dates import WEEKDAYS, say_day, say_full
from shortbreaks.documents import nights_waiting_letter, waiting_letter
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, told
from shortbreaks.documents.nights_waiting_letter import NightsWaitingFacts
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.waiting_letter import WaitingFacts
from shortbreaks.documents.words import unbroken
from shortbreaks.words import counted

Facts = WaitingFacts | NightsWaitingFacts


def easy_waiting(given: WaitingFacts) -> Drawn:
    """Draw a waiting-list letter in easy read."""
    name = given.child.split(" ")[0]
    first: Part = ("", [
        ("waiting", plain(f"{name} is waiting for a place.")), ("provider", [("It is at ", False), (given.service, True), (".", False)]),
        ("booking", plain(f"You asked for a place {given.days}.")),
    ])  # fmt: skip
    together = "You asked for your children to go together. We offer both places. Or we offer none." if given.together else ""
    free = "We ring you when a place is free for you. We write to you too. The letter says until which day and time we hold it for you."
    ring = f"Ring us if {name} no longer waits. Ring us if other days would do. Ring us if things have become harder at home."
    parts = _parts(given, "When a place is free, we choose in this order:", together, free, ("If plans change", ring))
    return easy_letter(waiting_letter.TITLE, "request number", given, [first, *parts])


def easy_nights_waiting(given: NightsWaitingFacts) -> Drawn:
    """Draw a waiting-list letter for nights in easy read."""
    name = given.child.split(" ")[0]
    which = "both" if given.together == 1 else "all of them"
    together = f"You asked for this for {which}. We offer {which} the same nights. Or we offer none. Tell us if each may go alone."
    free = (
        "We ring you when nights are free for you. We write to you too. We say until when we hold the bed. You can say no. "
        "Then you wait on for other nights. You keep your place. It is the same if you do not answer."
    )
    ring = (
        "Ring us and say so. Nothing else changes. Ring us too if other nights would do. "
        f"Ring us too if things have become harder for {name} or at home."
    )
    choose = "When nights are free, we choose in this order:"
    parts = _parts(given, choose, together if given.together else "", free, ("To stop waiting", ring))
    return easy_letter(nights_waiting_letter.TITLE, "request number", given, [("", _nights(given, name)), *parts])


def _nights(given: NightsWaitingFacts, name: str) -> Iterator[Idea]:
    yield "waiting", plain(f"{name} is waiting for {counted(given.nights, 'night')}{' in a row' if given.nights > 1 else ''}.")
    yield "bed", [("It is at ", False), (given.house or "any of our houses", bool(given.house)), (".", False)]
    yield "booking", [("You asked for nights from ", False), (unbroken(say_full(given.from_day)), True), (" on.", False)]
    yield "booking", [("Home by ", False), (unbroken(say_full(given.until_day)), True), (".", False)]
    wished = [WEEKDAYS[day] for day in given.weekdays]
    if wished:
        yield "night", plain(f"On {', '.join(wished[:-1])}{' or ' if wished[:-1] else ''}{wished[-1]} nights only.")


def _parts(given: Facts, choose: str, together: str, free: str, last: tuple[str, str]) -> Iterator[Part]:
    """What both letters say of where a family stands, how we choose, and what comes next."""
    yield "Where you stand", [
        ("people", [("Today you are ", False), (given.band, True), (".", False)]),
        *told("info", "This can change. Other families come and go."),
    ]  # fmt: skip
    yield "Together", told("siblings", together)
    yield "How we choose", [("register", plain(choose)), *_order(given.order)]
    yield "When you asked", [
        ("booking", plain(f"You asked on {unbroken(say_day(given.asked_on))}.")),
        ("people", plain(f"We last looked at it with you on {unbroken(say_day(given.reviewed_on))}.")),
    ]
    yield "What could help", [idea for one in given.helps for idea in told("help", one)]
    yield "What happens next", told("call", free)
    heading, words = last
    yield heading, [*told("call", words), our_number(given)]


def _order(lines: Sequence[str]) -> Iterator[Idea]:
    for number, line in enumerate(lines, 1):
        yield "people", plain(f"{number}. {line[:1].upper()}{line[1:].rstrip('.')}.")
