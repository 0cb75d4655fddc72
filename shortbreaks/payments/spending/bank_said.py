"""What families' banks said of their accounts, held against the books as they stand now, whenever a line came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from shortbreaks.dates import end_of
from shortbreaks.ledger.queries import balance_on
from shortbreaks.ledger.tables import accounts
from shortbreaks.payments.facts import HOLDS
from shortbreaks.payments.spending.tables import BankSays, SpendFile
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class BankSaid:
    """What a bank said that an account held at the end of a day, and what the books hold for it (pence)."""

    agreement_id: int
    ref: str
    on: date
    said: int
    held: int


def bank_apart(db: Session, first: date = date.min, last: date = date.max) -> Sequence[BankSaid]:
    """Where a bank and the books do not say the same of some days, or of any."""
    rows = _said(db, BankSays.on.between(first, last))
    return [one for row in rows if (one := _beside(db, row)).held != one.said]


def last_said(db: Session, agreement_id: int, day: date) -> BankSaid | None:
    """The last that a family's bank said by the end of a day, beside the books."""
    rows = _said(db, (BankSays.agreement_id == agreement_id) & (BankSays.on <= day) & (BankSays.at < end_of(day)))
    return _beside(db, rows[-1]) if rows else None


def _beside(db: Session, row: Any) -> BankSaid:
    return BankSaid(row[0], row[1], row[2], row[3], balance_on(db, row[4], row[2]) if row[4] is not None else 0)


def _said(db: Session, which: ColumnElement[bool]) -> Sequence[Any]:
    """The last word of the banks on each account and day."""
    latest = (
        select(func.max(BankSays.id).label("id"))
        .outerjoin(SpendFile, SpendFile.id == BankSays.file_id)
        .where(SpendFile.back_at.is_(None), which)  # a file that was put back says nothing
        .group_by(BankSays.agreement_id, BankSays.on)
        .subquery()
    )
    return db.execute(
        select(Agreement.id, Agreement.ref, BankSays.on, BankSays.pence, accounts.c.id)
        .join(latest, latest.c.id == BankSays.id)
        .join(Agreement, Agreement.id == BankSays.agreement_id)
        .join(
            accounts, (accounts.c.kind == HOLDS) & (accounts.c.holder == func.concat("agreement:", Agreement.id)), isouter=True
        )
        .order_by(BankSays.on, BankSays.id)
    ).all()  # fmt: skip
