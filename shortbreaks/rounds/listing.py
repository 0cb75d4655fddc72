"""Rounds as they are listed, and the services a new round may give places of."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, case, cast, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.tables import AllocationRound, RoundResult, RoundSession, Wish

STATE_WORDS = {
    "collecting": "Collecting wishes", "closed": "Closed", "previewed": "Looked at", "published": "Published",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the list."""

    id: int
    name: str
    state: str
    opens_on: date
    closes_at: datetime
    first_day: date | None
    last_day: date | None
    wishes: int
    children: int
    given: int


@query(needs=Permission.SEE_CASES)
def rounds_listed(view: View) -> tuple[RoundRow, ...]:
    """Every round, the newest cut-off first, in four questions."""
    db = view.db
    days: dict[int, tuple[date | None, date | None]] = {
        r[0]: (r[1].date(), r[2].date())
        for r in db.execute(
            select(RoundSession.round_id, func.min(BreakSession.starts_at), func.max(BreakSession.starts_at))
            .join(BreakSession, BreakSession.id == RoundSession.session_id).group_by(RoundSession.round_id)
        )
    }  # fmt: skip
    wishes = {
        r[0]: (r[1], r[2])
        for r in db.execute(
            select(Wish.round_id, func.count(), func.count(Wish.child_id.distinct()))
            .where(Wish.state == "open").group_by(Wish.round_id)
        )
    }  # fmt: skip
    given = {
        r[0]: int(r[1])
        for r in db.execute(
            select(RoundResult.round_id, func.sum(case((RoundResult.outcome == "given", 1), else_=0)))
            .group_by(RoundResult.round_id)
        )
    }  # fmt: skip
    rows = db.execute(
        select(AllocationRound.id, AllocationRound.name, AllocationRound.state, AllocationRound.opens_on, AllocationRound.closes_at)
        .order_by(AllocationRound.closes_at.desc(), AllocationRound.id.desc())
    )  # fmt: skip
    return tuple(
        RoundRow(
            r.id, r.name, r.state, r.opens_on, r.closes_at, *days.get(r.id, (None, None)), *wishes.get(r.id, (0, 0)),
            given.get(r.id, 0),
        )
        for r in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service whose sessions a new round may give, with its days to come."""

    id: int
    name: str
    kind: str
    sessions: int
    first_day: date
    last_day: date


@query(needs=Permission.SEE_CASES)
def services_for_round(view: View) -> tuple[ServiceChoice, ...]:
    """Services with day sessions to come, holiday schemes first."""
    rows = view.db.execute(
        select(
            Service.id, Service.name, Service.kind, cast(func.count(), Integer), func.min(BreakSession.starts_at),
            func.max(BreakSession.starts_at),
        )
        .join(BreakSession, BreakSession.service_id == Service.id)
        .where(
            Service.state == "open", Service.unit != "nights", BreakSession.state == "open",
            BreakSession.starts_at > to_local(view.now),
        )
        .group_by(Service.id, Service.name, Service.kind).order_by(Service.name)
    )  # fmt: skip
    found = [ServiceChoice(r[0], r[1], r[2], r[3], r[4].date(), r[5].date()) for r in rows]
    return tuple(sorted(found, key=lambda one: (one.kind != "scheme", one.name)))
