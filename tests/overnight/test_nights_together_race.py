"""A bed of two is reached for while both are offered to siblings: they have both or none; the control leaves half a family."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.database.check import check
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.builders import a_child
from tests.overnight import together_racer
from tests.overnight.builders import a_house, s20, stay_of
from tests.overnight.test_nights_together import rows, siblings
from tests.racing import naive_table, race

ROUNDS = 4
FIRST = date(2026, 9, 7)
DAY = timedelta(days=1)


@pytest.fixture
def waiting(county):
    """A house of two beds, and two siblings who wait together for each of some nights by itself; the later ones are offered."""
    _, service, beds = a_house(county, workers=30)
    asha, bina = siblings(county, "Asha", "Bina", nights=60)
    groups, offered = [], []
    for number in range(ROUNDS * 2):
        day = FIRST + DAY * number
        made = county.at().perform(join_nights, JoinNights(asha, service, 1, day, day + DAY, siblings=(bina,))).answer
        groups.append((made, made + 1))
        if number >= ROUNDS:
            why = "Those before wait for other nights."
            offer = OfferNights(made, beds[0], day, why, beside=((made + 1, beds[1]),))
            stay = county.at().perform(offer_nights, offer).answer
            offered.append((stay, stay_of(county, stay).version))
    return beds, groups[:ROUNDS], offered


def test_both_are_offered_their_beds_or_neither_and_a_yes_and_a_no_are_one_answer(county, waiting):
    beds, groups, offered = waiting
    rival = a_child(county, first="Rival", nights=60)
    s20(county, rival, situation=1)
    each = [(groups, offered, child, beds, FIRST) for child in (0, rival)]
    said = race(county, together_racer.offer_or_place_then_answer, each)
    won = {child: got for word, child, got in said if word == "got"}
    assert sorted([*won[0], *won[rival]]) == list(range(ROUNDS * 2)), "each night, and each offer, went the one way or the other"
    halves = "select count(*) from (select together from stay where together is not null group by together"
    assert rows(county, f"{halves} having count(*) <> 2 or count(distinct state) > 1) as half") == [(0,)]
    new = sum(number < ROUNDS for number in won[0])
    assert rows(county, "select count(*) from stay where state = 'offered'") == [(2 * new,)]
    assert rows(county, "select count(*) from night_request where state = 'offered'") == [(2 * new,)]
    assert rows(county, "select count(*) from sibling_group where parted is not null") == [(0,)]
    assert check(county.database, pages=False).sound


def test_without_the_guards_half_a_family_is_offered_a_bed(file_county):
    county = file_county
    naive_table(county, "naive_night", "bed bigint, night bigint, child bigint")
    race(county, together_racer.offer_naively, [(rival, ROUNDS) for rival in (False, True)], 2)
    with county.database.reading.connect() as connection:
        half = connection.execute(
            text("select count(*) from (select night from naive_night where child < 3 group by night having count(*) = 1) as half")
        ).scalar()
    assert half == ROUNDS
