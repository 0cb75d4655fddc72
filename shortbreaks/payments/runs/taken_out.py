"""What comes out of a payment: sums paid too much before, then plans, together never more than the set part of it (R-D16)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.payments.debts.commands import debts_entered
from shortbreaks.payments.facts import Plan
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.surplus import most_of_a_payment, part_of_a_payment


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What one payment gives back (pence): of which sums that were paid too much, and of which debts by their plans."""

    owed: tuple[tuple[int, int], ...]
    debts: tuple[tuple[int, int], ...]

    @property
    def pence(self) -> int:
        """All of it together."""
        return sum(part for _, part in (*self.owed, *self.debts))


def taken_out(gross: int, too_much: Sequence[tuple[int, int]], plans: Sequence[Plan], percent: int) -> TakenOut:
    """What a payment of `gross` pence gives back: the oldest first, what does not fit waits for the next one.

    `too_much`: of which sums how many pence are still to come back.
    """
    left = most_of_a_payment(gross, percent)
    takes: list[tuple[int, int]] = []
    gives_back: list[tuple[int, int]] = []
    for one, pence in too_much:
        if part := min(pence, left):
            left -= part
            takes.append((one, part))
    for plan in plans:
        if part := min(part_of_a_payment(plan.a_cycle, gross, plan.left, percent), left):
            left -= part
            gives_back.append((plan.debt_id, part))
    return TakenOut(tuple(takes), tuple(gives_back))


def plans_running(db: Session, ids: Collection[int], known: date | None = None) -> Mapping[int, list[Plan]]:
    """The plans of these agreements as they had been entered by the end of a day, or stand now; the oldest first."""
    found: dict[int, list[Plan]] = defaultdict(list)
    wanted = select(Debt.agreement_id, Debt.id, Debt.a_cycle_pence, Debt.pence).where(
        Debt.agreement_id.in_(ids), Debt.a_cycle_pence > 0
    )
    rows = db.execute(wanted.order_by(Debt.id)).all()
    stood = debts_entered(db, [row.id for row in rows], known)
    for row in rows:
        then = stood.get(row.id)
        if then is not None and then.state == "plan agreed":
            found[row.agreement_id].append(Plan(row.id, row.a_cycle_pence, row.pence - then.recovered))
    return found
