"""The line for each free run of nights: who waits for some of them, in order, and for whom they fit (R-B6, R-O11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import select

from shortbreaks.bookings.waiting.queue import grouped, rule_on
from shortbreaks.database.commands import View
from shortbreaks.findings import Finding, Outcome
from shortbreaks.overnight.findings import BedFacts
from shortbreaks.overnight.nights_queue import NightGroup, nights_waiting, starts_of, wants_some
from shortbreaks.overnight.nights_together import Stays, StaysFound, free_beds
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.sheet import House, Stretch, sheets_of
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """Nights in a row on which the same ordinary beds of a house are free, from the first to the last."""

    unit_id: int
    service_id: int
    service: str
    first: date
    last: date
    beds: tuple[tuple[int, str], ...]

    @property
    def key(self) -> tuple[int, date, date]:
        """What names a run: its house and its days."""
        return self.unit_id, self.first, self.last

    def holds(self, bed_id: int, first: date, nights: int) -> bool:
        """Whether these nights in this bed are of the run."""
        return any(bed == bed_id for bed, _ in self.beds) and self.first <= first and first + DAY * nights <= self.last + DAY


@dataclass(frozen=True, slots=True)
class NightCandidate:
    """A family that waits for nights of a run, its place in the line, the stays that suit it best, and what stands against them."""

    group: NightGroup
    place: int
    of: int
    found: StaysFound

    @property
    def outcome(self) -> Outcome:
        """Whether it fits: of siblings, the worst of all."""
        return self.found.outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, one child after the other."""
        return tuple(finding for each in self.found.findings for finding in each)

    @property
    def trouble(self) -> Finding | None:
        """What stands against it first; None where nothing does."""
        if self.outcome is Outcome.MET:
            return None
        return next(one for one in self.findings if one.outcome is self.outcome)


class NightLine:
    """A run and everybody who waits for nights in it, the next first; each is judged when it is looked at."""

    def __init__(self, run: Run, groups: Sequence[NightGroup], stays: Stays) -> None:
        self.run, self.groups, self._stays = run, groups, stays
        self._kept: list[NightCandidate] = []

    def __iter__(self) -> Iterator[NightCandidate]:
        for place, group in enumerate(self.groups, 1):
            if place > len(self._kept):
                self._kept.append(NightCandidate(group, place, len(self.groups), self._best(group)))
            yield self._kept[place - 1]

    @property
    def next(self) -> NightCandidate | None:
        """The first family for whom the board's judge finds nothing against it, or a person must decide; None for nobody."""
        return next((one for one in self if one.outcome is not Outcome.NOT_MET), None)

    def before(self, candidate: NightCandidate) -> tuple[NightCandidate, ...]:
        """Those before a family in the line whom nights of the run would fit as well, or for whom a person must decide."""
        return tuple(one for one in islice(self, candidate.place - 1) if one.outcome is not Outcome.NOT_MET)

    def _best(self, group: NightGroup) -> StaysFound:
        """The soonest stays that fit; else the soonest for which a person decides; else the soonest, with what is against them.

        Once some are as good as any day of the run can make them, no later day is looked at.
        """
        run = self.run
        enough = self._stays.best_by(group, run.unit_id, run.last)
        best: StaysFound | None = None
        for start in starts_of(group, run.service_id, run.first, run.last):
            found = self._stays.starting(group, run.unit_id, start, self._beds(group, start))
            if found.better_than(best):
                best = found
            if found.outcome is enough:
                break
        assert best is not None, "who stands in a line has a day on which it could begin"
        return best

    def _beds(self, group: NightGroup, start: date) -> list[int]:
        """The run's beds; for siblings then the other beds of the house that are free on the same nights."""
        mine = [bed for bed, _ in self.run.beds]
        if len(group) == 1:
            return mine
        house = self._stays.sheets[group[0].child_id].houses[self.run.unit_id]
        return [*mine, *(bed.id for bed in free_beds(house, start, group[0].nights) if bed.id not in mine)]


def night_lines(view: View, unit_id: int | None = None) -> list[NightLine]:
    """The line of every free run of nights from tomorrow on that somebody waits for, by house and day; or of one house.

    Everybody is judged by facts that are read once, in a fixed number of questions however many wait.
    """
    waiters = nights_waiting(view, rule_on(view))
    if not waiters:
        return []
    first = max(view.today + DAY, min(one.from_day for one in waiters))  # an offer of tonight could not be answered
    last = max(one.until_day for one in waiters) - DAY
    if last < first:
        return []
    open_houses = select(Unit.id).join(Service, Service.id == Unit.service_id).where(Service.state == "open")
    named = {one.service_id for one in waiters}
    if None not in named:
        open_houses = open_houses.where(Unit.service_id.in_(named))
    if unit_id is not None:
        open_houses = open_houses.where(Unit.id == unit_id)
    sheets = sheets_of(view, {one.child_id for one in waiters}, list(view.db.scalars(open_houses)), Stretch(first, last))
    groups, stays = grouped(waiters), Stays(sheets)
    found = []
    for house in sorted(next(iter(sheets.values())).houses.values(), key=lambda one: (one.service.name, one.id)):
        here = [group for group in groups if group[0].service_id in {None, house.service.id}]
        for run in runs_of(house, first, last):
            wanting = [group for group in here if wants_some(group, run.service_id, run.first, run.last)]
            if wanting:
                found.append(NightLine(run, wanting, stays))
    return found


def runs_of(house: House, first: date, last: date) -> list[Run]:
    """The free runs of a house's ordinary beds, those of the same days as one, by day."""
    beds: dict[tuple[date, date], list[tuple[int, str]]] = {}
    for bed in house.beds.values():
        if not bed.emergency:
            for days in _free_days(bed, first, last):
                beds.setdefault(days, []).append((bed.id, bed.name))
    return [
        Run(house.id, house.service.id, house.service.name, *days, tuple(free)) for days, free in sorted(beds.items())
    ]


def _free_days(bed: BedFacts, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The longest runs of nights on which a bed is registered, open and nobody's, as first and last night."""
    begin = max(first, bed.from_day)
    end = last if bed.until_day is None else min(last, bed.until_day)
    start: date | None = None
    for night in nights_of(begin, end + DAY):
        if night in bed.taken or night in bed.closed:
            if start is not None:
                yield start, night - DAY
            start = None
        elif start is None:
            start = night
    if start is not None:
        yield start, end
