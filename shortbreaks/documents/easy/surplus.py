"""The surplus letter in easy read: the same sums in the same order as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, plain, ring_or_write, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.surplus_letter import WHY, SurplusLetterFacts, surplus_title
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds


def easy_surplus(given: SurplusLetterFacts) -> Drawn:
    """Draw the surplus letter in easy read."""
    return easy_letter(surplus_title(given), "direct payment number", given.to, _parts(given))


def _parts(given: SurplusLetterFacts) -> Iterator[Part]:
    to = given.to
    yield "", [
        *told("info", "The direct payment has ended." if given.final else ""),
        ("find", plain(f"We looked at what is in the account for {to.first_name}.")),
        ("booking", plain(f"We looked at the end of {unbroken(say_day(given.on))}.")),
    ]
    yield "How it was worked out", [("register", plain(given.final))] if given.final else _worked_out(given)
    if given.reason in WHY:
        yield "Why it was not spent", told("info", f"We have written down: {WHY[given.reason]}. Tell us if that is not right.")
    yield "What we ask" if given.outcome == "pay back" else "What was decided", _outcome(given)
    meanwhile = "We take nothing while we look at it again." if given.ask else ""
    yield "If you do not agree", [
        *ring_or_write(to, to.officer, given.reply_by), *told("ok", meanwhile), *told("document", LEAFLET)
    ]


def _worked_out(given: SurplusLetterFacts) -> Iterator[Idea]:
    if given.over:
        yield "payment", [("You hold ", False), (pounds(given.balance), True), (".", False)]
    if given.aside_pence:
        yield "register", [(pounds(given.aside_pence), True), (" is set aside for bills.", False)]
        for one in given.aside:
            yield "register", plain(f"Set aside: {one}.")
        yield "ok", plain("That is not counted.")
    else:
        yield "register", plain(f"Nothing was set aside for bills: {pounds(0)}." if given.over else "Nothing was set aside for bills.")
    if given.over and given.coming:
        yield "put-back", [(pounds(given.coming), True), (" comes back anyway.", False)]
    yield "booking", plain(f"You may hold {given.weeks} weeks of payments.")
    yield "payment", [(f"{given.weeks} × {pounds(given.week)} = ", False), (pounds(given.may_hold), True), (".", False)]
    if given.over:
        yield "info", [("That leaves ", False), (pounds(given.over), True), (" over.", False)]


def _outcome(given: SurplusLetterFacts) -> Iterator[Idea]:
    name = given.to.first_name
    if given.outcome == "pay back" and given.reply_by is not None:
        yield "payment", [("Pay ", False), (pounds(given.ask), True), (" back.", False)]
        yield "clock", [("Pay it by ", False), (unbroken(say_full(given.reply_by)), True), (".", False)]
        yield "call", plain("Or ring us by then.")
        yield "payment", plain("You can pay in parts.")
        yield "call", plain("Ring us and we agree how much comes out of each payment.")
        yield "payment", plain(f"It is never more than {given.most} of one.")
        yield "payment", plain("On a card we can take the money back for you.")
        yield from told("info", f"After that day it may come out of later payments. It is never more than {given.most} of one.")
        yield "care", plain(f"So {name}’s care goes on.")
    elif given.outcome == "more time":
        when = "" if given.final else f" on {unbroken(say_day(given.look_again))}" if given.look_again else " at the next review"
        yield from told("payment", f"You keep the money. We look at it again{when}. We ask nothing back before.")
    elif given.outcome == "plan review":
        yield from told("people", f"The support may not fit {name} any more. {given.to.officer} rings you. We look at the plan together.")
        yield "ok", plain("We ask nothing back now.")
    else:
        yield from told("ok", "You keep the money. There is nothing for you to do.")
