"""What a place costs the council, agreed from a day; what is booked and attended from then on follows in the books."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.provider_costs import ATTENDED, BOOKED, follow_bookings
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.commands import check_day
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import year_of_allocation
from shortbreaks.errors import NotFound, Refused
from shortbreaks.money import MOST_PENCE
from shortbreaks.providers.price_tables import PER, PlacePrice
from shortbreaks.providers.tables import Provider, Service


@dataclass(frozen=True, slots=True)
class PricePlace:
    """What a place in a service's session costs the council from a day (pence), or an hour of one; which contract says so."""

    service_id: int
    from_day: date
    pence: int
    reason: str
    per: str = "place"


@command(needs=Permission.POST_MONEY, recorded_as="Price of a place agreed")
def price_place(work: Work, request: PricePlace) -> int:
    """Keep a price and post what bookings from that day on commit and owe by it; gives how many moved.

    A price agreed late reaches back within the financial year, and no further. Raises Refused naming the field.
    """
    if work.db.get(Service, request.service_id) is None:
        raise NotFound("That service is not here any more.", "Look again.")
    if not 0 <= request.pence <= MOST_PENCE:
        raise Refused("A place costs from nothing to £1,000,000.", "Write it like 12.50.", "pence")
    if request.per not in PER:
        raise Refused("A price is of a place or of an hour.", "Choose one.", "per")
    if not request.reason.strip():
        raise Refused("A price has its reason.", "Write which contract says so.", "reason")
    check_day(request.from_day)
    year, _ = year_of_allocation(work.today)
    if request.from_day < year:
        raise Refused("The years before are closed.", "Choose a day of this financial year.", "from_day")
    price = PlacePrice(
        service_id=request.service_id, from_day=request.from_day, pence=request.pence, reason=request.reason.strip(),
        per=request.per,
    )  # fmt: skip
    work.db.add(price)
    work.db.flush()
    since = datetime.combine(request.from_day, datetime.min.time())
    bookings = work.db.scalars(
        select(Booking).where(
            Booking.service_id == request.service_id, Booking.starts_at >= since, Booking.state.in_((*BOOKED, *ATTENDED))
        )
    ).all()
    moved = follow_bookings(work, bookings)
    work.record(price, pence=request.pence)
    return moved


@query(needs=Permission.SEE_MONEY)
def services_to_price(view: View) -> tuple[tuple[int, str], ...]:
    """Every open service, with its provider's name, for choosing."""
    rows = view.db.execute(
        select(Service.id, Service.name, Provider.name.label("provider"))
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.state == "open")
        .order_by(Provider.name, Service.name)
    )
    return tuple((row.id, f"{row.provider}: {row.name}") for row in rows)
