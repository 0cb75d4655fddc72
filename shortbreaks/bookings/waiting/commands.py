"""Going on the waiting list, staying on it and leaving it: what can be done with a request (R-B1, R-B5)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import judging, places
from shortbreaks.bookings.asking import check_asker
from shortbreaks.bookings.facts import barred
from shortbreaks.bookings.unmet.commands import Unmet, keep_unmet, reason_of
from shortbreaks.bookings.waiting.steps import move_request, note_step, say_unmet
from shortbreaks.bookings.waiting.tables import WaitingRequest, WaitingSession
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.database.prepared import rows_of
from shortbreaks.eligibility.rules import has_breaks
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Service

LONGEST_DAYS = 550  # a year of allocation and a summer; a longer wait is asked for anew
# Built once: a select costs more to build than to run (speed.md).
_TOGETHER = select(WaitingRequest.together).where(WaitingRequest.id == bindparam("id"))
_OPEN = (
    select(WaitingRequest).where(WaitingRequest.state.in_(("waiting", "offered"))).order_by(WaitingRequest.id).with_for_update()
    .execution_options(populate_existing=True)
)  # fmt: skip
_OPEN_ALONE = _OPEN.where(WaitingRequest.id == bindparam("of"))
_OPEN_TOGETHER = _OPEN.where(WaitingRequest.together == bindparam("of"))

when_broken(
    "uq_waiting_request_open",
    "waiting_request.child_id, waiting_request.service_id, waiting_request.from_day, waiting_request.until_day",
    lambda: Refused("This child waits for that already.", "Look at the waiting list."),
)


@dataclass(frozen=True, slots=True)
class JoinWaiting:
    """A child, or siblings who stand or fall together, waiting for sessions that are named, or for any of a service's in some days.

    Sessions are waited for by `how`: "each" by itself, "any" one of them, or "all" of them or none, as of a holiday scheme.
    `reason` is why there is no place (a reason of unmet need), "" to have it read from the tests.
    """

    child_ids: tuple[int, ...]
    service_id: int
    session_ids: tuple[int, ...] = ()
    how: str = "each"
    from_day: date | None = None
    until_day: date | None = None
    weekdays: frozenset[int] = frozenset()
    asked_by: int | None = None
    reason: str = ""
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Put on the waiting list")
def join_waiting(work: Work, request: JoinWaiting) -> list[int]:
    """Put every child on the list for everything asked for, or none; answers the requests' ids."""
    made = put_on_list(work, request)
    work.record(made[0])
    return [one.id for one in made]


def put_on_list(work: Work, request: JoinWaiting) -> list[WaitingRequest]:
    """The same within another command, with the unmet need kept for each request; the requests as they stand.

    Raises Refused for a service or session that is closed or over, a sibling who has no breaks of their own, or a child who
    waits for the same already.
    """
    children = check_children(work, request.child_ids)
    check_asker(work, request.asked_by, request.child_ids)
    service = work.db.get(Service, request.service_id)
    if service is None or service.state != "open":
        raise Refused("That service has closed.", "Choose another service.")
    made: list[WaitingRequest] = []
    _lock_what_is_waited_for(work, request)
    for named, first, last in _days(work, request):
        reason = _reason(work, request, named)
        group = [_put(work, request, child, service, named, (first, last), reason) for child in children]
        if len(group) > 1:
            for one in group:
                one.together = group[0].id
        made += group
    return made


def _put(
    work: Work, request: JoinWaiting, child: Child, service: Service, named: tuple[int, ...], days: tuple[date, date], reason: str
) -> WaitingRequest:
    """One child's request with its unmet need, its first step, and the sessions it names when they are several."""
    session_id = named[0] if len(named) == 1 else None
    kept = Unmet(child.id, reason, *days, (service.kind,), service.id, session_id, request.weekdays, words=request.words)
    one = WaitingRequest(
        child_id=child.id, service_id=service.id, session_id=session_id, from_day=days[0], until_day=days[1],
        weekdays="" if named else ",".join(str(day) for day in sorted(request.weekdays)),
        whole=len(named) > 1 and request.how == "all", together=None, asked_by=request.asked_by, asked_at=work.now,
        safeguarding=False, state="waiting", state_since=work.now, reviewed_on=work.today, unmet_id=keep_unmet(work, kept), note="",
    )  # fmt: skip
    work.db.add(one)
    work.db.flush()
    if len(named) > 1:
        work.db.add_all(WaitingSession(request_id=one.id, session_id=number) for number in named)
    note_step(work, one, "asked", request.words)
    return one


def _lock_what_is_waited_for(work: Work, request: JoinWaiting) -> None:
    """So that a booking made in the same moment is made before this request, or finds it (R-B6)."""
    if request.session_ids:
        places.lock_sessions(work, request.session_ids)
    elif request.until_day is not None:
        places.lock_free_sessions(work, request.service_id, request.from_day or work.today, request.until_day)


def check_children(work: Work, child_ids: tuple[int, ...]) -> list[Child]:
    """The children of a request, locked. Raises Refused for none, one twice, one without breaks of their own, or of two families."""
    if not child_ids or len(set(child_ids)) < len(child_ids):
        raise Refused("Nobody is chosen to wait.", "Choose each child once.")
    places.lock_children(work, child_ids)
    children = [work.db.get_one(Child, child_id) for child_id in child_ids]
    for child in children:
        name = child.known_as or child.first_name
        for found in has_breaks(name, barred(child) if child.state != "open" else ""):
            raise Refused(found.reason, found.remedy)
        if child.sibling_only:
            raise Refused(
                f"{name} is recorded as a sibling, not as a child who has short breaks.",
                "Ask for an assessment, or let the others wait without.",
            )
        if child.household_id != children[0].household_id:
            raise Refused("These children are not of one family.", "Keep together siblings of one household.")
    return children


def _days(work: Work, request: JoinWaiting) -> list[tuple[tuple[int, ...], date, date]]:
    """What is waited for: each session on its day, several as one, or a span of days. Raises Refused for days that are over."""
    if request.how not in {"each", "any", "all"}:
        raise Refused("A family waits for each day, for any of them, or for all.", "Choose one.", "what")
    if request.session_ids:
        found: list[tuple[tuple[int, ...], date, date]] = []
        for session_id in sorted(set(request.session_ids)):
            session = work.db.get(BreakSession, session_id)
            if session is None or session.service_id != request.service_id:
                raise NotFound("That session is not in the directory any more.", "Look again.")
            day = session.starts_at.date()
            if session.state != "open" or day < work.today:
                raise Refused("Nobody can wait for a session that is closed or over.", "Choose another day.")
            found.append(((session_id,), day, day))
        if request.how == "each" or len(found) == 1:
            return found
        days = [day for _, day, _ in found]
        return [(tuple(number for (number,), _, _ in found), min(days), max(days))]
    first, last = request.from_day or work.today, request.until_day
    if last is None or last < first or last < work.today:
        raise Refused("The days to wait for are over, or the last is before the first.", "Check both days.", "until_day")
    if (last - first).days > LONGEST_DAYS:
        raise Refused("That is longer than a family can be kept waiting.", "Choose a nearer last day.", "until_day")
    return [((), first, last)]


def _reason(work: Work, request: JoinWaiting, named: tuple[int, ...]) -> str:
    """Why there is no place, as a reason of unmet need: given, or read from the tests of each child after the other."""
    if request.reason or not named:
        return request.reason or "no_place"
    beside: list[judging.Beside] = []
    for child_id in request.child_ids:
        judged = judging.judge(work, child_id, named, beside=beside, family=request.child_ids)
        for found in judged.findings.values():
            if (reason := reason_of(found)) != "other":
                return reason
        beside += [judging.Beside(child_id, session_id) for session_id in named]
    return "no_place"


def open_requests(work: Work, request_id: int) -> list[WaitingRequest]:
    """A request with those of the siblings it stands or falls with, locked, the open ones. Raises Refused for none."""
    together = rows_of(work.db, _TOGETHER, {"id": request_id}).scalar()
    one, of = (_OPEN_ALONE, request_id) if together is None else (_OPEN_TOGETHER, together)
    found = list(work.db.scalars(one, {"of": of}))
    if not found:
        raise Refused("This family does not wait any more.", "Look again; somebody may have been before you.")
    return found


@dataclass(frozen=True, slots=True)
class LeaveWaiting:
    """A family that no longer waits for some things, and why."""

    request_ids: tuple[int, ...]
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Taken off the waiting list")
def leave_waiting(work: Work, request: LeaveWaiting) -> list[int]:
    """Take requests off the list, siblings' with them; refused while a place is offered, until they say no to it."""
    every = {one.id: one for request_id in sorted(request.request_ids) for one in open_requests(work, request_id)}
    found = list(every.values())
    if any(one.state == "offered" for one in found):
        raise Refused("A place is offered to this family now.", "Use “They say no” on the offer first.")
    for one in found:
        move_request(work, one, "withdrawn", "withdrawn", request.words)
        say_unmet(work, one, "withdrawn")
    work.record(found[0])
    return [one.id for one in found]


@dataclass(frozen=True, slots=True)
class ReviewWaiting:
    """The family was asked whether it still waits, and does."""

    request_id: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Waiting list request reviewed")
def review_waiting(work: Work, request: ReviewWaiting) -> list[int]:
    """Keep that the family was asked today and still waits; the place in the list does not change."""
    found = open_requests(work, request.request_id)
    for one in found:
        one.reviewed_on = work.today
        note_step(work, one, "reviewed", request.words)
    work.record(found[0])
    return [one.id for one in found]


@dataclass(frozen=True, slots=True)
class FlagSafeguarding:
    """A social worker asks that a family goes first (R-B6), or that it no longer does; `reason` says who and why."""

    request_id: int
    on: bool
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Safeguarding flag on the waiting list")
def flag_safeguarding(work: Work, request: FlagSafeguarding) -> list[int]:
    """Set or take away the flag that puts a family first, with who asked and why. Raises Refused without a reason."""
    if not request.reason.strip():
        raise Refused("The flag needs its reason.", "Write which social worker asked for it, and when.", "reason")
    found = open_requests(work, request.request_id)
    for one in found:
        one.safeguarding = request.on
        note_step(work, one, "safeguarding" if request.on else "no_safeguarding", request.reason)
    work.record(found[0])
    return [one.id for one in found]


def supersede_doubles(work: Work, same: dict[int, int]) -> None:
    """Before children are merged (old id to new): where both wait for the same, the later request is replaced by the earlier.

    Sessions that the later one alone names are waited for by the earlier.
    """
    ids = [*same, *same.values()]
    found = work.db.scalars(
        select(WaitingRequest)
        .where(WaitingRequest.child_id.in_(ids), WaitingRequest.state.in_(("waiting", "offered")))
        .order_by(WaitingRequest.state, WaitingRequest.asked_at, WaitingRequest.id)  # "offered" before "waiting"
        .with_for_update()
    )
    stand: dict[tuple[int, int, date, date], WaitingRequest] = {}
    for one in list(found):
        first = stand.setdefault((same.get(one.child_id, one.child_id), one.service_id, one.from_day, one.until_day), one)
        if first is not one:
            _take_over(work, first, one)
            move_request(work, one, "superseded", "merged")
            say_unmet(work, one, "mistaken")


def _take_over(work: Work, first: WaitingRequest, goes: WaitingRequest) -> None:
    """Let a request wait for any of what both name. All or none of some sessions stays as it was asked for."""
    mine, theirs = _named(work, first), _named(work, goes)
    if first.whole or goes.whole or not mine or theirs <= mine:
        return
    more = theirs - mine if first.session_id is None else mine | theirs
    first.session_id = None
    work.db.add_all(WaitingSession(request_id=first.id, session_id=number) for number in sorted(more))


def _named(work: Work, request: WaitingRequest) -> set[int]:
    """The sessions a request names; none where it waits for any of its service in some days."""
    if request.session_id is not None:
        return {request.session_id}
    return set(work.db.scalars(select(WaitingSession.session_id).where(WaitingSession.request_id == request.id)))
