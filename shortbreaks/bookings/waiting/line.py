"""The line for each free place: who waits for it, in order, and for whom it fits, in a fixed number of questions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from shortbreaks.bookings import facts
from shortbreaks.bookings.judge import Judge, with_place
from shortbreaks.bookings.rules import ChildFacts, ServiceFacts, SessionFacts, staffing_fits
from shortbreaks.bookings.waiting.queue import Group, Waiter, come_first, grouped, rule_on, waiting_now
from shortbreaks.bookings.waiting.tables import WaitingRequest
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import say_day, say_weekday, to_local
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.providers.tables import BreakSession
from shortbreaks.words import counted, waiting_ref

# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SESSIONS = select(BreakSession.id, BreakSession.service_id, BreakSession.starts_at).order_by(BreakSession.starts_at, BreakSession.id)
_THESE = _SESSIONS.where(BreakSession.id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family that waits for a place, its place in the line, and what stands against it, each child after the other."""

    group: Group
    place: int
    of: int
    outcome: Outcome
    trouble: Finding | None
    findings: tuple[tuple[Finding, ...], ...]
    sessions: tuple[SessionFacts, ...]  # what it would be offered, by time: this one, or all that it waits for


class Line:
    """A session with a free place and everybody who waits for it, the next first; each is judged when it is looked at."""

    def __init__(self, session: SessionFacts, service: ServiceFacts, groups: Sequence[Group], judges: "Judges") -> None:
        self.session, self.service = session, service
        self.groups = groups
        self._judges = judges
        self._kept: list[Candidate] = []

    def __iter__(self) -> Iterator[Candidate]:
        for place, group in enumerate(self.groups, 1):
            if place > len(self._kept):
                self._kept.append(self._judges.candidate(self, group, place))
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
        """The same of everybody who stands before a key of the order; nobody behind it is judged for that."""
        ahead = sum(1 for group in self.groups if group[0].key < key)
        return tuple(one for one in islice(self, ahead) if one.outcome is not Outcome.NOT_MET)


class Judges:
    """Judges whoever waits in the lines of some sessions, each child as it stands now."""

    def __init__(self, view: View, lines: Mapping[int, tuple[int, Sequence[Group]]]) -> None:
        self._words, self._now = facts.words_of_the_day(view.db, view.today), to_local(view.now)
        child_ids = {one.child_id for _, groups in lines.values() for group in groups for one in group}
        sessions = facts.session_facts(view.db, list(lines))
        since = min((view.today, *(one.start.date() for one in sessions.values())))  # what is to come counts too (R-B7)
        self._children = facts.children_facts(view.db, child_ids, view.today, since)
        self._judges = {child_id: Judge(child, self._words, self._now) for child_id, child in self._children.items()}
        services = facts.service_facts(view.db, {service_id for service_id, _ in lines.values()})
        self.lines = {
            session_id: Line(sessions[session_id], services[service_id], groups, self)
            for session_id, (service_id, groups) in lines.items()
        }

    def candidate(self, line: Line, group: Group, place: int) -> Candidate:
        """Each child judged with those of the group before it there already, as the booking would be (R-B5).

        Who waits for all of several sessions is judged in each of them after the ones before it.
        """
        here = {session_id: self.lines[session_id].session for one in group for session_id in one.takes(line.session.id)}
        found = []
        for one in group:
            found.append(tuple(self._found(one, group, line, here)))
            for session_id in one.takes(line.session.id):
                here[session_id] = joined(here[session_id], one.workers_needed)
        every = [finding for findings in found for finding in findings]
        outcome = worst(every)
        trouble = next((finding for finding in every if finding.outcome is outcome), None)
        whole = tuple(self.lines[session_id].session for session_id in sorted(here))
        return Candidate(
            group, place, len(line.groups), outcome, trouble if outcome is not Outcome.MET else None, tuple(found),
            tuple(sorted(whole, key=lambda session: session.start)),
        )  # fmt: skip

    def _found(self, one: Waiter, group: Group, line: Line, here: Mapping[int, SessionFacts]) -> Iterator[Finding]:
        child, judge_one = self._children[one.child_id], self._judges[one.child_id]
        for session_id in one.takes(line.session.id):
            session = here[session_id]
            yield from judge_one.findings(line.service, session)
            if session_id != line.session.id:
                before = self.lines[session_id].before_key(group[0].key)
                if before and not room_after(before, child, line.service, session):
                    yield passes_over(before, child.name, session)
            if one.whole:
                child = with_place(child, line.service, session)
                judge_one = Judge(child, self._words, self._now)


def lines_for(view: View, session_ids: Collection[int] | None = None) -> list[Line]:
    """The line of each session to come with a free place that somebody waits for, by time; or of the sessions given."""
    if session_ids is None:
        waited_for = select(WaitingRequest.service_id).where(WaitingRequest.state == "waiting")
        rows = view.db.execute(
            _SESSIONS.where(
                BreakSession.service_id.in_(waited_for), BreakSession.state == "open", BreakSession.taken < BreakSession.places,
                BreakSession.starts_at > to_local(view.now),
            )
        ).all()  # fmt: skip
    else:
        rows = rows_of(view.db, _THESE, {"ids": list(session_ids)}).all()
    waiters = waiting_now(view, rule_on(view), service_ids={row.service_id for row in rows}) if rows else []
    by_service: dict[int, list[Group]] = {}
    for group in grouped(waiters):
        by_service.setdefault(group[0].service_id, []).append(group)
    wanted = {number: found for number, found in _wanted(rows, by_service).items() if found[1]}
    # who waits for all of several sessions is looked at in each of them
    others = {session_id for one in waiters if one.whole for session_id in one.sessions} - set(wanted)
    if not wanted:
        return []
    beside = _wanted(rows_of(view.db, _THESE, {"ids": list(others)}).all(), by_service) if others else {}
    lines = Judges(view, {**beside, **wanted}).lines
    return [lines[session_id] for session_id in wanted]


def _wanted(rows: Sequence[Any], by_service: Mapping[int, Sequence[Group]]) -> dict[int, tuple[int, Sequence[Group]]]:
    """Each session's service and those who wait for it, the next first.

    Of siblings who wait for all of several sessions, one may have a place in some of them by now.
    """
    found: dict[int, tuple[int, Sequence[Group]]] = {}
    for row in rows:
        of_service = by_service.get(row.service_id, ())
        wants = [[one.wants(row.id, row.service_id, row.starts_at) for one in group] for group in of_service]
        groups = [
            group for group, each in zip(of_service, wants, strict=True) if (any(each) if group[0].whole else all(each))
        ]
        found[row.id] = (row.service_id, groups)
    return found


def room_after(before: Sequence[Candidate], child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> bool:
    """Whether a child's place, and the staff for it, are there once everybody before it is there."""
    later = session
    for one in (waiter for candidate in before for waiter in candidate.group):
        later = joined(later, one.workers_needed)
    short = staffing_fits(child, service, later).outcome is not Outcome.MET
    return later.taken < later.places and not (short and staffing_fits(child, service, session).outcome is Outcome.MET)


def passes_over(before: Sequence[Candidate], name: str, session: SessionFacts) -> Finding:
    """How many wait before a child, who is first and since when; kept on the child's record without the other's name."""
    first = before[0].group
    wait = counted(len(before), "family waits", "families wait")
    day, since = say_weekday(session.start.date()), say_day(first[0].standing.asked_at.date())
    return Finding(
        "R-B6", Outcome.TO_DECIDE, "Families wait",
        f"{wait} for {day} before {name}: {come_first(first)}, waiting since {since}.",
        "Offer them the place first, under Bookings, Waiting.",
        kept=f"{wait} for {day} before this child: request {waiting_ref(first[0].id)} comes first, since {since}.",
    )  # fmt: skip


def joined(session: SessionFacts, workers_needed: int) -> SessionFacts:
    """The session as the next child finds it, once one who needs so many workers of its own is there."""
    return session._replace(
        taken=session.taken + 1, need_one=session.need_one + (workers_needed == 1), need_two=session.need_two + (workers_needed == 2)
    )
