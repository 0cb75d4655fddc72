"""Sessions still to come that stand on a day their pattern leaves out: those nobody decided about, and those that were kept."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.off_days.rules import DAY, HOLIDAY, out_of_kind, school_year_of, spans
from shortbreaks.bookings.states import BOOKED
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import bank_holidays, school_terms
from shortbreaks.council.tables import BankHoliday, Term
from shortbreaks.database.audit import AuditMark
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.providers.tables import BreakSession, Pattern, Provider, Service, SessionKept

YEARS_AHEAD = 4  # sessions are planned for three years at most
PLANNED = ("weekly_term", "weekly", "holiday_week")  # kinds that leave bank holidays out unless it is said otherwise


@dataclass(frozen=True, slots=True)
class OffSession:
    """One session on such a day, and the children who are booked or offered a place in it."""

    id: int
    start: datetime
    end: datetime
    children: frozenset[int]


@dataclass(frozen=True, slots=True)
class Kept:
    """That sessions stand all the same: who said so, when (local time) and why."""

    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OffRow:
    """Sessions of one service that stand one after another on such days; `off` is one of OFF, `holiday` a bank holiday's name."""

    provider_id: int
    provider: str
    service_id: int
    service: str
    off: str
    holiday: str
    sessions: tuple[OffSession, ...]
    kept: Kept | None = None

    @property
    def first(self) -> date:
        """The day of the first of them."""
        return self.sessions[0].start.date()

    @property
    def last(self) -> date:
        """The day of the last of them."""
        return self.sessions[-1].start.date()

    @property
    def children(self) -> int:
        """How many children are booked or offered a place in any of them."""
        return len(frozenset().union(*(one.children for one in self.sessions)))


@query(needs=Permission.SEE_PROVIDERS)
def off_days(view: View) -> tuple[OffRow, ...]:
    """What waits for a decision, the soonest first, and below it what was kept; in a fixed number of questions."""
    found = off_sessions(view)
    if not found:
        return ()
    kept, children, order = _kept(view.db, found), children_in(view.db, list(found)), _order(view, found)
    rows = [
        OffRow(one.provider_id, one.provider, one.service_id, one.service, off, holiday,
               tuple(OffSession(s.id, s.starts_at, s.ends_at, children.get(s.id, frozenset())) for s in some), said)
        for (one, off, holiday, said), some in _runs(found, kept, order)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.kept is not None, row.first, row.service, row.service_id)))


@query(needs=Permission.SEE_PROVIDERS)
def off_days_waiting(view: View) -> tuple[OffRow, ...]:
    """The same without what was kept: what Today lists."""
    return tuple(row for row in off_days(view) if row.kept is None)


def off_sessions(view: View) -> dict[int, tuple[Any, str, str]]:
    """Each open session to come that stands on such a day: its row, why, and the bank holiday's name; kept ones among them."""
    terms, known = school_terms(view.db), set(view.db.scalars(select(Term.school_year).distinct()))
    holidays = bank_holidays(view.today, date(view.today.year + YEARS_AHEAD, 12, 31))
    later = _decided_days(view.db)
    may_be = _conditions(view.today, terms, known, holidays)
    if not may_be:
        return {}
    rows = view.db.execute(
        select(
            BreakSession.id, BreakSession.service_id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.pattern_id,
            Pattern.kind, Pattern.on_bank_holidays, Service.name.label("service"), Service.provider_id, Provider.name.label("provider"),
        )
        .join(Pattern, Pattern.id == BreakSession.pattern_id, isouter=True)
        .join(Service, Service.id == BreakSession.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(BreakSession.state == "open", BreakSession.starts_at > to_local(view.now), or_(*may_be))
        .order_by(BreakSession.starts_at, BreakSession.id)
    ).all()  # fmt: skip
    planned = _planned_at(view.db, {row.pattern_id for row in rows if row.starts_at.date() in later and row.pattern_id is not None})
    found: dict[int, tuple[Any, str, str]] = {}
    for row in rows:
        day = row.starts_at.date()
        off, name = out_of_kind(row.kind or "", day, terms) if school_year_of(day) in known else "", ""
        unseen = row.kind in PLANNED and not row.on_bank_holidays
        if not off and day in holidays and (unseen or later.get(day, -1) > planned.get(row.pattern_id, -1)):
            off, name = HOLIDAY, holidays[day]
        if off:
            found[row.id] = (row, off, name)
    return found


def _conditions(
    today: date, terms: list[tuple[date, date]], known: Collection[str], holidays: Collection[date]
) -> list[ColumnElement[bool]]:
    """Which sessions may stand on such a day; of a school year of which no term was ever kept nobody can say so."""
    years = [(date(int(year[:4]), 9, 1), date(int(year[:4]) + 1, 8, 31)) for year in known]
    days = {first + DAY * n for first, last in years for n in range((last - first).days + 1) if first + DAY * n >= today}
    inside = {first + DAY * n for first, last in terms for n in range((last - first).days + 1)}
    parts = (("weekly_term", days - inside), ("holiday_week", days & inside))
    found = [and_(Pattern.kind == kind, on_days(BreakSession.starts_at, some)) for kind, some in parts if some]
    return [*found, *([on_days(BreakSession.starts_at, holidays)] if holidays else [])]


def on_days(column: Any, days: Collection[date]) -> ColumnElement[bool]:
    """That a time lies on one of some days, as few spans."""
    return or_(*[(column >= begin_of(first)) & (column < begin_of(last + DAY)) for first, last in spans(days)])


def _decided_days(db: Session) -> dict[date, int]:
    """Each day that the council made a bank holiday, with the audit entry in which it last did."""
    rows = db.execute(
        select(BankHoliday.day, BankHoliday.held, AuditMark.entry)
        .join(AuditMark, BankHoliday.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == BankHoliday.__tablename__))
        .order_by(BankHoliday.id)
    )
    last = {row.day: (row.held, row.entry) for row in rows}
    return {day: entry for day, (held, entry) in last.items() if held}


def _planned_at(db: Session, patterns: Collection[int]) -> dict[int, int]:
    """The audit entry in which each pattern was made: whoever planned after a bank holiday was known meant that day."""
    if not patterns:
        return {}
    marked = Pattern.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == Pattern.__tablename__)
    rows = db.execute(
        select(Pattern.id, func.min(AuditMark.entry)).join(AuditMark, marked).where(Pattern.id.in_(patterns)).group_by(Pattern.id)
    )
    return {row[0]: row[1] for row in rows}


def children_in(db: Session, sessions: Collection[int]) -> dict[int, frozenset[int]]:
    """The children who are booked or offered a place in each of some sessions."""
    rows = db.execute(select(Booking.session_id, Booking.child_id).where(Booking.session_id.in_(sessions), Booking.state.in_(BOOKED)))
    found: dict[int, set[int]] = {}
    for session_id, child_id in rows:
        found.setdefault(session_id, set()).add(child_id)
    return {session_id: frozenset(some) for session_id, some in found.items()}


def _kept(db: Session, found: Collection[int]) -> dict[tuple[int, str], Kept]:
    rows = db.execute(
        select(SessionKept.session_id, SessionKept.off, SessionKept.reason, SessionKept.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == SessionKept.person_id, isouter=True)
        .where(SessionKept.session_id.in_(found))
    )
    return {(row.session_id, row.off): Kept(row.reason, row.name or "", to_local(row.at)) for row in rows}


def _order(view: View, found: Mapping[int, tuple[Any, str, str]]) -> dict[int, int]:
    """The place of each open session to come among those of its service: what closes from one day to another closes all between."""
    services = {row.service_id for row, _, _ in found.values()}
    rows = view.db.execute(
        select(BreakSession.id)
        .where(BreakSession.service_id.in_(services), BreakSession.state == "open", BreakSession.starts_at > to_local(view.now))
        .order_by(BreakSession.service_id, BreakSession.starts_at, BreakSession.id)
    )
    return {row.id: place for place, row in enumerate(rows)}


def _runs(
    found: Mapping[int, tuple[Any, str, str]], kept: Mapping[tuple[int, str], Kept], order: Mapping[int, int]
) -> Iterator[tuple[tuple[Any, str, str, Kept | None], list[Any]]]:
    """Sessions of one service that follow one another without another between them, for one reason and with one answer."""
    rows = sorted(found.values(), key=lambda one: order[one[0].id])

    def alike(place: int) -> tuple[Any, ...]:
        row, off, name = rows[place]
        return row.service_id, off, name, kept.get((row.id, off)), order[row.id] - place

    for _, places in groupby(range(len(rows)), key=alike):
        some = [rows[place] for place in places]
        row, off, name = some[0]
        yield (row, off, name, kept.get((row.id, off))), [one[0] for one in some]
