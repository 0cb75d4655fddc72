"""Final accounts: what counts once a payment has ended or the child has died, and what a person decides of it (R-D22, R-D26)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work
from shortbreaks.dates import end_of
from shortbreaks.errors import Refused
from shortbreaks.families.deaths import has_died
from shortbreaks.money import pounds
from shortbreaks.payments.debts.commands import debts_on
from shortbreaks.payments.debts.owed_tables import OwedPart
from shortbreaks.payments.debts.tables import DebtStep, MoneyBack
from shortbreaks.payments.debts.too_much import too_much_on
from shortbreaks.payments.facts import owed_unsettled
from shortbreaks.payments.rules import Step, state_on
from shortbreaks.payments.spending.tables import Debt, Return, SurplusReview
from shortbreaks.payments.stopping import is_named, not_named
from shortbreaks.payments.sums import owed_waiting
from shortbreaks.payments.surplus import Counted, Surplus
from shortbreaks.payments.tables import Agreement

KIND = "final account"
OF_WHAT_IS_HELD = ("surplus", KIND)  # what was misspent is not held any more


def has_closed(day: date) -> ColumnElement[bool]:
    """Whether an agreement's payment has ended before a day, or its child has died by it."""
    return (Agreement.state != "draft") & or_(Agreement.ended_on < day, has_died(Agreement.child_id, by=day))


def closed_on(db: Session, day: date, ids: Collection[int] | None = None) -> set[int]:
    """The agreements of some, or of all, that are closed on a day."""
    wanted = select(Agreement.id).where(has_closed(day))
    return set(db.scalars(wanted if ids is None else wanted.where(Agreement.id.in_(ids))))


def was_closed(db: Session, agreement_id: int, steps: Sequence[Step], day: date) -> bool:
    """Whether an agreement was closed on a day, by its steps and by a death, as far as they had been entered by then."""
    state = state_on(steps, day)
    died = has_died(Agreement.child_id, by=day, known=end_of(day))
    return state == "ended" or (state != "draft" and bool(db.scalar(select(died).where(Agreement.id == agreement_id))))


def counted_on(
    db: Session, day: date, ids: Collection[int] | None = None, known: date | None = None, *, by_then: bool = False
) -> Mapping[int, Counted]:
    """What else counts in the pay-back test or the final account of each; one question a table, however many.

    `known`: the day by which something was asked back, or found to be paid too much, where a later day than the one tested
    is meant: nobody asks again for what was asked back meanwhile. `by_then`: of its money, too, only what had been entered.
    """
    too_much: dict[int, int] = defaultdict(int)
    for row in too_much_on(db, day, ids, known, by_then=by_then):
        too_much[row.agreement_id] += row.left
    asked, kept = _asked(db, ids, day, known or day, by_then=by_then), _left(db, ids, known or day)
    found: dict[int, Counted] = defaultdict(Counted)
    for one in {*too_much, *asked, *kept}:
        found[one] = Counted(too_much=too_much.get(one, 0), asked=asked.get(one, 0) + kept.get(one, 0))
    return found


def _asked(db: Session, ids: Collection[int] | None, day: date, known: date, *, by_then: bool) -> dict[int, int]:
    """What was asked back of what is held and is there still: given back out of other money, it stays with the family."""
    wanted = select(Debt.id, Debt.agreement_id, Debt.pence).where(Debt.kind.in_(OF_WHAT_IS_HELD))
    debts = db.execute(wanted if ids is None else wanted.where(Debt.agreement_id.in_(ids))).all()
    if not debts:
        return {}
    mine = [debt.id for debt in debts]
    stood = debts_on(db, known, None if ids is None else mine)
    came = select(DebtStep.debt_id, func.sum(DebtStep.pence)).where(DebtStep.counts_on <= day).group_by(DebtStep.debt_id)
    other = (
        select(MoneyBack.debt_id, func.sum(MoneyBack.pence))
        .where(MoneyBack.from_pot.is_(False), MoneyBack.debt_id.is_not(None), MoneyBack.on <= day)
        .group_by(MoneyBack.debt_id)
    )
    if by_then:
        came, other = came.where(DebtStep.entered_on <= day), other.where(MoneyBack.at < end_of(day))
    if ids is not None:
        came, other = came.where(DebtStep.debt_id.in_(mine)), other.where(MoneyBack.debt_id.in_(mine))
    back, own = ({row[0]: int(row[1]) for row in db.execute(one)} for one in (came, other))
    found: dict[int, int] = defaultdict(int)
    for debt in debts:
        then = stood.get(debt.id)
        if then is not None and then.state != "withdrawn":
            found[debt.agreement_id] += debt.pence - back.get(debt.id, 0) + own.get(debt.id, 0)
    return found


def _left(db: Session, ids: Collection[int] | None, day: date) -> dict[int, int]:
    """What somebody decided to leave with the family after the end."""
    wanted = select(SurplusReview.agreement_id, func.sum(SurplusReview.surplus_pence)).where(
        SurplusReview.final.is_(True), SurplusReview.outcome == "nothing", SurplusReview.on <= day
    )
    mine = wanted if ids is None else wanted.where(SurplusReview.agreement_id.in_(ids))
    return {row[0]: int(row[1]) for row in db.execute(mine.group_by(SurplusReview.agreement_id))}


def _here() -> ColumnElement[bool]:
    """Whether an agreement's last return, up to its last day, has come in."""
    return exists().where(
        Return.agreement_id == Agreement.id, Return.state == "received", Return.last_day >= Agreement.ended_on
    ).correlate(Agreement)  # fmt: skip


def last_return_here(db: Session, ids: Collection[int]) -> set[int]:
    """Those of some agreements whose last return has come in."""
    return set(db.scalars(select(Agreement.id).where(Agreement.id.in_(ids), _here())))


def to_settle(db: Session, day: date) -> set[int]:
    """Closed agreements whose last return is here, or whose days to send it have passed: their final account is due."""
    here = _here()
    late = Agreement.ended_on < day - timedelta(days=int(setting_on(db, "return_days", day)))
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
    if owed := owed_waiting(work.db, [agreement.id])[agreement.id]:
        raise Refused(f"{pounds(owed)} is still owed to the family.", "Pay it with the next run, then settle the account.", "outcome")
    if not last_return_here(work.db, [agreement.id]) and not words.strip():
        raise Refused(
            "The last return is not here, so a bill may be missing.", "Wait for it, or write why it is settled without.", "words"
        )


def take_up_too_much(work: Work, agreement_id: int, debt: Debt, too_much: int) -> None:
    """What was paid too much is asked back by a final account from now on, and by nothing else.

    `too_much` is what the final account counts (pence). Raises Refused while a payment takes some of it.
    """
    work.db.flush()
    sums = [one for one in owed_unsettled(work.db, ids=[agreement_id]).get(agreement_id, ()) if one.pence < 0]
    if (elsewhere := too_much + sum(one.pence for one in sums)) > 0:
        raise Refused(
            f"{pounds(elsewhere)} of what was paid too much comes out of a payment that had not arrived on that day.",
            "Settle the account as at a day after it has, or leave that payment out of its run.", "on",
        )  # fmt: skip
    work.db.add_all(OwedPart(owed_id=one.id, debt_id=debt.id, pence=-one.pence) for one in sums)
