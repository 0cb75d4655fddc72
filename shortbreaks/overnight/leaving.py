"""The end of a stay: when the child really left, at whose wish, and what that does to nights, allowance and charge (A8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.overrides import Reason, note_overrides
from shortbreaks.bookings.places import give_back_nights, lock_children, take_nights
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.bookings.stay_tables import Stay, StayLoss, StayUse
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import nights_between, say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.overnight.commands import fresh_findings, household_of, keep_step, keep_uses, lock_houses
from shortbreaks.overnight.judging import Judged, StayWanted, judge_stay
from shortbreaks.overnight.rules import nights_of, nights_still_used

WISHES = ("planned", "family", "provider")


@dataclass(frozen=True, slots=True)
class Collect:
    """The child left: when on Kent's clock, and whose wish it was: "planned", "family" or "provider" (A8)."""

    stay_id: int
    seen: int
    at: datetime
    wish: str = "planned"
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Child collected")
def collect(work: Work, request: Collect) -> int:
    """End a stay when the child left and answer the nights of the allowance it used (A8, R-O16).

    Left early, nights not slept free the bed and count for no limit; at the house's wish they are a loss that can be
    carried over, and nothing is charged for them. Left on a later day, each further night takes the bed and counts; at the
    house's wish it uses no allowance and costs nothing. Raises Refused for a time that cannot be, a stay that is not in the
    house, or a later day without a word why; NoPlacesLeft where another child has the bed by then.
    """
    stay = work.take(Stay, request.stay_id, seen=request.seen)
    if stay.state != "in_house":
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Say first that the child came.")
    if not stay.starts_at < request.at <= to_local(work.now):
        raise Refused("The child cannot have left then.", "Write a time after the arrival, up to now.", "at")
    if request.wish not in WISHES:
        raise Refused("Whose wish was it?", "Choose from the list.", "wish")
    planned = stay.ends_at.date()
    if request.at.date() != planned and request.wish == "planned":
        what = "early" if request.at.date() < planned else "later"
        raise Refused(f"It was planned to {say_day(planned)}.", f"Say whose wish it was to leave {what}.", "wish")
    if request.at.date() > planned:
        _stayed_longer(work, stay, request)
    else:
        _left(work, stay, request)
    keep_step(work, stay, "ended", request.wish, request.words)
    work.record(stay, pence=stay.charge_pence)
    return stay.uses


def _judged_to(work: Work, stay: Stay, at: datetime) -> Judged:
    """The stay as it really was, judged in its own place."""
    wanted = StayWanted(stay.child_id, stay.bed_id, stay.starts_at, at, stay.manager, stay.reviewing_officer, (stay.id,))
    return judge_stay(work, wanted)


def _left(work: Work, stay: Stay, request: Collect) -> None:
    """As planned or early: nights not slept are given back, and what they cost follows whose wish it was."""
    slept, early = nights_between(stay.starts_at, request.at), request.at.date() < stay.ends_at.date()
    if early and request.wish == "provider":
        pence = min(stay.charge_pence, _judged_to(work, stay, request.at).charge_pence) if slept else 0
        what = "Collected early at the house’s wish: part put back"
        post_change(work, household_of(work, stay), f"stay:{stay.id}", pence - stay.charge_pence, what, work.today)
        stay.charge_pence = pence
    give_back_nights(work, stay, request.at.date())
    stay.ends_at = request.at
    take_nights(work, stay, ())
    if early:
        stay.uses = nights_still_used(stay.planned_nights, slept, request.wish)
        _use_less(work, stay)


def _stayed_longer(work: Work, stay: Stay, request: Collect) -> None:
    """Nights after the last planned one were slept: they take the bed, count for every limit, and say why."""
    if not request.words.strip():
        raise Refused(f"It was planned to {say_day(stay.ends_at.date())}.", "Write why the child stayed longer.", "words")
    lock_children(work, [stay.child_id])
    lock_houses(work, [stay.bed_id])
    judged = _judged_to(work, stay, request.at)
    fresh = fresh_findings(work, stay, judged)
    note_overrides(
        work, stay.child_id, f"stay:{stay.id}", fresh, [Reason(one.rule, request.words) for one in fresh]
    )
    further = nights_of(stay.ends_at.date(), request.at.date())
    give_back_nights(work, stay, request.at.date())  # the child's time alone; its nights stand
    stay.ends_at = request.at
    work.db.flush()
    take_nights(work, stay, further)
    if request.wish == "family":
        stay.uses += len(further)
        keep_uses(work, stay, judged.uses)
        change = judged.charge_pence - stay.charge_pence
        post_change(work, household_of(work, stay), f"stay:{stay.id}", change, "Stayed longer", work.today)
        stay.charge_pence, stay.exempt = judged.charge_pence, judged.exempt


def _use_less(work: Work, stay: Stay) -> None:
    """Cut what a stay uses of its allocations to `stay.uses` nights, the earliest nights first; the rest was lost (R-O16)."""
    left, uses = stay.uses, []
    for row in work.db.scalars(select(StayUse).where(StayUse.stay_id == stay.id).order_by(StayUse.id)):
        nights = min(left, row.nights)
        left -= nights
        if nights:
            uses.append((row.allocation_id, nights))
        if nights < row.nights:
            work.db.add(StayLoss(stay_id=stay.id, allocation_id=row.allocation_id, nights=row.nights - nights, at=work.now))
    keep_uses(work, stay, uses)
