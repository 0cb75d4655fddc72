"""The end letter of a direct payment in easy read: the final account sum by sum, what comes back and what to do, one idea a line."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, plain, ring_or_write, told
from shortbreaks.documents.end_letter import ENDED, TITLE, EndLetterFacts
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds


def easy_end(given: EndLetterFacts) -> Drawn:
    """Draw the end letter in easy read, with its final account."""
    return easy_letter(TITLE, "direct payment number", given.to, _parts(given))


def _parts(given: EndLetterFacts) -> Iterator[Part]:
    yield "", [
        ("booking", [("The last day we pay for is ", False), (unbroken(say_full(given.last_day)), True), (".", False)]),
        *told("info", ENDED.get(given.reason, "")),
    ]
    yield f"The account at the end of {unbroken(say_day(given.as_at))}", _account(given)
    yield "What comes back", _back(given)
    yield "What to do now", _to_do(given)
    yield "If you do not agree", [*ring_or_write(given.to, given.to.officer, given.query_by), *told("document", LEAFLET)]


def _account(given: EndLetterFacts) -> Iterator[Idea]:
    for words, pence in (
        ("At the start there was", given.opening), ("Paid in was", given.paid_in), ("Paid out was", given.spent),
        ("You hold", given.balance),
    ):  # fmt: skip
        yield "payment", [(f"{words} ", False), (pounds(pence), True), (".", False)]
    if given.as_at < given.last_day:
        yield from told("clock", "Payments and bills still change this until the last day. We send you a last statement then.")
    else:
        yield from told("register", "These are the figures in our books. Tell us if a bill is missing.")


def _back(given: EndLetterFacts) -> Iterator[Idea]:
    if given.line:
        yield "register", plain(given.line)
    elif given.back:
        yield "register", plain(f"{pounds(given.balance)} held − {pounds(given.aside_pence)} set aside for bills.")
        yield "payment", [("That leaves ", False), (pounds(given.back), True), (" to pay back.", False)]
    else:
        yield "ok", plain("There is nothing to pay back.")
    for one in given.aside:
        yield "register", plain(f"Set aside: {one}.")
    if given.paid_too_much:
        yield "info", plain(f"{pounds(given.paid_too_much)} of what you were paid was for days after the last day.")
    if given.owed:
        yield from told("payment", f"We still owe you {pounds(given.owed)}. It comes with the next payments we make.")
    if given.back:
        yield "close", plain("Do not send money yet.")
        if not given.returned:
            yield "document", plain("We wait until your last return is here.")
        yield "mail", plain("Then we write to you with the sum and the day.")


def _to_do(given: EndLetterFacts) -> Iterator[Idea]:
    if given.returned:
        yield "ok", plain("We have your last return.")
    else:
        yield "clock", [("Send us your last return by ", False), (unbroken(say_full(given.return_by)), True), (".", False)]
        yield "document", plain("Send statements, receipts and payslips up to the last day.")
    yield from told("people", "Do you employ somebody? They are owed notice and holiday pay. They may be owed redundancy pay. "
                              "Tax is settled with HMRC.")  # fmt: skip
    yield from told("payment", "Tell us what these come to. The money for them is yours to keep.")
    yield from told("document", "Keep your papers for six years.")
