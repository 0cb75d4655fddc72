"""Two coordinators and more offer the same freed place: exactly one family has it; the control without guards gives it to many."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.database.check import check
from tests.bookings import racer
from tests.builders import a_child, a_service, a_session
from tests.racing import naive_table, race

PROCESSES, ROUNDS = 6, 12


@pytest.fixture
def freed(county):
    """A free place in each of some sessions, and as many families waiting for each as there are coordinators."""
    service, venue = a_service(county)
    sessions = [a_session(county, service, venue, start=datetime(2026, 9, 5, 10) + timedelta(days=n), places=1) for n in range(ROUNDS)]
    requests = []
    for n in range(PROCESSES):
        made = county.at().perform(join_waiting, JoinWaiting((a_child(county, first=f"Racer{n}"),), service, tuple(sessions)))
        requests.append(made.answer)
    return sessions, requests


def test_a_freed_place_goes_to_exactly_one_family(county, freed):
    """Each coordinator offers to another family, whoever is next: one wins, and nobody waits and holds a place at once."""
    sessions, requests = freed
    said = race(county, racer.offer_to_own, [(mine, sessions) for mine in requests])
    won = [session for word, _, got in said if word == "got" for session in got]
    assert sorted(won) == sorted(sessions), "every place was offered, and offered once"
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from booking where state = 'offered'")).scalar() == ROUNDS
        assert connection.execute(text("select count(*) from waiting_request where state = 'offered'")).scalar() == ROUNDS
    report = check(county.database, pages=False)
    assert report.sound, report.flaws


def test_one_family_is_offered_once_by_everybody_at_once(county, freed):
    """Everybody presses the same key for the same next family: one offer, and the others are told."""
    sessions, requests = freed
    said = race(county, racer.offer_to_own, [(requests[0], sessions) for _ in range(PROCESSES)])
    won = [session for word, _, got in said if word == "got" for session in got]
    assert sorted(won) == sorted(sessions)
    assert sum(1 for word, *_ in said if word == "refused") == (PROCESSES - 1) * ROUNDS


def test_without_the_guards_the_place_is_offered_to_many(county, freed):
    """The control: look whether the place is free, then offer it, as code does that trusts what it has read."""
    sessions, requests = freed
    naive_table(county, "naive_place", "session_id bigint, child_id bigint")
    race(county, racer.book_naively, [(number, sessions) for number in range(len(requests))], 2)
    with county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_place group by session_id")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= ROUNDS * 9 // 10
