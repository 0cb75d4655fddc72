"""Which payments of ours no line of a family's file stands for yet: arriving, and going back where the bank sent one back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from shortbreaks.payments.debts.tables import MoneyBackTie
from shortbreaks.payments.facts import STANDING
from shortbreaks.payments.spending.matching import NEAR_DAYS, Paid, nearest
from shortbreaks.payments.spending.tables import OURS, SpendLine
from shortbreaks.payments.tables import PaymentRun, RunLine


@dataclass(slots=True)
class Unseen:
    """One family's payments without their lines: those to arrive, and of those that came back the ones to go."""

    arriving: list[Paid] = field(default_factory=list)
    going: list[Paid] = field(default_factory=list)


def payments_unseen(db: Session, ids: set[int]) -> Mapping[int, Unseen]:
    """Our payments that no line of a file stands for yet: each arrives once, and goes back once."""
    found: dict[int, Unseen] = defaultdict(Unseen)
    paid = (
        select(RunLine.agreement_id, PaymentRun.pay_on, RunLine.net_pence, RunLine.returned_on)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.agreement_id.in_(ids), RunLine.state.in_((*STANDING, "returned")))
        .order_by(RunLine.id)
    )
    for agreement_id, pay_on, pence, back_on in db.execute(paid):
        one = Paid(pay_on, pence, back_on)
        found[agreement_id].arriving.append(one)
        if back_on is not None:
            found[agreement_id].going.append(one)
    tied = exists().where(MoneyBackTie.spend_line_id == SpendLine.id, MoneyBackTie.parted_at.is_(None))
    seen = select(SpendLine.agreement_id, SpendLine.on, SpendLine.pence).where(
        SpendLine.agreement_id.in_(ids), SpendLine.category == OURS, SpendLine.back_at.is_(None), ~tied
    )
    for agreement_id, on, pence in db.execute(seen.order_by(SpendLine.on, SpendLine.id)):
        mine = found[agreement_id].arriving if pence < 0 else found[agreement_id].going
        stands_for = nearest(mine, on, abs(pence), going=pence > 0)
        if stands_for is not None:
            mine.remove(stands_for)
    return found


def still_there(db: Session) -> set[int]:
    """The agreements whose file has a payment arriving that the bank sent back, and goes on without its going back.

    It may have stayed with the family, or another payment was meant: a person looks, and parts the line if it stayed.
    """
    ids = set(db.scalars(select(RunLine.agreement_id).where(RunLine.returned_on.is_not(None))))
    if not ids:
        return set()
    told = select(SpendLine.agreement_id, func.max(SpendLine.on)).where(
        SpendLine.agreement_id.in_(ids), SpendLine.file_id.is_not(None)
    )
    last = {row[0]: row[1] for row in db.execute(told.group_by(SpendLine.agreement_id))}
    near = timedelta(days=NEAR_DAYS)
    return {
        one for one, unseen in payments_unseen(db, ids).items() for paid in unseen.going
        if paid not in unseen.arriving and paid.back_on is not None and one in last and last[one] > paid.back_on + near
    }  # fmt: skip
