"""Taking places for children, all or none, and charging for them: what every way of booking comes down to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shortbreaks.bookings import judging, places
from shortbreaks.bookings.money import post_charge, post_payment
from shortbreaks.bookings.overrides import Reason, accept_findings, note_overrides
from shortbreaks.bookings.refills import credit_refilled
from shortbreaks.bookings.shares import keep_shares
from shortbreaks.bookings.steps import move
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.line import Line
from shortbreaks.database.commands import Work
from shortbreaks.dates import say_weekday
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import check_collector
from shortbreaks.providers.tables import BreakSession


@dataclass(frozen=True, slots=True)
class PlacesWanted:
    """One child's places: one session, half a scheme or all of it."""

    child_id: int
    session_ids: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    collected_by: str = ""
    transport: str = ""
    note: str = ""


def take(
    work: Work, wanted: Sequence[PlacesWanted], asked_by: int | None, state: str, until: datetime | None,
    lines: Sequence[Line] | None = None,
) -> list[Booking]:  # fmt: skip
    """A booking with its place for each session wanted, or none; `lines` of who waits, where they were read under these locks.

    Raises Refused with the rule's own sentence (of which day, when there are several), NoPlacesLeft, or AlreadyElsewhere.
    """
    if not wanted or not all(one.session_ids for one in wanted):
        raise Refused("No session is chosen.", "Choose at least one day.")
    places.lock_children(work, [one.child_id for one in wanted])
    sessions = places.lock_sessions(work, [s for one in wanted for s in one.session_ids])
    made: list[Booking] = []
    # of several places, those before one are looked at again for the next: what is taken first may leave them less
    lines = lines if len(sessions) == len(wanted) == 1 else None
    for one in wanted:
        check_collector(work, one.child_id, one.collected_by, [sessions[s].starts_at.date() for s in one.session_ids])
        family = [each.child_id for each in wanted]
        judged = judging.judge(work, one.child_id, one.session_ids, beside=made, family=family, lines=lines)
        for session_id, found in judged.findings.items():
            day = say_weekday(sessions[session_id].starts_at.date()) if len(one.session_ids) > 1 else ""
            accept_findings(found, one.reasons, day)
        mine = [_booking(work, one, sessions[s], judged.terms[s], asked_by, state, until) for s in one.session_ids]
        work.db.add_all(mine)
        work.db.flush()
        first = min(booking.id for booking in mine)
        for booking in mine:
            if judged.terms[booking.session_id].shares:
                keep_shares(work, booking, judged.terms[booking.session_id].shares)
            booking.number = first
            booking.together = (made[0].number if made else first) if len(wanted) > 1 else None
            move(work, booking, state, fresh=True)
        made += mine
        for booking in mine:
            found = judged.findings[booking.session_id]
            note_overrides(work, booking.child_id, f"booking:{booking.id}", found, one.reasons)
    places.take_places(work, made)
    return made


def _booking(
    work: Work, one: PlacesWanted, session: BreakSession, terms: judging.Terms, asked_by: int | None, state: str,
    until: datetime | None,
) -> Booking:  # fmt: skip
    return Booking(
        number=0, child_id=one.child_id, session_id=session.id, service_id=session.service_id, asked_by=asked_by,
        state=state, state_since=work.now, made_at=work.now, starts_at=session.starts_at, ends_at=session.ends_at,
        offered_until=until, allocation_id=terms.allocation_id, uses=terms.uses, list_pence=terms.list_pence,
        charge_pence=terms.charge_pence, exempt=terms.exempt, collected_by=one.collected_by.strip(), transport=one.transport,
        note=one.note,
    )  # fmt: skip


def charge(work: Work, bookings: Sequence[Booking], paid_by: str) -> int:
    """Post each booking's charge, what was paid for each household, and what families are let off whose places these were.

    Answers the pence charged (R-C2, R-C5).
    """
    credit_refilled(work, bookings)
    households = judging.households_of(work, {booking.child_id for booking in bookings})
    owed: dict[tuple[int, int], int] = {}  # by household and number, so that each child's papers say what was paid for it
    for booking in bookings:
        household = households[booking.child_id]
        post_charge(work, household, f"booking:{booking.id}", booking.charge_pence, work.today)
        owed[household, booking.number] = owed.get((household, booking.number), 0) + booking.charge_pence
    for (household, number), pence in owed.items():
        if paid_by and pence:
            post_payment(work, household, pence, paid_by, f"booking:{number}", work.today)
    return sum(owed.values())
