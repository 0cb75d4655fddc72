"""What a changed bank holiday or school term touches, before it is decided: sessions, children, services without a session, offers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import false, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.off_days.queries import PLANNED, children_in, on_days
from shortbreaks.bookings.off_days.rules import Moved, Terms, moved_terms, out_of_kind
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import bank_holidays, school_terms
from shortbreaks.council.tables import Term
from shortbreaks.council.terms import SetTerm, published_not_here
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.providers.tables import BreakSession, Pattern, Service

NOTHING = Moved()


@dataclass(frozen=True, slots=True)
class TouchedService:
    """The days of one service's open sessions that would no longer be of its pattern, and how many children have a place there."""

    service: str
    days: tuple[date, ...]
    sessions: int
    children: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touches.

    `missing` are services with days on which their pattern would have a session, and none is kept; `offers` are open offers
    whose last day was counted in working days and lies on the changed day or after it.
    """

    services: tuple[TouchedService, ...] = ()
    children: int = 0
    missing: tuple[tuple[str, tuple[date, ...]], ...] = ()
    offers: int = 0

    @property
    def sessions(self) -> int:
        """How many open sessions would stand on such a day."""
        return sum(one.sessions for one in self.services)

    def __bool__(self) -> bool:
        return bool(self.services or self.missing or self.offers)


@query(needs=Permission.SEE_PROVIDERS)
def holiday_touches(view: View, day: date) -> Touched:
    """What making a day a bank holiday touches, or striking the one that it is."""
    if day < view.today:
        return Touched()  # the command says why not
    struck = day in bank_holidays(day, day)
    moved = Moved(working=frozenset({day})) if struck else Moved(holidays=frozenset({day}))
    return _touched(view, moved, school_terms(view.db), without=day if struck else None, offers_from=day)


@query(needs=Permission.SEE_PROVIDERS)
def term_touches(view: View, request: SetTerm) -> Touched:
    """What a school term with these days, new or instead of the one that stands, touches."""
    same = (Term.school_year == request.school_year) & (Term.number == request.number)
    return _terms_touch(view, same, ((request.first_day, request.last_day),))


@query(needs=Permission.SEE_PROVIDERS)
def published_touches(view: View) -> Touched:
    """What taking over the published school terms that are not here yet touches, all of them at once."""
    return _terms_touch(view, false(), [(one.first_day, one.last_day) for one in published_not_here(view)])


@query(needs=Permission.SEE_PROVIDERS)
def withdrawal_touches(view: View, term_id: int) -> Touched:
    """What withdrawing a school term touches."""
    return _terms_touch(view, Term.id == term_id, ())


def _terms_touch(view: View, instead_of: Any, new: Terms) -> Touched:
    before = school_terms(view.db)
    others = view.db.execute(select(Term.first_day, Term.last_day).where(~Term.withdrawn, ~instead_of)).all()
    after = sorted([*((row.first_day, row.last_day) for row in others), *new])
    moved = moved_terms(before, after, view.today)
    return Touched() if moved == NOTHING else _touched(view, moved, after)


def _touched(view: View, moved: Moved, terms: Terms, *, without: date | None = None, offers_from: date | None = None) -> Touched:
    rows = view.db.execute(
        select(
            BreakSession.id, BreakSession.pattern_id, BreakSession.starts_at, BreakSession.state, BreakSession.service_id, Pattern.kind,
            Service.name,
        )
        .join(Pattern, Pattern.id == BreakSession.pattern_id, isouter=True)
        .join(Service, Service.id == BreakSession.service_id)
        .where(BreakSession.starts_at > to_local(view.now), on_days(BreakSession.starts_at, moved.days))
        .order_by(Service.name, BreakSession.service_id, BreakSession.starts_at)
    ).all()  # fmt: skip
    off = [row for row in rows if row.state == "open" and moved.takes(row.kind or "", row.starts_at.date())]
    children = children_in(view.db, [row.id for row in off])
    of: dict[int, list[Any]] = {}
    for row in off:
        of.setdefault(row.service_id, []).append(row)
    return Touched(
        tuple(
            TouchedService(
                some[0].name, tuple(sorted({row.starts_at.date() for row in some})), len(some),
                len(frozenset().union(*(children.get(row.id, frozenset()) for row in some))),
            )
            for some in of.values()
        ),
        len(frozenset().union(*children.values())),
        _missing(view, moved, terms, {(row.pattern_id, row.starts_at.date()) for row in rows}, without),
        0 if offers_from is None else _offers(view, offers_from),
    )  # fmt: skip


def _missing(
    view: View, moved: Moved, terms: Terms, there: Collection[tuple[int | None, date]], without: date | None
) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """Services with the days on which one of their patterns would have a session by now, and none was ever kept."""
    given = moved.working | moved.into_term | moved.out_of_term
    if not given:
        return ()
    patterns = view.db.execute(
        select(Pattern.id, Pattern.kind, Pattern.weekdays, Pattern.first_day, Pattern.last_day, Pattern.service_id, Service.name)
        .join(Service, Service.id == Pattern.service_id)
        .where(Pattern.last_day >= min(given), Pattern.first_day <= max(given), Pattern.kind.in_(PLANNED), Service.state == "open")
        .order_by(Service.name, Pattern.service_id, Pattern.id)
    ).all()
    closed = set(bank_holidays(min(given), max(given))) - {without}
    found: dict[int, tuple[str, set[date]]] = {}
    for row in patterns:
        for day in given - closed:
            if _belongs(row, day, moved, terms) and (row.id, day) not in there:
                found.setdefault(row.service_id, (row.name, set()))[1].add(day)
    return tuple((name, tuple(sorted(days))) for name, days in found.values())


def _belongs(row: Any, day: date, moved: Moved, terms: Terms) -> bool:
    """Whether a pattern has a session on a day that changed."""
    held = str(day.weekday()) in row.weekdays.split(",") and row.first_day <= day <= row.last_day
    return held and moved.gives(row.kind, day) and not out_of_kind(row.kind, day, terms)


def _offers(view: View, day: date) -> int:
    """Open offers of places and of stays that run until a day or longer."""
    found: Mapping[Any, Any] = {Booking: Booking.offered_until, Stay: Stay.offered_until}
    return sum(
        view.db.scalar(select(func.count(record.id)).where(record.state == "offered", until >= begin_of(day))) or 0
        for record, until in found.items()
    )
