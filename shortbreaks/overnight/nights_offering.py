"""Offering free nights to the family that waits for them, and closing what came too late (R-B2, R-B3, R-B6).

Nights are never passed on by the machine: who is next is shown, and a person offers them with one key.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.night_steps import move_nights
from shortbreaks.bookings.night_tables import NightOffer, NightRequest
from shortbreaks.bookings.order import decided_by, reasons, said_place
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.queue import rule_on
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import on_clock
from shortbreaks.errors import NotFound, Refused
from shortbreaks.overnight.commands import PlaceStay, keep_stay, lock_houses
from shortbreaks.overnight.judging import StayWanted, judge_stay
from shortbreaks.overnight.nights_line import NightCandidate, NightLine, night_lines
from shortbreaks.overnight.waiting_nights import open_nights
from shortbreaks.providers.bed_tables import Bed, Unit

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfferNights:
    """A bed from a day on for a family that waits; `passed_over` says why those before it are passed over, when there are any."""

    request_id: int
    bed_id: int
    first: date
    passed_over: str = ""
    reasons: tuple[Reason, ...] = ()


@command(needs=Permission.BOOK, recorded_as="Nights offered to a family that waits")
def offer_nights(work: Work, request: OfferNights) -> int:
    """Place the stay as offered, with its deadline, and keep how the family stood; answers the stay's id.

    Raises Refused when another family comes first and no reason is given, when the family was offered a stay a moment ago,
    or with the rule's own sentence; NoPlacesLeft when somebody else has the bed.
    """
    child_id = work.db.scalar(select(NightRequest.child_id).where(NightRequest.id == request.request_id))
    if child_id is None:
        raise NotFound("That request is not here any more.", "Look at the list again.")
    lock_children(work, [child_id])
    lock_houses(work, [request.bed_id])
    one = open_nights(work, request.request_id)
    if one.state != "waiting":
        raise Refused("A stay is offered to this family now.", "Wait for the answer, or look at the offer.")
    found = _found(work, request, one)
    before = found[0].before(found[1]) if found else ()
    rule = rule_on(work)
    if found and before and not request.passed_over.strip():
        first = before[0].waiter
        raise Refused(
            f"{first.child} comes first: {decided_by(first.standing, found[1].waiter.standing, rule)}.",
            f"Offer them to {first.child}, or write why this family goes before.", "passed_over",
        )  # fmt: skip
    # nights that are free no more are said by the judge of the board, in its own words; who comes first was looked at here
    stay = keep_stay(work, PlaceStay(_wanted(work, request, one), offered=True, reasons=request.reasons), judge_stay)
    if found is None:
        raise Refused("This family does not wait for these nights, or was offered them before.", "Place the stay on the bed board.")
    candidate, passed = found[1], request.passed_over.strip() if before else ""
    work.db.add(
        NightOffer(
            request_id=one.id, stay_id=stay.id, passed_over=passed, at=work.now, person_id=work.person.id,
            stood=f"{said_place(candidate.place, candidate.of)}: {'; '.join(reasons(candidate.waiter.standing, rule))}",
        )
    )  # fmt: skip
    move_nights(work, one, "offered", "offered", passed, stay.id)
    work.record(stay, pence=stay.charge_pence)
    return stay.id


def _found(work: Work, request: OfferNights, one: NightRequest) -> tuple[NightLine, NightCandidate] | None:
    """The line of the run these nights are of, and the family in it; None where the run is not free or not waited for."""
    for line in night_lines(work):
        if line.run.holds(request.bed_id, request.first, one.nights):
            for candidate in line:
                wished = candidate.waiter.starts(line.run.service_id, request.first, request.first + DAY * (one.nights - 1))
                if candidate.waiter.id == one.id and wished:
                    return line, candidate
    return None


def _wanted(work: Work, request: OfferNights, one: NightRequest) -> StayWanted:
    times = work.db.execute(select(Unit.arrives, Unit.leaves).join(Bed, Bed.unit_id == Unit.id).where(Bed.id == request.bed_id)).first()
    if times is None:
        raise NotFound("That bed is not here any more.", "Look again.")
    start, end = on_clock(request.first, times.arrives), on_clock(request.first + DAY * one.nights, times.leaves)
    return StayWanted(one.child_id, request.bed_id, start, end)
