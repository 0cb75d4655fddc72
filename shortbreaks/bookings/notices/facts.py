"""What a cancellation notice says, from the record: the sum, the refund, what goes back, and what else there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from shortbreaks.bookings.benefits import liable_words
from shortbreaks.bookings.charges import Band, last_moment, without_notice
from shortbreaks.bookings.facts import allowances_of
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.notices.tables import Closing, Notice, NoticeAlternative, NoticeItem
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.shares import shares_of
from shortbreaks.bookings.stay_tables import Stay, StayRefill, StayUse
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.codes import FREE_REASONS
from shortbreaks.council.queries import holidays_after, setting_on, settings_on
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day, say_full, working_days_after
from shortbreaks.eligibility.rules import Allowance, say_amount
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, dear, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.ledger.tables import Entry, Transfer
from shortbreaks.money import pounds
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue
from shortbreaks.words import booking_ref

NOTHING_FITS = (
    "We looked for another break and found none that fits yet. We keep your request, go on looking, and ring you."
)
AFTER_ALL = "A benefit freed you from a charge, and it does not count for that day. So {since} is charged after all."
ANOTHER_DAY = "If you would like another day, ring us and we look for one with you."


@dataclass(frozen=True, slots=True)
class Item:
    """One cancellation of a notice with its booking or stay, where it was to be, and the unit of its allowance or ""."""

    cancellation: Cancellation
    record: Booking | Stay
    service: str
    venue: str
    provider: str
    uses: Mapping[int, int]  # what went back, by allocation
    unit: str

    @property
    def about(self) -> str:
        """The booking or stay as the ledger names it."""
        return f"{self.record.__tablename__}:{self.record.id}"

    @property
    def since(self) -> int:
        """What was charged for it after it was cancelled, in pence: the benefit that freed from it does not count (R-C1)."""
        return max(0, self.record.charge_pence - self.cancellation.pence)


def record_of(view: View, cancellation: Cancellation) -> Booking | Stay | None:
    """The booking or stay that was cancelled."""
    if cancellation.stay_id is not None:
        return view.db.get(Stay, cancellation.stay_id)
    return view.db.get(Booking, cancellation.booking_id)


def written_notice(view: View, notice: Notice) -> Letter:
    """What a notice says, with the child, the adult it is for, and what it is about."""
    from shortbreaks.documents.cancellation import NoticeFacts

    child = view.db.execute(
        select(Child.first_name, Child.last_name, Child.known_as, Child.born, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == notice.child_id)
    ).one()
    allowances = {one.id: one for one in allowances_of(view.db, notice.child_id)}
    refilled = notice.why == "refilled"
    items = items_of(view, notice.id, allowances, refilled=refilled)
    record = items[0].record
    adult = adult_for(view, child.id, record.asked_by if isinstance(record, Booking) else None)
    settings = settings_on(view.db, view.today)
    ladders = ladders_of(view)
    closing = view.db.get(Closing, notice.closing_id) if notice.closing_id is not None else None
    others = _alternatives(view, notice.id)
    none_fits = NOTHING_FITS if notice.why == "provider" else "" if refilled else ANOTHER_DAY
    ref = booking_ref(record.number) if isinstance(record, Booking) else f"Stay {record.id}"
    charges = [(one.record.starts_at.date(), one.record.charge_pence, "") for one in items]
    facts = NoticeFacts(
        head=letterhead(view, settings), number=ref,
        child=short_name(child.first_name, child.last_name, child.known_as), family=child.ref, dated=view.today,
        dear=dear(adult), who=_who(items[0]), reason=closing.words if closing is not None else "", refilled=refilled,
        breaks=tuple(_break(one, ladders.of(one.record), refilled=refilled) for one in items),
        refund_words=_refund(view, items, refilled=refilled), allowance_words=_allowance(items, allowances),
        liable_words=liable_words(child.known_as or child.first_name, child.born, charges),
        alternatives=others,
        no_alternative="" if others else none_fits, foot=settings["letter_foot"], relay=RELAY,
    )  # fmt: skip
    about = f"booking:{record.number}" if isinstance(record, Booking) else f"stay:{record.id}"
    return addressed(about, facts, notice.child_id, adult)


def _who(item: Item) -> str:
    reason = item.cancellation.reason
    return item.provider if reason == "provider" else "We, the council," if reason == "council" else "You"


def items_of(view: View, notice_id: int, allowances: Mapping[int, Allowance], *, refilled: bool) -> list[Item]:
    """The cancellations of a notice with their bookings and stays, by time."""
    cancellations = view.db.scalars(
        select(Cancellation)
        .join(NoticeItem, NoticeItem.cancellation_id == Cancellation.id)
        .where(NoticeItem.notice_id == notice_id)
        .order_by(Cancellation.id)
    ).all()
    made_good = _made_good(view, [one.id for one in cancellations]) if refilled else {}
    items = []
    for one in cancellations:
        record = record_of(view, one)
        assert record is not None
        uses = _uses(view, record, made_good.get(one.id, one.back))
        unit = next((allowances[of].unit for of in uses if of in allowances), "")
        items.append(Item(one, record, *_place(view, record), uses, unit))
    return sorted(items, key=lambda item: item.record.starts_at)


def _made_good(view: View, cancellation_ids: Collection[int]) -> dict[int, int]:
    """What went back of the allocation, by cancellation, when others took the place or the nights (R-C5)."""
    found: dict[int, int] = {}
    for kind in (Refill, StayRefill):
        for row in view.db.execute(select(kind.cancellation_id, kind.back).where(kind.cancellation_id.in_(cancellation_ids))):
            found[row.cancellation_id] = row.back
    return found


def _uses(view: View, record: Booking | Stay, back: int) -> dict[int, int]:
    """What of each allocation went back."""
    if isinstance(record, Booking):
        if record.allocation_id is None or not back:
            return {} if record.allocation_id is None else {record.allocation_id: 0}
        others = dict(shares_of(view.db, [record.id]).get(record.id, ()))
        return {record.allocation_id: back - sum(others.values()), **others}
    rows = view.db.execute(select(StayUse.allocation_id, StayUse.nights).where(StayUse.stay_id == record.id))
    return {row.allocation_id: row.nights if back else 0 for row in rows}


def _place(view: View, record: Booking | Stay) -> tuple[str, str, str]:
    """Service, venue and provider of a booking or stay; a house is its own venue."""
    found = select(Service.name, Provider.name.label("provider")).join(Provider, Provider.id == Service.provider_id)
    service = view.db.execute(found.where(Service.id == record.service_id)).one()
    if isinstance(record, Stay):
        return service.name, service.provider, service.provider
    venue = view.db.scalar(
        select(Venue.name).join(BreakSession, BreakSession.venue_id == Venue.id).where(BreakSession.id == record.session_id)
    )
    return service.name, venue or "", service.provider


def _break(item: Item, ladder: Sequence[Band], *, refilled: bool) -> Any:
    from shortbreaks.documents.cancellation import CancelledBreak

    of, record = item.cancellation, item.record
    used = record.uses if isinstance(record, Booking) else record.planned_nights
    stays = bool(item.unit) and not of.back and not refilled
    kept = f"{say_amount(used, item.unit)} of your allowance stay used: we heard too late." if stays else ""
    return CancelledBreak(
        item.service, item.venue, record.starts_at, record.ends_at, of.told_at, of.was_pence, 0 if refilled else of.pence + item.since,
        AFTER_ALL.format(since=pounds(item.since)) if item.since else _sum(item, ladder, refilled=refilled), kept,
    )  # fmt: skip


def _sum(item: Item, ladder: Sequence[Band], *, refilled: bool) -> str:
    """How the charge was worked out, in words a parent can follow (R-C3 to R-C5)."""
    of, was = item.cancellation, pounds(item.cancellation.was_pence)
    if item.record.exempt == "provider":
        return "The council charged nothing. The provider has its own fee: ask the provider about it."
    if not of.was_pence:
        return "Nothing was charged for it."
    if item.record.exempt == "s29(3)" and not item.record.charge_pence:
        return f"{was} was charged. People who receive certain benefits are not charged: {was} is put back."
    if refilled:
        return f"Cancelling cost {pounds(of.pence)}. The place was taken again: {pounds(of.pence)} is put back."
    if of.reason in FREE_REASONS:
        return f"{was} was charged. For this reason you pay nothing: {was} is put back."
    rungs = [band for band in sorted(ladder, key=lambda band: -band.days) if band.days]
    moments = [
        f"{band.percent}% until {say_full(until.date())} at {until:%H:%M}"
        for band in rungs
        for until in [last_moment(item.record.starts_at, band.days)]
    ]
    least = without_notice(ladder)
    then = "all" if least == 100 else f"{least}%"
    steps = f"{', '.join(moments)}, then {then}" if moments else f"{then} of it, however early"
    return f"What cancelling costs: {steps}. {of.percent}% of {was} = {pounds(of.pence)}."


def _refund(view: View, items: Sequence[Item], *, refilled: bool) -> str:
    """What is paid back and by when, or still to pay: what was paid for these breaks against what they cost now."""
    put_back = sum(
        one.cancellation.pence if refilled else one.cancellation.was_pence - one.cancellation.pence for one in items
    )
    owed = sum(one.record.charge_pence for one in items)
    if not sum(one.cancellation.was_pence + one.since for one in items):
        return "There is nothing to pay and nothing to pay back."
    paid, cost = paid_and_cost(view, items)
    back = min(put_back, max(0, paid - cost))
    days = int(setting_on(view.db, "refund_working_days", view.today))
    by = say_full(working_days_after(view.today, days, holidays_after(view.today, days)))
    words = [f"Put back: {pounds(put_back)}."] if put_back else [] if any(one.since for one in items) else ["Nothing is put back."]
    if back:
        words.append(f"We pay {pounds(back)} back to you by {by}.")
    due = min(owed, max(0, cost - paid))
    if due:
        words.append(f"{pounds(due)} is still to pay.")
    elif not back:
        words.append("You had paid nothing for it, so there is nothing to pay back." if put_back else "It is paid.")
    return " ".join(words)


def paid_and_cost(view: View, items: Sequence[Item]) -> tuple[int, int]:
    """What was paid for everything booked together with these breaks, and what all of it costs now, in pence."""
    numbers = {one.record.number for one in items if isinstance(one.record, Booking)}
    bookings = view.db.execute(select(Booking.id, Booking.charge_pence, Booking.state).where(Booking.number.in_(numbers))).all()
    stays = [one.record for one in items if isinstance(one.record, Stay)]
    cost = sum(row.charge_pence for row in bookings if row.state != "offered")
    cost += sum(stay.charge_pence for stay in stays)
    abouts = [f"booking:{row.id}" for row in bookings] + [f"stay:{stay.id}" for stay in stays]
    return _paid(view, abouts), cost


def _paid(view: View, abouts: Collection[str]) -> int:
    found = (
        select(func.coalesce(func.sum(Transfer.pence), 0))
        .join(Entry, Entry.id == Transfer.entry_id)
        .where(Entry.about.in_(abouts), Entry.what.like("Paid by %"), Entry.reverses.is_(None))
    )
    return int(view.db.scalar(found) or 0)


def _allowance(items: Sequence[Item], allowances: Mapping[int, Allowance]) -> str:
    """What goes back to each allowance, and what is left of it now."""
    back: dict[int, int] = {}
    for one in items:
        for of, amount in one.uses.items():
            back[of] = back.get(of, 0) + amount
    said = []
    for of, amount in sorted(back.items()):
        allowance = allowances.get(of)
        if allowance is None or not amount:
            continue
        left, whole = say_amount(max(0, allowance.left), allowance.unit), say_amount(allowance.amount, allowance.unit)
        goes = "goes" if say_amount(amount, allowance.unit).startswith("1 ") else "go"
        said.append(
            f"{say_amount(amount, allowance.unit)} {goes} back. You have {left} of {whole} left until "
            f"{say_day(allowance.until_day)}."
        )
    return " ".join(said)


def _alternatives(view: View, notice_id: int) -> tuple[Any, ...]:
    from shortbreaks.documents.cancellation import AlternativeFacts

    columns = (NoticeAlternative.starts_at, NoticeAlternative.ends_at, NoticeAlternative.to_ask, NoticeAlternative.id)
    sessions = view.db.execute(
        select(*columns, Service.name, Venue.name.label("venue"), Venue.address)
        .join(BreakSession, BreakSession.id == NoticeAlternative.session_id)
        .join(Service, Service.id == BreakSession.service_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(NoticeAlternative.notice_id == notice_id)
    ).all()
    beds = view.db.execute(
        select(*columns, Service.name, Provider.name.label("venue"))
        .join(Bed, Bed.id == NoticeAlternative.bed_id)
        .join(Unit, Unit.id == Bed.unit_id)
        .join(Service, Service.id == Unit.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(NoticeAlternative.notice_id == notice_id)
    ).all()
    found = [(row, _town(row.venue, row.address)) for row in sessions] + [(row, row.venue) for row in beds]
    return tuple(
        AlternativeFacts(row.name, place, row.starts_at, row.ends_at, row.to_ask)
        for row, place in sorted(found, key=lambda one: one[0].id)
    )


def _town(venue: str, address: str) -> str:
    town = address.splitlines()[-1].strip() if address.strip() else ""
    return f"{venue}, {town}" if town and town != venue else venue
