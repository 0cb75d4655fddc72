"""The open services as every question of Find a break needs them, kept in memory until one of them changes."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.bookings import facts
from shortbreaks.bookings.charges import PriceOf
from shortbreaks.bookings.rules import ServiceFacts
from shortbreaks.database.kept import kept
from shortbreaks.providers.tables import Service, ServicePrice, Venue

MADE_FROM = ("service", "service_offer", "service_price", "venue", "provider", "provider_check", "code_entry")


@dataclass(frozen=True, slots=True)
class OpenServices:
    """Every open service, where it can be, who charges for it, and its prices by day (pence)."""

    services: Mapping[int, ServiceFacts]
    venues: Mapping[int, tuple[str, int | None, int | None]]  # town or name, easting, northing
    charged_by: Mapping[int, str]
    prices: Mapping[int, tuple[tuple[date, ...], tuple[PriceOf, ...]]]
    _placed: dict[tuple[int, int], ServiceFacts] = field(default_factory=dict)

    def at(self, service_id: int, venue_id: int) -> ServiceFacts:
        """A service as it stands at one of its venues."""
        found = self._placed.get((service_id, venue_id))
        if found is None:
            _, easting, northing = self.venues[venue_id]
            found = replace(self.services[service_id], easting=easting, northing=northing)
            self._placed[service_id, venue_id] = found
        return found

    def price_of(self, service_id: int, starts_at: datetime, ends_at: datetime) -> int | None:
        """What a place costs from then till then, in pence; None where no price is kept."""
        days, prices = self.prices.get(service_id, ((), ()))
        place = bisect_right(days, starts_at.date())
        return prices[place - 1].of(starts_at, ends_at) if place else None


def open_services(db: Session) -> OpenServices:
    """Every open service; read once, and again only after somebody changed the directory. For questions only."""
    return kept(db, "open services", MADE_FROM, lambda: _read(db))


def _read(db: Session) -> OpenServices:
    venues = db.execute(select(Venue.id, Venue.name, Venue.address, Venue.easting, Venue.northing))
    charged = db.execute(select(Service.id, Service.charged_by).where(Service.state == "open"))
    prices: dict[int, list[tuple[date, PriceOf]]] = {}
    columns = select(ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence, ServicePrice.per)
    for service_id, day, pence, per in db.execute(columns.order_by(ServicePrice.from_day, ServicePrice.id)):
        prices.setdefault(service_id, []).append((day, PriceOf(pence, per)))
    return OpenServices(
        facts.service_facts(db),
        {v.id: (_town(v.name, v.address), v.easting, v.northing) for v in venues},
        {row.id: row.charged_by for row in charged},
        {one: (tuple(day for day, _ in rows), tuple(p for _, p in rows)) for one, rows in prices.items()},
    )


def _town(name: str, address: str) -> str:
    return address.splitlines()[-1].strip() if address.strip() else name
