"""A return is asked for, and asked for again: period, exact items, the day, and the form itself (domain.md section 4 no. 4)."""

from dataclasses import dataclass, replace
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import form_lines
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, body, mixed
from shortbreaks.documents.payment_letter import ToFamily, letter, part
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

TITLES = (
    "Your direct payment return", "We have not had your return yet", "Your return is still missing",
    "A manager looks at your return",
)  # fmt: skip
REMINDERS = ("", "This is our first reminder.", "This is our second reminder.", "This is our third reminder.")


@dataclass(frozen=True, slots=True)
class ReturnLetterFacts:
    """What a request (`number` 0) or a reminder (1 to 3) says; amounts in pence, as the books have them."""

    to: ToFamily
    number: int
    first: date
    last: date
    due: date
    opening: int
    paid_in: int
    post_to: str
    items: tuple[str, ...]  # what is missing still
    came: tuple[str, ...]  # what came before, each with its day


def return_letter(given: ReturnLetterFacts, style_name: str) -> Drawn:
    """Draw a request or a reminder with its form. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    when = unbroken(say_full(given.due))
    story = [
        *_why(given, when, style),
        *part("What is still missing" if given.came else "What to send", _items(given), style),
        *part("Where to send it", [(f"By e-mail to {given.to.head.email}, or by post to {given.post_to}; no stamp is needed. "
                                   "Keep your own papers for six years.")], style),
        *part("If you are late or need help", [_late(given)], style),
    ]  # fmt: skip
    return letter(given.to, TITLES[given.number], style, story, [return_form(given, style)])


def _items(given: ReturnLetterFacts) -> list[str]:
    wanted = [f"{number}. {item[0].upper()}{item[1:]}." for number, item in enumerate(given.items, 1)]
    return [*wanted, f"Thank you for the {', the '.join(given.came)}."] if given.came else wanted


def _why(given: ReturnLetterFacts, when: str, style: Style) -> list[Block]:
    span = f"{unbroken(say_day(given.first))} to {unbroken(say_day(given.last))}"
    if not given.number:
        return [
            body("Every few months we look with you at how the direct payment was used.", style, 0.35),
            mixed([("This return is for ", False), (span, True), (". Send it to us by ", False), (when, True), (".", False)], style),
        ]  # fmt: skip
    return [
        mixed([(f"{REMINDERS[given.number]} Your return for ", False), (span, True), (" was due on ", False), (when, True),
               (f", and {_lacks(given)} If it is in the post, you need do nothing.", False)], style)
    ]  # fmt: skip


def _lacks(given: ReturnLetterFacts) -> str:
    return "some of it is missing still." if given.came else "we do not have it yet."


def _late(given: ReturnLetterFacts) -> str:
    ring = f"Ring {given.to.officer} on {unbroken(given.to.head.phone)}."
    goes_on = "Your payment goes on: it never stops by itself because a return is late."
    if given.number == 3:
        return (
            f"A manager now decides with you what would help: more time, somebody who looks after the money for you, or a pause. "
            f"{given.to.first_name}’s care is looked at first, and nothing is decided before we have tried to speak with you. "
            f"{goes_on} {ring}"
        )
    if given.number == 2:
        return f"We will also ring you, in case something stands in the way. {goes_on} {ring} We can help you fill it in."
    return f"That is no trouble: {ring[0].lower()}{ring[1:]} We can give you more time, or help you fill it in. {goes_on}"


def return_form(given: ReturnLetterFacts, style: Style) -> Block:
    """The form: what our books have stands in it, the rest is for the family to fill in."""
    lines = [
        (f"In the account before {say_day(given.first)}", pounds(given.opening)),
        ("Paid in by us in these days", pounds(given.paid_in)),
        ("Other money paid in", ""),
        ("Spent on assistants: wages, tax and pension", ""),
        ("Spent on agencies", ""),
        ("Spent on activities and everything else", ""),
        (f"In the account at the end of {say_day(given.last)}", ""),
        ("Bills still to be paid: holiday pay, tax, invoices", ""),
        ("If money is left: why it was not spent", ""), ("", ""),
        ("Signature", ""), ("Name", ""), ("Date", ""),
    ]  # fmt: skip
    hint, height = "If our two figures are wrong, cross them out and write yours.", 2.0 if style.blocks else 2.3
    form = form_lines(f"Your return, {given.to.ref}", hint, lines, style, height=height)
    return replace(form, fresh=True)  # a page of its own, which can be sent back alone
