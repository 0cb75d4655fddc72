"""Placing a stay in a bed, changing it, and taking up what was offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_change, post_charge
from shortbreaks.bookings.night_steps import note_stay
from shortbreaks.bookings.overrides import Reason, accept_findings, note_overrides
from shortbreaks.bookings.places import give_back_nights, lock_children, take_nights
from shortbreaks.bookings.provider_costs import follow_stays
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.bookings.stay_tables import Stay, StayStep, StayUse
from shortbreaks.bookings.steps import offer_deadline
from shortbreaks.database.commands import View, Work, command
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import nights_between, say_day, to_local
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import check_collector
from shortbreaks.findings import Finding
from shortbreaks.overnight.bed_first import check_bed
from shortbreaks.overnight.judging import Judged, StayWanted, judge_stay
from shortbreaks.overnight.night_statements import HOUSES_LOCKED
from shortbreaks.overnight.nights_ahead import judge_in_line
from shortbreaks.overnight.refills import credit_nights
from shortbreaks.overnight.rules import nights_of

FIRST = date(1900, 1, 1)
_ANSWERED = select(RuleOverride.finding).where(RuleOverride.about == bindparam("about"))


@dataclass(frozen=True, slots=True)
class PlaceStay:
    """A stay to keep: booked, or with `offered` held for the family until the offer's deadline (R-B2)."""

    wanted: StayWanted
    offered: bool = False
    reasons: tuple[Reason, ...] = ()
    collected_by: str = ""
    note: str = ""


@command(needs=Permission.BOOK, recorded_as="Stay placed")
def place_stay(work: Work, request: PlaceStay) -> int:
    """Keep a stay, its nights and its charge, or nothing; whose nights these were is let off (R-C5). Answers its id.

    Raises Refused with the rule's own sentence, that of families who wait for these nights and come first among them (R-B6);
    NoPlacesLeft, or AlreadyElsewhere.
    """
    stay = keep_stay(work, request)
    work.record(stay, pence=stay.charge_pence)
    return stay.id


def keep_stay(work: Work, request: PlaceStay, judging: Callable[[View, StayWanted], Judged] = judge_in_line) -> Stay:
    """The same within another command, which records it; `judging` without the line, where the caller looked at that."""
    wanted = request.wanted
    lock_children(work, [wanted.child_id])
    lock_houses(work, [wanted.bed_id])
    check_bed(work, wanted)
    check_collector(work, wanted.child_id, request.collected_by, [wanted.starts_at.date(), wanted.ends_at.date()])
    judged = judging(work, wanted)
    accept_findings(judged.findings, request.reasons)
    state = "offered" if request.offered else "booked"
    stay = Stay(
        child_id=wanted.child_id, service_id=judged.service_id, bed_id=wanted.bed_id, state=state, state_since=work.now,
        made_at=work.now, starts_at=wanted.starts_at, ends_at=wanted.ends_at,
        planned_nights=judged.counts.placed, offered_until=offer_deadline(work, wanted.starts_at) if request.offered else None,
        legal=judged.legal, uses=judged.counts.placed, charge_pence=0 if request.offered else judged.charge_pence,
        exempt=judged.exempt, manager=wanted.manager.strip(), reviewing_officer=wanted.reviewing_officer.strip(),
        collected_by=request.collected_by.strip(), note=request.note.strip(),
    )  # fmt: skip
    work.db.add(stay)
    work.db.flush()
    take_nights(work, stay, nights_of(wanted.starts_at.date(), wanted.ends_at.date()))
    keep_uses(work, stay, judged.uses)
    keep_step(work, stay, state)
    note_overrides(work, stay.child_id, f"stay:{stay.id}", judged.findings, request.reasons)
    if stay.charge_pence:
        post_charge(work, household_of(work, stay), f"stay:{stay.id}", stay.charge_pence, work.today)
    credit_nights(work, stay)
    return stay


def lock_houses(work: Work, bed_ids: Sequence[int]) -> None:
    """Lock the houses of some beds in one fixed order, after the children and before anything is judged.

    Who must not share, and whether staff are enough, hang on the other children there (R-O12, R-B4).
    """
    rows_of(work.db, HOUSES_LOCKED, {"ids": list(bed_ids)}).all()


def keep_uses(work: Work, stay: Stay, uses: Sequence[tuple[int, int]]) -> None:
    """Write anew which allocations pay for how many nights of a stay."""
    work.db.execute(delete(StayUse).where(StayUse.stay_id == stay.id))
    work.db.add_all([StayUse(stay_id=stay.id, allocation_id=of, nights=nights) for of, nights in uses])
    work.touched("stay_use")


def keep_step(work: Work, stay: Stay, state: str, reason: str = "", words: str = "") -> None:
    """Put a stay into a state, or keep a change within it, with who and why."""
    was = stay.state
    if was != state:
        stay.state, stay.state_since = state, work.now
    work.db.add(
        StayStep(stay_id=stay.id, state=state, reason=reason, words=words.strip(), at=work.now,
                 person_id=work.person.id, on=work.today)
    )  # fmt: skip
    note_stay(work, stay, was, reason)
    follow_stays(work, [stay])


def household_of(work: Work, stay: Stay) -> int:
    """The household that pays for a stay."""
    return households_of(work, {stay.child_id})[stay.child_id]


@dataclass(frozen=True, slots=True)
class ChangeStay:
    """Move a stay to another bed or other times; `words` say why. Names and reasons as when it was placed."""

    stay_id: int
    seen: int
    bed_id: int
    starts_at: datetime
    ends_at: datetime
    words: str = ""
    reasons: tuple[Reason, ...] = ()
    manager: str = ""
    reviewing_officer: str = ""


@command(needs=Permission.BOOK, recorded_as="Stay changed")
def change_stay(work: Work, request: ChangeStay) -> int:
    """Judge a stay anew where it is moved to, and move it; nights already slept stay in the bed they were slept in.

    Raises Refused for a stay that is over, a start that changes once the child is in the house, or a rule's sentence.
    """
    stay = work.take(Stay, request.stay_id, seen=request.seen)
    check_open(stay)
    if stay.state == "in_house" and request.starts_at != stay.starts_at:
        raise Refused("The child is in the house already.", "Change the bed or the day to leave.", "starts_at")
    lock_children(work, [stay.child_id])
    lock_houses(work, [request.bed_id])
    wanted = StayWanted(
        stay.child_id, request.bed_id, request.starts_at, request.ends_at, request.manager or stay.manager,
        request.reviewing_officer or stay.reviewing_officer, (stay.id,),
    )  # fmt: skip
    judged = judge_in_line(work, wanted)
    if stay.state == "in_house" and judged.service_id != stay.service_id and judged.legal != "s17":
        raise Refused(
            "One stay of section 20 is in one place.",  # R-O4, check 366
            "Say that the child was collected, then place a stay in the other house.",
        )
    fresh = fresh_findings(work, stay, judged)
    accept_findings(fresh, request.reasons)
    move_stay(work, stay, wanted, judged)
    keep_step(work, stay, stay.state, words=request.words or "Moved")
    credit_nights(work, stay)
    note_overrides(work, stay.child_id, f"stay:{stay.id}", fresh, request.reasons)
    work.record(stay, pence=stay.charge_pence)
    return stay.id


def take_together(work: Work, stay_id: int, seen: int) -> list[Stay]:
    """A stay, and while it is offered those of the siblings it is offered together with: all are answered alike (R-B5).

    Locked in one order, whichever of them somebody looked at; the stay itself comes first. Raises NotFound or ChangedByAnother.
    """
    offered = select(Stay.together).where(Stay.id == stay_id, Stay.state == "offered", Stay.together.is_not(None)).scalar_subquery()
    ours = select(Stay).where(Stay.together == offered, Stay.state == "offered").order_by(Stay.id)
    others = work.db.scalars(ours.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    stay = work.take(Stay, stay_id, seen=seen)
    return [stay, *(one for one in others if one is not stay)]


def check_goes_with(stay: Stay, wanted: StayWanted, service_id: int) -> None:
    """Raise Refused where siblings who are offered nights together would be parted: other nights or another house for one."""
    if stay.state != "offered" or stay.together is None:
        return
    if (wanted.starts_at, wanted.ends_at, service_id) != (stay.starts_at, stay.ends_at, stay.service_id):
        raise Refused(
            "Siblings are offered these nights together, in one house.", "Take the offer back and offer other nights to all of them."
        )


def check_open(stay: Stay) -> None:
    """Raise Refused for a stay that is over or was cancelled."""
    if stay.state not in {"offered", "booked", "in_house"}:
        raise Refused(
            f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Place another, or put a cancelled one back."
        )


def wanted_again(stay: Stay) -> StayWanted:
    """A kept stay as it would be asked for, in its own place."""
    return StayWanted(
        stay.child_id, stay.bed_id, stay.starts_at, stay.ends_at, stay.manager, stay.reviewing_officer, (stay.id,)
    )


def fresh_findings(view: View, stay: Stay, judged: Judged) -> list[Finding]:
    """What was found now and not answered before: a reason holds for the very sentence it was given for."""
    known = set(rows_of(view.db, _ANSWERED, {"about": f"stay:{stay.id}"}).scalars())
    return [finding for finding in judged.findings if finding.reason not in known]


def move_stay(work: Work, stay: Stay, wanted: StayWanted, judged: Judged) -> None:
    """Put a stay where it was judged: its nights, its allocations and, once it is booked, its charge.

    Raises Refused where that parts siblings who are offered their nights together.
    """
    check_goes_with(stay, wanted, judged.service_id)
    since = judged.since or FIRST
    give_back_nights(work, stay, since)
    stay.bed_id, stay.service_id = wanted.bed_id, judged.service_id
    stay.starts_at, stay.ends_at, stay.legal = wanted.starts_at, wanted.ends_at, judged.legal
    stay.planned_nights = stay.uses = nights_between(wanted.starts_at, wanted.ends_at)
    stay.manager, stay.reviewing_officer = wanted.manager.strip(), wanted.reviewing_officer.strip()
    work.db.flush()
    nights = [night for night in nights_of(wanted.starts_at.date(), wanted.ends_at.date()) if night >= since]
    take_nights(work, stay, nights)
    keep_uses(work, stay, judged.uses)
    if stay.state != "offered":
        change = judged.charge_pence - stay.charge_pence
        post_change(work, household_of(work, stay), f"stay:{stay.id}", change, "Stay changed", work.today)
        stay.charge_pence, stay.exempt = judged.charge_pence, judged.exempt


@dataclass(frozen=True, slots=True)
class TakeUpStay:
    """The family said yes to an offered stay."""

    stay_id: int
    seen: int


@command(needs=Permission.BOOK, recorded_as="Offered stay taken up")
def take_up_stay(work: Work, request: TakeUpStay) -> None:
    """Book an offered stay and charge it, with those of the siblings it was offered together with (R-B5).

    Raises Refused once it has lapsed, or with a rule's sentence that stands against it only since it was offered.
    """
    stays = take_together(work, request.stay_id, request.seen)
    stay = stays[0]
    if stay.state != "offered":
        raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Look again; the offer may have lapsed.")
    if stay.offered_until is not None and stay.offered_until < to_local(work.now):
        raise Refused(f"The offer stood until {say_day(stay.offered_until.date())}.", "Place the stay again.")
    lock_children(work, [one.child_id for one in stays])
    lock_houses(work, [one.bed_id for one in stays])
    for one in stays:
        judged = judge_stay(work, wanted_again(one))
        accept_findings(fresh_findings(work, one, judged), ())
        one.offered_until, one.legal = None, judged.legal
        one.charge_pence, one.exempt = judged.charge_pence, judged.exempt
        keep_step(work, one, "booked")
        if one.charge_pence:
            post_charge(work, household_of(work, one), f"stay:{one.id}", one.charge_pence, work.today)
        credit_nights(work, one)
    work.record(stay, pence=sum(one.charge_pence for one in stays))
