"""Awards, states and payments of many agreements, each read in one question."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.payments.rules import Part, Step
from shortbreaks.payments.tables import AgreementStep, AwardLine, Owed, RunLine

_PART = (
    AwardLine.agreement_id, AwardLine.part, AwardLine.kind, AwardLine.words, AwardLine.per, AwardLine.minutes,
    AwardLine.pence, AwardLine.from_day, AwardLine.until_day, AwardLine.id,
)  # fmt: skip
STANDING = ("posted", "acknowledged")  # a payment made; one that is only drafted is drafted anew


def awards_of(db: Session, ids: Collection[int] | None = None) -> Mapping[int, list[Part]]:
    """Every line of every award, by agreement, in order; of all agreements when none are named."""
    found: dict[int, list[Part]] = defaultdict(list)
    wanted = select(*_PART).order_by(AwardLine.id)
    for agreement_id, *rest in db.execute(wanted if ids is None else wanted.where(AwardLine.agreement_id.in_(ids))):
        found[agreement_id].append(Part(*rest))
    return found


def steps_of(db: Session, ids: Collection[int] | None = None) -> Mapping[int, list[Step]]:
    """Every step of every agreement, in order; of all agreements when none are named."""
    found: dict[int, list[Step]] = defaultdict(list)
    wanted = select(AgreementStep.agreement_id, AgreementStep.state, AgreementStep.from_day, AgreementStep.id)
    rows = db.execute(wanted if ids is None else wanted.where(AgreementStep.agreement_id.in_(ids)))
    for agreement_id, state, from_day, step_id in rows:
        found[agreement_id].append(Step(state, from_day, step_id))
    return found


@dataclass(frozen=True, slots=True)
class Paid:
    """What an agreement was paid for one cycle, with what was found owed for it since (pence)."""

    first: date
    last: date
    pence: int


def owed_by_cycle(db: Session, ids: Collection[int]) -> Mapping[tuple[int, date], int]:
    """What was ever found owed beyond an agreement's payment, by agreement and the cycle's first day (pence)."""
    owed: dict[tuple[int, date], int] = defaultdict(int)
    for agreement_id, first, pence in db.execute(
        select(Owed.agreement_id, Owed.first_day, Owed.pence).where(Owed.agreement_id.in_(ids))
    ):
        owed[agreement_id, first] += pence
    return owed


def paid_cycles(db: Session, ids: Collection[int], since: date) -> Mapping[int, list[Paid]]:
    """The cycles paid that end on or after a day, by agreement, with sums owed for them counted in."""
    owed = owed_by_cycle(db, ids)
    found: dict[int, list[Paid]] = defaultdict(list)
    rows = db.execute(
        select(RunLine.agreement_id, RunLine.first_day, RunLine.last_day, RunLine.gross_pence)
        .where(
            RunLine.agreement_id.in_(ids), RunLine.kind == "cycle", RunLine.state.in_(STANDING),
            RunLine.last_day >= since,
        )
        .order_by(RunLine.first_day)
    )  # fmt: skip
    for agreement_id, first, last, pence in rows:
        found[agreement_id].append(Paid(first, last, pence + owed.get((agreement_id, first), 0)))
    return found
