"""Taking a place and giving it back: the one room that makes a booking count."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, delete, select

from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.bookings.tables import Booking, BookingPlace
from shortbreaks.database.commands import Work
from shortbreaks.database.faults import when_broken
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.tables import Child
from shortbreaks.providers.bed_queries import price_of_night
from shortbreaks.providers.bed_tables import Bed, NightPrice
from shortbreaks.providers.tables import BreakSession

KENT = ZoneInfo("Europe/London")
# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_CHILD_LOCKED = select(Child.id).where(Child.id == bindparam("id")).with_for_update(key_share=True)
_SESSION_LOCKED = (
    select(BreakSession).where(BreakSession.id == bindparam("id")).with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)  # fmt: skip
_PRICES_OF_BEDS = (
    select(Bed.id, NightPrice.from_day, NightPrice.pence).join(NightPrice, NightPrice.unit_id == Bed.unit_id)
    .where(Bed.id.in_(_IDS)).order_by(NightPrice.from_day, NightPrice.id)
)  # fmt: skip


class NoPlacesLeft(Refused):
    """Somebody else has the last place."""


class AlreadyElsewhere(Refused):
    """The child has a place in another session at that time (R-B9)."""


when_broken(
    "ck_break_session_places",
    "ck_break_session_places",
    lambda: NoPlacesLeft(
        "The last place was taken just now.", "Choose another day, ask the provider for one more place, or the waiting list."
    ),
)
when_broken(
    "ex_booking_place_child",
    "ex_booking_place_child",
    lambda: AlreadyElsewhere(
        "This child already has a place somewhere else at that time.", "Choose another time, or cancel the other."
    ),
)
when_broken(
    "uq_booking_place_session_id_child_id",
    "booking_place.session_id, booking_place.child_id",
    lambda: AlreadyElsewhere("This child already has a place in that session.", "Look at the child's bookings."),
)
when_broken(
    "uq_bed_night_bed",
    "bed_night.bed_id, bed_night.night",
    lambda: NoPlacesLeft("Another child has this bed on one of these nights.", "Choose another bed, or other nights."),
)
when_broken(
    "uq_bed_night_child",
    "bed_night.child_id, bed_night.night",
    lambda: AlreadyElsewhere("This child already sleeps somewhere on one of these nights.", "Look at the child's stays."),
)


def minute_of(local: datetime) -> int:
    """Minutes since 1970 in UTC of a time on the clock in Kent, so that clock changes neither hide nor invent overlap."""
    return int(local.replace(tzinfo=KENT).astimezone(UTC).timestamp()) // 60


def lock_children(work: Work, child_ids: Iterable[int]) -> None:
    """Lock children in one fixed order, before sessions: what is used up is their time."""
    for child_id in sorted(set(child_ids)):
        if rows_of(work.db, _CHILD_LOCKED, {"id": child_id}).scalar() is None:
            raise NotFound("That child's record is not here any more.", "Look again.")


def lock_sessions(work: Work, session_ids: Iterable[int]) -> dict[int, BreakSession]:
    """Lock sessions in one fixed order and give them as they stand now, before anything is checked."""
    found: dict[int, BreakSession] = {}
    for session_id in sorted(set(session_ids)):
        session = work.db.scalar(_SESSION_LOCKED, {"id": session_id})
        if session is None:
            raise NotFound("That session is not in the directory any more.", "Look again.")
        found[session_id] = session
    return found


def lock_free_sessions(work: Work, service_id: int, first: date, last: date) -> None:
    """Lock the sessions of a service in some days that could be booked now, in the same order as `lock_sessions`."""
    midnight = datetime(last.year, last.month, last.day) + timedelta(days=1)
    work.db.execute(
        select(BreakSession.id)
        .where(
            BreakSession.service_id == service_id, BreakSession.state == "open", BreakSession.taken < BreakSession.places,
            BreakSession.starts_at >= max(datetime(first.year, first.month, first.day), to_local(work.now)),
            BreakSession.starts_at < midnight,
        )
        .order_by(BreakSession.id)
        .with_for_update(key_share=True)
    )  # fmt: skip


def take_places(work: Work, bookings: Sequence[Booking]) -> None:
    """Take the place of each booking, all or none.

    The caller has locked children and sessions. Raises NoPlacesLeft, or AlreadyElsewhere; the database holds both
    whatever the caller forgot.
    """
    for booking in sorted(bookings, key=lambda one: one.session_id):
        work.db.add(
            BookingPlace(
                session_id=booking.session_id,
                booking_id=booking.id,
                child_id=booking.child_id,
                from_minute=minute_of(booking.starts_at),
                to_minute=minute_of(booking.ends_at),
            )  # fmt: skip
        )
    work.db.flush()
    _count_again(work, bookings)


def give_back_places(work: Work, bookings: Sequence[Booking]) -> None:
    """Give back the place of each booking; a booking without one is passed over."""
    ids = [booking.id for booking in bookings]
    gone = list(work.db.scalars(select(BookingPlace.id).where(BookingPlace.booking_id.in_(ids))))
    work.db.execute(delete(BookingPlace.__table__).where(BookingPlace.__table__.c.id.in_(gone)))  # type: ignore[arg-type]
    work.touched("booking_place", gone)
    _count_again(work, bookings)


def take_nights(work: Work, stay: Stay, nights: Sequence[date]) -> None:
    """Take a stay's nights in its bed, and the child's time from its start to its end; all or none.

    The caller has locked the child. Raises NoPlacesLeft or AlreadyElsewhere; the database holds both whatever the
    caller forgot.
    """
    take_all_nights(work, [(stay, nights)])


def take_all_nights(work: Work, stays: Sequence[tuple[Stay, Sequence[date]]]) -> None:
    """Take the nights of several stays, as `take_nights` does, each night at what it costs the council (A37)."""
    prices: dict[int, list[tuple[date, int]]] = {}
    for bed, from_day, pence in rows_of(work.db, _PRICES_OF_BEDS, {"ids": list({stay.bed_id for stay, _ in stays})}):
        prices.setdefault(bed, []).append((from_day, pence))
    for stay, nights in stays:
        of = prices.get(stay.bed_id, ())
        work.db.add_all(
            [
                BedNight(stay_id=stay.id, bed_id=stay.bed_id, child_id=stay.child_id, night=night, pence=price_of_night(of, night))
                for night in nights
            ]
        )
        if stay.ends_at > stay.starts_at:
            work.db.add(
                BookingPlace(
                    stay_id=stay.id, child_id=stay.child_id, from_minute=minute_of(stay.starts_at),
                    to_minute=minute_of(stay.ends_at),
                )
            )  # fmt: skip
    work.db.flush()
    work.touched("bed_night")


def give_back_nights(work: Work, stay: Stay, since: date) -> None:
    """Give back a stay's nights from one on, and the child's time; a stay without any is passed over."""
    for kept in work.db.scalars(select(BedNight).where(BedNight.stay_id == stay.id, BedNight.night >= since)):
        work.db.delete(kept)
    for place in work.db.scalars(select(BookingPlace).where(BookingPlace.stay_id == stay.id)):
        work.db.delete(place)
    work.db.flush()


def move_times(work: Work, same: Mapping[int, int]) -> None:
    """The time that stays take of children goes to other children (old id to new), so that every guard looks at it."""
    held = list(work.db.scalars(select(BookingPlace).where(BookingPlace.child_id.in_(same), BookingPlace.stay_id > 0)))
    for place in held:
        work.db.delete(place)
    work.db.flush()
    for place in held:
        work.db.add(
            BookingPlace(
                stay_id=place.stay_id, child_id=same[place.child_id], from_minute=place.from_minute,
                to_minute=place.to_minute,
            )
        )  # fmt: skip
    work.db.flush()


def _count_again(work: Work, bookings: Sequence[Booking]) -> None:
    # The trigger changed `taken` behind the unit of work; the session counts as touched for open screens.
    sessions = {booking.session_id for booking in bookings}
    for session_id in sessions:
        session = work.db.get(BreakSession, session_id)
        if session is not None:
            work.db.expire(session)
    work.touched("break_session", sessions)
