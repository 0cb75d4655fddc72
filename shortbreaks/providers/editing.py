"""A provider with everything that its forms begin with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.districts import named_by_hand
from shortbreaks.database.commands import View, query
from shortbreaks.errors import NotFound
from shortbreaks.providers.tables import Provider, Service, ServiceOffer, ServicePrice, Venue


@dataclass(frozen=True, slots=True)
class VenueToEdit:
    """A venue as its form begins."""

    id: int
    version: int
    name: str
    address: str
    postcode: str
    directions: str
    parking: str
    access: str
    state: str
    closed_reason: str
    district: str  # its code where no postcode tells it


@dataclass(frozen=True, slots=True)
class ServiceToEdit:
    """A service as its form begins; the price is today's, in pence."""

    id: int
    version: int
    name: str
    kind: str
    description: str
    min_age: int | None
    max_age: int | None
    children_per_worker: int
    one_to_one: bool
    two_to_one: bool
    unit: str
    charged_by: str
    referral: str
    contact_name: str
    contact_phone: str
    bring: str
    state: str
    offers: tuple[str, ...]
    price_pence: int | None
    price_per: str


@dataclass(frozen=True, slots=True)
class ProviderToEdit:
    """A provider, its venues and services."""

    id: int
    version: int
    ref: str
    name: str
    description: str
    contact_name: str
    phone: str
    email: str
    website: str
    best_time: str
    vendor_number: str
    in_house: bool
    state: str
    closed_on: date | None
    closed_reason: str
    venues: tuple[VenueToEdit, ...]
    services: tuple[ServiceToEdit, ...]

    def own_values(self) -> dict[str, Any]:
        """What the provider's own form begins with."""
        names = (
            "name",
            "description",
            "contact_name",
            "phone",
            "email",
            "website",
            "best_time",
            "vendor_number",
            "in_house",
        )
        return {name: getattr(self, name) for name in names}


@query(needs=Permission.SEE_PROVIDERS)
def provider_to_edit(view: View, provider_id: int) -> ProviderToEdit:
    """A provider with its venues and services, in five questions. Raises NotFound."""
    p = view.db.execute(
        select(
            Provider.id, Provider.version, Provider.ref, Provider.name, Provider.description, Provider.contact_name, Provider.phone,
            Provider.email, Provider.website, Provider.best_time, Provider.vendor_number, Provider.in_house, Provider.state,
            Provider.closed_on, Provider.closed_reason,
        ).where(Provider.id == provider_id)
    ).first()  # fmt: skip
    if p is None:
        raise NotFound("That provider is not in the directory any more.", "Look again.")
    venues = view.db.execute(
        select(
            Venue.id, Venue.version, Venue.name, Venue.address, Venue.postcode, Venue.directions, Venue.parking, Venue.access,
            Venue.state, Venue.closed_reason, Venue.district,
        )
        .where(Venue.provider_id == provider_id)
        .order_by(Venue.id)
    )  # fmt: skip
    shown = tuple(
        VenueToEdit(**{**row._mapping, "district": named_by_hand(row.postcode, row.district)})
        for row in venues
    )
    return ProviderToEdit(**p._mapping, venues=shown, services=_services(view, provider_id))


def _services(view: View, provider_id: int) -> tuple[ServiceToEdit, ...]:
    rows = view.db.execute(
        select(
            Service.id, Service.version, Service.name, Service.kind, Service.description, Service.min_age, Service.max_age,
            Service.children_per_worker, Service.one_to_one, Service.two_to_one, Service.unit, Service.charged_by,
            Service.referral, Service.contact_name, Service.contact_phone, Service.bring, Service.state,
        )
        .where(Service.provider_id == provider_id)
        .order_by(Service.name)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    offers: dict[int, list[str]] = {}
    for one in view.db.execute(
        select(ServiceOffer.service_id, ServiceOffer.code).where(ServiceOffer.service_id.in_(ids))
    ):
        offers.setdefault(one.service_id, []).append(one.code)
    prices = {
        one.service_id: (one.pence, one.per)
        for one in view.db.execute(
            select(ServicePrice.service_id, ServicePrice.pence, ServicePrice.per)
            .where(ServicePrice.service_id.in_(ids), ServicePrice.from_day <= view.today)
            .order_by(ServicePrice.from_day, ServicePrice.id)
        )
    }
    return tuple(
        ServiceToEdit(**row._mapping, offers=tuple(offers.get(row.id, ())), price_pence=pence, price_per=per)
        for row in rows
        for pence, per in (prices.get(row.id, (None, "place")),)
    )
