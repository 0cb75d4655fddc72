"""What the board's menu asks: services of nights that have no beds yet, and a house's closures to come."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.providers.bed_tables import Bed, BedClosure, Unit
from shortbreaks.providers.tables import Service


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
