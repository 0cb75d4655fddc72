"""Whose breaks may be charged after all: what waits for a person on Today, and on a child's card (R-C1, R-C2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.later_tables import BENEFIT, PRICE
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.later_charges.breaks import LaterBreak
from shortbreaks.overnight.later_charges.freed import freed
from shortbreaks.overnight.later_charges.unpriced import unpriced

FOUND: Mapping[str, Callable[..., dict[int, tuple[LaterBreak, ...]]]] = {PRICE: unpriced, BENEFIT: freed}


@query(needs=Permission.SEE_CASES)
def later_of(view: View, child_id: int, kind: str) -> tuple[LaterBreak, ...]:
    """A child's breaks of one kind, "price" or "benefit", that wait for a person, by time."""
    return FOUND[kind](view, {child_id}).get(child_id, ())


@dataclass(frozen=True, slots=True)
class LaterDue:
    """A child with breaks to be decided about: how many, how many of them have a price, what those come to, and since when."""

    child_id: int
    child: str
    age: int
    breaks: int
    priced: int
    pence: int
    first: datetime


@query(needs=Permission.SEE_CASES)
def later_due(view: View, kind: str) -> tuple[LaterDue, ...]:
    """Every child with breaks of one kind that wait, the longest ago first; in a fixed number of questions."""
    found = FOUND[kind](view)
    if not found:
        return ()
    children = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born).where(Child.id.in_(list(found)))
    )
    rows = [
        LaterDue(
            r.id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), len(found[r.id]),
            sum(one.price is not None for one in found[r.id]), sum(one.more for one in found[r.id]), found[r.id][0].start,
        )
        for r in children
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda one: (one.first, one.child_id)))
