"""Money that came back from a family by bank: of a debt, or what an agreement did not spend; posted, and proved by check."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, account_for, post
from shortbreaks.ledger.queries import balance_on
from shortbreaks.money import MOST_PENCE, pounds
from shortbreaks.payments.commands import account_of_agreement
from shortbreaks.payments.debts.commands import came_back
from shortbreaks.payments.debts.recovery import OPEN_DEBT
from shortbreaks.payments.debts.tables import MoneyBack
from shortbreaks.payments.facts import pot_of
from shortbreaks.payments.runs.posting import GIVEN_BACK
from shortbreaks.payments.spending.commands import SPENT
from shortbreaks.payments.spending.same_money import line_meant, tie
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import as_kept

OWN_MONEY = "families' own money"
LONGEST = 60
when_broken(
    "uq_money_back_on_date_reference_pence_agreement_id",
    "money_back.on_date, money_back.reference, money_back.pence, money_back.agreement_id",
    lambda: Refused(
        "That sum of that day and reference was entered before.", "Look at the account's lines.", "reference"
    ),
)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Money a family paid back of a debt, from what it holds or from its own (pence), and the bank's reference of it.

    `line_id`: the line of the family's bank file that is this money; `apart`: whoever enters it knows that none is.
    """

    debt_id: int
    seen: int
    pence: int
    on: date
    from_pot: bool
    reference: str
    line_id: int | None = None
    apart: bool = False


@command(needs=Permission.POST_MONEY, recorded_as="Money paid back")
def take_back(work: Work, request: TakeBack) -> str:
    """Post what was paid back of a debt and give its state. Raises Refused for more than is left, or too early a state."""
    debt = work.take(Debt, request.debt_id, seen=request.seen)
    if debt.state not in OPEN_DEBT:
        raise Refused(f"This debt is {debt.state}.", "It is approved and the letter sent first.")
    left = debt.pence - debt.recovered_pence
    if not 0 < request.pence <= left:
        raise Refused(f"There is {pounds(left)} left to pay back.", "Write an amount up to that.", "pence")
    agreement = work.db.get_one(Agreement, debt.agreement_id)
    kept = _keep(work, request, agreement, debt, from_pot=request.from_pot)
    came_back(work, debt, request.pence, request.on, kept.reference)
    work.record(debt, pence=request.pence)
    return debt.state


@dataclass(frozen=True, slots=True)
class TakeUnspent:
    """Unspent money that a family sent back without being asked (pence), and the bank's reference of it."""

    agreement_id: int
    pence: int
    on: date
    reference: str
    line_id: int | None = None
    apart: bool = False


@command(needs=Permission.POST_MONEY, recorded_as="Unspent money sent back")
def take_unspent(work: Work, request: TakeUnspent) -> int:
    """Post unspent money that came back, out of what the family holds; gives the sum's id. Raises Refused by field."""
    agreement = work.take(Agreement, request.agreement_id)
    account = pot_of(work.db, agreement.id)
    held = balance_on(work.db, account, request.on) if account is not None else 0
    if request.line_id is not None:
        held += request.pence  # its own line of the bank's took it out before
    if not 0 < request.pence <= min(held, MOST_PENCE):
        raise Refused(
            f"The family held {pounds(held)} on {say_day(request.on)}.",
            "Write an amount up to that; bring its spending in first, if some is missing.", "pence",
        )  # fmt: skip
    kept = _keep(work, request, agreement, None, from_pot=True)
    work.record(kept, pence=request.pence)
    return kept.id


def _keep(
    work: Work, request: TakeBack | TakeUnspent, agreement: Agreement, debt: Debt | None, *, from_pot: bool
) -> MoneyBack:  # fmt: skip
    words, pence, on = as_kept(request.reference, one_line=True), request.pence, request.on
    if not words or len(words) > LONGEST:
        raise Refused("The bank's reference is missing.", "Write it as it stands on our bank statement.", "reference")
    if on > work.today:
        raise Refused(f"{say_day(on)} has not come yet.", "Write the day the money arrived.", "on")
    line = line_meant(work, agreement.id, pence, on, request.line_id, apart=request.apart)
    back = account_for(work, GIVEN_BACK, "council", "Given back out of payments")
    if line is not None:  # it left what the family holds when its file came in, as if it had been spent
        source = account_for(work, SPENT, "council", "Spent by families")
    else:
        source = (
            account_of_agreement(work, agreement)
            if from_pot
            else account_for(work, OWN_MONEY, "council", "Families' own money")
        )
    about = f"debt:{debt.id}" if debt is not None else f"agreement:{agreement.id}"
    entry = post(
        work, "Paid back" if debt is not None else "Unspent money sent back", about, on, [Line(source, back, pence)]
    )
    kept = MoneyBack(
        agreement_id=agreement.id, debt_id=debt.id if debt is not None else None, on=on, pence=pence, reference=words,
        from_pot=from_pot or line is not None, entry_id=entry, at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.db.flush()
    if line is not None:
        tie(work, line, kept, None)
    return kept
