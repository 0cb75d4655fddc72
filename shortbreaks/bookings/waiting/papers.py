"""The papers of the waiting list: the offer of a place, and where a family stands; each from the record as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import paid_places
from shortbreaks.bookings.papers import allocation_words
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.bookings.waiting.order import band
from shortbreaks.bookings.waiting.queries import WaitingRow, waiting_list
from shortbreaks.bookings.waiting.queue import rule_on
from shortbreaks.bookings.waiting.steps import waits_on
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest, WaitingSession
from shortbreaks.bookings.where_had import service_and_venue
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import WEEKDAYS, say_day, say_full
from shortbreaks.errors import Refused
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, issue_recorded, letterhead
from shortbreaks.families.tables import Child, Household
from shortbreaks.providers.tables import BreakSession, Service, Venue
from shortbreaks.words import booking_ref, waiting_ref

ORDER = {
    "priority": "children who are very ill, or for whom a social worker asks", "break": "families with no break in the last {days} days",
    "share": "families who have used less of their yearly amount", "asked": "families who asked earlier",
}  # fmt: skip
HELPS = {
    "staff_short": "More staff on the day: we can ask the provider.",
    "no_one_to_one": "A worker of {child}’s own on the day: we can ask the provider.",
    "no_allocation": "A decision about hours or nights: ask us how it is made.",
    "need": "A provider who can learn what {child} needs: we can ask.",
}


def _child(db: Session, child_id: int) -> Any:
    return db.execute(
        select(Child.first_name, Child.known_as, Child.last_name, Child.born, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == child_id)
    ).one()


def _offered(db: Session, number: int) -> Sequence[Any]:
    return db.execute(
        select(
            Booking.id, Booking.child_id, Booking.asked_by, Booking.together, Booking.starts_at, Booking.ends_at,
            Booking.allocation_id, Booking.uses,
            Booking.offered_until, Booking.list_pence, Booking.charge_pence, Booking.exempt, Service.name.label("service"),
            Venue.name.label("venue"), Venue.address, Venue.postcode,
        )
        .join(Service, Service.id == Booking.service_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(Booking.number == number, Booking.state == "offered", Booking.offered_until.is_not(None))
        .order_by(Booking.starts_at)
    ).all()  # fmt: skip


def written_offer(view: View, number: int) -> Letter:
    """What the letter of an open offer says, with the child and the adult it is for. Raises Refused for none open."""
    from shortbreaks.documents.offer_letter import OfferFacts

    rows = _offered(view.db, number)
    if not rows:
        raise Refused("There is no open offer with this number.", "Look again; it may have lapsed, or been taken up.")
    first, child = rows[0], _child(view.db, rows[0].child_id)
    adult = adult_for(view, child.id, first.asked_by)
    settings = settings_on(view.db, view.today)
    owed = paid_places(child.known_as or child.first_name, child.born, rows)
    service, venue = service_and_venue(rows)
    facts = OfferFacts(
        head=letterhead(view, settings), number=booking_ref(number),
        child=f"{child.known_as or child.first_name} {child.last_name[:1]}.", family=child.ref, dated=view.today,
        dear=dear(adult), service=service, venue=venue,
        days=tuple((row.starts_at, row.ends_at) for row in rows), until=first.offered_until,
        list_pence=owed.list_pence, charge_pence=sum(row.charge_pence for row in rows), exempt=owed.exempt, liable=owed.words,
        together=first.together is not None, whole=_is_whole(view.db, first.id),
        after=_after(view.db, first.id), foot=settings["letter_foot"], relay=RELAY,
        allocation_words=allocation_words(view.db, rows, offered=True),
    )  # fmt: skip
    return addressed(f"booking:{number}", facts, first.child_id, adult)


def _is_whole(db: Session, booking_id: int) -> bool:
    found = select(WaitingRequest.whole).join(WaitingOffer, WaitingOffer.request_id == WaitingRequest.id)
    return bool(db.scalar(found.where(WaitingOffer.booking_id == booking_id)))


def _after(db: Session, booking_id: int) -> str:
    """What becomes of the request when the offer lapses: see waiting_steps.note_answer, which does it."""
    found = db.execute(
        select(WaitingRequest)
        .join(WaitingOffer, WaitingOffer.request_id == WaitingRequest.id)
        .where(WaitingOffer.booking_id == booking_id)
    ).first()
    return "" if found is None else "waits" if waits_on(found[0]) else "ends"


def written_wait(view: View, request_id: int) -> Letter:
    """What the letter of a waiting family says, with the child and the adult it is for. Raises Refused for who does not wait."""
    from shortbreaks.documents.waiting_letter import WaitingFacts

    row = next((one for one in waiting_list(view) if one.request_id == request_id), None)
    if row is None:
        raise Refused("This family does not wait any more.", "Look again; somebody may have been before you.")
    if row.offer is not None:
        raise Refused("A place is offered to this family now.", "Print the offer letter.")
    child = _child(view.db, row.child_id)
    asked_by = view.db.scalar(select(WaitingRequest.asked_by).where(WaitingRequest.id == request_id))
    adult = adult_for(view, child.id, asked_by)
    settings, rule = settings_on(view.db, view.today), rule_on(view)
    name = child.known_as or child.first_name
    facts = WaitingFacts(
        head=letterhead(view, settings), number=waiting_ref(request_id), child=f"{name} {child.last_name[:1]}.",
        family=child.ref, dated=view.today, dear=dear(adult), service=row.service, days=_days(view.db, request_id),
        asked_on=row.asked_at.date(), reviewed_on=row.reviewed_on, band=band(row.place, row.of),
        order=tuple(ORDER[test].format(days=rule.gap_days) for test in rule.tests), helps=_helps(view.db, row, name),
        together=bool(row.siblings), foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    return addressed(f"waiting_request:{request_id}", facts, row.child_id, adult)


def _days(db: Session, request_id: int) -> str:
    """On Saturday 25 July 2026; or any Saturday from 25 July 2026 to 17 October 2026."""
    first, last, weekdays, whole = db.execute(
        select(WaitingRequest.from_day, WaitingRequest.until_day, WaitingRequest.weekdays, WaitingRequest.whole)
        .where(WaitingRequest.id == request_id)
    ).one()  # fmt: skip
    named = list(dict.fromkeys(_named_days(db, request_id)))
    if named:
        return f"{'all or none of these days' if whole else 'any of these days'}: {'; '.join(say_full(day) for day in named)}"
    if first == last:
        return f"on {say_full(first)}"
    which = " or ".join(WEEKDAYS[int(day)] for day in weekdays.split(",") if day)
    return f"any {which or 'day'} from {say_day(first)} to {say_day(last)}"


def _named_days(db: Session, request_id: int) -> list[date]:
    """The days of the sessions that a request for several names, in order."""
    rows = db.scalars(
        select(BreakSession.starts_at)
        .join(WaitingSession, WaitingSession.session_id == BreakSession.id)
        .where(WaitingSession.request_id == request_id)
        .order_by(BreakSession.starts_at)
    )
    return [start.date() for start in rows]


def _helps(db: Session, row: WaitingRow, name: str) -> tuple[str, ...]:
    """What could bring a place sooner: by why there was none, and what the family has not opened yet."""
    request = db.execute(
        select(WaitingRequest.session_id, WaitingRequest.weekdays, WaitingRequest.whole, UnmetRequest.reason)
        .join(UnmetRequest, UnmetRequest.id == WaitingRequest.unmet_id, isouter=True)
        .where(WaitingRequest.id == row.request_id)
    ).one()
    found = [HELPS[request.reason].format(child=name)] if request.reason in HELPS else []
    if request.whole:
        found.append("Some of the days instead of all of them: tell us, and you wait for each by itself.")
    if request.session_id is not None or request.weekdays or request.whole:
        found.append("Other days as well: tell us which, and we look at those too.")
    found.append("Another club, scheme or way of having a break: we can look at what runs near you.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class IssueOfferLetter:
    """The letter of one offer; `style` "" prints as the family asked."""

    number: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Offer letter issued")
def issue_offer_letter(work: Work, request: IssueOfferLetter) -> int:
    """Draw an offer letter from the record and enter it in the register; answers the paper's id. Raises Refused."""
    return issue_recorded(work, "offer letter", written_offer(work, request.number), request.style)


@dataclass(frozen=True, slots=True)
class IssueWaitingLetter:
    """The letter of one request; `style` "" prints as the family asked."""

    request_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Waiting-list letter issued")
def issue_waiting_letter(work: Work, request: IssueWaitingLetter) -> int:
    """Draw a waiting-list letter from the record and enter it in the register; answers the paper's id. Raises Refused."""
    return issue_recorded(work, "waiting-list letter", written_wait(work, request.request_id), request.style)
