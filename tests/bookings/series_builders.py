"""Series as tests need them: a club on Saturdays, the council's terms, and a series made from its preview."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.series.commands import DayKept, DaySkipped, MakeSeries, make_series
from shortbreaks.bookings.series.judging import SeriesWish
from shortbreaks.bookings.series.queries import series_previewed
from shortbreaks.bookings.series.recurring import Recurring
from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.tables import Term
from tests.bookings.test_recurring import TERMS
from tests.builders import a_service, a_session, save

SATURDAY = 5
FIRST = date(2026, 9, 5)


def terms(county):
    save(
        county,
        *[Term(school_year="2026-27", number=n, first_day=first, last_day=last) for n, first, last in TERMS],
    )


def a_club(county, weeks=6, *, first=FIRST, at=10, step=7, places=12, without=(), **service):
    """A club with a session on each of some days; answers (service, {day: session})."""
    club, venue = a_service(county, **service)
    days = [first + timedelta(days=step * n) for n in range(weeks)]
    sessions = {
        day: a_session(county, club, venue, start=datetime(day.year, day.month, day.day, at), places=places)
        for day in days
        if day not in without
    }
    return club, sessions


def every(first, last, *, weekdays=(SATURDAY,), step=1, weeks="all", **more):
    return Recurring(step, weeks, weekdays, first, last, **more)


def preview(county, child, club, recurring, *, moved=(), skipped=()):
    return county.at().ask(series_previewed, SeriesWish(child, club, recurring, tuple(moved), tuple(skipped)))


def wanted(county, child, club, recurring, *, moved=(), left_out=(), skip=(), reasons=(), **more):
    """The request a coordinator would send who takes the preview as it is, but for some days."""
    shown = preview(county, child, club, recurring, moved=moved, skipped=(*left_out, *skip))
    kept = tuple(DayKept(day.day, day.session_id) for day in shown.kept)
    skipped = tuple(DaySkipped(day.day, day.day not in left_out) for day in shown.days if not day.kept)
    return MakeSeries(child, club, recurring, kept, skipped, tuple(Reason(*one) for one in reasons), **more)


def made(county, child, club, recurring, **more):
    return county.at().perform(make_series, wanted(county, child, club, recurring, **more)).answer


def dates_of(county, series):
    with Session(county.database.reading) as db:
        return list(db.scalars(select(SeriesDate).where(SeriesDate.series_id == series).order_by(SeriesDate.day)))


def series_of(county, series):
    with Session(county.database.reading) as db:
        return db.get(Series, series)


def bookings_of(county, child):
    with Session(county.database.reading) as db:
        return list(db.scalars(select(Booking).where(Booking.child_id == child).order_by(Booking.starts_at)))
