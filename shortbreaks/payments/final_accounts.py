"""Final accounts: what counts once a payment has ended or the child has died, and what a person decides of it (R-D22, R-D26)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.errors import Refused
from shortbreaks.families.tables import ChildEnding
from shortbreaks.money import pounds
from shortbreaks.payments.debt_tables import MoneyBack
from shortbreaks.payments.facts import owed_unsettled
from shortbreaks.payments.owed_tables import OwedPart
from shortbreaks.payments.returns import DAYS_TO_REPLY
from shortbreaks.payments.spending_tables import Debt, Return, SurplusReview
from shortbreaks.payments.stopping import is_named, not_named
from shortbreaks.payments.surplus import Closed, Surplus
from shortbreaks.payments.tables import Agreement

KIND = "final account"
OF_WHAT_IS_HELD = ("surplus", KIND)  # what was misspent is not held any more


def has_closed(day: date) -> ColumnElement[bool]:
    """Whether an agreement's payment has ended before a day, or its child has died by it."""
    died = exists().where(ChildEnding.child_id == Agreement.child_id, ChildEnding.kind == "died", ChildEnding.on <= day)
    return (Agreement.state != "draft") & or_(Agreement.ended_on < day, died.correlate(Agreement))


def closed_on(db: Session, day: date, ids: Collection[int] | None = None) -> Mapping[int, Closed]:
    """The agreements that are closed on a day, each with what else counts in its final account; one question a table."""
    wanted = select(Agreement.id).where(has_closed(day))
    closed = db.scalars(wanted if ids is None else wanted.where(Agreement.id.in_(ids))).all()
    return counted_at_end(db, closed, day) if closed else {}


def counted_at_end(db: Session, ids: Collection[int], day: date) -> Mapping[int, Closed]:
    """What else counts in the final account of each of these, as far as it is known on a day."""
    owed, asked, kept = owed_unsettled(db, ids=ids), _asked(db, ids, day), _left(db, ids, day)
    return {one: Closed(-sum(min(row.pence, 0) for row in owed.get(one, ())), asked.get(one, 0) + kept.get(one, 0)) for one in ids}


def _asked(db: Session, ids: Collection[int], day: date) -> dict[int, int]:
    """What was asked back of what is held and is there still: given back out of other money, it stays with the family."""
    own = (
        select(MoneyBack.debt_id, func.sum(MoneyBack.pence).label("pence"))
        .where(MoneyBack.from_pot.is_(False), MoneyBack.on <= day)
        .group_by(MoneyBack.debt_id)
        .subquery()
    )
    rows = db.execute(
        select(Debt.agreement_id, func.sum(Debt.pence - Debt.recovered_pence + func.coalesce(own.c.pence, 0)))
        .outerjoin(own, own.c.debt_id == Debt.id)
        .where(Debt.agreement_id.in_(ids), Debt.kind.in_(OF_WHAT_IS_HELD), Debt.state != "withdrawn", Debt.proposed_on <= day)
        .group_by(Debt.agreement_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _left(db: Session, ids: Collection[int], day: date) -> dict[int, int]:
    """What somebody decided to leave with the family after the end."""
    rows = db.execute(
        select(SurplusReview.agreement_id, func.sum(SurplusReview.surplus_pence))
        .where(
            SurplusReview.agreement_id.in_(ids), SurplusReview.final.is_(True), SurplusReview.outcome == "nothing",
            SurplusReview.on <= day,
        )
        .group_by(SurplusReview.agreement_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in rows}


def to_settle(db: Session, day: date) -> set[int]:
    """Closed agreements whose last return is here, or whose days to send it have passed: their final account is due."""
    here = exists().where(
        Return.agreement_id == Agreement.id, Return.state == "received", Return.last_day >= Agreement.ended_on
    ).correlate(Agreement)  # fmt: skip
    late = Agreement.ended_on < day - timedelta(days=DAYS_TO_REPLY)
    return set(db.scalars(select(Agreement.id).where(has_closed(day), Agreement.ended_on < day, or_(here, late))))


def check_final(work: Work, agreement: Agreement, found: Surplus, outcome: str, words: str) -> None:
    """Whether an outcome may be decided about a closed account. Raises Refused by field (R-D22, R-D26)."""
    if agreement.letters_stopped and not is_named(agreement, work.person.name):
        raise not_named(agreement)
    if agreement.ended_on is None or agreement.ended_on >= work.today:
        raise Refused("The payment has not ended yet.", "End it first, with the last day that is paid for.", "outcome")
    if outcome == "plan review":
        raise Refused("The plan has ended with the payment.", "Choose another outcome.", "outcome")
    if found.over and outcome == "nothing" and not words.strip():
        raise Refused(f"Leaving {pounds(found.over)} with the family needs its reason.", "Write why, and who decided it.", "words")
    if outcome != "pay back":
        return
    owed = sum(max(one.pence, 0) for one in owed_unsettled(work.db, ids=[agreement.id]).get(agreement.id, ()))
    if owed:
        raise Refused(f"{pounds(owed)} is still owed to the family.", "Pay it with the next run, then settle the account.", "outcome")
    is_here = work.db.scalar(
        select(Return.id).where(
            Return.agreement_id == agreement.id, Return.state == "received", Return.last_day >= agreement.ended_on
        )
    )
    if is_here is None and not words.strip():
        raise Refused(
            "The last return is not here, so a bill may be missing.", "Wait for it, or write why it is settled without.", "words"
        )


def take_up_too_much(work: Work, agreement_id: int, debt: Debt) -> None:
    """What was paid too much is asked back by a final account from now on, and by nothing else."""
    work.db.flush()
    for one in owed_unsettled(work.db, ids=[agreement_id]).get(agreement_id, ()):
        if one.pence < 0:
            work.db.add(OwedPart(owed_id=one.id, debt_id=debt.id, pence=-one.pence))
