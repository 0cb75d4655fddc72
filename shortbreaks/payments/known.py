"""What is known of families when a file of their spending comes in: payees, our payments, sums that came back to us."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.council.queries import setting_on
from shortbreaks.database.search import fold
from shortbreaks.payments.debt_tables import MoneyBack, untied
from shortbreaks.payments.facts import STANDING, awards_of
from shortbreaks.payments.matching import NEAR_DAYS, Known
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.spending_tables import SpendLine
from shortbreaks.payments.tables import PaymentRun, RunLine
from shortbreaks.providers.tables import Provider

OURS = "our payment"


def known_of(db: Session, ids: set[int], day: date) -> Mapping[int, Known]:
    """What each family's lines are matched against; a payment or sum that a line stands for already is not there again."""
    payees: dict[int, dict[str, str]] = defaultdict(dict)
    usual: dict[int, dict[str, int]] = defaultdict(dict)
    newest = (
        select(func.max(SpendLine.id).label("id"), func.max(SpendLine.pence).label("most"))
        .where(SpendLine.agreement_id.in_(ids), SpendLine.match == "accepted", SpendLine.pence > 0, SpendLine.category != OURS)
        .group_by(SpendLine.agreement_id, SpendLine.payee)
        .subquery()
    )
    for agreement_id, name, category, most in db.execute(
        select(SpendLine.agreement_id, SpendLine.payee, SpendLine.category, newest.c.most)
        .join(newest, newest.c.id == SpendLine.id)
        .order_by(SpendLine.id)
    ):
        said = fold(name)
        payees[agreement_id][said] = category
        usual[agreement_id][said] = max(most, usual[agreement_id].get(said, 0))
    paid, back = payments_unseen(db, ids), _untied(db, ids)
    providers = frozenset(fold(name) for name in db.scalars(select(Provider.name)))
    awards, us = awards_of(db, ids), str(setting_on(db, "council_name", day))
    return {
        one: Known(
            payees[one], paid[one], providers, max((award_week(lines, part.from_day) for part in lines), default=0),
            back[one], usual[one], us,
        )
        for one in ids for lines in (awards.get(one, []),)
    }  # fmt: skip


def payments_unseen(db: Session, ids: set[int]) -> dict[int, list[tuple[date, int]]]:
    """Our payments by day that no line of a file stands for yet: each arrives once."""
    paid: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for agreement_id, pay_on, pence in db.execute(
        select(RunLine.agreement_id, PaymentRun.pay_on, RunLine.net_pence)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.agreement_id.in_(ids), RunLine.state.in_(STANDING))
    ):
        paid[agreement_id].append((pay_on, pence))
    seen = select(SpendLine.agreement_id, SpendLine.on, -SpendLine.pence).where(
        SpendLine.agreement_id.in_(ids), SpendLine.category == OURS, SpendLine.pence < 0
    )
    for agreement_id, on, pence in db.execute(seen.order_by(SpendLine.on, SpendLine.id)):
        near = [one for one in paid[agreement_id] if one[1] == pence and abs((on - one[0]).days) <= NEAR_DAYS]
        if near:
            paid[agreement_id].remove(min(near, key=lambda one: abs((on - one[0]).days)))
    return paid


def _untied(db: Session, ids: set[int]) -> dict[int, list[tuple[int, date, int]]]:
    """Sums that came back out of what these families hold, and that no line of a file is tied to: id, day, pence."""
    back: dict[int, list[tuple[int, date, int]]] = defaultdict(list)
    rows = db.execute(
        select(MoneyBack.agreement_id, MoneyBack.id, MoneyBack.on, MoneyBack.pence).where(
            MoneyBack.agreement_id.in_(ids), MoneyBack.from_pot,
            untied(),
        ).order_by(MoneyBack.id)
    )  # fmt: skip
    for agreement_id, back_id, on, pence in rows:
        back[agreement_id].append((back_id, on, pence))
    return back
