"""The questions by which a stay is judged, built once: a statement costs more to build than to run (speed.md)."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select

from shortbreaks.bookings.states import HOLDING, STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.families.tables import Child
from shortbreaks.overnight.tables import FirstVisit, LegalStatus, Pair
from shortbreaks.providers.bed_tables import Bed, BedClosure, NightRoster, Unit
from shortbreaks.providers.tables import Service, ServicePrice

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
BUT: BindParameter[Any] = bindparam("but", expanding=True)  # stays that are looked at as if they were not there
FIRST: BindParameter[Any] = bindparam("first")  # nights, both looked at
LAST: BindParameter[Any] = bindparam("last")
MINE = or_(Child.id.in_(IDS), Child.merged_into.in_(IDS))  # under whatever number it was noted
CHILD = func.coalesce(Child.merged_into, Child.id).label("child")

HOUSE_OF_BED = select(Bed.unit_id).where(Bed.id == bindparam("bed"))
HOUSES_OF_BEDS = select(Bed.unit_id).where(Bed.id.in_(IDS)).distinct()
HOUSES_LOCKED = (
    select(Unit.id).where(Unit.id.in_(select(Bed.unit_id).where(Bed.id.in_(IDS)))).order_by(Unit.id).with_for_update(key_share=True)
)
OPEN_BED = (
    select(Bed.id, Bed.name, Bed.emergency, Bed.from_day, Bed.until_day, Bed.unit_id, Service.name.label("unit"))
    .join(Unit, Unit.id == Bed.unit_id).join(Service, Service.id == Unit.service_id)
    .where(Bed.id == bindparam("bed"), Service.state == "open")
)  # fmt: skip
TAKEN = (
    select(BedNight.night, Child.first_name, Child.last_name, Child.known_as)
    .join(Stay, Stay.id == BedNight.stay_id).join(Child, Child.id == BedNight.child_id)
    .where(BedNight.bed_id == bindparam("bed"), BedNight.night.between(FIRST, LAST), Stay.state.in_(STAY_HOLDING))
)  # fmt: skip
CLOSURES = select(BedClosure.unit_id, BedClosure.bed_id, BedClosure.first_night, BedClosure.last_night, BedClosure.reason).where(
    BedClosure.unit_id.in_(IDS), BedClosure.state == "closed", BedClosure.first_night <= LAST, BedClosure.last_night >= FIRST
)
UNITS = (
    select(Unit.id, Unit.service_id, Unit.home, Unit.workers, Unit.first_visits, Unit.arrives, Unit.leaves, Service.charged_by)
    .join(Service, Service.id == Unit.service_id).where(Unit.id.in_(IDS))
)  # fmt: skip
BEDS = (
    select(Bed.id, Bed.unit_id, Bed.name, Bed.emergency, Bed.from_day, Bed.until_day, Bed.min_age, Bed.max_age)
    .where(Bed.unit_id.in_(IDS)).order_by(Bed.name, Bed.id)
)  # fmt: skip
MATES = (
    select(
        Stay.service_id, BedNight.child_id, BedNight.bed_id, BedNight.night, BedNight.stay_id, Stay.state,
        Child.first_name, Child.known_as, Child.last_name, Child.workers_needed,
    )
    .join(Stay, Stay.id == BedNight.stay_id).join(Child, Child.id == BedNight.child_id)
    .where(
        Stay.service_id.in_(IDS), BedNight.night.between(FIRST, LAST), BedNight.stay_id.not_in(BUT), Stay.state.in_(STAY_HOLDING)
    )
    .order_by(BedNight.child_id, BedNight.night)
)  # fmt: skip
ROSTERED = select(NightRoster.unit_id, NightRoster.night, NightRoster.workers).where(
    NightRoster.unit_id.in_(IDS), NightRoster.night.between(FIRST, LAST)
)
FAMILY_PRICES = (
    select(ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence)
    .where(ServicePrice.service_id.in_(IDS)).order_by(ServicePrice.from_day, ServicePrice.id)
)  # fmt: skip
SERVICE_NAMES = select(Service.id, Service.name).where(Service.id.in_(IDS))
SLEPT = (
    select(BedNight.child_id, BedNight.night, Stay.service_id, Stay.starts_at, Stay.ends_at)
    .join(Stay, Stay.id == BedNight.stay_id)
    .where(BedNight.child_id.in_(IDS), BedNight.stay_id.not_in(BUT))
)
SESSIONS_OVER_NIGHT = (
    select(Booking.child_id, Booking.service_id, Booking.starts_at, Booking.ends_at)
    .join(Service, Service.id == Booking.service_id)
    .where(Booking.child_id.in_(IDS), Booking.state.in_(HOLDING), Service.unit == "nights")
)
LEGAL = (
    select(CHILD, LegalStatus.from_day, LegalStatus.legal)
    .join(Child, Child.id == LegalStatus.child_id).where(MINE).order_by(LegalStatus.from_day.desc(), LegalStatus.id.desc())
)  # fmt: skip
VISITS = select(CHILD, FirstVisit.service_id, FirstVisit.on.label("visited")).join(Child, Child.id == FirstVisit.child_id).where(MINE)
NUMBERS = select(Child.id, Child.merged_into).where(MINE)  # every number that some children were ever noted under
NUMBERS_NOW = select(Child.id, Child.merged_into).where(Child.id.in_(IDS))
PAIRS = (
    select(Pair.child_id, Pair.other_id, Pair.kind, Pair.from_day, Pair.until_day)
    .where(or_(Pair.child_id.in_(IDS), Pair.other_id.in_(IDS))).order_by(Pair.from_day, Pair.id)
)  # fmt: skip
