"""What is filled in about a direct payment."""

from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import DATE_FORMS
from shortbreaks.money import pounds
from shortbreaks.payments.debts.recovery import KINDS
from shortbreaks.payments.ending import ENDS, SUSPENDS
from shortbreaks.payments.rules import WORDS
from shortbreaks.payments.spending.by_hand import FOR
from shortbreaks.payments.spending.card_signs import MINUS, SIGNS
from shortbreaks.payments.spending.matching import Paid
from shortbreaks.payments.spending.same_money import SameSum
from shortbreaks.payments.spending.tables import CATEGORIES, REASONS
from ui.kit.fields import Field


def _choices(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.capitalize()) for value in values if value)


POTS = (
    ("direct payment", "Direct payment"),
    ("transport budget", "Transport budget"),
    ("personal budget", "Personal budget"),
)
HELD = (("card", "Prepaid card"), ("account", "Own account"), ("managed", "Managed account"))
CYCLES = (("28", "Every four weeks"), ("14", "Every two weeks"), ("7", "Every week"), ("0", "Every month"))
YOUNG = "young"


def agreement_fields(payees: tuple[tuple[int, str], ...]) -> tuple[Field, ...]:
    """A new agreement: the family's adults, or the young person."""
    who = (*((str(adult), words) for adult, words in payees), (YOUNG, "The young person, from 16"))
    return (
        Field("payee", "Who is paid", "choice", choices=who),
        Field("pot", "Which money", "choice", choices=POTS, beside=True),
        Field("purpose", "What it should achieve", hint="Time out with an assistant"),
        Field("may_buy", "What it may buy", "long", optional=True),
        Field("held", "How it is held", "choice", choices=HELD),
        Field("cycle", "Paid otherwise than the council pays", "choice", optional=True, choices=CYCLES, beside=True),
        Field("starts_on", "Starts on", "date"),
        Field("review_on", "Review on", "date", optional=True, beside=True),
    )


def column_fields(headings: tuple[str, ...]) -> tuple[Field, ...]:
    """What each column of a bank's file means: the amount in one column, or money out and in in two."""
    those = tuple((heading, heading) for heading in headings if heading.strip())
    return (
        Field("day", "The day is in", "choice", choices=those),
        Field("dates", "Written as", "choice", choices=tuple(DATE_FORMS.items()), beside=True),
        Field("payee", "Who was paid is in", "choice", choices=those),
        Field("account", "Whose it is, when several families are in it", "choice", optional=True, choices=those),
        Field("amount", "The amount is in", "choice", optional=True, choices=those),
        Field("sign", "Its sign", "choice", choices=tuple(SIGNS.items()), beside=True),
        Field("out", "Or money out is in", "choice", optional=True, choices=those),
        Field("into", "and money in is in", "choice", optional=True, choices=those, beside=True),
        Field("minus", "A minus in one of the two means", "choice", optional=True, choices=tuple(MINUS.items())),
    )


PER = (("hour", "An hour"), ("week", "A week"), ("month", "A month"), ("once", "Once"))
AWARD = (
    Field("kind", "Kind of support", "choice", choices=tuple(WORDS.items())),
    Field("per", "Paid by", "choice", choices=PER, beside=True),
    Field("hours", "Hours a week", optional=True, hint="6 or 6.5", unit="hours"),
    Field("pence", "Rate or sum", "money", beside=True),
    Field("from_day", "From", "date"),
    Field("until_day", "Until", "date", optional=True, beside=True),
    Field("reason", "Why", hint="Panel of 20 March"),
    Field("words", "Words for the statement", optional=True),
    Field("short_reason", "Sooner than its notice: why it cannot wait", optional=True),
)
READY = (
    Field("consent_on", "Consent of who is paid", "date", optional=True),
    Field("signed_on", "Agreement signed", "date", optional=True, beside=True),
    Field("plan_on", "Plan agreed", "date", optional=True),
    Field("account_ready_on", "Card or account ready", "date", optional=True, beside=True),
    Field("checks_noted_on", "Insurance and DBS noted", "date", optional=True),
    Field("approval_ref", "Approval reference", optional=True, beside=True),
    Field("vendor_number", "Vendor number", optional=True),
    Field("last4", "Last four figures of the card or account", optional=True, longest=4, beside=True),
)
RECORD = (
    Field("on", "Day on the receipt", "date"),
    Field("pence", "Amount", "money", beside=True),
    Field("payee", "Who was paid", longest=100),
    Field("category", "What it was for", "choice", choices=_choices(FOR)),
    Field("evidence_on", "Receipt seen on", "date", optional=True, beside=True),
    Field("apart", "It is another purchase, and right", "yes", optional=True),
)
JUDGE = (
    Field(
        "category",
        "What it was for",
        "choice",
        choices=_choices(tuple(one for one in CATEGORIES if one != "our payment")),
    ),
    Field("evidence_on", "Evidence seen", "date", optional=True),
    Field("misspent_pence", "Part that was not for the plan", "money", optional=True, beside=True),
    Field("explanation", "What the family says", "long", optional=True),
)


def same_sum(sums: tuple[SameSum, ...]) -> Field:
    """Whether a line of spending is the very money that was entered as come back."""
    choices = tuple((f"{one.id}", f"{pounds(one.pence)}, {say_day(one.on)}, {one.reference}") for one in sums)
    return Field("same", "It is the money that came back to us", "choice", optional=True, choices=choices)


UNASSESSED = Field("unassessed", "Why it is paid without an assessment", "long")
OLD_RATE = Field("old_rate", "Why it starts at the old rate", "long")


def our_payment(paid: Paid, *, going: bool) -> Field:
    """Whether a line is a payment of ours, counted before: one that came in, or one that the bank sent back, going."""
    words = f"It is our own payment of {say_day(paid.on)}"
    return Field("ours", f"{words}, going back" if going else words, "yes", optional=True)


PART = (Field("reason", "Why it is not the same money", hint="The mother rang: it was the swimming club", longest=200),)
PART_FROM = Field("from_pot", "What came back left what the family holds for it", "yes")
SUSPEND = (
    Field("from_day", "From", "date"),
    Field("reason", "Why", "choice", choices=_choices(SUSPENDS), beside=True),
    Field("words", "The child’s care meanwhile", "long"),
    Field("retainer", "Keeping the assistant meanwhile", optional=True, hint="Half pay for four weeks", longest=200),
)
RESUME = (Field("from_day", "Paid again from", "date"), Field("reason", "What changed"))
END = (
    Field("from_day", "Last day paid for", "date"),
    Field("reason", "Why", "choice", choices=_choices(ENDS), beside=True),
    Field("words", "Words", "long", optional=True),
)
ASIDE = (
    Field("kind", "For", "choice", choices=_choices(KINDS)),
    Field("pence", "Amount", "money", beside=True),
    Field("from_day", "From", "date"),
    Field("note", "Note", optional=True),
)
OUTCOMES = (
    ("nothing", "Nothing to do"),
    ("more time", "More time"),
    ("plan review", "Look at the plan"),
    ("pay back", "Ask for it back"),
)
REVIEW = (
    Field("reason", "Why it was not spent", "choice", optional=True, choices=_choices(REASONS)),
    Field("evidence", "What shows it", optional=True),
    Field("outcome", "What is to happen", "choice", choices=OUTCOMES),
    Field("words", "Words", "long", optional=True),
)
FINAL_OUTCOMES = (("pay back", "Ask for it back"), ("more time", "Look at it again later"), ("nothing", "Leave it with the family"))
FINAL = (
    Field("outcome", "What is to happen", "choice", choices=FINAL_OUTCOMES),
    Field("evidence", "What shows it", optional=True),
    Field("words", "Words; why, where money is left or the last return is not here", "long", optional=True),
)
BANK = (Field("on", "At the end of", "date"), Field("pence", "The statement says", "money", beside=True))


def read_minutes(text: str) -> int:
    """Minutes a week from hours as typed: 6, 6.5 or 6.25. Raises Refused with an example."""
    whole, _, part = text.strip().partition(".")
    parts = {"": 0, "0": 0, "25": 15, "5": 30, "50": 30, "75": 45}
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3) or part not in parts:
        raise Refused(f"“{text.strip()[:20]}” is not hours.", "Write them like 6 or 6.5, in quarters.", "hours")
    return int(whole) * 60 + parts[part]
