"""Until when a child's record is kept, with what was found in the record for it (R-P1 to R-P4)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.endings import holds
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, query
from shortbreaks.errors import NotFound
from shortbreaks.families.deaths import last_of
from shortbreaks.families.merged import same_child, same_household
from shortbreaks.families.retention import KeptFacts, KeptUntil, KeptYears, kept_until
from shortbreaks.families.tables import Child, ChildEnding
from shortbreaks.ledger.tables import Account, transfers
from shortbreaks.overnight.tables import LegalStatus
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class RecordKept:
    """A child's record: its version and state, until when it is kept and why, and what holds it."""

    child_id: int
    version: int
    state: str
    until: date | None
    reason: str
    closed_on: date | None
    died_on: date | None
    hold: str
    mistaken: tuple[date, str] | None = None  # the day on which a death was said to be a mistake, and why


@query(needs=Permission.SEE_CASES)
def record_kept(view: View, child_id: int) -> RecordKept:
    """Until when a child's record is kept today. Raises NotFound."""
    child = view.db.execute(
        select(Child.version, Child.state, Child.born, Child.household_id).where(Child.id == child_id)
    ).first()
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    ids = same_child(child_id)
    asked = select(ChildEnding.kind, ChildEnding.on.label("on"), ChildEnding.reason).where(ChildEnding.child_id.in_(ids))
    endings = view.db.execute(asked.order_by(ChildEnding.id)).all()
    last, mistaken = last_of(endings), [one for one in endings if one.kind == "alive"][-1:]
    looked_after = view.db.scalar(select(LegalStatus.id).where(LegalStatus.child_id.in_(ids), LegalStatus.legal == "s20").limit(1))
    looked_after = looked_after or view.db.scalar(select(Stay.id).where(Stay.child_id == child_id, Stay.legal == "s20").limit(1))
    hold = holds(view.db, child_id)
    closed_on = last.get("closed") if child.state == "closed" else None
    facts = KeptFacts(
        child.born, last.get("died"), looked_after is not None, closed_on, _money_on(view, child_id, child.household_id), hold
    )
    settings = settings_on(view.db, view.today)
    years = KeptYears(int(settings["keep_birthday"]), int(settings["keep_closure_years"]), int(settings["keep_money_years"]))
    found: KeptUntil = kept_until(facts, years)
    undone = (mistaken[0].on, mistaken[0].reason) if mistaken else None
    return RecordKept(child_id, child.version, child.state, found.day, found.reason, closed_on, last.get("died"), hold, undone)


def _money_on(view: View, child_id: int, household_id: int) -> date | None:
    """The last day on which the family's charges or the child's direct payments changed."""
    households = [f"household:{one}" for one in view.db.execute(same_household(household_id)).scalars()]
    agreements = view.db.execute(select(Agreement.id).where(Agreement.child_id.in_(same_child(child_id)))).scalars()
    holders = [*households, *(f"agreement:{one}" for one in agreements)]
    accounts = list(view.db.execute(select(Account.id).where(Account.holder.in_(holders))).scalars())
    if not accounts:
        return None
    days = [
        view.db.scalar(select(func.max(transfers.c.on_date)).where(side.in_(accounts)))
        for side in (transfers.c.from_account, transfers.c.to_account)
    ]
    return max((day for day in days if day is not None), default=None)
