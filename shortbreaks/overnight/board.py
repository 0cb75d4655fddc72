"""The bed board of one unit: beds down, nights across, who is where, and staff there against staff needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.rules import MEDICAL, staffing_needed
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, birthday, say_short
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, ChildNeed
from shortbreaks.overnight.facts import closures, night_facts, pairs_between, unit_of
from shortbreaks.overnight.rules import bookable_beds, nights_of
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)
ADULT = 18
MOST_NIGHTS = 120  # a term


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the list of units."""

    id: int
    service_id: int
    name: str
    beds: int
    emergency: int
    arrives: str
    leaves: str


@query(needs=Permission.SEE_CASES)
def units_listed(view: View) -> tuple[UnitRow, ...]:
    """Every open unit, the largest first, with its beds of today and those kept for emergencies."""
    emergency = func.sum(case((Bed.emergency.is_(True), 1), else_=0))
    rows = view.db.execute(
        select(Unit.id, Unit.service_id, Service.name, func.count(Bed.id), emergency, Unit.arrives, Unit.leaves)
        .join(Service, Service.id == Unit.service_id)
        .join(Bed, (Bed.unit_id == Unit.id) & (Bed.until_day.is_(None) | (Bed.until_day >= view.today)), isouter=True)
        .where(Service.state == "open")
        .group_by(Unit.id, Service.name)
        .order_by(func.count(Bed.id).desc(), Service.name)
    )  # fmt: skip
    return tuple(UnitRow(r[0], r[1], r[2], r[3] - int(r[4] or 0), int(r[4] or 0), r[5], r[6]) for r in rows)


@query(needs=Permission.SEE_CASES)
def unit_of_bed(view: View, bed_id: int) -> int:
    """The unit a bed is in; 0 for a bed that is not there."""
    return view.db.scalar(select(Bed.unit_id).where(Bed.id == bed_id)) or 0


@dataclass(frozen=True, slots=True)
class BoardBed:
    """One line of the board."""

    id: int
    name: str
    features: str
    emergency: bool


@dataclass(frozen=True, slots=True)
class Block:
    """One stay's nights in one bed. `marks` are "medicine", "own worker" and "hoist"; `why` says what is to be decided."""

    stay_id: int
    version: int
    bed_id: int
    child_id: int
    name: str
    age: int
    state: str
    first: date  # first night in this bed
    nights: int
    starts_at: datetime
    ends_at: datetime
    marks: tuple[str, ...]
    why: str
    offered_until: datetime | None


@dataclass(frozen=True, slots=True)
class Night:
    """What stands below one night: beds free, workers there, workers needed, and why it is closed."""

    night: date
    free: int
    workers: int
    needed: int
    closed: str

    @property
    def short(self) -> bool:
        """Whether too few workers are rostered (R-B4); a carer's house has no roster."""
        return 0 < self.workers < self.needed


@dataclass(frozen=True, slots=True)
class Tie:
    """Two stays of children who must not share, on a night they meet; the reason is never read (R-O12)."""

    one: int
    other: int
    night: date


@dataclass(frozen=True, slots=True)
class Board:
    """A unit from `first` on for so many nights."""

    unit: UnitRow
    first: date
    beds: tuple[BoardBed, ...]
    blocks: tuple[Block, ...]
    closed: tuple[tuple[int, date, str], ...]  # (bed, night, reason)
    nights: tuple[Night, ...]
    ties: tuple[Tie, ...]


@query(needs=Permission.SEE_CASES)
def bed_board(view: View, unit_id: int, first: date, nights: int) -> Board:
    """A unit's beds and stays from a night on, at most a term at once. Raises NotFound."""
    db, unit = view.db, unit_of(view.db, unit_id)
    last = first + DAY * (min(nights, MOST_NIGHTS) - 1)
    service = db.execute(select(Service.name, Service.children_per_worker).where(Service.id == unit.service_id)).one()
    beds = tuple(
        BoardBed(*row) for row in db.execute(
            select(Bed.id, Bed.name, Bed.features, Bed.emergency)
            .where(Bed.unit_id == unit_id, Bed.from_day <= last, Bed.until_day.is_(None) | (Bed.until_day >= first))
            .order_by(Bed.emergency, Bed.name, Bed.id)
        )
    )  # fmt: skip
    blocks, workers = _blocks(db, unit.service_id, first, last)
    shut = closures(db, [unit_id], first, last)
    closed = tuple(
        (bed.id, night, why) for (_, of, night), why in sorted(shut.items(), key=str) for bed in beds if of in {None, bed.id}
    )  # fmt: skip
    every = nights_of(first, last + DAY)
    rostered = night_facts(db, unit, every, service.children_per_worker)
    ordinary, kept = sum(not bed.emergency for bed in beds), sum(bed.emergency for bed in beds)
    row = UnitRow(unit.id, unit.service_id, service.name, ordinary, kept, unit.arrives, unit.leaves)
    shown = tuple(
        _night(night, beds, blocks, workers, closed, rostered.workers[night], service.children_per_worker, shut, unit_id)
        for night in every
    )
    return Board(row, first, beds, blocks, closed, shown, _ties(db, blocks, first))


def _blocks(db: Session, service_id: int, first: date, last: date) -> tuple[tuple[Block, ...], dict[int, int]]:
    rows = db.execute(
        select(
            Stay.id, Stay.version, BedNight.bed_id, Stay.child_id, Stay.state, Stay.starts_at, Stay.ends_at, Stay.legal,
            Stay.offered_until, Child.first_name, Child.known_as, Child.last_name, Child.born, Child.workers_needed,
            BedNight.night,
        )
        .join(BedNight, BedNight.stay_id == Stay.id)
        .join(Child, Child.id == Stay.child_id)
        .where(Stay.service_id == service_id, Stay.starts_at < _midnight(last + DAY), Stay.ends_at >= _midnight(first))
        .order_by(Stay.id, BedNight.night)
    ).all()  # fmt: skip
    needs: dict[int, set[str]] = {}
    for child, code in db.execute(
        select(ChildNeed.child_id, ChildNeed.code).where(ChildNeed.child_id.in_({row.child_id for row in rows}))
    ):
        needs.setdefault(child, set()).add(code)
    blocks = tuple(
        Block(
            r.id, r.version, r.bed_id, r.child_id, short_name(r.first_name, r.last_name, r.known_as),
            age_on(r.born, r.starts_at.date()), r.state, r.night, nights, r.starts_at, r.ends_at,
            _marks(needs.get(r.child_id, set()), r.workers_needed), _why(r.legal, r.state, r.born, r.ends_at.date()),
            r.offered_until,
        )
        for r, nights in sorted(_runs(rows), key=lambda run: (run[0].night, run[0].id))
    )  # fmt: skip
    return blocks, {row.child_id: row.workers_needed for row in rows}


def _runs(rows: Sequence[Any]) -> list[tuple[Any, int]]:
    """Each stay's nights in one bed that follow one another: their first, and how many (rows by stay, then night)."""
    runs: list[tuple[Any, int]] = []
    for row in rows:
        if runs:
            first, nights = runs[-1]
            if (row.id, row.bed_id, row.night) == (first.id, first.bed_id, first.night + DAY * nights):
                runs[-1] = (first, nights + 1)
                continue
        runs.append((row, 1))
    return runs


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _marks(needs: set[str], workers: int) -> tuple[str, ...]:
    marks = ["medicine"] if needs & MEDICAL else []
    return (*marks, *(["own worker"] if workers else []), *(["hoist"] if "HOIST" in needs else []))


def _why(legal: str, state: str, born: date, last: date) -> str:
    """What a person still has to decide about a stay to come (R-O7, R-E10)."""
    if state not in {"offered", "booked"}:
        return ""
    if (day := birthday(born, ADULT)) < last:
        return f"18 from {say_short(day, last)}"
    return "status to decide" if legal == "undecided" else ""


def _night(
    night: date, beds: Sequence[BoardBed], blocks: Sequence[Block], workers: dict[int, int],
    closed: Sequence[tuple[int, date, str]], rostered: int, ratio: int, shut: dict[tuple[int, int | None, date], str], unit_id: int,
) -> Night:  # fmt: skip
    there = [one for one in blocks if one.first <= night < one.first + DAY * one.nights]
    kept = {bed.id for bed in beds if bed.emergency}
    gone = {bed for bed, on, _ in closed if on == night}
    taken = {one.bed_id for one in there} - kept - gone
    own = [workers[one.child_id] for one in there]
    return Night(
        night, bookable_beds(len(beds), len(kept), len(gone - kept)) - len(taken), rostered,
        staffing_needed(len(there), ratio, own.count(1), own.count(2)), shut.get((unit_id, None, night), ""),
    )  # fmt: skip


def _ties(db: Session, blocks: Sequence[Block], day: date) -> tuple[Tie, ...]:
    apart = pairs_between(db, {one.child_id for one in blocks}, day, "must not share")
    found = []
    for place, one in enumerate(blocks):
        for other in blocks[place + 1 :]:
            if frozenset((one.child_id, other.child_id)) in apart:
                meet = max(one.first, other.first)
                if meet < min(one.first + DAY * one.nights, other.first + DAY * other.nights):
                    found.append(Tie(one.stay_id, other.stay_id, meet))
    return tuple(found)
