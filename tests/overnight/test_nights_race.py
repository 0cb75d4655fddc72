"""Coordinators offer the same free night, or to the same family, at one moment: one offer each; the control makes several."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.database.check import check
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.builders import a_child
from tests.overnight import racer
from tests.overnight.builders import a_house, s20
from tests.racing import naive_table, race

PROCESSES, ROUNDS = 2, 6
FIRST = date(2026, 9, 7)
DAY = timedelta(days=1)


@pytest.fixture
def waiting(county):
    """A house of two beds and, for each coordinator, a child who waits for each of some nights by itself."""
    _, service, beds = a_house(county, workers=30)
    requests = []
    for n in range(PROCESSES):
        child = a_child(county, first=f"Racer{n}", nights=60)
        s20(county, child, situation=1)
        asked = [JoinNights(child, service, 1, FIRST + DAY * day, FIRST + DAY * (day + 1)) for day in range(ROUNDS)]
        requests.append([county.at().perform(join_nights, one).answer for one in asked])
    return beds, requests


def counted(county, what):
    with county.database.reading.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def test_a_free_night_and_a_family_are_offered_once(county, waiting):
    """On even days both reach for one bed, each for its own family; on odd days for one family, each with another bed."""
    beds, requests = waiting
    each = []
    for n in range(PROCESSES):
        mine = [requests[0 if day % 2 else n][day] for day in range(ROUNDS)]
        each.append((mine, [beds[n if day % 2 else 0] for day in range(ROUNDS)], FIRST))
    said = race(county, racer.offer_nights_at_once, each)
    won = sorted(night for word, _, got in said if word == "got" for night in got)
    assert won == list(range(ROUNDS)), "every night was offered, and offered once"
    assert sum(1 for word, *_ in said if word == "refused") == (PROCESSES - 1) * ROUNDS
    assert counted(county, "stay where state = 'offered'") == counted(county, "night_request where state = 'offered'") == ROUNDS
    assert check(county.database, pages=False).sound


def test_without_the_guards_one_family_is_offered_several(file_county):
    county = file_county
    naive_table(county, "naive_offer", "request bigint, stay bigint")
    race(county, racer.offer_naively, [(number, ROUNDS) for number in range(PROCESSES)], 2)
    with county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_offer group by request")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= ROUNDS * 9 // 10
