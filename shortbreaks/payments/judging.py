"""What became of a line of spending, and what the bank says an account holds."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.queries import balance_on
from shortbreaks.money import pounds
from shortbreaks.payments.debts.commands import ToPropose, propose_debt
from shortbreaks.payments.facts import pot_of
from shortbreaks.payments.spending.tables import CATEGORIES, BankSays, Debt, SpendLine
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A person's word on one line: what it was for, evidence seen, and how much of it was not for the plan (pence)."""

    line_id: int
    seen: int
    category: str
    evidence_on: date | None
    misspent_pence: int = 0
    explanation: str = ""


@command(needs=Permission.POST_MONEY, recorded_as="Spending looked at")
def judge_line(work: Work, request: JudgeLine) -> None:
    """Keep what became of a line; a misspent part is asked back as a debt, that part only (R-D23). Raises Refused."""
    line = work.take(SpendLine, request.line_id, seen=request.seen)
    if line.entry_id is None or line.category == "our payment":
        raise Refused("That line is a payment of ours, which stands in the books already.", "Look at the other lines.")
    if request.category not in CATEGORIES or request.category in {"", "our payment"}:
        raise Refused("Choose what it was for.", "Choose from the list.", "category")
    if request.evidence_on is not None and request.evidence_on > work.today:
        raise Refused("The evidence cannot have been seen on a day to come.", "Write the day.", "evidence_on")
    if not 0 <= request.misspent_pence <= max(line.pence, 0):
        raise Refused(
            f"The line is {pounds(line.pence)}.", "Write the part of it that was not for the plan.", "misspent_pence"
        )
    if request.misspent_pence and not request.explanation.strip():
        raise Refused("The family's explanation is missing.", "Write what they said.", "explanation")
    other = request.misspent_pence != line.misspent_pence
    if other and work.db.scalar(select(Debt.id).where(Debt.spend_line_id == line.id, Debt.state != "withdrawn")) is not None:
        raise Refused("That line was asked back before.", "Withdraw the debt first.")
    line.category, line.evidence_on = request.category, request.evidence_on
    line.misspent_pence, line.explanation = request.misspent_pence, request.explanation.strip()
    line.match = "misspent" if request.misspent_pence else "accepted"
    if other and line.misspent_pence:
        work.db.flush()  # the debt is held against its line
        reason = f"{say_day(line.on)}, {line.payee}: {line.explanation}"
        propose_debt(work, ToPropose(line.agreement_id, "misspent", line.misspent_pence, reason, line.on, spend_line_id=line.id))
    work.record(line, pence=abs(line.pence))


@dataclass(frozen=True, slots=True)
class AcceptRest:
    """Every matched line of an agreement (or of all) up to a day that needs no person."""

    agreement_id: int | None
    until: date


@command(needs=Permission.POST_MONEY, recorded_as="Matched spending accepted")
def accept_rest(work: Work, request: AcceptRest) -> int:
    """Accept every matched line in one go, the odd ones stay; gives how many."""
    lines = select(SpendLine).where(SpendLine.match == "matched", SpendLine.on <= request.until)
    if request.agreement_id is not None:
        lines = lines.where(SpendLine.agreement_id == request.agreement_id)
    found = list(work.db.scalars(lines))
    for line in found:
        line.match = "accepted"
    work.record(("agreement", request.agreement_id))
    return len(found)


@dataclass(frozen=True, slots=True)
class SayBalance:
    """What a statement says an agreement's account held at the end of a day (pence)."""

    agreement_id: int
    on: date
    pence: int


@command(needs=Permission.POST_MONEY, recorded_as="Bank balance noted")
def say_balance(work: Work, request: SayBalance) -> int:
    """Keep what the bank says, and give how far the books are from it (pence; 0: they agree)."""
    agreement = work.db.get(Agreement, request.agreement_id)
    if agreement is None:
        raise NotFound("That agreement is not here any more.", "Look again.")
    if request.on > work.today:
        raise Refused("That day has not ended yet.", "Write the statement's day.", "on")
    said = BankSays(
        agreement_id=agreement.id, on=request.on, pence=request.pence, at=work.now, person_id=work.person.id
    )  # fmt: skip
    work.db.add(said)
    work.record(said, pence=abs(request.pence))
    account = pot_of(work.db, agreement.id)
    return request.pence - (balance_on(work.db, account, request.on) if account else 0)
