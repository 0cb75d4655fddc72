"""Breaks to come and series that still name somebody who must not collect, and writing down somebody else (R-P6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import Handing, check_collector
from shortbreaks.families.rights import homes_not_handed_to
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service

RECORDS: dict[str, Any] = {"booking": Booking, "stay": Stay, "series": Series}
STILL = {"booking": BOOKED, "stay": {*STAY_BOOKED, "in_house"}, "series": {"open"}}
_MOST = 400  # homes in one question


@dataclass(frozen=True, slots=True)
class StillNamed:
    """What names who must not collect: `record` "booking", "stay", or "series" for all its dates at once; times in Kent.

    Of a series `days` are its dates booked that name them, `later` those it may book yet; `why` is the reason, as the family's
    card has it.
    """

    record: str
    id: int
    version: int
    child_id: int
    start: datetime
    until: date
    service: str
    written: str
    who: str
    why: str
    days: tuple[int, ...] = ()  # the bookings
    later: int = 0


@query(needs=Permission.SEE_CASES)
def still_named(view: View, child_id: int) -> tuple[StillNamed, ...]:
    """A child's breaks to come for which somebody is written down who must not collect that day, the next first.

    A series is told once, with its dates from the first to the last that names them.
    """
    home = view.db.scalar(select(Child.household_id).where(Child.id == child_id)) or 0
    return _named(view, Handing(view.db, [home]), Child.id == child_id)


@dataclass(frozen=True, slots=True)
class CollectorDue:
    """A child of whom something names who must not collect: who, why, how many breaks and series, and from when."""

    child_id: int
    child: str
    who: str
    why: str
    breaks: int
    first: datetime


@query(needs=Permission.SEE_CASES)
def collectors_to_settle(view: View) -> tuple[CollectorDue, ...]:
    """Every child of whom a break to come or a series names who must not collect, the next first; in few questions."""
    homes = homes_not_handed_to(view.db, view.today)
    found: list[StillNamed] = []
    for start in range(0, len(homes), _MOST):
        some = set(homes[start : start + _MOST])
        found += _named(view, Handing(view.db, some), Child.household_id.in_(sorted(some)), Child.state == "open")
    if not found:
        return ()
    names = {
        row.id: short_name(row.first_name, row.last_name, row.known_as)
        for row in view.db.execute(
            select(Child.id, Child.first_name, Child.last_name, Child.known_as).where(Child.id.in_({one.child_id for one in found}))
        )
    }
    by_child: dict[tuple[int, str], list[StillNamed]] = {}
    for one in sorted(found, key=lambda one: (one.start, one.id)):
        by_child.setdefault((one.child_id, one.who), []).append(one)
    return tuple(
        CollectorDue(child, names[child], who, mine[0].why, sum(max(1, len(one.days) + one.later) for one in mine), mine[0].start)
        for (child, who), mine in by_child.items()
    )


def _named(view: View, handing: Handing, *children: ColumnElement[bool]) -> tuple[StillNamed, ...]:
    """What names somebody of these children, and of records that were merged into theirs."""
    asked = select(Child.id, Child.merged_into, Child.household_id)
    home = {row.id: row.household_id for row in view.db.execute(asked.where(*children))}
    merged = view.db.execute(asked.where(Child.merged_into.in_(sorted(home))))
    numbers = {**{row.id: row.merged_into for row in merged}, **{one: one for one in home}}
    found: list[StillNamed] = []
    dates = _dates_of(view, numbers)
    in_series = {one.booking_id: one.id for each in dates.values() for one in each if one.booking_id is not None}
    named: dict[int, list[tuple[Any, Any]]] = {}  # by series: the bookings, and whom they name
    for record in ("booking", "stay"):
        for row in view.db.execute(_to_come(view, record, numbers)):
            child = numbers[row.child_id]
            if (who := handing.named(home[child], row.collected_by, row.ends_at.date())) is None:
                continue
            if record == "booking" and row.id in in_series:
                named.setdefault(in_series[row.id], []).append((row, who))
                continue
            found.append(_told(handing, record, row, child, who))
    for series, each in dates.items():
        found += _series_told(handing, numbers[each[0].child_id], home, each, named.get(series, ()))
    return tuple(sorted(found, key=lambda one: (one.start, one.id)))


def _to_come(view: View, record: str, children: Collection[int]) -> Select[Any]:
    kind = RECORDS[record]
    return (
        select(kind.id, kind.version, kind.child_id, kind.starts_at, kind.ends_at, kind.collected_by, Service.name)
        .join(Service, Service.id == kind.service_id)
        .where(
            kind.child_id.in_(sorted(children)), kind.state.in_(STILL[record]), kind.collected_by != "", kind.ends_at >= to_local(view.now)
        ).order_by(kind.ends_at, kind.id)
    )  # fmt: skip


def _dates_of(view: View, children: Collection[int]) -> dict[int, list[Any]]:
    """The dates to come of each series of some children, in order."""
    rows = view.db.execute(
        select(
            Series.id, Series.version, Series.child_id, Series.collected_by, Series.state, Service.name, SeriesDate.day,
            SeriesDate.booking_id, SeriesDate.state.label("date_state"),
        )
        .join(SeriesDate, SeriesDate.series_id == Series.id).join(Service, Service.id == Series.service_id)
        .where(Series.child_id.in_(sorted(children)), SeriesDate.day >= view.today)
        .order_by(Series.id, SeriesDate.day)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return found


def _told(handing: Handing, record: str, row: Any, child: int, who: Any) -> StillNamed:
    said, why = short_name(who.first_name, who.last_name), handing.why(who, row.ends_at.date())
    return StillNamed(record, row.id, row.version, child, row.starts_at, row.ends_at.date(), row.name, row.collected_by, said, why)


def _series_told(
    handing: Handing, child: int, homes: dict[int, int], dates: Sequence[Any], booked: Sequence[tuple[Any, Any]]
) -> list[StillNamed]:
    """A series once, for each whom it or its dates to come name: from the first day that they must not, to the last."""
    series = dates[0]
    days: dict[int, list[tuple[date, Any, str]]] = {}
    later: dict[int, int] = {}
    for row, who in booked:
        days.setdefault(who.id, []).append((row.starts_at.date(), who, row.collected_by))
    for one in dates if series.state == "open" else ():
        who = handing.named(homes[child], series.collected_by, one.day)
        if who is not None:
            days.setdefault(who.id, []).append((one.day, who, series.collected_by))
            later[who.id] = later.get(who.id, 0) + (one.date_state != "booked")
    found = []
    for adult, each in days.items():
        each.sort(key=lambda one: one[0])
        first, who, written = each[0]
        mine = sorted((row for row, named in booked if named.id == adult), key=lambda row: row.starts_at)
        start = mine[0].starts_at if mine and mine[0].starts_at.date() == first else datetime(first.year, first.month, first.day)
        found.append(StillNamed(
            "series", series.id, series.version, child, start, each[-1][0], series.name, written,
            short_name(who.first_name, who.last_name), handing.why(who, first), tuple(row.id for row in mine), later.get(adult, 0),
        ))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class ChangeCollector:
    """Who collects from one break, or from a series and these of its bookings; "" for nobody said, with the version shown."""

    record: str
    id: int
    seen: int
    collected_by: str
    days: tuple[int, ...] = ()


@command(needs=Permission.BOOK, recorded_as="Who collects changed")
def change_collector(work: Work, request: ChangeCollector) -> int:
    """Write down who collects. Raises ChangedByAnother, or Refused for a break that is over or somebody who must not."""
    one: Any = work.take(RECORDS[request.record], request.id, seen=request.seen)
    if request.record == "series":
        _change_series(work, one, request)
        return request.id
    if one.state not in STILL[request.record]:
        raise Refused("This break is not to come any more.", "Look again.", "collected_by")
    check_collector(work, one.child_id, request.collected_by, [one.starts_at.date(), one.ends_at.date()])
    one.collected_by = request.collected_by.strip()
    work.record(one)
    return request.id


def _change_series(work: Work, series: Series, request: ChangeCollector) -> None:
    """These bookings of a series, and whatever it books later where its own words name who must not."""
    lock_children(work, [series.child_id])
    bookings = list(work.db.scalars(
        select(Booking).join(SeriesDate, SeriesDate.booking_id == Booking.id)
        .where(SeriesDate.series_id == series.id, Booking.id.in_(request.days), Booking.state.in_(BOOKED)).order_by(Booking.id)
    ))  # fmt: skip
    if len(bookings) != len(request.days):
        raise Refused("The dates of this series changed while you looked.", "Look again.", "collected_by")
    days = list(work.db.scalars(select(SeriesDate.day).where(SeriesDate.series_id == series.id, SeriesDate.day >= work.today)))
    check_collector(work, series.child_id, request.collected_by, [*(one.ends_at.date() for one in bookings)])
    home = work.db.scalar(select(Child.household_id).where(Child.id == series.child_id)) or 0
    handing = Handing(work.db, [home])
    if any(handing.named(home, series.collected_by, day) is not None for day in days):
        check_collector(work, series.child_id, request.collected_by, days)
        series.collected_by = request.collected_by.strip()
    for one in bookings:
        one.collected_by = request.collected_by.strip()
    work.record(series)
