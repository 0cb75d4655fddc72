"""Judging places for one child: the findings of each, and the terms on which it would be booked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from shortbreaks.bookings import facts
from shortbreaks.bookings.charges import Charge, charge_for
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.rules import (
    Busy,
    ChildFacts,
    ServiceFacts,
    SessionFacts,
    amount_used,
    pick_allowance,
)
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.codes import EXEMPT_BENEFITS
from shortbreaks.database.commands import View
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import Child, Household
from shortbreaks.findings import Finding
from shortbreaks.providers.tables import BreakSession, Service


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a place is booked: the allocation that pays and how much, and the family's charge in pence."""

    allocation_id: int | None
    uses: int
    list_pence: int
    charge_pence: int
    exempt: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Each session's findings and terms, by session id."""

    child: ChildFacts
    findings: dict[int, tuple[Finding, ...]]
    terms: dict[int, Terms]


def judge(view: View, child_id: int, session_ids: Sequence[int], *, beside: Sequence[Booking] = ()) -> Judged:
    """Judge a child's places in some sessions together, each after the ones before it.

    `beside` are bookings of the same request (siblings) that take places and workers first (R-B5).
    """
    child = facts.child_facts(view.db, child_id, view.today)
    sessions = facts.session_facts(view.db, session_ids)
    service_of = _services(view, session_ids)
    services = facts.service_facts(view.db, set(service_of.values()))
    words = facts.words_of_the_day(view.db, view.today)
    now = to_local(view.now)
    findings: dict[int, tuple[Finding, ...]] = {}
    terms: dict[int, Terms] = {}
    for session_id in sorted(session_ids, key=lambda one: (sessions[one].start, one)):
        service = services[service_of[session_id]]
        session = _with_siblings(view, sessions[session_id], beside)
        findings[session_id] = Judge(child, words, now).findings(service, session)
        terms[session_id] = _terms(view, child, service, session)
        child = _after(child, service, session, terms[session_id])
    return Judged(child, findings, terms)


def _services(view: View, session_ids: Sequence[int]) -> dict[int, int]:
    rows = view.db.execute(
        select(BreakSession.id, BreakSession.service_id).where(BreakSession.id.in_(session_ids))
    ).all()
    found = {row.id: row.service_id for row in rows}
    if set(session_ids) - set(found):
        raise NotFound("That session is not in the directory any more.", "Look again.")
    return found


def _with_siblings(view: View, session: SessionFacts, beside: Sequence[Booking]) -> SessionFacts:
    there = [booking.child_id for booking in beside if booking.session_id == session.id]
    if not there:
        return session
    own = list(view.db.execute(select(Child.workers_needed).where(Child.id.in_(there))).scalars())
    return replace(
        session, taken=session.taken + len(there), need_one=session.need_one + own.count(1),
        need_two=session.need_two + own.count(2),
    )  # fmt: skip


def _terms(view: View, child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> Terms:
    day = session.start.date()
    allowance = pick_allowance(child.allowances, service, day)
    charge = charge_on(view, child.id, service.id, day)
    return Terms(
        allowance.id if allowance else None, amount_used(service.unit, session), charge.list_pence, charge.pence,
        charge.exempt,
    )  # fmt: skip


def charge_on(view: View, child_id: int, service_id: int, day: date) -> Charge:
    """What the council charges a child's family for one place on a day (R-C1, R-C2)."""
    row = view.db.execute(
        select(Household.benefit).join(Child, Child.household_id == Household.id).where(Child.id == child_id)
    ).one()
    charged_by = view.db.scalar(select(Service.charged_by).where(Service.id == service_id)) or "nobody"
    price = facts.prices_on(view.db, day, [service_id]).get(service_id, 0)
    return charge_for(price, charged_by, row.benefit, EXEMPT_BENEFITS)


def _after(child: ChildFacts, service: ServiceFacts, session: SessionFacts, terms: Terms) -> ChildFacts:
    """The child as the next place finds it: these hours booked, this time taken."""
    allowances = tuple(
        replace(one, booked=one.booked + terms.uses) if one.id == terms.allocation_id else one
        for one in child.allowances
    )
    return replace(child, allowances=allowances, busy=(*child.busy, Busy(session.start, session.end, service.name)))


def households_of(view: View, child_ids: set[int]) -> dict[int, int]:
    """The household of each child."""
    rows = view.db.execute(select(Child.id, Child.household_id).where(Child.id.in_(child_ids)))
    return {row.id: row.household_id for row in rows}
