"""What nights cost the council: the dated price of a unit's night, and nights by the financial year they lie in (A37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.provider_costs import follow_stays
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import months_before, say_day, year_of_allocation
from shortbreaks.errors import Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.ledger.tables import MOST_PENCE
from shortbreaks.providers.bed_queries import night_prices
from shortbreaks.providers.bed_tables import Bed, NightPrice, Unit
from shortbreaks.providers.tables import Provider, Service

YEARS_SHOWN = 6  # this one and those before it


@dataclass(frozen=True, slots=True)
class PriceNights:
    """What a night in a unit costs the council from a day, in pence, and why."""

    unit_id: int
    from_day: date
    pence: int
    reason: str


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Price of a night set")
def price_nights(work: Work, request: PriceNights) -> int:
    """Keep the price and put it on every night from that day on; answers how many nights changed.

    A price agreed late reaches back within the financial year, and no further: the years before are closed. Raises
    Refused for a day before this year, an amount that cannot be, or no reason.
    """
    unit = work.take(Unit, request.unit_id)
    year, _ = year_of_allocation(work.today)
    if request.from_day < year and _has_nights(work, unit.id, year):
        raise Refused(f"The year before {say_day(year)} is closed.", f"Choose {say_day(year)} or later.", "from_day")
    if not 0 <= request.pence <= MOST_PENCE:
        raise Refused("A night costs from nothing to £1,000,000.", "Write it like £450.00.", "pence")
    if not request.reason.strip():
        raise Refused("A price has its reason.", "Write who agreed it, or which contract.", "reason")
    kept = NightPrice(unit_id=unit.id, from_day=request.from_day, pence=request.pence, reason=request.reason.strip())
    work.db.add(kept)
    work.db.flush()
    changed = _reprice(work, unit.id, request.from_day)
    beds = select(Bed.id).where(Bed.unit_id == unit.id)
    since = select(BedNight.stay_id).where(BedNight.bed_id.in_(beds), BedNight.night >= request.from_day)
    follow_stays(work, work.db.scalars(select(Stay).where(Stay.id.in_(since)).order_by(Stay.id)).all())
    work.record(kept, pence=request.pence)
    return changed


def _has_nights(work: Work, unit_id: int, before: date) -> bool:
    """Whether nights of earlier years are kept; a house that is new here may be told what its past nights cost."""
    beds = select(Bed.id).where(Bed.unit_id == unit_id)
    found = select(BedNight.id).where(BedNight.bed_id.in_(beds), BedNight.night < before, BedNight.pence > 0).limit(1)
    return work.db.scalar(found) is not None


def _reprice(work: Work, unit_id: int, since: date) -> int:
    prices = sorted(dict(night_prices(work.db, [unit_id])[unit_id]).items())
    beds = select(Bed.id).where(Bed.unit_id == unit_id)
    changed = 0
    for place, (from_day, pence) in enumerate(prices):
        until = prices[place + 1][0] if place + 1 < len(prices) else date.max
        if until <= since:
            continue
        nights = BedNight.night >= max(since, from_day), BedNight.night < until
        ids = list(work.db.scalars(select(BedNight.id).where(BedNight.bed_id.in_(beds), BedNight.pence != pence, *nights)))
        if ids:
            work.db.execute(update(BedNight).where(BedNight.id.in_(ids)).values(pence=pence))
            work.touched("bed_night", ids)
        changed += len(ids)
    return changed


@dataclass(frozen=True, slots=True)
class YearCost:
    """One financial year of somebody's nights: still committed, and owed once they were slept; in nights and pence."""

    year: date  # its first day
    committed_nights: int
    committed: int
    owed_nights: int
    owed: int

    @property
    def whole(self) -> int:
        """Committed and owed together, in pence."""
        return self.committed + self.owed


@query(needs=Permission.SEE_MONEY)
def cost_of_unit(view: View, unit_id: int) -> tuple[YearCost, ...]:
    """What one house's nights cost, by the year each night lies in; this year, those to come and the five before."""
    return _by_year(view, BedNight.bed_id.in_(select(Bed.id).where(Bed.unit_id == unit_id)), _shown(view))


@query(needs=Permission.SEE_MONEY)
def cost_of_child(view: View, child_id: int) -> tuple[YearCost, ...]:
    """What one child's nights cost, by the year each night lies in."""
    return _by_year(view, BedNight.child_id.in_(same_child(child_id)))


@query(needs=Permission.SEE_MONEY)
def cost_of_council(view: View) -> tuple[YearCost, ...]:
    """What the nights of every house cost the council, by the year each night lies in; as many years as of one house."""
    return _by_year(view, _shown(view))


@query(needs=Permission.SEE_MONEY)
def costs_shown(view: View, unit_id: int) -> tuple[tuple[YearCost, ...], tuple[YearCost, ...]]:
    """What one house's nights cost and what those of every house do, for the board."""
    return cost_of_unit(view, unit_id), cost_of_council(view)


def _shown(view: View) -> ColumnElement[bool]:
    """Of the nights of whole houses the last years only: to sum them all would take longer with every year that is kept."""
    first, _ = year_of_allocation(view.today)
    return BedNight.night >= months_before(first, 12 * (YEARS_SHOWN - 1))


def _by_year(view: View, *chosen: ColumnElement[bool]) -> tuple[YearCost, ...]:
    owed = or_(Stay.state == "ended", and_(Stay.state == "in_house", BedNight.night < view.today))
    statement = (
        select(BedNight.night, owed, func.count(), func.sum(BedNight.pence))
        .join(Stay, Stay.id == BedNight.stay_id)
        .where(*chosen)
        .group_by(BedNight.night, owed)
    )
    rows = view.db.execute(statement)
    return _summed((night, bool(slept), count, int(pence)) for night, slept, count, pence in rows)


def _summed(nights: Iterable[tuple[date, bool, int, int]]) -> tuple[YearCost, ...]:
    """Nights and pence by the year each night lies in; one is owed once the morning after it has come (A37)."""
    found: dict[date, list[int]] = {}
    for night, owed, count, pence in nights:
        year, _ = year_of_allocation(night)
        sums = found.setdefault(year, [0, 0, 0, 0])
        sums[2 * owed] += count
        sums[2 * owed + 1] += pence
    return tuple(YearCost(year, *sums) for year, sums in sorted(found.items()))


@dataclass(frozen=True, slots=True)
class StayAccrual:
    """A stay on both sides of a 31 March: nights and pence that each year bears."""

    stay_id: int
    child: str
    unit: str
    vendor_number: str
    first: date
    last: date  # the last night
    state: str
    this_nights: int
    this_year: int
    next_nights: int
    next_year: int


@query(needs=Permission.SEE_MONEY)
def stays_across(view: View, year_end: date) -> tuple[StayAccrual, ...]:
    """Every stay that holds nights on both sides of a 31 March, by house and first night (R-F5, A37)."""
    after = select(BedNight.stay_id).where(BedNight.night > year_end)
    rows = view.db.execute(
        select(
            BedNight.stay_id, BedNight.night, BedNight.pence, Stay.state, Child.first_name, Child.known_as, Child.last_name,
            Service.name, Provider.vendor_number,
        )
        .join(Stay, Stay.id == BedNight.stay_id).join(Child, Child.id == Stay.child_id)
        .join(Service, Service.id == Stay.service_id).join(Provider, Provider.id == Service.provider_id)
        .where(BedNight.stay_id.in_(select(BedNight.stay_id).where(BedNight.night == year_end)), BedNight.stay_id.in_(after))
        .order_by(Service.name, BedNight.stay_id, BedNight.night)
    ).all()  # fmt: skip
    stays: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        stays.setdefault(row.stay_id, []).append(place)
    found = []
    for stay_id, places in stays.items():
        mine = [rows[place] for place in places]
        one = mine[0]
        before, later = [r.pence for r in mine if r.night <= year_end], [r.pence for r in mine if r.night > year_end]
        found.append(
            StayAccrual(
                stay_id, short_name(one.first_name, one.last_name, one.known_as), one.name, one.vendor_number, one.night,
                mine[-1].night, one.state, len(before), sum(before), len(later), sum(later),
            )
        )  # fmt: skip
    return tuple(found)
