"""What was still to be paid on a day out of what a family holds: breaks booked, agreed uses to come, what it is asked back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.money import FAMILY, INCOME
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.search import fold
from shortbreaks.dates import end_of
from shortbreaks.families.tables import Child
from shortbreaks.ledger.queries import balance_on
from shortbreaks.ledger.tables import Account, Entry, Transfer
from shortbreaks.payments.agreement_tables import AgreementUse
from shortbreaks.payments.debts.commands import debts_on
from shortbreaks.payments.spending.payee_names import BOOKED_NEAR, holds
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.spending.uses import names_of
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that is still to be paid for (pence), and the day it is next about."""

    words: str
    on: date
    pence: int


def commitments_of(db: Session, agreement: Agreement, day: date) -> tuple[Commitment, ...]:
    """What was committed at the end of a day: breaks of the child first, then uses expected to cost something, then money over.

    Money is what the books hold for the day, as in the balance beside it; uses and debts are those entered by then.
    """
    return (*_breaks(db, agreement.child_id, day), *_uses(db, agreement.id, day), *_asked_back(db, agreement.id, day))


def _breaks(db: Session, child_id: int, day: date) -> Sequence[Commitment]:
    """Breaks charged and not paid yet; never more than the family owed, however it paid before.

    A break is paid for within six weeks of its day: what is older is finance's to ask for.
    """
    holder = select(func.concat("household:", Child.household_id)).where(Child.id == child_id).scalar_subquery()
    account = db.scalar(select(Account.id).where(Account.kind == FAMILY, Account.holder == holder))
    if account is None or (owed := -balance_on(db, account, day)) <= 0:
        return ()
    charges = _charges(db, child_id, account, day)
    pence = sum(charge for _, charge in charges)
    if not pence:
        return ()
    first, coming = charges[0][0], (start for start, _ in charges if start.date() >= day)
    words = f"{counted(len(charges), 'break')} booked, {'partly paid' if owed < pence else 'not paid yet'}"
    return (Commitment(words, next(coming, first).date(), min(pence, owed)),)


def _charges(db: Session, child_id: int, account: int, day: date) -> Sequence[tuple[datetime, int]]:
    """What the books charge for each break of a child by a day, the earliest break first (pence)."""
    income = select(Account.id).where(Account.kind == INCOME)
    charged = and_(Transfer.from_account == account, Transfer.to_account.in_(income))
    given_back = and_(Transfer.to_account == account, Transfer.from_account.in_(income))
    pence = func.sum(case((charged, Transfer.pence), else_=-Transfer.pence))
    rows = db.execute(
        select(Booking.starts_at, pence)
        .join(Entry, Entry.about == func.concat("booking:", Booking.id))
        .join(Transfer, Transfer.entry_id == Entry.id)
        .where(
            Booking.child_id == child_id, Booking.starts_at >= datetime.combine(day - BOOKED_NEAR, time()), Entry.on <= day,
            or_(charged, given_back),
        )
        .group_by(Booking.id, Booking.starts_at)
        .having(pence > 0)
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip
    return [(start, int(charge)) for start, charge in rows]


def _asked_back(db: Session, agreement_id: int, day: date) -> Sequence[Commitment]:
    """Money over that is asked back and has not come; what a plan takes comes out of payments, misspent money out of its own."""
    debts = db.execute(
        select(Debt.id, Debt.proposed_on, Debt.pence)
        .where(Debt.agreement_id == agreement_id, Debt.kind != "misspent", Debt.proposed_on <= day)
        .order_by(Debt.id)
    ).all()
    stood = debts_on(db, day, [one.id for one in debts]) if debts else {}
    return [
        Commitment("Asked back, not come yet", one.proposed_on, one.pence - then.recovered) for one in debts
        if (then := stood.get(one.id)) is not None and then.state in {"approved", "letter sent", "invoiced"}
    ]  # fmt: skip


def _uses(db: Session, agreement_id: int, day: date) -> Sequence[Commitment]:
    """Agreed uses that are expected to cost something, less what was paid under their names since; while they hold."""
    uses = db.scalars(
        select(AgreementUse)
        .where(AgreementUse.agreement_id == agreement_id, AgreementUse.cost_pence > 0, AgreementUse.at < end_of(day))
        .order_by(AgreementUse.from_day, AgreementUse.id)
    ).all()
    if not uses:
        return ()
    spent = db.execute(
        select(SpendLine.on, SpendLine.payee, SpendLine.pence)
        .outerjoin(Entry, Entry.reverses == SpendLine.entry_id)
        .where(
            SpendLine.agreement_id == agreement_id, SpendLine.on >= min(one.from_day for one in uses), SpendLine.on <= day,
            SpendLine.pence > 0, SpendLine.back_at.is_(None) | (Entry.on > day),
        )
    ).all()  # fmt: skip
    lines = [(row.on, fold(row.payee), row.pence) for row in spent]
    found = []
    for one in uses:
        names = [fold(name) for name in names_of(one.payees)]
        until = one.review_on or one.from_day + BOOKED_NEAR + timedelta(days=1)
        paid = sum(pence for on, said, pence in lines if one.from_day <= on < until and any(holds(said, name) for name in names))
        left = (one.cost_pence or 0) - paid
        if left > 0 and day < until:
            found.append(Commitment(f"Agreed: {one.words.rstrip('.')}", one.from_day, left))
    return found
