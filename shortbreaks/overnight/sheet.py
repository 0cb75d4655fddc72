"""Everything a stay is judged by, read once in a fixed number of questions and good for every way out that is tried."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.bookings import facts as booking_facts
from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import Benefits
from shortbreaks.bookings.rules import ChildFacts, ServiceFacts, Words
from shortbreaks.bookings.states import STAY_BOOKED, STAY_HOLDING, STAY_USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import school_terms, settings_on
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.errors import NotFound
from shortbreaks.families.rules import short_name
from shortbreaks.overnight import facts
from shortbreaks.overnight import night_statements as asked
from shortbreaks.overnight.findings import BedFacts
from shortbreaks.providers.bed_queries import features_of, night_prices
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mate:
    """One night of another child in a house, and the stay it is of."""

    child_id: int
    name: str
    workers: int
    night: date
    bed_id: int
    stay_id: int
    offered: bool


@dataclass(frozen=True, slots=True)
class House:
    """A unit over the nights looked at: its service, beds, who is there, its roster, and the child's visits to it."""

    id: int
    service: ServiceFacts
    charged_by: str
    home: str
    workers: int
    first_visits: int
    arrives: str  # the usual times on Kent's clock, "16:00"
    leaves: str
    beds: Mapping[int, BedFacts]
    mates: tuple[Mate, ...]
    rostered: Mapping[date, int]
    visits: tuple[date, ...]
    family_prices: tuple[tuple[date, int], ...]  # what a family pays a night, from a day
    prices: tuple[tuple[date, int], ...]  # what a night costs the council, from a day (A37)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The nights that are looked at, `first` and `last` with them, as if the stays in `but` were not there."""

    first: date
    last: date
    but: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One child's facts and those of some houses, as the records stand now."""

    today: date
    child: ChildFacts
    benefits: Benefits
    settings: Mapping[str, Any]
    words: Words
    bed_words: Mapping[str, str]
    legal: tuple[tuple[date, str], ...]  # what nights are in law from a day, newest first (R-O7)
    held: tuple[facts.HeldNight, ...]
    pairs: tuple[facts.KnownPair, ...]
    terms: tuple[tuple[date, date], ...]
    services: Mapping[int, str]  # names of the services where nights are held
    houses: Mapping[int, House]
    inside: bool  # the child is in the house already: nights before today were slept, wherever that was

    def house_of(self, bed_id: int) -> House:
        """The house a bed is in. Raises NotFound."""
        found = next((house for house in self.houses.values() if bed_id in house.beds), None)
        if found is None:
            raise NotFound("That bed is not here any more.", "Look again.")
        return found

    def legal_on(self, day: date) -> str:
        """What the child's nights are in law on a day: "s17", "s20" or "undecided"."""
        return next((legal for from_day, legal in self.legal if from_day <= day), "undecided")


def sheet_of_bed(view: View, child_id: int, bed_id: int, over: Stretch) -> Sheet:
    """The facts of one child and the house of one bed. Raises NotFound."""
    unit_id = rows_of(view.db, asked.HOUSE_OF_BED, {"bed": bed_id}).scalar()
    if unit_id is None:
        raise NotFound("That bed is not here any more.", "Look again.")
    return gather(view, child_id, [unit_id], over)


def sheet_of_all(view: View, child_id: int, bed_id: int, over: Stretch) -> Sheet:
    """The facts of one child and every open house, with the house of one bed."""
    ids = select(Unit.id).join(Service, Service.id == Unit.service_id)
    own = select(Bed.unit_id).where(Bed.id == bed_id)
    found = view.db.scalars(ids.where((Service.state == "open") | Unit.id.in_(own)).order_by(Unit.id)).all()
    return gather(view, child_id, found, over)


def gather(view: View, child_id: int, unit_ids: Collection[int], over: Stretch) -> Sheet:
    """Read the facts of one child and some units; of stays that are as if not there, nights, time and allowance are left out."""
    child = _without(view, booking_facts.child_facts(view.db, child_id, view.today, nights=True), over.but)
    inside = select(Stay.id).where(Stay.id.in_(over.but), Stay.child_id == child_id, Stay.state == "in_house")
    is_inside = bool(over.but) and view.db.scalar(inside) is not None
    sheet = _sheets(view, {child_id: child}, unit_ids, over)[child_id]
    return replace(sheet, inside=True) if is_inside else sheet


def sheets_of(view: View, child_ids: Collection[int], unit_ids: Collection[int], over: Stretch) -> dict[int, Sheet]:
    """The facts of many children and some units, in as many questions as for one child."""
    children = booking_facts.children_facts(view.db, child_ids, view.today, min(over.first, view.today))
    return _sheets(view, children, unit_ids, over)


def full_sheets_of(view: View, child_ids: Collection[int], bed_ids: Collection[int], over: Stretch) -> dict[int, Sheet]:
    """The same with what each child waits for, as one child's sheet has it, and the houses of some beds."""
    children = booking_facts.waiting_children(view.db, child_ids, view.today, nights=True)
    units = rows_of(view.db, asked.HOUSES_OF_BEDS, {"ids": list(bed_ids)}).scalars().all()
    return _sheets(view, children, units, over)


def _sheets(view: View, children: Mapping[int, ChildFacts], unit_ids: Collection[int], over: Stretch) -> dict[int, Sheet]:
    db, ids = view.db, list(children)
    held = facts.nights_held_by(db, ids, but=over.but)
    settings = settings_on(db, view.today)
    away = {one.service_id for nights in held.values() for one in nights}
    names = {row.id: row.name for row in rows_of(db, asked.SERVICE_NAMES, {"ids": list(away)})} if away else {}
    terms = tuple(school_terms(db))
    words, bed_words = booking_facts.words_of_the_day(db, view.today, settings), words_in(db, "bed_feature")
    benefits, legal, pairs = benefits_of(db, ids), facts.legal_of(db, ids), facts.known_pairs_by(db, ids)
    houses = _houses(view, unit_ids, over, int(settings["first_visits"]))
    visits = _visits(db, ids)
    there = {unit: {mate.child_id for mate in house.mates} for unit, house in houses.items()}
    return {
        child.id: Sheet(
            view.today, child, benefits[child.id], settings, words, bed_words, legal.get(child.id, ()),
            tuple(held.get(child.id, ())), pairs.get(child.id, ()), terms, names,
            {
                unit: _as_found_by(child.id, house, there[unit], visits.get((child.id, house.service.id), ()))
                for unit, house in houses.items()
            },
            inside=False,
        )
        for child in children.values()
    }  # fmt: skip


def _as_found_by(child_id: int, house: House, there: Collection[int], visits: Sequence[date]) -> House:
    """A house as one child finds it: the other children `there`, and the child's own visits to it."""
    if child_id not in there and not visits:
        return house
    return replace(house, mates=tuple(mate for mate in house.mates if mate.child_id != child_id), visits=tuple(visits))


def _visits(db: Session, child_ids: Collection[int]) -> dict[tuple[int, int], list[date]]:
    """Visits before a first night, by child (under whatever number they were noted) and service."""
    found: dict[tuple[int, int], list[date]] = {}
    for row in rows_of(db, asked.VISITS, {"ids": list(child_ids)}):
        found.setdefault((row.child, row.service_id), []).append(row.visited)
    return found


def _houses(view: View, unit_ids: Collection[int], over: Stretch, visits_wanted: int) -> dict[int, House]:
    """Units with everybody who is there, whichever child is looked at; whose visits they are is said afterwards."""
    db = view.db
    units = rows_of(db, asked.UNITS, {"ids": list(unit_ids)}).all()
    services = booking_facts.service_facts(db, [unit.service_id for unit in units])
    mates, taken = _nights(db, [unit.service_id for unit in units], over)
    beds = _beds(db, {unit.id: services[unit.service_id].name for unit in units}, taken, over)
    rostered: dict[int, dict[date, int]] = {}
    for row in rows_of(db, asked.ROSTERED, {"ids": list(unit_ids), "first": over.first, "last": over.last}):
        rostered.setdefault(row.unit_id, {})[row.night] = row.workers
    family, council = _family_prices(db, list(services)), night_prices(db, unit_ids)
    return {
        unit.id: House(
            unit.id, services[unit.service_id], unit.charged_by, unit.home, unit.workers,
            visits_wanted if unit.first_visits is None else unit.first_visits, unit.arrives, unit.leaves, beds.get(unit.id, {}),
            tuple(mates.get(unit.service_id, ())), rostered.get(unit.id, {}),
            (),
            tuple(family.get(unit.service_id, ())), tuple(council.get(unit.id, ())),
        )
        for unit in units
    }  # fmt: skip


def _nights(
    db: Session, service_ids: Collection[int], over: Stretch
) -> tuple[dict[int, list[Mate]], dict[int, dict[date, str]]]:
    """The nights of children by service, and by bed who has it."""
    mates: dict[int, list[Mate]] = {}
    taken: dict[int, dict[date, str]] = {}
    over_nights = {"ids": list(service_ids), "first": over.first, "last": over.last, "but": list(over.but)}
    for row in rows_of(db, asked.MATES, over_nights):
        name = short_name(row.first_name, row.last_name, row.known_as)
        taken.setdefault(row.bed_id, {})[row.night] = name
        mates.setdefault(row.service_id, []).append(
            Mate(row.child_id, name, row.workers_needed, row.night, row.bed_id, row.stay_id, row.state == "offered")
        )
    return mates, taken


def _beds(
    db: Session, units: Mapping[int, str], taken: Mapping[int, Mapping[date, str]], over: Stretch
) -> dict[int, dict[int, BedFacts]]:
    shut = facts.closures(db, list(units), over.first, over.last)
    has = features_of(db, list(units))
    found: dict[int, dict[int, BedFacts]] = {}
    for bed in rows_of(db, asked.BEDS, {"ids": list(units)}):
        closed = {
            night: why for (unit, of, night), why in shut.items() if unit == bed.unit_id and of in {None, bed.id}
        }
        found.setdefault(bed.unit_id, {})[bed.id] = BedFacts(
            bed.id, bed.name, units[bed.unit_id], bed.emergency, bed.from_day, bed.until_day, taken.get(bed.id, {}),
            closed, frozenset(has.get(bed.id, ())), bed.min_age, bed.max_age,
        )  # fmt: skip
    return found


def _family_prices(db: Session, service_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    found: dict[int, list[tuple[date, int]]] = {}
    for row in rows_of(db, asked.FAMILY_PRICES, {"ids": list(service_ids)}):
        found.setdefault(row.service_id, []).append((row.from_day, row.pence))
    return found


def _without(view: View, child: ChildFacts, but: Collection[int]) -> ChildFacts:
    """The child without the stays that are being replaced: their time is free, their nights are not yet used."""
    if not but:
        return child
    mine = Stay.id.in_(but), Stay.child_id == child.id
    # only a stay that holds its time can free it: one that was cancelled may have another at the very same time by now
    held = select(Stay.starts_at, Stay.ends_at).where(*mine, Stay.state.in_(STAY_HOLDING))
    gone = {(row.starts_at, row.ends_at) for row in view.db.execute(held)}
    rows = view.db.execute(
        select(StayUse.allocation_id, StayUse.nights).join(Stay, Stay.id == StayUse.stay_id)
        .where(*mine, Stay.state.in_(STAY_BOOKED | STAY_USED), Stay.uses > 0)
    )  # fmt: skip
    back: dict[int, int] = {}
    for row in rows:
        back[row.allocation_id] = back.get(row.allocation_id, 0) + row.nights
    return replace(
        child, busy=tuple(one for one in child.busy if (one.start, one.end) not in gone),
        allowances=tuple(replace(one, booked=one.booked - back.get(one.id, 0)) for one in child.allowances),
    )  # fmt: skip
