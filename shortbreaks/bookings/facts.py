"""The facts the rules look at, gathered from the records in a fixed number of questions."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import BindParameter, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.rules import Busy, ChildFacts, ServiceFacts, SessionFacts, Words
from shortbreaks.bookings.states import BOOKED, HOLDING, STAY_BOOKED, STAY_HOLDING, STAY_USED, USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.bookings.tables import Booking, BookingPlace
from shortbreaks.council.queries import codes_in, settings_on
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import Address, Child, ChildNeed, EmergencyContact
from shortbreaks.providers.tables import BreakSession, ProviderCheck, Service, ServiceOffer, ServicePrice, Venue


def allowances_of(db: Session, child_id: int) -> tuple[Allowance, ...]:
    """A child's allocations with what is used and booked of each, newest period first."""
    return allowances_by_child(db, [child_id]).get(child_id, ())


def allowances_by_child(db: Session, children: Select[int] | Collection[int]) -> dict[int, tuple[Allowance, ...]]:
    """The same of many children, in as many questions as of one."""
    used = func.coalesce(func.sum(case((Booking.state.in_(USED), Booking.uses), else_=0)), 0)
    booked = func.coalesce(func.sum(case((Booking.state.in_(BOOKED), Booking.uses), else_=0)), 0)
    rows = db.execute(
        select(
            Allocation.id, Allocation.child_id, Allocation.unit, Allocation.purpose, Allocation.kinds, Allocation.amount,
            Allocation.from_day, Allocation.until_day, Allocation.carried_from, used.label("used"), booked.label("booked"),
        )
        .join(Booking, Booking.allocation_id == Allocation.id, isouter=True)
        .where(Allocation.child_id.in_(children))
        .group_by(Allocation.id)
        .order_by(Allocation.until_day.desc(), Allocation.id)
    ).all()  # fmt: skip
    carried: dict[int, int] = {}
    for r in rows:
        if r.carried_from is not None:
            carried[r.carried_from] = carried.get(r.carried_from, 0) + r.amount
    nights = nights_used(db, select(Allocation.id).where(Allocation.child_id.in_(children)))
    found: dict[int, list[Allowance]] = {}
    for r in rows:
        slept, ahead = nights.get(r.id, (0, 0))
        found.setdefault(r.child_id, []).append(
            Allowance(
                r.id, r.unit, r.purpose, frozenset(filter(None, r.kinds.split(","))), r.amount, int(r.used) + slept,
                int(r.booked) + ahead, r.from_day, r.until_day,
                r.carried_from is not None, carried.get(r.id, 0),
            )
        )  # fmt: skip
    return {child: tuple(mine) for child, mine in found.items()}


def nights_used(db: Session, allocation_ids: Select[int]) -> dict[int, tuple[int, int]]:
    """Nights of allocations (used, booked) by stays in beds."""
    rows = db.execute(
        select(
            StayUse.allocation_id, func.sum(case((Stay.state.in_(STAY_USED), StayUse.nights), else_=0)),
            func.sum(case((Stay.state.in_(STAY_BOOKED), StayUse.nights), else_=0)),
        )
        .join(Stay, Stay.id == StayUse.stay_id)
        .where(StayUse.allocation_id.in_(allocation_ids))
        .group_by(StayUse.allocation_id)
    )  # fmt: skip
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


Home = tuple[str, int | None, int | None, str]
NO_HOME: Home = ("", None, None, "")


def home_of(db: Session, household_id: int, day: date) -> Home:
    """District, easting, northing and postcode of a household's home on a day; empty when none is kept."""
    return homes_of(db, [household_id], day).get(household_id, NO_HOME)


def homes_of(db: Session, household_ids: Collection[int], day: date) -> dict[int, Home]:
    """The homes of many households on a day, in one question."""
    rows = db.execute(
        select(Address.household_id, Address.district, Address.easting, Address.northing, Address.postcode)
        .where(
            Address.household_id.in_(household_ids),
            Address.purpose == "home",
            or_(Address.from_day.is_(None), Address.from_day <= day),
            or_(Address.until_day.is_(None), Address.until_day >= day),
        )
        .order_by(Address.from_day.desc().nulls_last(), Address.id.desc())
    )
    found: dict[int, Home] = {}
    for row in rows:
        found.setdefault(row.household_id, (row.district, row.easting, row.northing, row.postcode))
    return found


def child_facts(db: Session, child_id: int, today: date) -> ChildFacts:
    """What the rules look at in a child. Raises NotFound."""
    found = children_facts(db, [child_id], today)
    if child_id not in found:
        raise NotFound("That child's record is not here any more.", "Look again.")
    return found[child_id]


def children_facts(db: Session, child_ids: Collection[int], today: date) -> dict[int, ChildFacts]:
    """What the rules look at in many children, in as many questions as for one."""
    children = db.execute(
        select(Child.id, Child.first_name, Child.known_as, Child.born, Child.household_id, Child.workers_needed,
               Child.care_plan_on).where(Child.id.in_(child_ids))
    ).all()  # fmt: skip
    homes = homes_of(db, {child.household_id for child in children}, today)
    needs: dict[int, set[str]] = {}
    for child_id, code in db.execute(
        select(ChildNeed.child_id, ChildNeed.code).where(ChildNeed.child_id.in_(child_ids), ChildNeed.code != "NONE")
    ):
        needs.setdefault(child_id, set()).add(code)
    reached = select(EmergencyContact.child_id).where(
        EmergencyContact.child_id.in_(child_ids), EmergencyContact.within_two_hours.is_(True)
    )
    contacts = set(db.execute(reached).scalars())
    allowances, busy = allowances_by_child(db, child_ids), busy_times(db, child_ids)
    return {
        c.id: ChildFacts(
            c.id, c.known_as or c.first_name, c.born, *homes.get(c.household_id, NO_HOME)[:3],
            frozenset(needs.get(c.id, ())), c.workers_needed, c.care_plan_on, c.id in contacts,
            allowances.get(c.id, ()), busy.get(c.id, ()),
        )
        for c in children
    }  # fmt: skip


def busy_times(db: Session, child_ids: Collection[int]) -> dict[int, tuple[Busy, ...]]:
    """The places and stays that children hold, by start."""
    rows = db.execute(
        select(Booking.starts_at, Booking.ends_at, Service.name, Booking.child_id)
        .join(BookingPlace, BookingPlace.booking_id == Booking.id)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.child_id.in_(child_ids), Booking.state.in_(HOLDING))
    )
    stays = db.execute(
        select(Stay.starts_at, Stay.ends_at, Service.name, Stay.child_id)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.child_id.in_(child_ids), Stay.state.in_(STAY_HOLDING), Stay.ends_at > Stay.starts_at)
    )
    found: dict[int, tuple[Busy, ...]] = {}
    for start, end, where, child_id in sorted((*rows, *stays), key=lambda row: row.starts_at):
        found[child_id] = (*found.get(child_id, ()), Busy(start, end, where))
    return found


def service_facts(db: Session, service_ids: Collection[int] | None = None) -> dict[int, ServiceFacts]:
    """What the rules look at in services; every open one when no ids are given."""
    chosen = Service.id.in_(service_ids) if service_ids is not None else Service.state == "open"
    columns = (
        Service.id, Service.name, Service.kind, Service.min_age, Service.max_age, Service.children_per_worker,
        Service.one_to_one, Service.two_to_one, Service.unit, Service.state, Service.provider_id,
    )  # fmt: skip
    rows = db.execute(select(*columns).where(chosen)).all()
    offers: dict[int, set[str]] = {}
    for service_id, code in db.execute(select(ServiceOffer.service_id, ServiceOffer.code).join(Service).where(chosen)):
        offers.setdefault(service_id, set()).add(code)
    providers = sorted({row.provider_id for row in rows}) if service_ids is not None else None
    places = venues_of(db, providers)
    checks = checks_of(db, providers)
    return {
        r.id: ServiceFacts(
            r.id, r.name, r.kind, r.min_age, r.max_age, frozenset(offers.get(r.id, ())), r.children_per_worker,
            r.one_to_one, r.two_to_one, r.unit, r.state == "open", checks.get(r.provider_id, ()),
            *places.get(r.provider_id, (None, None)),
        )
        for r in rows
    }  # fmt: skip


def venues_of(db: Session, provider_ids: Collection[int] | None) -> dict[int, tuple[int | None, int | None]]:
    """The first open venue's position of each provider; a session's own venue takes its place when one is judged."""
    found = select(Venue.provider_id, Venue.easting, Venue.northing).where(Venue.state == "open")
    if provider_ids is not None:
        found = found.where(Venue.provider_id.in_(provider_ids))
    places: dict[int, tuple[int | None, int | None]] = {}
    for row in db.execute(found.order_by(Venue.id.desc())):
        places[row.provider_id] = (row.easting, row.northing)
    return places


def checks_of(
    db: Session, provider_ids: Collection[int] | None = None
) -> dict[int, tuple[tuple[str, date | None], ...]]:
    """Each provider's checks as (words, last day); everybody's when no ids are given."""
    words = codes_in(db, "check")
    found: dict[int, list[tuple[str, date | None]]] = {}
    kept = select(ProviderCheck.provider_id, ProviderCheck.kind, ProviderCheck.valid_until)
    if provider_ids is not None:
        kept = kept.where(ProviderCheck.provider_id.in_(provider_ids))
    for row in db.execute(kept):
        found.setdefault(row.provider_id, []).append((words.get(row.kind, row.kind), row.valid_until))
    return {provider: tuple(checks) for provider, checks in found.items()}


def own_workers(db: Session, session_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each session, how many children there have one worker and how many have two of their own."""
    # thousands of whole numbers, so they stand in the question itself
    wanted: BindParameter[int] = bindparam("sessions", sorted(session_ids), expanding=True, literal_execute=True)
    rows = db.execute(
        select(
            BookingPlace.session_id,
            func.sum(case((Child.workers_needed == 1, 1), else_=0)),
            func.sum(case((Child.workers_needed == 2, 1), else_=0)),
        )
        .join(Child, Child.id == BookingPlace.child_id)
        .where(BookingPlace.session_id.in_(wanted), Child.workers_needed > 0)
        .group_by(BookingPlace.session_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def session_facts(db: Session, session_ids: Collection[int]) -> dict[int, SessionFacts]:
    """What the rules look at in sessions."""
    own = own_workers(db, session_ids)
    rows = db.execute(
        select(
            BreakSession.id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places, BreakSession.taken,
            BreakSession.workers, BreakSession.state, BreakSession.closed_reason,
        ).where(BreakSession.id.in_(session_ids))
    )  # fmt: skip
    return {
        r.id: SessionFacts(
            r.id, r.starts_at, r.ends_at, r.places, r.taken, r.workers, *own.get(r.id, (0, 0)), r.state == "open",
            r.closed_reason,
        )
        for r in rows
    }  # fmt: skip


def prices_on(db: Session, day: date, service_ids: Collection[int] | None = None) -> dict[int, int]:
    """Each service's price on a day in pence; a service without one costs nothing."""
    found = select(ServicePrice.service_id, ServicePrice.pence).where(ServicePrice.from_day <= day)
    if service_ids is not None:
        found = found.where(ServicePrice.service_id.in_(service_ids))
    rows = db.execute(found.order_by(ServicePrice.from_day, ServicePrice.id))
    return {row.service_id: row.pence for row in rows}


def prices_of(db: Session, service_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """Each service's prices as (from day, pence), the newest first."""
    rows = db.execute(
        select(ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence)
        .where(ServicePrice.service_id.in_(service_ids))
        .order_by(ServicePrice.from_day.desc(), ServicePrice.id.desc())
    )
    prices: dict[int, list[tuple[date, int]]] = {}
    for row in rows:
        prices.setdefault(row.service_id, []).append((row.from_day, row.pence))
    return prices


def words_of_the_day(db: Session, today: date) -> Words:
    """The needs' words and the settings findings speak of, as they hold today."""
    needs, settings = codes_in(db, "need"), settings_on(db, today)
    return Words(
        lambda code: needs.get(code, code), today, int(settings["care_plan_months"]), int(settings["most_to_come"])
    )


def begin_of(day: date) -> datetime:
    """Midnight on the clock in Kent at the start of a day."""
    return datetime(day.year, day.month, day.day)
