"""The example county's series: a dozen children who go week after week, with days that were full or not wanted."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from shortbreaks.bookings.series.tables import Series, SeriesDate
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.rows import Rows

COUNT, LEAST = 12, 2
BOOKED = {"attended", "confirmed"}


def make_series(rows: Rows, today: date, sessions: Sequence[MadeSession]) -> int:
    """Read series out of the bookings made so far: children who go to one club on one weekday; answers how many."""
    taken = Counter(place["session_id"] for place in rows.kept["booking_place"])
    regular: dict[tuple[int, int, int], dict[date, dict[str, Any]]] = {}
    for booking in rows.kept["booking"]:
        start = booking["starts_at"]
        if booking["state"] in BOOKED and start.date() == booking["ends_at"].date():
            key = (booking["child_id"], booking["service_id"], start.weekday())
            regular.setdefault(key, {}).setdefault(start.date(), booking)
    going = [(key, days) for key, days in regular.items() if len(days) >= LEAST and max(days) >= today]
    going.sort(key=lambda one: (-len(one[1]), one[0]))
    by_service: dict[tuple[int, int], list[MadeSession]] = {}
    for session in sessions:
        by_service.setdefault((session.service.id, session.start.weekday()), []).append(session)
    for (child, service, weekday), days in going[:COUNT]:
        _series(rows, today, child, service, weekday, days, by_service[service, weekday], taken)
    return min(COUNT, len(going))


def _series(
    rows: Rows, today: date, child: int, service: int, weekday: int, days: dict[date, dict[str, Any]],
    sessions: Sequence[MadeSession], taken: Counter[int],
) -> None:  # fmt: skip
    first, last = min(days), max(days)
    at = datetime.combine(min(first, today) - timedelta(days=14), time(11), UTC)
    some = next(iter(days.values()))
    series = rows.add(
        Series, child_id=child, service_id=service, asked_by=some["asked_by"], every_weeks=1, weeks="all", only_weeks="",
        weekdays=str(weekday), first_day=first, last_day=last, starts="", collected_by="", transport="", note="", state="open",
        ended_on=None, ended_reason="", made_at=at, person_id=1,
    )  # fmt: skip
    seen: set[date] = set()
    for number, session in enumerate(sorted(sessions, key=lambda one: (one.start, one.id))):
        day = session.start.date()
        if not first <= day <= last or day in seen:
            continue
        seen.add(day)
        booking = days.get(day)
        full = taken[session.id] >= session.places
        state = "booked" if booking else "skipped" if full or number % 4 == 0 else "left_out"
        why = f"All {session.places} places on {day:%a} {day.day} {day:%b} are taken." if state == "skipped" else ""
        rows.add(
            SeriesDate, series_id=series, day=day, session_id=booking["session_id"] if booking else session.id,
            booking_id=booking["id"] if booking else None, state=state, rule="R-B3" if why else "", why=why,
            words="The family does not want this day." if state == "left_out" else "", since=at,
        )  # fmt: skip
