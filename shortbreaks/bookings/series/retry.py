"""Skipped dates of series that could be booked now: a waiting family goes first, then who was skipped first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import facts
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.series.judging import session_of
from shortbreaks.bookings.series.scope import check_open
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.taking import PlacesWanted, charge, take
from shortbreaks.bookings.waiting.ahead import Ahead
from shortbreaks.bookings.waiting.line import Line
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_weekday, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import check_collector
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.findings import Finding, Outcome, is_impossible
from shortbreaks.providers.tables import BreakSession, Service

ORDER = "A family on the waiting list goes first, then the date that was skipped first."
INSTEAD = "Write down who collects for the whole series first: it is asked for on the child’s card."
MOST = 500


@dataclass(frozen=True, slots=True)
class ReadyDate:
    """A skipped date whose session has a place again; `ready` unless `ahead` families wait for it, or something else stands."""

    date_id: int
    version: int
    series_id: int
    child_id: int
    child: str
    service: str
    session_id: int
    start: datetime
    end: datetime
    free: int
    ahead: int
    ready: bool
    findings: tuple[Finding, ...]


@query(needs=Permission.SEE_CASES)
def ready_of_series(view: View, series_id: int) -> tuple[ReadyDate, ...]:
    """The skipped dates of one series whose session has a place again, and whether each could be booked now."""
    return ready_dates(view, series_id)


def ready_dates(view: View, series_id: int | None = None, lines: Sequence[Line] | None = None) -> tuple[ReadyDate, ...]:
    """The skipped dates whose session has a place again, in the order in which they were skipped.

    Of every open series, or looked at for one; a fixed number of questions however many there are. `lines` are those of
    every free place, where they were read already.
    """
    rows = _skipped(view)
    if series_id is not None and not any(row.series_id == series_id for row in rows):
        return ()
    sessions = _free_sessions(view, rows)
    by_day: dict[tuple[int, date], list[Any]] = {}
    for one in sessions.values():
        by_day.setdefault((one.service_id, one.starts_at.date()), []).append(one)
    chosen = {row.id: target for row in rows if (target := _target(row, sessions, by_day)) is not None}
    if not chosen:
        return ()
    found = _judged(view, [row for row in rows if row.id in chosen], chosen, sessions, lines)
    return tuple(one for one in found if series_id is None or one.series_id == series_id)


def _skipped(view: View) -> Sequence[Any]:
    return view.db.execute(
        select(
            SeriesDate.id, SeriesDate.version, SeriesDate.series_id, SeriesDate.day, SeriesDate.session_id, SeriesDate.rule,
            Series.child_id, Series.service_id, Series.starts, Child.first_name, Child.last_name, Child.known_as,
            Service.name.label("service"),
        )
        .join(Series, Series.id == SeriesDate.series_id)
        .join(Child, Child.id == Series.child_id)
        .join(Service, Service.id == Series.service_id)
        .where(
            SeriesDate.state == "skipped", SeriesDate.day >= view.today - timedelta(days=6), Series.state == "open",
            Child.state == "open",
        )
        .order_by(SeriesDate.since, SeriesDate.id)
        .limit(MOST)
    ).all()  # fmt: skip


def _free_sessions(view: View, rows: Sequence[Any]) -> dict[int, Any]:
    """The sessions with a place of the services and weeks that the skipped dates are in."""
    if not rows:
        return {}
    last = max(row.day for row in rows) + timedelta(days=7)
    found = view.db.execute(
        select(
            BreakSession.id, BreakSession.service_id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places,
            BreakSession.taken, BreakSession.state,
        )
        .where(
            BreakSession.service_id.in_({row.service_id for row in rows}), BreakSession.state == "open",
            BreakSession.taken < BreakSession.places, BreakSession.starts_at > to_local(view.now),
            BreakSession.starts_at < facts.begin_of(last),
        )
        .order_by(BreakSession.starts_at, BreakSession.id)
    )  # fmt: skip
    return {row.id: row for row in found}


def _target(row: Any, sessions: Mapping[int, Any], by_day: Mapping[tuple[int, date], Sequence[Any]]) -> int | None:
    """The session a skipped date would be booked in: its own, or another of its day and time that opened since."""
    if row.session_id in sessions:
        return int(row.session_id)
    return session_of(by_day.get((row.service_id, row.day), ()), row.starts)


def _judged(
    view: View, rows: Sequence[Any], chosen: Mapping[int, int], sessions: Mapping[int, Any], lines: Sequence[Line] | None
) -> list[ReadyDate]:
    ids = sorted(set(chosen.values()))
    services = facts.service_facts(view.db, {row.service_id for row in rows})
    about = facts.session_facts(view.db, ids)
    children = facts.children_facts(view.db, {row.child_id for row in rows}, view.today, view.today)
    words, now = facts.words_of_the_day(view.db, view.today), to_local(view.now)
    judges = {child_id: Judge(child, words, now) for child_id, child in children.items()}
    ahead = Ahead(view, ids, children, lines)
    promised: dict[int, int] = {}
    found = []
    for row in rows:
        session = sessions[chosen[row.id]]
        service, child = services[row.service_id], children[row.child_id]
        findings = judges[row.child_id].findings(service, about[session.id])
        against = tuple(
            one for one in (*findings, *ahead.findings(child, service, about[session.id])) if one.outcome is not Outcome.MET
        )
        waiting = ahead.before(session.id, {row.child_id}).children
        left = session.places - session.taken - waiting - promised.get(session.id, 0)
        stands = any(is_impossible(one) or one.rule in {row.rule, "R-B6"} for one in against)
        ready = left > 0 and not stands
        promised[session.id] = promised.get(session.id, 0) + ready
        found.append(
            ReadyDate(
                row.id, row.version, row.series_id, row.child_id, short_name(row.first_name, row.last_name, row.known_as),
                row.service, session.id, session.starts_at, session.ends_at, session.places - session.taken,
                waiting, ready, against,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class BookSkipped:
    """A skipped date that is booked after all. `reasons` go past what a person decides, R-B6 past who waits."""

    date_id: int
    seen: int
    reasons: tuple[Reason, ...] = ()
    paid_by: str = ""


@command(needs=Permission.BOOK, recorded_as="Skipped date booked")
def book_skipped(work: Work, request: BookSkipped) -> int:
    """Book a date that was skipped, through the same judge as every booking, and charge it; answers the booking's id.

    Raises Refused when its session has no place, with the rule's own sentence, or while a waiting family goes first.
    """
    row = work.take(SeriesDate, request.date_id, seen=request.seen)
    series = work.take(Series, row.series_id)
    check_open(series)
    if row.state == "booked":
        raise Refused("This date is booked.", "Look again.")
    lock_children(work, [series.child_id])
    session_id = _session_now(work, series, row)
    day = work.db.get_one(BreakSession, session_id).starts_at.date()
    check_collector(work, series.child_id, series.collected_by, [day], INSTEAD)
    wanted = PlacesWanted(
        series.child_id, (session_id,), request.reasons, series.collected_by, series.transport, series.note
    )  # fmt: skip
    (booking,) = take(work, [wanted], series.asked_by, "confirmed", None)
    owed = charge(work, [booking], request.paid_by)
    row.state, row.booking_id, row.session_id, row.since = "booked", booking.id, session_id, work.now
    work.record(row, pence=owed)
    return booking.id


def _session_now(work: Work, series: Series, row: SeriesDate) -> int:
    """The session the date stands for now. Raises Refused when its service has none that day."""
    if row.session_id is not None:
        own = work.db.get_one(BreakSession, row.session_id)
        if own.state == "open":
            return own.id
    begin = facts.begin_of(row.day)
    that_day = select(BreakSession).where(
        BreakSession.service_id == series.service_id, BreakSession.starts_at >= begin,
        BreakSession.starts_at < begin + timedelta(days=1),
    )  # fmt: skip
    found = session_of(list(work.db.scalars(that_day)), series.starts) or row.session_id
    if found is None:
        raise Refused(
            f"There is no session on {say_weekday(row.day)} yet.", "It can be booked once the provider opens that day."
        )
    return found
