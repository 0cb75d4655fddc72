"""Eight processes on the last place: it goes to exactly one; the control without the guard gives it to many."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from tests.bookings import racer
from tests.builders import a_child, a_service, a_session
from tests.racing import naive_table, race

PROCESSES, ROUNDS = 8, 30


@pytest.fixture
def last_places(county):
    service = a_service(county)
    sessions = [a_session(county, *service, start=datetime(2026, 8, 1, 10) + timedelta(days=n), places=1) for n in range(ROUNDS)]
    children = [a_child(county, first=f"Racer{n}", hours=500 * 60) for n in range(PROCESSES)]
    return sessions, children


def test_the_last_place_goes_to_exactly_one(county, last_places):
    sessions, children = last_places
    said = race(county, racer.book, [(child, sessions) for child in children])
    won = [session for word, _, got in said if word == "got" for session in got]
    assert sorted(won) == sorted(sessions), "every last place was taken, and taken once"
    refusals = {sentence for word, _, sentence in said if word == "refused"}
    assert all("taken" in sentence for sentence in refusals)
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select min(taken), max(taken) from break_session")).one() == (1, 1)
        assert connection.execute(text("select count(*) from booking where state = 'confirmed'")).scalar() == ROUNDS


def test_without_the_guard_it_oversells(county, last_places):
    """A race test that cannot fail proves nothing: the naive way must oversell in nine rounds of ten (safety.md B1)."""
    sessions, children = last_places
    naive_table(county, "naive_place", "session_id bigint, child_id bigint")
    race(county, racer.book_naively, [(child, sessions) for child in children], 2)
    with county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_place group by session_id")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= ROUNDS * 9 // 10
