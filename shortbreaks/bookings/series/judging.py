"""Judging a whole series at once: its days matched to the service's sessions, each by the judge of every booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.judging import Judged, judge
from shortbreaks.bookings.series.recurring import Recurring, days_asked, monday_of
from shortbreaks.council.queries import bank_holidays, school_terms
from shortbreaks.database.commands import View
from shortbreaks.dates import say_full
from shortbreaks.errors import NotFound, Refused
from shortbreaks.findings import Finding, Outcome
from shortbreaks.providers.tables import BreakSession, Service


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """A child, a service and how it recurs; days moved to another session of their week, and days not wanted.

    `skipped` days are judged as if the place were wanted, and use nothing.
    """

    child_id: int
    service_id: int
    recurring: Recurring
    moved: tuple[tuple[date, int], ...] = ()
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The days asked for with the session each would be, the sessions of those weeks, and what the judge found."""

    service: str
    unit: str
    days: tuple[date, ...]
    chosen: Mapping[date, int | None]
    sessions: Mapping[int, Any]
    missing: Mapping[date, Finding]
    judged: Judged
    taken: frozenset[int]

    def findings(self, day: date) -> tuple[Finding, ...]:
        """What was found of a day; one sentence when the service has no session then."""
        session_id = self.chosen[day]
        return (self.missing[day],) if session_id is None else self.judged.findings[session_id]


def plan_of(view: View, wish: SeriesWish) -> Plan:
    """Match and judge every day of a series in a fixed number of questions.

    Raises Refused for a pattern that makes no day, and for a day moved out of its week or to a session taken twice.
    """
    service = view.db.execute(select(Service.name, Service.unit).where(Service.id == wish.service_id)).first()
    if service is None:
        raise NotFound("That service is not in the directory any more.", "Look again.")
    days = days_asked(wish.recurring, school_terms(view.db))
    sessions = sessions_between(view, wish.service_id, monday_of(days[0]), monday_of(days[-1]) + timedelta(days=6))
    chosen = _chosen(days, sessions, wish)
    wanted = [one for one in chosen.values() if one is not None]
    passed_over = {one for day in wish.skipped if (one := chosen.get(day)) is not None}
    judged = judge(view, wish.child_id, wanted, passed_over=passed_over)
    missing = {day: no_session(service.name, day) for day, one in chosen.items() if one is None}
    return Plan(service.name, service.unit, tuple(days), chosen, sessions, missing, judged, frozenset(wanted))


def sessions_between(view: View, service_id: int, first: date, last: date) -> dict[int, Any]:
    """A service's sessions from one day to another by id, in order of time, closed ones too."""
    rows = view.db.execute(
        select(
            BreakSession.id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places, BreakSession.taken,
            BreakSession.state,
        )
        .where(
            BreakSession.service_id == service_id, BreakSession.starts_at >= begin_of(first),
            BreakSession.starts_at < begin_of(last + timedelta(days=1)),
        )
        .order_by(BreakSession.starts_at, BreakSession.id)
    )  # fmt: skip
    return {row.id: row for row in rows}


def _chosen(days: Sequence[date], sessions: Mapping[int, Any], wish: SeriesWish) -> dict[date, int | None]:
    by_day: dict[date, list[Any]] = {}
    for row in sessions.values():
        by_day.setdefault(row.starts_at.date(), []).append(row)
    chosen = {day: session_of(by_day.get(day, ()), wish.recurring.starts) for day in days}
    for day, session_id in wish.moved:
        if day not in chosen:
            continue
        if session_id not in sessions or monday_of(sessions[session_id].starts_at.date()) != monday_of(day):
            raise Refused(
                f"{say_full(day)} can only move to another session of its week.", "Choose one of those shown.", "moved"
            )
        chosen[day] = session_id
    taken = [one for one in chosen.values() if one is not None]
    for day, session_id in wish.moved:
        if day in chosen and taken.count(session_id) > 1:
            raise Refused(f"{say_full(day)} would move to a session the series has already.", "Choose another.", "moved")
    return chosen


def session_of(rows: Sequence[Any], starts: str) -> int | None:
    """Which of a day's sessions a series means: the first that is open at its time, else the first at its time."""
    fitting = [row for row in rows if not starts or f"{row.starts_at:%H:%M}" == starts]
    best = min(fitting, key=lambda row: (row.state != "open", row.starts_at, row.id), default=None)
    return None if best is None else int(best.id)


def no_session(service: str, day: date) -> Finding:
    """What is said of a day on which the service has no session; a bank holiday is named."""
    holiday = bank_holidays(day, day).get(day)
    why = f" ({holiday})" if holiday else ""
    return Finding(
        "R-B3", Outcome.NOT_MET, "No session", f"{service} has no session on {say_full(day)}{why}.",
        "Another session of that week, or one that the provider opens that day.", overridable=False,
    )  # fmt: skip


def others_of_week(day: date, plan: Plan, now: datetime) -> tuple[Any, ...]:
    """The other open sessions of a day's week that the series does not have already and that have not begun."""
    begin = begin_of(monday_of(day))
    end, taken = begin + timedelta(days=7), plan.taken
    return tuple(
        row
        for row in plan.sessions.values()
        if begin <= row.starts_at < end and row.id not in taken and row.state == "open" and row.starts_at > now
    )
