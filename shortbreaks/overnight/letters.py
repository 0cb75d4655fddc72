"""The letters of one stay to its family: that it is booked, and until when one is held for it; each from the record as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import liable_words
from shortbreaks.bookings.charges import Band, last_moment
from shortbreaks.bookings.facts import allowances_of
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.papers import kept_late, moments, paid_about
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.bookings.transport import told_transport
from shortbreaks.bookings.unpriced import NOT_KNOWN, awaited
from shortbreaks.bookings.where_had import say_venue
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import age_on, say_day, to_local
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.collecting import told_collector
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, issue_recorded, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.overnight.commands import wanted_again
from shortbreaks.overnight.judging import judge_stay
from shortbreaks.providers.tables import Service, ServicePrice, Venue

ADULT = 16


def written_confirmation(view: View, stay_id: int, *, had: bool = False) -> Letter:
    """What the letter of a booked stay says, with the child and the adult it is for; with `had` of one that began, too.

    Raises NotFound, or Refused for another state.
    """
    from shortbreaks.documents.stay_letter import StayConfirmationFacts

    row = _row(view.db, stay_id)
    stay: Stay = row.Stay
    if stay.state != "booked" and not (had and stay.state in {"in_house", "ended", "no_show"}):
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "A confirmation is of a stay that is booked.")
    settings, ladders, now = settings_on(view.db, view.today), ladders_of(view), to_local(view.now)
    ladder = ladders.of(stay)
    adult = adult_for(view, row.home, _asked_by(view.db, stay_id))
    where, directions = _where(view.db, row)
    free, part, percent = moments(stay.starts_at, stay.charge_pence, ladder, now)
    back = back_until(stay.starts_at, ladder, ladders.late_days(stay))
    name = row.known_as or row.first_name
    facts = StayConfirmationFacts(
        head=letterhead(view, settings), number=f"Stay {stay.id}", child=short_name(row.first_name, row.last_name, row.known_as),
        family=row.ref, dated=view.today, dear=dear(adult), house=row.house, where=where, directions=directions,
        arrives=stay.starts_at, leaves=stay.ends_at, nights=stay.planned_nights,
        charge_words=_cost(view, row, stay.charge_pence, stay.exempt) + kept_late(ladder, stay.charge_pence, left=bool(free or part)),
        charged=stay.charge_pence > 0,
        allocation_words=_allowance(view.db, stay), free_until=free, part_until=part, part_percent=percent,
        back_until=back if back is not None and back >= now else None, day_contact=row.contact_name,
        day_phone=row.contact_phone, bring=row.bring, collected_by=told_collector(view, row.home, stay.collected_by, [stay.ends_at.date()]),
        transport=told_transport(name, [stay.transport]), foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    return addressed(f"stay:{stay_id}", facts, stay.child_id, adult)


def written_offer(view: View, stay_id: int) -> Letter:
    """What the letter of an offered stay says, with the child and the adult it is for.

    What it would cost is judged as it would be on taking it up. Raises NotFound, or Refused for another state or one lapsed.
    """
    from shortbreaks.documents.stay_letter import StayOfferFacts

    row = _row(view.db, stay_id)
    stay: Stay = row.Stay
    if stay.state != "offered" or stay.offered_until is None:
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "An offer letter is of a stay that is offered.")
    if stay.offered_until < to_local(view.now):
        raise Refused(f"The offer stood until {say_day(stay.offered_until.date())}.", "Place the stay again, then print its letter.")
    settings, judged = settings_on(view.db, view.today), judge_stay(view, wanted_again(stay))
    adult = adult_for(view, row.home, _asked_by(view.db, stay_id))
    facts = StayOfferFacts(
        head=letterhead(view, settings), number=f"Stay {stay.id}", child=short_name(row.first_name, row.last_name, row.known_as),
        family=row.ref, dated=view.today, dear=dear(adult), house=row.house, where=_where(view.db, row)[0],
        arrives=stay.starts_at, leaves=stay.ends_at, nights=stay.planned_nights, until=stay.offered_until,
        charge_words=_cost(view, row, judged.charge_pence, judged.exempt), allocation_words=_allowance(view.db, stay),
        waits_until=view.db.scalar(select(NightRequest.until_day).where(NightRequest.stay_id == stay_id)),
        foot=settings["letter_foot"], relay=RELAY, together=_together(view.db, stay),
    )  # fmt: skip
    return addressed(f"stay:{stay_id}", facts, stay.child_id, adult)


def _together(db: Session, stay: Stay) -> int:
    """How many siblings are offered the same nights together with a child (R-B5)."""
    others = select(func.count()).where(Stay.together == stay.together, Stay.state == "offered", Stay.id != stay.id)
    return (db.scalar(others) or 0) if stay.together is not None else 0


def _row(db: Session, stay_id: int) -> Any:
    row = db.execute(
        select(
            Stay, Child.first_name, Child.known_as, Child.last_name, Child.born, Household.ref, Household.id.label("home"),
            Service.name.label("house"), Service.provider_id, Service.bring, Service.contact_name, Service.contact_phone,
        )
        .join(Child, Child.id == Stay.child_id).join(Household, Household.id == Child.household_id)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.id == stay_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("That stay is not here any more.", "Look again.")
    return row


def _asked_by(db: Session, stay_id: int) -> int | None:
    """Who asked for the nights that this stay is or would be; None where nobody is noted."""
    return db.scalar(select(NightRequest.asked_by).where(NightRequest.stay_id == stay_id))


def _where(db: Session, row: Any) -> tuple[str, str]:
    """The house's address and the way there.

    A house is kept at no venue of its own: it is the provider's venue of that name, or the only one; else nothing is said.
    """
    venues = db.execute(
        select(Venue.name.label("venue"), Venue.address, Venue.postcode, Venue.directions, Venue.parking, Venue.access)
        .where(Venue.provider_id == row.provider_id, Venue.state == "open")
    ).all()  # fmt: skip
    named = [one for one in venues if one.venue == row.house] or venues
    if len(named) != 1:
        return "", ""
    one = named[0]
    return say_venue(one), " ".join(filter(None, (one.parking, one.access, one.directions)))


def back_until(start: datetime, ladder: Sequence[Band], late_days: int = 0) -> datetime | None:
    """The last moment of a cancellation whose nights go back to the allowance (A9); None where none do."""
    days = [band.days for band in ladder if band.percent < 100]
    return last_moment(start, max(min(days), late_days)) if days else None


def _cost(view: View, row: Any, pence: int, exempt: str) -> str:
    """What the nights cost, what was paid, and from 16 on who is liable (R-C1, R-C2)."""
    from shortbreaks.documents.said import said_paid
    from shortbreaks.documents.stay_letter import nights_charged

    stay: Stay = row.Stay
    fee = _fee(view.db, stay) if exempt == "provider" else 0
    words = NOT_KNOWN if awaited(view.db, Stay, [stay.id]) else nights_charged(stay.planned_nights, pence, exempt, fee)
    if pence and stay.state == "offered":
        words = f"{words}. You pay when you say yes; nothing is due before."
    elif pence:
        paid, paid_on = paid_about(view.db, [f"stay:{stay.id}"])
        words = f"{words}. {said_paid(pence, paid, paid_on or view.today)}"
    return f"{words} {_liable(row, pence, exempt)}".strip()


def _fee(db: Session, stay: Stay) -> int:
    """What the house asks a family for a night, as it holds on the first."""
    found = select(ServicePrice.pence).where(
        ServicePrice.service_id == stay.service_id, ServicePrice.from_day <= stay.starts_at.date()
    )
    return db.scalar(found.order_by(ServicePrice.from_day.desc(), ServicePrice.id.desc()).limit(1)) or 0


def _liable(row: Any, pence: int, exempt: str) -> str:
    """From 16 on, who is liable or whose benefit counts; a birthday within the stay parts its nights."""
    stay, name = row.Stay, row.known_as or row.first_name
    first: date = stay.starts_at.date()
    if age_on(row.born, first) < ADULT <= age_on(row.born, stay.ends_at.date() - timedelta(days=1)) and (pence or exempt):
        return f"From {name}’s 16th birthday on, the young person is liable for a charge, and it is {name}’s own benefit that counts."
    return liable_words(name, row.born, [(first, pence, exempt)])


def _allowance(db: Session, stay: Stay) -> str:
    """What this stay uses of each allowance and what that has left; "" where it uses none (R-B8, R-O16, A37)."""
    from shortbreaks.documents.stay_letter import allowance_words

    uses = dict(db.execute(select(StayUse.allocation_id, StayUse.nights).where(StayUse.stay_id == stay.id)).all())
    mine = sorted(allowances_of(db, stay.child_id), key=lambda one: (not one.carried, one.until_day, one.id))
    return allowance_words(
        [
            (say_amount(uses[one.id], one.unit), say_amount(max(0, one.left), one.unit), say_amount(one.amount, one.unit),
             one.until_day, one.carried)
            for one in mine if one.id in uses
        ],
        offered=stay.state == "offered",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssueStayConfirmation:
    """The letter of a booked stay; `style` "" prints as the family asked."""

    stay_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Confirmation of a stay issued")
def issue_stay_confirmation(work: Work, request: IssueStayConfirmation) -> int:
    """Draw the confirmation of a stay from the record and enter it in the register; answers the paper's id. Raises Refused."""
    return issue_recorded(work, "stay confirmation", written_confirmation(work, request.stay_id), request.style)


@dataclass(frozen=True, slots=True)
class IssueStayOffer:
    """The letter of an offered stay; `style` "" prints as the family asked."""

    stay_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Offer of a stay issued")
def issue_stay_offer(work: Work, request: IssueStayOffer) -> int:
    """Draw the offer of a stay from the record and enter it in the register; answers the paper's id. Raises Refused."""
    return issue_recorded(work, "stay offer", written_offer(work, request.stay_id), request.style)
