"""Giving a place up: what it costs by the ladder, and the place, the charge and the state put right together."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shortbreaks.bookings import judging, places
from shortbreaks.bookings.charges import KENT_LADDER, Band, Cancelled, cost_of_cancelling
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.shares import keep_shares, shares_of
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.steps import move, step
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.steps import note_answer
from shortbreaks.council.codes import FREE_REASONS
from shortbreaks.council.lists import codes_in
from shortbreaks.council.queries import value_in, values_of_many
from shortbreaks.database.commands import View, Work
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.providers.tables import BreakSession

OURS = frozenset({"provider", "council"})  # reasons that no family gives


@dataclass(frozen=True, slots=True)
class Ladders:
    """The council's cancellation ladders, each from its day: a booking keeps the one of the day it was made (R-C3).

    So a family owes what its confirmation said, whatever is decided for later bookings.
    """

    decided: tuple[tuple[date, tuple[Band, ...]], ...]  # in order
    late: tuple[tuple[date, int], ...] = ()  # the days of notice below which hours stay used, in order

    def on(self, day: date) -> tuple[Band, ...]:
        """The ladder that holds on a day."""
        return next((ladder for since, ladder in reversed(self.decided) if since <= day), KENT_LADDER)

    def of(self, record: Booking | Stay) -> tuple[Band, ...]:
        """The ladder of a booking or a stay."""
        return self.on(to_local(record.made_at).date())

    def late_days(self, record: Booking | Stay) -> int:
        """The days of notice below which what a booking or a stay used stays used, as it was decided when it was made."""
        return int(value_in(self.late, "late_days", to_local(record.made_at).date()))


def ladders_of(view: View) -> Ladders:
    """Every ladder decided, and what is late beside it, in one question."""
    found = values_of_many(view.db, ("cancel_ladder", "late_days"))
    return Ladders(
        tuple((since, tuple(Band(days, percent) for days, percent in ladder)) for since, ladder in found["cancel_ladder"]),
        found["late_days"],
    )


def cost_now(view: View, booking: Booking, reason: str, told: datetime | None, ladders: Ladders) -> Cancelled:
    """What giving a booking up comes to (R-C3, R-C4).

    Raises Refused for one heard in the future, before the booking's own day, or, but from the provider, once it has begun.
    """
    heard = told or to_local(view.now)
    if heard > to_local(view.now):
        raise Refused("A cancellation cannot be heard in the future.", "Write when the family told you.", "told")
    if heard.date() < (made := to_local(booking.made_at).date()):
        raise Refused(f"It was booked on {say_day(made)}, and cannot be cancelled before.", "Write when the family told you.", "told")
    if heard >= booking.starts_at and reason not in OURS:
        raise Refused(
            f"It began on {say_day(booking.starts_at.date())} at {booking.starts_at:%H:%M}, and nobody cancels what has begun.",
            "Keep in the register what became of it, or write when the family told you.", "told",
        )  # fmt: skip
    pence = booking.charge_pence if booking.state == "confirmed" else 0
    return cost_of_cancelling(
        pence, booking.starts_at, heard, ladders.of(booking), free=reason in FREE_REASONS, late_days=ladders.late_days(booking)
    )


def check_reason(view: View, reason: str) -> None:
    """Refuse a cancellation without one of the council's reasons."""
    if reason not in codes_in(view.db, "cancel_reason", view.today):
        raise Refused("A cancellation needs its reason.", "Choose one from the list.", "reason")


@dataclass(frozen=True, slots=True)
class Heard:
    """Why something was cancelled, when it was heard on Kent's clock (None for now), and by which closing."""

    reason: str
    told: datetime | None = None
    closing_id: int | None = None


def keep_cancellation(work: Work, record: Booking | Stay, cost: Cancelled, heard: Heard, was: int) -> None:
    """Keep how a cancelled booking's or stay's charge was worked out, for its notice; `was` pence before."""
    is_stay = isinstance(record, Stay)
    gone = record.uses if record.state == "cancelled_late" else 0
    work.db.add(
        Cancellation(
            booking_id=None if is_stay else record.id, stay_id=record.id if is_stay else None,
            closing_id=heard.closing_id, reason=heard.reason, told_at=heard.told or to_local(work.now),
            percent=cost.percent, was_pence=was, pence=cost.pence,
            back=max(0, (record.planned_nights if isinstance(record, Stay) else record.uses) - gone),
            at=work.now, person_id=work.person.id,
        )
    )  # fmt: skip


def give_up(work: Work, booking: Booking, cost: Cancelled, heard: Heard, words: str, state: str = "") -> None:
    """Give the place back, post the ladder's part back to the family, and put the booking into its new state.

    `state` "" is the cancellation's own by reason and notice. The caller has locked the session and checked the state.
    """
    household = judging.households_of(work, {booking.child_id})[booking.child_id]
    confirmed, was = booking.state == "confirmed", booking.charge_pence
    if confirmed:
        post_change(work, household, f"booking:{booking.id}", cost.pence - was, "Cancelled: part put back", work.today)
    # An offer was never charged, so nothing stays owed for it; putting it back charges it whole
    booking.charge_pence = cost.pence
    places.give_back_places(work, [booking])
    usual = "cancelled_in_notice" if cost.in_notice else "cancelled_late"
    if heard.reason in OURS:
        usual = "cancelled_by_provider"
    move(work, booking, state or usual, reason=heard.reason, words=words)
    keep_cancellation(work, booking, cost, heard, was if confirmed else cost.pence)


def confirm_again(work: Work, booking: Booking, terms: judging.Terms, words: str) -> None:
    """Confirm a cancelled booking on its old terms: the charge is posted again, and its place and allocation are taken.

    The family was told its price, so a later one changes nothing, while a benefit seen since frees from it (R-C1); only for
    other hours than were booked is it what those cost. The caller has locked child and session and judged it. Raises
    NoPlacesLeft or AlreadyElsewhere.
    """
    household = judging.households_of(work, {booking.child_id})[booking.child_id]
    session = work.db.get_one(BreakSession, booking.session_id)
    if (booking.starts_at, booking.ends_at) == (session.starts_at, session.ends_at):
        day = booking.starts_at.date()
        charge = judging.Charges(work, booking.child_id, [booking.service_id]).at(booking.service_id, booking.list_pence, day)
        terms = replace(terms, list_pence=charge.list_pence, charge_pence=charge.pence, exempt=charge.exempt)
    change = terms.charge_pence - booking.charge_pence
    post_change(work, household, f"booking:{booking.id}", change, "Put back: charged again", work.today)
    others = shares_of(work.db, [booking.id]).get(booking.id, ())
    if others and sum(amount for _, amount in others) >= terms.uses:
        keep_shares(work, booking, ())  # the session is shorter by now: the first allocation pays what is left of it
    booking.starts_at, booking.ends_at, booking.uses = session.starts_at, session.ends_at, terms.uses
    booking.list_pence, booking.charge_pence, booking.exempt = terms.list_pence, terms.charge_pence, terms.exempt
    booking.state, booking.state_since, booking.offered_until = "confirmed", work.now, None
    step(work, booking, "confirmed", "put_back", words)
    note_answer(work, booking, "confirmed", "put_back")
    work.db.flush()
    places.take_places(work, [booking])
