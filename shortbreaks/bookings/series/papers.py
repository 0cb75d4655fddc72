"""The booking list of a series: what is booked and what is not, from the record, drawn and kept in the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import Paid, paid_places
from shortbreaks.bookings.facts import allowances_of
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.papers import kept_late, moments, paid_for
from shortbreaks.bookings.series.kept import recurring_of
from shortbreaks.bookings.series.recurring import say_recurring
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.series.words import why_cancelled, why_not_booked
from shortbreaks.bookings.shares import paid_by_allocation
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.where_had import service_and_venue
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import say_day, to_local
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.collecting import told_collector
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, issue_recorded, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.providers.tables import BreakSession, Service, Venue
from shortbreaks.words import series_ref

BOOKED = ("offered", "confirmed")


def _dates(view: View, series_id: int) -> Sequence[Any]:
    """Each date of a series with the booking it became and where that is, in order."""
    return view.db.execute(
        select(
            SeriesDate.day, SeriesDate.state, SeriesDate.rule, SeriesDate.why, Booking.made_at, Booking.id.label("booking"),
            Booking.state.label("booked"), Booking.starts_at, Booking.ends_at, Booking.charge_pence, Booking.list_pence,
            Booking.exempt, Booking.id, Booking.uses, Booking.allocation_id, Service.name.label("service"), Service.contact_name,
            Service.contact_phone, Venue.name.label("venue"), Venue.address, Venue.postcode,
        )
        .join(Booking, Booking.id == SeriesDate.booking_id, isouter=True)
        .join(Service, Service.id == Booking.service_id, isouter=True)
        .join(BreakSession, BreakSession.id == Booking.session_id, isouter=True)
        .join(Venue, Venue.id == BreakSession.venue_id, isouter=True)
        .where(SeriesDate.series_id == series_id)
        .order_by(SeriesDate.day)
    ).all()  # fmt: skip


def written_list(view: View, series_id: int) -> Letter:
    """What the booking list of a series says of the days to come, with the child and the adult it is for.

    Raises Refused when no date of it is still to come.
    """
    from shortbreaks.documents.booking_list import BookedFacts, BookingListFacts, NotBookedFacts

    series = view.db.get(Series, series_id)
    if series is None:
        raise NotFound("That series is not here any more.", "Look again.")
    child = view.db.execute(
        select(Child.first_name, Child.known_as, Child.last_name, Child.born, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == series.child_id)
    ).one()
    adult = adult_for(view, child.id, series.asked_by)
    settings, ladders, now = settings_on(view.db, view.today), ladders_of(view), to_local(view.now)
    dates = [one for one in _dates(view, series_id) if (one.starts_at or now) >= now and one.day >= view.today]
    booked = [one for one in dates if one.booked in BOOKED]
    first = next(iter(booked), None)
    if not dates or first is None:
        raise Refused("No date of this series is booked from today on.", "Book one first, then print its list.")
    name = child.known_as or child.first_name
    service, venue = service_and_venue(booked)
    charge, ended = sum(one.charge_pence for one in booked), series.state == "ended"
    until = [moments(one.starts_at, one.charge_pence, ladders.of(one), now) for one in booked]
    price = _price_words(view, booked, charge, paid_places(name, child.born, booked))
    price += kept_late(ladders.of(first), charge, left=any(free or part for free, part, _ in until))
    facts = BookingListFacts(
        head=letterhead(view, settings), number=series_ref(series.id), child=short_name(child.first_name, child.last_name, child.known_as),
        family=child.ref, dated=view.today, dear=dear(adult), service=service, recurs=say_recurring(recurring_of(series)),
        venue=venue,
        booked=tuple(BookedFacts(one.starts_at, one.ends_at, by[0]) for one, by in zip(booked, until, strict=True)),
        not_booked=tuple(NotBookedFacts(*_not_booked(one, name, ended=ended)) for one in dates if one.booked not in BOOKED),
        charge_pence=charge, charge_words=price,
        allowance_words=_allowance_words(view, series.child_id, booked), day_contact=first.contact_name,
        day_phone=first.contact_phone, collected_by=told_collector(view, child.id, series.collected_by, [one.day for one in booked]),
        foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    return addressed(f"series:{series_id}", facts, series.child_id, adult)


def _not_booked(one: Any, name: str, *, ended: bool) -> tuple[date, str, str]:
    said = why_cancelled(one.booked, one.day) if one.booked else why_not_booked(one.state, one.rule, one.why, name, ended=ended)
    return one.day, *said


def _price_words(view: View, booked: Sequence[Any], charge: int, owed: Paid) -> str:
    from shortbreaks.documents.booking_list import price_sentence

    paid, _ = paid_for(view.db, [one.booking for one in booked])
    return f"{price_sentence(owed.list_pence, charge, paid, owed.exempt)} {owed.words}".strip()


def _allowance_words(view: View, child_id: int, booked: Sequence[Any]) -> str:
    """What these dates use of each allocation, and what is left of it after them."""
    said, uses_of = [], paid_by_allocation(view.db, booked)
    for one in allowances_of(view.db, child_id):
        uses = uses_of.get(one.id, 0)
        if not uses:
            continue
        whole, until = say_amount(one.amount, one.unit), say_day(one.until_day)
        lead = f"These dates use {say_amount(uses, one.unit)} of the {whole} you have until {until}."
        left = f"{say_amount(one.left, one.unit)} {'is' if one.left == 1 else 'are'} left after them."
        over = f"With them you have {say_amount(-one.left, one.unit)} more than was awarded; we agreed to that."
        said.append(f"{lead} {over if one.left < 0 else left}")
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class IssueBookingList:
    """The booking list of one series; `style` "" prints as the family asked."""

    series_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Booking list issued")
def issue_booking_list(work: Work, request: IssueBookingList) -> int:
    """Draw a booking list from the record as it stands and enter it in the register; answers the paper's id."""
    return issue_recorded(work, "booking list", written_list(work, request.series_id), request.style)
