"""Awarded, not delivered: allocations under way that are behind their time, and nights awarded of which none are placed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import used_besides
from shortbreaks.bookings.states import BOOKED, STAY_USED, USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.bookings.tables import Booking
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
NOTHING, NO_PLACES = (0, 0), (0, 0, None)


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
    """An allocation with its child, what is used and booked of it, and when the last break began that used of it."""

    row: Any
    used: int
    booked: int
    last: datetime | None


@query(needs=Permission.SEE_CASES)
def awards_not_delivered(view: View) -> tuple[Undelivered, ...]:
    """Allocations that hold today and are behind, the longest wait first, in a fixed number of questions.

    Behind is so much more of the time gone than of the allocation used and booked, or nothing placed after so many days
    (two settings).
    """
    return not_delivered(view, allocations_today(view))


def not_delivered(view: View, held: Sequence[Held]) -> tuple[Undelivered, ...]:
    """The same of allocations that were read for something else beside it."""
    behind_by = int(setting_on(view.db, "behind_percent", view.today))
    first_within = int(setting_on(view.db, "first_break_days", view.today))
    gone_of = cache(partial(share_gone, today=view.today))  # most begin and end on the same days
    found = []
    for one in held:
        row, used, booked, _ = one
        if row.unit not in UNITS or not row.amount or row.child_state != "open":
            continue
        gone, taken = gone_of(row.from_day, row.until_day), share_taken(used, booked, row.amount)
        waited = (view.today - row.from_day).days
        if is_behind(gone, taken, behind_by) or (not used and not booked and waited >= first_within):
            found.append((one, gone, taken))
    since = _since(view, held, [one.row for one, *_ in found])
    rows = [_row(view, *found_one, since) for found_one in found]
    return tuple(sorted(rows, key=lambda one: (-one.days, not one.none_placed, one.unit != "nights", one.taken, one.allocation_id)))


def allocations_today(view: View) -> list[Held]:
    """Every allocation that holds today with what is used and booked of it, whoever has it."""
    return allocations_used(view, _today(view))


def _today(view: View) -> ColumnElement[bool]:
    return and_(Allocation.from_day <= view.today, Allocation.until_day >= view.today)


def allocations_used(view: View, chosen: ColumnElement[bool]) -> list[Held]:
    """Some allocations with what is used and booked of each: by places in sessions, nights in beds and parts of split bookings."""
    paying = select(Allocation.id).where(chosen)
    had = Booking.state.in_(USED)
    used, booked = func.sum(case((had, Booking.uses), else_=0)), func.sum(case((Booking.state.in_(BOOKED), Booking.uses), else_=0))
    # added up along the index before anything else of an allocation is read
    places = rows_of(
        view.db,
        select(Booking.allocation_id, used, booked, func.max(case((had, Booking.starts_at))))
        .where(Booking.allocation_id.in_(paying))
        .group_by(Booking.allocation_id),
    )
    first = {one: (int(by_now), int(to_come), last) for one, by_now, to_come, last in places}
    besides, slept = used_besides(view.db, paying), _slept(view, paying)
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
        (by_now, to_come, last), other = first.get(row.id, NO_PLACES), besides.get(row.id, NOTHING)
        night = slept.get(row.id)
        if night is not None:
            last = night if last is None else max(last, night)
        found.append(Held(row, by_now + other[0], to_come + other[1], last))
    return found


def _slept(view: View, paying: Select[int]) -> dict[int, datetime]:
    """When the last stay began that used nights of each of some allocations."""
    rows = view.db.execute(
        select(StayUse.allocation_id, func.max(Stay.starts_at))
        .join(Stay, Stay.id == StayUse.stay_id)
        .where(StayUse.allocation_id.in_(paying), Stay.state.in_(STAY_USED))
        .group_by(StayUse.allocation_id)
    )
    return {row[0]: row[1] for row in rows}


def _since(view: View, held: Sequence[Held], behind: Sequence[Any]) -> dict[tuple[int, str], date]:
    """For each child and unit the day of the last break that was had, or else the first day of any award of it.

    Awards of longer ago are looked at only of a child who had nothing by those of the last year: the cost does not grow
    with the years that are kept.
    """
    if not behind:
        return {}
    year_ago, ended = months_before(view.today, RECENT_MONTHS), ~_today(view)
    since: dict[tuple[int, str], date] = {}
    _note(since, held)
    _note(since, allocations_used(view, and_(ended, Allocation.until_day >= year_ago)))
    lacking = {row.child_id for row in behind if (row.child_id, row.unit) not in since}
    if lacking:
        _note(since, allocations_used(view, and_(Allocation.child_id.in_(lacking), Allocation.until_day < year_ago)))
        awarded = view.db.execute(
            select(Allocation.child_id, Allocation.unit, func.min(Allocation.from_day))
            .where(Allocation.child_id.in_(lacking))
            .group_by(Allocation.child_id, Allocation.unit)
        )
        for child_id, unit, first in awarded:
            since.setdefault((child_id, unit), first)
    return since


def _note(since: dict[tuple[int, str], date], held: Sequence[Held]) -> None:
    for row, _, _, last in held:
        if last is not None:
            key, day = (row.child_id, row.unit), last.date()
            since[key] = max(since.get(key, day), day)


def _row(view: View, held: Held, gone: int, taken: int, since: Mapping[tuple[int, str], date]) -> Undelivered:
    r, used, booked, _ = held
    day = since[r.child_id, r.unit]
    return Undelivered(
        r.id, r.child_id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), r.unit, r.purpose,
        r.amount, used, booked, gone, taken, r.until_day, day, max(0, (view.today - day).days),
    )  # fmt: skip
