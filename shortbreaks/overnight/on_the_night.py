"""What becomes of a stay: cancelled and put back, arrived, not come, an offer lapsed; leaving.py ends it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.charges import Cancelled, cost_of_cancelling
from shortbreaks.bookings.giving_up import Heard, keep_cancellation, ladders_of
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.night_steps import move_nights
from shortbreaks.bookings.overrides import Reason, accept_findings, note_overrides
from shortbreaks.bookings.places import give_back_nights, lock_children, take_nights
from shortbreaks.bookings.registers.talks import open_talk_if_due
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.council.codes import FREE_REASONS
from shortbreaks.council.lists import codes_in
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.findings import is_impossible
from shortbreaks.overnight.commands import (
    FIRST,
    check_open,
    household_of,
    keep_step,
    keep_uses,
    lock_houses,
    take_together,
    wanted_again,
)
from shortbreaks.overnight.judging import Judged
from shortbreaks.overnight.nights_ahead import judge_in_line
from shortbreaks.overnight.nights_queue import days_over
from shortbreaks.overnight.rules import nights_of

LAST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class CancelStay:
    """A stay given up before it began. `reason` is a code of "cancel_reason"; `told` the local time it was heard."""

    stay_id: int
    seen: int
    reason: str
    words: str = ""
    told: datetime | None = None


@query(needs=Permission.BOOK)
def cost_of_cancelling_stay(view: View, stay_id: int, reason: str, told: datetime | None = None) -> tuple[Cancelled, int, int]:
    """What cancelling now costs by the ladder, the pence charged at present, and the nights that stay used (A9)."""
    stay = view.db.get(Stay, stay_id)
    if stay is None:
        raise Refused("That stay is not here any more.", "Look again.")
    cost = _cost(view, stay, reason, told)
    return cost, stay.charge_pence, 0 if cost.in_notice or stay.state == "offered" else stay.planned_nights


def _cost(view: View, stay: Stay, reason: str, told: datetime | None) -> Cancelled:
    heard = told or to_local(view.now)
    if heard > to_local(view.now):
        raise Refused("A cancellation cannot be heard in the future.", "Write when the family told you.", "told")
    pence = stay.charge_pence if stay.state == "booked" else 0
    ladders, free = ladders_of(view), reason in FREE_REASONS
    return cost_of_cancelling(pence, stay.starts_at, heard, ladders.of(stay), free=free, late_days=ladders.late_days(stay))


@command(needs=Permission.BOOK, recorded_as="Stay cancelled")
def cancel_stay(work: Work, request: CancelStay) -> int:
    """Cancel a stay and free its bed: in time its nights go back, late they stay used, and nobody was placed (A9).

    An offer to siblings together is given up for all of them (R-B5).
    Raises Refused for an unknown reason, or a stay that began or is over.
    """
    stays = take_together(work, request.stay_id, request.seen)
    stay = stays[0]
    if request.reason not in codes_in(work.db, "cancel_reason", work.today):
        raise Refused("A cancellation needs its reason.", "Choose one from the list.", "reason")
    check_open(stay)
    if stay.state == "in_house":
        raise Refused("The child is in the house.", "Say when the child was collected.")
    heard = request.told or to_local(work.now)
    if heard >= stay.starts_at and request.reason not in {"provider", "council"}:
        raise Refused("The stay has begun.", "Say that the child did not come, or that the child is here.", "day")
    pence = sum(_give_up(work, one, request) for one in stays)
    work.record(stay, pence=pence)
    return stay.id


def _give_up(work: Work, stay: Stay, request: CancelStay) -> int:
    """Give one stay up, and what it costs by the ladder; answers the pence that stay charged."""
    cost = _cost(work, stay, request.reason, request.told)
    offered, was = stay.state == "offered", stay.charge_pence
    change = cost.pence - stay.charge_pence
    if change:
        post_change(work, household_of(work, stay), f"stay:{stay.id}", change, "Cancelled: part put back", work.today)
    stay.charge_pence = cost.pence
    give_back_nights(work, stay, FIRST)
    state = "cancelled_in_notice" if cost.in_notice or offered else "cancelled_late"
    if request.reason in {"provider", "council"}:
        state = "cancelled_by_provider"
    if state != "cancelled_late":
        stay.uses = 0
    keep_step(work, stay, state, request.reason, request.words)
    keep_cancellation(work, stay, cost, Heard(request.reason, request.told), was)
    return cost.pence


@dataclass(frozen=True, slots=True)
class PutStayBack:
    """A cancelled stay that shall stand after all, on its old terms."""

    stay_id: int
    seen: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Stay put back")
def put_stay_back(work: Work, request: PutStayBack) -> int:
    """Book a cancelled stay again if its bed is still free; of an offer to siblings together, all of it or none (R-B5).

    Raises Refused with what stands in the way, once it began, or where families wait for its nights who come first, and no
    words say why this child has them all the same (R-B6).
    """
    stay = work.take(Stay, request.stay_id, seen=request.seen)
    if not stay.state.startswith("cancelled"):
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”, not cancelled.", "Look again.")
    if stay.starts_at <= to_local(work.now):
        raise Refused("This stay would have begun already.", "Place another from today on.")
    stays = [stay, *_given_up_with(work, stay)]
    lock_children(work, [one.child_id for one in stays])
    lock_houses(work, [one.bed_id for one in stays])
    for one in stays:
        judged = judge_in_line(work, wanted_again(one))
        for finding in filter(is_impossible, judged.findings):
            raise Refused(finding.reason, finding.remedy)
        ahead, why = [found for found in judged.findings if found.rule == "R-B6"], [Reason("R-B6", request.words)]
        accept_findings(ahead, why)
        note_overrides(work, one.child_id, f"stay:{one.id}", ahead, why)
        book_again(work, one, judged, request.words)
    work.record(stay, pence=sum(one.charge_pence for one in stays))
    return stay.id


def _given_up_with(work: Work, stay: Stay) -> list[Stay]:
    """The stays of siblings that were offered together with one and given up with it, locked; none once it had been booked."""
    booked = exists().where(StayStep.stay_id == Stay.id, StayStep.state == "booked")
    if stay.together is None or work.db.scalar(select(booked).where(Stay.id == stay.id)):
        return []
    others = select(Stay).where(Stay.together == stay.together, Stay.id != stay.id, Stay.state.like("cancelled%"), ~booked)
    return list(work.db.scalars(others.order_by(Stay.id).with_for_update(key_share=True)))


def book_again(work: Work, stay: Stay, judged: Judged, words: str) -> None:
    """Book a cancelled stay on its old terms: charge, allocations, bed and the child's time are taken again.

    The caller has locked child and house and judged it. Raises NoPlacesLeft or AlreadyElsewhere.
    """
    change = judged.charge_pence - stay.charge_pence
    post_change(work, household_of(work, stay), f"stay:{stay.id}", change, "Put back: charged again", work.today)
    stay.charge_pence, stay.exempt, stay.offered_until = judged.charge_pence, judged.exempt, None
    stay.uses, stay.legal = stay.planned_nights, judged.legal
    keep_uses(work, stay, judged.uses)
    keep_step(work, stay, "booked", "put_back", words)
    work.db.flush()
    take_nights(work, stay, nights_of(stay.starts_at.date(), stay.ends_at.date()))


@dataclass(frozen=True, slots=True)
class Arrive:
    """The child is in the house: as planned, or `at` another time of the first day on Kent's clock."""

    stay_id: int
    seen: int
    at: datetime | None = None


@command(needs=Permission.BOOK, recorded_as="Child arrived")
def arrive(work: Work, request: Arrive) -> None:
    """Keep that a child came for a booked stay, and when; the hours of the stay follow the real time (R-O1).

    Raises Refused before its day, for another day than its first or a time to come, or for a stay that is not booked.
    """
    stay = work.take(Stay, request.stay_id, seen=request.seen)
    if stay.state != "booked":
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Look again.")
    if stay.starts_at.date() > work.today:
        raise Refused(f"This stay begins on {say_day(stay.starts_at.date())}.", "Change the stay if the child came early.")
    if request.at is not None and request.at != stay.starts_at:
        if request.at.date() != stay.starts_at.date() or request.at > to_local(work.now):
            raise Refused("The child came on the first day of the stay, up to now.", "Change the stay for another day.", "time")
        give_back_nights(work, stay, LAST)
        stay.starts_at = request.at
        take_nights(work, stay, ())
    keep_step(work, stay, "in_house", words=f"Came at {stay.starts_at:%H:%M}" if request.at else "")
    work.record(stay)


@dataclass(frozen=True, slots=True)
class NotCome:
    """The child did not come to a booked stay, and nobody had said so."""

    stay_id: int
    seen: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Child did not come")
def not_come(work: Work, request: NotCome) -> None:
    """Free the bed of a child who did not come: the nights stay used, and nobody was placed (R-O1, R-C6).

    Raises Refused before the stay began, or for one that is not booked.
    """
    stay = work.take(Stay, request.stay_id, seen=request.seen)
    if stay.state != "booked":
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Look again.")
    if stay.starts_at > to_local(work.now):
        raise Refused("The stay has not begun.", "Take a cancellation instead.")
    give_back_nights(work, stay, FIRST)
    keep_step(work, stay, "no_show", words=request.words)
    work.db.flush()
    open_talk_if_due(work, stay.child_id, stay.starts_at.date())
    work.record(stay)


@dataclass(frozen=True, slots=True)
class LapseStays:
    """Offered stays whose deadline has passed."""


@command(needs=Permission.BOOK, recorded_as="Offered stays lapsed")
def lapse_stays(work: Work, _request: LapseStays) -> list[int]:
    """Free the beds of offers whose deadline has passed, siblings' together (R-B2, R-B5); answers the stays' ids.

    Who waited for the nights of one stands in the line again; requests whose days went by are closed as not met.
    """
    found = _past_deadline(work)
    for stay in found:
        give_back_nights(work, stay, FIRST)
        stay.uses = 0
        keep_step(work, stay, "cancelled_in_notice", "lapsed", "Nobody answered by the deadline.")
    over = days_over(work)
    for request in over:
        move_nights(work, request, "not_met", "days_over")
    if found or over:
        work.record((found or over)[0])
    return [stay.id for stay in found]


def _past_deadline(work: Work) -> list[Stay]:
    """Every stay of each offer whose deadline has passed, locked; one somebody is answering this moment is left whole."""
    now = to_local(work.now)
    found = list(
        work.db.scalars(
            select(Stay).where(Stay.state == "offered", Stay.offered_until < now).order_by(Stay.id)
            .with_for_update(skip_locked=True)
        )
    )  # fmt: skip
    held = Counter(one.together for one in found if one.together is not None)
    offered = select(Stay.together, func.count()).where(Stay.state == "offered", Stay.together.in_(held)).group_by(Stay.together)
    whole = {row[0]: row[1] for row in work.db.execute(offered)} if held else {}
    return [one for one in found if one.together is None or held[one.together] == whole[one.together]]
