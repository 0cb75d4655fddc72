"""Who waits for which place, in order, and for whom it fits: read for everybody at once, in a fixed number of questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from shortbreaks.bookings import facts
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.order import Rule, Standing, order_key, read_tests
from shortbreaks.bookings.rules import ChildFacts, ServiceFacts, SessionFacts
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting_tables import WaitingOffer, WaitingRequest
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View
from shortbreaks.dates import age_on, to_local
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.providers.tables import BreakSession, Service

ATTENDED = ("attended", "attended_part")
SLEPT = ("in_house", "ended")


@dataclass(frozen=True, slots=True)
class Waiter:
    """One request on the list: whose, for what, how it stands, and the sessions it was offered before."""

    id: int
    version: int
    child_id: int
    child: str
    age: int
    service_id: int
    service: str
    session_id: int | None
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
        if self.session_id is not None:
            return self.session_id == session_id
        return self.from_day <= start.date() <= self.until_day and start.weekday() in self.weekdays


Group = tuple[Waiter, ...]  # siblings who stand or fall together, or one child


def rule_on(view: View) -> Rule:
    """The council's order of the waiting list as it holds today (R-B6)."""
    settings = settings_on(view.db, view.today)
    return Rule(view.today, read_tests(settings["waiting_order"]), int(settings["waiting_gap_days"]))


def waiting_now(
    view: View, rule: Rule, states: Collection[str] = ("waiting",), request_ids: Collection[int] | None = None
) -> list[Waiter]:
    """Everybody in these states, the next first; only some requests when their ids are given."""
    chosen = [WaitingRequest.state.in_(states)]
    if request_ids is not None:
        chosen.append(WaitingRequest.id.in_(request_ids))
    rows = view.db.execute(
        select(
            WaitingRequest.id, WaitingRequest.version, WaitingRequest.child_id, WaitingRequest.service_id,
            WaitingRequest.session_id, WaitingRequest.from_day, WaitingRequest.until_day, WaitingRequest.weekdays,
            WaitingRequest.together, WaitingRequest.asked_by, WaitingRequest.asked_at, WaitingRequest.safeguarding,
            WaitingRequest.state, WaitingRequest.reviewed_on, Child.first_name, Child.last_name, Child.known_as, Child.born,
            Child.palliative, Service.name.label("service"), Service.kind, Service.unit,
        )
        .join(Child, Child.id == WaitingRequest.child_id)
        .join(Service, Service.id == WaitingRequest.service_id)
        .where(*chosen)
    ).all()  # fmt: skip
    children = select(WaitingRequest.child_id).where(*chosen)
    last = _last_breaks(view, children)
    allowances = facts.allowances_by_child(view.db, {row.child_id for row in rows})
    before: dict[int, set[int]] = {}
    # what the family answered, or let lapse, is not offered again; what the provider or we took back may be
    answered = (
        select(WaitingOffer.request_id, WaitingOffer.session_id)
        .join(Booking, Booking.id == WaitingOffer.booking_id)
        .where(
            WaitingOffer.request_id.in_(select(WaitingRequest.id).where(*chosen)), Booking.state != "cancelled_by_provider"
        )
    )  # fmt: skip
    for request_id, session_id in view.db.execute(answered):
        before.setdefault(request_id, set()).add(session_id)
    found = [
        _waiter(view, rule, row, last.get(row.child_id), allowances.get(row.child_id, ()), before.get(row.id, set())) for row in rows
    ]
    return sorted(found, key=lambda one: one.key)


def _last_breaks(view: View, children: Select[int]) -> dict[int, date]:
    """The day of the last break each child attended, by day or by night."""
    days = view.db.execute(
        select(Booking.child_id, func.max(Booking.starts_at))
        .where(Booking.child_id.in_(children), Booking.state.in_(ATTENDED))
        .group_by(Booking.child_id)
    )
    nights = view.db.execute(
        select(Stay.child_id, func.max(Stay.starts_at))
        .where(Stay.child_id.in_(children), Stay.state.in_(SLEPT))
        .group_by(Stay.child_id)
    )
    found: dict[int, date] = {}
    for child_id, start in (*days, *nights):
        found[child_id] = max(found.get(child_id, start.date()), start.date())
    return found


def _waiter(view: View, rule: Rule, row: Any, last: date | None, allowances: Sequence[Any], before: set[int]) -> Waiter:
    mine = [one for one in allowances if one.serves(row.kind, row.unit, view.today)]
    priority = "palliative" if row.palliative else "safeguarding" if row.safeguarding else ""
    standing = Standing(
        row.id, priority, last, sum(one.used for one in mine), sum(one.amount for one in mine), row.unit,
        to_local(row.asked_at),
    )  # fmt: skip
    weekdays = frozenset(int(day) for day in row.weekdays.split(",") if day) or frozenset(range(7))
    return Waiter(
        row.id, row.version, row.child_id, short_name(row.first_name, row.last_name, row.known_as),
        age_on(row.born, view.today), row.service_id, row.service, row.session_id, row.from_day, row.until_day, weekdays,
        row.together, row.asked_by, row.state, row.reviewed_on, standing, order_key(standing, rule),
        frozenset(before),
    )  # fmt: skip


def grouped(waiters: Iterable[Waiter]) -> list[Group]:
    """Siblings together stand where the first of them stands (R-B5); everybody else alone. `waiters` are in order."""
    groups: dict[tuple[str, int], list[Waiter]] = {}
    for one in waiters:
        key = ("alone", one.id) if one.together is None else ("together", one.together)
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family that waits for a place, its place in the line, and what stands against it, each child after the other."""

    group: Group
    place: int
    of: int
    outcome: Outcome
    trouble: Finding | None
    findings: tuple[tuple[Finding, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A session with a free place and everybody who waits for it, the next first."""

    session: SessionFacts
    service: ServiceFacts
    candidates: tuple[Candidate, ...]

    @property
    def next(self) -> Candidate | None:
        """The first family that fits, or for whom a person must decide; None when it fits nobody."""
        return next((one for one in self.candidates if one.outcome is not Outcome.NOT_MET), None)

    def before(self, candidate: Candidate) -> tuple[Candidate, ...]:
        """Those before a family in the line whom the place would fit as well, or for whom a person must decide."""
        return tuple(
            one for one in self.candidates if one.place < candidate.place and one.outcome is not Outcome.NOT_MET
        )


def lines_for(view: View, session_ids: Collection[int] | None = None) -> list[Line]:
    """The line of each session to come with a free place that somebody waits for, by time; or of the sessions given."""
    waiters = waiting_now(view, rule_on(view))
    if not waiters:
        return []
    by_service: dict[int, list[Group]] = {}
    for group in grouped(waiters):
        by_service.setdefault(group[0].service_id, []).append(group)
    now = to_local(view.now)
    chosen = select(BreakSession.id, BreakSession.service_id, BreakSession.starts_at).order_by(
        BreakSession.starts_at, BreakSession.id
    )
    if session_ids is None:
        chosen = chosen.where(
            BreakSession.state == "open", BreakSession.taken < BreakSession.places, BreakSession.starts_at > now,
            or_(BreakSession.service_id.in_(by_service), BreakSession.id.in_([one.session_id for one in waiters if one.session_id])),
        )  # fmt: skip
    else:
        chosen = chosen.where(BreakSession.id.in_(session_ids))
    wanted: dict[int, tuple[int, list[Group]]] = {}
    for row in view.db.execute(chosen):
        groups = [
            group
            for group in by_service.get(row.service_id, ())
            if all(one.wants(row.id, row.service_id, row.starts_at) for one in group)
        ]
        if groups:
            wanted[row.id] = (row.service_id, groups)
    return _judged(view, wanted, now)


def _judged(view: View, wanted: Mapping[int, tuple[int, list[Group]]], now: datetime) -> list[Line]:
    if not wanted:
        return []
    services = facts.service_facts(view.db, {service_id for service_id, _ in wanted.values()})
    sessions = facts.session_facts(view.db, list(wanted))
    ids = {one.child_id for _, groups in wanted.values() for group in groups for one in group}
    children = facts.children_facts(view.db, ids, view.today)
    words = facts.words_of_the_day(view.db, view.today)
    judges = {child_id: Judge(child, words, now) for child_id, child in children.items()}
    lines = []
    for session_id, (service_id, groups) in wanted.items():
        session, service = sessions[session_id], services[service_id]
        candidates = tuple(
            _candidate(group, place, len(groups), judges, children, service, session)
            for place, group in enumerate(groups, 1)
        )
        lines.append(Line(session, service, candidates))
    return lines


def _candidate(
    group: Group, place: int, of: int, judges: Mapping[int, Judge], children: Mapping[int, ChildFacts],
    service: ServiceFacts, session: SessionFacts,
) -> Candidate:  # fmt: skip
    """Each child judged with those of the group before it there already, as the booking would be (R-B5)."""
    found = []
    for one in group:
        found.append(judges[one.child_id].findings(service, session))
        session = joined(session, children[one.child_id].workers_needed)
    every = [finding for findings in found for finding in findings]
    outcome = worst(every)
    trouble = next((finding for finding in every if finding.outcome is outcome), None)
    return Candidate(
        group, place, of, outcome, trouble if outcome is not Outcome.MET else None, tuple(found)
    )  # fmt: skip


def joined(session: SessionFacts, workers_needed: int) -> SessionFacts:
    """The session as the next child finds it, once one who needs so many workers of its own is there."""
    return replace(
        session, taken=session.taken + 1, need_one=session.need_one + (workers_needed == 1),
        need_two=session.need_two + (workers_needed == 2),
    )  # fmt: skip
