"""A series of 39 Saturdays previewed, against the sessions, places and bookings it looks at read by hand-written SQL."""

from datetime import date, timedelta

from shortbreaks.bookings.series.judging import SeriesWish
from shortbreaks.bookings.series.queries import series_previewed
from shortbreaks.bookings.series.recurring import Recurring
from tests.bench.lines import Line, median

WEEKS = 39
FIRST = date(2026, 7, 25)
SESSIONS = (
    "select s.id, s.starts_at, s.ends_at, s.places, s.taken, s.workers, s.state, s.closed_reason, count(p.id) from break_session s "
    "left join booking_place p on p.session_id = s.id where s.service_id = ? and s.starts_at >= '2026-07-20' and s.starts_at < ? "
    "group by s.id order by s.starts_at"
)
CHILD = (
    "select starts_at, ends_at from booking where child_id = ? and state in ('offered', 'confirmed', 'attended', 'attended_part')",
    "select a.id, a.amount, sum(b.uses) from allocation a left join booking b on b.allocation_id = a.id where a.child_id = ? group by a.id",
)


def service_with_sessions(raw):
    """A Saturday club, given a session on each of the 39 Saturdays so that every date of the series has one to judge."""
    service, venue, places = raw.execute(
        "select s.service_id, s.venue_id, s.places from break_session s join service v on v.id = s.service_id "
        "where v.kind = 'weekend' and s.starts_at >= '2026-07-25' and s.starts_at < '2026-07-26' order by s.id limit 1"
    ).fetchone()
    there = {row[0][:10] for row in raw.execute("select starts_at from break_session where service_id = ?", (service,)).fetchall()}
    for n in range(WEEKS):
        day = (FIRST + timedelta(weeks=n)).isoformat()
        if day not in there:
            raw.execute(
                "insert into break_session (service_id, venue_id, starts_at, ends_at, places, taken, workers, state, closed_reason) "
                "values (?, ?, ?, ?, ?, 0, 0, 'open', '')",
                (service, venue, f"{day} 10:00:00.000000", f"{day} 13:00:00.000000", places),
            )
    return service


def series_lines(office, raw):
    """For child 1 and the same 39 Saturdays: read by hand, and previewed by us."""
    service = service_with_sessions(raw)
    last = FIRST + timedelta(weeks=WEEKS - 1)
    wish = SeriesWish(1, service, Recurring(1, "all", (5,), FIRST, last))
    assert len(office.ask(series_previewed, wish).days) == WEEKS

    def by_hand(_number):
        raw.execute(SESSIONS, (service, (last + timedelta(days=2)).isoformat())).fetchall()
        for statement in CHILD:
            raw.execute(statement, (1,)).fetchall()

    ours = median(lambda _number: office.ask(series_previewed, wish))
    yield Line("a series of 39 dates previewed (raw: its rows)", median(by_hand), ours, most_ms=100)
