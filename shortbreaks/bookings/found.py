"""What a few letters find: children, their next bookings or one by its number, and services; asked with every key of quick find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.queries import MEANINGS, say_state, taken_again
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import Prepared, PreparedAmong
from shortbreaks.families.rules import short_name
from shortbreaks.families.search import FoundChild, found_rows, people_ranked
from shortbreaks.families.tables import Child
from shortbreaks.providers.search import FoundService, find_providers
from shortbreaks.providers.tables import Service
from shortbreaks.words import booking_ref


@dataclass(frozen=True, slots=True)
class FoundBooking:
    """One booking as an answer: no more than is shown; times on the clock in Kent."""

    number: int
    ref: str
    child: str
    service: str
    start: datetime
    end: datetime
    state_words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a few letters find: children, bookings and services, each the best first."""

    children: tuple[FoundChild, ...]
    bookings: tuple[FoundBooking, ...]
    services: tuple[FoundService, ...]


def _select() -> Any:
    return (
        select(
            Booking.number, Child.first_name, Child.last_name, Child.known_as, Service.name, Booking.starts_at, Booking.ends_at,
            Booking.state, Booking.offered_until, taken_again(),
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Service, Service.id == Booking.service_id)
    )  # fmt: skip


# Spelt once: asked with every key (speed.md)
@lru_cache(maxsize=4)
def _numbered(most: int) -> Prepared:
    return Prepared(_select().where(Booking.number == bindparam("number")).order_by(Booking.starts_at).limit(most))


@lru_cache(maxsize=4)
def _next(most: int) -> PreparedAmong:
    """Which bookings come next is known before anything else of them is read."""
    return PreparedAmong(
        lambda children: _select().where(
            Booking.id.in_(
                select(Booking.id)
                .where(Booking.child_id.in_(children), Booking.starts_at >= bindparam("since"))
                .order_by(Booking.starts_at, Booking.id)
                .limit(most)
            )
        )
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def find_by_letters(view: View, typed: str, most: int) -> Found:
    """What was typed finds, `most` of each kind; whoever sees families sees providers too, so one question is enough for a key."""
    ranked = people_ranked(view.db, typed)
    bookings = _bookings_found(view, typed, [one.id for one in ranked], most)
    return Found(found_rows(view, ranked[:most], typed), bookings, find_providers(view, typed))


def _bookings_found(view: View, typed: str, children: Sequence[int], most: int) -> tuple[FoundBooking, ...]:
    """Bookings by their number (B-00042 or 42), or the next ones of all the children found."""
    bare = typed.strip().upper().removeprefix("B-")
    if bare.isascii() and bare.isdigit() and len(bare) <= 9:
        rows = _numbered(most).rows(view.db.connection(), {"number": int(bare)})
    else:
        rows = _next(most).rows(view.db.connection(), children, {"since": begin_of(view.today)})
    return tuple(_found(*row) for row in rows)


def _found(
    number: int, first: str, last: str, known_as: str, service: str, start: datetime, end: datetime, state: str,
    offered_until: datetime | None, refilled: Any,
) -> FoundBooking:  # fmt: skip
    return FoundBooking(
        number, booking_ref(number), short_name(first, last, known_as), service, start, end,
        say_state(state, offered_until, refilled=refilled), MEANINGS[state],
    )  # fmt: skip
