"""Keeping the directory: providers, venues, services and prices."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import Permission
from shortbreaks.council.commands import check_day
from shortbreaks.council.districts import check_named, placed
from shortbreaks.council.lists import codes_in
from shortbreaks.council.postcodes import tidy_postcode
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.money import MOST_PENCE
from shortbreaks.providers.changes import Entry, as_it_stands, note_added, note_changes
from shortbreaks.providers.price_tables import PER
from shortbreaks.providers.queries import index_provider
from shortbreaks.providers.tables import (
    Provider,
    Service,
    ServiceOffer,
    ServicePrice,
    Venue,
)
from shortbreaks.providers.unit_kept import check_unit
from shortbreaks.reaching import read_email, read_phone

CHANGE = Permission.CHANGE_PROVIDERS
MOST_AGE, MOST_CHILDREN = 25, 50
CHOSEN = {
    "unit": ("hours", "sessions", "nights"), "charged_by": ("council", "provider", "nobody"), "referral": ("self", "assessment"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaveProvider:
    """A provider; `provider_id` None for a new one."""

    provider_id: int | None
    seen: int | None
    name: str
    description: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    best_time: str = ""
    vendor_number: str = ""
    in_house: bool = False
    reason: str = ""  # who said so, and why


@command(needs=CHANGE, recorded_as="Provider saved")
def save_provider(work: Work, request: SaveProvider) -> int:
    """Add or change a provider. Raises Refused for an empty name or what nobody could be reached by, ChangedByAnother."""
    if not request.name.strip():
        raise Refused("The provider has no name.", "Write what families call it.", "name")
    if request.provider_id is None:
        provider = Provider(
            ref=_next_ref(work), state="open", closed_on=None, closed_reason="", last_checked_on=None, source_id=None,
            foreign="{}",
        )  # fmt: skip
    else:
        provider = work.take(Provider, request.provider_id, seen=request.seen)
    before = _before(work, provider)
    _check_reach(request, provider)
    for name in ("name", "description", "contact_name", "phone", "email", "website", "best_time", "vendor_number"):
        setattr(provider, name, getattr(request, name).strip())
    provider.in_house = request.in_house
    _keep(work, provider, before, request.reason)
    index_provider(work.db, provider.id)
    work.record(provider)
    return provider.id


def _before(work: Work, one: Entry) -> dict[str, Any] | None:
    """What an entry said before it is changed; None for a new one."""
    return None if one.id is None else as_it_stands(work.db, one)


def _keep(work: Work, one: Entry, before: dict[str, Any] | None, reason: str) -> None:
    """Write an entry with what was changed of it, and why."""
    work.db.add(one)
    work.db.flush()
    if before is None:
        note_added(work, one, reason)
    else:
        note_changes(work, one, before, reason)


def _check_reach(request: SaveProvider, provider: Provider) -> None:
    """How it is reached can be used; what stands there already may stay, as it came from a directory."""
    if request.phone.strip() != provider.phone:
        read_phone(request.phone)
    if request.email.strip() != provider.email:
        read_email(request.email)
    website = request.website.strip()
    if website and website != provider.website and not re.fullmatch(r"(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?", website):
        raise Refused(f"“{website[:40]}” is not an address of a website.", "Write it like www.example.org.", "website")


def _next_ref(work: Work) -> str:
    return f"P-{(work.db.scalar(select(func.max(Provider.id))) or 0) + 1:04d}"


@dataclass(frozen=True, slots=True)
class SaveVenue:
    """Where a provider's services happen; `venue_id` None for a new one."""

    provider_id: int
    venue_id: int | None
    seen: int | None
    name: str
    address: str
    postcode: str
    directions: str = ""
    parking: str = ""
    access: str = ""
    district: str = ""  # where the postcode tells none
    reason: str = ""


@command(needs=CHANGE, recorded_as="Venue saved")
def save_venue(work: Work, request: SaveVenue) -> int:
    """Add or change a venue; its position comes from the postcode, and its district where the postcode tells it.

    Raises Refused for no postcode, and for a district that is not the postcode's.
    """
    tidy_postcode(request.postcode)
    check_named(work.db, request.postcode, request.district, work.today)
    at = placed(work.db, request.postcode, request.district, work.today)
    if request.venue_id is None:
        venue = Venue(provider_id=request.provider_id, state="open", closed_on=None, closed_reason="", source_id=None, foreign="{}")
    else:
        venue = work.take(Venue, request.venue_id, seen=request.seen)
    before = _before(work, venue)
    for name in ("name", "address", "directions", "parking", "access"):
        setattr(venue, name, getattr(request, name).strip())
    venue.postcode, venue.district, venue.easting, venue.northing = at.postcode, at.district, at.easting, at.northing
    _keep(work, venue, before, request.reason)
    index_provider(work.db, venue.provider_id)
    work.record(venue)
    return venue.id


@dataclass(frozen=True, slots=True)
class SaveService:
    """A service; `service_id` None for a new one. `price_pence` holds from `price_from` when it is another than today's."""

    provider_id: int
    service_id: int | None
    seen: int | None
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
    offers: tuple[str, ...]
    price_pence: int | None
    price_from: date | None
    price_per: str = "place"  # or "hour", of a service whose places use hours
    reason: str = ""


@command(needs=CHANGE, recorded_as="Service saved")
def save_service(work: Work, request: SaveService) -> int:
    """Add or change a service with what it caters for and its price from a day. Raises Refused naming the field."""
    _check_service(request)
    if request.service_id is None:
        service = Service(
            provider_id=request.provider_id, state="open", closed_on=None, closed_reason="", source_id=None, foreign="{}",
        )  # fmt: skip
    else:
        service = work.take(Service, request.service_id, seen=request.seen)
    before = _before(work, service)
    _check_lists(work, service, request)
    check_unit(work, service, request.unit)
    if request.contact_phone.strip() != service.contact_phone:
        read_phone(request.contact_phone, "contact_phone")
    for name in ("name", "description", "contact_name", "contact_phone", "bring"):
        setattr(service, name, getattr(request, name).strip())
    for name in (
        "kind", "min_age", "max_age", "children_per_worker", "one_to_one", "two_to_one", "unit", "charged_by", "referral",
    ):  # fmt: skip
        setattr(service, name, getattr(request, name))
    work.db.add(service)
    work.db.flush()
    newer = _set_offers(work, service.id, request.offers)
    if request.price_pence is not None:
        newer |= _set_price(work, service.id, (request.price_pence, request.price_per), request.price_from or work.today)
    elif work.db.scalar(select(ServicePrice.pence).where(ServicePrice.service_id == service.id).limit(1)) is not None:
        raise Refused("Its price was taken out.", "Write 0.00 where families pay nothing from now on.", "price_pence")
    if newer and request.service_id is not None:
        flag_modified(service, "name")  # what it caters for and costs is part of what was shown
    work.db.flush()
    _keep(work, service, before, request.reason)
    index_provider(work.db, service.provider_id)
    work.record(service)
    return service.id


def _check_service(request: SaveService) -> None:
    if not request.name.strip():
        raise Refused("The service has no name.", "Write what families call it.", "name")
    for age, field in ((request.min_age, "min_age"), (request.max_age, "max_age")):
        if age is not None and not 0 <= age <= MOST_AGE:
            raise Refused(f"Ages are whole years from 0 to {MOST_AGE}.", "Write it like 11.", field)
    if request.min_age is not None and request.max_age is not None and request.min_age > request.max_age:
        raise Refused("The youngest age is above the oldest.", "Check both ages.", "max_age")
    if not 0 <= request.children_per_worker <= MOST_CHILDREN:
        raise Refused(
            f"Children to one worker are from 1 to {MOST_CHILDREN}, or 0 when not known.", "Write it like 3.", "children_per_worker"
        )
    for field, said in CHOSEN.items():
        if getattr(request, field) not in said:
            raise Refused("That is none of the choices.", f"Choose {' or '.join(said)}.", field)
    _check_price(request)


def _check_price(request: SaveService) -> None:
    if request.price_pence is not None and not 0 <= request.price_pence <= MOST_PENCE:
        raise Refused("A price is from nothing to £1,000,000.", "Write it like £12.75.", "price_pence")
    if request.price_pence and request.charged_by == "nobody":
        raise Refused("Nobody charges for it, and a price is written.", "Write 0.00, or choose who charges.", "price_pence")
    if request.price_from is not None:
        check_day(request.price_from, "price_from")
    if request.price_per not in PER:
        raise Refused("A price is of a place or of an hour.", "Choose one.", "price_per")
    if request.price_pence and request.price_per == "hour" and request.unit != "hours":
        raise Refused("A price an hour is of a service whose places use hours.", "Choose hours, or a price of a place.", "price_per")


def _check_lists(work: Work, service: Service, request: SaveService) -> None:
    """Its kind and what it caters for are on the council's lists; what stands there already may stay, whatever became of it."""
    if request.kind != service.kind and request.kind not in codes_in(work.db, "kind", work.today):
        raise Refused("That kind of service is not on the list.", "Choose one.", "kind")
    kept = select(ServiceOffer.code).where(ServiceOffer.service_id == service.id)
    known = {*codes_in(work.db, "need", work.today), *work.db.scalars(kept)}
    if strange := [code for code in request.offers if code not in known]:
        raise Refused(f"“{strange[0]}” is not a need on the list.", "Choose from the list.", "offers")


def _set_offers(work: Work, service_id: int, codes: tuple[str, ...]) -> bool:
    kept = {one.code: one for one in work.db.scalars(select(ServiceOffer).where(ServiceOffer.service_id == service_id))}
    gone = [one.id for code, one in kept.items() if code not in codes]
    if gone:
        table = ServiceOffer.__table__
        work.db.execute(delete(table).where(table.c.id.in_(gone)))  # type: ignore[arg-type]
        work.touched("service_offer", gone)
    work.db.add_all(ServiceOffer(service_id=service_id, code=code, note="") for code in codes if code not in kept)
    return bool(gone) or not kept.keys() >= set(codes)


def _set_price(work: Work, service_id: int, price: tuple[int, str], from_day: date) -> bool:
    now = work.db.execute(
        select(ServicePrice.pence, ServicePrice.per)
        .where(ServicePrice.service_id == service_id, ServicePrice.from_day <= from_day)
        .order_by(ServicePrice.from_day.desc(), ServicePrice.id.desc())
        .limit(1)
    ).first()
    if now is not None and tuple(now) == price:
        return False
    work.db.add(ServicePrice(service_id=service_id, from_day=from_day, pence=price[0], per=price[1]))
    return True
