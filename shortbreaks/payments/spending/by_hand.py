"""Spending recorded from a receipt, where no bank line says it: cash, or a family's own account."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, account_for, day_to_correct, post
from shortbreaks.money import MOST_PENCE, pounds
from shortbreaks.payments.commands import account_of_agreement
from shortbreaks.payments.spending.commands import SPENT
from shortbreaks.payments.spending.known import beyond_pattern
from shortbreaks.payments.spending.line_words import about_line, said_of
from shortbreaks.payments.spending.matching import NEAR_DAYS
from shortbreaks.payments.spending.tables import CATEGORIES, SpendLine
from shortbreaks.payments.tables import Agreement

WHY = "Recorded by hand."
FOR = tuple(one for one in CATEGORIES if one not in {"", "our payment", "own money"})
LONGEST = 100


@dataclass(frozen=True, slots=True)
class RecordSpending:
    """What a receipt says was spent (pence), on what, and the day the receipt was seen.

    `apart`: whoever records it knows that it is right, though a line of the same sum stands already or its use is paid
    less often.
    """

    agreement_id: int
    on: date
    payee: str
    pence: int
    category: str
    evidence_on: date | None = None
    apart: bool = False


@command(needs=Permission.POST_MONEY, recorded_as="Spending recorded by hand")
def record_spending(work: Work, request: RecordSpending) -> int:
    """Keep and post one line of spending and give it; it counts for its day while that month is open, else for today.

    A file that brings the same later asks whether it is the same. Raises Refused naming the field.
    """
    agreement, payee = work.take(Agreement, request.agreement_id), " ".join(request.payee.split())
    _check(work, agreement, request, payee)
    odd = _odd(work, agreement, request, payee)
    alike = (SpendLine.agreement_id == agreement.id, SpendLine.on == request.on, SpendLine.pence == request.pence, SpendLine.payee == payee)
    last = work.db.scalar(select(func.max(SpendLine.nth)).where(*alike, SpendLine.again.is_(False))) or 0
    line = SpendLine(
        agreement_id=agreement.id, on=request.on, payee=payee, pence=request.pence, nth=last + 1, bank_ref="",
        category=request.category, match="accepted", why=" ".join([WHY, *odd]), evidence_on=request.evidence_on, misspent_pence=0,
        explanation="", by_hand=True,
    )  # fmt: skip
    work.db.add(line)
    work.db.flush()
    spent = account_for(work, SPENT, "council", "Spent by families")
    move = Line(account_of_agreement(work, agreement), spent, request.pence)
    line.entry_id = post(work, said_of(1), about_line(line.id), day_to_correct(work, request.on), [move])
    work.record(line, pence=request.pence)
    return line.id


def _check(work: Work, agreement: Agreement, request: RecordSpending, payee: str) -> None:
    if agreement.state == "draft":
        raise Refused("Nothing has been paid under this agreement yet.", "Start it first.")
    if not agreement.starts_on <= request.on <= work.today:
        since = f"{say_day(agreement.starts_on)}, when it began, to today"
        raise Refused("That day is not one of this payment’s.", f"Write the day on the receipt, from {since}.", "on")
    if not payee or len(payee) > LONGEST:
        raise Refused("Who was paid is missing.", "Write it as the receipt has it.", "payee")
    if not 0 < request.pence <= MOST_PENCE:
        raise Refused("The amount is missing.", "Write it like 24.50.", "pence")
    if request.category not in FOR:
        raise Refused("Choose what it was for.", "Choose from the list.", "category")
    if request.evidence_on is not None and request.evidence_on > work.today:
        raise Refused("The receipt cannot have been seen on a day to come.", "Write the day.", "evidence_on")


def _odd(work: Work, agreement: Agreement, request: RecordSpending, payee: str) -> list[str]:
    """What a person has to say is right, as of a bank's line: the same sum again, and a use paid too often (R-D8)."""
    near = timedelta(days=NEAR_DAYS)
    found = work.db.execute(
        select(SpendLine.on, SpendLine.payee).where(
            SpendLine.agreement_id == agreement.id, SpendLine.pence == request.pence, SpendLine.back_at.is_(None),
            SpendLine.on.between(request.on - near, request.on + near),
        ).order_by(SpendLine.on, SpendLine.id).limit(1)
    ).first()  # fmt: skip
    beyond = beyond_pattern(work.db, agreement.id, request.on, payee, request.pence)
    same = ""
    if found is not None and not (beyond and found.on == request.on):  # that it was paid twice on one day says both
        same = f"{pounds(request.pence)} to {found.payee} on {say_day(found.on)} stands in the account already."
    said = [one for one in (same, beyond) if one]
    if said and not request.apart:
        raise Refused(" ".join(said), "Leave it if it is the same; tick that it is another purchase if it is not.", "apart")
    return [beyond] if beyond else []
