"""What families still hold with a provider or in one of its services: each of them is to be told before it closes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import BOOKED
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, query
from shortbreaks.providers.tables import BreakSession, Service

OPEN_STAYS = ("offered", "booked", "in_house")


@dataclass(frozen=True, slots=True)
class StillHeld:
    """Open sessions still to come; places booked or offered in any to come, stays that are not over, and how many families' children."""

    sessions: int
    places: int
    stays: int
    children: int


@query(needs=Permission.SEE_PROVIDERS)
def still_held(view: View, provider_id: int, service_id: int | None = None) -> StillHeld:
    """What is still to come with a provider, or in one of its services; in three questions."""
    services = select(Service.id).where(Service.provider_id == provider_id)
    return _held(view, services if service_id is None else services.where(Service.id == service_id))


@query(needs=Permission.SEE_PROVIDERS)
def held_where_closed(view: View, provider_id: int) -> StillHeld:
    """What families still hold in a provider's services that have closed: no closing cancels anything by itself."""
    return _held(view, select(Service.id).where(Service.provider_id == provider_id, Service.state == "closed"))


def _held(view: View, services: Select[int]) -> StillHeld:
    begin = datetime(view.today.year, view.today.month, view.today.day)
    sessions = view.db.scalar(
        select(func.count(BreakSession.id)).where(
            BreakSession.service_id.in_(services), BreakSession.starts_at >= begin, BreakSession.state == "open"
        )
    )
    places = view.db.scalars(
        select(Booking.child_id).where(
            Booking.service_id.in_(services), Booking.starts_at >= begin, Booking.state.in_(BOOKED)
        )
    ).all()
    stays = view.db.scalars(
        select(Stay.child_id).where(Stay.service_id.in_(services), Stay.ends_at >= begin, Stay.state.in_(OPEN_STAYS))
    ).all()
    return StillHeld(sessions or 0, len(places), len(stays), len({*places, *stays}))
