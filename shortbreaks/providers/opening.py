"""Opening times: sessions made from a recurrence, one-off openings, closures, and places changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import bank_holidays, school_terms
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.changes import note_act
from shortbreaks.providers.sessions import Recurrence, check_known, days_of, times_of
from shortbreaks.providers.tables import BreakSession, Pattern, Service, Venue
from shortbreaks.words import counted

MOST_PLACES, MOST_WORKERS = 500, 200

when_broken(
    "uq_break_session_service_id_venue_id_starts_at",
    "break_session.service_id, break_session.venue_id, break_session.starts_at",
    lambda: Refused("There is already a session there at that time.", "Change the days or the times.", "first_day"),
)


@dataclass(frozen=True, slots=True)
class AddSessions:
    """Sessions by a recurrence, with places and workers rostered for each."""

    service_id: int
    venue_id: int
    name: str
    when: Recurrence
    places: int
    workers: int
    on_bank_holidays: bool = False


@dataclass(frozen=True, slots=True)
class SessionPlanned:
    """One session that would be made, and whether it is there already."""

    start: datetime
    end: datetime
    there: bool


@query(needs=Permission.SEE_PROVIDERS)
def sessions_planned(view: View, request: AddSessions) -> tuple[SessionPlanned, ...]:
    """Every session a recurrence would make, before anything is saved. Raises Refused for one that cannot be."""
    return tuple(_planned(view, request))


def _planned(view: View, request: AddSessions) -> list[SessionPlanned]:
    terms = school_terms(view.db)
    when = request.when
    left_out = frozenset() if request.on_bank_holidays else frozenset(bank_holidays(when.first_day, when.last_day))
    check_known(when, terms)
    days = days_of(when, terms, left_out)
    there = set(
        view.db.execute(
            select(BreakSession.starts_at).where(
                BreakSession.service_id == request.service_id, BreakSession.venue_id == request.venue_id
            )
        ).scalars()
    )
    times = [times_of(when, day) for day in days]
    return [SessionPlanned(start, end, start in there) for start, end in times]


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Sessions added")
def add_sessions(work: Work, request: AddSessions) -> list[int]:
    """Make every planned session that is not there yet; answers their ids. Raises Refused when that is none."""
    _check_size(request.places, request.workers)
    if request.places < 1:
        raise Refused("A session needs at least one place.", "Write how many children can come.", "places")
    _check_where(work, request)
    planned = [one for one in _planned(work, request) if not one.there]
    if not planned:
        raise Refused("That makes no new session.", "Change the days: they may all be there already.", "first_day")
    when = request.when
    pattern = Pattern(
        service_id=request.service_id, venue_id=request.venue_id, kind=when.kind, name=request.name.strip(),
        weekdays=",".join(str(day) for day in when.weekdays), first_day=when.first_day, last_day=when.last_day,
        starts=when.starts, ends=when.ends, nights=when.nights, places=request.places, workers=request.workers,
        on_bank_holidays=request.on_bank_holidays,
    )  # fmt: skip
    work.db.add(pattern)
    work.db.flush()
    made = [
        BreakSession(
            service_id=request.service_id, venue_id=request.venue_id, pattern_id=pattern.id, starts_at=one.start,
            ends_at=one.end, places=request.places, taken=0, workers=request.workers, state="open", closed_reason="",
        )
        for one in planned
    ]  # fmt: skip
    work.db.add_all(made)
    note_act(work, request.service_id, f"{counted(len(made), 'session')} added, {say_days([one.start for one in planned])}")
    work.record(pattern)
    return [session.id for session in made]


def _check_size(places: int, workers: int) -> None:
    """Refuse numbers of places and workers that nobody can mean."""
    if not 0 <= places <= MOST_PLACES:
        raise Refused(f"Places are from 0 to {MOST_PLACES}.", "Write how many children can come.", "places")
    if workers < 0:
        raise Refused("There are no fewer workers than none.", "Write how many are rostered, or 0.", "workers")
    if workers > MOST_WORKERS:
        raise Refused(f"Workers are at most {MOST_WORKERS}.", "Write how many are rostered, or 0.", "workers")


def _check_where(work: Work, request: AddSessions) -> None:
    """An open service, at an open place of its own provider."""
    service, venue = work.db.get(Service, request.service_id), work.db.get(Venue, request.venue_id)
    if service is None:
        raise NotFound("That service is not in the directory any more.", "Look again.")
    if service.state == "closed":
        raise Refused(f"{service.name} has closed.", "Open it again first.")
    if request.when.nights and work.db.scalar(select(Unit.id).where(Unit.service_id == service.id)) is not None:
        raise Refused(f"{service.name} has beds.", "Its nights are placed on the bed board; add day visits here.", "nights")
    if venue is None or venue.provider_id != service.provider_id or venue.state == "closed":
        raise Refused("That place is not an open one of this provider.", "Choose another.", "venue_id")


@dataclass(frozen=True, slots=True)
class CloseSessions:
    """A service closed from one day to another, with the reason said to families."""

    service_id: int
    first_day: date
    last_day: date
    reason: str


@query(needs=Permission.SEE_PROVIDERS)
def closing_affects(view: View, service_id: int, first_day: date, last_day: date) -> tuple[int, int]:
    """How many open sessions a closure would close, and how many places are taken in them."""
    rows = list(view.db.scalars(_open_between(service_id, first_day, last_day)))
    return len(rows), sum(row.taken for row in rows)


def _open_between(service_id: int, first_day: date, last_day: date) -> Select[BreakSession]:
    begin = datetime(first_day.year, first_day.month, first_day.day)
    end = datetime(last_day.year, last_day.month, last_day.day) + timedelta(days=1)
    return (
        select(BreakSession)
        .where(
            BreakSession.service_id == service_id, BreakSession.starts_at >= begin, BreakSession.starts_at < end,
            BreakSession.state == "open",
        )
        .order_by(BreakSession.id)
    )  # fmt: skip


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Sessions closed")
def close_sessions(work: Work, request: CloseSessions) -> list[int]:
    """Close a service's sessions of some days; no booking is cancelled silently, and none can be added.

    Raises Refused without a reason, or when nothing is open in those days.
    """
    if not request.reason.strip():
        raise Refused("A closure needs its reason.", "Write what families are told.", "reason")
    found = list(
        work.db.scalars(_open_between(request.service_id, request.first_day, request.last_day).with_for_update())
    )
    if not found:
        raise Refused("Nothing is open in those days.", "Check the days.", "first_day")
    for session in found:
        session.state, session.closed_reason = "closed", request.reason.strip()
    days = say_days([one.starts_at for one in found])
    note_act(work, request.service_id, f"{counted(len(found), 'session')} closed, {days}", request.reason)
    work.record(("service", request.service_id))
    return [session.id for session in found]


def say_days(starts: Sequence[datetime]) -> str:
    """The days from the first of some sessions to the last, as their history says them."""
    first, last = min(starts), max(starts)
    return say_day(first.date()) if first.date() == last.date() else f"{say_day(first.date())} to {say_day(last.date())}"


def _say_places(session: BreakSession) -> str:
    return f"{counted(session.places, 'place')}, {counted(session.workers, 'worker')}"


@dataclass(frozen=True, slots=True)
class ChangePlaces:
    """How many places and workers one session has."""

    session_id: int
    places: int
    workers: int
    shown: tuple[int, int] | None = None  # the places and workers that stood there


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Places changed")
def change_places(work: Work, request: ChangePlaces) -> int:
    """Change a session's places.

    Raises Refused below what is taken: the database would refuse too (safety.md B10); ChangedByAnother when others than
    those shown stand there by now.
    """
    session = work.take(BreakSession, request.session_id)
    if request.shown is not None and request.shown != (session.places, session.workers):
        raise work.newer("break_session", session.id)
    _check_size(request.places, request.workers)
    if request.places < session.taken:
        raise Refused(
            f"{session.taken} children have a place in this session.",
            f"Keep at least {session.taken}, or cancel a booking first.", "places",
        )  # fmt: skip
    was, (session.places, session.workers) = _say_places(session), (request.places, request.workers)
    if _say_places(session) != was:
        when = f"{say_day(session.starts_at.date())}, {session.starts_at:%H:%M}"
        note_act(work, session.service_id, f"{when}: {_say_places(session)}", was=was)
    work.record(session)
    return session.id
