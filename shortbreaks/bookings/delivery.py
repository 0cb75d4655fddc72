"""Awarded, not delivered: allocations under way that are behind their time, and nights awarded of which none are placed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import used_besides
from shortbreaks.bookings.states import BOOKED, STAY_USED, USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import age_on
from shortbreaks.eligibility.rules import is_behind, share_gone, share_taken
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child

UNITS = ("hours", "sessions", "nights")  # pounds are delivered by paying them
NOTHING = (0, 0)


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


Used = tuple[Any, int, int]  # an allocation with its child, and what is used and booked of it


@query(needs=Permission.SEE_CASES)
def awards_not_delivered(view: View) -> tuple[Undelivered, ...]:
    """Allocations that hold today and are behind, the longest wait first, in a fixed number of questions.

    Behind is so much more of the time gone than of the allocation used and booked, or nothing placed after so many days
    (two settings).
    """
    return not_delivered(view, allocations_today(view))


def not_delivered(view: View, held: Sequence[Used]) -> tuple[Undelivered, ...]:
    """The same of allocations that were read for something else beside it."""
    behind_by = int(setting_on(view.db, "behind_percent", view.today))
    first_within = int(setting_on(view.db, "first_break_days", view.today))
    found = []
    for row, used, booked in held:
        if row.unit not in UNITS or not row.amount or row.child_state != "open":
            continue
        gone = share_gone(row.from_day, row.until_day, view.today)
        taken = share_taken(used, booked, row.amount)
        waited = (view.today - row.from_day).days
        if is_behind(gone, taken, behind_by) or (not used and not booked and waited >= first_within):
            found.append((row, used, booked, gone, taken))
    since = _since(view, {row.child_id for row, *_ in found})
    rows = [_row(view, found_one, since) for found_one in found]
    return tuple(sorted(rows, key=lambda one: (-one.days, not one.none_placed, one.unit != "nights", one.taken, one.allocation_id)))


def allocations_today(view: View) -> list[Used]:
    """Every allocation that holds today with what is used and booked of it, whoever has it."""
    return allocations_used(view, and_(Allocation.from_day <= view.today, Allocation.until_day >= view.today))


def allocations_used(view: View, chosen: Any) -> list[Used]:
    """Some allocations with what is used and booked of each: by places in sessions, nights in beds and parts of split bookings."""
    paying = select(Allocation.id).where(chosen)
    used = func.sum(case((Booking.state.in_(USED), Booking.uses), else_=0))
    booked = func.sum(case((Booking.state.in_(BOOKED), Booking.uses), else_=0))
    # added up along the index before anything else of an allocation is read
    places = rows_of(
        view.db,
        select(Booking.allocation_id, used, booked).where(Booking.allocation_id.in_(paying)).group_by(Booking.allocation_id),
    )
    first = {one: (int(by_now), int(to_come)) for one, by_now, to_come in places}
    besides = used_besides(view.db, paying)
    rows = rows_of(
        view.db,
        select(
            Allocation.id, Allocation.version, Allocation.child_id, Allocation.unit, Allocation.purpose, Allocation.amount,
            Allocation.from_day, Allocation.until_day, Child.first_name, Child.last_name, Child.known_as, Child.born,
            Child.state.label("child_state"),
        )
        .join(Child, Child.id == Allocation.child_id)
        .where(chosen)
        .order_by(Allocation.id),
    )  # fmt: skip
    found = []
    for row in rows:
        one, other = first.get(row.id, NOTHING), besides.get(row.id, NOTHING)
        found.append((row, one[0] + other[0], one[1] + other[1]))
    return found


def _since(view: View, children: Collection[int]) -> dict[tuple[int, str], date]:
    """For each child and unit the day of the last break that was had, or else the first day of any award of it."""
    if not children:
        return {}
    awarded = view.db.execute(
        select(Allocation.child_id, Allocation.unit, func.min(Allocation.from_day))
        .where(Allocation.child_id.in_(children))
        .group_by(Allocation.child_id, Allocation.unit)
    )
    since: dict[tuple[int, str], date] = {(row[0], row[1]): row[2] for row in awarded}
    had = view.db.execute(
        select(Allocation.child_id, Allocation.unit, func.max(Booking.starts_at))
        .join(Booking, Booking.allocation_id == Allocation.id)
        .where(Allocation.child_id.in_(children), Booking.state.in_(USED))
        .group_by(Allocation.child_id, Allocation.unit)
    ).all()
    stayed = view.db.execute(
        select(Allocation.child_id, Allocation.unit, func.max(Stay.starts_at))
        .join(StayUse, StayUse.allocation_id == Allocation.id)
        .join(Stay, Stay.id == StayUse.stay_id)
        .where(Allocation.child_id.in_(children), Stay.state.in_(STAY_USED))
        .group_by(Allocation.child_id, Allocation.unit)
    ).all()
    for child_id, unit, start in (*had, *stayed):
        since[child_id, unit] = max(since[child_id, unit], start.date())
    return since


def _row(view: View, found: tuple[Any, int, int, int, int], since: dict[tuple[int, str], date]) -> Undelivered:
    r, used, booked, gone, taken = found
    day = since[r.child_id, r.unit]
    return Undelivered(
        r.id, r.child_id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), r.unit, r.purpose,
        r.amount, used, booked, gone, taken, r.until_day, day, max(0, (view.today - day).days),
    )  # fmt: skip
