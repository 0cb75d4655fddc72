"""What the board's menu asks: services without beds, a house's closures to come, its beds, and what its nights cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.providers.bed_tables import Bed, BedClosure, BedFeature, NightPrice, Unit
from shortbreaks.providers.tables import Service

# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_FEATURES = select(BedFeature.bed_id, BedFeature.code).join(Bed, Bed.id == BedFeature.bed_id).where(Bed.unit_id.in_(_IDS))
_PRICES = (
    select(NightPrice.unit_id, NightPrice.from_day, NightPrice.pence)
    .where(NightPrice.unit_id.in_(_IDS)).order_by(NightPrice.from_day, NightPrice.id)
)  # fmt: skip


@query(needs=Permission.SEE_PROVIDERS)
def services_without_beds(view: View) -> tuple[tuple[int, str], ...]:
    """Open services of nights whose beds are not kept yet: (id, name), by name."""
    with_beds = select(Unit.service_id)
    rows = view.db.execute(
        select(Service.id, Service.name)
        .where(Service.unit == "nights", Service.state == "open", Service.id.not_in(with_beds))
        .order_by(Service.name)
    )
    return tuple((row.id, row.name) for row in rows)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Nights that are closed, of one bed or (with no name) of the whole house."""

    id: int
    version: int
    bed: str
    first: date
    last: date
    reason: str


@query(needs=Permission.SEE_PROVIDERS)
def closures_to_come(view: View, unit_id: int) -> tuple[ClosureRow, ...]:
    """A house's closures that have not ended, soonest first."""
    rows = view.db.execute(
        select(BedClosure.id, BedClosure.version, Bed.name, BedClosure.first_night, BedClosure.last_night, BedClosure.reason)
        .join(Bed, Bed.id == BedClosure.bed_id, isouter=True)
        .where(BedClosure.unit_id == unit_id, BedClosure.state == "closed", BedClosure.last_night >= view.today)
        .order_by(BedClosure.first_night, BedClosure.id)
    )
    return tuple(ClosureRow(row[0], row[1], row[2] or "", row[3], row[4], row[5]) for row in rows)


@dataclass(frozen=True, slots=True)
class BedRow:
    """One bed as its form shows it; `has` are codes of "bed_feature"."""

    id: int
    version: int
    name: str
    features: str
    has: tuple[str, ...]
    min_age: int | None
    max_age: int | None
    until_day: date | None


@query(needs=Permission.SEE_PROVIDERS)
def beds_of(view: View, unit_id: int) -> tuple[tuple[BedRow, ...], dict[str, str]]:
    """A house's beds by name, and the words of what a bed can have."""
    has = features_of(view.db, [unit_id])
    rows = view.db.execute(
        select(Bed.id, Bed.version, Bed.name, Bed.features, Bed.min_age, Bed.max_age, Bed.until_day)
        .where(Bed.unit_id == unit_id)
        .order_by(Bed.emergency, Bed.name, Bed.id)
    )
    beds = tuple(BedRow(*row[:4], tuple(sorted(has.get(row.id, ()))), *row[4:]) for row in rows)
    return beds, words_in(view.db, "bed_feature")


def features_of(db: Session, unit_ids: Collection[int]) -> dict[int, set[str]]:
    """What each bed of some units has, by bed; a bed of which nothing is kept is missing."""
    found: dict[int, set[str]] = {}
    for row in rows_of(db, _FEATURES, {"ids": list(unit_ids)}):
        found.setdefault(row.bed_id, set()).add(row.code)
    return found


def night_prices(db: Session, unit_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """What a night in each unit costs the council, as (from day, pence), the later entered of one day last."""
    found: dict[int, list[tuple[date, int]]] = {}
    for row in rows_of(db, _PRICES, {"ids": list(unit_ids)}):
        found.setdefault(row.unit_id, []).append((row.from_day, row.pence))
    return found


def price_of_night(prices: Sequence[tuple[date, int]], night: date) -> int:
    """The price that holds on a night in pence; nought before the first."""
    return next((pence for from_day, pence in reversed(prices) if from_day <= night), 0)
