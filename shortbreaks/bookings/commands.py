"""Booking, offering, cancelling and putting back: what can be done with a place."""

from dataclasses import dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.steps import move, offer_deadline
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted, charge, take
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused


@dataclass(frozen=True, slots=True)
class MakeBooking:
    """Places for one child, or for siblings who go together or not at all (R-B5). `paid_by`: "", "card", "Kent Card"."""

    wanted: tuple[PlacesWanted, ...]
    asked_by: int | None = None
    paid_by: str = ""


@dataclass(frozen=True, slots=True)
class OfferPlaces:
    """The same places held for the family until the offer's deadline (R-B2, R-B3)."""

    wanted: tuple[PlacesWanted, ...]
    asked_by: int | None = None


@command(needs=Permission.BOOK, recorded_as="Booking made")
def make_booking(work: Work, request: MakeBooking) -> list[int]:
    """Confirm every place asked for, or none, and charge each; answers the bookings' ids.

    Raises Refused with the rule's own sentence, NoPlacesLeft, or AlreadyElsewhere.
    """
    bookings = take(work, request.wanted, request.asked_by, "confirmed", None)
    owed = charge(work, bookings, request.paid_by)
    work.record(("booking", bookings[0].id), pence=owed)
    return [booking.id for booking in bookings]


@command(needs=Permission.BOOK, recorded_as="Places offered")
def offer_places(work: Work, request: OfferPlaces) -> list[int]:
    """Hold every place asked for, or none, until the end of the last working day of the offer (R-B2)."""
    bookings = take(work, request.wanted, request.asked_by, "offered", offer_deadline(work))
    work.record(("booking", bookings[0].id))
    return [booking.id for booking in bookings]


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """The family said yes to what it was offered; `number` is shared by the bookings offered together."""

    number: int
    paid_by: str = ""


@command(needs=Permission.BOOK, recorded_as="Offer accepted")
def accept_offer(work: Work, request: AcceptOffer) -> list[int]:
    """Confirm and charge every booking of an open offer. Raises Refused once it has lapsed."""
    bookings = list(
        work.db.scalars(
            select(Booking).where(Booking.number == request.number, Booking.state == "offered").with_for_update()
        )
    )
    if not bookings:
        raise Refused("There is no open offer with this number.", "Look again; it may have lapsed, or been taken up.")
    for booking in bookings:
        move(work, booking, "confirmed")
        booking.offered_until = None
    owed = charge(work, bookings, request.paid_by)
    work.record(bookings[0], pence=owed)
    return [booking.id for booking in bookings]
