"""Letters about money that comes back, in easy read: what is asked and why, and the plan by which it comes, one idea a line."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, ring_or_write, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.pay_back_letter import LEADS, PAY_BACK, PLAN, PayBackFacts, PlanFacts
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds


def easy_pay_back(given: PayBackFacts) -> Drawn:
    """Draw the letter that asks for money back in easy read."""
    return easy_letter(PAY_BACK, "direct payment number", given.to, _asked(given))


def _asked(given: PayBackFacts) -> Iterator[Part]:
    to = given.to
    yield "", told("info", LEADS[given.kind])
    yield "What it is about", told("register", given.about)
    yield "What we ask", [
        ("payment", [("Pay ", False), (pounds(given.ask), True), (" back.", False)]),
        ("clock", [("Pay it by ", False), (unbroken(say_full(given.reply_by)), True), (".", False)]),
        ("call", plain("Or ring us by then.")), ("payment", plain("You can pay in parts.")), *_in_parts(given),
        ("payment", plain("On a card we can take the money back for you.")),
    ]  # fmt: skip
    yield "If you do not agree", [
        *ring_or_write(to, to.officer, given.reply_by), *told("ok", "Nothing is taken while we look at it again."),
        *told("document", LEAFLET),
    ]  # fmt: skip


def _in_parts(given: PayBackFacts) -> Iterator[Idea]:
    if given.ended:
        yield "call", plain("Ring us and we agree how much and when.")
        return
    yield "call", plain("Ring us and we agree how much comes out of each payment.")
    yield "payment", plain(f"It is never more than {given.most} of one.")


def easy_plan(given: PlanFacts) -> Drawn:
    """Draw the plan by which money comes back in easy read."""
    return easy_letter(PLAN, "direct payment number", given.to, _plan(given))


def _plan(given: PlanFacts) -> Iterator[Part]:
    to = given.to
    yield (
        "",
        [
            ("ok", plain("Thank you for agreeing with us how the money comes back.")),
            ("payment", [("To pay back is ", False), (pounds(given.whole), True), (".", False)]),
            ("ok", [(pounds(given.back), True), (" came back.", False)]),
            ("payment", [(pounds(given.left), True), (" is still to come.", False)]),
        ],
    )
    yield "How it works", _works(given)
    yield "If it gets too much", [
        ("call", plain(f"Ring {to.officer}.")), our_number(to), ("change", plain("The plan can be changed.")),
        *(() if given.ended else told("care", f"{to.first_name}’s care comes first.")),
    ]  # fmt: skip
    yield "If you do not agree", [*ring_or_write(to, to.officer, None), *told("document", LEAFLET)]


def _works(given: PlanFacts) -> Iterator[Idea]:
    span = "month" if given.ended else "payment"
    if given.ended:
        yield "payment", [("You pay ", False), (pounds(given.each), True), (" each month.", False)]
    else:
        yield "payment", [(pounds(given.each), True), (" comes out of each payment.", False)]
    yield "clock", plain("That goes on until nothing is left.")
    yield "booking", plain(f"It takes one {span}." if given.times == 1 else f"It takes {given.times} {span}s.")
    if given.times > 1 and given.last != given.each:
        yield "payment", plain(f"The last one is {pounds(given.last)}.")
    if given.ended:
        return
    if given.next_on is not None:
        yield "booking", [("The next payment is on ", False), (unbroken(say_day(given.next_on)), True), (".", False)]
    yield from told(
        "info",
        f"It is never more than {given.most} of a payment. Is a payment smaller? Then less comes out. It takes longer.",
    )
