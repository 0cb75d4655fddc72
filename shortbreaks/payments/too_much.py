"""Sums that were paid too much and have not come back whole, as an account shows them (R-D16)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shortbreaks.payments.facts import sums_open
from shortbreaks.payments.tables import Owed


@dataclass(frozen=True, slots=True)
class TooMuchRow:
    """A sum that was paid too much (pence): how much it was, what is left of it to come back, and why."""

    id: int
    agreement_id: int
    pence: int
    left: int
    words: str


def too_much(db: Session, ids: Collection[int] | None = None) -> tuple[TooMuchRow, ...]:
    """Every such sum of some agreements, or of all, the oldest first."""
    wanted, left = sums_open(Owed.id, Owed.agreement_id, Owed.pence)
    wanted = wanted.add_columns(left, Owed.words).where(Owed.pence < 0).order_by(Owed.id)
    rows = db.execute(wanted if ids is None else wanted.where(Owed.agreement_id.in_(ids)))
    return tuple(TooMuchRow(row[0], row[1], -row[2], -row[3], row[4]) for row in rows)
