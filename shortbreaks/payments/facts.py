"""Awards, states and payments of many agreements, each read in one question."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from shortbreaks.council.queries import values_of
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import end_of
from shortbreaks.ledger.tables import Account, Entry
from shortbreaks.payments.agreement_tables import CycleStep
from shortbreaks.payments.cycles import DAYS_OF, Cycle, Rhythm
from shortbreaks.payments.debts.owed_tables import OwedPart
from shortbreaks.payments.rules import Part, Step
from shortbreaks.payments.spending.tables import Debt, RunDeduction
from shortbreaks.payments.tables import (
    DAYS_LEFT,
    POSTED,
    Agreement,
    AgreementStep,
    AwardLine,
    Owed,
    PaymentRun,
    RunLine,
)

HOLDS = "direct payment"  # the ledger's kind of account for what a family holds

_PART = (
    AwardLine.agreement_id, AwardLine.part, AwardLine.kind, AwardLine.words, AwardLine.per, AwardLine.minutes,
    AwardLine.pence, AwardLine.from_day, AwardLine.until_day, AwardLine.id,
)  # fmt: skip
STANDING = ("posted", "acknowledged")  # a payment made; one that is only drafted is drafted anew


def made_by(undone: type[Entry], known: date | None) -> ColumnElement[bool]:
    """Whether a payment was made by the end of a day and stood then: its run was posted, and nothing entered by then undid it.

    None: whether it stands now. The question joins the run, and `undone`, the entry that reverses the payment's own.
    """
    if known is None:
        return RunLine.state.in_(STANDING)
    stood = or_(undone.id.is_(None), undone.posted_on > known)
    return RunLine.state.in_(POSTED) & (PaymentRun.posted_at < end_of(known)) & stood


def only(agreement_id: Any, of: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of one agreement; none where every agreement is asked about."""
    return () if of is None else (agreement_id == of,)


Some = Collection[int] | Select[int] | CompoundSelect[int]  # agreements by their ids, or by a question that finds them


def looked_at(since: date, *others: Select[int]) -> CompoundSelect[int]:
    """Agreements that a run may still pay or say something of: under way, ended since a day, or with days open before their end.

    And `others`, by questions of their own.
    Each is found in an index of its own, so that what ended and is settled costs a run nothing, however much there is.
    """
    paid, ended, left = (
        select(Agreement.id).where(one)
        for one in (Agreement.state.in_(("active", "suspended")), Agreement.ended_on >= since, literal_column(DAYS_LEFT))
    )
    return paid.union_all(ended, left, *others)


def awards_of(db: Session, ids: Some | None = None, known: date | None = None) -> Mapping[int, list[Part]]:
    """Every line of every award, by agreement, in order; of all agreements when none are named.

    `known`: only those that were entered by the end of a day.
    """
    found: dict[int, list[Part]] = defaultdict(list)
    wanted = select(*_PART).order_by(AwardLine.id)
    if known is not None:
        wanted = wanted.where(AwardLine.at < end_of(known))
    for agreement_id, *rest in rows_of(db, wanted if ids is None else wanted.where(AwardLine.agreement_id.in_(ids))):
        found[agreement_id].append(Part(*rest))
    return found


def awarded_lately(db: Session, cycle: Cycle) -> frozenset[int]:
    """The ids of lines of awards that were entered since the run before a cycle's own was drafted."""
    before = (PaymentRun.state != "dropped", PaymentRun.cycle_days == cycle.days, PaymentRun.first_day < cycle.first)
    newest = (PaymentRun.first_day.desc(), PaymentRun.id.desc())
    last = select(PaymentRun.drafted_at).where(*before).order_by(*newest).limit(1).scalar_subquery()
    return frozenset(db.scalars(select(AwardLine.id).where(AwardLine.at > last)))


def awards_on(db: Session, day: date) -> Mapping[int, list[Part]]:
    """Of every award the lines that can hold on a day: of each part the last from on or before it, however many came before."""
    newest = (
        select(AwardLine.agreement_id, AwardLine.part, func.max(AwardLine.from_day).label("since"))
        .where(AwardLine.from_day <= day)
        .group_by(AwardLine.agreement_id, AwardLine.part)
        .subquery()
    )
    mine = (AwardLine.agreement_id == newest.c.agreement_id, AwardLine.part == newest.c.part, AwardLine.from_day == newest.c.since)
    found: dict[int, list[Part]] = defaultdict(list)
    for agreement_id, *rest in rows_of(db, select(*_PART).join(newest, and_(*mine)).order_by(AwardLine.id)):
        found[agreement_id].append(Part(*rest))
    return found


def steps_of(db: Session, ids: Some | None = None, known: date | None = None) -> Mapping[int, list[Step]]:
    """Every step of every agreement, in order; of all agreements when none are named.

    `known`: only those that were entered by the end of a day.
    """
    found: dict[int, list[Step]] = defaultdict(list)
    wanted = select(AgreementStep.agreement_id, AgreementStep.state, AgreementStep.from_day, AgreementStep.id)
    if known is not None:
        wanted = wanted.where(AgreementStep.at < end_of(known))
    rows = rows_of(db, wanted if ids is None else wanted.where(AgreementStep.agreement_id.in_(ids)))
    for agreement_id, state, from_day, step_id in rows:
        found[agreement_id].append(Step(state, from_day, step_id))
    return found


def rhythm_of(db: Session) -> Rhythm:
    """How often the council has paid, and has decided to pay, from day to day."""
    return Rhythm(tuple((since, DAYS_OF[str(value)]) for since, value in values_of(db, "payment_cycle")))


@dataclass(frozen=True, slots=True)
class Paid:
    """What an agreement was paid for one cycle, with what was found owed for it since (pence)."""

    first: date
    last: date
    pence: int
    days: int

    @property
    def cycle(self) -> Cycle:
        """The cycle as it was when it was paid, however the council pays since."""
        return Cycle(self.first, self.last, self.days)


_PAID = (RunLine.agreement_id, RunLine.first_day, RunLine.last_day, RunLine.gross_pence, RunLine.cycle_days)
_OWED = (Owed.agreement_id, Owed.first_day, Owed.pence)
_OF_CYCLE = Owed.debt_id.is_(None)  # what is given again was never owed for a cycle
_STANDS = (RunLine.kind == "cycle", RunLine.state.in_(STANDING))


def owed_by_cycle(db: Session, ids: Collection[int], since: date) -> Mapping[tuple[int, date], int]:
    """What was ever found owed beyond payments of cycles that end from a day on, by agreement and first day (pence)."""
    wanted = select(*_OWED).where(Owed.agreement_id.in_(ids), Owed.last_day >= since, _OF_CYCLE)
    return _owed(db.execute(wanted))


def _owed(rows: Iterable[Any]) -> dict[tuple[int, date], int]:
    owed: dict[tuple[int, date], int] = defaultdict(int)
    for agreement_id, first, pence in rows:
        owed[agreement_id, first] += pence
    return owed


def paid_cycles(db: Session, ids: Collection[int], since: date) -> Mapping[int, list[Paid]]:
    """The cycles paid that end on or after a day, by agreement, with sums owed for them counted in."""
    rows = db.execute(
        select(*_PAID).where(RunLine.agreement_id.in_(ids), *_STANDS, RunLine.last_day >= since).order_by(RunLine.first_day)
    )
    return _paid(rows, owed_by_cycle(db, ids, since))


def _paid(rows: Iterable[Any], owed: Mapping[tuple[int, date], int]) -> dict[int, list[Paid]]:
    found: dict[int, list[Paid]] = defaultdict(list)
    for agreement_id, first, last, pence, days in rows:
        found[agreement_id].append(Paid(first, last, pence + owed.get((agreement_id, first), 0), days))
    return found


def paid_lately(db: Session, of: Some) -> tuple[Mapping[int, list[Paid]], Mapping[tuple[int, date], int]]:
    """What a draft needs of the past of some agreements, however long it is: the last payment of each and those since it is unpaid.

    And what was found owed for cycles from there on, by agreement and first day (pence).
    """
    late = aliased(RunLine)
    mine = (late.agreement_id == Agreement.id, late.kind == "cycle", late.state.in_(STANDING))
    last = (
        select(late.id)
        .where(*mine, late.first_day <= Agreement.unpaid_from)
        .order_by(late.first_day.desc()).limit(1)
        .correlate(Agreement).scalar_subquery()
    )  # fmt: skip
    newer = exists(select(late.id).where(*mine, late.first_day > Agreement.unpaid_from).correlate(Agreement))
    # A cycle of its own can begin before days that an older one paid: those few agreements are read whole
    stepped = exists(select(CycleStep.id).where(CycleStep.agreement_id == Agreement.id).correlate(Agreement))
    begun = (Agreement.state != "draft") & Agreement.id.in_(of)
    # Asked from the agreements' side, each by one look into an index: a join would read every payment there ever was
    wanted = select(*_PAID).where(RunLine.id.in_(select(last).where(begun)))
    behind = select(*_PAID).where(*_STANDS, RunLine.agreement_id.in_(select(Agreement.id).where(begun, newer | stepped)))
    rows = {(row.agreement_id, row.first_day): row for one in (wanted, behind) for row in db.execute(one)}
    owed = _owed(db.execute(select(*_OWED).where(_OF_CYCLE, Owed.agreement_id.in_(of))))
    return _paid([rows[key] for key in sorted(rows)], owed), owed


def pot_of(db: Session, agreement_id: int) -> int | None:
    """The ledger account of what a family holds under an agreement; None before anything was paid."""
    return db.scalar(select(Account.id).where(Account.kind == HOLDS, Account.holder == f"agreement:{agreement_id}"))


@dataclass(frozen=True, slots=True)
class SumOwed:
    """Pence owed to a family for a cycle already paid, or paid too much when below nought."""

    id: int
    first: date
    last: date
    pence: int
    words: str


def sums_open(*columns: Any, but_run: int = 0) -> tuple[Select[Any], ColumnElement[int]]:
    """A question about sums owed that are open still, and what is left of each: below nought what was paid too much.

    What lines of one run would pay or take counts as open.
    """
    taken = (
        select(OwedPart.owed_id, func.sum(OwedPart.pence).label("pence"))
        .outerjoin(RunLine, RunLine.id == OwedPart.run_line_id)
        .outerjoin(Debt, Debt.id == OwedPart.debt_id)
        .where(or_(and_(RunLine.state.in_(("in", *STANDING)), RunLine.run_id != but_run), Debt.state != "withdrawn"))
        .group_by(OwedPart.owed_id)
        .subquery()
    )
    left = cast(case((Owed.pence < 0, Owed.pence + func.coalesce(taken.c.pence, 0)), else_=Owed.pence), BigInteger)
    mine = select(RunLine.id).where(RunLine.run_id == but_run)
    waits = and_(Owed.pence > 0, or_(Owed.run_line_id.is_(None), Owed.run_line_id.in_(mine)))
    return select(*columns).outerjoin(taken, taken.c.owed_id == Owed.id).where(or_(waits, left < 0)), left


def owed_unsettled(db: Session, *, but_run: int = 0, ids: Collection[int] | None = None) -> Mapping[int, list[SumOwed]]:
    """Sums owed that are open, by agreement; those that lines of one run would settle count as open."""
    found: dict[int, list[SumOwed]] = defaultdict(list)
    wanted, left = sums_open(Owed.agreement_id, Owed.id, Owed.first_day, Owed.last_day, but_run=but_run)
    wanted = wanted.add_columns(left, Owed.words).order_by(Owed.id)
    for agreement_id, *rest in db.execute(wanted if ids is None else wanted.where(Owed.agreement_id.in_(ids))):
        found[agreement_id].append(SumOwed(*rest))
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """A debt that is given back out of payments: so much of each, until nothing is left (pence; R-D16)."""

    debt_id: int
    a_cycle: int
    left: int


def plans_agreed(db: Session) -> Mapping[int, list[Plan]]:
    """Debts with a plan, by agreement, the oldest first."""
    found: dict[int, list[Plan]] = defaultdict(list)
    rows = db.execute(
        select(Debt.agreement_id, Debt.id, Debt.a_cycle_pence, Debt.pence - Debt.recovered_pence)
        .where(Debt.state == "plan agreed")
        .order_by(Debt.id)
    )
    for agreement_id, *rest in rows:
        found[agreement_id].append(Plan(*rest))
    return found


def deductions_of(db: Session, line_ids: Collection[int]) -> Mapping[int, list[tuple[int, int]]]:
    """What payments give back of which debts: (debt, pence) by payment."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = db.execute(
        select(RunDeduction.run_line_id, RunDeduction.debt_id, RunDeduction.pence).where(
            RunDeduction.run_line_id.in_(line_ids)
        )
    )
    for line_id, debt_id, pence in rows:
        found[line_id].append((debt_id, pence))
    return found
