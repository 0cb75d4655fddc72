"""How often a family returns: as the council asks, or otherwise for one agreement with its reason (R-D18)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.payments.returns.tables import ReturnPlan
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class Often:
    """The first return after so many weeks from the start, then every so many months."""

    first_weeks: int
    months: int


def plans_on(db: Session, day: date, ids: Collection[int] | None = None) -> Mapping[int, Often]:
    """How often each agreement returns as at the end of a day; those without a plan of their own as the council asks."""
    councils = Often(int(setting_on(db, "return_first_weeks", day)), int(setting_on(db, "return_months", day)))
    wanted = select(ReturnPlan.agreement_id, ReturnPlan.first_weeks, ReturnPlan.months).where(ReturnPlan.entered_on <= day)
    rows = db.execute((wanted if ids is None else wanted.where(ReturnPlan.agreement_id.in_(ids))).order_by(ReturnPlan.id))
    found: dict[int, Often] = defaultdict(lambda: councils)
    for agreement_id, weeks, months in rows:
        found[agreement_id] = Often(weeks, months)
    return found


@dataclass(frozen=True, slots=True)
class PlanReturns:
    """One family returns first after so many weeks, then every so many months, and why."""

    agreement_id: int
    first_weeks: int
    months: int
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Returns of a family planned")
def plan_returns(work: Work, request: PlanReturns) -> int:
    """Keep how often a family returns; what was asked for stays as it was. Raises Refused naming the field."""
    agreement = work.take(Agreement, request.agreement_id)
    if agreement.state == "ended":
        raise Refused(f"{agreement.ref} has ended.", "Its last return is asked for by the end letter.")
    if not 4 <= request.first_weeks <= 52:
        raise Refused("The first return covers 4 to 52 weeks.", "Write a number of weeks, such as 12.", "first_weeks")
    if not 1 <= request.months <= 12:
        raise Refused("Later returns cover 1 to 12 months.", "Write a number of months, such as 3.", "months")
    if not request.reason.strip():
        raise Refused("Another plan needs its reason.", "Write why, such as An EHC plan: within three months, then yearly.", "reason")
    kept = ReturnPlan(
        agreement_id=agreement.id, first_weeks=request.first_weeks, months=request.months, reason=request.reason.strip(),
        entered_on=work.today, at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(agreement)
    return kept.id
