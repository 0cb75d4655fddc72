"""Offering a free place to the family that waits for it, and passing it on when an offer lapses (R-B2, R-B3, R-B6).

The machine passes on only what it may: when an offer lapses, the place is held in the same command for the next family, if
everything fits it; where a person must decide, or a place came free in another way, the place is shown with who is next, and
somebody offers it with one key. An offer takes nothing from anybody: it can be declined, and lapses on a day that was told.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, case, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import places
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.steps import move, offer_deadline
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted, take
from shortbreaks.bookings.waiting.commands import open_requests
from shortbreaks.bookings.waiting.line import Candidate, Line, lines_for
from shortbreaks.bookings.waiting.order import decided_by, reasons, said_place
from shortbreaks.bookings.waiting.queue import rule_on
from shortbreaks.bookings.waiting.steps import move_request
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest, WaitingSession
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome

# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_TOGETHER = select(WaitingRequest.together).where(WaitingRequest.id.in_(_IDS), WaitingRequest.together.is_not(None))
_CHILDREN = select(WaitingRequest.child_id).where(WaitingRequest.id.in_(_IDS) | WaitingRequest.together.in_(_TOGETHER))
_NAMED = select(WaitingSession.session_id).where(WaitingSession.request_id == bindparam("request"))


@dataclass(frozen=True, slots=True)
class OfferToWaiting:
    """A free place for a family that waits, with the others it goes with where the family waits for all of them or none.

    `passed_over` says why those before it are passed over, when there are any.
    """

    session_id: int
    request_id: int
    passed_over: str = ""
    reasons: tuple[Reason, ...] = ()


@command(needs=Permission.BOOK, recorded_as="Place offered to a family that waits")
def offer_to_waiting(work: Work, request: OfferToWaiting) -> list[int]:
    """Hold a free place, or one for each sibling and session, for a family that waits, until its offer's last working day ends.

    Answers the bookings' ids, one sibling's after the other's. Raises Refused when another family comes first and no reason
    is given, when the family was offered a place a moment ago, or with the rule's own sentence;
    NoPlacesLeft when somebody else has the place.
    """
    child_ids = _children_of(work, [request.request_id])
    places.lock_children(work, child_ids)
    places.lock_sessions(work, _sessions_of(work, request))
    candidate, line = _candidate(work, request)
    before = line.before(candidate)
    if before and not request.passed_over.strip():
        first = before[0].group[0]
        raise Refused(
            f"{first.child} comes first: {decided_by(first.standing, candidate.group[0].standing, rule_on(work))}.",
            f"Offer it to {first.child}, or write why this family goes before.", "passed_over",
        )  # fmt: skip
    offered = _offer(work, line, candidate, request.reasons, request.passed_over if before else "", [line])
    work.record(("booking", offered[0]))
    return offered


def _children_of(view: View, request_ids: Collection[int]) -> list[int]:
    """The children of requests, and of those they stand or fall with."""
    return list(rows_of(view.db, _CHILDREN, {"ids": list(request_ids)}).scalars())


def _sessions_of(view: View, request: OfferToWaiting) -> list[int]:
    """The session, and those that a request for all of several names with it."""
    return [request.session_id, *rows_of(view.db, _NAMED, {"request": request.request_id}).scalars()]


def _candidate(work: Work, request: OfferToWaiting) -> tuple[Candidate, Line]:
    for line in lines_for(work, [request.session_id]):
        for candidate in line:  # nobody behind the family is judged for it
            if any(one.id == request.request_id for one in candidate.group):
                return candidate, line
    open_requests(work, request.request_id)  # says so when nobody waits any more
    raise Refused(
        "This family does not wait for that session, or was offered it before.", "Look at the list again, or book it.",
    )  # fmt: skip


def _offer(
    work: Work, line: Line, candidate: Candidate, given: Sequence[Reason], passed_over: str, lines: Sequence[Line] | None = None
) -> list[int]:
    """Take the places as offered, link each to its request, and keep how the family stood. The sessions are locked.

    All of them have one deadline, so that the offer lapses as one. `lines` as they stand now, where they are known already.
    """
    requests = {one.id: one for one in open_requests(work, candidate.group[0].id)}
    if any(one.state != "waiting" for one in requests.values()):
        raise Refused("A place is offered to this family now.", "Wait for the answer, or look at the offer.")
    before = [Reason("R-B6", passed_over)] if passed_over else []
    wanted = tuple(PlacesWanted(one.child_id, one.takes(line.session.id), (*given, *before)) for one in candidate.group)
    until = offer_deadline(work, candidate.sessions[0].start)
    bookings = take(work, wanted, candidate.group[0].asked_by, "offered", until, lines)
    rule = rule_on(work)
    for waiter in candidate.group:
        stood = f"{said_place(candidate.place, candidate.of)}: {'; '.join(reasons(waiter.standing, rule))}"
        work.db.add_all(
            WaitingOffer(
                request_id=waiter.id, booking_id=booking.id, session_id=booking.session_id, stood=stood,
                passed_over=passed_over.strip(), at=work.now, person_id=work.person.id,
            )
            for booking in bookings if booking.child_id == waiter.child_id
        )  # fmt: skip
        move_request(work, requests[waiter.id], "offered", "offered", passed_over)
    work.db.flush()
    return [one.id for one in bookings]


@dataclass(frozen=True, slots=True)
class LapseOffers:
    """Offers whose deadline has passed."""


@command(needs=Permission.BOOK, recorded_as="Offers lapsed")
def lapse_offers(work: Work, _request: LapseOffers) -> dict[str, list[int]]:
    """Give back every place whose offer's deadline has passed, and hold each for the next family it fits (R-B2, A19).

    Answers the bookings "lapsed" and those "offered" in the same breath. Requests whose days are over are closed as not met.
    """
    found = _past_deadline(work)
    over = _days_over(work)
    if not found:
        if over:
            work.record(("waiting_request", over[0]))
        return {"lapsed": [], "offered": []}
    freed = Counter(booking.session_id for booking in found)
    session_ids = sorted(freed)
    passes_on = bool(int(setting_on(work.db, "offers_pass_on", work.today)))
    planned, beside = _planned(work, session_ids) if passes_on else (set(), set())
    places.lock_children(work, planned)
    places.lock_sessions(work, beside.union(session_ids))
    places.give_back_places(work, found)
    for booking in found:
        booking.charge_pence = 0  # an offer was never charged; putting it back charges it whole
        move(work, booking, "cancelled_in_notice", reason="lapsed", words="Nobody answered by the deadline.")
    work.db.flush()
    offered = _pass_on(work, freed, planned, beside.union(session_ids)) if passes_on else []
    work.record(("booking", found[0].id))
    return {"lapsed": [booking.id for booking in found], "offered": offered}


def _past_deadline(work: Work) -> list[Booking]:
    """Every booking of each offer whose deadline has passed, locked.

    An offer somebody is answering this moment is left whole for the next time, since it lapses as one.
    """
    found = list(
        work.db.scalars(
            select(Booking).where(Booking.state == "offered", Booking.offered_until < to_local(work.now)).order_by(Booking.id)
            .with_for_update(skip_locked=True)
        )
    )  # fmt: skip
    offer = func.coalesce(Booking.together, Booking.number)
    counted = select(offer, func.count()).where(Booking.state == "offered", offer.in_({_offer_of(one) for one in found}))
    whole = {row[0]: row[1] for row in work.db.execute(counted.group_by(offer))} if found else {}
    held = Counter(_offer_of(one) for one in found)
    return [one for one in found if held[_offer_of(one)] == whole[_offer_of(one)]]


def _offer_of(booking: Booking) -> int:
    """What all bookings of one offer share: siblings' the number of the first, else their own."""
    return booking.number if booking.together is None else booking.together


def _planned(work: Work, session_ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """The children who wait for these sessions and could be next, and the sessions they would take with these.

    They are locked children first, then sessions, in the house's one order.
    """
    waiters = [(line.session.id, one) for line in lines_for(work, session_ids) for group in line.groups for one in group]
    sessions = {number for session_id, one in waiters for number in one.takes(session_id)}
    return {one.child_id for _, one in waiters}, sessions


def _pass_on(work: Work, freed: Counter[int], children: set[int], sessions: set[int]) -> list[int]:
    """Offer each freed place to the next family for whom everything fits; where a person must decide, it waits for one.

    `children` and `sessions` are locked; who came on the list this very moment is not among them, and Today shows the
    place with that family as the next.
    """
    offered: list[int] = []
    for session_id in sorted(freed):
        while freed[session_id] > 0:
            line = next(iter(lines_for(work, [session_id])), None)
            candidate = line.next if line is not None else None
            if line is None or candidate is None or candidate.outcome is not Outcome.MET:
                break
            taken = [one.id for one in candidate.sessions]
            if not children.issuperset(one.child_id for one in candidate.group) or not sessions.issuperset(taken):
                break
            offered += _offer(work, line, candidate, (), "")
            freed.subtract(taken * len(candidate.group))
    return offered


def _days_over(work: Work) -> list[int]:
    """Close the requests whose days went by without a place: the need stays on record as not met.

    All of several sessions cannot be had any more once the first of them is over.
    """
    last = case((WaitingRequest.whole, WaitingRequest.from_day), else_=WaitingRequest.until_day)
    found = list(
        work.db.scalars(
            select(WaitingRequest).where(WaitingRequest.state == "waiting", last < work.today)
            .order_by(WaitingRequest.id).with_for_update(skip_locked=True)
        )
    )  # fmt: skip
    for one in found:
        move_request(work, one, "not_met", "days_over")
    return [one.id for one in found]
