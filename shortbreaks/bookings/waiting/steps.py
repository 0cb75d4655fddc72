"""Moving a request on the waiting list from state to state, and hearing what became of what it was offered (R-B1)."""

from collections.abc import Mapping

from sqlalchemy import bindparam, or_, select

from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.states import HOLDING
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unmet.tables import UnmetOutcome
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingRequest, WaitingSession, WaitingStep
from shortbreaks.database.commands import View, Work
from shortbreaks.database.prepared import rows_of
from shortbreaks.errors import Refused

# Built once: a select costs more to build than to run (speed.md).
_FOR_THIS = (
    select(WaitingRequest.id)
    .where(
        WaitingRequest.child_id == bindparam("child"), WaitingRequest.service_id == bindparam("service"),
        WaitingRequest.state == "waiting", WaitingRequest.from_day <= bindparam("day"), WaitingRequest.until_day >= bindparam("day"),
        or_(WaitingRequest.session_id.is_(None), WaitingRequest.session_id == bindparam("session")),
    )
    .order_by(WaitingRequest.id)
    .with_for_update()
)  # fmt: skip
_REQUESTS = (
    select(WaitingRequest).where(WaitingRequest.id.in_(bindparam("ids", expanding=True))).order_by(WaitingRequest.id)
    .execution_options(populate_existing=True)
)  # fmt: skip
WORDS = {
    "waiting": "Waiting", "offered": "Offered", "confirmed": "Has a place", "withdrawn": "No longer waits",
    "lapsed": "Offer lapsed", "not_met": "Not met", "superseded": "Replaced",
}  # fmt: skip
STEP_WORDS = {
    "asked": "Put on the list", "offered": "Offered a place", "accepted": "They said yes", "booked": "Booked another way",
    "declined": "They said no", "lapsed": "Nobody answered", "withdrawn": "They no longer wait", "reviewed": "Still waits",
    "safeguarding": "Safeguarding: goes first", "no_safeguarding": "Safeguarding flag taken away",
    "days_over": "The days went by without a place", "merged": "Entered twice; the earlier request stands",
    "put_back": "The offer was put back", "family": "The family changed plans", "provider": "The provider cancelled",
    "council": "The council cancelled", "mistake": "Offered by mistake; waits as before",
}  # fmt: skip
FORWARD: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"offered", "confirmed", "withdrawn", "not_met", "superseded"}),
    # back to waiting: another day of the same service may still come
    "offered": frozenset({"confirmed", "waiting", "withdrawn", "lapsed", "superseded"}),
    # an offer that lapsed or was refused, and is put back after all
    "lapsed": frozenset({"confirmed"}),
    "withdrawn": frozenset({"confirmed"}),
}


def into_state(work: Work, request: WaitingRequest | NightRequest, state: str) -> None:
    """Put a request for places or for nights into a state. Raises Refused for a move that does not go forward (R-B1)."""
    if state not in FORWARD.get(request.state, frozenset()):
        raise Refused(
            f"A request that is “{WORDS[request.state].lower()}” cannot become “{WORDS[state].lower()}”.",
            "Look at it again; somebody may have changed it.",
        )
    request.state, request.state_since = state, work.now


def move_request(work: Work, request: WaitingRequest, state: str, reason: str, words: str = "") -> None:
    """Put a request into a state and keep the step. Raises Refused for a move that does not go forward (R-B1)."""
    into_state(work, request, state)
    note_step(work, request, reason, words)


def note_step(work: Work, request: WaitingRequest, reason: str, words: str = "") -> None:
    """Keep one step of a request in the state it is in."""
    work.db.add(
        WaitingStep(
            request_id=request.id, state=request.state, reason=reason, words=words.strip(), at=work.now,
            person_id=work.person.id, on=work.today,
        )
    )  # fmt: skip


def note_answer(work: Work, booking: Booking, state: str, reason: str) -> None:
    """What became of an offer is said to the request it was made to, if there is one.

    A place taken ends it. A place not taken leaves it waiting for other days; one that waited for that session alone, or for
    all of some sessions, has had its chance, unless it was the provider or the council that took the place back.
    """
    request = work.db.scalar(
        select(WaitingRequest)
        .join(WaitingOffer, WaitingOffer.request_id == WaitingRequest.id)
        .where(WaitingOffer.booking_id == booking.id)
        .with_for_update(of=WaitingRequest)
    )
    if request is None and state == "confirmed":
        note_booked(work, booking)
    if request is None or request.state not in FORWARD:
        return
    if state == "confirmed":
        if _has_all(work, request, booking):
            _confirm(work, request, booking, "accepted")
    elif request.state == "offered":
        ours = state == "cancelled_by_provider"
        ended = "lapsed" if reason == "lapsed" else "withdrawn"
        move_request(work, request, "waiting" if ours or waits_on(request) else ended, reason or "declined")


def waits_on(request: WaitingRequest) -> bool:
    """Whether a family that lets an offer go may be offered another day: it waits for any of several."""
    return request.session_id is None and not request.whole


def offered_whole(view: View, booking: Booking) -> bool:
    """Whether a booking was offered to a family that waits for all of several sessions or none."""
    found = (
        select(WaitingRequest.whole)
        .join(WaitingOffer, WaitingOffer.request_id == WaitingRequest.id)
        .where(WaitingOffer.booking_id == booking.id)
    )
    return bool(view.db.scalar(found))


def _has_all(work: Work, request: WaitingRequest, booking: Booking) -> bool:
    """Whether a booking gives the child what the request waits for: for all of several sessions, the last of them."""
    named = set(work.db.scalars(select(WaitingSession.session_id).where(WaitingSession.request_id == request.id)))
    if not named:
        return request.session_id in {None, booking.session_id}
    if not request.whole:
        return booking.session_id in named
    held = select(Booking.session_id).where(
        Booking.child_id == request.child_id, Booking.session_id.in_(named), Booking.state.in_(HOLDING)
    )
    return named <= {booking.session_id, *work.db.scalars(held)}


def note_booked(work: Work, booking: Booking) -> None:
    """A child who waits for this very break has it now, however it was booked: the request is met."""
    very = {"child": booking.child_id, "service": booking.service_id, "session": booking.session_id, "day": booking.starts_at.date()}
    waiting = rows_of(work.db, _FOR_THIS, very).scalars().all()  # locked, and for most bookings none
    for request in work.db.scalars(_REQUESTS, {"ids": waiting}).all() if waiting else ():
        if _has_all(work, request, booking):
            _confirm(work, request, booking, "booked")


def _confirm(work: Work, request: WaitingRequest, booking: Booking, reason: str) -> None:
    move_request(work, request, "confirmed", reason)
    say_unmet(work, request, "met", f"booking:{booking.id}")


def say_unmet(work: Work, request: WaitingRequest | NightRequest, outcome: str, met_by: str = "") -> None:
    """What became of the unmet need that a request stands for, unless somebody said so before."""
    if request.unmet_id is None:
        return
    newest = work.db.scalar(
        select(UnmetOutcome.outcome)
        .where(UnmetOutcome.unmet_id == request.unmet_id)
        .order_by(UnmetOutcome.id.desc())
        .limit(1)
    )
    if newest in {None, "open_again"}:
        work.db.add(
            UnmetOutcome(
                unmet_id=request.unmet_id, outcome=outcome, met_by=met_by, words="", at=work.now, on=work.today,
                person_id=work.person.id,
            )
        )  # fmt: skip
