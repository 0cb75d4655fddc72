"""Two families side by side before one is merged into the other: what each owns, and which children are the same."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.merge_clashes import (
    TwiceAwarded,
    awards_said,
    payments_said,
    stopped_by,
    twice_awarded,
    twice_paid,
)
from shortbreaks.bookings.night_steps import OPEN_STATES
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.tables import WaitingRequest
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_household
from shortbreaks.families.queries import adults_of
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, FamilyNote, Household
from shortbreaks.ledger.tables import Account, totals

ALIKE = 60  # of 100, with the same date of birth, as for likely duplicates


@dataclass(frozen=True, slots=True)
class FamilySide:
    """One of the two families: what is counted and said of it; `owes_pence` is what its charges come to now.

    `awards` and `payments` are those that have not ended; `waits` counts its open requests for places and nights.
    """

    household_id: int
    version: int
    ref: str
    children: tuple[tuple[int, str], ...]
    adults: tuple[str, ...]
    bookings: int
    owes_pence: int
    stays: int
    awards: tuple[str, ...]
    payments: tuple[str, ...]
    waits: int
    notes: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The family that would be kept, the other, and the pairs (kept child, same child) found by name and birth.

    `stopped` is what stands against it, each with its remedy; `awards` and `payments` are what both have of one child, of which
    a person says whether it counts once.
    """

    kept: FamilySide
    other: FamilySide
    pairs: tuple[tuple[int, int], ...]
    stopped: tuple[tuple[str, str], ...]
    awards: tuple[TwiceAwarded, ...]
    payments: tuple[str, ...]


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
    one_child = {gone: stays for stays, gone in pairs}
    twice = twice_awarded(view.db, one_child, view.today)
    stopped = stopped_by(view, (kept_id, other_id), one_child)
    return SideBySide(kept, other, tuple(pairs), stopped, twice, twice_paid(view.db, one_child))


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
    ids = [row.id for row in children]
    return FamilySide(
        household_id, household.version, household.ref, named, adults, bookings or 0, int(owed or 0),
        _count(view, Stay, Stay.child_id.in_(ids)), awards_said(view.db, ids, view.today), payments_said(view.db, ids),
        sum(_count(view, one, one.child_id.in_(ids), one.state.in_(OPEN_STATES)) for one in (WaitingRequest, NightRequest)),
        _count(view, FamilyNote, FamilyNote.household_id.in_(same_household(household_id))),
    )  # fmt: skip


def _count(view: View, record: type[Any], *conditions: ColumnElement[bool]) -> int:
    return view.db.scalar(select(func.count()).select_from(record).where(*conditions)) or 0
