"""The rule of an allocation round: facts in, what every wish came to out; the same whatever the order of the rows.

Rank by rank, so that everybody's first wish is looked at before anybody's second; within a rank whoever has least so
far, then the council's order of priority, then a draw from the round's own seed. Late wishes come after all others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from shortbreaks.bookings.rules import ServiceFacts, SessionFacts, staffing_needed
from shortbreaks.findings import Finding

FAIR, OWN_FIRST, FIRST_COME = "fair", "own workers, then first come", "first come kept"


@dataclass(frozen=True, slots=True)
class Seat:
    """A session of the round with its service, as full as it is before the round."""

    service: ServiceFacts
    session: SessionFacts


@dataclass(frozen=True, slots=True)
class Asker:
    """What the order of priority looks at in a child; `share` of the allocation used or booked is in thousandths."""

    id: int
    name: str
    household: int
    district: str
    own: int  # workers of its own: 0 in the group, 1 one to one, 2 two to one
    palliative: bool
    lost: bool  # wished in the last round and got nothing
    quiet: bool  # no break attended in the council's days before the cut-off
    share: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish. `uses` are (allocation, amount) that it may not pass; `bars` what stands against it from the outset."""

    id: int
    child: int
    rank: int
    sessions: tuple[int, ...]
    received: datetime
    late: bool
    together: bool
    uses: tuple[tuple[int, int], ...]
    bars: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """Everything a round is decided by; `left` of each allocation in its own unit."""

    seats: Mapping[int, Seat]
    children: Mapping[int, Asker]
    wishes: tuple[Asked, ...]
    left: Mapping[int, int]
    cap: int
    cap_unit: str
    order: tuple[str, ...]
    seed: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a wish was not given: "full", "own", "staff", "cap", "day", "allocation", "sibling" or "bar"; and where.

    `figure` is the workers needed, the amount that is short of, or for "sibling" whether room was lacking.
    """

    code: str
    session: int = 0
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """Wishes that are given together or not at all: one, or those of brothers and sisters (R-B5)."""

    wishes: tuple[Asked, ...]
    rank: int
    late: bool
    own: int

    @property
    def received(self) -> datetime:
        """When the last of it came."""
        return max(wish.received for wish in self.wishes)


@dataclass(frozen=True, slots=True)
class Settled:
    """An allocation: what was given, why the rest was not, and how many first wishes in time were met."""

    way: str
    given: frozenset[int]
    causes: Mapping[int, Cause]
    firsts: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The round beside a simple first-come rule on the same wishes; `fair_given` is what the plain fair order gave."""

    chosen: Settled
    first_come: Settled
    fair_given: frozenset[int]


def units_of(wishes: Iterable[Asked], children: Mapping[int, Asker]) -> tuple[Unit, ...]:
    """Wishes as units: those kept together share household and rank."""
    groups: dict[tuple[int, int, int], list[Asked]] = {}
    for wish in sorted(wishes, key=lambda one: one.id):
        home = children[wish.child].household if wish.together else 0
        groups.setdefault((home, wish.rank, 0 if wish.together else wish.id), []).append(wish)
    return tuple(
        Unit(
            tuple(found), rank, any(wish.late for wish in found), max(children[wish.child].own for wish in found)
        )
        for (_, rank, _), found in groups.items()
    )  # fmt: skip


@dataclass(slots=True)
class Standing:
    """How full everything is while places are given; only ever fuller, so what does not fit once never fits later."""

    facts: RoundFacts
    there: dict[int, list[int]] = field(default_factory=dict)  # children, of them one to one, two to one
    days: dict[int, set[date]] = field(default_factory=dict)
    sessions: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, seat in self.facts.seats.items():
            self.there[number] = [seat.session.taken, seat.session.need_one, seat.session.need_two]
        self.days = {child: set() for child in self.facts.children}
        self.sessions = dict.fromkeys(self.facts.children, 0)
        self.left = dict(self.facts.left)

    def take(self, unit: Unit) -> tuple[Asked, Cause] | None:
        """Give a unit all its places; or none, with the wish that stood in the way and why."""
        done: list[Asked] = []
        for wish in unit.wishes:
            cause = self._against(wish)
            if cause is not None:
                for one in done:
                    self._count(one, -1)
                return wish, cause
            self._count(wish, 1)
            done.append(wish)
        return None

    def _against(self, wish: Asked) -> Cause | None:
        if wish.bars:
            return Cause("bar")
        seats = [self.facts.seats[number] for number in wish.sessions]
        days = {seat.session.start.date() for seat in seats}
        held = self.days[wish.child]
        if both := held & days:
            return Cause(
                "day", next(n for n, s in zip(wish.sessions, seats, strict=True) if s.session.start.date() in both)
            )
        more = len(held) + len(days) if self.facts.cap_unit == "days" else self.sessions[wish.child] + len(seats)
        if more > self.facts.cap:
            return Cause("cap")
        wanted: dict[int, int] = {}
        for allocation, amount in wish.uses:
            wanted[allocation] = wanted.get(allocation, 0) + amount
            if wanted[allocation] > self.left[allocation]:
                return Cause("allocation", allocation, sum(a for n, a in wish.uses if n == allocation))
        own = self.facts.children[wish.child].own
        return next((found for number in wish.sessions if (found := self._no_room(number, own)) is not None), None)

    def _no_room(self, number: int, own: int) -> Cause | None:
        """A place (R-B3) and enough workers with this child there (R-B4)."""
        seat, (taken, one, two) = self.facts.seats[number], self.there[number]
        if taken >= seat.session.places:
            return Cause("full", number)
        ratio = seat.service.children_per_worker
        if ratio and seat.session.workers:
            needed = staffing_needed(taken + 1, ratio, one + (own == 1), two + (own == 2))
            if needed > seat.session.workers:
                return Cause("own" if own else "staff", number, needed)
        return None

    def _count(self, wish: Asked, by: int) -> None:
        own = self.facts.children[wish.child].own
        for number in wish.sessions:
            there, day = self.there[number], self.facts.seats[number].session.start.date()
            there[0] += by
            if own:
                there[own] += by
            (self.days[wish.child].add if by > 0 else self.days[wish.child].discard)(day)
        self.sessions[wish.child] += by * len(wish.sessions)
        for allocation, amount in wish.uses:
            self.left[allocation] -= by * amount


def draw_of(seed: int, child: int) -> str:
    """A child's lot: anybody can work it out again from the round's seed."""
    return sha256(f"{seed}:{child}".encode()).hexdigest()


# How each word of the council's order compares units: the smaller goes first
PRIORITIES: Mapping[str, Callable[[Sequence[Asker]], int]] = {
    "own worker": lambda children: -max(one.own for one in children),
    "end of life": lambda children: -max(one.palliative for one in children),
    "lost last time": lambda children: -max(one.lost for one in children),
    "no break lately": lambda children: -max(one.quiet for one in children),
    "least used": lambda children: min(one.share for one in children),
}


def fair(facts: RoundFacts, way: str = FAIR, front: Callable[[Unit], int] = lambda _unit: 0) -> Settled:
    """The round's own order; `front` puts first wishes in time before others of their rank."""
    units = units_of(facts.wishes, facts.children)
    standing, causes = Standing(facts), dict[int, Cause]()
    given: set[int] = set()
    lots = {child: draw_of(facts.seed, child) for child in facts.children}

    def key(unit: Unit) -> tuple[object, ...]:
        children = [facts.children[wish.child] for wish in unit.wishes]
        so_far = min(standing.sessions[one.id] for one in children)
        lead = front(unit) if unit.rank == 1 and not unit.late else 0
        return (
            lead,
            so_far,
            *(PRIORITIES[word](children) for word in facts.order),
            min(lots[one.id] for one in children),
        )

    for late in (False, True):
        for rank in sorted({unit.rank for unit in units}):
            # The order is fixed before the rank begins, so that it does not hang on who was looked at first
            for unit in sorted((one for one in units if (one.late, one.rank) == (late, rank)), key=key):
                _try(standing, unit, given, causes)
    return Settled(way, frozenset(given), causes, _firsts(units, given))


def first_come(facts: RoundFacts) -> Settled:
    """The simple rule to compare with: in order of receipt, each family's wishes as far as they go."""
    units = units_of(facts.wishes, facts.children)
    standing, causes = Standing(facts), dict[int, Cause]()
    given: set[int] = set()
    together = {facts.children[wish.child].household for wish in facts.wishes if wish.together}
    families: dict[tuple[object, ...], list[Unit]] = {}
    for unit in units:
        child = facts.children[unit.wishes[0].child]
        owner = (child.household, 0) if child.household in together else (child.household, child.id)
        families.setdefault((unit.late, *owner), []).append(unit)
    for _, mine in sorted(families.items(), key=lambda pair: (min(unit.received for unit in pair[1]), pair[0])):
        for unit in sorted(mine, key=lambda one: (one.rank, one.wishes[0].id)):
            _try(standing, unit, given, causes)
    return Settled("first come", frozenset(given), causes, _firsts(units, given))


def decide(facts: RoundFacts) -> Decided:
    """The round: the fair order, unless first-come would meet more first wishes; then as much of it as is needed.

    Those whose first wish first-come meets all fit beside each other, so looking at them first meets at least as many.
    Before that is done to children who need a worker of their own, it is tried behind them.
    """
    simple, plain = first_come(facts), fair(facts)
    chosen = plain
    if chosen.firsts < simple.firsts:
        chosen = fair(facts, OWN_FIRST, lambda unit: 0 if unit.own else 1 if _is_in(unit, simple.given) else 2)
    if chosen.firsts < simple.firsts:
        chosen = fair(facts, FIRST_COME, lambda unit: 0 if _is_in(unit, simple.given) else 1)
    return Decided(chosen, simple, plain.given)


def _is_in(unit: Unit, given: frozenset[int]) -> bool:
    return all(wish.id in given for wish in unit.wishes)


def _try(standing: Standing, unit: Unit, given: set[int], causes: dict[int, Cause]) -> None:
    found = standing.take(unit)
    if found is None:
        given.update(wish.id for wish in unit.wishes)
        return
    blocked, cause = found
    room = cause.code in {"full", "own", "staff"}
    if cause.code == "full" and standing.there[cause.session][0] < standing.facts.seats[cause.session].session.places:
        cause = Cause("sibling", cause.session, 1)  # there was room for some of them, and not for all
    for wish in unit.wishes:
        together = Cause("sibling", cause.session, int(room))
        causes[wish.id] = cause if wish is blocked else Cause("bar") if wish.bars else together


def _firsts(units: Sequence[Unit], given: set[int]) -> int:
    """First wishes met of those that were in time: late ones are served after the rest under every rule."""
    return sum(wish.id in given for unit in units if unit.rank == 1 and not unit.late for wish in unit.wishes)
