"""A statement of a direct payment in easy read: opening, each line with the balance after it, closing, and what happens next."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, by_then, easy_paper, our_number, plain, told, worked_out
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import WITH
from shortbreaks.documents.statement import TITLE, StatementFacts, check_adds_up, day_of_line, running
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds


def easy_statement(given: StatementFacts) -> Drawn:
    """Draw a statement in easy read. Raises Refused when it does not add up."""
    return easy_paper(TITLE, f"Direct payment {given.ref}", given, _parts(given))


def _parts(given: StatementFacts) -> Iterator[Part]:
    yield (
        "",
        [
            ("person", plain(f"It is for {given.who.rstrip('.')}.")),
            ("booking", plain(f"It begins on {unbroken(say_day(given.first))}.")),
            ("booking", plain(f"It ends on {unbroken(say_day(given.last))}.")),
            ("lock", plain(f"Where the money is: {given.held_how}.")),
        ],
    )
    yield "All together", _together(given)
    yield "How your payment is worked out", [idea for one in given.award for idea in worked_out(one)]
    yield "What came in and went out", _lines(given)
    yield f"Is there anything to pay back? {_answer(given)}", _test(given)
    yield "What happens next", _next(given)
    officer = given.head.officer.split(",", maxsplit=1)[0]
    yield "Is something wrong?", [
        ("call", plain(f"Ring {officer}.")), our_number(given), ("mail", plain("Or write to us.")),
        by_then(unbroken(say_day(given.query_by))), *told("document", LEAFLET),
        ("mail", plain(f"We printed this on {unbroken(say_day(given.dated))}.")),
    ]  # fmt: skip


def _together(given: StatementFacts) -> Iterator[Idea]:
    into, out = check_adds_up(given)
    for icon, words, pence in (
        ("payment", "At the start there was", given.opening), ("add", "Paid in was", into), ("left", "Paid out was", out),
        ("payment", "At the end there was", given.closing),
    ):  # fmt: skip
        yield icon, [(f"{words} ", False), (pounds(pence), True), (".", False)]


def _lines(given: StatementFacts) -> Iterator[Idea]:
    """Each line with its day and the balance after it, which no page's end parts."""
    start = f". At the start there was {pounds(given.opening)}."
    yield "booking", [(day_of_line(given.first), True), (start, False)]
    for line, balance in running(given):
        way, icon = ("In", "add") if line.pence > 0 else ("Out", "left")
        what = f". {line.what.rstrip('.')}."
        yield (
            icon,
            [(day_of_line(line.on), True), (f". {way}: ", False), (pounds(abs(line.pence)), True), (what, False)],
        )
        if line.seen:
            yield f"{WITH}document", plain(f"Paper seen: {line.seen}.")
        yield f"{WITH}payment", plain(f"Then there was {pounds(balance)}.")
    end = f". At the end there was {pounds(given.closing)}."
    yield "booking", [(day_of_line(given.last), True), (end, False)]


def _answer(given: StatementFacts) -> str:
    return "A person will talk to you." if given.over else "Nothing more." if given.asked else "Nothing."


def _test(given: StatementFacts) -> Iterator[Idea]:
    if given.weeks:
        yield "info", plain(f"You may hold {given.weeks} weeks of payments.")
        if pounds(given.may_hold) not in given.test:
            yield "info", plain(f"That is {pounds(given.may_hold)}.")
    for words in given.test.split("; "):
        yield "register", plain(f"{words[:1].upper()}{words[1:]}.")
    if pounds(given.closing) not in given.test:
        yield "payment", plain(f"You hold {pounds(given.closing)}.")
    if given.aside:
        yield "register", plain(f"{pounds(given.aside_pence)} is set aside for {' and '.join(given.aside)}.")


def _next(given: StatementFacts) -> Iterator[Idea]:
    if given.next_pence:
        when = "with our next run" if given.next_on is None else f"on {unbroken(say_full(given.next_on))}"
        yield (
            "payment",
            [("You get ", False), (f"{pounds(given.next_pence - given.next_taken)} {when}", True), (".", False)],
        )
        if given.next_taken:
            yield "put-back", plain(f"That is {pounds(given.next_pence)} less {pounds(given.next_taken)}.")
            yield "put-back", plain(f"The {pounds(given.next_taken)} comes back to us.")
    else:
        yield "close", plain("There is no next payment.")
    if given.taken_back:
        yield "info", plain(f"{pounds(given.taken_back)} was paid too much before.")
        yield "put-back", plain(f"It comes out of your payments. It is never more than {given.most} of one.")
    if given.next_return is not None:
        late = given.next_return < given.dated
        day = unbroken(say_full(given.next_return))
        yield (
            "clock",
            [("Your return was due on " if late else "Your next return is due on ", False), (day, True), (".", False)],
        )
        if late:
            yield "call", plain("Send it now. Or ring us.")
