"""When a provider cancels: whose places fall away, and giving all of them back at once with charges and allowances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from shortbreaks.bookings.charges import Cancelled
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.giving_up import Heard, keep_cancellation
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.places import give_back_places
from shortbreaks.bookings.states import FORWARD
from shortbreaks.bookings.steps import move
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest
from shortbreaks.database.commands import View, Work
from shortbreaks.errors import Refused
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue

FREE = Cancelled(0, 0, in_notice=True)
WHAT = "Provider cancelled: charge put back"


@dataclass(frozen=True, slots=True)
class Scope:
    """What closes: a provider, or one service or venue of it, from a day to another; without a last day for good."""

    provider_id: int
    first_day: date
    last_day: date | None
    service_id: int | None = None
    venue_id: int | None = None


def check_scope(view: View, scope: Scope) -> None:
    """Raise Refused for days the wrong way round, or a service or venue of another provider."""
    if view.db.get(Provider, scope.provider_id) is None:
        raise Refused("That provider is not in the directory any more.", "Look again.")
    if scope.last_day is not None and scope.last_day < scope.first_day:
        raise Refused("The last day is before the first.", "Check both days.", "last_day")
    for record, row_id in ((Service, scope.service_id), (Venue, scope.venue_id)):
        if row_id is not None:
            found: Any = view.db.get(record, row_id)
            if found is None or found.provider_id != scope.provider_id:
                raise Refused("That is of another provider.", "Choose from the list.")


def sessions_in(scope: Scope) -> Any:
    """The open sessions that close, by id."""
    found = (
        select(BreakSession)
        .join(Service, Service.id == BreakSession.service_id)
        .where(
            Service.provider_id == scope.provider_id, BreakSession.state == "open",
            BreakSession.starts_at >= begin_of(scope.first_day),
        )
        .order_by(BreakSession.id)
    )  # fmt: skip
    if scope.last_day is not None:
        found = found.where(BreakSession.starts_at < begin_of(scope.last_day + timedelta(days=1)))
    if scope.service_id is not None:
        found = found.where(BreakSession.service_id == scope.service_id)
    if scope.venue_id is not None:
        found = found.where(BreakSession.venue_id == scope.venue_id)
    return found


def bookings_in(scope: Scope) -> Any:
    """The bookings that fall away: every one in these sessions that has not been had and is not cancelled.

    Of an open offer of all days or none the others fall with it, since nobody is left with half an offer.
    """
    sessions = sessions_in(scope).with_only_columns(BreakSession.id).order_by(None)
    there = Booking.session_id.in_(sessions)
    halved = (
        select(WaitingOffer.request_id)
        .join(Booking, Booking.id == WaitingOffer.booking_id)
        .join(WaitingRequest, WaitingRequest.id == WaitingOffer.request_id)
        .where(there, Booking.state == "offered", WaitingRequest.whole)
    )
    with_it = select(WaitingOffer.booking_id).where(WaitingOffer.request_id.in_(halved))
    falls = or_(there & Booking.state.in_(FORWARD), Booking.id.in_(with_it) & (Booking.state == "offered"))
    return select(Booking).where(falls).order_by(Booking.id)


def close_sessions_of(work: Work, scope: Scope, words: str) -> list[int]:
    """Close the sessions of a scope, locked in one fixed order; answers which."""
    found = list(work.db.scalars(sessions_in(scope).with_for_update(of=BreakSession)))
    for session in found:
        session.state, session.closed_reason = "closed", words
    work.db.flush()
    return [session.id for session in found]


def give_up(work: Work, bookings: Sequence[Booking], heard: Heard, words: str) -> int:
    """Cancel places as the provider's: nothing is owed, the allowance goes back; answers the pence put back."""
    homes = households_of(work, {booking.child_id for booking in bookings})
    give_back_places(work, bookings)
    changes, put_back = [], 0
    for booking in bookings:
        was = booking.charge_pence if booking.state == "confirmed" else 0
        if was:
            changes.append((homes[booking.child_id], f"booking:{booking.id}", -was))
            put_back += was
        booking.charge_pence = 0
        move(work, booking, "cancelled_by_provider", reason=heard.reason, words=words)
        keep_cancellation(work, booking, FREE, heard, was)
    post_changes(work, changes, WHAT, work.today)
    work.db.flush()
    return put_back
