"""Who waits for nights, in the order of R-B6: the waiting list's own order, read for everybody at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from shortbreaks.bookings import facts as booking_facts
from shortbreaks.bookings.fact_statements import allowances_statement
from shortbreaks.bookings.night_tables import NightOffer, NightRequest
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.waiting.order import Rule, Standing, order_key
from shortbreaks.bookings.waiting.queue import Statement, last_breaks, last_breaks_asked, standing_of, weekdays_kept
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import age_on, to_local
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child
from shortbreaks.overnight.rules import nights_of
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)
ANY_HOUSE = "Any house"
NIGHTS = ("overnight", "nights")  # kind and unit that an allocation must serve where any house will do
OURS = ("provider", "council", "mistake")  # taken back by us: the same nights may be offered again


@dataclass(frozen=True, slots=True)
class NightWaiter:
    """One request for nights: whose, for what, how it stands, and the nights that were offered to it before."""

    id: int
    child_id: int
    child: str
    age: int
    service_id: int | None
    service: str
    nights: int
    from_day: date
    until_day: date
    weekdays: frozenset[int]
    together: int | None
    state: str
    reviewed_on: date
    asked_by: str  # the adult who asked, or ""
    standing: Standing
    key: tuple[object, ...]  # of the order: lower comes first
    offered_before: frozenset[tuple[int, date]]  # (service, night)

    def starts(self, service_id: int, first: date, last: date) -> Iterator[date]:
        """The days on which it could arrive so that every night lies from `first` to `last` and is wished for, the soonest first."""
        if self.service_id not in {None, service_id}:
            return
        days, stay = _days_wished(self.from_day, self.until_day, self.weekdays, self.nights), DAY * self.nights
        for day in days[bisect_left(days, first) : bisect_right(days, last + DAY - stay)]:
            if not any((service_id, night) in self.offered_before for night in nights_of(day, day + stay)):
                yield day

    def could_meet(self, other: "NightWaiter") -> bool:
        """Whether the same nights could be given to either."""
        apart = self.service_id != other.service_id and None not in {self.service_id, other.service_id}
        return not apart and self.from_day < other.until_day and other.from_day < self.until_day and bool(self.weekdays & other.weekdays)


@lru_cache(maxsize=1024)
def _days_wished(first: date, until: date, weekdays: frozenset[int], nights: int) -> tuple[date, ...]:
    """The days on which so many nights in a row could begin, all of them between two days and on days of the week."""
    stay = DAY * nights
    return tuple(
        day for day in nights_of(first, until - stay + DAY) if all(one.weekday() in weekdays for one in nights_of(day, day + stay))
    )


NightGroup = tuple[NightWaiter, ...]


def starts_of(group: NightGroup, service_id: int, first: date, last: date) -> Iterator[date]:
    """The days on which every child of a family that waits together could arrive (R-B5), the soonest first."""
    days = group[0].starts(service_id, first, last)
    for other in group[1:]:
        days = filter(set(other.starts(service_id, first, last)).__contains__, days)
    return days


def wants_some(group: NightGroup, service_id: int, first: date, last: date) -> bool:
    """Whether there is such a day."""
    return next(starts_of(group, service_id, first, last), None) is not None


def nights_waiting(
    view: View, rule: Rule, states: Collection[str] = ("waiting",), around: tuple[int, date, date] | None = None
) -> list[NightWaiter]:
    """Everybody in these states, the next first, in a fixed number of questions.

    `around` is a service with a first and a last night: only who waits for that house or any, between days that hold one of
    them.
    """
    asked, given = _asked(around=around is not None), dict[str, Any](states=list(states))
    if around is not None:
        given |= {"service": around[0], "first": around[1], "last": around[2]}
    rows = rows_of(view.db, asked.waiting, given).all()
    if not rows:
        return []
    last = last_breaks(view, asked.breaks, given)
    allowances = booking_facts.allowances_in(rows_of(view.db, asked.allowances, given).all())
    before = _offered_before(view, asked.before, given)
    found = []
    for row in rows:
        priority = "palliative" if row.palliative else "safeguarding" if row.safeguarding else ""
        served = (row.kind, row.unit) if row.service_id is not None else NIGHTS
        standing = standing_of(
            view.today, row.id, priority, last.get(row.child_id), allowances.get(row.child_id, ()), served, to_local(row.asked_at)
        )
        asked_by = short_name(row.asked_first, row.asked_last) if row.asked_first else ""
        found.append(
            NightWaiter(
                row.id, row.child_id, short_name(row.first_name, row.last_name, row.known_as), age_on(row.born, view.today),
                row.service_id, row.service or ANY_HOUSE, row.nights, row.from_day, row.until_day, weekdays_kept(row.weekdays),
                row.together, row.state, row.reviewed_on, asked_by, standing, order_key(standing, rule), frozenset(before.get(row.id, ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.key)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about those who wait for nights, built once: a select costs more to build than to run (speed.md)."""

    waiting: Statement
    breaks: tuple[Statement, Statement]
    allowances: Statement
    before: Statement


def _chosen(*, around: bool) -> Any:
    chosen = NightRequest.state.in_(bindparam("states", expanding=True))
    if not around:
        return chosen
    here = NightRequest.service_id.is_(None) | (NightRequest.service_id == bindparam("service"))
    return and_(chosen, here, NightRequest.from_day <= bindparam("last"), NightRequest.until_day > bindparam("first"))


@cache
def _asked(*, around: bool) -> _Asked:
    chosen = _chosen(around=around)
    children = select(NightRequest.child_id).where(chosen)
    ours = exists().where(StayStep.stay_id == Stay.id, StayStep.reason.in_(OURS))
    return _Asked(
        select(
            NightRequest.id, NightRequest.child_id, NightRequest.service_id, NightRequest.nights, NightRequest.from_day,
            NightRequest.until_day, NightRequest.weekdays, NightRequest.together, NightRequest.asked_at, NightRequest.safeguarding,
            NightRequest.state, NightRequest.reviewed_on, Child.first_name, Child.last_name, Child.known_as, Child.born, Child.palliative,
            Service.name.label("service"), Service.kind, Service.unit,
            Adult.first_name.label("asked_first"), Adult.last_name.label("asked_last"),
        )
        .join(Child, Child.id == NightRequest.child_id)
        .join(Service, Service.id == NightRequest.service_id, isouter=True)
        .join(Adult, Adult.id == NightRequest.asked_by, isouter=True)
        .where(chosen),
        last_breaks_asked(children),
        allowances_statement(children),
        select(NightOffer.request_id, Stay.service_id, Stay.starts_at, Stay.ends_at)
        .join(Stay, Stay.id == NightOffer.stay_id)
        .join(NightRequest, NightRequest.id == NightOffer.request_id)
        .where(chosen, Stay.state.like("cancelled%"), ~ours),
    )  # fmt: skip


def _offered_before(view: View, asked: Statement, given: Mapping[str, Any]) -> dict[int, set[tuple[int, date]]]:
    """The nights of each house that a request was offered and that the family refused or let lapse.

    What the house or we took back may be offered again.
    """
    found: dict[int, set[tuple[int, date]]] = {}
    for row in rows_of(view.db, asked, given):
        nights = nights_of(row.starts_at.date(), row.ends_at.date())
        found.setdefault(row.request_id, set()).update((row.service_id, night) for night in nights)
    return found


def days_over(view: View) -> list[NightRequest]:
    """Requests that wait for days that went by, locked."""
    return list(
        view.db.scalars(
            select(NightRequest).where(NightRequest.state == "waiting", NightRequest.until_day <= view.today)
            .order_by(NightRequest.id).with_for_update(skip_locked=True)
        )
    )  # fmt: skip
