"""How fairly a house's weekends and holidays of a year are shared among all its children, those who had none among them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, union

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.council.queries import school_terms
from shortbreaks.database.commands import View, query
from shortbreaks.dates import months_before, year_of_allocation
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.facts import unit_of
from shortbreaks.overnight.tables import FirstVisit
from shortbreaks.providers.sessions import in_term

WEEKEND = {4, 5}  # the nights of Friday and Saturday


@dataclass(frozen=True, slots=True)
class FairShare:
    """One child's part of a unit's year: nights in all, of weekends, and of school holidays; and nights awarded anywhere."""

    child_id: int
    name: str
    nights: int
    weekend: int
    holiday: int
    awarded: int


@query(needs=Permission.SEE_CASES)
def fair_shares(view: View, unit_id: int, day: date) -> tuple[FairShare, ...]:
    """How a unit's weekends and holidays of the year that holds a day are shared, fewest weekends first.

    Its children are those who stay there in this year or stayed in the one before, who visited it in that time before a
    first night, and who wait for nights there: so that a child without any stands at the head.
    """
    unit = unit_of(view.db, unit_id)
    first, last = year_of_allocation(day)
    terms = school_terms(view.db)
    children = {row.id: row for row in view.db.execute(_children(unit.service_id, months_before(first, 12), last))}
    nights = view.db.execute(
        select(BedNight.child_id, BedNight.night)
        .join(Stay, Stay.id == BedNight.stay_id)
        .where(Stay.service_id == unit.service_id, BedNight.night.between(first, last))
    )
    mine: dict[int, list[date]] = {}
    for row in nights:
        mine.setdefault(row.child_id, []).append(row.night)
    awarded = _awarded(view, children, first, last)
    shares = []
    for child, of in children.items():
        own = mine.get(child, [])
        weekend = sum(night.weekday() in WEEKEND for night in own)
        holiday = sum(not in_term(night, terms) for night in own)
        name = short_name(of.first_name, of.last_name, of.known_as)
        shares.append(FairShare(child, name, len(own), weekend, holiday, awarded.get(child, 0)))
    return tuple(sorted(shares, key=lambda one: (one.weekend, one.holiday, one.nights, one.name, one.child_id)))


def _children(service_id: int, since: date, last: date) -> Any:
    """Open records of a house's children: who slept there since a day, visited it, or waits for it."""
    begin = datetime(since.year, since.month, since.day)
    slept = (
        select(Stay.child_id).join(BedNight, BedNight.stay_id == Stay.id)
        .where(Stay.service_id == service_id, Stay.ends_at > begin, BedNight.night <= last)
    )  # fmt: skip
    visited = select(FirstVisit.child_id).where(FirstVisit.service_id == service_id, FirstVisit.on.between(since, last))
    waits = select(NightRequest.child_id).where(
        NightRequest.service_id == service_id, NightRequest.state.in_(("waiting", "offered"))
    )
    every = union(slept, visited, waits).subquery()
    kept = select(func.coalesce(Child.merged_into, Child.id)).join(every, every.c.child_id == Child.id)
    return select(Child.id, Child.first_name, Child.known_as, Child.last_name).where(Child.id.in_(kept), Child.state == "open")


def _awarded(view: View, children: Collection[int], first: date, last: date) -> dict[int, int]:
    """Nights of the year that each of some children was awarded, for any house."""
    rows = view.db.execute(
        select(Allocation.child_id, func.sum(Allocation.amount))
        .where(
            Allocation.child_id.in_(children), Allocation.unit == "nights", Allocation.from_day <= last, Allocation.until_day >= first
        )
        .group_by(Allocation.child_id)
    )
    return {row[0]: int(row[1]) for row in rows}
