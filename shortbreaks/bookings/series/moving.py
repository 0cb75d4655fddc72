"""Moving dates of a series to another service or another time of the same week: looked at date by date, then done at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.charges import Cancelled
from shortbreaks.bookings.giving_up import Heard, check_reason, cost_now, give_up, ladders_of
from shortbreaks.bookings.judging import Judged, judge
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.series.judging import no_session, session_of, sessions_between
from shortbreaks.bookings.series.recurring import monday_of
from shortbreaks.bookings.series.scope import Scope, bookings_within, check_open, take_within
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted, charge, take
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_short, say_span, to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.collecting import check_collector
from shortbreaks.findings import Finding, Outcome, is_impossible
from shortbreaks.providers.tables import BreakSession, Service


@dataclass(frozen=True, slots=True)
class MoveWish:
    """Where dates of a series would go: a service, a weekday (None keeps each its own) and a time ("" for the first)."""

    scope: Scope
    service_id: int
    weekday: int | None = None
    starts: str = ""


@dataclass(frozen=True, slots=True)
class DateMove:
    """One date as it is and as it would be: what stays owed of the old place by the ladder, and what the new one costs.

    `session_id` is None where there is no session to move to; such a date, and an impossible one, stays as it is.
    """

    date_id: int
    booking_id: int
    day: date
    was: datetime
    session_id: int | None
    start: datetime | None
    end: datetime | None
    findings: tuple[Finding, ...]
    possible: bool
    stays_pence: int
    back_pence: int
    charge_pence: int
    in_notice: bool


INSTEAD = "Write down who collects on these dates first: C on the series’ page."
THERE = Finding("R-B3", Outcome.NOT_MET, "There already", "It is there already.", "Another service, day or time.", overridable=False)


@query(needs=Permission.BOOK)
def moving_figured(view: View, wish: MoveWish, reason: str, told: datetime | None = None) -> tuple[DateMove, ...]:
    """What moving these dates would come to, judged as if their old places were given back; nothing is saved."""
    found = bookings_within(view, wish.scope)
    if not found:
        return ()
    name, targets = _targets(view, wish, found)
    own = {booking.id: booking.session_id for _, booking in found}
    wanted = [one for key, one in targets.items() if one is not None and one != own[key]]
    ladders = ladders_of(view)
    costs = {booking.id: cost_now(view, booking, reason, told, ladders) for _, booking in found}
    given_back = [booking for _, booking in found if targets[booking.id] in wanted]
    late = {booking.id for booking in given_back if not costs[booking.id].in_notice}
    child_id = found[0][1].child_id
    judged = judge(view, child_id, wanted, instead_of=given_back, still_used=late) if wanted else None
    starts = _times(view, wanted)
    return tuple(
        _move(row, b, targets[b.id], costs[b.id], judged, starts, name, _day(b.starts_at.date(), wish.weekday))
        for row, b in found
    )


def _times(view: View, session_ids: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    rows = view.db.execute(
        select(BreakSession.id, BreakSession.starts_at, BreakSession.ends_at).where(BreakSession.id.in_(session_ids))
    )
    return {row.id: (row.starts_at, row.ends_at) for row in rows}


def _targets(
    view: View, wish: MoveWish, found: Sequence[tuple[SeriesDate, Booking]]
) -> tuple[str, dict[int, int | None]]:
    """For each booking the session it would move to: the wished day and time of its own week."""
    service = view.db.get(Service, wish.service_id)
    if service is None:
        raise NotFound("That service is not in the directory any more.", "Look again.")
    days = {booking.id: _day(booking.starts_at.date(), wish.weekday) for _, booking in found}
    sessions = sessions_between(view, wish.service_id, min(days.values()), max(days.values()))
    by_day: dict[date, list[object]] = {}
    for row in sessions.values():
        by_day.setdefault(row.starts_at.date(), []).append(row)
    targets = {}
    for _, booking in found:
        target = session_of(by_day.get(days[booking.id], ()), wish.starts)
        targets[booking.id] = target
    return service.name, targets


def _day(was: date, weekday: int | None) -> date:
    return was if weekday is None else monday_of(was) + timedelta(days=weekday)


def _move(
    row: SeriesDate, booking: Booking, target: int | None, cost: Cancelled, judged: Judged | None,
    times: dict[int, tuple[datetime, datetime]], name: str, wished: date,
) -> DateMove:  # fmt: skip
    if target is None or target == booking.session_id or judged is None:
        finding = no_session(name, wished) if target is None else THERE
        return DateMove(
            row.id, booking.id, row.day, booking.starts_at, None, None, None, (finding,), False, booking.charge_pence, 0, 0, True
        )  # fmt: skip
    against = tuple(one for one in judged.findings[target] if one.outcome is not Outcome.MET)
    possible = not any(is_impossible(one) for one in against)
    start, end = times[target]
    return DateMove(
        row.id, booking.id, row.day, booking.starts_at, target, start, end, against, possible, cost.pence,
        booking.charge_pence - cost.pence, judged.terms[target].charge_pence, cost.in_notice,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoveDates:
    """Dates of a series moved as they were shown: (date, session) pairs, and the reason of the change."""

    scope: Scope
    shown: tuple[int, ...]
    moves: tuple[tuple[int, int], ...]
    reason: str
    reasons: tuple[Reason, ...] = ()
    told: datetime | None = None


@command(needs=Permission.BOOK, recorded_as="Dates of a series moved")
def move_dates(work: Work, request: MoveDates) -> int:
    """Give the old places back by the ladder and take the new ones, all or none; answers how many.

    Raises Refused with the new day's own sentence when a place is gone, and leaves everything as it was.
    """
    check_reason(work, request.reason)
    if not request.moves:
        raise Refused("None of these dates can move there.", "Choose another service, day or time.")
    to = dict(request.moves)
    series, found = take_within(work, request.scope, request.shown, list(to.values()))
    check_open(series)
    moving = [(row, booking) for row, booking in found if row.id in to]
    if len(moving) != len(to):
        raise Refused("The dates of this series changed while you looked.", "Look at the figures again, then confirm them.")
    sessions = {session_id: work.db.get_one(BreakSession, session_id) for session_id in to.values()}
    ladders, owed = ladders_of(work), 0
    for row, booking in moving:
        cost = cost_now(work, booking, request.reason, request.told, ladders)
        state = "superseded" if cost.in_notice and not cost.pence else ""
        give_up(work, booking, cost, Heard(request.reason, request.told), _said(sessions[to[row.id]]), state)
        owed += cost.pence
    work.db.flush()
    owed += _take_new(work, series, moving, to, request.reasons)
    work.record(series, pence=owed)
    return len(moving)


def _said(session: BreakSession) -> str:
    day = session.starts_at.date()
    return f"Moved to {say_short(day, day)}, {say_span(session.starts_at, session.ends_at)}."


def _take_new(
    work: Work, series: Series, moving: Sequence[tuple[SeriesDate, Booking]], to: dict[int, int], reasons: tuple[Reason, ...]
) -> int:
    first = moving[0][1]
    ids = tuple(to[row.id] for row, _ in moving)
    wanted = PlacesWanted(series.child_id, ids, reasons, first.collected_by, first.transport, first.note)
    made = {booking.session_id: booking for booking in take(work, [wanted], series.asked_by, "confirmed", None)}
    for row, old in moving:
        new = made[to[row.id]]
        check_collector(work, series.child_id, old.collected_by, [new.starts_at.date()], INSTEAD)
        new.collected_by, new.transport, new.note = old.collected_by, old.transport, old.note
        row.booking_id, row.session_id, row.since = new.id, new.session_id, work.now
    return charge(work, list(made.values()), "")


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service that dates can move to."""

    id: int
    name: str


@query(needs=Permission.BOOK)
def services_to_move_to(view: View, service_id: int) -> tuple[ServiceChoice, ...]:
    """Every open service with sessions to come, the series' own first."""
    coming = select(BreakSession.service_id).where(
        BreakSession.starts_at > to_local(view.now), BreakSession.state == "open"
    )
    rows = view.db.execute(
        select(Service.id, Service.name).where(Service.state == "open", Service.id.in_(coming)).order_by(Service.name)
    )
    return tuple(sorted((ServiceChoice(*row) for row in rows), key=lambda one: one.id != service_id))
