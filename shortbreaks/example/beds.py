"""The example county's houses: five beds and an emergency bed, or a carer's spare room."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.example.rows import Rows
from shortbreaks.providers.bed_tables import Bed, Unit

FEATURES = ("Hoist, wet room", "Hoist", "Near night staff", "Quiet end", "Twin with 4")


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """What the stays of the example county need to know of a unit."""

    id: int
    service: int
    district: str
    beds: tuple[int, ...]
    low: int
    high: int


def make_unit(rows: Rows, service: int, district: str, ages: tuple[int, int], *, carer: bool) -> MadeUnit:
    """A unit of five beds and an emergency bed, or a carer's spare room."""
    since = date(2015, 4, 1)
    unit = rows.add(
        Unit, service_id=service, home="foster carer" if carer else "children's home", arrives="16:00", leaves="10:00",
        workers=0 if carer else 3, first_visits=2,
    )  # fmt: skip
    named = ("Spare room",) if carer else tuple(f"Bed {n + 1}" for n in range(5))
    beds = [
        rows.add(Bed, unit_id=unit, name=name, features="" if carer else FEATURES[n], emergency=False, from_day=since, until_day=None)
        for n, name in enumerate(named)
    ]  # fmt: skip
    if not carer:
        rows.add(Bed, unit_id=unit, name="Emergency", features="Manager approves", emergency=True, from_day=since, until_day=None)
    return MadeUnit(unit, service, district, tuple(beds), *ages)
