"""Sums that were paid too much and had not come back whole by a day, as accounts, papers and the pay-back test count them (R-D16)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from shortbreaks.ledger.tables import Entry
from shortbreaks.payments.debts.owed_tables import OwedPart
from shortbreaks.payments.debts.tables import DebtStep
from shortbreaks.payments.facts import made_by
from shortbreaks.payments.tables import Owed, PaymentRun, RunLine

Back = aliased(Entry)  # the entry that took a payment out of the books again


@dataclass(frozen=True, slots=True)
class TooMuchRow:
    """A sum that was paid too much (pence): how much it was, what is left of it to come back, and why."""

    id: int
    agreement_id: int
    pence: int
    left: int
    words: str


def too_much_on(
    db: Session, day: date, ids: Collection[int] | None = None, known: date | None = None, *, by_then: bool = False
) -> tuple[TooMuchRow, ...]:
    """Every such sum of some agreements, or of all, with what the books had taken back of it at the end of a day, oldest first.

    `known`: the day by which it was entered, or was asked back by a final account, where a later one is meant. `by_then`: the
    books as they had been entered by the day's end.
    """
    in_books = (PaymentRun.pay_on <= day) & or_(Back.id.is_(None), Back.on > day)
    if by_then:
        in_books = (PaymentRun.pay_on <= day) & made_by(Back, day)
    return _left(db, in_books, known or day, ids)


def still_to_take(db: Session, known: date | None, ids: Collection[int] | None = None) -> Mapping[int, list[tuple[int, int]]]:
    """What the next payment may take, by agreement: of which sums how many pence, less what payments made by a day take.

    A payment is made once its run is posted, whenever its money arrives; none for the day: as it stands now.
    """
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in _left(db, made_by(Back, known), known, ids):
        found[row.agreement_id].append((row.id, row.left))
    return found


def _left(db: Session, stands: ColumnElement[bool], known: date | None, ids: Collection[int] | None) -> tuple[TooMuchRow, ...]:
    """Sums entered by a day, less what payments take that stand, and final accounts that are not withdrawn."""
    steps = select(DebtStep.state).where(DebtStep.debt_id == OwedPart.debt_id)
    entered: Any = select(Owed.id).where(Owed.pence < 0)
    if known is not None:
        steps, entered = steps.where(DebtStep.entered_on <= known), entered.where(Owed.entered_on <= known)
    state = steps.order_by(DebtStep.id.desc()).limit(1).scalar_subquery()
    taken = (
        select(OwedPart.owed_id, func.sum(OwedPart.pence).label("pence"))
        .outerjoin(RunLine, (RunLine.id == OwedPart.run_line_id) & RunLine.entry_id.is_not(None))
        .outerjoin(PaymentRun, PaymentRun.id == RunLine.run_id)
        .outerjoin(Back, Back.reverses == RunLine.entry_id)
        .where(or_(stands, state != "withdrawn"))
        .group_by(OwedPart.owed_id)
        .subquery()
    )
    left = cast(Owed.pence + func.coalesce(taken.c.pence, 0), BigInteger)
    wanted = (
        entered.with_only_columns(Owed.id, Owed.agreement_id, Owed.pence, left, Owed.words)
        .outerjoin(taken, taken.c.owed_id == Owed.id)
        .where(left < 0).order_by(Owed.id)
    )  # fmt: skip
    rows = db.execute(wanted if ids is None else wanted.where(Owed.agreement_id.in_(ids)))
    return tuple(TooMuchRow(row[0], row[1], -row[2], -row[3], row[4]) for row in rows)
