"""Who waits, in the order of R-B6: read for everybody at once, in a fixed number of questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, exists, func, select

from shortbreaks.bookings import facts
from shortbreaks.bookings.fact_statements import allowances_statement
from shortbreaks.bookings.rules import ServiceFacts
from shortbreaks.bookings.states import HOLDING
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.order import Rule, Standing, order_key, read_tests
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest, WaitingSession
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import ANY_DAY, age_on, to_local
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Service

NEWEST = 2**63 - 1  # the number of a request that is not made: behind everybody who stands equal and asked before
ATTENDED = ("attended", "attended_part")
SLEPT = ("in_house", "ended")
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Waiter:
    """One request on the list: whose, for what, how it stands, and the sessions it was offered before.

    `sessions` are those it names and still lacks, none where it waits for any in some days (`named` is false).
    """

    id: int
    version: int
    child_id: int
    child: str
    age: int
    workers_needed: int
    service_id: int
    service: str
    sessions: tuple[int, ...]
    days: tuple[date, ...]  # of the sessions, in the same order
    named: bool
    whole: bool
    from_day: date
    until_day: date
    weekdays: frozenset[int]
    together: int | None
    asked_by: int | None
    state: str
    reviewed_on: date
    standing: Standing
    key: tuple[object, ...]  # of the order: lower comes first
    offered_before: frozenset[int]

    def wants(self, session_id: int, service_id: int, start: datetime) -> bool:
        """Whether a place in this session is what it waits for, and was not offered to it before."""
        if self.service_id != service_id or session_id in self.offered_before:
            return False
        if self.named:
            return session_id in self.sessions
        return self.from_day <= start.date() <= self.until_day and start.weekday() in self.weekdays

    def takes(self, session_id: int) -> tuple[int, ...]:
        """The sessions it would be offered with a place in this one: all of them, or this one alone."""
        return self.sessions if self.whole else (session_id,)


Group = tuple[Waiter, ...]  # siblings who stand or fall together, or one child


def rule_on(view: View) -> Rule:
    """The council's order of the waiting list as it holds today (R-B6)."""
    settings = settings_on(view.db, view.today)
    return Rule(view.today, read_tests(settings["waiting_order"]), int(settings["waiting_gap_days"]))


def waiting_now(
    view: View, rule: Rule, states: Collection[str] = ("waiting",), service_ids: Collection[int] | None = None
) -> list[Waiter]:
    """Everybody in these states, the next first; of some services alone when they are given."""
    asked, given = _asked(some=service_ids is not None), dict[str, Any](states=list(states))
    if service_ids is not None:
        given["ids"] = list(service_ids)
    rows = rows_of(view.db, asked.waiting, given).all()
    if not rows:
        return []
    last = last_breaks(view, asked.breaks, given)
    allowances = facts.allowances_in(rows_of(view.db, asked.allowances, given).all())
    named, before = _named(view, asked.named, given), _answered(view, asked.answered, given)
    found = [
        _waiter(
            view, rule, row, last.get(row.child_id), allowances.get(row.child_id, ()), named.get(row.id), before.get(row.id, set())
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.key)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about those who wait, built once: a select costs more to build than to run (speed.md)."""

    waiting: Statement
    breaks: tuple[Statement, Statement]
    allowances: Statement
    answered: Statement
    named: Statement


@cache
def _asked(*, some: bool) -> _Asked:
    """The questions about everybody in some states, or with `some` of those who wait for some services."""
    chosen = [WaitingRequest.state.in_(bindparam("states", expanding=True)), *([WaitingRequest.service_id.in_(_IDS)] if some else [])]
    children = select(WaitingRequest.child_id).where(*chosen)
    held = exists().where(
        Booking.session_id == WaitingSession.session_id, Booking.child_id == WaitingRequest.child_id, Booking.state.in_(HOLDING)
    )
    return _Asked(
        select(
            WaitingRequest.id, WaitingRequest.version, WaitingRequest.child_id, WaitingRequest.service_id,
            WaitingRequest.session_id, WaitingRequest.from_day, WaitingRequest.until_day, WaitingRequest.weekdays,
            WaitingRequest.together, WaitingRequest.asked_by, WaitingRequest.asked_at, WaitingRequest.safeguarding,
            WaitingRequest.state, WaitingRequest.reviewed_on, WaitingRequest.whole,
            Child.first_name, Child.last_name, Child.known_as, Child.born,
            Child.palliative, Child.workers_needed, Service.name.label("service"), Service.kind, Service.unit,
        )
        .join(Child, Child.id == WaitingRequest.child_id)
        .join(Service, Service.id == WaitingRequest.service_id)
        .where(*chosen),
        last_breaks_asked(children),
        allowances_statement(children),
        select(WaitingOffer.request_id, WaitingOffer.session_id)
        .join(Booking, Booking.id == WaitingOffer.booking_id)
        .where(WaitingOffer.request_id.in_(select(WaitingRequest.id).where(*chosen)), Booking.state != "cancelled_by_provider"),
        select(WaitingSession.request_id, WaitingSession.session_id, BreakSession.starts_at, held.label("held"))
        .join(WaitingRequest, WaitingRequest.id == WaitingSession.request_id)
        .join(BreakSession, BreakSession.id == WaitingSession.session_id)
        .where(*chosen)
        .order_by(BreakSession.starts_at, BreakSession.id),
    )  # fmt: skip


def _answered(view: View, asked: Statement, given: Mapping[str, Any]) -> dict[int, set[int]]:
    """The sessions each request was offered before: what the family answered, or let lapse, is not offered again.

    What the provider or we took back may be.
    """
    before: dict[int, set[int]] = {}
    for request_id, session_id in rows_of(view.db, asked, given):
        before.setdefault(request_id, set()).add(session_id)
    return before


def _named(view: View, asked: Statement, given: Mapping[str, Any]) -> dict[int, list[tuple[int, date, bool]]]:
    """The sessions each request names, with their day and whether the child has a place there by now."""
    found: dict[int, list[tuple[int, date, bool]]] = {}
    for row in rows_of(view.db, asked, given):
        found.setdefault(row.request_id, []).append((row.session_id, row.starts_at.date(), bool(row.held)))
    return found


def last_breaks_asked(children: Any) -> tuple[Statement, Statement]:
    """What is asked for `last_breaks` of some children (ids, or a select of them)."""
    # looked for from the newest back, so that a long history is not read
    newest = (
        select(Booking.starts_at).where(Booking.child_id == Child.id, Booking.state.in_(ATTENDED))
        .order_by(Booking.starts_at.desc()).limit(1).correlate(Child).scalar_subquery()
    )  # fmt: skip
    nights = select(Stay.child_id, func.max(Stay.starts_at)).where(Stay.child_id.in_(children), Stay.state.in_(SLEPT))
    return select(Child.id, newest).where(Child.id.in_(children)), nights.group_by(Stay.child_id)


def last_breaks(view: View, asked: tuple[Statement, Statement], given: Mapping[str, Any]) -> dict[int, date]:
    """The day of the last break each child attended, by day or by night."""
    days = [row for row in rows_of(view.db, asked[0], given) if row[1] is not None]
    nights = rows_of(view.db, asked[1], given)
    found: dict[int, date] = {}
    for child_id, start in (*days, *nights):
        found[child_id] = max(found.get(child_id, start.date()), start.date())
    return found


_PALLIATIVE, _BREAKS = select(Child.id, Child.palliative).where(Child.id.in_(_IDS)), last_breaks_asked(_IDS)


def standing_as_new(view: View, child_ids: Collection[int], services: Mapping[int, ServiceFacts]) -> dict[tuple[int, int], Standing]:
    """How children who do not wait would stand in the line of each service, by (child, service), if they asked this moment."""
    given = {"ids": list(child_ids)}
    children = rows_of(view.db, _PALLIATIVE, given).all()
    last = last_breaks(view, _BREAKS, given)
    allowances, now = facts.allowances_by_child(view.db, child_ids), to_local(view.now)
    return {
        (child.id, service.id): standing_of(
            view.today, NEWEST, "palliative" if child.palliative else "", last.get(child.id), allowances.get(child.id, ()),
            (service.kind, service.unit), now,
        )
        for child in children
        for service in services.values()
    }  # fmt: skip


def standing_of(
    today: date, number: int, priority: str, last: date | None, allowances: Sequence[Allowance], served: tuple[str, str],
    asked_at: datetime,
) -> Standing:  # fmt: skip
    """How a child stands in the line for what is `served` (kind, unit), by what was awarded for it."""
    mine = [one for one in allowances if one.serves(*served, today)]
    return Standing(number, priority, last, sum(one.used for one in mine), sum(one.amount for one in mine), served[1], asked_at)


@lru_cache(maxsize=128)
def weekdays_kept(kept: str) -> frozenset[int]:
    """Days of the week as a request keeps them; every day for none."""
    return frozenset(int(day) for day in kept.split(",") if day) or ANY_DAY


def _waiter(
    view: View, rule: Rule, row: Any, last: date | None, allowances: Sequence[Allowance],
    named: Sequence[tuple[int, date, bool]] | None, before: set[int],
) -> Waiter:  # fmt: skip
    several = named or ([(row.session_id, row.from_day, False)] if row.session_id is not None else [])
    lacked = [(session_id, day) for session_id, day, held in several if not held or row.state == "offered"]
    priority = "palliative" if row.palliative else "safeguarding" if row.safeguarding else ""
    standing = standing_of(view.today, row.id, priority, last, allowances, (row.kind, row.unit), to_local(row.asked_at))
    weekdays = weekdays_kept(row.weekdays)
    return Waiter(
        row.id, row.version, row.child_id, short_name(row.first_name, row.last_name, row.known_as),
        age_on(row.born, view.today), row.workers_needed, row.service_id, row.service,
        tuple(one for one, _ in lacked), tuple(day for _, day in lacked), bool(several), row.whole, row.from_day,
        row.until_day, weekdays, row.together, row.asked_by, row.state, row.reviewed_on, standing, order_key(standing, rule),
        frozenset(before),
    )  # fmt: skip


class Waits(Protocol):
    """A request for places or for nights, as far as siblings go together."""

    @property
    def id(self) -> int: ...
    @property
    def child(self) -> str: ...
    @property
    def together(self) -> int | None: ...


W = TypeVar("W", bound=Waits)


def grouped(waiters: Iterable[W]) -> list[tuple[W, ...]]:
    """Siblings together stand where the first of them stands (R-B5); everybody else alone. `waiters` are in order."""
    groups: dict[tuple[str, int], list[W]] = {}
    for one in waiters:
        key = ("alone", one.id) if one.together is None else ("together", one.together)
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


def names_of(group: Iterable[Waits]) -> str:
    """The children of a family in a line: Asha O. and Bina O."""
    return " and ".join(one.child for one in group)


def come_first(group: Sequence[Waits]) -> str:
    """That a family is before the others of a line: Asha O. comes first, Asha O. and Bina O. come first."""
    return f"{names_of(group)} {'comes' if len(group) == 1 else 'come'} first"
