"""The letters of a stay in easy read, booked and offered: the same facts as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.easy.parts import Idea, Part, comes_and_goes, easy_letter, our_number, plain, told, yes_ideas
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.said import MEDICINE, said_bring, said_full_moment, said_moment
from shortbreaks.documents.stay_letter import (
    ASK_THE_WAY,
    BOOKED,
    NOBODY_NOTED,
    OFFERED,
    StayConfirmationFacts,
    StayOfferFacts,
)
from shortbreaks.documents.words import unbroken
from shortbreaks.words import counted


def easy_stay_confirmation(given: StayConfirmationFacts) -> Drawn:
    """Draw the letter of a booked stay in easy read."""
    return easy_letter(BOOKED, "stay number", given, _booked(given, given.child.split(" ")[0]))


def easy_stay_offer(given: StayOfferFacts) -> Drawn:
    """Draw the letter of an offered stay in easy read."""
    return easy_letter(OFFERED, "stay number", given, _offered(given, given.child.split(" ")[0]))


def _booked(given: StayConfirmationFacts, name: str) -> Iterator[Part]:
    yield "", [("ok", plain(f"{name} has a bed.")), *_where_and_long(given.house, name, given.nights)]
    yield "When", comes_and_goes(given.arrives, given.leaves)
    yield "Where", [*told("map", given.where or ASK_THE_WAY), *told("map", given.directions)]
    yield "What it costs", told("payment", given.charge_words)
    yield "Your allowance", told("register", given.allocation_words)
    if given.day_phone:
        yield "During the stay", _ring(given, name)
    yield "Getting there", told("family", given.transport)
    yield "Who collects", told("person", given.collected_by or NOBODY_NOTED.format(child=name))
    yield "Please bring", [
        *told("needs", given.bring), *(() if said_bring(given.bring) == given.bring else told("medicine", MEDICINE)),
    ]  # fmt: skip
    yield "If plans change", [("call", plain("Ring us if you cannot come.")), our_number(given), *_plans(given, name)]
    yield "Something wrong", told("call", "Is something not right? Ring us. We look at it again with you.")


def _where_and_long(house: str, name: str, nights: int) -> Iterator[Idea]:
    yield "bed", [("It is at ", False), (house, True), (".", False)]
    yield "night", plain(f"{name} stays for {counted(nights, 'night')}.")


def _ring(given: StayConfirmationFacts, name: str) -> Iterator[Idea]:
    who = given.day_contact or "this number"
    for why in ("you are late", f"{name} is unwell", f"you wish to know how {name} is"):
        yield "call", plain(f"Ring {who} if {why}.")
    yield "call", [("The number is ", False), (unbroken(given.day_phone), True), (".", False)]


def _plans(given: StayConfirmationFacts, name: str) -> Iterator[Idea]:
    """Until when cancelling costs nothing, or a part, and puts the nights back; each to the minute (R-C3, A9)."""
    uses, back = bool(given.allocation_words), given.back_until
    if given.charged and given.free_until is not None:
        yield "ok", plain(f"You pay nothing if you cancel by {said_moment(given.free_until)}.")
    elif given.charged:
        yield from told("payment", "It is too late now to cancel without a charge. Ring us as soon as you know.")
    if given.part_until is not None:
        yield "payment", plain(f"You pay {given.part_percent}% if you cancel by {said_moment(given.part_until)}.")
    if uses and back is None:
        yield "register", plain("It is too late now for the nights to go back to your allowance.")
    elif uses and back is not None:
        yield "register", plain(f"The nights go back to your allowance if you cancel by {said_moment(back)}.")
        yield "register", plain("Later they stay used.")
    costs = "no money and no nights" if uses and given.charged else "no nights" if uses else "nothing"
    yield "care", plain(f"If {name} is ill, it costs {costs}.")
    yield "provider", plain(f"If the house cancels, it costs {costs}.")


def _offered(given: StayOfferFacts, name: str) -> Iterator[Part]:
    until = said_full_moment(given.until)
    yield "", [
        ("offer", plain(f"A bed is free for {name}.")), *_where_and_long(given.house, name, given.nights),
        ("clock", [("We hold it for you until ", False), (until, True), (".", False)]),
    ]  # fmt: skip
    yield "When", comes_and_goes(given.arrives, given.leaves)
    yield "Where", told("map", given.where or ASK_THE_WAY)
    yield "What it costs", told("payment", given.charge_words)
    yield "Your allowance", told("register", given.allocation_words)
    if given.together:
        others = "your other child" if given.together == 1 else f"your {given.together} other children"
        which = "both" if given.together == 1 else "all"
        yield "Together", told(
            "siblings", f"There is a bed for {others} too. We offer the beds together. You can take {which}. Or you can take none."
        )
    yield "To say yes", yes_ideas(given, until)
    yield "To say no", told("call", "Please tell us too. Then another family can have the bed sooner. It changes nothing else for you.")
    yield "If we do not hear", [
        ("waiting", plain(f"We wait until {until}.")), ("people", plain("Then the bed is free for another family.")),
        *told("register", "No night of your allowance is used."), *told("waiting", _after(given)),
    ]  # fmt: skip


def _after(given: StayOfferFacts) -> str:
    if given.waits_until is None:
        return "You can ask for other nights at any time."
    return f"You stay on our list for nights. Your request waits up to {unbroken(say_day(given.waits_until))}."
