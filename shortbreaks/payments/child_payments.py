"""The direct payments of one child, and who of the family may be paid (R-D1)."""

from dataclasses import dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.errors import NotFound
from shortbreaks.families.responsibility import has_responsibility
from shortbreaks.families.rights import may
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class ChildsPayments:
    """A child's direct payments, and who of the family may be paid (R-D1)."""

    child_id: int
    name: str
    agreements: tuple[int, ...]
    payees: tuple[tuple[int, str], ...]


@query(needs=Permission.SEE_MONEY)
def payments_of_child(view: View, child_id: int) -> ChildsPayments:
    """The agreements of a child, newest first, and the adults with parental responsibility. Raises NotFound."""
    child = view.db.get(Child, child_id)
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    ids = view.db.scalars(select(Agreement.id).where(Agreement.child_id == child_id).order_by(Agreement.id.desc()))
    adults = view.db.execute(
        select(Adult.id, Adult.first_name, Adult.last_name, Adult.relation)
        .where(Adult.household_id == child.household_id, has_responsibility(view.today), may("may_be_told", view.today))
        .order_by(Adult.id)
    )
    payees = tuple((row.id, f"{row.first_name} {row.last_name}, {row.relation}") for row in adults)
    return ChildsPayments(child_id, short_name(child.first_name, child.last_name, child.known_as), tuple(ids), payees)
