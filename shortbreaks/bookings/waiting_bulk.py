"""Many families put on the waiting list at once, within the command in which they did not get what they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.bookings.waiting_tables import WaitingRequest, WaitingStep
from shortbreaks.database.commands import Work


@dataclass(frozen=True, slots=True)
class OnList:
    """One child waiting for one session from when it was asked for; those of one `group` stand or fall together (R-B5)."""

    child_id: int
    service_id: int
    session_id: int
    day: date
    asked_at: datetime
    words: str
    group: str = ""  # "" for a child on its own
    unmet_id: int | None = None


def put_many_on_list(work: Work, entries: Sequence[OnList]) -> list[WaitingRequest]:
    """A request with its first step for each entry, in a fixed number of questions; who waits for it already is passed over.

    The caller has locked the children. A group of which one waits already is passed over whole, so that none is parted.
    """
    held = _held(work, {entry.session_id for entry in entries})
    parted = {entry.group for entry in entries if entry.group and (entry.child_id, entry.service_id, entry.day) in held}
    made: list[WaitingRequest] = []
    groups: dict[str, list[WaitingRequest]] = {}
    for entry in entries:
        if entry.group in parted or (entry.child_id, entry.service_id, entry.day) in held:
            continue
        held.add((entry.child_id, entry.service_id, entry.day))
        one = WaitingRequest(
            child_id=entry.child_id, service_id=entry.service_id, session_id=entry.session_id, from_day=entry.day,
            until_day=entry.day, weekdays="", together=None, asked_by=None, asked_at=entry.asked_at, safeguarding=False,
            state="waiting", state_since=work.now, reviewed_on=work.today, unmet_id=entry.unmet_id, note="",
        )  # fmt: skip
        made.append(one)
        if entry.group:
            groups.setdefault(entry.group, []).append(one)
    work.db.add_all(made)
    work.db.flush()
    for group in groups.values():
        if len(group) > 1:
            for one in group:
                one.together = group[0].id
    _first_steps(work, entries, made)
    return made


def _held(work: Work, sessions: set[int]) -> set[tuple[int, int, date]]:
    """Who waits for what already: child, service and day."""
    rows = work.db.execute(
        select(WaitingRequest.child_id, WaitingRequest.service_id, WaitingRequest.from_day).where(
            WaitingRequest.session_id.in_(sessions), WaitingRequest.state.in_(("waiting", "offered"))
        )
    )
    return {(row.child_id, row.service_id, row.from_day) for row in rows}


def _first_steps(work: Work, entries: Sequence[OnList], made: Sequence[WaitingRequest]) -> None:
    words = {(entry.child_id, entry.session_id): entry.words for entry in entries}
    work.db.add_all(
        WaitingStep(
            request_id=one.id, state="waiting", reason="asked", words=words[one.child_id, one.session_id or 0], at=work.now,
            person_id=work.person.id, on=work.today,
        )
        for one in made
    )  # fmt: skip
    work.db.flush()
