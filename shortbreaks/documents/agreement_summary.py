"""A direct-payment agreement on one page (domain.md section 4 no. 3): who, what for, how much, the rules, and both signatures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.ledger_parts import form_lines
from shortbreaks.documents.page import Drawn, draw
from shortbreaks.documents.parts import Block, body, questions, title
from shortbreaks.documents.payment_letter import ToFamily
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.words import every


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the summary says; sums stand in `amounts` as they are read aloud, `week` and `cycle` in words with pounds."""

    to: ToFamily
    payee: str
    purpose: str
    amounts: tuple[str, ...]
    starts: date
    often: str
    held: str
    may_buy: str
    uses: tuple[str, ...]
    may_not: str
    relatives: str
    helped_by: str
    first_return: date
    return_months: int
    surplus: str
    notice_days: int
    review: date | None


TITLE = "Your direct payment agreement in short"
AGREED = "We have read this and agree."


def agreement_summary(given: AgreementFacts, style_name: str) -> Drawn:
    """Draw the summary: 12 points in standard print so that it is one page, 18 in large print. Raises Refused for others."""
    style = style_named(style_name)
    if not style.blocks:
        style = replace(style, body=12, title=20, lead=1.18)
    to = given.to
    story = [
        title(TITLE, style),
        body(f"{to.ref}, family number {to.family}, printed {say_day(to.dated)}. This page says the main points. The full "
             "agreement is what holds in law; ask us for a copy.", style, 0.3),
        *_tight([(name, [(said, False)]) for name, said in _answers(given)], style),
        form_lines("", AGREED, signatures(given), style, height=2.1 if style.blocks else 2.6),
        body(f"{to.foot} Ring {unbroken(to.head.phone)}, or Relay UK: {to.relay}.", style, 0),
    ]  # fmt: skip
    return draw(TITLE, f"Direct payment {to.ref}", to.head, style, story)


def _tight(pairs: Sequence[tuple[str, Sequence[Run]]], style: Style) -> list[Block]:
    blocks = questions(pairs, style)
    return blocks if style.blocks else [replace(block, after=2.2) for block in blocks]


def said_notice(days: int) -> str:
    """How much notice either side gives: "28 days’ notice"; "" where it can end at once."""
    return "" if not days else "1 day’s notice" if days == 1 else f"{days} days’ notice"


def signatures(given: AgreementFacts) -> list[tuple[str, str]]:
    """Who signs, each with a box, and that the copy can be read."""
    return [
        (f"{given.payee}, signature and date", ""), (f"For {given.to.head.council}, signature and date", ""),
        ("Tick when this copy is in a form you can read", ""),
    ]  # fmt: skip


def _answers(given: AgreementFacts) -> list[tuple[str, str]]:
    """Each point with its words, in the order in which people ask."""
    to, name = given.to, given.to.first_name
    notice = said_notice(given.notice_days)
    review = f" We look at it together by {unbroken(say_day(given.review))}." if given.review else ""
    bought = " ".join((f"{given.may_buy}.", *given.uses))
    return [
        ("Who", f"{to.head.council} pays {given.payee}, for {to.child}".rstrip(".") + "."),
        ("What it is for", f"{given.purpose}.{review}"),
        ("How much", " ".join(given.amounts)),
        ("When", f"From {unbroken(say_day(given.starts))}, {given.often}, in advance."),
        ("How it is held", f"{given.held}. Only for this money; no overdraft, never mixed with your own."),
        ("It may buy", bought),
        ("It may not buy", f"{given.may_not}."),
        ("Relatives", given.relatives),
        ("If you employ", ("You are the employer: contract, payslips, insurance, pension, holiday, tax with HMRC, DBS check. "
                          f"{given.helped_by} helps with all of it.")),
        ("Records", (f"Keep statements, receipts and payslips for six years. The first return is due on "
                    f"{unbroken(say_day(given.first_return))}, then {every(given.return_months, 'month')}.")),
        ("Money left over", given.surplus),
        ("Tell us", (f"If {name} is in hospital or away for more than four weeks, you move, an assistant leaves, or the bank "
                    "account changes.")),
        ("Ending", (f"Either side can end it {f'with {notice}' if notice else 'at once'}. Money not used, and money spent on something "
                   "else, is paid back; bills still to come are set aside first.")),
        ("Not happy?", f"Ring {to.officer} on {unbroken(to.head.phone)}, or ask for our complaints leaflet."),
    ]  # fmt: skip
