"""What will still be paid out of what a family holds: breaks booked, agreed uses to come, what it is asked to give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.money import FAMILY
from shortbreaks.bookings.states import BOOKED, USED
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.search import fold
from shortbreaks.families.tables import Child
from shortbreaks.ledger.queries import balance_on
from shortbreaks.ledger.tables import Account
from shortbreaks.payments.agreement_tables import AgreementUse
from shortbreaks.payments.payee_names import BOOKED_NEAR, holds
from shortbreaks.payments.spending_tables import Debt, SpendLine
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that is still to be paid for (pence), and the day it is next about."""

    words: str
    on: date
    pence: int


def commitments_of(db: Session, agreement: Agreement, today: date) -> tuple[Commitment, ...]:
    """What is committed today: breaks of the child first, then uses that are expected to cost something, then money over."""
    return (*_breaks(db, agreement.child_id, today), *_uses(db, agreement.id, today), *_asked_back(db, agreement.id))


def _breaks(db: Session, child_id: int, today: date) -> Sequence[Commitment]:
    """Breaks booked with a charge that the family has not paid yet; never more than it owes, however it paid before.

    A break is paid for within six weeks of its day: what is older is finance's to ask for.
    """
    since = datetime.combine(today - BOOKED_NEAR, time())
    charged = (Booking.child_id == child_id, Booking.state.in_(BOOKED | USED), Booking.charge_pence > 0, Booking.starts_at >= since)
    count, pence, first, coming = db.execute(
        select(func.count(), func.coalesce(func.sum(Booking.charge_pence), 0), func.min(Booking.starts_at),
               func.min(Booking.starts_at).filter(Booking.starts_at >= datetime.combine(today, time())))
        .where(*charged)
    ).one()  # fmt: skip
    holder = select(func.concat("household:", Child.household_id)).where(Child.id == child_id).scalar_subquery()
    account = db.scalar(select(Account.id).where(Account.kind == FAMILY, Account.holder == holder))
    owed = min(int(pence), -balance_on(db, account)) if account is not None else 0
    if owed <= 0:
        return ()
    words = f"{counted(count, 'break')} booked, {'partly paid' if owed < pence else 'not paid yet'}"
    return (Commitment(words, (coming or first).date(), owed),)


def _asked_back(db: Session, agreement_id: int) -> Sequence[Commitment]:
    """Money over that is asked back and has not come; what a plan takes comes out of payments, misspent money out of its own."""
    rows = db.execute(
        select(Debt.proposed_on, Debt.pence - Debt.recovered_pence)
        .where(Debt.agreement_id == agreement_id, Debt.kind != "misspent", Debt.state.in_(("approved", "letter sent", "invoiced")))
        .order_by(Debt.id)
    )
    return [Commitment("Asked back, not come yet", on, left) for on, left in rows]


def _uses(db: Session, agreement_id: int, today: date) -> Sequence[Commitment]:
    """Agreed uses that are expected to cost something, less what was paid under their names since; while they hold."""
    uses = db.scalars(
        select(AgreementUse).where(AgreementUse.agreement_id == agreement_id, AgreementUse.cost_pence > 0)
        .order_by(AgreementUse.from_day, AgreementUse.id)
    ).all()  # fmt: skip
    if not uses:
        return ()
    spent = db.execute(
        select(SpendLine.on, SpendLine.payee, SpendLine.pence).where(
            SpendLine.agreement_id == agreement_id, SpendLine.on >= min(one.from_day for one in uses), SpendLine.pence > 0,
            SpendLine.back_at.is_(None),
        )
    ).all()  # fmt: skip
    lines = [(row.on, fold(row.payee), row.pence) for row in spent]
    found = []
    for one in uses:
        names = [fold(name) for name in one.payees.split("|") if name]
        until = one.review_on or one.from_day + BOOKED_NEAR + timedelta(days=1)
        paid = sum(pence for on, said, pence in lines if one.from_day <= on < until and any(holds(said, name) for name in names))
        left = (one.cost_pence or 0) - paid
        if left > 0 and today < until:
            found.append(Commitment(f"Agreed: {one.words.rstrip('.')}", one.from_day, left))
    return found
