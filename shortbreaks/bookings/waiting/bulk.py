"""Many families put on the waiting list at once, within the command in which they did not get what they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.bookings.waiting.tables import WaitingRequest, WaitingSession, WaitingStep
from shortbreaks.database.commands import Work


@dataclass(frozen=True, slots=True)
class OnList:
    """One child waiting for a session, or for all of several or none, from when it was asked for.

    `sessions` are ids with their day; those of one `group` stand or fall together (R-B5).
    """

    child_id: int
    service_id: int
    sessions: tuple[tuple[int, date], ...]
    asked_at: datetime
    words: str
    group: str = ""  # "" for a child on its own
    unmet_id: int | None = None

    @property
    def key(self) -> tuple[int, int, date, date]:
        """What a child waits for once: service, first and last day."""
        days = [day for _, day in self.sessions]
        return self.child_id, self.service_id, min(days), max(days)


def put_many_on_list(work: Work, entries: Sequence[OnList]) -> list[WaitingRequest]:
    """A request with its first step for each entry, in a fixed number of questions; who waits for it already is passed over.

    The caller has locked the children. A group of which one waits already is passed over whole, so that none is parted.
    """
    held = _held(work, {entry.child_id for entry in entries})
    parted = {entry.group for entry in entries if entry.group and entry.key in held}
    made: list[WaitingRequest] = []
    kept: list[OnList] = []
    groups: dict[str, list[WaitingRequest]] = {}
    for entry in entries:
        if entry.group in parted or entry.key in held:
            continue
        held.add(entry.key)
        several = len(entry.sessions) > 1
        one = WaitingRequest(
            child_id=entry.child_id, service_id=entry.service_id, session_id=None if several else entry.sessions[0][0],
            from_day=entry.key[2], until_day=entry.key[3], weekdays="", whole=several, together=None, asked_by=None,
            asked_at=entry.asked_at, safeguarding=False,
            state="waiting", state_since=work.now, reviewed_on=work.today, unmet_id=entry.unmet_id, note="",
        )  # fmt: skip
        made.append(one)
        kept.append(entry)
        if entry.group:
            groups.setdefault(entry.group, []).append(one)
    work.db.add_all(made)
    work.db.flush()
    for group in groups.values():
        if len(group) > 1:
            for one in group:
                one.together = group[0].id
    _named_and_first_steps(work, list(zip(made, kept, strict=True)))
    return made


def _held(work: Work, children: set[int]) -> set[tuple[int, int, date, date]]:
    """Who waits for what already: child, service, first and last day."""
    rows = work.db.execute(
        select(
            WaitingRequest.child_id, WaitingRequest.service_id, WaitingRequest.from_day, WaitingRequest.until_day
        ).where(WaitingRequest.child_id.in_(children), WaitingRequest.state.in_(("waiting", "offered")))
    )
    return {(row.child_id, row.service_id, row.from_day, row.until_day) for row in rows}


def _named_and_first_steps(work: Work, made: Sequence[tuple[WaitingRequest, OnList]]) -> None:
    work.db.add_all(
        WaitingSession(request_id=one.id, session_id=session_id)
        for one, entry in made if one.whole for session_id, _ in entry.sessions
    )  # fmt: skip
    work.db.add_all(
        WaitingStep(
            request_id=one.id, state="waiting", reason="asked", words=entry.words, at=work.now, person_id=work.person.id,
            on=work.today,
        )
        for one, entry in made
    )  # fmt: skip
    work.db.flush()
