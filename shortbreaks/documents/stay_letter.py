"""The two letters of nights in a house: that a stay is booked, and that one is offered; first name and initial, no diagnosis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, grid, mixed, opening, questions, stack, title
from shortbreaks.documents.said import (
    NOT_CHARGED,
    Answer,
    closing,
    how_to_say_yes,
    own_fee,
    said_bring,
    said_full_moment,
    said_moment,
)
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds
from shortbreaks.words import counted

BOOKED, OFFERED = "Your stay is booked", "We can offer you a stay"
ASK_THE_WAY = "Ring us for the address and the way there."
NOBODY_NOTED = "Nobody is noted yet. Please tell us who collects {child}."
BACK = " and the nights still go back; later they stay used"
NOT_RIGHT = ": we look at it again with you."


@dataclass(frozen=True, slots=True)
class StayConfirmationFacts:
    """Everything the letter of a booked stay says; times on the clock in Kent.

    Each moment is the last to cancel: without a charge, for a part of it, and with the nights put back. It is None once
    it has passed, and the first two where nothing is charged.
    """

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    house: str
    where: str
    directions: str
    arrives: datetime
    leaves: datetime
    nights: int
    charge_words: str
    charged: bool
    allocation_words: str
    free_until: datetime | None
    part_until: datetime | None
    part_percent: int
    back_until: datetime | None
    day_contact: str
    day_phone: str
    bring: str
    collected_by: str
    transport: str
    foot: str
    relay: str


@dataclass(frozen=True, slots=True)
class StayOfferFacts:
    """Everything the letter of an offered stay says; `waits_until` is the last day for which the family's request waits on."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    house: str
    where: str
    arrives: datetime
    leaves: datetime
    nights: int
    until: datetime
    charge_words: str
    allocation_words: str
    waits_until: date | None
    foot: str
    relay: str
    together: int = 0  # the family's other children who are offered the same nights, for all of them or none (R-B5)


def stay_confirmation(given: StayConfirmationFacts, style_name: str) -> Drawn:
    """Draw the letter of a booked stay in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name = given.child.split(" ")[0]
    story = [
        title(BOOKED, style),
        *opening(("Number", given.number), given, style),
        mixed([(f"{name} stays at ", False), (given.house, True), (f" for {counted(given.nights, 'night')}.", False)], style),
        *_times(given, style),
        *questions(_answers(given, name), style),
        closing(given, style),
    ]
    return draw(BOOKED, given.number, given.head, style, story)


def stay_offer(given: StayOfferFacts, style_name: str) -> Drawn:
    """Draw the letter of an offered stay in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name, until = given.child.split(" ")[0], said_full_moment(given.until)
    story = [
        title(OFFERED, style),
        *opening(("Number", given.number), given, style),
        mixed([
            (f"A bed is free for {name} at ", False), (given.house, True),
            (f" for {counted(given.nights, 'night')}. We hold it for you until ", False), (until, True), (".", False),
        ], style, 0.8),
        *_times(given, style),
        *questions(_offer_answers(given, until), style),
        closing(given, style),
    ]  # fmt: skip
    return draw(OFFERED, given.number, given.head, style, story)


def _times(given: StayConfirmationFacts | StayOfferFacts, style: Style) -> list[Block]:
    """When the child comes and leaves, and how many nights lie between."""
    arrives, leaves, nights = said_full_moment(given.arrives), said_full_moment(given.leaves), counted(given.nights, "night")
    if style.blocks:
        return [stack([(nights, True)], [[("Arrive ", False), (arrives, True)], [("Leave ", False), (leaves, True)]], style)]
    return grid(["Arrive", "Leave", "Nights"], [[[(arrives, True)], [(leaves, True)], [(nights, False)]]], style, (0.4, 0.4, 0.2))


def _answers(given: StayConfirmationFacts, name: str) -> list[Answer]:
    where = " ".join(filter(None, (given.where or ASK_THE_WAY, given.directions)))
    answers: list[Answer] = [("Where", [(where, False)]), ("What it costs", [(given.charge_words, False)])]
    if given.allocation_words:
        answers.append(("Your allowance", [(given.allocation_words, False)]))
    if given.day_phone:
        who = f"Ring {given.day_contact} on " if given.day_contact else "Ring "
        late = f" if you are late, {name} is unwell, or you wish to know how {name} is."
        answers.append(("During the stay", [(who, False), (unbroken(given.day_phone), True), (late, False)]))
    if given.transport:
        answers.append(("Getting there", [(given.transport, False)]))
    answers += [
        ("Who collects", [(given.collected_by or NOBODY_NOTED.format(child=name), False)]),
        ("Please bring", [(said_bring(given.bring), False)]),
        ("If plans change", _plans(given, name)),
        ("Something wrong", [("Ring us on ", False), (unbroken(given.head.phone), True), (NOT_RIGHT, False)]),
    ]  # fmt: skip
    return answers


def _plans(given: StayConfirmationFacts, name: str) -> list[Run]:
    """Until when cancelling costs nothing, or a part, and puts the nights back; each to the minute (R-C3, A9)."""
    said: list[Run] = []
    uses, back = bool(given.allocation_words), given.back_until
    if given.charged and given.free_until is not None:
        said += [("Ring us by ", False), (said_moment(given.free_until), True), (" and you pay nothing. ", False)]
    elif given.charged:
        said.append(("It is too late now to cancel without a charge; ring us as soon as you know. ", False))
    if given.part_until is not None:
        still = uses and back == given.part_until
        then = f" you pay {given.part_percent}%{BACK if still else ''}. "
        said += [("By ", False), (said_moment(given.part_until), True), (then, False)]
    if uses and back is None:
        said.append(("It is too late now for the nights to go back to your allowance. ", False))
    elif uses and back is not None and back != given.part_until:
        kept = " and the nights go back to your allowance; later they stay used. "
        said += [("Ring us by ", False), (said_moment(back), True), (kept, False)]
    costs = "no money and no nights" if uses and given.charged else "no nights" if uses else "nothing"
    said.append((f"If {name} is ill or the house cancels, it costs {costs}.", False))
    return said


def _offer_answers(given: StayOfferFacts, until: str) -> list[Answer]:
    after = "You can ask for other nights at any time."
    if given.waits_until is not None:
        after = f"Your request stays on our list for nights up to {unbroken(say_day(given.waits_until))}."
    answers: list[Answer] = [("Where", [(given.where or ASK_THE_WAY, False)]), ("What it costs", [(given.charge_words, False)])]
    if given.allocation_words:
        answers.append(("Your allowance", [(given.allocation_words, False)]))
    answers += [
        *_together(given),
        how_to_say_yes(given.head, until, f"the number: {unbroken(given.number)}"),
        ("To say no", [("Please tell us too, so that another family can have the bed sooner. It changes nothing else for you.", False)]),
        ("If we do not hear", [
            (f"If we have not heard from you by {until}, the bed is free for another family. ", False),
            (f"No night of your allowance is used. {after}", False),
        ]),
    ]  # fmt: skip
    return answers


def _together(given: StayOfferFacts) -> list[Answer]:
    """That siblings' beds are taken together or not at all; each child's letter says it, and names no other."""
    if not given.together:
        return []
    others = "your other child’s" if given.together == 1 else f"those of your {given.together} other children"
    which, answer = ("both", "Both together") if given.together == 1 else ("all", "All together")
    name = given.child.split(" ")[0]
    return [(answer, [(f"{name}’s bed and {others} are offered together. You can take {which} or none.", False)])]


def nights_charged(nights: int, pence: int, exempt: str, fee: int) -> str:
    """What nights cost in words a parent can follow, or why nothing is charged; without a full stop where there is a sum.

    `fee` is what the house itself asks for a night, in pence, where the council charges nothing (R-C2).
    """
    if exempt == "s29(3)":
        return NOT_CHARGED
    if exempt == "provider":
        return own_fee("house", (fee,), "a night")
    if not pence:
        return "There is nothing to pay. The council does not charge for these nights."
    if exempt:
        return f"Nights on which certain benefits are received are not charged. The others cost {pounds(pence)}"
    if pence % nights:
        return f"{counted(nights, 'night')} for {pounds(pence)}"
    return f"{counted(nights, 'night')} × {pounds(pence // nights)} = {pounds(pence)}"


def allowance_words(nights: Sequence[tuple[str, str, str, date, bool]], *, offered: bool) -> str:
    """What a stay uses of each allowance and what is left of it: (uses, left, whole, until, carried over), each said (R-O16)."""
    said = []
    for uses, left, whole, until, carried in nights:
        kept = " carried over from last year, which are used first" if carried else ""
        begin, have = ("If you say yes, this stay uses", "You will then have") if offered else ("This stay uses", "You will have")
        said.append(f"{begin} {uses}{kept}. {have} {left} of {whole} left until {say_day(until)}.")
    return " ".join(said)
