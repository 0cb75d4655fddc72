"""What a child waits for: how much of an allocation it would use, so that used, booked and asked for stay within it (R-B8)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.paying import uses_of
from shortbreaks.bookings.waiting.tables import WaitingRequest, WaitingSession
from shortbreaks.bookings.waits import ANY_HOUSE, Waits
from shortbreaks.database.prepared import rows_of
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.providers.tables import BreakSession, Service

# Built once: a select costs more to build than to run (speed.md).
_CHILDREN: BindParameter[int] = bindparam("children", expanding=True)
_OTHER = aliased(BreakSession)
_FIRST = (  # of a wait for any day: what one place comes to is told by the first session it can be
    select(_OTHER.id)
    .where(
        _OTHER.service_id == WaitingRequest.service_id, _OTHER.state == "open", func.date(_OTHER.starts_at) >= WaitingRequest.from_day,
        func.date(_OTHER.starts_at) <= WaitingRequest.until_day,
    )
    .order_by(_OTHER.starts_at, _OTHER.id)
    .limit(1)
    .correlate(WaitingRequest)
    .scalar_subquery()
)  # fmt: skip
_WAITS = (
    select(
        WaitingRequest.id, WaitingRequest.child_id, WaitingRequest.service_id, WaitingRequest.session_id, WaitingRequest.from_day,
        WaitingRequest.until_day, WaitingRequest.weekdays, WaitingRequest.whole, WaitingSession.session_id.label("named"),
        Service.kind, Service.unit, BreakSession.starts_at, BreakSession.ends_at,
    )
    .join(Service, Service.id == WaitingRequest.service_id)
    .join(WaitingSession, WaitingSession.request_id == WaitingRequest.id, isouter=True)
    .join(BreakSession, BreakSession.id == func.coalesce(WaitingRequest.session_id, WaitingSession.session_id, _FIRST))
    .where(WaitingRequest.child_id.in_(_CHILDREN), WaitingRequest.state == "waiting", WaitingRequest.until_day >= bindparam("day"))
    .order_by(WaitingRequest.asked_at, WaitingRequest.id, BreakSession.starts_at)
)  # fmt: skip
_NIGHTS = (
    select(
        NightRequest.child_id, NightRequest.nights, NightRequest.from_day, NightRequest.until_day, NightRequest.weekdays,
        NightRequest.service_id, Service.kind, Service.unit,
    )
    .join(Service, Service.id == NightRequest.service_id, isouter=True)
    .where(NightRequest.child_id.in_(_CHILDREN), NightRequest.state == "waiting", NightRequest.until_day >= bindparam("day"))
    .order_by(NightRequest.asked_at, NightRequest.id)
)


def waits_of(db: Session, child_ids: Collection[int], today: date, *, nights: bool = False) -> dict[int, tuple[Waits, ...]]:
    """What places children wait for from a day on, the longest ago first; in one question. What is offered is booked already.

    `nights`: after them the nights in a house, or in any; in another question.
    """
    asked, requests = {"children": list(child_ids), "day": today}, dict[int, list[Any]]()
    for row in rows_of(db, _WAITS, asked):
        requests.setdefault(row.id, []).append(row)
    found: dict[int, list[Waits]] = {}
    for rows in requests.values():
        found.setdefault(rows[0].child_id, []).append(_waits(rows))
    for r in rows_of(db, _NIGHTS, asked) if nights else ():
        found.setdefault(r.child_id, []).append(Waits(
            r.kind or "overnight", r.unit or "nights", r.nights, r.from_day, r.service_id or ANY_HOUSE, frozenset(), r.from_day,
            r.until_day, _weekdays(r.weekdays),
        ))  # fmt: skip
    return {child_id: tuple(waits) for child_id, waits in found.items()}


def _waits(rows: Sequence[Any]) -> Waits:
    first = rows[0]
    each = [uses_of(first.unit, row.starts_at, row.ends_at) for row in rows]
    named = frozenset(filter(None, (first.session_id, *(row.named for row in rows))))
    return Waits(
        first.kind, first.unit, sum(each) if first.whole else max(each), first.starts_at.date(), first.service_id, named,
        first.from_day, first.until_day, _weekdays(first.weekdays),
    )  # fmt: skip


def _weekdays(kept: str) -> frozenset[int]:
    return frozenset(int(day) for day in kept.split(",") if day)


def with_asked(allowances: tuple[Allowance, ...], waits: Sequence[Waits]) -> tuple[Allowance, ...]:
    """The allocations with what is asked of each: a request is of the one that has most left for it."""
    asked: dict[int, int] = {}
    for one in waits:
        fitting = [it for it in allowances if it.serves(one.kind, one.unit, one.day)]
        if fitting:
            payer = max(fitting, key=lambda it: (it.left - asked.get(it.id, 0), -it.id))
            asked[payer.id] = asked.get(payer.id, 0) + one.uses
    return tuple(replace(it, asked=asked[it.id]) if it.id in asked else it for it in allowances)
