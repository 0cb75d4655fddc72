"""Families who wait for a place and come before the child it would go to (R-B6): one rule for every way of booking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from shortbreaks.bookings.rules import ChildFacts, ServiceFacts, SessionFacts
from shortbreaks.bookings.waiting.line import Candidate, Line, lines_for, passes_over, room_after
from shortbreaks.bookings.waiting.order import order_key
from shortbreaks.bookings.waiting.queue import rule_on, standing_as_new
from shortbreaks.bookings.waiting.tables import WaitingRequest, WaitingSession
from shortbreaks.database.commands import View
from shortbreaks.dates import say_weekday
from shortbreaks.findings import Finding, Outcome, met
from shortbreaks.words import counted

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """Those who wait for one session and come before some children, in order, and whether these children lead the line."""

    candidates: tuple[Candidate, ...]
    first: bool

    @property
    def children(self) -> int:
        """How many places they would take."""
        return sum(len(one.group) for one in self.candidates)


NOBODY = Before((), first=False)


class Ahead:
    """The lines of some sessions, looked at for children who could take places there; a fixed number of questions.

    `lines` are those of every session with a free place, where whoever asks has them already.
    """

    def __init__(
        self, view: View, session_ids: Collection[int], child_ids: Collection[int], lines: Sequence[Line] | None = None
    ) -> None:
        found = lines_for(view, session_ids) if lines is None else lines
        self._lines = {line.session.id: line for line in found if line.session.id in set(session_ids)}
        services = {line.service.id: line.service for line in self._lines.values()}
        self._as_new = _keys_as_new(view, child_ids, services) if services else {}

    def before(self, session_id: int, family: Collection[int]) -> Before:
        """Who comes before some children in one session's line.

        Siblings stand where the first of them stands (R-B5); who does not wait stands where it would if it asked now.
        """
        line = self._lines.get(session_id)
        if line is None:
            return NOBODY
        own = [group for group in line.groups if any(one.child_id in family for one in group)]
        waits = {one.child_id for group in own for one in group}
        keys = [group[0].key for group in own]
        keys += [self._as_new[child_id, line.service.id] for child_id in family if child_id not in waits]
        before = line.before_key(min(keys))
        return Before(before, first=bool(own) and not before)

    def findings(
        self, child: ChildFacts, service: ServiceFacts, session: SessionFacts, family: Collection[int] = ()
    ) -> tuple[Finding, ...]:
        """What is to be said of those before a child, the session being as the child finds it; nothing where nobody waits.

        `family` are the siblings who go with the child. Where there is room and staff for everybody before them and for
        the child as well, nobody is passed over.
        """
        before = self.before(session.id, {child.id, *family})
        if not before.candidates:
            return (met("R-B6", "First on the list"),) if before.first else ()
        if session.taken >= session.places:
            return ()  # it is full, and that is said
        if room_after(before.candidates, child, service, session):
            return (met("R-B6", "Room for who waits"),)
        return (passes_over(before.candidates, child.name, session),)


def _keys_as_new(view: View, family: Collection[int], services: Mapping[int, ServiceFacts]) -> dict[tuple[int, int], Key]:
    rule = rule_on(view)
    return {key: order_key(one, rule) for key, one in standing_as_new(view, family, services).items()}


class WaitedFor:
    """How many other children wait for a session, for Find a break, which looks at thousands: nobody is judged here.

    Where there are as many as places, a person looks; who of them comes first is said of the place that is chosen.
    """

    def __init__(self, view: View, child_id: int) -> None:
        self._by_service: dict[int, list[Any]] = {}
        rows = view.db.execute(
            select(
                WaitingRequest.service_id, WaitingRequest.from_day, WaitingRequest.until_day, WaitingRequest.weekdays,
                func.coalesce(WaitingRequest.session_id, WaitingSession.session_id).label("session_id"),
            )
            .join(WaitingSession, WaitingSession.request_id == WaitingRequest.id, isouter=True)
            .where(WaitingRequest.state == "waiting", WaitingRequest.child_id != child_id)
        )  # fmt: skip
        for row in rows:
            self._by_service.setdefault(row.service_id, []).append(row)

    def findings(self, service_id: int, session: SessionFacts) -> tuple[Finding, ...]:
        """The children who wait for a session, when they are as many as its places; else nothing."""
        rows = self._by_service.get(service_id)
        if rows is None:
            return ()
        free = session.places - session.taken
        if not 0 < free <= len(rows):
            return ()  # as many as all of them could wait
        day = session.start.date()
        waiting = sum(1 for row in rows if _wants(row, session.id, day))
        if waiting < free:
            return ()
        wait = counted(waiting, "child waits", "children wait")
        reason = f"{wait} for {say_weekday(day)}, and {counted(free, 'place')} {'is' if free == 1 else 'are'} free."
        return (Finding("R-B6", Outcome.TO_DECIDE, "Families wait", reason, "Choose the day to see who comes first."),)


def _wants(row: Any, session_id: int, day: date) -> bool:
    if row.session_id is not None:
        return bool(row.session_id == session_id)
    return row.from_day <= day <= row.until_day and (not row.weekdays or str(day.weekday()) in row.weekdays.split(","))
