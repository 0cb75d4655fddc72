"""The waiting list as it is shown: who waits, in what order and why; free places with who is next; one session's line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.states import CANCELLED
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.line import Candidate, Line, lines_for
from shortbreaks.bookings.waiting.order import Rule, first_difference, reasons, said_place
from shortbreaks.bookings.waiting.queue import Group, Waiter, grouped, names_of, rule_on, waiting_now
from shortbreaks.bookings.waiting.steps import STEP_WORDS, WORDS
from shortbreaks.bookings.waiting.tables import WaitingOffer, WaitingStep
from shortbreaks.bookings.waiting.words import said_each, said_wanted
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_short, say_span, to_local
from shortbreaks.findings import Outcome


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """What a family is offered now: the booking's number, the first session's times, how many sessions, and until when."""

    number: int
    booking_id: int
    start: datetime
    end: datetime
    until: datetime
    sessions: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One request on the list, with its place among those who wait for the same, and why it stands there."""

    request_id: int
    child_id: int
    child: str
    age: int
    siblings: tuple[str, ...]
    service_id: int
    service: str
    first_day: date
    wanted: str
    each_day: str  # the same with every day by its name
    state: str
    state_words: str
    place: int
    of: int
    place_words: str
    reasons: tuple[str, ...]
    before_next: str  # what puts it before the one after it; "" for the last
    priority: str
    asked_at: datetime
    days_waiting: int
    reviewed_on: date
    offer: OpenOffer | None


class Places:
    """Where each group stands among those of a service that could take the same place as it could."""

    def __init__(self, waiting: Sequence[Group]) -> None:
        self._waiting = waiting
        self._kept: dict[tuple[object, ...], tuple[list[Group], dict[int, int]]] = {}

    def rivals(self, group: Group) -> tuple[list[Group], int]:
        """Everybody who waits for what this group waits for, in order, and its own place; looked for once for each target."""
        one = group[0]
        target = (one.sessions, one.from_day, one.until_day, one.weekdays)
        if target not in self._kept:
            found = [other for other in self._waiting if _could_meet(one, other[0])]
            self._kept[target] = found, {other[0].id: place for place, other in enumerate(found, 1)}
        rivals, places = self._kept[target]
        return rivals, places[one.id]


def _could_meet(one: Waiter, other: Waiter) -> bool:
    """Whether two requests of one service could be met by the same place."""
    if one.named and other.named:
        return not set(one.sessions).isdisjoint(other.sessions)
    if one.named or other.named:
        named, spans = (one, other) if one.named else (other, one)
        return any(spans.from_day <= day <= spans.until_day and day.weekday() in spans.weekdays for day in named.days)
    return one.from_day <= other.until_day and other.from_day <= one.until_day and bool(one.weekdays & other.weekdays)


@query(needs=Permission.SEE_CASES)
def waiting_list(view: View, service_id: int = 0) -> tuple[WaitingRow, ...]:
    """Everybody who waits or is offered a place, by service and in the order of R-B6; of one service when given."""
    rule = rule_on(view)
    groups = grouped(waiting_now(view, rule, ("waiting", "offered")))
    offers = _open_offers(view)
    lists: dict[int, list[Group]] = {}
    for group in groups:
        if not service_id or group[0].service_id == service_id:
            lists.setdefault(group[0].service_id, []).append(group)
    rows: list[WaitingRow] = []
    for found in lists.values():
        places = Places([group for group in found if group[0].state == "waiting"])
        rows += [row for group in found for row in _rows(view, group, places, rule, offers)]
    return tuple(sorted(rows, key=lambda row: (row.service, row.service_id)))  # within a service they stand in their order already


def _rows(
    view: View, group: Group, places: Places, rule: Rule, offers: Mapping[int, OpenOffer]
) -> list[WaitingRow]:
    """A row for each child of a group; one that is offered a place stands in no line."""
    waits = group[0].state == "waiting"
    rivals, place = places.rivals(group) if waits else ([], 0)
    after = rivals[place] if waits and place < len(rivals) else None
    return [
        WaitingRow(
            one.id, one.child_id, one.child, one.age, tuple(other.child for other in group if other is not one),
            one.service_id, one.service, one.from_day, said_wanted(one, view.today), said_each(one, view.today),
            one.state, WORDS[one.state], place, len(rivals), said_place(place, len(rivals)) if place else "",
            reasons(one.standing, rule), first_difference(group[0].key, after[0].key, rule) if after else "",
            one.standing.priority, one.standing.asked_at, (view.today - one.standing.asked_at.date()).days, one.reviewed_on,
            offers.get(one.id),
        )
        for one in group
    ]  # fmt: skip


def _open_offers(view: View) -> dict[int, OpenOffer]:
    rows = view.db.execute(
        select(
            WaitingOffer.request_id, Booking.number, Booking.id, Booking.starts_at, Booking.ends_at, Booking.offered_until
        )
        .join(Booking, Booking.id == WaitingOffer.booking_id)
        .where(Booking.state == "offered")
        .order_by(Booking.starts_at)
    )
    found: dict[int, OpenOffer] = {}
    for r in rows:
        first = found.get(r.request_id) or OpenOffer(r.number, r.id, r.starts_at, r.ends_at, r.offered_until, 0)
        found[r.request_id] = replace(first, sessions=first.sessions + 1)
    return found


@dataclass(frozen=True, slots=True)
class LineRow:
    """A family in the line for one place: its place, why it stands there, and whether the place fits it."""

    request_id: int
    child_id: int
    children: tuple[str, ...]
    ages: tuple[int, ...]
    place_words: str
    reasons: tuple[str, ...]
    outcome: Outcome
    chip: str  # what stands against it, in few words
    trouble: str
    remedy: str
    asks: tuple[tuple[str, str], ...]  # (rule, sentence) of each finding that a person may go past with a reason
    possible: bool
    first: bool  # nobody before it whom the place would fit
    whole: tuple[date, ...]  # the days it waits for all or none of; none where this place is all it waits for


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A free place that somebody waits for, and who is next; `next` None when it fits nobody."""

    session_id: int
    service_id: int
    service: str
    start: datetime
    end: datetime
    free: int
    families: int
    freed_on: date | None
    next: LineRow | None

    def when(self, today: date) -> str:
        """Sat 25 Jul, 10:00 to 13:00."""
        day = say_short(self.start.date(), today)
        return f"{day}, {say_span(self.start, self.end)}" if self.start.date() == self.end.date() else day


@query(needs=Permission.SEE_CASES)
def places_to_offer(view: View) -> tuple[PlaceRow, ...]:
    """Every free place to come that somebody waits for, by time, with who is next: in a fixed number of questions."""
    return places_freed(view, lines_for(view))


def places_freed(view: View, lines: Sequence[Line]) -> tuple[PlaceRow, ...]:
    """The same of lines that were read for something else beside it."""
    rule = rule_on(view)
    freed = _freed_on(view, [line.session.id for line in lines])
    return tuple(_place(line, rule, freed.get(line.session.id)) for line in lines)


def _freed_on(view: View, session_ids: Collection[int]) -> dict[int, date]:
    if not session_ids:
        return {}
    rows = view.db.execute(
        select(Booking.session_id, func.max(Booking.state_since))
        .where(Booking.session_id.in_(session_ids), Booking.state.in_(CANCELLED))
        .group_by(Booking.session_id)
    )
    return {session_id: to_local(moment).date() for session_id, moment in rows}


def _place(line: Line, rule: Rule, freed_on: date | None) -> PlaceRow:
    following = line.next
    return PlaceRow(
        line.session.id, line.service.id, line.service.name, line.session.start, line.session.end,
        line.session.places - line.session.taken, len(line.groups), freed_on,
        _line_row(line, following, rule) if following is not None else None,
    )  # fmt: skip


def _line_row(line: Line, one: Candidate, rule: Rule) -> LineRow:
    first = one.group[0]
    troubles = [f for findings in one.findings for f in findings if f.outcome is not Outcome.MET]
    return LineRow(
        first.id, first.child_id, tuple(w.child for w in one.group), tuple(w.age for w in one.group),
        said_place(one.place, one.of), reasons(first.standing, rule), one.outcome,
        one.trouble.chip if one.trouble else "", one.trouble.reason if one.trouble else "", one.trouble.remedy if one.trouble else "",
        tuple(dict.fromkeys((f.rule, f.reason) for f in troubles if f.overridable)),
        all(f.overridable for f in troubles), not line.before(one),
        tuple(session.start.date() for session in one.sessions) if first.whole else (),
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def line_of(view: View, session_id: int) -> tuple[LineRow, ...]:
    """Everybody who waits for a place in one session, the next first, each with whether it fits."""
    rule = rule_on(view)
    return tuple(_line_row(line, one, rule) for line in lines_for(view, [session_id]) for one in line.candidates)


@dataclass(frozen=True, slots=True)
class WaitingStepRow:
    """One step of a request, or one offer made to it."""

    words: str
    said: str
    at: datetime
    person: str


@query(needs=Permission.SEE_CASES)
def steps_of_request(view: View, request_id: int) -> tuple[WaitingStepRow, ...]:
    """What a request went through, newest first, with how it stood each time it was offered a place."""
    steps = view.db.execute(
        select(WaitingStep.reason, WaitingStep.words, WaitingStep.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == WaitingStep.person_id)
        .where(WaitingStep.request_id == request_id)
        .order_by(WaitingStep.id.desc())
    ).all()
    offers = view.db.execute(
        select(WaitingOffer.stood, WaitingOffer.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == WaitingOffer.person_id)
        .where(WaitingOffer.request_id == request_id)
    ).all()
    found: list[Any] = [WaitingStepRow(STEP_WORDS.get(r.reason, r.reason), r.words, to_local(r.at), r.name) for r in steps]
    found += [WaitingStepRow("How it stood", r.stood, to_local(r.at), r.name) for r in offers]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


@query(needs=Permission.SEE_CASES)
def next_after(view: View, booking_id: int) -> str:
    """The family that is next for the session of a booking just given up ("Asha O. and Bina O."); "" when nobody waits."""
    session_id = view.db.scalar(select(Booking.session_id).where(Booking.id == booking_id))
    lines = lines_for(view, [session_id]) if session_id is not None else []
    return next((names_of(line.next.group) for line in lines if line.next is not None), "")
