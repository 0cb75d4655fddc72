"""What stands in the records for sessions and stays that invoices ask for, read once for many lines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.provider_costs import ATTENDED, place_prices, price_on
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.dates import elapsed_minutes
from shortbreaks.finance.matching_rules import MINUTES, Line
from shortbreaks.finance.purchase_tables import InvoiceLine, ProviderInvoice
from shortbreaks.providers.bed_queries import night_prices
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.tables import BreakSession, Service

# A place that a family gave up late, or did not come to, was booked all the same: the provider kept it
KEPT = ("confirmed", *ATTENDED, "absent_ill", "no_show", "cancelled_late")
STAY_KEPT = ("booked", "in_house", "ended", "no_show", "cancelled_late")
LIVE = ("entered", "approved")


@dataclass(frozen=True, slots=True)
class Thing:
    """One session or stay as an invoice can ask for it: units booked, attended and unmarked, and the agreed price (pence)."""

    ref: str  # "S-1204" or "N-88"
    provider_id: int
    service_id: int
    service: str
    starts_at: datetime
    ends_at: datetime
    booked: int
    attended: int
    unmarked: int
    agreed: int | None  # of a place, a night, or an hour of a place
    minutes: int = 0  # of each place in a session
    hourly: bool = False
    owes: int = 0  # what everything attended owes, as the books have it

    def line(self, before: int, units: int, price: int, per: int) -> Line:
        """A line of an invoice beside this: in hours where the invoice asks by the hour, else in places or nights."""
        hours = per == MINUTES
        of_one = self.minutes if hours else 1
        what = "hour" if hours else "place" if self.ref.startswith("S") else "night"
        return Line(
            what, self.booked * of_one, self.attended * of_one, self.unmarked * of_one, before, units, price,
            self.agreed if hours == self.hourly else None, per, self.owes,
        )  # fmt: skip

    def units_in(self, units: int, per: int, wanted: int) -> int:
        """Units of an earlier invoice as this one counts: places are so many minutes each, a part of a place is one."""
        if per == wanted:
            return units
        return units * self.minutes if wanted == MINUTES else -(-units // max(1, self.minutes))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions and stays: by id, or all of a provider that begin in a period."""

    sessions: Collection[int] = ()
    stays: Collection[int] = ()
    providers: Collection[int] = ()
    first: date = field(default=date.min)
    last: date = field(default=date.max)


def things(db: Session, wanted: Wanted, now: datetime) -> list[Thing]:
    """Sessions and stays with what was booked and attended, by time; `now` is Kent's clock."""
    found = [*_sessions(db, wanted, now), *_stays(db, wanted, now)]
    return sorted(found, key=lambda one: (one.starts_at, one.ref))


def _sessions(db: Session, wanted: Wanted, now: datetime) -> list[Thing]:
    over = BreakSession.ends_at < now

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    rows = db.execute(
        select(
            BreakSession.id, Service.provider_id, Service.id.label("service"), Service.name, BreakSession.starts_at,
            BreakSession.ends_at, count(Booking.state.in_(KEPT)), count(Booking.state.in_(ATTENDED)),
            count(and_(Booking.state == "confirmed", over)),
        )
        .join(Service, Service.id == BreakSession.service_id)
        .join(Booking, Booking.session_id == BreakSession.id, isouter=True)
        .where(_which(BreakSession.id, wanted.sessions, BreakSession.starts_at, wanted))
        .group_by(BreakSession.id, Service.provider_id, Service.id, Service.name, BreakSession.starts_at, BreakSession.ends_at)
    ).all()  # fmt: skip
    prices = place_prices(db, {row.service for row in rows})
    return [
        Thing(
            f"S-{row[0]}", row.provider_id, row.service, row.name, row.starts_at, row.ends_at, int(row[6]), int(row[7]),
            int(row[8]), agreed.pence if agreed else None, elapsed_minutes(row.starts_at, row.ends_at),
            agreed is not None and agreed.per == "hour",
            int(row[7]) * agreed.of(row.starts_at, row.ends_at) if agreed else 0,
        )
        for row in rows if row[6] or wanted.sessions
        for agreed in (price_on(prices.get(row.service, ()), row.starts_at.date()),)
    ]  # fmt: skip


def _which(key: Any, ids: Collection[int], starts: Any, wanted: Wanted) -> Any:
    named = key.in_(list(ids))
    if not wanted.providers:
        return named
    begin, end = datetime.combine(wanted.first, datetime.min.time()), datetime.combine(wanted.last, datetime.max.time())
    between = starts.between(begin, end)
    return or_(named, and_(Service.provider_id.in_(list(wanted.providers)), between))


def _stays(db: Session, wanted: Wanted, now: datetime) -> list[Thing]:
    rows = db.execute(
        select(
            Stay.id, Service.provider_id, Service.id.label("service"), Service.name, Stay.starts_at, Stay.ends_at,
            Stay.state, Stay.planned_nights, Unit.id.label("unit"),
        )
        .join(Service, Service.id == Stay.service_id)
        .join(Unit, Unit.service_id == Service.id, isouter=True)
        .where(_which(Stay.id, wanted.stays, Stay.starts_at, wanted))
    ).all()  # fmt: skip
    prices = night_prices(db, {row.unit for row in rows if row.unit})
    found = []
    for row in rows:
        slept = (row.ends_at.date() - row.starts_at.date()).days if row.state == "ended" else 0
        booked = row.planned_nights if row.state in STAY_KEPT else 0
        unmarked = row.planned_nights if row.state in {"booked", "in_house"} and row.ends_at < now else 0
        if booked or wanted.stays:
            dated, first = prices.get(row.unit, ()), row.starts_at.date()
            nights = (first + timedelta(days=n) for n in range(slept))
            found.append(
                Thing(
                    f"N-{row.id}", row.provider_id, row.service, row.name, row.starts_at, row.ends_at, max(booked, slept),
                    slept, unmarked, price_on(dated, first), owes=sum(price_on(dated, night) or 0 for night in nights),
                )
            )
    return found


def invoiced_before(
    db: Session, sessions: Collection[int], stays: Collection[int]
) -> Mapping[str, list[tuple[int, int, int]]]:  # fmt: skip
    """Of each session and stay, the units of live invoices as (invoice, units, units of the price), oldest first."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    rows = db.execute(
        select(InvoiceLine.invoice_id, InvoiceLine.session_id, InvoiceLine.stay_id, InvoiceLine.units, InvoiceLine.per)
        .join(ProviderInvoice, ProviderInvoice.id == InvoiceLine.invoice_id)
        .where(
            ProviderInvoice.state.in_(LIVE),
            or_(InvoiceLine.session_id.in_(list(sessions)), InvoiceLine.stay_id.in_(list(stays))),
        )
        .order_by(InvoiceLine.invoice_id)
    )
    for invoice, session, stay, units, per in rows:
        found.setdefault(f"S-{session}" if session else f"N-{stay}", []).append((invoice, units, per))
    return found
