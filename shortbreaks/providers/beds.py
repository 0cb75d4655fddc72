"""Making a service a unit with beds, adding and changing beds, closing them, and rostering workers for a night."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import codes_in
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.providers.bed_tables import HOMES, Bed, BedClosure, BedFeature, NightRoster, Unit
from shortbreaks.providers.tables import BreakSession, Service

CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


MOST_WORKERS, MOST_VISITS, MOST_AGE = 30, 20, 25


def _check_workers(workers: int) -> None:
    if not 0 <= workers <= MOST_WORKERS:
        raise Refused(f"Workers of a night are from 0 to {MOST_WORKERS}.", "Write the number.", "workers")


@dataclass(frozen=True, slots=True)
class MakeUnit:
    """A service of nights whose beds are kept one by one; without `first_visits` the council's number holds."""

    service_id: int
    home: str
    workers: int
    arrives: str = "16:00"
    leaves: str = "10:00"
    first_visits: int | None = None


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Unit made")
def make_unit(work: Work, request: MakeUnit) -> int:
    """Keep a service as a unit with beds. Raises Refused for one that is no service of nights, or sells fixed nights."""
    service = work.take(Service, request.service_id)
    if service.unit != "nights":
        raise Refused(f"{service.name} is counted in {service.unit}.", "Only a service of nights has beds.")
    if request.home not in HOMES:
        raise Refused("Say what it is registered as.", "Choose from the list.", "home")
    _check_workers(request.workers)
    if request.first_visits is not None and not 0 <= request.first_visits <= MOST_VISITS:
        raise Refused(f"Visits before a first night are from 0 to {MOST_VISITS}.", "Write the number.", "first_visits")
    if not CLOCK.fullmatch(request.arrives) or not CLOCK.fullmatch(request.leaves):
        raise Refused("Write the times like 16:00.", "On the clock in Kent.", "arrives")
    ahead = select(BreakSession.id).where(
        BreakSession.service_id == service.id, BreakSession.ends_at > to_local(work.now), BreakSession.state == "open"
    )
    if work.db.scalar(ahead.limit(1)) is not None:
        raise Refused(f"{service.name} has fixed nights to come.", "Close those sessions first: a bed is kept in one way.")
    if work.db.scalar(select(Unit.id).where(Unit.service_id == service.id)) is not None:
        raise Refused(f"{service.name} has beds already.", "Look at its bed board.")
    unit = Unit(
        service_id=service.id, home=request.home, workers=request.workers, arrives=request.arrives, leaves=request.leaves,
        first_visits=request.first_visits,
    )  # fmt: skip
    work.db.add(unit)
    work.record(unit)
    return unit.id


@dataclass(frozen=True, slots=True)
class AddBed:
    """A bed registered from a day; `emergency` ones are kept free (R-O11). `has` are codes of "bed_feature" (R-B10)."""

    unit_id: int
    name: str
    features: str
    from_day: date
    emergency: bool = False
    has: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Bed added")
def add_bed(work: Work, request: AddBed) -> int:
    """Add a bed. Raises Refused without a name, for one the unit has already, or for ages the wrong way round."""
    work.take(Unit, request.unit_id)
    name = _check_bed(work, request.unit_id, request.name, request.min_age, request.max_age, 0)
    bed = Bed(
        unit_id=request.unit_id, name=name, features=request.features.strip(), emergency=request.emergency,
        from_day=request.from_day, until_day=None, min_age=request.min_age, max_age=request.max_age,
    )  # fmt: skip
    work.db.add(bed)
    work.db.flush()
    _keep_features(work, bed.id, request.has)
    work.record(bed)
    return bed.id


@dataclass(frozen=True, slots=True)
class ChangeBed:
    """What a bed is called and has, whom it is for, and the last night it can be slept in."""

    bed_id: int
    seen: int
    name: str
    features: str
    has: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    until_day: date | None = None


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Bed changed")
def change_bed(work: Work, request: ChangeBed) -> None:
    """Change a bed; stays already in it stay, and are judged anew when they change. Raises Refused as `add_bed` does."""
    bed = work.take(Bed, request.bed_id, seen=request.seen)
    bed.name = _check_bed(work, bed.unit_id, request.name, request.min_age, request.max_age, bed.id)
    if request.until_day is not None and request.until_day < bed.from_day:
        raise Refused("The last night is before the first.", f"Choose {say_day(bed.from_day)} or later.", "until_day")
    bed.features, bed.until_day = request.features.strip(), request.until_day
    bed.min_age, bed.max_age = request.min_age, request.max_age
    _keep_features(work, bed.id, request.has)
    work.record(bed)


def _check_bed(work: Work, unit_id: int, words: str, youngest: int | None, oldest: int | None, but: int) -> str:
    """The name as it is kept. Raises Refused for none, one that is taken, or ages that cannot be."""
    name = words.strip()
    if not name:
        raise Refused("The bed has no name.", "Write it like Bed 1.", "name")
    if work.db.scalar(select(Bed.id).where(Bed.unit_id == unit_id, Bed.name == name, Bed.id != but)) is not None:
        raise Refused(f"There is a {name} already.", "Choose another name.", "name")
    ages = [age for age in (youngest, oldest) if age is not None]
    if any(not 0 <= age <= MOST_AGE for age in ages) or ages != sorted(ages):
        raise Refused(f"Ages are from 0 to {MOST_AGE}, the youngest first.", "Write them like 5 and 10.", "min_age")
    return name


def _keep_features(work: Work, bed_id: int, has: Collection[str]) -> None:
    kept = {row.code: row for row in work.db.scalars(select(BedFeature).where(BedFeature.bed_id == bed_id))}
    unknown = set(has) - set(codes_in(work.db, "bed_feature", work.today)) - set(kept)
    if unknown:
        raise Refused(f"“{min(unknown)}” is nothing a bed can have.", "Choose from the list.", "has")
    for code in set(kept) - set(has):
        work.db.delete(kept[code])
    work.db.add_all([BedFeature(bed_id=bed_id, code=code) for code in sorted(set(has) - set(kept))])


@dataclass(frozen=True, slots=True)
class CloseBeds:
    """Nights on which a bed, or without one the whole unit, is closed."""

    unit_id: int
    bed_id: int | None
    first_night: date
    last_night: date
    reason: str


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Beds closed")
def close_beds(work: Work, request: CloseBeds) -> int:
    """Close nights; stays already there stay, and the board shows them as to be moved. Raises Refused without a reason."""
    work.take(Unit, request.unit_id)
    if request.last_night < request.first_night:
        raise Refused("The last night is before the first.", f"Choose {say_day(request.first_night)} or later.", "last_night")
    if not request.reason.strip():
        raise Refused("A closure has its reason.", "Write it in a word or two.", "reason")
    if request.bed_id is not None and work.db.scalar(select(Bed.unit_id).where(Bed.id == request.bed_id)) != request.unit_id:
        raise Refused("That bed is of another unit.", "Choose a bed of this one.", "bed_id")
    kept = BedClosure(
        unit_id=request.unit_id, bed_id=request.bed_id, first_night=request.first_night, last_night=request.last_night,
        reason=request.reason.strip(), state="closed",
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id


@dataclass(frozen=True, slots=True)
class OpenBeds:
    """A closure that is over, or was a mistake."""

    closure_id: int
    seen: int


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Beds opened again")
def open_beds(work: Work, request: OpenBeds) -> None:
    """Open closed nights again. Raises Refused when they are open."""
    kept = work.take(BedClosure, request.closure_id, seen=request.seen)
    if kept.state != "closed":
        raise Refused("These nights are open.", "Look again.")
    kept.state = "opened"
    work.record(kept)


@dataclass(frozen=True, slots=True)
class RosterNight:
    """How many workers are there on one night (R-B4)."""

    unit_id: int
    night: date
    workers: int


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Night rostered")
def roster_night(work: Work, request: RosterNight) -> None:
    """Roster workers for a night. Raises Refused for less than none, or more than 30."""
    work.take(Unit, request.unit_id)
    _check_workers(request.workers)
    found = work.db.scalar(
        select(NightRoster).where(NightRoster.unit_id == request.unit_id, NightRoster.night == request.night)
    )
    if found is None:
        found = NightRoster(unit_id=request.unit_id, night=request.night, workers=request.workers)
        work.db.add(found)
    found.workers = request.workers
    work.record(found)
