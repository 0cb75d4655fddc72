"""Find a break: every service for a child and dates, ranked, each with its reasons and what would change them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import facts
from shortbreaks.bookings.benefits import benefits_of_child
from shortbreaks.bookings.charges import Charge, charge_for
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.open_services import open_services
from shortbreaks.bookings.reach import miles, within_reach
from shortbreaks.bookings.rules import ChildFacts, ServiceFacts, SessionFacts
from shortbreaks.bookings.waiting.ahead import WaitedFor
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import Prepared, PreparedAmong
from shortbreaks.dates import ANY_DAY, to_local
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.providers.tables import BreakSession, Service, Venue

BEST_FIRST = (Outcome.MET, Outcome.TO_DECIDE, Outcome.NOT_MET)
WORST_FIRST = BEST_FIRST[::-1]
RANK = {outcome: rank for rank, outcome in enumerate(BEST_FIRST)}
NOBODY = (0, 0)
MOST_TILES = 6  # shown first; every session is judged


@dataclass(frozen=True, slots=True)
class Wish:
    """What the family asked for: kinds of service (empty for any), days, weekdays (0 is Monday), distance and district."""

    child_id: int
    from_day: date
    to_day: date
    kinds: frozenset[str] = frozenset()
    weekdays: frozenset[int] = ANY_DAY
    within_miles: int | None = 20
    only_free: bool = True
    district: str = ""  # of the venue, "" for any


class Tile(NamedTuple):
    """One session of a service on the find page; a tuple, since an answer has thousands."""

    session_id: int
    start: datetime
    end: datetime
    free: int
    outcome: Outcome
    booked: bool


@dataclass(frozen=True, slots=True)
class BreakRow:
    """One service as an answer: its best session's findings, those that are not met first; `tiles` are all its sessions by day."""

    service_id: int
    name: str
    kind: str
    place: str
    miles: float | None
    list_pence: int
    charge_pence: int
    exempt: str
    charged_by: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    best: int
    tiles: tuple[Tile, ...]

    def shown(self, chosen: Collection[int] = ()) -> tuple[Tile, ...]:
        """The few sessions to show first, by day: those chosen, then what fits before what does not, the earliest before later."""
        ranked = sorted(self.tiles, key=lambda one: (one.session_id not in chosen, one.booked, RANK[one.outcome], one.start))
        few = {one.session_id for one in ranked[: max(MOST_TILES, sum(one.session_id in chosen for one in ranked))]}
        return tuple(one for one in self.tiles if one.session_id in few)


@dataclass(frozen=True, slots=True)
class Answer:
    """The ranked services, how many services were looked at, and how many of them are further away than was asked for."""

    rows: tuple[BreakRow, ...]
    looked_at: int
    too_far: int

    def count(self, outcome: Outcome) -> int:
        """How many services have this outcome."""
        return sum(1 for row in self.rows if row.outcome is outcome)


@query(needs=Permission.BOOK)
def breaks_for(view: View, wish: Wish) -> Answer:
    """Every service with a session in the wished days, best fit first, near before far; a fixed number of questions."""
    return answer_for(view, facts.child_facts(view.db, wish.child_id, view.today, min(wish.from_day, view.today)), wish)


def answer_for(view: View, child: ChildFacts, wish: Wish) -> Answer:
    """The same for a child as the caller knows it: places that are about to fall away may be left out."""
    sessions = sessions_wished(view.db, wish)
    directory = open_services(view.db)
    benefits = benefits_of_child(view.db, wish.child_id)
    words = facts.words_of_the_day(view.db, view.today)
    judge_one = Judge(child, words, to_local(view.now)).findings
    waited_for = WaitedFor(view, child.id)
    rows, too_far = [], 0
    held, is_free = {(busy.start, busy.end) for busy in child.busy}, cache(benefits.free_on)
    for service_id, found in sessions.items():
        if service_id not in directory.services:
            continue
        at, away, reach = {}, {}, {}
        for venue in {venue for venue, _ in found}:
            one = at[venue] = directory.at(service_id, venue)
            distance = away[venue] = miles(child, one.easting, one.northing)
            reach[venue] = within_reach(child, distance, wish.within_miles)
        too_far += all(worst(one) is Outcome.NOT_MET for one in reach.values())
        judged = [
            (session, (*judge_one(at[venue], session), *waited_for.findings(service_id, session), *reach[venue]))
            for venue, session in found
        ]
        charged_by = directory.charged_by[service_id]
        best, tiles = _tiles(held, judged)
        start, venue = tiles[best].start, found[best][0]
        charge = charge_for(directory.price_of(service_id, start, tiles[best].end), charged_by, free=is_free(start.date()))
        rows.append(_row(at[venue], directory.venues[venue][0], away[venue], judged[best][1], tiles, best, charge, charged_by))
    rows.sort(key=lambda row: (RANK[row.outcome], row.miles if row.miles is not None else 999.0, row.name))
    return Answer(tuple(rows), len(sessions), too_far)


def _span(wish: Wish) -> tuple[datetime, datetime]:
    return facts.begin_of(wish.from_day), facts.begin_of(wish.to_day + timedelta(days=1))


def sessions_wished(db: Session, wish: Wish) -> dict[int, list[tuple[int, SessionFacts]]]:
    """Every session in the wished days by service, each with its venue, the earliest first; free ones through the partial index."""
    begin, end = _span(wish)
    asked = {"begin": begin, "end": end} | ({"district": wish.district} if wish.district else {})
    question = _wished(free=wish.only_free, district=bool(wish.district), kinds=bool(wish.kinds))
    connection = db.connection()
    rows = question.rows(connection, asked) if isinstance(question, Prepared) else question.rows(connection, sorted(wish.kinds), asked)
    own, weekdays = facts.own_workers_then(db, begin, end), wish.weekdays
    sessions: dict[int, list[tuple[int, SessionFacts]]] = {}
    for number, service_id, start, until, places, taken, workers, venue in rows:
        if start.weekday() in weekdays:
            one = SessionFacts(number, start, until, places, taken, workers, *own.get(number, NOBODY), True, "")
            sessions.setdefault(service_id, []).append((venue, one))
    return sessions


@cache
def _wished(*, free: bool, district: bool, kinds: bool) -> Prepared | PreparedAmong:
    """The question for sessions, built once for each way in which they are narrowed (speed.md)."""
    columns = (
        BreakSession.id, BreakSession.service_id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.places,
        BreakSession.taken, BreakSession.workers, BreakSession.venue_id,
    )  # fmt: skip
    found: Any = (
        select(*columns)
        .join(Service, Service.id == BreakSession.service_id)
        .where(
            BreakSession.starts_at >= bindparam("begin"), BreakSession.starts_at < bindparam("end"), BreakSession.state == "open",
            Service.state == "open",
        )
        .order_by(BreakSession.starts_at, BreakSession.id)
    )  # fmt: skip
    if free:
        found = found.where(BreakSession.taken < BreakSession.places)
    if district:
        found = found.join(Venue, Venue.id == BreakSession.venue_id).where(Venue.district == bindparam("district"))
    return PreparedAmong(lambda kinds: found.where(Service.kind.in_(kinds)), String()) if kinds else Prepared(found)


def _tiles(
    held: Collection[tuple[datetime, datetime]], judged: Sequence[tuple[SessionFacts, tuple[Finding, ...]]]
) -> tuple[int, tuple[Tile, ...]]:
    """Every session as a tile, and the place of the best: what fits before what does not, the earliest before later."""
    tiles = tuple([
        Tile(one.id, one.start, one.end, one.places - one.taken, worst(found), bool(held) and (one.start, one.end) in held)
        for one, found in judged
    ])  # fmt: skip
    fitting = (n for outcome in BEST_FIRST for n, tile in enumerate(tiles) if tile.outcome is outcome and not tile.booked)
    return next(fitting, 0), tiles


def _row(
    service: ServiceFacts, place: str, distance: float | None, findings: Sequence[Finding], tiles: tuple[Tile, ...],
    best: int, charge: Charge, charged_by: str,
) -> BreakRow:  # fmt: skip
    troubles_first = tuple([one for outcome in WORST_FIRST for one in findings if one.outcome is outcome])
    return BreakRow(
        service.id, service.name, service.kind, place, distance, charge.list_pence, charge.pence, charge.exempt, charged_by,
        tiles[best].outcome, troubles_first, tiles[best].session_id, tiles,
    )  # fmt: skip
