"""Every direct payment with what needs doing, read in one question a table."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.families.tables import CALLED, Adult, Child
from shortbreaks.ledger.tables import accounts, totals
from shortbreaks.payments.away import away_on
from shortbreaks.payments.facts import HOLDS, awards_on, steps_of
from shortbreaks.payments.final_accounts import closed_on, counted_on, to_settle
from shortbreaks.payments.payees import LAST_DAY, payee_on, vendor_on
from shortbreaks.payments.reductions import asked_again
from shortbreaks.payments.reviewing import over_twice
from shortbreaks.payments.rules import Step, award_week, state_on, state_to_come
from shortbreaks.payments.sixteen import sixteens
from shortbreaks.payments.spending.our_lines import still_there
from shortbreaks.payments.spending.tables import Liability, Return, SpendLine
from shortbreaks.payments.surplus import Surplus
from shortbreaks.payments.tables import Agreement

NEEDS = {
    "odd": "Spending to look at", "return": "Return late", "over": "Money over", "vendor": "No vendor number",
    "plan": "Over twice: look at the plan", "final": "Final account", "end": "The child has died",
    "review": "Review overdue", "away": "Away for long", "again": "Asked to look again", "draft": "Not started",
    "there": "Sent back, and still there", "sixteen": "Turns 16: offer their own payment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One agreement in the list (pence): what is held, the week's award, what is over, and what needs doing."""

    id: int
    ref: str
    name: str
    state: str  # of today, by its steps
    decided: str  # of the last step, whose day may be to come
    coming: Step | None
    balance: int
    week: int
    over: int
    odd: int
    late: date | None
    review_on: date | None
    needs: tuple[str, ...]


@query(needs=Permission.SEE_MONEY)
def accounts_listed(view: View) -> tuple[AccountRow, ...]:
    """Every agreement with what needs doing, those with most first; one question a table, however many."""
    db, today = view.db, view.today
    balances, odd, late, aside = _balances(db), _odd(db), _late(db, today), _aside(db, today)
    awards, steps = awards_on(db, today), steps_of(db)
    weeks, least = int(setting_on(db, "surplus_weeks", today)), int(setting_on(db, "surplus_least", today)) * 100
    away, most = away_on(db, today), int(setting_on(db, "suspend_days", today))
    twice, there, turning = over_twice(db, today), still_there(db), {one.agreement_id for one in sixteens(db, today)}
    again, closed, counted, settle = asked_again(db), closed_on(db, today), counted_on(db, today), to_settle(db, today)
    rows = []
    for row in _agreements(db, today):
        week = max(0, award_week(awards.get(row.id, ()), today))
        ended = row.id in closed
        found = Surplus(
            balance=balances.get(row.id, 0), liabilities=aside.get(row.id, 0), week=week, weeks=row.surplus_weeks or weeks,
            least=least, counted=counted[row.id], ended=ended,
        )  # fmt: skip
        over = found.over if ended or (row.state in {"active", "suspended"} and week) else 0
        state = state_on(steps.get(row.id, ()), today)
        long_away = state == "active" and row.id in away and away[row.id].days > most
        needs = _needs(row, odd.get(row.id, 0), late.get(row.id), over, today, away=long_away, again=row.id in again, plan=row.id in twice)
        needs = (*needs, *(["there"] if row.id in there else []), *(["sixteen"] if row.id in turning else []))
        if ended:
            needs = _final_needs(row, needs, settle=bool(over) and row.id in settle)
        coming = state_to_come(steps.get(row.id, ()), today)
        rows.append(
            AccountRow(row.id, row.ref, said_name(row), state, row.state, coming, found.balance, week, over,
                       odd.get(row.id, 0), late.get(row.id), row.review_on, needs)
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda one: (-len(one.needs), one.late or date.max, one.id)))


def with_names(wanted: Select[*tuple[Any, ...]], day: date) -> Select[*tuple[Any, ...]]:
    """A question about agreements that also reads the names `said_name` needs: the child's, and who is paid on a day."""
    return (
        wanted.add_columns(
            Adult.first_name.label("adult"), Adult.last_name.label("adult_last"), CALLED.label("child"),
            Child.last_name.label("child_last"),
        )
        .join(Child, Child.id == Agreement.child_id)
        .join(Adult, Adult.id == payee_on(day), isouter=True)
    )  # fmt: skip


def _agreements(db: Session, day: date) -> Any:
    wanted = select(
        Agreement.id, Agreement.ref, Agreement.state, vendor_on(LAST_DAY).label("vendor_number"), Agreement.review_on,
        Agreement.surplus_weeks,
    )  # fmt: skip
    return rows_of(db, with_names(wanted, day).order_by(Agreement.id))


def said_name(row: Any) -> str:
    """Who is paid for whom, in short: Grace O., for Amara O."""
    child = f"{row.child} {row.child_last[:1]}."
    return f"{row.adult} {row.adult_last[:1]}., for {child}" if row.adult else f"{child}, paid to the young person"


def _needs(row: Any, odd: int, late: date | None, over: int, today: date, *, away: bool, again: bool, plan: bool) -> tuple[str, ...]:
    active = row.state in {"active", "suspended"}
    found = {
        "return": row.state != "draft" and late is not None, "odd": odd > 0, "over": over > 0,
        "vendor": active and not row.vendor_number.strip(),
        "review": active and row.review_on is not None and row.review_on < today, "away": away, "again": again, "plan": active and plan,
        "draft": row.state == "draft",
    }  # fmt: skip
    return tuple(name for name, is_so in found.items() if is_so)


def _final_needs(row: Any, needs: tuple[str, ...], *, settle: bool) -> tuple[str, ...]:
    """After the end the money over is the final account; a payment whose child has died is ended first (R-D26)."""
    found = tuple(name for name in needs if name not in {"over", "review", "away", "plan"})
    return (*found, *(["end"] if row.state in {"active", "suspended"} else []), *(["final"] if settle else []))


def _balances(db: Session) -> Mapping[int, int]:
    rows = rows_of(
        db,
        select(accounts.c.holder, func.sum(totals.c.in_pence - totals.c.out_pence).label("pence"))
        .join(totals, totals.c.account_id == accounts.c.id)
        .where(accounts.c.kind == HOLDS)
        .group_by(accounts.c.id, accounts.c.holder),
    )
    return {int(holder.rpartition(":")[2]): int(pence) for holder, pence in rows}


def _odd(db: Session) -> Mapping[int, int]:
    rows = db.execute(
        select(SpendLine.agreement_id, func.count().label("odd"))
        .where(SpendLine.match == "odd")
        .group_by(SpendLine.agreement_id)
    )
    return {row.agreement_id: row.odd for row in rows}


def _late(db: Session, today: date) -> Mapping[int, date]:
    rows = db.execute(
        select(Return.agreement_id, func.min(Return.due_on).label("due"))
        .where(Return.state == "due", Return.due_on < today)
        .group_by(Return.agreement_id)
    )
    return {row.agreement_id: row.due for row in rows}


def _aside(db: Session, today: date) -> Mapping[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = db.execute(
        select(Liability.agreement_id, Liability.pence).where(
            Liability.from_day <= today, Liability.settled_on.is_(None) | (Liability.settled_on > today)
        )
    )
    for agreement_id, pence in rows:
        found[agreement_id] += pence
    return found
