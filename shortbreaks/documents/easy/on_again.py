"""The notice that cancelled breaks are on again, in easy read: what is, what is not, and the money, one idea a line."""

from collections.abc import Iterator

from shortbreaks.documents.easy.cancellation import DISAGREE
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, told, when
from shortbreaks.documents.on_again import SORRY, BreakFacts, OnAgainFacts
from shortbreaks.documents.page import Drawn


def easy_on_again(given: OnAgainFacts) -> Drawn:
    """Draw the notice in easy read."""
    back = sum(not one.why_not for one in given.breaks)
    return easy_letter("Your break is on again" if back == 1 else "Your breaks are on again", "reference", given, _parts(given))


def _parts(given: OnAgainFacts) -> Iterator[Part]:
    first = given.child.split(" ")[0]
    were = "break was" if len(given.breaks) == 1 else "breaks were"
    yield "", [
        ("mail", plain(f"We wrote to you that {first}’s {were} cancelled.")), ("put-back", plain("That is not so any more.")),
        *told("info", given.reason),
    ]
    for number, one in enumerate(one for one in given.breaks if not one.why_not):
        yield "" if number else "What is on again", _break(one)
    gone = [one for one in given.breaks if one.why_not]
    if gone:
        yield "What could not be put back", told("info", SORRY)
    for one in gone:
        yield "", _break(one)
    yield "Money", told("payment", given.money)
    yield "Who owes it", told("person", given.liable)
    yield "Your allowance", told("register", given.allowance)
    yield "If it does not suit you", [
        *told("call", "Does the break not suit you any more? Ring us soon. We settle it with you."), our_number(given),
        ("info", plain("Is anything here wrong?")), *told("call", DISAGREE.removesuffix(" You can also complain to the council.")),
    ]


def _break(one: BreakFacts) -> Iterator[Idea]:
    yield "provider", [(one.service, True), (f", {one.venue}.", False)]
    yield from when(one.start, one.end)
    yield from told("close", one.why_not)
