"""Young people who reach 16 while somebody else is paid for them: the payment is offered to them in time (R-D25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, birthday, months_before
from shortbreaks.eligibility.tables import TransitionStep
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.payments.payees import LAST_DAY, YOUNGEST, payee_on
from shortbreaks.payments.tables import Agreement

AHEAD = timedelta(days=28)
MONTHS = YOUNGEST * 12
ADULT_MONTHS = 216


@dataclass(frozen=True, slots=True)
class SixteenDue:
    """A young person who is 16, or will be soon, and whose direct payment goes to somebody else."""

    agreement_id: int
    ref: str
    child_id: int
    child: str
    age: int
    day: date


def _rows(db: Session, today: date) -> Iterable[Any]:
    """Agreements that are paid to an adult for somebody of 16 or 17, until they take over or the age is closed."""
    step, later = TransitionStep.__table__, TransitionStep.__table__.alias("later")
    closes = ("closed", "opened")
    newer = select(later.c.id).where(later.c.child_id == step.c.child_id, later.c.months == MONTHS, later.c.kind.in_(closes),
                                     later.c.id > step.c.id)  # fmt: skip
    closed = select(func.coalesce(Child.merged_into, Child.id)).join(step, step.c.child_id == Child.id).where(
        step.c.months == MONTHS, step.c.kind == "closed", ~newer.exists()
    )  # fmt: skip
    return db.execute(
        select(Agreement.id, Agreement.ref, Agreement.child_id, Child.first_name, Child.last_name, Child.known_as, Child.born)
        .join(Child, Child.id == Agreement.child_id)
        .where(
            Agreement.state.in_(("active", "suspended")), Child.state == "open",
            Child.born <= months_before(today + AHEAD, MONTHS) + timedelta(days=1), Child.born > months_before(today, ADULT_MONTHS),
            or_(Agreement.ended_on.is_(None), Agreement.ended_on > today),
            payee_on(LAST_DAY).is_not(None), Agreement.child_id.not_in(closed),
        )
        .order_by(Child.born.desc(), Agreement.id)
    )  # fmt: skip


def sixteens(db: Session, today: date) -> list[SixteenDue]:
    """Who is 16 or will be within four weeks and is not paid themselves, the one who waits longest first."""
    found = [
        SixteenDue(row.id, row.ref, row.child_id, short_name(row.first_name, row.last_name, row.known_as), age_on(row.born, today),
                   birthday(row.born, YOUNGEST))
        for row in _rows(db, today)
    ]  # fmt: skip
    return sorted((one for one in found if one.day <= today + AHEAD), key=lambda one: (one.day, one.agreement_id))


@query(needs=Permission.SEE_CASES)
def sixteen_due(view: View) -> tuple[SixteenDue, ...]:
    """The same for Today: each until the young person takes over, or somebody closes the age with what was agreed (R-D25)."""
    return tuple(sixteens(view.db, view.today))
