"""A child's record as at a past day: what was recorded by that evening, whatever was changed or decided since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.shares import paid_parts, shares_of
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED, STAY_USED, STAY_WORDS, USED, WORDS
from shortbreaks.bookings.stay_tables import Stay, StayStep, StayUse
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, end_of
from shortbreaks.eligibility.tables import Allocation, AllocationChange, Decision
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.need_history import needs_at
from shortbreaks.families.responsibility import held_on, responsibility_of
from shortbreaks.families.rights import NOTHING, rights_of
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child
from shortbreaks.providers.tables import Service


@dataclass(frozen=True, slots=True)
class PastAward:
    """An allocation that was in force: minutes, sessions, nights or pence by `unit`, used and booked as it stood then."""

    unit: str
    purpose: str
    amount: int
    used: int
    booked: int
    from_day: date
    until_day: date


@dataclass(frozen=True, slots=True)
class PastBreak:
    """A break as it stood: its state that evening, in words; times on the clock in Kent."""

    start: datetime
    service: str
    state_words: str


@dataclass(frozen=True, slots=True)
class PastDecision:
    """The decision that was in force."""

    outcome: str
    decided_by: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ChildAsAt:
    """What stood in a child's record on the evening of a day."""

    day: date
    age: int
    needs: tuple[str, ...]
    decision: PastDecision | None
    awards: tuple[PastAward, ...]
    breaks: tuple[PastBreak, ...]
    adults: tuple[tuple[str, str], ...]  # each adult of the family, and what they might do that day, and why


@query(needs=Permission.SEE_CASES)
def child_as_at(view: View, child_id: int, day: date) -> ChildAsAt:
    """A child's needs, entitlement and breaks as at a past day, in a fixed number of questions. Raises Refused for a day to come."""
    if day >= view.today:
        raise Refused("That day is not over.", "Choose a day before today.", "as_at")
    born = view.db.scalar(select(Child.born).where(Child.id == child_id))
    if born is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    evening = end_of(day) - timedelta(microseconds=1)
    words = words_in(view.db, "need")
    bookings, stays = _bookings(view, child_id, evening), _stays(view, child_id, evening)
    breaks = [PastBreak(r.starts_at, r.name, WORDS[bookings[r.id]]) for r in _rows(view, Booking, bookings)]
    breaks += [PastBreak(r.starts_at, r.name, STAY_WORDS[stays[r.id]]) for r in _rows(view, Stay, stays)]
    return ChildAsAt(
        day, age_on(born, day),
        tuple(words.get(code, code) for code in needs_at(view.db, child_id, evening) if code != "NONE"),
        _decision(view, child_id, day, evening), _awards(view, child_id, day, evening, bookings, stays),
        tuple(sorted(breaks, key=lambda one: one.start, reverse=True)), _adults(view, child_id, day, evening),
    )  # fmt: skip


def _adults(view: View, child_id: int, day: date, evening: datetime) -> tuple[tuple[str, str], ...]:
    """The adults of a child's family of whom it was known by that evening what they may do (R-P6)."""
    home = select(Child.household_id).where(Child.id == child_id).scalar_subquery()
    rows = view.db.execute(
        select(Adult.id, Adult.relation, Adult.first_name, Adult.last_name).where(Adult.household_id == home).order_by(Adult.id)
    ).all()
    ids = [row.id for row in rows]
    rights, responsible = rights_of(view.db, ids, day, known_by=evening), responsibility_of(view.db, ids, known_by=evening)
    return tuple(
        (f"{row.relation}, {short_name(row.first_name, row.last_name)}",
         " ".join(filter(None, (f"{held.said()}.", held.why(), held_on(responsible.get(row.id, ()), day).said()))))
        for row in rows if (held := rights[row.id]) is not NOTHING
    )  # fmt: skip


def _bookings(view: View, child_id: int, evening: datetime) -> dict[int, str]:
    """The state of each of a child's bookings that evening."""
    return _states(view, BookingStep, BookingStep.booking_id, Booking, child_id, evening)


def _stays(view: View, child_id: int, evening: datetime) -> dict[int, str]:
    return _states(view, StayStep, StayStep.stay_id, Stay, child_id, evening)


def _states(view: View, step: Any, of: Any, record: Any, child_id: int, evening: datetime) -> dict[int, str]:
    last = (
        select(func.max(step.id))
        .join(record, record.id == of)
        .where(record.child_id.in_(same_child(child_id)), step.at <= evening)
        .group_by(of)
    )
    found = view.db.execute(select(of.label("one"), step.state).where(step.id.in_(last)))
    return {row.one: row.state for row in found}


def _rows(view: View, record: Any, states: Mapping[int, str]) -> Any:
    return view.db.execute(
        select(record.id, record.starts_at, Service.name)
        .join(Service, Service.id == record.service_id)
        .where(record.id.in_(list(states)))
    )


def _decision(view: View, child_id: int, day: date, evening: datetime) -> PastDecision | None:
    row = view.db.execute(
        select(Decision.outcome, Decision.decided_by, Decision.decided_on, Decision.reason)
        .where(
            Decision.child_id.in_(same_child(child_id)), Decision.entered_at <= evening, Decision.from_day <= day,
            func.coalesce(Decision.until_day, day) >= day,
        )
        .order_by(Decision.entered_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return None if row is None else PastDecision(*row)


def _awards(
    view: View, child_id: int, day: date, evening: datetime, bookings: Mapping[int, str], stays: Mapping[int, str]
) -> tuple[PastAward, ...]:
    rows = view.db.execute(
        select(
            Allocation.id, Allocation.unit, Allocation.purpose, Allocation.amount, Allocation.from_day, Allocation.until_day
        )
        .join(Decision, Decision.id == Allocation.decision_id)
        .where(
            Allocation.child_id.in_(same_child(child_id)), Decision.entered_at <= evening, Allocation.from_day <= day,
        )
        .order_by(Allocation.unit, Allocation.id)
    ).all()  # fmt: skip
    stood = _gave(view, [row.id for row in rows], evening)
    used: dict[int, int] = {}
    booked: dict[int, int] = {}
    spent = view.db.execute(select(Booking.id, Booking.allocation_id, Booking.uses).where(Booking.id.in_(list(bookings))))
    shares = shares_of(view.db, list(bookings))
    for one in spent:
        for of, amount in paid_parts(one, shares):
            _count(of, amount, bookings[one.id], (USED, BOOKED), (used, booked))
    slept = view.db.execute(select(StayUse.stay_id, StayUse.allocation_id, StayUse.nights).where(StayUse.stay_id.in_(list(stays))))
    for night in slept:
        _count(night.allocation_id, night.nights, stays[night.stay_id], (STAY_USED, STAY_BOOKED), (used, booked))
    given = [(row, *stood.get(row.id, (row.amount, row.until_day))) for row in rows]
    return tuple(
        PastAward(r.unit, r.purpose, amount, used.get(r.id, 0), booked.get(r.id, 0), r.from_day, until)
        for r, amount, until in given if until >= day
    )  # fmt: skip


def _gave(view: View, ids: Sequence[int], evening: datetime) -> dict[int, tuple[int, date]]:
    """Amount and last day, as they stood, of those allocations that were ever changed."""
    changes = view.db.scalars(
        select(AllocationChange).where(AllocationChange.allocation_id.in_(ids)).order_by(AllocationChange.id)
    )
    found: dict[int, tuple[int, date]] = {}
    for one in changes:
        found.setdefault(one.allocation_id, (one.amount_before, one.until_before))
        if one.at <= evening:  # by when it held too: no change waits for a day to come
            found[one.allocation_id] = (one.amount, one.until_day)
    return found


Counts = tuple[dict[int, int], dict[int, int]]


def _count(
    allocation: int, amount: int, state: str, kinds: tuple[frozenset[str], frozenset[str]], into: Counts
) -> None:
    for states, counted in zip(kinds, into, strict=True):
        if state in states:
            counted[allocation] = counted.get(allocation, 0) + amount
