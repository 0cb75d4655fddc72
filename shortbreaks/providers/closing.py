"""A provider, a service or a venue closed and opened again; nothing is removed, and no booking is cancelled without a word."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import Refused
from shortbreaks.providers.changes import Entry, note_state
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue
from shortbreaks.words import counted

CHANGE = Permission.CHANGE_PROVIDERS


@dataclass(frozen=True, slots=True)
class Affected:
    """Sessions still to come, and the places taken in them."""

    sessions: int
    places: int


@query(needs=Permission.SEE_PROVIDERS)
def to_come_in_service(view: View, service_id: int) -> Affected:
    """What a service still has before it: each taken place is a family to ring before it closes."""
    return _to_come(view, BreakSession.service_id == service_id)


@query(needs=Permission.SEE_PROVIDERS)
def to_come_at_venue(view: View, venue_id: int) -> Affected:
    """What is still to happen at a venue."""
    return _to_come(view, BreakSession.venue_id == venue_id)


def _to_come(view: View, where: object) -> Affected:
    begin = datetime(view.today.year, view.today.month, view.today.day)
    found = select(func.count(BreakSession.id), func.coalesce(func.sum(BreakSession.taken), 0)).where(
        where, BreakSession.starts_at >= begin, BreakSession.state == "open"  # type: ignore[arg-type]
    )  # fmt: skip
    sessions, places = view.db.execute(found).one()
    return Affected(int(sessions), int(places))


def close_entry(work: Work, one: Entry, reason: str) -> None:
    """Close a provider, a service or a venue from today, and keep it in its history. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("A closing needs its reason.", "Write who said so and why.", "reason")
    one.state, one.closed_on, one.closed_reason = "closed", work.today, reason.strip()
    note_state(work, one, reason)


def open_entry(work: Work, one: Entry, reason: str = "") -> None:
    """Open one again, and keep it in its history."""
    one.state, one.closed_on, one.closed_reason = "open", None, ""
    note_state(work, one, reason)


@dataclass(frozen=True, slots=True)
class CloseProvider:
    """A provider that runs no more short breaks, with the reason."""

    provider_id: int
    seen: int
    reason: str


@command(needs=CHANGE, recorded_as="Provider closed")
def close_provider(work: Work, request: CloseProvider) -> int:
    """Close a provider and its services from today; nothing is removed. Raises Refused without a reason, or when it is closed."""
    provider = work.take(Provider, request.provider_id, seen=request.seen)
    if provider.state == "closed":
        raise Refused(f"{provider.name} is closed already.", "Look again.")
    close_entry(work, provider, request.reason)
    for service in work.db.scalars(select(Service).where(Service.provider_id == provider.id, Service.state == "open")):
        close_entry(work, service, request.reason)
    work.record(provider)
    return provider.id


@dataclass(frozen=True, slots=True)
class ReopenProvider:
    """A provider that runs again."""

    provider_id: int
    seen: int


@command(needs=CHANGE, recorded_as="Provider opened again")
def reopen_provider(work: Work, request: ReopenProvider) -> int:
    """Open a provider and the services that closed with it. Raises Refused when it is not closed."""
    provider = work.take(Provider, request.provider_id, seen=request.seen)
    if provider.state != "closed":
        raise Refused(f"{provider.name} is open.", "Look again.")
    closed_with = select(Service).where(
        Service.provider_id == provider.id, Service.state == "closed", Service.closed_on == provider.closed_on,
        Service.closed_reason == provider.closed_reason,  # one that closed for itself on that day stays closed
    )  # fmt: skip
    for service in work.db.scalars(closed_with):
        open_entry(work, service)
    open_entry(work, provider)
    work.record(provider)
    return provider.id


@dataclass(frozen=True, slots=True)
class CloseService:
    """A service that runs no more, with the reason."""

    service_id: int
    seen: int
    reason: str


@command(needs=CHANGE, recorded_as="Service closed")
def close_service(work: Work, request: CloseService) -> int:
    """Close a service from today. Its bookings stay until each is cancelled. Raises Refused without a reason."""
    service = work.take(Service, request.service_id, seen=request.seen)
    if service.state == "closed":
        raise Refused(f"{service.name} is closed already.", "Look again.")
    close_entry(work, service, request.reason)
    work.record(service)
    return service.id


@dataclass(frozen=True, slots=True)
class ReopenService:
    """A service that runs again."""

    service_id: int
    seen: int


@command(needs=CHANGE, recorded_as="Service opened again")
def reopen_service(work: Work, request: ReopenService) -> int:
    """Open a service again. Raises Refused when it is open, or while its provider is closed."""
    service = work.take(Service, request.service_id, seen=request.seen)
    if service.state == "open":
        raise Refused(f"{service.name} is open.", "Look again.")
    if work.db.scalar(select(Provider.state).where(Provider.id == service.provider_id)) == "closed":
        raise Refused("Its provider is closed.", "Open the provider again first.")
    open_entry(work, service)
    work.record(service)
    return service.id


@dataclass(frozen=True, slots=True)
class SetVenueState:
    """A venue that is used no more, or again."""

    venue_id: int
    seen: int
    open: bool
    reason: str = ""


@command(needs=CHANGE, recorded_as="Venue closed or opened")
def set_venue_state(work: Work, request: SetVenueState) -> int:
    """Close a venue with the reason, or open it again. Raises Refused to close one where sessions are still to come."""
    venue = work.take(Venue, request.venue_id, seen=request.seen)
    if request.open == (venue.state == "open"):
        raise Refused(f"{venue.name} is {'open' if request.open else 'closed already'}.", "Look again.")
    if not request.open:
        left = _to_come(work, BreakSession.venue_id == venue.id)
        if left.sessions:
            raise Refused(
                f"{counted(left.sessions, 'session is', 'sessions are')} still to come at {venue.name}.",
                "Close those days first, or wait until they are over.",
            )
    if request.open:
        open_entry(work, venue, request.reason)
    else:
        close_entry(work, venue, request.reason)
    work.record(venue)
    return venue.id
