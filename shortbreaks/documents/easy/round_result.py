"""The result of an allocation round in easy read: what each child gets, what not and why, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.easy.parts import ABOUT, Idea, Part, by_then, easy_paper, our_number, plain, told, when
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.round_result import ChildResult, RoundResultFacts, result_title
from shortbreaks.documents.said import said_day
from shortbreaks.documents.words import unbroken

NOT_RIGHT = "Ring us if anything here is not right. Ring us if you think we decided wrongly."
AGAIN = "We look at it again with you. You may still not agree. Then we tell you how to complain."


def easy_round(given: RoundResultFacts) -> Drawn:
    """Draw a result letter in easy read."""
    return easy_paper(result_title(given), f"{given.round}, family {given.family}", given, _parts(given), dear=given.dear)


def _parts(given: RoundResultFacts) -> Iterator[Part]:
    yield "", _opening(given)
    for child in given.children:
        yield unbroken(child.child), _gets(child)
        if child.not_met:
            yield f"What {child.child.split(' ')[0]} does not get", _not_met(child)
    if given.until is not None and any(child.gets for child in given.children):
        yield "To say yes", [
            ("call", plain("Ring us.")), our_number(given), ("mail", plain(f"Or write to {unbroken(given.head.email)}.")),
            by_then(f"{said_day(given.until.date())} {unbroken(f'at {given.until:%H:%M}')}"),
            *told("people", "We hold the places for you until then. After that they go to the next family."),
        ]  # fmt: skip
    yield "What happens next", told("info", given.next_words)
    yield "How we decided", told("register", given.how_decided)
    yield "Questions", [*told("call", NOT_RIGHT), our_number(given), *told("people", AGAIN)]
    yield ABOUT, [
        ("family", [("Your family number is ", False), (unbroken(given.family), True), (".", False)]),
        ("mail", plain(f"We wrote it on {unbroken(say_day(given.dated))}.")),
    ]


def _opening(given: RoundResultFacts) -> Iterator[Idea]:
    yield "mail", plain(f"Thank you for your wishes for {given.round}.")
    if any(child.gets for child in given.children):
        yield from told("info", "This letter says what we can give you. It also says what we cannot.")
    else:
        yield from told("people", "We are sorry. More families asked than there were places. We could not give you one.")
        yield from told("info", "This letter says why. It also says what we do next.")


def _gets(child: ChildResult) -> Iterator[Idea]:
    first = child.child.split(" ")[0]
    if not child.gets:
        yield "close", plain(f"{first} gets no place this time.")
        return
    yield "ok", plain(f"{first} gets {'1 place' if len(child.gets) == 1 else f'{len(child.gets)} places'}.")
    for one in child.gets:
        yield "provider", [(one.service, True), (f", {one.venue}." if one.venue else ".", False)]
        yield from when(one.start, one.end)
    yield from told("payment", child.pay_words)


def _not_met(child: ChildResult) -> Iterator[Idea]:
    for one in child.not_met:
        yield "close", [(one.wish, True), (".", False)]
        yield from told("info", one.reason)
        yield from told("help", one.remedy)
