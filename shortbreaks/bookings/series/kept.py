"""Series as they are kept: those of everybody or of one child, and every date of one with what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.queries import MEANINGS
from shortbreaks.bookings.series.recurring import Recurring, say_recurring
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.states import BOOKED, WORDS
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unpriced import awaited
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service
from shortbreaks.words import series_ref

MOST = 500


def recurring_of(series: Any) -> Recurring:
    """What a kept series asks for."""
    only = filter(None, series.only_weeks.split(","))
    return Recurring(
        series.every_weeks, series.weeks, tuple(int(day) for day in series.weekdays.split(",")), series.first_day,
        series.last_day, series.starts, tuple(date.fromisoformat(day) for day in only),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series: whose, where, what recurs, and how many of its dates to come are booked, skipped or left out."""

    id: int
    version: int
    ref: str
    child_id: int
    child: str
    service_id: int
    service: str
    words: str
    first_day: date
    last_day: date
    state: str
    ended_reason: str
    collected_by: str
    note: str
    booked: int
    skipped: int


@query(needs=Permission.SEE_CASES)
def series_listed(view: View, child_id: int | None = None) -> tuple[SeriesRow, ...]:
    """Open series by child's name, then those that have ended, the newest first; of one child when its id is given."""
    now = to_local(view.now)
    booked = and_(Booking.state.in_(BOOKED), Booking.starts_at > now)
    skipped = and_(SeriesDate.state == "skipped", SeriesDate.day >= view.today)
    found = (
        select(
            Series.id, Series.version, Series.child_id, Child.first_name, Child.last_name, Child.known_as, Series.service_id,
            Service.name.label("service"), Series.every_weeks, Series.weeks, Series.only_weeks, Series.weekdays,
            Series.first_day, Series.last_day, Series.starts, Series.state, Series.ended_reason, Series.collected_by,
            Series.note, func.sum(case((booked, 1), else_=0)).label("booked"),
            func.sum(case((skipped, 1), else_=0)).label("skipped"),
        )
        .join(Child, Child.id == Series.child_id)
        .join(Service, Service.id == Series.service_id)
        .join(SeriesDate, SeriesDate.series_id == Series.id)
        .join(Booking, Booking.id == SeriesDate.booking_id, isouter=True)
        .group_by(Series.id, Child.id, Service.id)
        .order_by(case((Series.state == "open", 0), else_=1), Child.first_name, Child.last_name, Series.id.desc())
        .limit(MOST)
    )  # fmt: skip
    if child_id is not None:
        found = found.where(Series.child_id == child_id)
    return tuple(
        SeriesRow(
            r.id, r.version, series_ref(r.id), r.child_id, short_name(r.first_name, r.last_name, r.known_as), r.service_id,
            r.service, say_recurring(recurring_of(r)), r.first_day, r.last_day, r.state, r.ended_reason, r.collected_by, r.note,
            int(r.booked), int(r.skipped),
        )
        for r in view.db.execute(found)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of a series; `booking_id` and its times are None for one that is not booked. Charge in pence."""

    id: int
    version: int
    day: date
    state: str
    booking_id: int | None
    number: int | None
    service: str
    start: datetime | None
    end: datetime | None
    state_words: str
    meaning: str
    why: str
    charge_pence: int
    exempt: str
    awaits: str  # what its charge waits for yet, as of a booking that is listed
    to_come: bool
    may_change: bool


@query(needs=Permission.SEE_CASES)
def dates_of_series(view: View, series_id: int) -> tuple[DateRow, ...]:
    """Every date of a series, in order, with the booking it became or why it is none."""
    rows = view.db.execute(
        select(
            SeriesDate.id, SeriesDate.version, SeriesDate.day, SeriesDate.state, SeriesDate.why, SeriesDate.words,
            SeriesDate.booking_id, Booking.number, Booking.starts_at, Booking.ends_at, Booking.state.label("booked"),
            Booking.charge_pence, Booking.exempt, Booking.collected_by, Booking.note, Service.name.label("service"),
        )
        .join(Booking, Booking.id == SeriesDate.booking_id, isouter=True)
        .join(Service, Service.id == Booking.service_id, isouter=True)
        .where(SeriesDate.series_id == series_id)
        .order_by(SeriesDate.day)
    ).all()  # fmt: skip
    now = to_local(view.now)
    waiting = awaited(view.db, Booking, [r.booking_id for r in rows if r.charge_pence == 0 and r.exempt == ""])
    return tuple(_date_row(row, now, waiting) for row in rows)


SKIPPED_WORDS = {"skipped": ("Try again", "warn"), "left_out": ("Left out", "neutral")}


def _date_row(r: Any, now: datetime, waiting: Mapping[int, str]) -> DateRow:
    if r.booked is None:
        words, meaning = SKIPPED_WORDS[r.state]
        why = " ".join(filter(None, (r.why, r.words)))
    else:
        words, meaning = WORDS[r.booked], MEANINGS[r.booked]
        why = " · ".join(filter(None, (r.collected_by and f"Collected by {r.collected_by}", r.note)))
    to_come = r.day >= now.date() if r.starts_at is None else r.starts_at > now
    return DateRow(
        r.id, r.version, r.day, r.state, r.booking_id, r.number, r.service or "", r.starts_at, r.ends_at, words, meaning, why,
        r.charge_pence or 0, r.exempt or "", waiting.get(r.booking_id, ""), to_come, r.booked == "confirmed" and to_come,
    )  # fmt: skip
