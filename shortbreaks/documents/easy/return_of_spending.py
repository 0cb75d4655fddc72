"""The request for a return and its reminders in easy read: one idea a line with its picture, and the form to fill in."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.return_letter import REMINDERS, TITLES, ReturnLetterFacts, return_form
from shortbreaks.documents.style import EASY
from shortbreaks.documents.words import unbroken

GOES_ON = "Your payment goes on. It never stops by itself because a return is late."


def easy_return(given: ReturnLetterFacts) -> Drawn:
    """Draw a request or a reminder in easy read, with its form."""
    return easy_letter(TITLES[given.number], "direct payment number", given.to, _parts(given), [return_form(given, EASY)])


def _parts(given: ReturnLetterFacts) -> Iterator[Part]:
    yield "", _why(given)
    yield "What is still missing" if given.came else "What to send", _items(given)
    yield "Where to send it", [
        ("mail", plain(f"By e-mail to {given.to.head.email}.")), ("mail", plain(f"Or by post to {given.post_to}.")),
        *told("ok", "No stamp is needed."), *told("document", "Keep your own papers for six years."),
    ]  # fmt: skip
    yield "If you are late or need help", [("call", plain(f"Ring {given.to.officer}.")), our_number(given.to), *_late(given)]
    yield "The form", told("document", "The form is on the last page. You can send it back alone. We can help you fill it in.")


def _why(given: ReturnLetterFacts) -> Iterator[Idea]:
    when = unbroken(say_full(given.due))
    if given.number:
        yield "history", plain(REMINDERS[given.number])
    else:
        yield from told("register", "Every few months we look with you at how the direct payment was used.")
    span = f"{unbroken(say_day(given.first))} to {unbroken(say_day(given.last))}"
    yield "booking", [("This return is for ", False), (span, True), (".", False)]
    if not given.number:
        yield "clock", [("Send it to us by ", False), (when, True), (".", False)]
        return
    yield "clock", [("It was due on ", False), (when, True), (".", False)]
    yield "find", plain("Some of it is missing still." if given.came else "We do not have it yet.")
    yield from told("mail", "Is it in the post? Then you need do nothing.")


def _items(given: ReturnLetterFacts) -> Iterator[Idea]:
    for number, item in enumerate(given.items, 1):
        yield "document", plain(f"{number}. {item[:1].upper()}{item[1:]}.")
    for item in given.came:
        yield "ok", plain(f"Thank you for the {item}.")


def _late(given: ReturnLetterFacts) -> Iterator[Idea]:
    if given.number == 3:
        yield "people", plain("A manager now decides with you what would help.")
        yield from told("help", "It may be more time. It may be somebody who looks after the money for you. It may be a pause.")
        yield "care", plain(f"We look at {given.to.first_name}’s care first.")
        yield "call", plain("Nothing is decided before we have tried to speak with you.")
    elif given.number == 2:
        yield from told("call", "We will also ring you. Maybe something stands in the way.")
    else:
        yield from told("ok", "Being late is no trouble. We can give you more time.")
    yield from told("payment", GOES_ON)
