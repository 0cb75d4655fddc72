"""Booking, offering, cancelling and putting back: what can be done with a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import places
from shortbreaks.bookings.asking import check_asker
from shortbreaks.bookings.facts import children_facts
from shortbreaks.bookings.overrides import accept_findings
from shortbreaks.bookings.steps import move, offer_deadline
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted, charge, take
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day, to_local
from shortbreaks.eligibility.rules import has_breaks
from shortbreaks.errors import Refused
from shortbreaks.families.rules import ended
from shortbreaks.money import pounds
from shortbreaks.providers.tables import BreakSession, Service


@dataclass(frozen=True, slots=True)
class MakeBooking:
    """Places for one child, or for siblings who go together or not at all (R-B5). `paid_by`: "", "card", "Kent Card".

    `read_out` are the pence that the family was told, None where nobody was.
    """

    wanted: tuple[PlacesWanted, ...]
    asked_by: int | None = None
    paid_by: str = ""
    read_out: int | None = None


@dataclass(frozen=True, slots=True)
class OfferPlaces:
    """The same places held for the family until the offer's deadline (R-B2, R-B3)."""

    wanted: tuple[PlacesWanted, ...]
    asked_by: int | None = None


@command(needs=Permission.BOOK, recorded_as="Booking made")
def make_booking(work: Work, request: MakeBooking) -> list[int]:
    """Confirm every place asked for, or none, and charge each; answers the bookings' ids.

    Raises Refused with the rule's own sentence, for who may not book, or for another price than was read out; NoPlacesLeft,
    or AlreadyElsewhere.
    """
    check_asker(work, request.asked_by, [one.child_id for one in request.wanted])
    bookings = take(work, request.wanted, request.asked_by, "confirmed", None)
    _check_read_out(bookings, request.read_out)
    owed = charge(work, bookings, request.paid_by)
    work.record(("booking", bookings[0].id), pence=owed)
    return [booking.id for booking in bookings]


def _check_read_out(bookings: Sequence[Booking], read_out: int | None) -> None:
    """Nobody is charged, or rung up, for another sum than the one they said yes to."""
    owed = sum(booking.charge_pence for booking in bookings)
    if read_out is not None and owed != read_out:
        raise Refused(
            f"The family pays {pounds(owed)} by now, and {pounds(read_out)} was read out.",
            "Read the new sum out, and book if the family still wants it.", "read_out",
        )  # fmt: skip


@command(needs=Permission.BOOK, recorded_as="Places offered")
def offer_places(work: Work, request: OfferPlaces) -> list[int]:
    """Hold every place asked for, or none, until the end of the last working day of the offer, or till the first begins (R-B2)."""
    check_asker(work, request.asked_by, [one.child_id for one in request.wanted])
    wanted = {session for one in request.wanted for session in one.session_ids}
    begins = work.db.scalar(select(func.min(BreakSession.starts_at)).where(BreakSession.id.in_(wanted)))
    bookings = take(work, request.wanted, request.asked_by, "offered", offer_deadline(work, begins))
    work.record(("booking", bookings[0].id))
    return [booking.id for booking in bookings]


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """The family said yes to what it was offered; `number` is shared by the bookings offered together."""

    number: int
    paid_by: str = ""


@command(needs=Permission.BOOK, recorded_as="Offer accepted")
def accept_offer(work: Work, request: AcceptOffer) -> list[int]:
    """Confirm and charge every booking of an open offer, and of siblings offered together with it (R-B5).

    Raises Refused once it has lapsed.
    """
    bookings = open_offer(work, request.number)
    if any(booking.offered_until is not None and booking.offered_until < to_local(work.now) for booking in bookings):
        raise Refused("This offer has lapsed.", "Offer the place again, if it is still free.")
    _check_still_had(work, bookings)
    for booking in bookings:
        move(work, booking, "confirmed")
        booking.offered_until = None
    owed = charge(work, bookings, request.paid_by)
    work.record(bookings[0], pence=owed)
    return [booking.id for booking in bookings]


def _check_still_had(work: Work, bookings: Sequence[Booking]) -> None:
    """Raise Refused where what was offered, or the child's record, has closed since, or it has begun: nobody is charged for it."""
    children = {booking.child_id for booking in bookings}
    places.lock_children(work, children)
    for child in children_facts(work.db, children, work.today).values():
        accept_findings(has_breaks(child.name, child.barred), ())
    sessions = places.lock_sessions(work, [booking.session_id for booking in bookings])
    closed = select(Service.name).where(Service.id.in_({one.service_id for one in sessions.values()}), Service.state == "closed")
    if (name := work.db.scalar(closed.limit(1))) is not None:
        raise Refused(f"{name} has closed.", "Decline it as offered by mistake, and offer another place.")
    for session in sessions.values():
        day = say_day(session.starts_at.date())
        if session.state == "closed":
            raise Refused(f"It is closed on {day}: {ended(session.closed_reason or 'no reason was given')}", "Offer another day.")
        if session.starts_at <= to_local(work.now):
            raise Refused(f"It began on {day} at {session.starts_at:%H:%M}.", "Offer a later day.")


def open_offer(work: Work, number: int) -> list[Booking]:
    """Every booking of an open offer, siblings' offered together with it included, locked. Raises Refused for none."""
    together = work.db.scalar(select(Booking.together).where(Booking.number == number).limit(1))
    ours = Booking.number == number if together is None else Booking.together == together
    bookings = list(
        work.db.scalars(select(Booking).where(ours, Booking.state == "offered").order_by(Booking.id).with_for_update())
    )
    if not bookings:
        raise Refused("There is no open offer with this number.", "Look again; it may have lapsed, or been taken up.")
    return bookings


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """The family said no to what it was offered, in its own words if it gave any; or it was offered by `mistake` of ours."""

    number: int
    words: str = ""
    mistake: bool = False


@command(needs=Permission.BOOK, recorded_as="Offer declined")
def decline_offer(work: Work, request: DeclineOffer) -> list[int]:
    """Give back every place of an open offer, siblings' together; nothing was charged and nothing is owed (R-B5)."""
    bookings = open_offer(work, request.number)
    places.lock_sessions(work, [booking.session_id for booking in bookings])
    places.give_back_places(work, bookings)
    for booking in bookings:
        booking.charge_pence = 0  # an offer was never charged; putting it back charges it whole
        if request.mistake:
            move(work, booking, "cancelled_by_provider", reason="mistake", words=request.words)
        else:
            move(work, booking, "cancelled_in_notice", reason="declined", words=request.words)
    work.record(bookings[0])
    return [booking.id for booking in bookings]
