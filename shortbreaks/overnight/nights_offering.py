"""Offering free nights to the family that waits for them, and closing what came too late (R-B2, R-B3, R-B6).

Nights are never passed on by the machine: who is next is shown, and a person offers them with one key.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.night_steps import move_nights
from shortbreaks.bookings.night_tables import NightOffer, NightRequest
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.waiting.order import decided_by, reasons, said_place
from shortbreaks.bookings.waiting.queue import come_first, names_of, rule_on
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import on_clock
from shortbreaks.errors import NotFound, Refused
from shortbreaks.overnight.commands import PlaceStay, keep_stay, lock_houses
from shortbreaks.overnight.judging import StayWanted, judge_stay
from shortbreaks.overnight.nights_line import NightCandidate, NightLine, night_lines
from shortbreaks.overnight.nights_queue import wants_some
from shortbreaks.overnight.waiting_nights import open_nights
from shortbreaks.providers.bed_tables import Bed, Unit

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfferNights:
    """A bed from a day on for a family that waits; `passed_over` says why those before it are passed over, when there are any.

    `beside` holds the bed of each sibling who goes together with the child, by the sibling's request (R-B5).
    """

    request_id: int
    bed_id: int
    first: date
    passed_over: str = ""
    reasons: tuple[Reason, ...] = ()
    beside: tuple[tuple[int, int], ...] = ()

    @property
    def beds(self) -> dict[int, int]:
        """The bed of each request, the child's own first."""
        return {self.request_id: self.bed_id, **dict(self.beside)}


@command(needs=Permission.BOOK, recorded_as="Nights offered to a family that waits")
def offer_nights(work: Work, request: OfferNights) -> int:
    """Place the stay, or one for each sibling, as offered with one deadline, and keep how the family stood; answers the first stay.

    Raises Refused when another family comes first and no reason is given, when the family was offered a stay a moment ago,
    when siblings who go together are not all offered a bed, or with the rule's own sentence; NoPlacesLeft when somebody else
    has a bed.
    """
    lock_children(work, _children_of(work, request))
    lock_houses(work, list(request.beds.values()))
    group = _whole_group(work, request)
    found = _found(work, request, group[0])
    before = found[0].before(found[1]) if found else ()
    rule = rule_on(work)
    if found and before and not request.passed_over.strip():
        first = before[0].group
        raise Refused(
            f"{come_first(first)}: {decided_by(first[0].standing, found[1].group[0].standing, rule)}.",
            f"Offer them to {names_of(first)}, or write why this family goes before.", "passed_over",
        )  # fmt: skip
    # nights that are free no more are said by the judge of the board, in its own words; who comes first was looked at here
    stays = [
        keep_stay(work, PlaceStay(_wanted(work, request, one), offered=True, reasons=request.reasons), judge_stay) for one in group
    ]
    if found is None:
        raise Refused("This family does not wait for these nights, or was offered them before.", "Place the stay on the bed board.")
    candidate, passed = found[1], request.passed_over.strip() if before else ""
    standing = {one.id: one.standing for one in candidate.group}
    for one, stay in zip(group, stays, strict=True):
        if len(stays) > 1:
            stay.together = stays[0].id
        stood = f"{said_place(candidate.place, candidate.of)}: {'; '.join(reasons(standing[one.id], rule))}"
        work.db.add(
            NightOffer(request_id=one.id, stay_id=stay.id, passed_over=passed, at=work.now, person_id=work.person.id, stood=stood)
        )
        move_nights(work, one, "offered", "offered", passed, stay.id)
    work.record(stays[0], pence=sum(stay.charge_pence for stay in stays))
    return stays[0].id


def _children_of(work: Work, request: OfferNights) -> list[int]:
    """The children of the requests named, and of those they stand or fall with. Raises NotFound for a request that is not here."""
    mine = select(NightRequest.together).where(NightRequest.id == request.request_id, NightRequest.together.is_not(None))
    wanted = NightRequest.id.in_(list(request.beds)) | NightRequest.together.in_(mine)
    rows = work.db.execute(select(NightRequest.id, NightRequest.child_id).where(wanted)).all()
    if request.request_id not in {row.id for row in rows}:
        raise NotFound("That request is not here any more.", "Look at the list again.")
    return [row.child_id for row in rows]


def _whole_group(work: Work, request: OfferNights) -> list[NightRequest]:
    """The requests of an offer, the child's own first; every sibling of the group has its bed, or nobody is offered any (R-B5)."""
    found = {one.id: one for one in open_nights(work, request.request_id)}
    if any(one.state != "waiting" for one in found.values()):
        raise Refused("A stay is offered to this family now.", "Wait for the answer, or look at the offer.")
    if set(found) != set(request.beds) or len(set(request.beds.values())) < len(found):
        raise Refused("These siblings go together: a bed for each of them, or none.", "Look at the line again, and offer to all.")
    houses = select(func.count(func.distinct(Bed.unit_id))).where(Bed.id.in_(list(request.beds.values())))
    if (work.db.scalar(houses) or 0) > 1:
        raise Refused("These siblings go together, in one house.", "Choose beds of one house.")
    return [found[request_id] for request_id in request.beds]


def _found(work: Work, request: OfferNights, one: NightRequest) -> tuple[NightLine, NightCandidate] | None:
    """The line of the run these nights are of, and the family in it; None where the run is not free or not waited for."""
    house = work.db.scalar(select(Bed.unit_id).where(Bed.id == request.bed_id))
    for line in night_lines(work, house) if house is not None else ():
        if line.run.holds(request.bed_id, request.first, one.nights):
            for candidate in line:
                wished = wants_some(candidate.group, line.run.service_id, request.first, request.first + DAY * (one.nights - 1))
                if wished and any(waiter.id == one.id for waiter in candidate.group):
                    return line, candidate
    return None


def _wanted(work: Work, request: OfferNights, one: NightRequest) -> StayWanted:
    bed_id = request.beds[one.id]
    times = work.db.execute(select(Unit.arrives, Unit.leaves).join(Bed, Bed.unit_id == Unit.id).where(Bed.id == bed_id)).first()
    if times is None:
        raise NotFound("That bed is not here any more.", "Look again.")
    start, end = on_clock(request.first, times.arrives), on_clock(request.first + DAY * one.nights, times.leaves)
    return StayWanted(one.child_id, bed_id, start, end)
