"""Two stays that change beds with each other: what is to be answered first, and the swap, both or neither."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.overrides import Reason, accept_findings, note_overrides
from shortbreaks.bookings.places import give_back_nights, lock_children
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import NotFound, Refused
from shortbreaks.findings import Finding, Outcome
from shortbreaks.overnight.commands import (
    FIRST,
    check_open,
    fresh_findings,
    keep_step,
    lock_houses,
    move_stay,
    wanted_again,
)
from shortbreaks.overnight.facts import pairs_of
from shortbreaks.overnight.judging import Judged, StayWanted
from shortbreaks.overnight.nights_ahead import judge_in_line


@dataclass(frozen=True, slots=True)
class SwapStays:
    """Two stays that change beds with each other, their times as they are; reasons for what is found of each."""

    one_id: int
    one_seen: int
    other_id: int
    other_seen: int
    one_reasons: tuple[Reason, ...] = ()
    other_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SwapAsked:
    """What a person must answer before two stays swap beds; empty where nothing new is found."""

    one: tuple[Finding, ...]
    other: tuple[Finding, ...]


@query(needs=Permission.SEE_CASES)
def swap_asked(view: View, one_id: int, other_id: int) -> SwapAsked:
    """What would be found of each of two stays in the other's bed, that was not answered before. Raises NotFound, Refused."""
    stays = [view.db.get(Stay, stay_id) for stay_id in (one_id, other_id)]
    if stays[0] is None or stays[1] is None:
        raise NotFound("One of these stays is not here any more.", "Look again.")
    found = []
    for stay, wanted, judged in _judged(view, [stays[0], stays[1]]):
        fresh = [one for one in fresh_findings(view, stay, judged) if one.outcome is not Outcome.MET]
        stands = next((one for one in fresh if not one.overridable), None)
        if stands is not None:
            raise Refused(stands.reason, stands.remedy)
        found.append(tuple(fresh))
        assert wanted.bed_id
    return SwapAsked(*found)


def _judged(view: View, stays: Sequence[Stay]) -> list[tuple[Stay, StayWanted, Judged]]:
    """Each of two stays judged in the other's bed, without both. Raises Refused for one that cannot be swapped."""
    if stays[0].id == stays[1].id:
        raise Refused("This is one stay, not two.", "Choose the other stay.")
    for stay in stays:
        check_open(stay)
        if stay.state == "in_house":
            raise Refused("A child who is in the house is moved, not swapped.", "Change that stay's bed.")
    both = tuple(stay.id for stay in stays)
    beds = [stay.bed_id for stay in stays]
    judged = []
    for stay, bed_id in zip(stays, reversed(beds), strict=True):
        wanted = replace(wanted_again(stay), bed_id=bed_id, but=both)
        judged.append((stay, wanted, judge_in_line(view, wanted)))
    return judged


@command(needs=Permission.BOOK, recorded_as="Stays swapped")
def swap_stays(work: Work, request: SwapStays) -> None:
    """Swap the beds of two stays, both judged anew, both or neither. Raises Refused with a rule's own sentence."""
    if request.one_id == request.other_id:
        raise Refused("This is one stay, not two.", "Choose the other stay.")
    seen = {request.one_id: request.one_seen, request.other_id: request.other_seen}
    reasons = {request.one_id: request.one_reasons, request.other_id: request.other_reasons}
    stays = [work.take(Stay, stay_id, seen=seen[stay_id]) for stay_id in sorted(seen)]
    lock_children(work, [stay.child_id for stay in stays])
    lock_houses(work, [stay.bed_id for stay in stays])
    judged = _judged(work, stays)
    fresh = {stay.id: fresh_findings(work, stay, found) for stay, _, found in judged}
    for stay in stays:
        accept_findings(fresh[stay.id], reasons[stay.id])
    for stay in stays:
        give_back_nights(work, stay, FIRST)
    for stay, wanted, found in judged:
        move_stay(work, stay, wanted, found)
        keep_step(work, stay, stay.state, words="Beds swapped")
        note_overrides(work, stay.child_id, f"stay:{stay.id}", fresh[stay.id], reasons[stay.id])
    check_apart(work, stays)
    work.record(stays[0])


def check_apart(work: Work, stays: Sequence[Stay]) -> None:
    """Raise Refused when two stays just moved bring two children together who must not share (R-O12).

    Each was judged without the other, so the pair itself is looked at once both stand.
    """
    one, other = stays
    kind = pairs_of(work.db, one.child_id, one.starts_at.date()).get(other.child_id)
    nights = {
        stay.id: set(work.db.scalars(select(BedNight.night).where(BedNight.stay_id == stay.id))) for stay in stays
    }
    if kind == "must not share" and one.service_id == other.service_id and nights[one.id] & nights[other.id]:
        raise Refused("These two children must not share the house.", "Swap with another stay.")
