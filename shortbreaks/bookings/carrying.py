"""Carrying over what the provider or the council took: unused hours, sessions and nights of a year that ends (R-O16)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.carry_tables import CarriedLoss
from shortbreaks.bookings.delivery import allocations_used
from shortbreaks.bookings.facts import allowances_of, begin_of
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.share_tables import BookingShare
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED
from shortbreaks.bookings.stay_tables import Stay, StayLoss, StayStep, StayUse
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import age_on, say_day, say_year, year_of_allocation
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.rules import short_name
from shortbreaks.providers.tables import Service

BEFORE_DAYS, AFTER_DAYS = 31, 183
TWICE = Refused("One of these lost breaks was carried over already.", "Look again.")
when_broken("uq_carried_loss_booking_id_lost_from", "carried_loss.booking_id, carried_loss.lost_from", lambda: TWICE)
when_broken("uq_carried_loss_stay_id_lost_from", "carried_loss.stay_id, carried_loss.lost_from", lambda: TWICE)


@dataclass(frozen=True, slots=True)
class Loss:
    """One break that the provider or the council cancelled: what it would have used of the allocation, and where."""

    booking_id: int | None
    stay_id: int | None
    day: date
    service: str
    amount: int


def losses_of(db: Session, allocation_ids: Collection[int], today: date) -> dict[int, tuple[Loss, ...]]:
    """Breaks of some allocations that the provider or the council cancelled or cut short and nobody carried over yet, by day.

    Only those whose day is past: one still to come may be put back. An offer that fell was no break the family had.
    """
    found: dict[int, list[Loss]] = {}
    for of, number, start, service, amount in _lost_places(db, allocation_ids, today):
        found.setdefault(of, []).append(Loss(number, None, start.date(), service, amount))
    for of, number, start, service, amount in _lost_nights(db, allocation_ids, today):
        found.setdefault(of, []).append(Loss(None, number, start.date(), service, amount))
    return {
        of: tuple(sorted(losses, key=lambda one: (one.day, one.booking_id or 0, one.stay_id or 0))) for of, losses in found.items()
    }


def _lost_places(db: Session, allocation_ids: Collection[int], today: date) -> list[Any]:
    """Places that were cancelled, as (allocation, booking, start, service, amount): of a split one each its own part (R-B8)."""
    others = select(func.sum(BookingShare.amount)).where(BookingShare.booking_id == Booking.id).scalar_subquery()
    fallen = (
        Booking.state == "cancelled_by_provider", Booking.uses > 0, Booking.starts_at < begin_of(today),
        select(BookingStep.id).where(BookingStep.booking_id == Booking.id, BookingStep.state == "confirmed").exists(),
    )  # fmt: skip
    found: list[Any] = []
    first, rest = Booking.allocation_id, BookingShare.allocation_id
    for of, amount in ((first, Booking.uses - func.coalesce(others, 0)), (rest, BookingShare.amount)):
        carried = select(CarriedLoss.id).where(CarriedLoss.booking_id == Booking.id, CarriedLoss.lost_from == of).exists()
        asked = select(of, Booking.id, Booking.starts_at, Service.name, amount).select_from(Booking)
        if of is rest:
            asked = asked.join(BookingShare, BookingShare.booking_id == Booking.id)
        asked = asked.join(Service, Service.id == Booking.service_id)
        found += db.execute(asked.where(of.in_(allocation_ids), ~carried, *fallen)).all()
    return found


def _lost_nights(db: Session, allocation_ids: Collection[int], today: date) -> list[Any]:
    """Nights of stays that were cancelled, and of stays that the house cut short, as (allocation, stay, start, house, nights)."""
    carried = select(CarriedLoss.id).where(CarriedLoss.stay_id == Stay.id)
    cancelled = db.execute(
        select(StayUse.allocation_id, Stay.id, Stay.starts_at, Service.name, StayUse.nights)
        .join(Stay, Stay.id == StayUse.stay_id)
        .join(Service, Service.id == Stay.service_id)
        .where(
            StayUse.allocation_id.in_(allocation_ids), Stay.state == "cancelled_by_provider", Stay.starts_at < begin_of(today),
            select(StayStep.id).where(StayStep.stay_id == Stay.id, StayStep.state == "booked").exists(),
            ~carried.where(CarriedLoss.lost_from == StayUse.allocation_id).exists(),
        )
    )  # fmt: skip
    cut_short = db.execute(
        select(StayLoss.allocation_id, Stay.id, Stay.starts_at, Service.name, StayLoss.nights)
        .join(Stay, Stay.id == StayLoss.stay_id)
        .join(Service, Service.id == Stay.service_id)
        .where(
            StayLoss.allocation_id.in_(allocation_ids),
            ~carried.where(CarriedLoss.lost_from == StayLoss.allocation_id).exists(),
        )
    )  # fmt: skip
    return [*cancelled, *cut_short]


@dataclass(frozen=True, slots=True)
class CarryRow:
    """An allocation that ends or ended with something unused that the provider or the council took."""

    allocation_id: int
    version: int
    child_id: int
    child: str
    age: int
    unit: str
    unused: int
    lost: int
    carries: int
    until_day: date
    evidence: tuple[str, ...]


@query(needs=Permission.SEE_CASES)
def to_carry_over(view: View) -> tuple[CarryRow, ...]:
    """Allocations near the end of their year with lost breaks that were not made good, the oldest end first."""
    first, last = view.today - timedelta(days=AFTER_DAYS), view.today + timedelta(days=BEFORE_DAYS)
    # Asked of the allocations that end about now, each by a look into an index: not of all that was ever lost
    places = select(Booking.id).where(Booking.allocation_id == Allocation.id, Booking.state == "cancelled_by_provider")
    shares = (
        select(BookingShare.id).join(Booking, Booking.id == BookingShare.booking_id)
        .where(BookingShare.allocation_id == Allocation.id, Booking.state == "cancelled_by_provider")
    )  # fmt: skip
    nights = (
        select(StayUse.id).join(Stay, Stay.id == StayUse.stay_id)
        .where(StayUse.allocation_id == Allocation.id, Stay.state == "cancelled_by_provider")
    )  # fmt: skip
    cut_short = select(StayLoss.id).where(StayLoss.allocation_id == Allocation.id)
    lost = or_(*(one.correlate(Allocation).exists() for one in (places, shares, nights, cut_short)))
    ends = and_(Allocation.until_day.between(first, last), Allocation.amount > 0, lost)
    held = [one for one in allocations_used(view, ends) if one.row.child_state == "open"]
    ids = [one.row.id for one in held]
    losses = losses_of(view.db, ids, view.today)
    gone = dict(
        view.db.execute(
            select(Allocation.carried_from, func.sum(Allocation.amount))
            .where(Allocation.carried_from.in_(ids))
            .group_by(Allocation.carried_from)
        ).all()
    )  # fmt: skip
    found = [
        _row(view, row, losses.get(row.id, ()), row.amount - used - booked - int(gone.get(row.id, 0)))
        for row, used, booked in held
    ]
    return tuple(sorted((one for one in found if one.carries), key=lambda one: (one.until_day, one.allocation_id)))


def _row(view: View, row: Any, losses: Sequence[Loss], left: int) -> CarryRow:
    taken = sum(one.amount for one in losses)
    said = tuple(f"{say_day(one.day)}, {one.service}: {say_amount(one.amount, row.unit)}" for one in losses)
    return CarryRow(
        row.id, row.version, row.child_id, short_name(row.first_name, row.last_name, row.known_as),
        age_on(row.born, view.today), row.unit, left, taken, max(0, min(left, taken)), row.until_day, said,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarryOver:
    """An allocation whose loss is carried into the year after, with the version shown and the reason."""

    allocation_id: int
    seen: int
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Carried over")
def carry_over(work: Work, request: CarryOver) -> int:
    """Give the lesser of what is unused and what was lost to the next year, as an allocation of its own; answers its id.

    Each lost break is the evidence and is carried once. Raises Refused without a reason, with nothing lost or nothing
    unused, or while the year still has more than a month to run.
    """
    child_id = work.db.scalar(select(Allocation.child_id).where(Allocation.id == request.allocation_id))
    if child_id is None:
        raise NotFound("That allocation is not here any more.", "Look again.")
    lock_children(work, [child_id])
    old = work.take(Allocation, request.allocation_id, seen=request.seen)
    if not request.reason.strip():
        raise Refused("Carrying over needs its reason.", "Write what was lost and who agreed it.", "reason")
    if old.until_day > work.today + timedelta(days=BEFORE_DAYS):
        raise Refused(
            f"This year runs to {say_day(old.until_day)}.", "Find other days first; carry over in its last month."
        )
    allowance = next(one for one in allowances_of(work.db, old.child_id) if one.id == old.id)
    losses = losses_of(work.db, [old.id], work.today).get(old.id, ())
    if not losses:
        raise Refused("Nothing of it was taken by a provider or the council.", "Unused time ends with its year.")
    amount = min(allowance.left, sum(one.amount for one in losses))
    if amount <= 0:
        raise Refused("All of it was used all the same.", "There is nothing to carry over.")
    first, last = year_of_allocation(old.until_day + timedelta(days=1))
    new = Allocation(
        child_id=old.child_id, decision_id=old.decision_id, unit=old.unit, purpose=f"Carried over from {say_year(old.from_day)}",
        kinds=old.kinds, amount=amount, from_day=first, until_day=last, carried_from=old.id, carried_why=request.reason.strip(),
    )  # fmt: skip
    work.db.add(new)
    work.db.flush()
    work.db.add_all(_evidence(new, old, losses, amount))
    work.db.flush()
    _use_first(work, new)
    work.record(new)
    return new.id


def _use_first(work: Work, new: Allocation) -> None:
    """What is booked already in the days of a carried allocation is paid from it first, the earliest break first (R-O16).

    What was had already stays as its papers say.
    """
    own = select(Allocation.id).where(
        Allocation.child_id == new.child_id, Allocation.unit == new.unit, Allocation.kinds == new.kinds,
        Allocation.carried_from.is_(None), Allocation.from_day <= new.until_day, Allocation.until_day >= new.from_day,
    )  # fmt: skip
    left = new.amount
    begin, end = begin_of(new.from_day), begin_of(new.until_day + timedelta(days=1))
    booked = select(Booking).where(
        Booking.allocation_id.in_(own), Booking.state.in_(BOOKED), Booking.uses > 0, Booking.starts_at >= begin, Booking.starts_at < end,
        ~select(BookingShare.id).where(BookingShare.booking_id == Booking.id).exists(),  # a split one stays as its papers say
    )
    for booking in work.db.scalars(booked.order_by(Booking.starts_at, Booking.id)):
        if booking.uses <= left:
            booking.allocation_id = new.id
            left -= booking.uses
    stays = select(StayUse).join(Stay, Stay.id == StayUse.stay_id).where(
        StayUse.allocation_id.in_(own), Stay.state.in_(STAY_BOOKED), Stay.starts_at >= begin, Stay.starts_at < end
    )  # fmt: skip
    for use in list(work.db.scalars(stays.order_by(Stay.starts_at, Stay.id))):
        part = min(left, use.nights)
        if not part:
            break
        left -= part
        if part == use.nights:
            use.allocation_id = new.id
        else:
            use.nights -= part
            work.db.add(StayUse(stay_id=use.stay_id, allocation_id=new.id, nights=part))
    work.db.flush()


def _evidence(new: Allocation, old: Allocation, losses: Sequence[Loss], amount: int) -> list[CarriedLoss]:
    """The lost breaks that a carried amount answers for, the earliest first."""
    rows = []
    for loss in losses:
        part = min(amount, loss.amount)
        if part:
            rows.append(
                CarriedLoss(allocation_id=new.id, lost_from=old.id, booking_id=loss.booking_id, stay_id=loss.stay_id, amount=part)
            )
        amount -= part
    return rows
