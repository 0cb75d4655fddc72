"""Where services happen: each at the places of its own sessions, not of its provider's other services."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.database.prepared import Prepared
from shortbreaks.providers.tables import BreakSession, Pattern, Service, Venue


class Place(NamedTuple):
    """A place as it is said in a list: its town, or its name where no address is kept; and its district's code."""

    town: str
    district: str


NOWHERE = Place("", "")
FreeAt = Mapping[tuple[int, int], int]  # places free by service and venue
_OPEN = Prepared(
    select(Venue.provider_id, Venue.id, Venue.address, Venue.district, Venue.name).where(Venue.state == "open").order_by(Venue.id)
)


def free_at(db: Session, first: date, last: date) -> dict[tuple[int, int], int]:
    """Places free in open sessions of open services from one day up to another, by service and venue."""
    begin, end = datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day)
    rows = db.execute(
        select(BreakSession.service_id, BreakSession.venue_id, func.sum(BreakSession.places - BreakSession.taken))
        .join(Service, Service.id == BreakSession.service_id)
        .where(
            BreakSession.starts_at >= begin, BreakSession.starts_at < end, BreakSession.state == "open", Service.state == "open",
            BreakSession.taken < BreakSession.places,
        )
        .group_by(BreakSession.service_id, BreakSession.venue_id)
    )  # fmt: skip
    return {(row[0], row[1]): int(row[2]) for row in rows}


class Places:
    """The open places of services and of providers."""

    def __init__(self, db: Session) -> None:
        self._of: dict[int, dict[int, Place]] = {}
        for provider, venue, address, district, name in _OPEN.rows(db.connection(), {}):
            town = address.splitlines()[-1].strip() if address.strip() else name
            self._of.setdefault(provider, {})[venue] = Place(town, district)

    def of_service(self, service_id: int, provider_id: int, at: Mapping[int, Collection[int]]) -> tuple[Place, ...]:
        """The places of a service's own sessions; where it has none to come, every place of its provider."""
        mine = self._of.get(provider_id, {})
        return tuple(mine[venue] for venue in sorted(at.get(service_id, ())) if venue in mine) or tuple(mine.values())


def venues_of_services(db: Session, free: FreeAt, today: date) -> dict[int, set[int]]:
    """At which venues each service has sessions: those with places free, and those that recur."""
    found: dict[int, set[int]] = {}
    recurring = select(Pattern.service_id, Pattern.venue_id).where(Pattern.last_day >= today).distinct()
    for service_id, venue_id in (*free, *db.execute(recurring)):
        found.setdefault(service_id, set()).add(venue_id)
    return found


def districts_of(db: Session, free: FreeAt) -> dict[str, int]:
    """Places free by the district in which they are."""
    district = {row.id: row.district for row in db.execute(select(Venue.id, Venue.district))}
    totals: dict[str, int] = {}
    for (_, venue_id), places in free.items():
        totals[district.get(venue_id, "")] = totals.get(district.get(venue_id, ""), 0) + places
    return totals


def venue_of(db: Session, service_id: int, provider_id: int, today: date) -> tuple[str, str]:
    """The name and address of the place of a service's next session, else of its provider's first open one."""
    begin = datetime(today.year, today.month, today.day)
    coming = (
        select(Venue.name, Venue.address)
        .join(BreakSession, BreakSession.venue_id == Venue.id)
        .where(BreakSession.service_id == service_id, BreakSession.starts_at >= begin)
        .order_by(BreakSession.state.desc(), BreakSession.starts_at)
    )
    any_open = select(Venue.name, Venue.address).where(Venue.provider_id == provider_id).order_by(Venue.state.desc(), Venue.id)
    for asked in (coming, any_open):
        if (row := db.execute(asked.limit(1)).first()) is not None:
            return row.name, row.address
    return "", ""
