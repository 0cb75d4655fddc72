"""An award letter in easy read: the same sums, days and reasons as in the other prints, one idea a line with its picture."""

from collections.abc import Iterator

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.award_letter import TITLE, AwardLetterFacts, arrears_words
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, next_money, plain, ring_or_write, told
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

LEAFLET = "Do you still disagree? Ask for our complaints leaflet."
AGAIN = "Somebody who did not decide it looks at it again. They write to you with reasons."


def easy_award(given: AwardLetterFacts) -> Drawn:
    """Draw an award letter in easy read."""
    return easy_letter(TITLE, "direct payment number", given.to, _parts(given))


def _parts(given: AwardLetterFacts) -> Iterator[Part]:
    to, less = given.to, given.new_week < given.old_week
    yield "", [
        ("change", [("Your direct payment changes from ", False), (unbroken(say_full(given.from_day)), True), (".", False)]),
        ("payment", [("Before it was ", False), (pounds(given.old_week), True), (" a week.", False)]),
        ("payment", [("From then it is ", False), (pounds(given.new_week), True), (" a week.", False)]),
    ]
    yield "How it is worked out from then", [("register", plain(one)) for one in given.award]
    yield "Why", told("info", f"{given.reason.rstrip('.')}.")
    yield "Money for days already paid", told("payment", arrears_words(given))
    yield "Your next payment", next_money(given.next_pence, given.next_taken, given.next_on)
    if given.decided_on is not None:
        yield "When it starts", [("booking", plain(f"We decided it on {unbroken(say_day(given.decided_on))}.")), *_notice(given)]
    elif less:
        yield "It is less than before", told("help", f"Is it not enough for what {to.first_name} needs? Tell us, and say why. {AGAIN}")
    words = ""
    if given.decided_on is not None:
        words = f"You can ask once that we look at it again. Say why it is not enough for what {to.first_name} needs. {AGAIN}"
    yield "If you do not agree", [*ring_or_write(to, to.officer, given.query_by), *told("people", words), *told("document", LEAFLET)]


def _notice(given: AwardLetterFacts) -> Iterator[Idea]:
    if given.short_reason:
        yield "clock", plain(f"It starts sooner than the {given.notice_days} days we usually give.")
        yield "info", plain(f"This is why: {given.short_reason.rstrip('.')}.")
    else:
        yield "clock", plain(f"A lower amount starts no sooner than {given.notice_days} days later.")
        yield "info", plain("So you can plan and answer.")
