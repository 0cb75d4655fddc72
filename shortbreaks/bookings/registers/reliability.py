"""How reliable breaks are: of the places families had booked, how many a provider or the council cancelled (R-X2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.database.commands import View, query
from shortbreaks.money import share_of
from shortbreaks.providers.tables import Provider, Service

HAD = ("attended", "attended_part", "absent_ill", "no_show", "cancelled_late", "confirmed", "in_house", "ended", "booked")


@dataclass(frozen=True, slots=True)
class Reliability:
    """One service in a period: breaks that families had booked, and those cancelled by the provider and by the council.

    A break is a place in a session or a stay; one that the family gave up in time, and an offer, count nowhere.
    """

    service_id: int
    service: str
    provider_id: int
    provider: str
    stays: bool
    booked: int
    by_provider: int
    by_council: int

    @property
    def tenths(self) -> int:
        """Cancelled of booked in tenths of a per cent, rounded half up."""
        return share_of(1000, self.by_provider + self.by_council, self.booked) if self.booked else 0


@query(needs=Permission.SEE_CASES)
def reliability(view: View, first: date, last: date) -> tuple[Reliability, ...]:
    """Every service with a break booked for these days, the least reliable first; in two questions however many there are."""
    found = [
        Reliability(row.id, row.name, row.provider_id, row.provider, stays, int(row.booked), int(row.mine), int(row.ours))
        for stays in (False, True)
        for row in view.db.execute(_counted(first, last, stays=stays))
    ]
    return tuple(sorted(found, key=lambda one: (-one.tenths, -one.booked, one.service, one.service_id)))


def _counted(first: date, last: date, *, stays: bool) -> Any:
    record, step, of, kept, was = (
        (Stay, StayStep, StayStep.stay_id, Cancellation.stay_id, "booked")
        if stays
        else (Booking, BookingStep, BookingStep.booking_id, Cancellation.booking_id, "confirmed")
    )
    # An offer that fell was nobody's break yet. Not as "exists": a server would read every step there ever was for it
    once = select(step.id).where(of == record.id, step.state == was).limit(1).scalar_subquery().is_not(None)
    newest = select(Cancellation.reason).where(kept == record.id).order_by(Cancellation.id.desc()).limit(1).scalar_subquery()
    fell = (record.state == "cancelled_by_provider") & once
    ours = fell & (func.coalesce(newest, "provider") == "council")
    return (
        select(
            Service.id, Service.name, Service.provider_id, Provider.name.label("provider"), func.count().label("booked"),
            func.sum(case((fell & ~ours, 1), else_=0)).label("mine"), func.sum(case((ours, 1), else_=0)).label("ours"),
        )
        .join(Service, Service.id == record.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(
            record.starts_at >= begin_of(first), record.starts_at < begin_of(last + timedelta(days=1)),
            or_(record.state.in_(HAD), fell),
        )
        .group_by(Service.id, Service.name, Service.provider_id, Provider.name)
    )  # fmt: skip
