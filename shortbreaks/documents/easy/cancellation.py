"""A cancellation notice in easy read: the same facts as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.cancellation import AlternativeFacts, CancelledBreak, NoticeFacts, outcome_of, who_cancelled
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, told, when
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

DISAGREE = "Ring us or write to us. Somebody who did not decide it looks again. We answer in writing. You can also complain to the council."


def easy_cancellation(given: NoticeFacts) -> Drawn:
    """Draw a cancellation notice in easy read."""
    return easy_letter(outcome_of(given), "notice number", given, _parts(given))


def _parts(given: NoticeFacts) -> Iterator[Part]:
    yield "", told("put-back" if given.refilled else "close", who_cancelled(given))
    for number, one in enumerate(given.breaks):
        yield "What you do not go to" if not number else "", _break(one)
    yield "Money", told("payment", given.refund_words)
    yield "Who owes it", told("person", given.liable_words)
    yield "Your allowance", told("register", given.allowance_words)
    yield "Instead", _instead(given)
    yield "If you disagree", [*told("info", "Is anything wrong? Is the charge not fair?"), *told("call", DISAGREE)]


def _break(one: CancelledBreak) -> Iterator[Idea]:
    yield "provider", [(one.service, True), (f", {one.venue}.", False)]
    yield from when(one.start, one.end)
    yield "call", plain(f"We heard on {unbroken(say_day(one.told.date()))} {unbroken(f'at {one.told:%H:%M}')}.")
    yield from told("payment", one.sum_words)
    if one.was_pence or one.pence:
        yield "payment", [("You pay ", False), (pounds(one.pence), True), (".", False)]
    yield from told("payment", one.back_words)


def _instead(given: NoticeFacts) -> Iterator[Idea]:
    if not given.alternatives:
        yield from told("find", given.no_alternative)
        return
    yield from told("find", "We looked for other breaks that fit. We do not hold them for you. Ring us soon.")
    yield our_number(given)
    for one in given.alternatives:
        yield from _alternative(one)


def _alternative(one: AlternativeFacts) -> Iterator[Idea]:
    yield "provider", [(one.service, True), (f", {one.place}.", False)]
    yield from when(one.start, one.end)
    if one.to_ask:
        yield "info", plain("We would settle one thing with you first.")
