"""Two families side by side before one is merged into the other: what each owns, and which children are the same."""

from dataclasses import dataclass

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold
from shortbreaks.errors import NotFound
from shortbreaks.families.queries import adults_of
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.ledger.tables import Account, totals

ALIKE = 60  # of 100, with the same date of birth, as for likely duplicates


@dataclass(frozen=True, slots=True)
class FamilySide:
    """One of the two families: what is counted and said of it; `owes_pence` is what its charges come to now."""

    household_id: int
    version: int
    ref: str
    children: tuple[tuple[int, str], ...]
    adults: tuple[str, ...]
    bookings: int
    owes_pence: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The family that would be kept, the other, and the pairs (kept child, same child) found by name and birth."""

    kept: FamilySide
    other: FamilySide
    pairs: tuple[tuple[int, int], ...]


@query(needs=Permission.CHANGE_FAMILIES)
def side_by_side(view: View, kept_id: int, ref: str) -> SideBySide:
    """The family shown beside the one with this reference. Raises NotFound for a reference nobody has."""
    from rapidfuzz import fuzz

    wanted = ref.strip().upper().replace(" ", "")
    other_id = view.db.scalar(select(Household.id).where(Household.ref == wanted))
    if other_id is None:
        raise NotFound(f"No family has the reference {ref.strip()}.", "Write it as on its card, like F-20418.", "ref")
    kept, other = _side(view, kept_id), _side(view, other_id)
    rows = view.db.execute(
        select(Child.id, Child.household_id, Child.first_name, Child.last_name, Child.born).where(
            Child.household_id.in_((kept_id, other_id)), Child.state != "merged"
        )
    ).all()
    pairs, taken = [], set()
    for one in (row for row in rows if row.household_id == kept_id and other_id != kept_id):
        for same in (row for row in rows if row.household_id == other_id and row.id not in taken):
            names = [fold(f"{each.first_name} {each.last_name}") for each in (one, same)]
            if one.born == same.born and fuzz.token_sort_ratio(*names) >= ALIKE:
                pairs.append((one.id, same.id))
                taken.add(same.id)
                break
    return SideBySide(kept, other, tuple(pairs))


def _side(view: View, household_id: int) -> FamilySide:
    household = view.db.get(Household, household_id)
    if household is None:
        raise NotFound("That family is not here any more.", "Look again.")
    children = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born)
        .where(Child.household_id == household_id, Child.state != "merged")
        .order_by(Child.id)
    ).all()
    bookings = view.db.scalar(
        select(func.count())
        .select_from(Booking)
        .join(Child, Child.id == Booking.child_id)
        .where(Child.household_id == household_id)
    )
    owed = view.db.scalar(
        select(func.sum(totals.c.out_pence - totals.c.in_pence))
        .join(Account, Account.id == totals.c.account_id)
        .where(Account.holder == f"household:{household_id}")
    )
    named = tuple(
        (r.id, f"{short_name(r.first_name, r.last_name, r.known_as)}, born {r.born:%d/%m/%Y}") for r in children
    )
    adults = tuple(f"{adult.relation}, {adult.short}" for adult in adults_of(view, household_id))
    return FamilySide(household_id, household.version, household.ref, named, adults, bookings or 0, int(owed or 0))
