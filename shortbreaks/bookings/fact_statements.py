"""The questions by which facts are gathered, built once: a statement costs more to build than to run (speed.md)."""

from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, or_, select

from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking, BookingPlace
from shortbreaks.bookings.used_tables import AllocationUsed
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.families.tables import Address, Child, ChildNeed, EmergencyContact
from shortbreaks.providers.tables import BreakSession, ProviderCheck, Service, ServiceOffer, ServicePrice, Venue

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
USED_OF = func.coalesce(AllocationUsed.used, 0).label("used")  # of an allocation that is joined to what is kept of it
BOOKED_OF = func.coalesce(AllocationUsed.booked, 0).label("booked")


def allowances_statement(children: Any) -> Select[*tuple[Any, ...]]:
    """Allocations of some children (ids, or a select of them) with what is used and booked of each."""
    return (
        select(
            Allocation.id, Allocation.child_id, Allocation.unit, Allocation.purpose, Allocation.kinds, Allocation.amount,
            Allocation.from_day, Allocation.until_day, Allocation.carried_from, USED_OF, BOOKED_OF,
        )
        .join(AllocationUsed, AllocationUsed.allocation_id == Allocation.id, isouter=True)
        .where(Allocation.child_id.in_(children))
        .order_by(Allocation.until_day.desc(), Allocation.id)
    )  # fmt: skip


ALLOWANCES = allowances_statement(IDS)
HOMES = (
    select(Address.household_id, Address.district, Address.easting, Address.northing, Address.postcode)
    .where(
        Address.household_id.in_(IDS),
        Address.purpose == "home",
        or_(Address.from_day.is_(None), Address.from_day <= bindparam("day")),
        or_(Address.until_day.is_(None), Address.until_day >= bindparam("day")),
    )
    .order_by(Address.from_day.desc().nulls_last(), Address.id.desc())
)
CHILDREN = select(
    Child.id, Child.first_name, Child.known_as, Child.born, Child.household_id, Child.workers_needed, Child.care_plan_on,
    Child.state, Child.sibling_only,
).where(Child.id.in_(IDS))  # fmt: skip
NEEDS = select(ChildNeed.child_id, ChildNeed.code).where(ChildNeed.child_id.in_(IDS), ChildNeed.code != "NONE")
REACHED = select(EmergencyContact.child_id).where(
    EmergencyContact.child_id.in_(IDS), EmergencyContact.within_two_hours.is_(True)
)
HELD = (
    select(Booking.starts_at, Booking.ends_at, Service.name, Booking.child_id)
    .join(BookingPlace, BookingPlace.booking_id == Booking.id)
    .join(Service, Service.id == Booking.service_id)
    # by the child's own time alone: a place stands while its booking holds it, and asked for by state every booking would be read
    .where(BookingPlace.child_id.in_(IDS), BookingPlace.to_minute >= bindparam("since_minute"))
)
SLEPT = (
    select(Stay.starts_at, Stay.ends_at, Service.name, Stay.child_id)
    .join(Service, Service.id == Stay.service_id)
    .where(
        Stay.child_id.in_(IDS), Stay.state.in_(STAY_HOLDING), Stay.ends_at > Stay.starts_at, Stay.ends_at >= bindparam("since")
    )
)
SERVICES = select(
    Service.id, Service.name, Service.kind, Service.min_age, Service.max_age, Service.children_per_worker,
    Service.one_to_one, Service.two_to_one, Service.unit, Service.state, Service.provider_id, Service.referral, Service.charged_by,
    select(func.min(ServicePrice.from_day)).where(ServicePrice.service_id == Service.id).scalar_subquery().label("priced_from"),
)  # fmt: skip
OFFERS = select(ServiceOffer.service_id, ServiceOffer.code).join(Service)
OPEN, CHOSEN = Service.state == "open", Service.id.in_(IDS)
SERVICES_OPEN, SERVICES_CHOSEN = SERVICES.where(OPEN), SERVICES.where(CHOSEN)
OFFERS_OPEN, OFFERS_CHOSEN = OFFERS.where(OPEN), OFFERS.where(CHOSEN)
VENUES = (
    select(Venue.provider_id, Venue.easting, Venue.northing).where(Venue.state == "open").order_by(Venue.id.desc())
)
VENUES_CHOSEN = VENUES.where(Venue.provider_id.in_(IDS))
CHECKS = select(ProviderCheck.provider_id, ProviderCheck.kind, ProviderCheck.valid_until)
CHECKS_CHOSEN = CHECKS.where(ProviderCheck.provider_id.in_(IDS))
# Thousands of whole numbers, so they stand in the question itself
MANY: BindParameter[int] = bindparam("ids", expanding=True, literal_execute=True)
OWN_WORKERS_ANYWHERE = (
    select(
        BookingPlace.session_id,
        func.sum(case((Child.workers_needed == 1, 1), else_=0)),
        func.sum(case((Child.workers_needed == 2, 1), else_=0)),
    )
    .join(Child, Child.id == BookingPlace.child_id)
    .where(Child.workers_needed > 0)
    .group_by(BookingPlace.session_id)
)
OWN_WORKERS = OWN_WORKERS_ANYWHERE.where(BookingPlace.session_id.in_(MANY))
# however long the time asked about: the sessions of a year would make a question too long to ask
OWN_WORKERS_THEN = OWN_WORKERS_ANYWHERE.where(
    BookingPlace.session_id.in_(
        select(BreakSession.id).where(
            BreakSession.starts_at >= bindparam("begin"), BreakSession.starts_at < bindparam("end"), BreakSession.state == "open",
            BreakSession.workers > 0,
        )
    )
)
SESSIONS = select(
    BreakSession.id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places, BreakSession.taken,
    BreakSession.workers, BreakSession.state, BreakSession.closed_reason,
).where(BreakSession.id.in_(IDS))  # fmt: skip
PRICES_OF = (
    select(ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence, ServicePrice.per)
    .where(ServicePrice.service_id.in_(IDS))
    .order_by(ServicePrice.from_day.desc(), ServicePrice.id.desc())
)
