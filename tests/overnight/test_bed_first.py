"""A bed that cannot be had is said before anything else of a stay is read, in the words the whole judge has for it (R-O11)."""

from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from shortbreaks.bookings.overrides import accept_findings
from shortbreaks.database.commands import View
from shortbreaks.errors import Refused
from shortbreaks.findings import is_impossible
from shortbreaks.overnight.bed_first import check_bed
from shortbreaks.overnight.judging import judge_each, judge_stay
from shortbreaks.providers.bed_tables import Bed
from shortbreaks.providers.beds import CloseBeds, close_beds
from shortbreaks.providers.tables import Service
from tests.builders import a_child
from tests.conftest import TODAY
from tests.counting import statements
from tests.overnight.builders import a_house, placed, s20, wanted

FIRST = date(2026, 8, 3)
STAYS = 40


def night(number):
    return FIRST + timedelta(days=number)


@pytest.fixture
def house(county):
    """A house of five beds in which nights are taken, offered, closed for a bed and for all, and outside a bed's days."""
    unit, service, beds = a_house(county, beds=5, workers=9)
    children = [a_child(county, first=f"Racer{n}", nights=200) for n in range(4)]
    for child in children:
        s20(county, child, situation=1)
    placed(county, children[0], beds[0], night(2), night(6))
    placed(county, children[1], beds[1], night(4), night(5), offered=True)
    placed(county, children[2], beds[2], night(1), night(9))
    county.at().perform(close_beds, CloseBeds(unit, beds[1], night(7), night(8), "A new mattress"))
    county.at().perform(close_beds, CloseBeds(unit, None, night(11), night(12), "Boiler"))
    with county.database.writing.begin() as connection:
        connection.execute(update(Bed).where(Bed.id == beds[3]).values(from_day=night(5), until_day=night(9)))
    return county, service, beds, children


@contextmanager
def looking(county):
    """The records as a question sees them."""
    office = county.at()
    with Session(county.database.reading) as db:
        yield View(db, office.person, TODAY, TODAY.date())


def some_stays(beds, children):
    chance = Random(2)
    for _ in range(STAYS):
        first = night(chance.randrange(14))
        yield wanted(
            chance.choice(children), chance.choice(beds), first, first + timedelta(days=chance.randrange(1, 4))
        )


def said_of(findings):
    with pytest.raises(Refused) as no:
        accept_findings(findings, ())
    return no.value.sentence, no.value.remedy, no.value.field


def said_first(view, stay):
    try:
        check_bed(view, stay)
    except Refused as no:
        return no.sentence, no.remedy, no.field
    return None


def test_a_bed_is_refused_in_the_words_of_the_whole_judge_and_only_where_he_finds_it_impossible(house):
    county, service, beds, children = house
    said = set()
    with looking(county) as view:
        stays = list(some_stays(beds, children))
        for stay, judged in zip(stays, judge_each(view, stays), strict=True):
            first = said_first(view, stay)
            gone = any(one.rule == "R-O11" and is_impossible(one) for one in judged.findings)
            assert first == (said_of(judged.findings) if gone else None)
            said.add(first and first[0].split(" on ")[0])
    assert said >= {
        None,
        "Racer0 O. has Bed 1",
        "Racer1 O. has Bed 2",
        "Bed 2 is closed",
        "Bed 3 is closed",
        "Bed 4 of Windmill House cannot be slept in",
    }
    with county.database.writing.begin() as connection:
        connection.execute(
            update(Service)
            .where(Service.id == service)
            .values(state="closed", closed_on=TODAY.date(), closed_reason="Roof")
        )
    stay = wanted(children[3], beds[0], night(3), night(4))
    with looking(county) as view:
        assert said_first(view, stay) is None, "that the house has closed is said first"
        assert "has closed" in said_of(judge_stay(view, stay).findings)[0]


def test_a_taken_bed_is_refused_without_reading_all_that_a_stay_is_judged_by(house):
    county, _, beds, children = house
    for _ in range(2):  # at the first one some things are read that are kept from then on
        with statements(county) as sent, pytest.raises(Refused, match=r"Racer0 O\. has Bed 1 on 5 August 2026"):
            placed(county, children[3], beds[0], night(0), night(3))
    assert len(sent) <= 7, sent
