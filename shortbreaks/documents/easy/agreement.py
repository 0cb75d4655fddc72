"""A direct-payment agreement in easy read: the points of the one-page summary in their order, one idea a line, and both signatures."""

from collections.abc import Iterator

from shortbreaks.dates import say_day
from shortbreaks.documents.agreement_summary import AGREED, TITLE, AgreementFacts, said_notice, signatures
from shortbreaks.documents.easy.award import LEAFLET
from shortbreaks.documents.easy.parts import Idea, Part, easy_letter, our_number, plain, told, worked_out
from shortbreaks.documents.ledger_parts import form_lines
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.style import EASY
from shortbreaks.documents.words import unbroken
from shortbreaks.words import every


def easy_agreement(given: AgreementFacts) -> Drawn:
    """Draw the summary of an agreement in easy read; what is signed stands together at its end."""
    form = form_lines(AGREED, "Please sign here.", signatures(given), EASY, height=2.1)
    return easy_letter(TITLE, "direct payment number", given.to, _parts(given), [form], greets=False)


def _parts(given: AgreementFacts) -> Iterator[Part]:
    to = given.to
    yield "", [
        ("document", plain("This says the main points.")), ("register", plain("The full agreement is what holds in law.")),
        ("call", plain("Ask us for a copy.")),
    ]  # fmt: skip
    yield (
        "Who",
        [
            ("person", plain(f"{to.head.council} pays {given.payee}".rstrip(".") + ".")),
            ("child", plain(f"It is for {to.child}".rstrip(".") + ".")),
        ],
    )
    yield "What it is for", [*told("care", f"{given.purpose}."), *_review(given)]
    yield "How much", [idea for one in given.amounts for idea in worked_out(one)]
    yield "When", [
        ("booking", [("It starts on ", False), (unbroken(say_day(given.starts)), True), (".", False)]),
        ("payment", plain(f"It comes {given.often}.")), ("clock", plain("It comes in advance.")),
    ]  # fmt: skip
    yield "How it is held", [
        *told("lock", f"{given.held}."), ("ok", plain("Use it for this money only.")), ("close", plain("No overdraft.")),
        ("close", plain("Never mix it with your own money.")),
    ]  # fmt: skip
    yield "It may buy", [idea for one in (f"{given.may_buy}.", *given.uses) for idea in told("ok", one)]
    yield "It may not buy", told("close", f"{given.may_not}.")
    yield "Relatives", told("family", given.relatives)
    yield from _duties(given)


def _duties(given: AgreementFacts) -> Iterator[Part]:
    """What the family does, and what holds at the end."""
    to, notice = given.to, said_notice(given.notice_days)
    yield "If you employ somebody", [
        ("person", plain("You are the employer.")), ("document", plain("You give a contract and payslips.")),
        ("payment", plain("You pay insurance, pension and holiday.")), ("payment", plain("You pay tax to HMRC.")),
        ("key", plain("You ask for a DBS check.")), ("help", plain(f"{given.helped_by} helps with all of it.")),
    ]  # fmt: skip
    yield "What to keep", [
        ("document", plain("Keep statements, receipts and payslips.")), ("clock", plain("Keep them for six years.")),
        ("mail", [("Your first return is due on ", False), (unbroken(say_day(given.first_return)), True), (".", False)]),
        ("mail", plain(f"Then {every(given.return_months, 'month')}.")),
    ]  # fmt: skip
    yield "Money left over", told("payment", given.surplus)
    yield "Tell us", _tell_us(to.first_name)
    yield "Ending", [
        *told("close", "You can end it. We can end it."),
        ("clock", plain(f"Each of us gives {notice}." if notice else "It can end at once.")),
        *told("payment", "Money that was not used is paid back. Money spent on something else is paid back."),
        ("register", plain("Bills still to come are set aside first.")),
    ]  # fmt: skip
    yield "Not happy?", [("call", plain(f"Ring {to.officer}.")), our_number(to), *told("document", LEAFLET)]


def _review(given: AgreementFacts) -> Iterator[Idea]:
    if given.review is not None:
        yield "people", plain(f"We look at it together by {unbroken(say_day(given.review))}.")


def _tell_us(name: str) -> Iterator[Idea]:
    yield "care", plain(f"Tell us if {name} is in hospital.")
    yield "booking", plain(f"Tell us if {name} is away for more than four weeks.")
    yield "map", plain("Tell us if you move.")
    yield "person", plain("Tell us if an assistant leaves.")
    yield "payment", plain("Tell us if the bank account changes.")
