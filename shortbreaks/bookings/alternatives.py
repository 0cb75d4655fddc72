"""Other breaks for a child whose place falls away: Find a break's own answers, the nearest in time first, at most three."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import child_facts
from shortbreaks.bookings.find import RANK, BreakRow, Tile, Wish, answer_for
from shortbreaks.bookings.rules import ChildFacts
from shortbreaks.bookings.shares import paid_by_allocation
from shortbreaks.bookings.states import HOLDING
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import ANY_DAY
from shortbreaks.findings import Outcome

MOST = 3
BEFORE, AFTER = 14, 28  # days around the place that falls away


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another break: a session, or with `bed_id` nights in another house; `why` says what a person must settle first."""

    session_id: int | None
    bed_id: int | None
    service: str
    place: str
    start: datetime
    end: datetime
    outcome: Outcome
    why: str = ""


@query(needs=Permission.BOOK)
def alternatives_for(
    view: View, child_id: int, kind: str, around: date, but: Collection[int] = frozenset()
) -> tuple[Alternative, ...]:
    """Up to three free places that fit a child, or that a person may settle, around a day; sessions of `but` left out.

    The same kind of break comes first; when none of it fits, any kind is looked at.
    """
    first = max(view.today, around - timedelta(days=BEFORE))
    last = max(first, around + timedelta(days=AFTER))
    child = _without(view, child_facts(view.db, child_id, view.today), but)
    miles = int(setting_on(view.db, "within_miles", view.today))
    for kinds in (frozenset({kind}), frozenset[str]()):
        rows = answer_for(view, child, Wish(child_id, first, last, kinds, within_miles=miles)).rows
        found = _picked(rows, around, but)
        if found:
            return found
    return ()


@query(needs=Permission.BOOK)
def other_days(view: View, wish: Wish) -> tuple[tuple[int, Tile], ...]:
    """Of each service, its first day that fits among the weekdays that were not wished for: (service, its day)."""
    others = replace(wish, weekdays=ANY_DAY - wish.weekdays)
    rows = answer_for(view, child_facts(view.db, wish.child_id, view.today), others).rows
    best = ((row.service_id, next(tile for tile in row.tiles if tile.session_id == row.best)) for row in rows)
    return tuple((service, tile) for service, tile in best if tile.outcome is Outcome.MET and not tile.booked)


def _without(view: View, child: ChildFacts, session_ids: Collection[int]) -> ChildFacts:
    """The child as if its places in some sessions were given back: its time is free, and its allowance too."""
    gone = view.db.execute(
        select(Booking.id, Booking.starts_at, Booking.ends_at, Booking.allocation_id, Booking.uses).where(
            Booking.child_id == child.id, Booking.session_id.in_(session_ids), Booking.state.in_(HOLDING)
        )
    ).all()
    times = {(row.starts_at, row.ends_at) for row in gone}
    back = paid_by_allocation(view.db, gone)
    return replace(
        child, busy=tuple(one for one in child.busy if (one.start, one.end) not in times),
        allowances=tuple(replace(one, booked=one.booked - back.get(one.id, 0)) for one in child.allowances),
    )  # fmt: skip


def _picked(rows: Collection[BreakRow], around: date, but: Collection[int]) -> tuple[Alternative, ...]:
    """The best of each service first, then second days of the same, by outcome, nearness in time and in miles."""
    tiles: list[tuple[int, int, int, float, BreakRow, Tile]] = []
    for row in rows:
        mine = sorted(
            (
                (RANK[tile.outcome], abs((tile.start.date() - around).days), tile)
                for tile in row.tiles
                if tile.outcome is not Outcome.NOT_MET and not tile.booked and tile.session_id not in but
            ),
            key=lambda one: (one[0], one[1], one[2].session_id),
        )
        tiles += [
            (turn, rank, away, row.miles if row.miles is not None else 999.0, row, tile)
            for turn, (rank, away, tile) in enumerate(mine)
        ]
    tiles.sort(key=lambda one: (one[1], one[0], one[2], one[3], one[5].session_id))
    return tuple(
        Alternative(tile.session_id, None, row.name, row.place, tile.start, tile.end, tile.outcome, _why(row, tile))
        for _, _, _, _, row, tile in tiles[:MOST]
    )


def _why(row: BreakRow, tile: Tile) -> str:
    if tile.outcome is Outcome.MET:
        return ""
    if tile.session_id != row.best:
        return "A person decides about that day."  # the findings at hand are those of the best day
    return next((f"{one.for_record} {one.remedy}".strip() for one in row.findings if one.outcome is not Outcome.MET), "")
