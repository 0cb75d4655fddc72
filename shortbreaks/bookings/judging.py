"""Judging places for one child: the findings of each, and the terms on which it would be booked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, select

from shortbreaks.bookings import facts
from shortbreaks.bookings.benefits import benefits_of_child
from shortbreaks.bookings.charges import Charge, charge_for, price_on
from shortbreaks.bookings.judge import Judge, with_place
from shortbreaks.bookings.paying import amount_used, left_then, paid_by
from shortbreaks.bookings.rules import (
    ChildFacts,
    ServiceFacts,
    SessionFacts,
)
from shortbreaks.bookings.shares import Shares, paid_by_allocation
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.ahead import Ahead
from shortbreaks.bookings.waiting.line import Line
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import Child
from shortbreaks.findings import Finding, is_impossible
from shortbreaks.providers.tables import BreakSession, Service

# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_HOMES = select(Child.id, Child.household_id).where(Child.id.in_(_IDS))
_SERVICES = select(BreakSession.id, BreakSession.service_id).where(BreakSession.id.in_(_IDS))
_CHARGED_BY = select(Service.id, Service.charged_by).where(Service.id.in_(_IDS))


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a place is booked: the allocation that pays and how much goes; the charge in pence.

    `left_before` is what all allocations that may pay have left then, carried over or not. `shares` are what others pay than
    the allocation named, where none has enough left for all of it (R-B8).
    """

    allocation_id: int | None
    left_before: int | None
    uses: int
    list_pence: int
    charge_pence: int
    exempt: str
    shares: Shares = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A sibling asked for in the same breath, who would take a place and workers first (R-B5)."""

    child_id: int
    session_id: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Each session's findings and terms, by session id, and the child as all of them leave it."""

    child: ChildFacts
    findings: dict[int, tuple[Finding, ...]]
    terms: dict[int, Terms]


def judge(
    view: View, child_id: int, session_ids: Sequence[int], *, beside: Sequence[Booking | Beside] = (),
    family: Collection[int] = (), passed_over: Collection[int] = (), instead_of: Sequence[Booking] = (),
    still_used: Collection[int] = (), lines: Sequence[Line] | None = None,
) -> Judged:  # fmt: skip
    """Judge a child's places in some sessions together, each after the ones before it; a fixed number of questions.

    `beside` are bookings of the same request (siblings) that take places and workers first (R-B5); `family` is everybody
    of that request, who stand together where the first of them stands in the line of who waits (R-B6). What the child
    would not have anyway uses neither time nor allocation: sessions `passed_over`, and those nobody can go past.
    `instead_of` are the child's own bookings that would be given back first; those `still_used` (by their id) keep what
    they use of the allocation, since they are given back late.
    `lines` of who waits for these sessions, as they stand now, where whoever asks has them already.
    """
    child = _without(view, facts.child_facts(view.db, child_id, view.today), instead_of, still_used)
    ground = _Ground(view, session_ids, {child_id, *family}, lines)
    return ground.judge(child, session_ids, Charges(view, child_id, ground.services), beside, family, passed_over)


def judge_each(view: View, wanted: Mapping[int, Sequence[int]]) -> dict[int, Judged]:
    """Each child's places in some sessions as if only that child asked, without terms; as many questions as for one child."""
    ground = _Ground(view, sorted({one for ids in wanted.values() for one in ids}), wanted.keys())
    children = facts.waiting_children(view.db, list(wanted), view.today)
    return {child_id: ground.judge(children[child_id], ids) for child_id, ids in wanted.items()}


class _Ground:
    """What places in some sessions are judged by, whichever of some children is looked at."""

    def __init__(
        self, view: View, session_ids: Sequence[int], child_ids: Collection[int], lines: Sequence[Line] | None = None
    ) -> None:
        self._view, self._now = view, to_local(view.now)
        self._sessions = facts.session_facts(view.db, session_ids)
        self._service_of = _services(view, session_ids)
        self.services = facts.service_facts(view.db, set(self._service_of.values()))
        self._words = facts.words_of_the_day(view.db, view.today)
        self._ahead = Ahead(view, session_ids, child_ids, lines)

    def judge(
        self, child: ChildFacts, session_ids: Sequence[int], charges: "Charges | None" = None,
        beside: Sequence[Booking | Beside] = (), family: Collection[int] = (), passed_over: Collection[int] = (),
    ) -> Judged:  # fmt: skip
        """One child's places, each after the ones before it; on what terms, where its charges are given."""
        findings: dict[int, tuple[Finding, ...]] = {}
        terms: dict[int, Terms] = {}
        for session_id in sorted(session_ids, key=lambda one: (self._sessions[one].start, one)):
            service = self.services[self._service_of[session_id]]
            session = _with_siblings(self._view, self._sessions[session_id], beside)
            own = Judge(child, self._words, self._now).findings(service, session)
            findings[session_id] = (*self._ahead.findings(child, service, session, family), *own)  # said first: others are concerned
            if charges is not None:
                terms[session_id] = _terms(charges, child, service, session)
            if session_id not in passed_over and not any(is_impossible(one) for one in findings[session_id]):
                child = with_place(child, service, session)
        return Judged(child, findings, terms)


def _without(view: View, child: ChildFacts, given_back: Sequence[Booking], still_used: Collection[int]) -> ChildFacts:
    """The child as it stands once some of its bookings are given back."""
    times = {(booking.starts_at, booking.ends_at) for booking in given_back}
    back = paid_by_allocation(view.db, [booking for booking in given_back if booking.id not in still_used]) if given_back else {}
    return replace(
        child, busy=tuple(busy for busy in child.busy if (busy.start, busy.end) not in times),
        allowances=tuple(replace(one, booked=one.booked - back.get(one.id, 0)) for one in child.allowances),
    )  # fmt: skip


def _services(view: View, session_ids: Sequence[int]) -> dict[int, int]:
    found = {row.id: row.service_id for row in rows_of(view.db, _SERVICES, {"ids": list(session_ids)})}
    if set(session_ids) - set(found):
        raise NotFound("That session is not in the directory any more.", "Look again.")
    return found


def _with_siblings(view: View, session: SessionFacts, beside: Sequence[Booking | Beside]) -> SessionFacts:
    there = [booking.child_id for booking in beside if booking.session_id == session.id]
    if not there:
        return session
    own = list(view.db.execute(select(Child.workers_needed).where(Child.id.in_(there))).scalars())
    return session._replace(
        taken=session.taken + len(there), need_one=session.need_one + own.count(1), need_two=session.need_two + own.count(2)
    )


def _terms(charges: "Charges", child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> Terms:
    day = session.start.date()
    uses = amount_used(service.unit, session)
    paying = paid_by(child.allowances, service, day, uses)
    charge = charges.of(service.id, session.start, session.end)
    return Terms(
        paying[0][0].id if paying else None, left_then(child.allowances, service, day), uses,
        charge.list_pence, charge.pence, charge.exempt, tuple((one.id, amount) for one, amount in paying[1:]),
    )  # fmt: skip


class Charges:
    """What the council charges a child's family for a place in some services, on any day (R-C1, R-C2)."""

    def __init__(self, view: View, child_id: int, service_ids: Collection[int]) -> None:
        self._benefits = benefits_of_child(view.db, child_id)
        self._charged_by = {row.id: row.charged_by for row in rows_of(view.db, _CHARGED_BY, {"ids": list(service_ids)})}
        self._prices = facts.prices_of(view.db, service_ids)

    def of(self, service_id: int, starts_at: datetime, ends_at: datetime) -> Charge:
        """The charge for one place from then till then."""
        price = price_on(self._prices.get(service_id, ()), starts_at, ends_at)
        return self._for(service_id, price, starts_at.date())

    def at(self, service_id: int, list_pence: int, day: date) -> Charge:
        """The charge for one place on a day at a price that the family was told before; nought where nobody knew one stays unknown."""
        known = list_pence or any(since <= day for since, _ in self._prices.get(service_id, ()))
        return self._for(service_id, list_pence if known else None, day)

    def _for(self, service_id: int, price: int | None, day: date) -> Charge:
        return charge_for(price, self._charged_by.get(service_id, "nobody"), free=self._benefits.free_on(day))


def charge_of(view: View, child_id: int, service_id: int, starts_at: datetime, ends_at: datetime) -> Charge:
    """What the council charges a child's family for one place from then till then (R-C1, R-C2)."""
    return Charges(view, child_id, [service_id]).of(service_id, starts_at, ends_at)


def households_of(view: View, child_ids: set[int]) -> dict[int, int]:
    """The household of each child."""
    return {row.id: row.household_id for row in rows_of(view.db, _HOMES, {"ids": list(child_ids)})}
