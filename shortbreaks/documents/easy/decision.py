"""A decision letter in easy read: the same facts as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.decision import DecisionFacts, as_sentence, decided_title, verdict_of, who_decided
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, plain, ring_or_write, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.words import unbroken
from shortbreaks.words import inside

PAYMENT = {
    "yes": "You asked for a direct payment. That is money. You arrange the breaks yourselves. We arrange it with you.",
    "declined": "You can have a direct payment. You told us that you do not want one. You can change your mind at any time.",
    "not yet": "You can have a direct payment. That is money. You arrange the breaks yourselves. It can be for some or all of it. "
    "It is your choice. Ask us about it.",
}


def easy_decision(given: DecisionFacts) -> Drawn:
    """Draw a decision letter in easy read."""
    return easy_letter(decided_title(given), "decision number", given, _parts(given))


def _parts(given: DecisionFacts) -> Iterator[Part]:
    who = who_decided(given.decided_by)
    yield "", [
        ("ok" if given.agreed else "close", [(f"{who[:1].upper()}{who[1:]} ", False), (verdict_of(given), True), (".", False)]),
        ("booking", plain(f"It was decided on {unbroken(say_day(given.decided_on))}.")),
    ]
    if given.asked:
        yield "You asked for", _asked(given)
    if given.agreed:
        yield "What you get", _awarded(given)
        if given.not_agreed:
            yield "What is not agreed", [("close", [(given.not_agreed, True), (".", False)]), *told("info", "Why is said next.")]
    yield "Why", told("info", given.reason)
    yield "It depends on this", told("register", given.conditions)
    yield "How we decided", _criteria(given)
    if given.review_on:
        yield "When we look again", told("history", f"We look at this again with you. We do it by {unbroken(say_day(given.review_on))}.")
    if given.agreed and given.payment:
        yield "Direct payment", told("payment", PAYMENT[given.payment])
    yield "If you disagree", [*ring_or_write(given, "us", given.challenge_by), *told("people", given.challenge)]
    yield "Questions", [("person", plain(f"Ask {given.ask}."))]


def _asked(given: DecisionFacts) -> Iterator[Idea]:
    yield from told("mail", as_sentence(given.asked))
    if given.asked_on:
        yield "booking", plain(f"You asked on {unbroken(say_day(given.asked_on))}.")


def _awarded(given: DecisionFacts) -> Iterator[Idea]:
    """Each unit in a line of its own: hours, sessions, nights and pounds are never one sum."""
    for one in given.awards:
        yield "ok", [(unbroken(one.amount), True), (f", {inside(one.purpose)}.", False)]
    yield "booking", plain(f"It begins on {unbroken(say_day(given.from_day))}.")
    if given.until_day:
        yield "booking", plain(f"It ends on {unbroken(say_day(given.until_day))}.")


def _criteria(given: DecisionFacts) -> Iterator[Idea]:
    if given.criteria:
        yield "register", plain(f"We used the council’s scheme “{given.scheme}”.")
        yield "booking", plain(f"We used it as it was on {unbroken(say_day(given.decided_on))}.")
        yield "register", plain("It looks at these things:")
        for line in given.criteria:
            yield "register", plain(f"{line[:1].upper()}{line[1:].rstrip('.')}.")
        if given.answer:
            yield from told("info", as_sentence(given.answer))
            if given.gives:
                yield "register", plain(f"For that it gives {given.gives}.")
        yield from told("person", "A person decided. They looked at your family’s own situation.")
    else:
        yield "register", plain("We decided by what this letter says.")
