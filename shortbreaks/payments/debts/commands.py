"""A debt's steps: proposed, moved on, money come back; and each debt as it stood on any day (R-D24)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.payments.debts.tables import DebtStep
from shortbreaks.payments.spending.tables import Debt

STILL_OPEN = ("proposed", "approved", "letter sent", "plan agreed", "invoiced")


@dataclass(frozen=True, slots=True)
class ToPropose:
    """What is to be asked back (pence) and why; `arose_on` says whose it is: who was paid on that day."""

    agreement_id: int
    kind: str
    pence: int
    reason: str
    arose_on: date
    review_id: int | None = None
    spend_line_id: int | None = None


def propose_debt(work: Work, wish: ToPropose) -> Debt:
    """Keep a debt that somebody else must approve."""
    debt = Debt(
        agreement_id=wish.agreement_id, kind=wish.kind, review_id=wish.review_id, pence=wish.pence, state="proposed",
        proposed_by=work.person.id, proposed_on=work.today, arose_on=wish.arose_on, a_cycle_pence=0, recovered_pence=0,
        finance_ref="", reason=wish.reason, spend_line_id=wish.spend_line_id,
    )  # fmt: skip
    work.db.add(debt)
    step_debt(work, debt, "proposed", wish.reason)
    return debt


def step_debt(work: Work, debt: Debt, state: str, words: str = "") -> None:
    """Move a debt to a state from today on."""
    debt.state = state
    _keep(work, debt, 0, work.today, words)


def came_back(work: Work, debt: Debt, pence: int, on: date, words: str) -> None:
    """Count pence that came back of a debt on a day; below nought when a payment that gave them back was rejected."""
    debt.recovered_pence += pence
    whole = debt.recovered_pence == debt.pence
    if whole and debt.state in STILL_OPEN:
        debt.state = "recovered"
    elif not whole and debt.state == "recovered":
        debt.state = "plan agreed" if debt.a_cycle_pence else "letter sent"
    _keep(work, debt, pence, on, words)


def _keep(work: Work, debt: Debt, pence: int, on: date, words: str) -> None:
    work.db.flush()
    work.db.add(
        DebtStep(debt_id=debt.id, state=debt.state, entered_on=work.today, pence=pence, counts_on=on, words=words.strip(),
                 at=work.now, person_id=work.person.id)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stood:
    """A debt as it stood at the end of a day: its state, and the pence that had come back."""

    state: str
    recovered: int


def debts_on(db: Session, day: date, ids: Collection[int] | None = None) -> Mapping[int, Stood]:
    """Each debt as it stood at the end of a day; those that nobody had proposed by then are left out."""
    wanted = select(DebtStep.debt_id, DebtStep.state, DebtStep.id).where(DebtStep.entered_on <= day)
    back = select(DebtStep.debt_id, func.sum(DebtStep.pence)).where(DebtStep.counts_on <= day).group_by(DebtStep.debt_id)
    if ids is not None:
        wanted, back = wanted.where(DebtStep.debt_id.in_(ids)), back.where(DebtStep.debt_id.in_(ids))
    pence = {row[0]: int(row[1]) for row in db.execute(back)}
    return {row.debt_id: Stood(row.state, pence.get(row.debt_id, 0)) for row in db.execute(wanted.order_by(DebtStep.id))}


def debts_entered(db: Session, ids: Collection[int], known: date | None = None) -> Mapping[int, Stood]:
    """Each of some debts by what had been entered of it by the end of a day, or until now, whenever its money counts."""
    wanted = select(DebtStep.debt_id, DebtStep.state, DebtStep.pence).where(DebtStep.debt_id.in_(ids)).order_by(DebtStep.id)
    found: dict[int, Stood] = {}
    for debt_id, state, pence in db.execute(wanted if known is None else wanted.where(DebtStep.entered_on <= known)):
        before = found.get(debt_id)
        found[debt_id] = Stood(state, pence + (before.recovered if before is not None else 0))
    return found


@dataclass(frozen=True, slots=True)
class DebtRow:
    """What is asked back, and how far it has come (pence)."""

    id: int
    version: int
    kind: str
    pence: int
    recovered: int
    state: str
    reason: str
    line: int | None = None  # of spending, of which it asks the misspent part


def debts_shown(db: Session, agreement_id: int, day: date) -> tuple[DebtRow, ...]:
    """The debts there were at the end of a day, each as it stood then."""
    rows = db.execute(
        select(Debt.id, Debt.version, Debt.kind, Debt.pence, Debt.reason, Debt.spend_line_id)
        .where(Debt.agreement_id == agreement_id, Debt.proposed_on <= day)
        .order_by(Debt.id.desc())
    ).all()
    stood = debts_on(db, day, [row.id for row in rows])
    return tuple(
        DebtRow(row.id, row.version, row.kind, row.pence, one.recovered, one.state, row.reason, row.spend_line_id)
        for row in rows if (one := stood.get(row.id)) is not None
    )  # fmt: skip
