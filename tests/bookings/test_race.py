"""Eight processes on the last place: it goes to exactly one; the control without the guard gives it to many."""

import multiprocessing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from tests.bookings import racer
from tests.builders import a_child, a_service, a_session

PROCESSES, ROUNDS = 8, 30


def run(county, target, children, sessions, *barriers):
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    place = county.database.place if county.kind == "file" else str(county.database.writing.url.render_as_string(hide_password=False))
    key = county.database.key.hex() if county.database.key else ""
    gates = [context.Barrier(PROCESSES) for _ in range(1 + len(barriers))]
    racers = [
        context.Process(target=target, args=(county.kind, place, key, child, sessions, *gates, told)) for child in children
    ]
    for one in racers:
        one.start()
    said, done = [], 0
    while done < PROCESSES:
        word = told.get(timeout=150)
        said.append(word)
        done += word[0] == "got"
    for one in racers:
        one.join(timeout=60)
    assert [one.exitcode for one in racers] == [0] * PROCESSES
    return said


@pytest.fixture
def last_places(county):
    service = a_service(county)
    sessions = [a_session(county, *service, start=datetime(2026, 8, 1, 10) + timedelta(days=n), places=1) for n in range(ROUNDS)]
    children = [a_child(county, first=f"Racer{n}", hours=500 * 60) for n in range(PROCESSES)]
    return sessions, children


def test_the_last_place_goes_to_exactly_one(county, last_places):
    sessions, children = last_places
    said = run(county, racer.book, children, sessions)
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
    if county.kind == "file":
        with county.database.writing.begin() as connection:
            connection.execute(text("create table naive_place (session_id integer, child_id integer)"))
    else:
        _as_owner(county, "create table naive_place (session_id bigint, child_id bigint)")
        _as_owner(county, "grant all on naive_place to sb_people")
    run(county, racer.book_naively, children, sessions, "between")
    with county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_place group by session_id")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= ROUNDS * 9 // 10


def _as_owner(county, statement):
    import psycopg

    url = county.database.writing.url
    with psycopg.connect(f"postgresql://sb_owner@/{url.database}?host={url.query['host']}", autocommit=True) as connection:
        connection.execute(statement)
