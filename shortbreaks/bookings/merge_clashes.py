"""What stands against merging two families, or is asked first: two places at once, one award or payment kept twice, an erasure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.delivery import allocations_used
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking, BookingPlace
from shortbreaks.database.commands import View, Work
from shortbreaks.database.records import metadata
from shortbreaks.dates import say_day, say_weekday
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.tables import Allocation, AllocationChange
from shortbreaks.families.erasure_tables import Erasure, ErasureAnswer
from shortbreaks.families.tables import CALLED, Child, Household
from shortbreaks.providers.tables import Service

ONCE, BOTH = "once", "both"
Same = Mapping[int, int]  # the child that goes: the child that is kept


@dataclass(frozen=True, slots=True)
class TwiceAwarded:
    """An award of each record of one child for the same unit, kinds of service and days: one entered twice, or two."""

    kept_id: int
    other_id: int
    words: str


def two_places(db: Session, same: Same) -> tuple[str, ...]:
    """Each time at which a child would be in two places at once, in a sentence; the database refuses the merge then (R-B9)."""
    rows = db.execute(
        select(
            BookingPlace.child_id, BookingPlace.from_minute, BookingPlace.to_minute, CALLED.label("name"), Service.name.label("service"),
            func.coalesce(Booking.starts_at, Stay.starts_at).label("starts_at"),
        )
        .join(Child, Child.id == BookingPlace.child_id)
        .outerjoin(Booking, Booking.id == BookingPlace.booking_id)
        .outerjoin(Stay, Stay.id == BookingPlace.stay_id)
        .join(Service, or_(Service.id == Booking.service_id, Service.id == Stay.service_id))
        .where(BookingPlace.child_id.in_((*same, *same.values())))
        .order_by(BookingPlace.from_minute, BookingPlace.id)
    ).all()  # fmt: skip
    found = []
    for other, kept in same.items():
        mine, theirs = ([row for row in rows if row.child_id == one] for one in (kept, other))
        for a, b in product(mine, theirs):
            if a.from_minute < b.to_minute and b.from_minute < a.to_minute:
                found.append(f"{a.name} has two places at once: {_place(a.service, a.starts_at)} and {_place(b.service, b.starts_at)}.")
    return tuple(found)


def _place(service: str, starts: datetime) -> str:
    return f"{service} on {say_weekday(starts.date())} at {starts:%H:%M}"


def _to_use(db: Session, child_ids: Iterable[int], today: date) -> list[Allocation]:
    statement = select(Allocation).where(Allocation.child_id.in_(child_ids), Allocation.until_day >= today, Allocation.amount > 0)
    return list(db.scalars(statement.order_by(Allocation.id)))


def awards_said(db: Session, child_ids: Iterable[int], today: date) -> tuple[str, ...]:
    """What these children are awarded and can still use, each award in words."""
    return tuple(_said(one) for one in _to_use(db, child_ids, today))


def twice_awarded(db: Session, same: Same, today: date) -> tuple[TwiceAwarded, ...]:
    """The awards still to use that both records of a child have; each counts in one pair at most, the most alike first."""
    rows = _to_use(db, (*same, *same.values()), today)
    found: list[TwiceAwarded] = []
    taken: set[int] = set()
    for other, kept in same.items():
        pairs = product([one for one in rows if one.child_id == kept], [one for one in rows if one.child_id == other])
        for a, b in sorted(pairs, key=lambda pair: (pair[0].amount, pair[0].from_day) != (pair[1].amount, pair[1].from_day)):
            if _alike(a, b) and not {a.id, b.id} & taken:
                taken |= {a.id, b.id}
                found.append(TwiceAwarded(a.id, b.id, _both_said(_said(a), _said(b))))
    return tuple(found)


def _alike(a: Allocation, b: Allocation) -> bool:
    kinds = [set(filter(None, one.kinds.split(","))) for one in (a, b)]
    shared = not all(kinds) or bool(kinds[0] & kinds[1])
    return a.unit == b.unit and shared and a.from_day <= b.until_day and b.from_day <= a.until_day


def _said(one: Allocation) -> str:
    return f"{say_amount(one.amount, one.unit)} for {one.purpose}, {say_day(one.from_day)} to {say_day(one.until_day)}"


def _both_said(mine: str, theirs: str) -> str:
    return f"In both: {mine}" if mine == theirs else f"Kept: {mine}; the other: {theirs}"


def count_once(work: Work, twice: Iterable[TwiceAwarded], ref: str) -> None:
    """Let the kept record's award alone count: the other gives what was used and booked of it, and that is taken off the kept one.

    So both together give what the kept one gave, no break changes what it is paid from, and both changes are in the history.
    """
    pairs = list(twice)
    used = {row.row.id: row.used + row.booked for row in allocations_used(work, Allocation.id.in_([one.other_id for one in pairs]))}
    for one in pairs:
        gone = used.get(one.other_id, 0)
        kept = work.db.get_one(Allocation, one.kept_id)
        _lessen(work, work.db.get_one(Allocation, one.other_id), gone, ref)
        _lessen(work, kept, max(0, kept.amount - gone), ref)


def _lessen(work: Work, allocation: Allocation, amount: int, ref: str) -> None:
    if allocation.amount == amount:
        return
    work.db.add(
        AllocationChange(
            allocation_id=allocation.id, from_day=max(work.today, allocation.from_day), amount_before=allocation.amount, amount=amount,
            until_before=allocation.until_day, until_day=allocation.until_day,
            reason=f"Entered twice, also under {ref}: the award counts once.", at=work.now, person_id=work.person.id,
        )  # fmt: skip
    )
    allocation.amount = amount


def _unended(db: Session, child_ids: Iterable[int]) -> Sequence[Any]:
    table = metadata.tables["agreement"]  # a room to the left knows it; what moves with a child is told here by the tables alone
    statement = select(table.c.child_id, table.c.ref, table.c.pot).where(table.c.child_id.in_(child_ids), table.c.state != "ended")
    return db.execute(statement.order_by(table.c.id)).all()


def payments_said(db: Session, child_ids: Iterable[int]) -> tuple[str, ...]:
    """The direct payments of these children that are not ended: DP-10418, transport budget."""
    return tuple(f"{row.ref}, {row.pot}" for row in _unended(db, child_ids))


def twice_paid(db: Session, same: Same) -> tuple[str, ...]:
    """Direct payments of one pot that both records of a child have and that are not ended: each would be paid."""
    rows = _unended(db, (*same, *same.values()))
    found = []
    for other, kept in same.items():
        for a, b in product([row for row in rows if row.child_id == kept], [row for row in rows if row.child_id == other]):
            if a.pot == b.pot:
                found.append(f"{a.ref} and {b.ref}, each a {a.pot}")
    return tuple(found)


def to_be_erased(db: Session, households: Sequence[int]) -> tuple[str, ...]:
    """The families of these that stand on the list to erase, each in a sentence."""
    refs = db.scalars(
        select(Household.ref).join(Erasure, Erasure.household_id == Household.id)
        .outerjoin(ErasureAnswer, ErasureAnswer.erasure_id == Erasure.id)
        .where(Household.id.in_(households), ErasureAnswer.id.is_(None)).order_by(Household.id)
    )  # fmt: skip
    return tuple(f"{ref} is on the list of families to erase." for ref in refs)


def stopped_by(view: View, households: Sequence[int], same: Same) -> tuple[tuple[str, str], ...]:
    """Everything that stands against a merge, each with what to do about it."""
    erased = "Take it out of that list first, with the reason."
    double = "Cancel one of them first, as entered by mistake."
    return (
        *((words, erased) for words in to_be_erased(view.db, households)), *((words, double) for words in two_places(view.db, same)),
    )  # fmt: skip
