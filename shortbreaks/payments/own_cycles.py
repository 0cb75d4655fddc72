"""How often one agreement is paid, from day to day: as the council pays, or otherwise from a day on (R-D12)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import end_of, say_day
from shortbreaks.errors import Refused
from shortbreaks.payments.agreement_tables import CycleStep
from shortbreaks.payments.cycles import Cycle, Rhythm
from shortbreaks.payments.facts import rhythm_of
from shortbreaks.payments.rules import say_cycle
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class Rhythms:
    """The council's rhythm, and the days from which agreements have others."""

    council: Rhythm
    steps: Mapping[int, list[tuple[date, int | None]]]

    def of(self, agreement_id: int, own: int | None) -> Rhythm:
        """The rhythm of one agreement; `own`: what it began with."""
        return self.council.own(own, self.steps.get(agreement_id, ()))


def rhythms_of(db: Session, ids: Collection[int] | None = None, known: date | None = None) -> Rhythms:
    """How often each of these agreements is paid, in two questions; of all agreements when none are named.

    `known`: as far as it had been entered by the end of a day.
    """
    wanted = select(CycleStep.agreement_id, CycleStep.from_day, CycleStep.cycle_days).order_by(
        CycleStep.from_day, CycleStep.id
    )
    if known is not None:
        wanted = wanted.where(CycleStep.at < end_of(known))
    rows = db.execute(wanted if ids is None else wanted.where(CycleStep.agreement_id.in_(ids)))
    days: dict[int, dict[date, int | None]] = defaultdict(dict)
    for agreement_id, from_day, cycle_days in rows:
        days[agreement_id][from_day] = cycle_days  # the latest entered for a day counts
    return Rhythms(rhythm_of(db), {one: list(found.items()) for one, found in days.items()})


def own_cycle_on(day: Any) -> ColumnElement[int | None]:
    """Every how many days an agreement is paid on a day, for a question about agreements; none: as the council pays."""
    past = (CycleStep.agreement_id == Agreement.id, CycleStep.from_day <= day)
    latest = (
        select(CycleStep.cycle_days).where(*past).order_by(CycleStep.from_day.desc(), CycleStep.id.desc()).limit(1)
        .correlate_except(CycleStep).scalar_subquery()
    )  # fmt: skip
    return case((exists(select(CycleStep.id).where(*past).correlate_except(CycleStep)), latest), else_=Agreement.cycle_days)


def paid_by(cycle: Cycle, rhythm: Rhythm, day: date | None = None) -> ColumnElement[bool]:
    """Whether an agreement is paid by a run of a cycle: it has begun, and on a day of it (the first) has its rhythm."""
    day = day or cycle.first
    own = own_cycle_on(day)
    same = own == cycle.days
    if rhythm.on(day) == cycle.days:
        same = or_(same, own.is_(None))
    return and_(Agreement.state != "draft", Agreement.starts_on <= cycle.last, same)


def changes_within(cycle: Cycle) -> ColumnElement[bool]:
    """Whether an agreement is paid otherwise from a day inside a cycle: its own run pays what is left of it."""
    return exists(
        select(CycleStep.id)
        .where(CycleStep.agreement_id == Agreement.id, CycleStep.from_day > cycle.first, CycleStep.from_day <= cycle.last)
        .correlate_except(CycleStep)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeCycle:
    """From a day an agreement is paid every 7, 14 or 28 days, or 0: each month; none: as the council pays."""

    agreement_id: int
    seen: int
    from_day: date
    cycle_days: int | None
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Payment cycle of an agreement changed")
def change_cycle(work: Work, request: ChangeCycle) -> int:
    """Pay an agreement otherwise from a day on; days that are paid stay paid.

    Raises Refused for a day gone by, the same cycle as before, or a missing reason, naming the field.
    """
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if agreement.state == "ended":
        raise Refused(f"{agreement.ref} has ended.", "Make a new agreement.")
    if request.cycle_days not in {None, 0, 7, 14, 28}:
        raise Refused("Payments are weekly, two-weekly, four-weekly or monthly.", "Choose one.", "cycle_days")
    if request.from_day < max(work.today, agreement.starts_on):
        least = max(work.today, agreement.starts_on)
        raise Refused("Days gone by were paid as they were.", f"Choose {say_day(least)} or later.", "from_day")
    if not request.reason.strip():
        raise Refused("Another cycle needs its reason.", "Write why, and who agreed it.", "reason")
    before = rhythms_of(work.db, [agreement.id])
    own = before.steps.get(agreement.id, [])
    last = own[-1][1] if own else agreement.cycle_days
    if last == request.cycle_days:
        how = "as the council pays" if last is None else say_cycle(last)
        raise Refused(f"{agreement.ref} is paid {how} already.", "Choose another.", "cycle_days")
    if own and request.from_day < own[-1][0]:
        raise Refused(
            f"It was changed from {say_day(own[-1][0])} before.", "Choose that day or a later one.", "from_day"
        )  # fmt: skip
    step = CycleStep(
        agreement_id=agreement.id, from_day=request.from_day, cycle_days=request.cycle_days, reason=request.reason.strip(),
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(step)
    work.record(agreement)
    return step.id
