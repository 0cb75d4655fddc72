"""The line for each free place: who waits for it, in order, and for whom it fits, in a fixed number of questions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from sqlalchemy import select

from shortbreaks.bookings import facts
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.queue import Group, grouped, rule_on, waiting_now
from shortbreaks.bookings.rules import ServiceFacts, SessionFacts
from shortbreaks.bookings.waiting_tables import WaitingRequest
from shortbreaks.database.commands import View
from shortbreaks.dates import to_local
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.providers.tables import BreakSession


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family that waits for a place, its place in the line, and what stands against it, each child after the other."""

    group: Group
    place: int
    of: int
    outcome: Outcome
    trouble: Finding | None
    findings: tuple[tuple[Finding, ...], ...]


class Line:
    """A session with a free place and everybody who waits for it, the next first; each is judged when it is looked at."""

    def __init__(self, session: SessionFacts, service: ServiceFacts, groups: Sequence[Group], judge: "Judges") -> None:
        self.session, self.service = session, service
        self.groups = groups
        self._judge = judge
        self._kept: list[Candidate] = []

    def __iter__(self) -> Iterator[Candidate]:
        for place, group in enumerate(self.groups, 1):
            if place > len(self._kept):
                self._kept.append(self._judge.candidate(group, place, len(self.groups), self.service, self.session))
            yield self._kept[place - 1]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody in the line."""
        return tuple(self)

    @property
    def next(self) -> Candidate | None:
        """The first family that fits, or for whom a person must decide; None when it fits nobody."""
        return next((one for one in self if one.outcome is not Outcome.NOT_MET), None)

    def before(self, candidate: Candidate) -> tuple[Candidate, ...]:
        """Those before a family in the line whom the place would fit as well, or for whom a person must decide."""
        return self.before_key(candidate.group[0].key)

    def before_key(self, key: tuple[object, ...]) -> tuple[Candidate, ...]:
        """The same of everybody who stands before a key of the order."""
        ahead = takewhile(lambda one: one.group[0].key < key, self)
        return tuple(one for one in ahead if one.outcome is not Outcome.NOT_MET)


class Judges:
    """Judges whoever waits, each child as it stands now."""

    def __init__(self, view: View, child_ids: Collection[int]) -> None:
        words, now = facts.words_of_the_day(view.db, view.today), to_local(view.now)
        children = facts.children_facts(view.db, child_ids, view.today)
        self._judges = {child_id: Judge(child, words, now) for child_id, child in children.items()}

    def candidate(self, group: Group, place: int, of: int, service: ServiceFacts, session: SessionFacts) -> Candidate:
        """Each child judged with those of the group before it there already, as the booking would be (R-B5)."""
        found = []
        for one in group:
            found.append(self._judges[one.child_id].findings(service, session))
            session = joined(session, one.workers_needed)
        every = [finding for findings in found for finding in findings]
        outcome = worst(every)
        trouble = next((finding for finding in every if finding.outcome is outcome), None)
        return Candidate(group, place, of, outcome, trouble if outcome is not Outcome.MET else None, tuple(found))


def lines_for(view: View, session_ids: Collection[int] | None = None) -> list[Line]:
    """The line of each session to come with a free place that somebody waits for, by time; or of the sessions given."""
    chosen = select(BreakSession.id, BreakSession.service_id, BreakSession.starts_at).order_by(
        BreakSession.starts_at, BreakSession.id
    )
    if session_ids is None:
        waited_for = select(WaitingRequest.service_id).where(WaitingRequest.state == "waiting")
        chosen = chosen.where(
            BreakSession.service_id.in_(waited_for), BreakSession.state == "open", BreakSession.taken < BreakSession.places,
            BreakSession.starts_at > to_local(view.now),
        )  # fmt: skip
    else:
        chosen = chosen.where(BreakSession.id.in_(session_ids))
    rows = view.db.execute(chosen).all()
    waiters = waiting_now(view, rule_on(view), service_ids={row.service_id for row in rows}) if rows else []
    by_service: dict[int, list[Group]] = {}
    for group in grouped(waiters):
        by_service.setdefault(group[0].service_id, []).append(group)
    wanted: dict[int, tuple[int, list[Group]]] = {}
    for row in rows:
        groups = [
            group
            for group in by_service.get(row.service_id, ())
            if all(one.wants(row.id, row.service_id, row.starts_at) for one in group)
        ]
        if groups:
            wanted[row.id] = (row.service_id, groups)
    return _lines(view, wanted)


def _lines(view: View, wanted: Mapping[int, tuple[int, list[Group]]]) -> list[Line]:
    if not wanted:
        return []
    services = facts.service_facts(view.db, {service_id for service_id, _ in wanted.values()})
    sessions = facts.session_facts(view.db, list(wanted))
    judges = Judges(view, {one.child_id for _, groups in wanted.values() for group in groups for one in group})
    return [
        Line(sessions[session_id], services[service_id], groups, judges)
        for session_id, (service_id, groups) in wanted.items()
    ]


def joined(session: SessionFacts, workers_needed: int) -> SessionFacts:
    """The session as the next child finds it, once one who needs so many workers of its own is there."""
    return replace(
        session, taken=session.taken + 1, need_one=session.need_one + (workers_needed == 1),
        need_two=session.need_two + (workers_needed == 2),
    )  # fmt: skip
