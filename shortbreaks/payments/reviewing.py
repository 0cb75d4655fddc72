"""Looking at the plan with a family: when two reviews running found money over, when its day has come, and what was found."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import anniversary, say_day
from shortbreaks.errors import Refused
from shortbreaks.payments.agreement_tables import AgreementReview
from shortbreaks.payments.spending.tables import SurplusReview
from shortbreaks.payments.surplus import needs_plan_review
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import as_kept


def over_twice(db: Session, day: date, ids: Collection[int] | None = None) -> set[int]:
    """The agreements of which the last two reviews by a day found money over, and whose plan nobody looked at since (R-D17)."""
    turn = func.row_number().over(
        partition_by=SurplusReview.agreement_id, order_by=(SurplusReview.on.desc(), SurplusReview.id.desc())
    )
    wanted = select(SurplusReview.agreement_id, SurplusReview.on.label("day"), SurplusReview.surplus_pence, turn.label("turn")).where(
        SurplusReview.on <= day, SurplusReview.final.is_(False)
    )
    last = (wanted if ids is None else wanted.where(SurplusReview.agreement_id.in_(ids))).subquery()
    found: dict[int, list[int]] = defaultdict(list)
    newest: dict[int, date] = {}
    for row in db.execute(select(last).where(last.c.turn <= 2).order_by(last.c.agreement_id, last.c.turn)):
        found[row.agreement_id].append(row.surplus_pence)
        newest.setdefault(row.agreement_id, row.day)
    over = {one for one, overs in found.items() if needs_plan_review(overs)}
    looked = _looked(db, day, over) if over else {}
    return {one for one in over if looked.get(one, date.min) < newest[one]}


def _looked(db: Session, day: date, ids: Collection[int]) -> dict[int, date]:
    rows = db.execute(
        select(AgreementReview.agreement_id, func.max(AgreementReview.on))
        .where(AgreementReview.agreement_id.in_(ids), AgreementReview.on <= day)
        .group_by(AgreementReview.agreement_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class ReviewAgreement:
    """Somebody looked at the plan with the family on a day, what was found, and when it is looked at next."""

    agreement_id: int
    seen: int
    on: date
    next_on: date
    words: str


@command(needs=Permission.DECIDE, recorded_as="Plan of a direct payment looked at")
def review_agreement(work: Work, request: ReviewAgreement) -> int:
    """Keep that the plan was looked at, and its next day, a year later at most (R-D18). Raises Refused by field."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    words = as_kept(request.words, one_line=False)
    if agreement.state not in {"active", "suspended"}:
        raise Refused(f"{agreement.ref} is {agreement.state}.", "A plan is looked at while it is paid.")
    if not agreement.starts_on <= request.on <= work.today:
        raise Refused(
            f"It is paid since {say_day(agreement.starts_on)}, and {say_day(request.on)} is not between then and today.",
            "Write the day it was looked at.", "on",
        )  # fmt: skip
    latest = anniversary(request.on, 1)
    if not request.on < request.next_on <= latest:
        raise Refused("It is looked at again within a year (R-D18).", f"Write a day up to {say_day(latest)}.", "next_on")
    if not words:
        raise Refused("What was found is missing.", "Write what was agreed with the family.", "words")
    kept = AgreementReview(
        agreement_id=agreement.id, on=request.on, next_on=request.next_on, words=words, at=work.now, person_id=work.person.id
    )
    agreement.review_on = request.next_on
    work.db.add(kept)
    work.record(agreement)
    return kept.id
