"""Awarded, not delivered: allocations under way that are behind their time, and nights awarded of which none are placed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Result, and_, func, or_, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.fact_statements import BOOKED_OF, USED_OF
from shortbreaks.bookings.used_tables import AllocationUsed
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import age_on, months_before
from shortbreaks.eligibility.rules import is_behind, share_gone, share_taken
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child

UNITS = ("hours", "sessions", "nights")  # pounds are delivered by paying them
RECENT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One allocation that is behind: minutes, sessions or nights by `unit`; `gone` and `taken` are per cent.

    `since` is the day of the last break of this unit, or else the day from which it was first awarded.
    """

    allocation_id: int
    child_id: int
    child: str
    age: int
    unit: str
    purpose: str
    amount: int
    used: int
    booked: int
    gone: int
    taken: int
    until_day: date
    since: date
    days: int

    @property
    def none_placed(self) -> bool:
        """Whether nothing of it was used, and nothing is booked."""
        return not self.used and not self.booked


class Held(NamedTuple):
    """An allocation with its child, and what is used and booked of it."""

    row: Any
    used: int
    booked: int


def holds_on(day: date) -> ColumnElement[bool]:
    """Whether an allocation holds on a day."""
    return and_(Allocation.from_day <= day, Allocation.until_day >= day)


@query(needs=Permission.SEE_CASES)
def awards_not_delivered(view: View) -> tuple[Undelivered, ...]:
    """Allocations that hold today and are behind, the longest wait first, in a fixed number of questions.

    Behind is so much more of the time gone than of the allocation used and booked, or nothing placed after so many days
    (two settings).
    """
    behind_by = int(setting_on(view.db, "behind_percent", view.today))
    first_within = int(setting_on(view.db, "first_break_days", view.today))
    gone_of = cache(partial(share_gone, today=view.today))  # most begin and end on the same days
    spans = view.db.execute(select(Allocation.from_day, Allocation.until_day).where(holds_on(view.today)).distinct())
    most = max((gone_of(*span) for span in spans), default=0)
    found = []
    for row in _maybe_behind(view, most - behind_by):
        gone, taken = gone_of(row.from_day, row.until_day), share_taken(row.used, row.booked, row.amount)
        waited = (view.today - row.from_day).days
        if is_behind(gone, taken, behind_by) or (not row.used and not row.booked and waited >= first_within):
            found.append((row, gone, taken))
    before = _before(view, {row.child_id for row, *_ in found if row.last_at is None})
    rows = [_row(view, row, gone, taken, before) for row, gone, taken in found]
    return tuple(sorted(rows, key=lambda one: (-one.days, not one.none_placed, one.unit != "nights", one.taken, one.allocation_id)))


def _maybe_behind(view: View, most: int) -> Result[*tuple[Any, ...]]:
    """Of open children the allocations that hold today and have nothing placed, or less than `most` per cent.

    With each comes when the last break of its child and unit began, by any award that held in the last year: those of longer
    ago are looked at only of who had nothing since, so the cost does not grow with the years that are kept.
    """
    other, of_other = aliased(Allocation), aliased(AllocationUsed)
    last = (
        select(func.max(of_other.last_at))
        .join(other, other.id == of_other.allocation_id)
        .where(
            other.child_id == Allocation.child_id, other.unit == Allocation.unit,
            other.until_day >= months_before(view.today, RECENT_MONTHS),
        )
        .correlate(Allocation).scalar_subquery().label("last_at")
    )  # fmt: skip
    placed = USED_OF + BOOKED_OF
    return rows_of(
        view.db,
        select(
            Allocation.id, Allocation.child_id, Allocation.unit, Allocation.purpose, Allocation.amount, Allocation.from_day,
            Allocation.until_day, Child.first_name, Child.last_name, Child.known_as, Child.born, USED_OF, BOOKED_OF, last,
        )
        .join(Child, Child.id == Allocation.child_id)
        .join(AllocationUsed, AllocationUsed.allocation_id == Allocation.id, isouter=True)
        .where(
            holds_on(view.today), Allocation.unit.in_(UNITS), Allocation.amount > 0, Child.state == "open",
            or_(placed == 0, placed * 100 < Allocation.amount * most),
        ),
    )  # fmt: skip


def allocations_used(view: View, chosen: ColumnElement[bool]) -> list[Held]:
    """Some allocations with what is used and booked of each: by places in sessions, nights in beds and parts of split bookings."""
    rows = rows_of(
        view.db,
        select(
            Allocation.id, Allocation.version, Allocation.child_id, Allocation.unit, Allocation.purpose, Allocation.amount,
            Allocation.from_day, Allocation.until_day, Child.first_name, Child.last_name, Child.known_as, Child.born,
            Child.state.label("child_state"), USED_OF, BOOKED_OF,
        )
        .join(Child, Child.id == Allocation.child_id)
        .join(AllocationUsed, AllocationUsed.allocation_id == Allocation.id, isouter=True)
        .where(chosen)
        .order_by(Allocation.id),
    )  # fmt: skip
    return [Held(row, row.used, row.booked) for row in rows]


def _before(view: View, child_ids: Collection[int]) -> dict[tuple[int, str], date]:
    """Of children who had nothing in the last year, by unit: the day of the last break ever, or else the first of any award."""
    if not child_ids:
        return {}
    rows = view.db.execute(
        select(Allocation.child_id, Allocation.unit, func.max(AllocationUsed.last_at), func.min(Allocation.from_day))
        .join(AllocationUsed, AllocationUsed.allocation_id == Allocation.id, isouter=True)
        .where(Allocation.child_id.in_(child_ids))
        .group_by(Allocation.child_id, Allocation.unit)
    )
    return {(child_id, unit): first if last is None else last.date() for child_id, unit, last, first in rows}


def _row(view: View, r: Any, gone: int, taken: int, before: Mapping[tuple[int, str], date]) -> Undelivered:
    day = before[r.child_id, r.unit] if r.last_at is None else r.last_at.date()
    return Undelivered(
        r.id, r.child_id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), r.unit, r.purpose,
        r.amount, r.used, r.booked, gone, taken, r.until_day, day, max(0, (view.today - day).days),
    )  # fmt: skip
