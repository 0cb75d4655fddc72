"""The example county's waiting list, offers to families that wait, and requests that could not be met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.tables import Booking, BookingPlace, BookingStep
from shortbreaks.bookings.unmet.tables import UnmetOutcome, UnmetRequest
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest, WaitingSession, WaitingStep
from shortbreaks.dates import age_on, elapsed_minutes, year_of_allocation
from shortbreaks.example.families import MadeChild
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.rows import Rows
from shortbreaks.providers.tables import BreakSession

WAITING, OFFERS, FREED, UNMET = 40, 5, 4, 60
EACH = 3  # families for each session
REASONS = ("no_place", "no_place", "no_one_to_one", "no_provider", "distance", "too_late", "need", "provider_cancelled",
           "not_delivered")  # fmt: skip
SAID = {
    "no_one_to_one": "The group cannot give a worker of her own.", "distance": "Over an hour by minibus.",
    "too_late": "Asked on Thursday for Saturday.", "provider_cancelled": "The hall was flooded.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """A session to come with its places that are free."""

    session: MadeSession
    free: int


def make_waiting(
    rows: Rows, random: Random, today: date, sessions: Sequence[MadeSession], children: Sequence[MadeChild], scale: float
) -> None:
    """About 40 families waiting, five of them with an offer, a few free places with who is next, and 60 requests not met."""
    rooms = _rooms(rows, today, sessions)
    full = [room for room in rooms if room.free == 0]
    roomy = [room for room in rooms if room.free >= 1 and room.session.service.unit == "hours"]
    random.shuffle(full)
    random.shuffle(roomy)
    offers, freed, most = (max(1, round(n * scale)) for n in (OFFERS, FREED, WAITING))
    taken: set[int] = set()
    made = 0
    for place, room in enumerate([*roomy[: offers + freed], *full]):
        if made >= most:
            break
        fitting = [child for child in children if child.id not in taken and child.id != 1 and _fits(child, room.session)]
        near = [child for child in fitting if child.district == room.session.service.district] or fitting
        group = random.sample(near, min(len(near), 1 if place < offers else EACH))
        for child in group:
            taken.add(child.id)
            request = _request(rows, random, today, room.session, child, offered=place < offers)
            if place < offers:
                _offer(rows, today, room.session, child, request, timedelta(days=place))
        made += len(group)
    _unmet(rows, random, today, children, round(UNMET * scale))
    _all_or_none(rows, today, rooms, [child for child in children if child.id not in taken and child.id != 1])


def _all_or_none(rows: Rows, today: date, rooms: Sequence[Room], children: Sequence[MadeChild]) -> None:
    """One family that waits for two days of a holiday scheme, both or none, of which one is full."""
    schemes: dict[int, list[Room]] = {}
    for room in rooms:
        if room.session.service.kind == "scheme":
            schemes.setdefault(room.session.service.id, []).append(room)
    for days in schemes.values():
        full = next((room for room in days if room.free == 0), None)
        other = next((room for room in days if room.free and full and room.session.start.date() != full.session.start.date()), None)
        if full is None or other is None:
            continue
        both = sorted((full.session, other.session), key=lambda one: one.start)
        child = next((child for child in children if all(_fits(child, one) for one in both)), None)
        if child is not None:
            _request_for(rows, today, child, both)
            return


def _request_for(rows: Rows, today: date, child: MadeChild, both: Sequence[MadeSession]) -> None:
    asked, service = datetime.combine(today - timedelta(days=9), time(14, 5), UTC), both[0].service
    first, last = both[0].start.date(), both[-1].start.date()
    request = rows.add(
        WaitingRequest, child_id=child.id, service_id=service.id, session_id=None, from_day=first, until_day=last, weekdays="",
        whole=True, together=None, asked_by=child.adult, asked_at=asked, safeguarding=False, state="waiting", state_since=asked,
        reviewed_on=asked.date(), unmet_id=keep_need(rows, child, "no_place", asked, first, service.kind, service.id), note="",
    )  # fmt: skip
    for session in both:
        rows.add(WaitingSession, request_id=request, session_id=session.id)
    rows.add(WaitingStep, request_id=request, state="waiting", reason="asked", words="Both days or none: she starts a new job.",
             at=asked, person_id=1, on_date=asked.date())  # fmt: skip


def _rooms(rows: Rows, today: date, sessions: Sequence[MadeSession]) -> list[Room]:
    """Sessions of the coming weeks with what is free in each, in order of time."""
    first, last = today + timedelta(days=8), today + timedelta(days=70)
    mine = BreakSession.id.between(min((one.id for one in sessions), default=1), max((one.id for one in sessions), default=0))
    kept = select(BreakSession.id, BreakSession.places - BreakSession.taken).where(BreakSession.state == "open", mine)
    free = {row[0]: int(row[1]) for row in rows.db.execute(kept)}
    coming = [one for one in sessions if first <= one.start.date() <= last and one.id in free]
    return [Room(one, free[one.id]) for one in sorted(coming, key=lambda one: (one.start, one.id))]


def _fits(child: MadeChild, session: MadeSession) -> bool:
    service, day = session.service, session.start.date()
    if not service.min_age <= age_on(child.born, day) <= min(service.max_age, 17) or child.days & {day}:
        return False
    pot = f"{service.unit}{year_of_allocation(day)[0]}"
    return child.needs <= service.offers and not child.workers and child.left.get(pot, 0) > _minutes(session)


def _minutes(session: MadeSession) -> int:
    return elapsed_minutes(session.start, session.end)


def _request(
    rows: Rows, random: Random, today: date, session: MadeSession, child: MadeChild, *, offered: bool
) -> int:
    """A request of some weeks ago, with the unmet need it stands for; one in four is for any such day."""
    asked = datetime.combine(today - timedelta(days=random.randint(3, 95)), time(9 + random.randint(0, 7), random.randint(0, 59)), UTC)
    day, any_day = session.start.date(), random.random() < 0.25
    reason = "no_place" if random.random() < 0.8 else "staff_short"
    unmet = keep_need(rows, child, reason, asked, day, session.service.kind, session.service.id)
    request = rows.add(
        WaitingRequest, child_id=child.id, service_id=session.service.id, session_id=None if any_day else session.id,
        from_day=today if any_day else day, until_day=day + timedelta(weeks=8) if any_day else day,
        weekdays=str(day.weekday()) if any_day else "", whole=False, together=None, asked_by=child.adult, asked_at=asked,
        safeguarding=False, state="offered" if offered else "waiting", state_since=asked,
        reviewed_on=max(asked.date(), today - timedelta(days=random.randint(0, 40))), unmet_id=unmet, note="",
    )  # fmt: skip
    rows.add(WaitingStep, request_id=request, state="waiting", reason="asked", words="", at=asked, person_id=1, on_date=asked.date())
    return request


def _offer(rows: Rows, today: date, session: MadeSession, child: MadeChild, request: int, longer: timedelta) -> None:
    """A place held for a family that waited, until the end of one of the coming days."""
    at = datetime.combine(today - timedelta(days=4), time(10, 12), UTC)
    pot = f"{session.service.unit}{year_of_allocation(session.start.date())[0]}"
    price = session.service.price if session.service.charged_by == "council" else 0
    exempt = "s29(3)" if price and child.exempt else ("provider" if session.service.charged_by == "provider" else "")
    child.left[pot] -= _minutes(session)
    child.days.add(session.start.date())
    booking = rows.add(
        Booking, number=rows.last(Booking) + 1, child_id=child.id, session_id=session.id, service_id=session.service.id,
        asked_by=child.adult, together=None, state="offered", state_since=at, made_at=at, starts_at=session.start,
        ends_at=session.end, offered_until=min(datetime.combine(today + longer, time(23, 59)), session.start),
        allocation_id=child.allocations[pot], uses=_minutes(session), list_pence=session.service.price,
        charge_pence=0 if exempt else price, exempt=exempt, collected_by="", transport="", note="",
    )  # fmt: skip
    rows.add(BookingStep, booking_id=booking, state="offered", reason="", words="", at=at, person_id=1, on_date=at.date())
    rows.add(BookingPlace, session_id=session.id, booking_id=booking, stay_id=None, child_id=child.id,
             from_minute=minute_of(session.start), to_minute=minute_of(session.end))  # fmt: skip
    rows.add(
        WaitingOffer, request_id=request, booking_id=booking, session_id=session.id,
        stood="1st of 1: No priority flag; offered when a place came free", passed_over="", at=at, person_id=1,
    )  # fmt: skip
    rows.add(WaitingStep, request_id=request, state="offered", reason="offered", words="", at=at, person_id=1, on_date=at.date())


def keep_need(
    rows: Rows, child: MadeChild, reason: str, at: datetime, day: date, kind: str, service: int | None
) -> int:
    """The unmet need that a request stands for; answers its id."""
    return rows.add(
        UnmetRequest, child_id=child.id, reason=reason, district=child.district, needs=",".join(sorted(child.needs)),
        kinds=kind, service_id=service, session_id=None, from_day=day, until_day=day, weekdays="", unit="", amount=0,
        about="", words=SAID.get(reason, ""), at=at, on_date=at.date(), person_id=1,
    )  # fmt: skip


def _unmet(rows: Rows, random: Random, today: date, children: Sequence[MadeChild], count: int) -> None:
    """Requests of the last months that could not be met; one in five was answered since."""
    for number in range(count):
        child = random.choice(children)
        at = datetime.combine(today - timedelta(days=random.randint(1, 120)), time(10, random.randint(0, 59)), UTC)
        kind = random.choice(("club", "scheme", "weekend", "youth"))
        unmet = keep_need(rows, child, random.choice(REASONS), at, at.date() + timedelta(days=random.randint(2, 40)), kind, None)
        if number % 5 == 0:
            later = at + timedelta(days=6)
            rows.add(UnmetOutcome, unmet_id=unmet, outcome="withdrawn", met_by="", words="They made other plans.", at=later,
                     on_date=later.date(), person_id=1)  # fmt: skip
