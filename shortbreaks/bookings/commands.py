"""Booking, offering, cancelling and putting back: what can be done with a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import judging, places
from shortbreaks.bookings.money import post_charge, post_payment
from shortbreaks.bookings.overrides import Reason, accept_findings, note_overrides
from shortbreaks.bookings.steps import move, offer_deadline
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.providers.tables import BreakSession


@dataclass(frozen=True, slots=True)
class PlacesWanted:
    """One child's places: one session, half a scheme or all of it."""

    child_id: int
    session_ids: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    collected_by: str = ""
    transport: str = ""
    note: str = ""


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
    bookings = _take(work, request.wanted, request.asked_by, "confirmed", None)
    owed = _charge(work, bookings, request.paid_by)
    work.record(("booking", bookings[0].id), pence=owed)
    return [booking.id for booking in bookings]


@command(needs=Permission.BOOK, recorded_as="Places offered")
def offer_places(work: Work, request: OfferPlaces) -> list[int]:
    """Hold every place asked for, or none, until the end of the last working day of the offer (R-B2)."""
    bookings = _take(work, request.wanted, request.asked_by, "offered", offer_deadline(work))
    work.record(("booking", bookings[0].id))
    return [booking.id for booking in bookings]


def _take(
    work: Work, wanted: Sequence[PlacesWanted], asked_by: int | None, state: str, until: datetime | None
) -> list[Booking]:
    if not wanted or not all(one.session_ids for one in wanted):
        raise Refused("No session is chosen.", "Choose at least one day.")
    places.lock_children(work, [one.child_id for one in wanted])
    sessions = places.lock_sessions(work, [s for one in wanted for s in one.session_ids])
    made: list[Booking] = []
    for one in wanted:
        judged = judging.judge(work, one.child_id, one.session_ids, beside=made)
        for found in judged.findings.values():
            accept_findings(found, one.reasons)
        mine = [_booking(work, one, sessions[s], judged.terms[s], asked_by, state, until) for s in one.session_ids]
        work.db.add_all(mine)
        work.db.flush()
        first = min(booking.id for booking in mine)
        for booking in mine:
            booking.number = first
            booking.together = (made[0].number if made else first) if len(wanted) > 1 else None
            move(work, booking, state, fresh=True)
        made += mine
        for booking in mine:
            found = judged.findings[booking.session_id]
            note_overrides(work, booking.child_id, f"booking:{booking.id}", found, one.reasons)
    places.take_places(work, made)
    return made


def _booking(
    work: Work, one: PlacesWanted, session: BreakSession, terms: judging.Terms, asked_by: int | None, state: str,
    until: datetime | None,
) -> Booking:  # fmt: skip
    return Booking(
        number=0, child_id=one.child_id, session_id=session.id, service_id=session.service_id, asked_by=asked_by,
        state=state, state_since=work.now, made_at=work.now, starts_at=session.starts_at, ends_at=session.ends_at,
        offered_until=until, allocation_id=terms.allocation_id, uses=terms.uses, list_pence=terms.list_pence,
        charge_pence=terms.charge_pence, exempt=terms.exempt, collected_by=one.collected_by, transport=one.transport,
        note=one.note,
    )  # fmt: skip


def _charge(work: Work, bookings: Sequence[Booking], paid_by: str) -> int:
    """Post each booking's charge, and what was paid for each household; answers the pence charged."""
    households = judging.households_of(work, {booking.child_id for booking in bookings})
    owed: dict[int, int] = {}
    for booking in bookings:
        household = households[booking.child_id]
        post_charge(work, household, f"booking:{booking.id}", booking.charge_pence, work.today)
        owed[household] = owed.get(household, 0) + booking.charge_pence
    for household, pence in owed.items():
        if paid_by and pence:
            post_payment(work, household, pence, paid_by, f"booking:{bookings[0].id}", work.today)
    return sum(owed.values())


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
    owed = _charge(work, bookings, request.paid_by)
    work.record(bookings[0], pence=owed)
    return [booking.id for booking in bookings]
