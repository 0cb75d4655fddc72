"""The example county's houses: five beds and an emergency bed, or a carer's spare room."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.example.rows import Rows
from shortbreaks.providers.bed_tables import Bed, BedFeature, NightPrice, Unit

FEATURES = ("Hoist, wet room", "Hoist", "Near night staff", "Quiet end", "Twin with 4")
HAS = (("GROUND", "HOIST", "NEAR", "POWER", "WETROOM"), ("GROUND", "HOIST", "NEAR"), ("GROUND", "NEAR"), ("NEAR", "QUIET"), ("NEAR",))
PRICES = ((2015, 42_000), (2025, 47_500), (2026, 49_400), (2027, 51_000))  # pence a night from 1 April; made up
CARER_PRICES = ((2015, 11_000), (2026, 12_550))


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """What the stays of the example county need to know of a unit."""

    id: int
    service: int
    district: str
    beds: tuple[int, ...]
    low: int
    high: int
    prices: tuple[tuple[date, int], ...]


def make_unit(rows: Rows, service: int, district: str, ages: tuple[int, int], *, carer: bool) -> MadeUnit:
    """A unit of five beds and an emergency bed, or a carer's spare room."""
    since = date(2015, 4, 1)
    unit = rows.add(
        Unit, service_id=service, home="foster carer" if carer else "children's home", arrives="16:00", leaves="10:00",
        workers=0 if carer else 3, first_visits=None,
    )  # fmt: skip
    prices = tuple((date(year, 4, 1), pence) for year, pence in (CARER_PRICES if carer else PRICES))
    for from_day, pence in prices:
        rows.add(NightPrice, unit_id=unit, from_day=from_day, pence=pence, reason="Contract")
    named = ("Spare room",) if carer else tuple(f"Bed {n + 1}" for n in range(5))
    beds = [
        rows.add(
            Bed, unit_id=unit, name=name, features="" if carer else FEATURES[n], emergency=False, from_day=since, until_day=None,
            min_age=None, max_age=None,
        )
        for n, name in enumerate(named)
    ]  # fmt: skip
    for n, bed in enumerate(beds):
        for code in ("GROUND", "NEAR") if carer else HAS[n]:
            rows.add(BedFeature, bed_id=bed, code=code)
    if not carer:
        rows.add(
            Bed, unit_id=unit, name="Emergency", features="Manager approves", emergency=True, from_day=since, until_day=None,
            min_age=None, max_age=None,
        )  # fmt: skip
    return MadeUnit(unit, service, district, tuple(beds), *ages, prices)
