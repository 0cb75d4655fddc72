"""A direct payment ends, or pauses: from when, what is held, what comes back, and what to keep (section 4 no. 8, R-D21, R-D22)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import sum_strip
from shortbreaks.documents.page import Drawn
from shortbreaks.documents.parts import Block, mixed
from shortbreaks.documents.payment_letter import ToFamily, disagree, letter, part
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

TITLE = "Your direct payment ends"
ENDED = {
    "asked to end": "You asked us to end it.", "misuse": "Some of the money was not used as agreed, and we have talked about it.",
    "moved away": "You have moved out of our area.", "no longer eligible": "The support it paid for is no longer part of the plan.",
    "plan change": "The plan has changed, and the support comes in another way.", "turned 18": "Adult services take over now.",
    "other": "We have talked about the reason.",
}  # fmt: skip
PAUSED = {
    "hospital": "Somebody else gives the care in hospital.", "abroad": "You are away from the country for more than four weeks.",
    "return missing": "A manager decided it after looking at the care that is needed.",
    "plan change": "The plan is being changed.", "other": "We have talked about the reason.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndLetterFacts:
    """The end and the final account as the books stand (pence); `as_at` is before the last day when that is to come."""

    to: ToFamily
    last_day: date
    reason: str
    as_at: date
    opening: int
    paid_in: int
    spent: int
    balance: int
    aside: tuple[str, ...]
    aside_pence: int
    back: int  # what is to come back of what is held, bills set aside
    paid_too_much: int  # for days after the end, part of what is held
    owed: int  # still to be paid to the family
    return_by: date
    query_by: date
    line: str = ""  # the final account in one line, as the account's card says it
    returned: bool = False  # the last return is here


def end_letter(given: EndLetterFacts, style_name: str) -> Drawn:
    """Draw the end letter with its final account. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    when = unbroken(say_full(given.last_day))
    terms = [
        (pounds(given.opening), "At the start"), (pounds(given.paid_in), "Paid in"), (pounds(given.spent), "Paid out"),
        (pounds(given.balance), "Held"),
    ]  # fmt: skip
    story: list[Block] = [
        mixed([("The last day we pay for is ", False), (when, True), (f". {ENDED.get(given.reason, '')}", False)], style),
        *part(f"The account at the end of {unbroken(say_day(given.as_at))}", [_still_moves(given)], style),
        sum_strip(terms, ("+", "−", "="), style),
        *part("What comes back", _back(given), style),
        *part("What to do now", [
            "We have your last return." if given.returned else
            [("Send us your last return by ", False), (unbroken(say_full(given.return_by)), True),
             (", with statements, receipts and payslips up to the last day.", False)],
            ("If you employ somebody, they are owed notice and holiday pay, and perhaps redundancy pay; tax is settled with HMRC. "
            "Tell us what these come to: the money for them is yours to keep."),
            "Keep your papers for six years.",
        ], style),
        *disagree(given.to, given.query_by, style),
    ]  # fmt: skip
    return letter(given.to, TITLE, style, story)


def _still_moves(given: EndLetterFacts) -> str:
    if given.as_at < given.last_day:
        return "Until the last day payments and bills still change this. We send you a last statement then."
    return "These are the figures in our books. Tell us if a bill is missing."


def _back(given: EndLetterFacts) -> list[str]:
    found = [
        given.line or (
            f"{pounds(given.balance)} held − {pounds(given.aside_pence)} set aside for bills = {pounds(given.back)} to pay back."
            if given.back else "There is nothing to pay back."
        )
    ]  # fmt: skip
    if given.aside:
        found.append(f"Set aside: {' and '.join(given.aside)}.")
    if given.paid_too_much:
        found.append(f"{pounds(given.paid_too_much)} of what you were paid was for days after the last day.")
    if given.owed:
        found.append(f"We still owe you {pounds(given.owed)}. It comes with the next payments we make.")
    if given.back:
        when = "We write" if given.returned else "When your last return is here, we write"
        found.append(f"Do not send money yet. {when} to you with the sum and the day.")
    return found


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """From when nothing is paid, why, and what that means for money already paid (pence)."""

    to: ToFamily
    from_day: date
    reason: str
    balance: int
    as_at: date
    paid_too_much: int
    most: str = "half"  # of one payment that is taken back at most
    retainer: str = ""  # what was agreed about an assistant's pay meanwhile


def pause_letter(given: PauseFacts, style_name: str) -> Drawn:
    """Draw the notice that a payment pauses. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    name, ring = given.to.first_name, f"Ring {given.to.officer} on {unbroken(given.to.head.phone)}"
    held = f"At the end of {unbroken(say_day(given.as_at))} you hold {pounds(given.balance)}. You may go on using it for the plan."
    paid = (
        f"{pounds(given.paid_too_much)} was already paid for days after that. It is taken from later payments, never more "
        f"than {given.most} of one, when they begin again."
        if given.paid_too_much else ""
    )  # fmt: skip
    story: list[Block] = [
        mixed([("Your direct payment pauses from ", False), (unbroken(say_full(given.from_day)), True),
               (f". {PAUSED.get(given.reason, '')} We looked at {name}’s care before this was decided.", False)], style),
        *part("The money you have", [held, paid], style),
        *part("If you employ somebody", [given.retainer and f"What we agreed about keeping them meanwhile: {given.retainer.rstrip('.')}.",
                                         (f"They may be owed wages or notice while it pauses. {ring}: we look with you at what the "
                                         "money may pay for.")], style),
        *part("When it begins again", [(f"Tell us as soon as things change. {ring}. It can begin again from any day, and nobody "
                                       "has to apply anew.")], style),
        *disagree(given.to, None, style),
    ]  # fmt: skip
    return letter(given.to, "Your direct payment pauses", style, story)
