"""The line for each free run of nights: who waits for some of them, in order, and for whom they fit (R-B6, R-O11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import select

from shortbreaks.bookings.queue import rule_on
from shortbreaks.database.commands import View
from shortbreaks.dates import on_clock
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.overnight.findings import BedFacts
from shortbreaks.overnight.judging import StayWanted, judge
from shortbreaks.overnight.nights_queue import NightWaiter, nights_waiting
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.sheet import House, Sheet, sheets_of
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
    arrives: str
    leaves: str

    @property
    def key(self) -> tuple[int, date, date]:
        """What names a run: its house and its days."""
        return self.unit_id, self.first, self.last

    def holds(self, bed_id: int, first: date, nights: int) -> bool:
        """Whether these nights in this bed are of the run."""
        return any(bed == bed_id for bed, _ in self.beds) and self.first <= first and first + DAY * nights <= self.last + DAY


@dataclass(frozen=True, slots=True)
class NightCandidate:
    """A family that waits for nights of a run, its place in the line, the stay that suits it best, and what stands against it."""

    waiter: NightWaiter
    place: int
    of: int
    wanted: StayWanted
    bed: str
    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def trouble(self) -> Finding | None:
        """What stands against it first; None where nothing does."""
        if self.outcome is Outcome.MET:
            return None
        return next(one for one in self.findings if one.outcome is self.outcome)


class NightLine:
    """A run and everybody who waits for nights in it, the next first; each is judged when it is looked at."""

    def __init__(self, run: Run, waiters: Sequence[NightWaiter], sheets: Mapping[int, Sheet]) -> None:
        self.run, self.waiters, self._sheets = run, waiters, sheets
        self._kept: list[NightCandidate] = []

    def __iter__(self) -> Iterator[NightCandidate]:
        for place, waiter in enumerate(self.waiters, 1):
            if place > len(self._kept):
                self._kept.append(self._best(waiter, place))
            yield self._kept[place - 1]

    @property
    def next(self) -> NightCandidate | None:
        """The first family for whom the board's judge finds nothing against it, or a person must decide; None for nobody."""
        return next((one for one in self if one.outcome is not Outcome.NOT_MET), None)

    def before(self, candidate: NightCandidate) -> tuple[NightCandidate, ...]:
        """Those before a family in the line whom nights of the run would fit as well, or for whom a person must decide."""
        return tuple(one for one in self.until(candidate) if one.outcome is not Outcome.NOT_MET)

    def until(self, candidate: NightCandidate | None) -> tuple[NightCandidate, ...]:
        """Everybody before a family in the line, whether it would fit or not, or the whole line; nobody behind it is judged."""
        return tuple(self) if candidate is None else tuple(islice(self, candidate.place - 1))

    def _best(self, waiter: NightWaiter, place: int) -> NightCandidate:
        """The soonest stay that fits; else the soonest for which a person decides; else the soonest, with what is against it."""
        sheet, run = self._sheets[waiter.child_id], self.run
        order = {Outcome.MET: 0, Outcome.TO_DECIDE: 1, Outcome.NOT_MET: 2}
        best: NightCandidate | None = None
        for start in waiter.starts(run.service_id, run.first, run.last):
            for bed_id, bed in run.beds:
                wanted = stay_from(run, waiter.child_id, bed_id, start, waiter.nights)
                findings = judge(sheet, wanted).findings
                one = NightCandidate(waiter, place, len(self.waiters), wanted, bed, worst(findings), findings)
                if best is None or order[one.outcome] < order[best.outcome]:
                    best = one
                if one.outcome is Outcome.MET:
                    return one
        assert best is not None, "who stands in a line has a day on which it could begin"
        return best


def stay_from(run: Run, child_id: int, bed_id: int, start: date, nights: int) -> StayWanted:
    """A stay at the house's usual times."""
    return StayWanted(child_id, bed_id, on_clock(start, run.arrives), on_clock(start + DAY * nights, run.leaves))


def night_lines(view: View) -> list[NightLine]:
    """The line of every free run of nights from tomorrow on that somebody waits for, by house and day.

    Everybody is judged by facts that are read once, in a fixed number of questions however many wait.
    """
    waiters = nights_waiting(view, rule_on(view))
    if not waiters:
        return []
    first = max(view.today + DAY, min(one.from_day for one in waiters))  # an offer of tonight could not be answered
    last = max(one.until_day for one in waiters) - DAY
    if last < first:
        return []
    open_houses = select(Unit.id, Unit.arrives, Unit.leaves).join(Service, Service.id == Unit.service_id).where(Service.state == "open")
    named = {one.service_id for one in waiters}
    if None not in named:
        open_houses = open_houses.where(Unit.service_id.in_(named))
    times = {row.id: (row.arrives, row.leaves) for row in view.db.execute(open_houses)}
    sheets = sheets_of(view, {one.child_id for one in waiters}, list(times), first, last)
    houses = next(iter(sheets.values())).houses
    found = []
    for house in sorted(houses.values(), key=lambda one: (one.service.name, one.id)):
        for run in runs_of(house, times[house.id], first, last):
            wanting = [one for one in waiters if one.starts(run.service_id, run.first, run.last)]
            if wanting:
                found.append(NightLine(run, wanting, sheets))
    return found


def runs_of(house: House, times: tuple[str, str], first: date, last: date) -> list[Run]:
    """The free runs of a house's ordinary beds, those of the same days as one, by day."""
    beds: dict[tuple[date, date], list[tuple[int, str]]] = {}
    for bed in house.beds.values():
        if not bed.emergency:
            for days in _free_days(bed, first, last):
                beds.setdefault(days, []).append((bed.id, bed.name))
    return [
        Run(house.id, house.service.id, house.service.name, *days, tuple(free), *times) for days, free in sorted(beds.items())
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
