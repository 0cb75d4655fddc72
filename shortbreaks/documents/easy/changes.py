"""What changes a direct payment, in easy read: new rates, another cycle, a pause and a second look, one idea a line with its picture."""

from collections.abc import Iterator
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.cycle_letter import CycleLetterFacts, PaymentFacts
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, next_money, our_number, plain, ring_or_write, told
from shortbreaks.documents.end_letter import PAUSED, PauseFacts
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.payment_letter import ToFamily
from shortbreaks.documents.reconsider_letter import CAME, ReconsiderLetterFacts
from shortbreaks.documents.uplift_letter import UpliftLetterFacts
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

CALLED = "direct payment number"


def easy_uplift(given: UpliftLetterFacts) -> Drawn:
    """Draw the letter about new rates in easy read."""
    return easy_letter("Your direct payment goes up", CALLED, given.to, _uplift(given))


def _uplift(given: UpliftLetterFacts) -> Iterator[Part]:
    yield "", [
        ("change", [("The rate of your direct payment changes from ", False), (unbroken(say_full(given.from_day)), True), (".", False)]),
        ("clock", plain("Your hours stay the same.")),
    ]
    for one in given.changes:
        yield f"{one.words}, an hour", _before_and_now(one.old, one.new)
    yield "Your payment, a week", _before_and_now(given.old_week, given.new_week)
    yield "Money for days already paid", _arrears(given)
    yield "Your next payment", [*next_money(given.next_pence, given.next_taken, given.next_on), *_without(given)]
    yield "If you employ somebody", told("people", "Look with them at their wage. You may pass the rise on to them.")
    yield "If you do not agree", _disagree(given.to, given.query_by)


def _before_and_now(old: int, new: int) -> Iterator[Idea]:
    yield "payment", [("Before it was ", False), (pounds(old), False), (".", False)]
    yield "payment", [("Now it is ", False), (pounds(new), True), (".", False)]


def _arrears(given: UpliftLetterFacts) -> Iterator[Idea]:
    if not given.arrears:
        yield "ok", plain("Nothing. No day from then on was paid at the old rate.")
        return
    yield "info", plain("Some days were paid at the old rate.")
    yield "payment", [("We owe you ", False), (pounds(given.arrears), True), (" for them.", False)]
    yield "payment", plain("It comes with the next payments.")


def _without(given: UpliftLetterFacts) -> Iterator[Idea]:
    if given.arrears and given.next_pence and not given.next_taken:
        yield "info", plain("What we owe you for earlier days is not in it.")


def _disagree(to: ToFamily, by: date | None, *more: str) -> Iterator[Idea]:
    yield from ring_or_write(to, to.officer, by)
    for words in more:
        yield from told("info", words)
    yield from told("document", LEAFLET)


def easy_cycle(given: CycleLetterFacts) -> Drawn:
    """Draw the letter about another cycle in easy read."""
    return easy_letter(f"We pay you {given.now}", CALLED, given.to, _cycle(given))


def _cycle(given: CycleLetterFacts) -> Iterator[Part]:
    yield "", [
        ("change", [("From ", False), (unbroken(say_full(given.from_day)), True), (f" we pay you {given.now}.", False)]),
        ("info", plain(f"It is no longer {given.before}.")),
    ]
    yield "Why", told("info", f"{given.reason.rstrip('.')}." if given.reason else "")
    lead = "Each comes ahead of the days it is for." if given.payments else "No payment is due at present."
    yield "Your next payments", [("payment", plain(lead)), *(idea for one in given.payments for idea in _payment(one))]
    yield "After that", _after(given)
    yield "If you do not agree", _disagree(given.to, given.query_by)


def _payment(one: PaymentFacts) -> Iterator[Idea]:
    days = f"For {unbroken(say_day(one.first))} to {unbroken(say_day(one.last))}:"
    yield "booking", [(days, True)]
    yield "payment", [("You get ", False), (pounds(one.pence), True), (".", False)]
    yield "clock", plain(f"It arrives on {unbroken(say_day(one.arrives))}.")


def _after(given: CycleLetterFacts) -> Iterator[Idea]:
    if given.payments:
        yield "payment", plain(f"From then on it is {pounds(given.payments[-1].pence)} {given.now}.")
        yield "info", plain("That is so as long as your award stays the same.")
    else:
        yield "info", plain("Your payments go on as before until you hear from us.")
    yield "register", plain("A payment for fewer days is worked out by its days.")
    yield "ok", plain("Nothing else of your direct payment changes.")


def easy_pause(given: PauseFacts) -> Drawn:
    """Draw the notice that a payment pauses in easy read."""
    return easy_letter("Your direct payment pauses", CALLED, given.to, _pause(given))


def _pause(given: PauseFacts) -> Iterator[Part]:
    to = given.to
    yield "", [
        ("close", [("Your direct payment pauses from ", False), (unbroken(say_full(given.from_day)), True), (".", False)]),
        *told("info", PAUSED.get(given.reason, "")),
        ("care", plain(f"We looked at {to.first_name}’s care before this was decided.")),
    ]
    yield "The money you have", [
        ("payment", [(f"At the end of {unbroken(say_day(given.as_at))} you hold ", False), (pounds(given.balance), True), (".", False)]),
        ("ok", plain("You may go on using it for the plan.")), *_too_much(given),
    ]
    kept = given.retainer and f"What we agreed about keeping them meanwhile: {given.retainer.rstrip('.')}."
    yield "If you employ somebody", [
        *told("people", kept), *told("people", "They may be owed wages or notice while it pauses."), ("call", plain(f"Ring {to.officer}.")),
        our_number(to), ("payment", plain("We look with you at what the money may pay for.")),
    ]
    yield "When it begins again", [
        ("call", plain("Tell us as soon as things change.")), ("booking", plain("It can begin again from any day.")),
        ("ok", plain("Nobody has to apply anew.")),
    ]
    yield "If you do not agree", _disagree(to, None)


def _too_much(given: PauseFacts) -> Iterator[Idea]:
    if given.paid_too_much:
        yield "info", plain(f"{pounds(given.paid_too_much)} was already paid for days after that.")
        yield "put-back", plain("It is taken from later payments, when they begin again.")
        yield "put-back", plain(f"It is never more than {given.most} of one.")


def easy_reconsider(given: ReconsiderLetterFacts) -> Drawn:
    """Draw what came of a second look in easy read."""
    return easy_letter("We looked at our decision again", CALLED, given.to, _reconsider(given))


def _reconsider(given: ReconsiderLetterFacts) -> Iterator[Part]:
    since = unbroken(say_day(given.lower_from))
    yield "", [
        ("mail", plain(f"You asked us on {unbroken(say_day(given.asked_on))} to look again.")),
        ("payment", plain(f"Your direct payment was to go down from {since}.")),
        ("payment", plain(f"Before it was {pounds(given.week_before)} a week.")),
        ("payment", plain(f"Then it would be {pounds(given.week_after)} a week.")),
        ("people", plain("Somebody who did not decide it has looked again.")),
    ]
    yield "What came of it", told("info", CAME[given.outcome].replace(": your", ". Your"))
    yield "Why", told("info", f"{given.reasons.rstrip('.')}.")
    yield "Your next payment", next_money(given.next_pence, given.next_taken, given.next_on)
    yield "If you do not agree", _disagree(given.to, None, "We look at a decision again once.")
