"""The papers of bookings: facts from the record, drawn and kept in the register."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import paid_places
from shortbreaks.bookings.charges import NOTHING, Band, last_moment, without_notice
from shortbreaks.bookings.facts import allowances_of, prices_of
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.money import RECEIVED
from shortbreaks.bookings.shares import paid_by_allocation
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.transport import told_by_day
from shortbreaks.bookings.unpriced import NOT_KNOWN, OTHERS_NOT_KNOWN, awaited
from shortbreaks.bookings.where_had import where_had
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import say_day, to_local
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import told_collector
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, issue_recorded, letterhead
from shortbreaks.families.tables import Child, Household
from shortbreaks.ledger.tables import Account, Entry, Transfer
from shortbreaks.money import pounds
from shortbreaks.providers.tables import BreakSession, Service, Venue
from shortbreaks.words import booking_ref, counted

GIVEN = ("confirmed", "attended", "attended_part")


# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_CHILD = (
    select(Child.first_name, Child.known_as, Child.last_name, Child.born, Household.ref, Household.id)
    .join(Household, Household.id == Child.household_id)
    .where(Child.id == bindparam("id"))
)
_TOGETHER = select(Booking.id, Booking.number, Booking.charge_pence).where(
    Booking.number.in_(select(Booking.number).where(Booking.id.in_(_IDS))), Booking.state != "offered"
)


@cache
def _booked() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Booking.id, Booking.number, Booking.child_id, Booking.asked_by, Booking.allocation_id, Booking.uses,
            Booking.list_pence, Booking.charge_pence, Booking.exempt, Booking.collected_by, Booking.transport, Booking.made_at,
            Booking.starts_at, Booking.ends_at, Service.id.label("service_id"), Service.name.label("service"), Service.bring,
            Service.contact_name, Service.contact_phone,
            Venue.name.label("venue"), Venue.address, Venue.postcode, Venue.directions, Venue.parking, Venue.access,
        )
        .join(Service, Service.id == Booking.service_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(Booking.number == bindparam("number"), Booking.state.in_(bindparam("states", expanding=True)))
        .order_by(Booking.starts_at)
    )  # fmt: skip


@cache
def _received() -> Select[str, Any, Any]:
    received = select(Account.id).where(Account.kind == RECEIVED)
    came, went = Transfer.from_account.in_(received), Transfer.to_account.in_(received)
    return (
        select(Entry.about, func.sum(case((came, Transfer.pence), (went, -Transfer.pence), else_=0)), func.max(case((came, Transfer.on))))
        .join(Entry, Entry.id == Transfer.entry_id)
        .where(Entry.about.in_(bindparam("abouts", expanding=True)))
        .group_by(Entry.about)
    )


def written_confirmation(view: View, number: int, *, had: bool = False) -> Letter:
    """What the confirmation of one booking number says, with the child and the adult it is for; with `had` of a no-show, too.

    Raises Refused when nothing of it is confirmed. The adult is who asked, or the first who gets letters (R-P6).
    """
    from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts

    rows: Sequence[Any] = rows_of(view.db, _booked(), {"number": number, "states": (*GIVEN, "no_show") if had else GIVEN}).all()
    if not rows:
        raise Refused("Nothing of this booking is confirmed.", "Book it first, then print its confirmation.")
    first = rows[0]
    child = rows_of(view.db, _CHILD, {"id": first.child_id}).one()
    adult = adult_for(view, child.id, first.asked_by)
    settings = settings_on(view.db, view.today)
    ladders = ladders_of(view)
    now = to_local(view.now)
    head = letterhead(view, settings)
    charge = sum(row.charge_pence for row in rows)
    paid, paid_on = paid_for(view.db, [row.id for row in rows])
    name = child.known_as or child.first_name
    where = where_had(rows)
    until = [moments(r.starts_at, r.charge_pence, ladders.of(r), now) for r in rows]
    facts = ConfirmationFacts(
        head=head, number=booking_ref(number), child=f"{name} {child.last_name[:1]}.", family=child.ref,
        dated=view.today, dear=dear(adult), service=where.service, venue=where.venue, directions=where.directions,
        sessions=tuple(SessionFacts(r.starts_at, r.ends_at, *by, where.named(r)) for r, by in zip(rows, until, strict=True)),
        list_pence=tuple(row.list_pence for row in rows), charge_pence=charge, paid_pence=paid,
        charge_words=_charge_words(view, rows, name, child.born, (paid, paid_on or view.today))
        + kept_late(ladders.of(first), charge, left=any(free or part for free, part, _ in until)),
        allocation_words=allocation_words(view.db, rows), day_contact=where.contact,
        day_phone=where.phone, day_others=where.others, bring=where.bring,
        collected_by=told_collector(view, child.id, first.collected_by, [row.starts_at.date() for row in rows]),
        foot=settings["letter_foot"], relay=RELAY, transport=told_by_day(name, [(row.starts_at.date(), row.transport) for row in rows]),
    )  # fmt: skip
    return addressed(f"booking:{number}", facts, first.child_id, adult)


def _charge_words(view: View, rows: Sequence[Any], name: str, born: date, paid: tuple[int, date]) -> str:
    """The sum and what is paid of it; of what no price is known for it is said that it may still be asked for (R-C2)."""
    from shortbreaks.documents.confirmation import charge_sentence

    bare = [row.id for row in rows if not (row.list_pence or row.exempt)]
    waiting = awaited(view.db, Booking, bare)
    known = [row for row in rows if row.id not in waiting]
    if not known:
        return NOT_KNOWN
    owed, charge = paid_places(name, born, known), sum(row.charge_pence for row in known)
    said = f"{charge_sentence(owed.list_pence, charge, *paid, owed.exempt)} {owed.words}".strip()
    others = OTHERS_NOT_KNOWN.format(days=counted(len(waiting), "other day")) if waiting else ""
    return said + _by_the_hour(view.db, known) + others


def _by_the_hour(db: Session, rows: Sequence[Any]) -> str:
    """What an hour costs, where that is how these places were charged: " Each hour costs £4.25."."""
    day = rows[0].starts_at.date()
    price = next((price for since, price in prices_of(db, [rows[0].service_id]).get(rows[0].service_id, ()) if since <= day), NOTHING)
    charged = [row for row in rows if row.charge_pence]
    if price.per != "hour" or not charged or any(price.of(row.starts_at, row.ends_at) != row.charge_pence for row in charged):
        return ""  # a later price, or a benefit that takes a part: the sum alone is said
    return f" Each hour costs {pounds(price.pence)}."


def moments(
    start: datetime, charge: int, ladder: Sequence[Band], now: datetime
) -> tuple[datetime | None, datetime | None, int]:
    """The last free moment, the last part-charge moment and its per cent; none when nothing is charged, or once passed."""
    if not charge:
        return None, None, 50
    rungs = sorted((band for band in ladder if band.days), key=lambda band: -band.days)
    free = next((band for band in rungs if band.percent == 0), None)
    part = next((band for band in reversed(rungs) if 0 < band.percent < 100), None)
    moments = [last_moment(start, rung.days) if rung else None for rung in (free, part)]
    free_until, part_until = (None if moment is None or moment < now else moment for moment in moments)
    return free_until, part_until, part.percent if part else 50


def kept_late(ladder: Sequence[Band], charge: int, *, left: bool) -> str:
    """What stays owed without notice; "" for nothing charged. `left`: whether a moment to cancel for less is still to come (R-C3)."""
    percent = without_notice(ladder)
    if not charge or not percent:
        return ""
    return f" If you cancel{' later' if left else ''}, {'all' if percent == 100 else f'{percent}%'} of it stays."


def paid_for(db: Session, booking_ids: Collection[int]) -> tuple[int, date | None]:
    """What the family has paid of what some bookings cost now (pence), and when it last paid.

    A payment is kept under the number that a child's bookings share, so what the others of that number still cost is paid by
    it too: of a scheme whose first day was cancelled late its part stays paid, and the rest pays the days that are left.
    """
    number_of, mine, others = dict[str, int](), Counter[int](), Counter[int]()
    for one in rows_of(db, _TOGETHER, {"ids": booking_ids}):
        number_of[f"booking:{one.id}"] = one.number
        (mine if one.id in booking_ids else others)[one.number] += one.charge_pence
    paid, days = Counter[int](), []
    for about, pence, last in _paid(db, number_of):
        paid[number_of[about]] += pence
        days += [last] if last is not None else []
    return sum(min(cost, max(0, paid[of] - others[of])) for of, cost in mine.items()), max(days, default=None)


def paid_about(db: Session, abouts: Collection[str]) -> tuple[int, date | None]:
    """What was paid for stays by what the ledger calls them ("stay:7"), less what was paid back or reversed, and when last."""
    found = _paid(db, abouts)
    return sum(one[1] for one in found), max((one[2] for one in found if one[2] is not None), default=None)


def _paid(db: Session, abouts: Collection[str]) -> list[tuple[str, int, date | None]]:
    """Of each, what was paid less what was paid back or reversed (pence), and the last day."""
    return [(about, int(pence or 0), last) for about, pence, last in rows_of(db, _received(), {"abouts": abouts})]


def allocation_words(db: Session, rows: Sequence[Any], *, offered: bool = False) -> str:
    """What these breaks use of each allocation, what was carried over first, and what it has left (R-O16)."""
    said, uses_of = [], paid_by_allocation(db, rows)
    mine = sorted(allowances_of(db, rows[0].child_id), key=lambda one: (not one.carried, one.until_day, one.id))
    for one in mine:
        if one.id not in uses_of:
            continue
        uses = say_amount(uses_of[one.id], one.unit)
        left, whole = say_amount(max(0, one.left), one.unit), say_amount(one.amount, one.unit)
        breaks = "this break uses" if len(rows) == 1 else "these breaks use"
        begin, have = (f"If you say yes, {breaks}", "You will then have") if offered else (breaks.capitalize(), "You will have")
        kept = " carried over from last year, which are used first" if one.carried else ""
        said.append(f"{begin} {uses}{kept}. {have} {left} of {whole} left until {say_day(one.until_day)}.")
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class IssueConfirmation:
    """The confirmation of one booking number; `style` "" prints as the family asked."""

    number: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Confirmation issued")
def issue_confirmation(work: Work, request: IssueConfirmation) -> int:
    """Draw a confirmation from the record as it stands and enter it in the register; answers the paper's id.

    Drawn in the same transaction (about 20 ms) so that the paper says what the record says. Raises Refused.
    """
    return issue_recorded(work, "confirmation", written_confirmation(work, request.number), request.style)
