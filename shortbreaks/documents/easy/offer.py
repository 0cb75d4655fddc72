"""A letter that offers a place, in easy read: the same facts as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.documents.easy.parts import Part, cost, easy_letter, plain, told, when, yes_ideas
from shortbreaks.documents.offer_letter import IF_NOT, TITLE, OfferFacts, cost_sentence
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.said import said_full_moment


def easy_offer(given: OfferFacts) -> Drawn:
    """Draw an offer in easy read."""
    return easy_letter(TITLE, "offer number", given, _parts(given, given.child.split(" ")[0]))


def _parts(given: OfferFacts, name: str) -> Iterator[Part]:
    until, it = said_full_moment(given.until), "them" if given.whole else "it"
    yield "", [
        ("offer", plain(f"{'Places are' if given.whole else 'A place is'} free for {name}.")),
        ("provider", [("It is at ", False), (given.service, True), (".", False)]),
        ("clock", [(f"We hold {it} for you until ", False), (until, True), (".", False)]),
    ]
    yield "When", [idea for start, end in given.days for idea in when(start, end)]
    yield "Where", told("map", given.venue)
    yield "What it costs", cost(given.charge_pence, cost_sentence(given))
    yield "Your allowance", told("register", given.allocation_words)
    if given.whole:
        yield "All the days", told("booking", "You asked for all of these days or none. You can take them all. Or you can say no to all.")
    if given.together:
        yield "Both together", told(
            "siblings", "There is a place for your other child too. You can take both places. Or you can say no to both."
        )
    yield "To say yes", yes_ideas(given, until)
    yield "To say no", told(
        "call", "Please tell us too. Then another family can have the place sooner. It changes nothing else for you."
    )
    yield "If we do not hear", [
        ("waiting", plain(f"We wait until {until}.")),
        ("people", plain("Then the place goes to the next family.")),
        *told("waiting", IF_NOT[given.after]),
    ]
