"""Nights of years gone by from a table: read, held against what is kept, and shown before anything is taken in (R-O3)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.bookings.tables import BookingPlace
from shortbreaks.database.search import fold
from shortbreaks.dates import on_clock, say_day
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import day_in
from shortbreaks.exchange.csv_files import Table, TableRow, read_table
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.overnight.judging import LONGEST
from shortbreaks.overnight.rules import nights_of
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service
from shortbreaks.words import counted

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "family": ("family", "family number", "child reference", "reference"),
    "child": ("child", "first name", "name"), "house": ("house", "unit"), "bed": ("bed",),
    "first": ("in", "in on", "first night"), "out": ("out", "out on", "left"), "legal": ("legal status", "legal", "status"),
}  # fmt: skip
TITLES = {"family": "Family", "house": "House", "bed": "Bed", "first": "In", "out": "Out", "legal": "Legal status"}
LEGAL = {
    "s17": "s17", "17": "s17", "section 17": "s17", "s20": "s20", "20": "s20", "section 20": "s20", "undecided": "undecided",
    "not decided": "undecided",
}  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastStay:
    """One stay of the past as a line gives it; its times are the house's usual ones."""

    line: int
    child_id: int
    service_id: int
    bed_id: int
    words: str  # "Amara O., Windmill House, Bed 1"
    starts_at: datetime
    ends_at: datetime
    legal: str

    @property
    def nights(self) -> list[date]:
        """Its nights."""
        return nights_of(self.starts_at.date(), self.ends_at.date())


@dataclass(frozen=True, slots=True)
class PastRow:
    """One line of the file: "new", "known" or "refused", and why."""

    line: int
    words: str
    first: date | None
    nights: int
    act: str
    why: str


@dataclass(frozen=True, slots=True)
class PastNights:
    """A file as it was understood: every line with what becomes of it, and the stays that are new."""

    rows: tuple[PastRow, ...]
    new: tuple[PastStay, ...]
    said: tuple[str, ...]
    sha256: str

    def count(self, act: str) -> int:
        """How many lines are new, known or refused."""
        return sum(row.act == act for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the office keeps of the families, houses, beds, nights and times that a file may speak of."""

    children: Mapping[str, list[Any]]
    houses: Mapping[str, Any]
    beds: Mapping[tuple[int, str], Any]
    nights_of_bed: Mapping[tuple[int, date], tuple[int, int, int]]  # child, first and last minute of the stay
    nights_of_child: Collection[tuple[int, date]]
    times: Mapping[int, list[tuple[int, int]]]


def read_past_nights(db: Session, data: bytes, today: date) -> PastNights:
    """Every line of a file of past nights against what is kept, in a fixed number of questions.

    Raises Refused for a file that cannot be read, or without a column it needs.
    """
    table = read_table(data)
    places = _places(table)
    kept = _kept(db, {row.cells[places["family"]].strip().upper() for row in table.rows})
    reading = _Reading(kept, places, today)
    rows = [PastRow(fault.line, "", None, 0, "refused", f"The line {fault.sentence}.") for fault in table.faults]
    rows += [reading.take(row) for row in table.rows]
    long = sum(len(stay.nights) > 17 for stay in reading.new)
    said = [*table.notes, f"{counted(sum(len(stay.nights) for stay in reading.new), 'night')} would be new."]
    if long:
        said.append(f"{counted(long, 'stay')} of more than 17 nights: kept as they were (R-O2).")
    return PastNights(tuple(sorted(rows, key=lambda row: row.line)), tuple(reading.new), tuple(said), hashlib.sha256(data).hexdigest())


def _places(table: Table) -> dict[str, int]:
    known = {fold(name): place for place, name in enumerate(table.headings)}
    found = {field: next((known[name] for name in names if name in known), -1) for field, names in HEADINGS.items()}
    for field, title in TITLES.items():
        if found[field] < 0:
            raise Refused(
                f"The file has no column “{title}”.", "The first line holds Family, Child, House, Bed, In, Out, Legal status."
            )
    return found


def _kept(db: Session, refs: Collection[str]) -> _Kept:
    """What is kept of the families named, and of every house: only the nights and times that a line can meet."""
    children: dict[str, list[Any]] = {}
    columns = Child.id, Child.first_name, Child.known_as, Child.last_name, Child.born, Child.merged_into, Household.ref
    joined = select(*columns).join(Household, Household.id == Child.household_id).order_by(Child.id)
    for row in db.execute(joined.where(Child.sibling_only.is_(False), Household.ref.in_(refs))):
        children.setdefault(row.ref.casefold(), []).append(row)
    ids = {row.merged_into or row.id for rows in children.values() for row in rows}
    houses = db.execute(
        select(Unit.id, Unit.service_id, Unit.arrives, Unit.leaves, Service.name).join(Service, Service.id == Unit.service_id)
    )
    beds = db.execute(select(Bed.id, Bed.unit_id, Bed.name, Bed.from_day, Bed.until_day))
    times: dict[int, list[tuple[int, int]]] = {}
    places = select(BookingPlace.child_id, BookingPlace.from_minute, BookingPlace.to_minute)
    for place in db.execute(places.where(BookingPlace.child_id.in_(ids))):
        times.setdefault(place.child_id, []).append((place.from_minute, place.to_minute))
    nights = db.execute(
        select(BedNight.bed_id, BedNight.night, BedNight.child_id, Stay.starts_at, Stay.ends_at)
        .join(Stay, Stay.id == BedNight.stay_id)
    ).all()  # fmt: skip
    return _Kept(
        children, {fold(row.name): row for row in houses}, {(row.unit_id, fold(row.name)): row for row in beds},
        {(n.bed_id, n.night): (n.child_id, minute_of(n.starts_at), minute_of(n.ends_at)) for n in nights},
        {(n.child_id, n.night) for n in nights}, times,
    )  # fmt: skip


class _Reading:
    """Lines being read; each new one takes its bed and its child's time from the lines after it."""

    def __init__(self, kept: _Kept, places: Mapping[str, int], today: date) -> None:
        self.kept, self.places, self.today = kept, places, today
        self.new: list[PastStay] = []
        self._beds: dict[tuple[int, date], int] = {}
        self._children: dict[tuple[int, date], int] = {}

    def take(self, row: TableRow) -> PastRow:
        """What becomes of a line."""
        cells = {field: " ".join(row.cells[place].split()) if place >= 0 else "" for field, place in self.places.items()}
        words = ", ".join(filter(None, (cells["child"] or cells["family"], cells["house"], cells["bed"])))[:120]
        try:
            stay = self._stay(row.line, cells)
            known = self._is_known(stay)
            if not known:
                self._check_free(stay)
        except Refused as refused:
            return PastRow(row.line, words, None, 0, "refused", str(refused))
        if known:
            return PastRow(row.line, stay.words, stay.starts_at.date(), len(stay.nights), "known", "Kept already; it adds nothing.")
        self.new.append(stay)
        for night in stay.nights:
            self._beds[stay.bed_id, night] = self._children[stay.child_id, night] = row.line
        return PastRow(row.line, stay.words, stay.starts_at.date(), len(stay.nights), "new", "")

    def _stay(self, line: int, cells: Mapping[str, str]) -> PastStay:
        child = self._child(cells["family"], cells["child"])
        house = self.kept.houses.get(fold(cells["house"]))
        if house is None:
            raise Refused(f"No house is called “{cells['house'][:60]}”.", "Keep its beds first, under that name.")
        bed = self.kept.beds.get((house.id, fold(cells["bed"])))
        if bed is None:
            raise Refused(f"{house.name} has no bed “{cells['bed'][:40]}”.", "Add it, from a day before these nights.")
        first, out = self._day(cells["first"]), self._day(cells["out"])
        legal = LEGAL.get(fold(cells["legal"]))
        if legal is None:
            raise Refused(f"“{cells['legal'][:20]}” is no legal status.", "Write section 17, section 20 or not decided.")
        self._check_days(first, out, bed, child)
        name = short_name(child.first_name, child.last_name, child.known_as)
        return PastStay(
            line, child.merged_into or child.id, house.service_id, bed.id, f"{name}, {house.name}, {bed.name}",
            on_clock(first, house.arrives), on_clock(out, house.leaves), legal,
        )  # fmt: skip

    def _child(self, ref: str, name: str) -> Any:
        found = self.kept.children.get(ref.casefold(), [])
        if not found:
            raise Refused(f"No family has the number “{ref[:20]}”.", "Write it like F-20418.")
        wanted = fold(name)
        fits = [
            child for child in found
            if not wanted or wanted in {fold(child.first_name), fold(child.known_as), fold(f"{child.first_name} {child.last_name}")}
        ]  # fmt: skip
        if len({child.merged_into or child.id for child in fits}) != 1:
            said = "has no child of that name" if not fits else "has several children; the line does not say which"
            raise Refused(f"{ref} {said}.", "Write the first name in the column Child.")
        return fits[0]

    def _day(self, cell: str) -> date:
        day = day_in(cell, "ymd" if cell[:4].isdigit() else "dmy")
        if day is None:
            raise Refused(f"“{cell[:20]}” is not a day.", "Write it like 1/12/2025 or 2025-12-01.")
        return day

    def _check_days(self, first: date, out: date, bed: Any, child: Any) -> None:
        nights = (out - first).days
        if nights < 1:
            raise Refused("It has no night.", "The day to leave is after the first.")
        if nights > LONGEST:
            raise Refused(f"It would be {nights} nights.", "Look at its years.")
        if out > self.today:
            raise Refused(f"It ends on {say_day(out)}, which has not come yet.", "Place it on the bed board.")
        if first < child.born:
            raise Refused("The child was not born then.", "Look at its year.")
        if first < bed.from_day or (bed.until_day is not None and out - DAY > bed.until_day):
            raise Refused(f"{bed.name} could not be slept in then.", "Look at the days of the bed.")

    def _is_known(self, stay: PastStay) -> bool:
        kept = {self.kept.nights_of_bed.get((stay.bed_id, night)) for night in stay.nights}
        return kept == {(stay.child_id, minute_of(stay.starts_at), minute_of(stay.ends_at))}

    def _check_free(self, stay: PastStay) -> None:
        for night in stay.nights:
            for held, of in ((self._beds, (stay.bed_id, night)), (self._children, (stay.child_id, night))):
                if of in held:
                    what = "The bed" if held is self._beds else "The child"
                    raise Refused(f"{what} has the night of {say_day(night)} on line {held[of]} too.", "Keep one of the two.")
            if (stay.bed_id, night) in self.kept.nights_of_bed:
                raise Refused(f"Another stay has that bed on {say_day(night)}.", "Look at the bed board.")
            if (stay.child_id, night) in self.kept.nights_of_child:
                raise Refused(f"The child sleeps elsewhere on {say_day(night)}.", "Look at the child's stays.")
        start, end = minute_of(stay.starts_at), minute_of(stay.ends_at)
        if any(one < end and start < other for one, other in self.kept.times.get(stay.child_id, ())):
            raise Refused("The child has a place elsewhere in that time.", "Look at the child's bookings.")


def uses_of(stays: Iterable[PastStay], allocations: Mapping[int, Sequence[Any]]) -> list[list[tuple[int, int]]]:
    """For each stay which allocations of nights held on its nights, as (allocation, nights); none where none was awarded."""
    found = []
    for stay in stays:
        uses: dict[int, int] = {}
        for night in stay.nights:
            of = next((one.id for one in allocations.get(stay.child_id, ()) if one.from_day <= night <= one.until_day), None)
            if of is not None:
                uses[of] = uses.get(of, 0) + 1
        found.append(sorted(uses.items()))
    return found
