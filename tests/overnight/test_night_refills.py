"""R-C5 for a stay: what giving nights up late cost goes back, once, when other families have every one of them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.notices.commands import IssueNotice, issue_notice, notices_owed
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.council.tables import SettingValue
from shortbreaks.database.check import check
from shortbreaks.database.proofs import PROOFS
from shortbreaks.dates import to_utc
from shortbreaks.families.papers import paper_again
from shortbreaks.overnight.commands import ChangeStay, TakeUpStay, change_stay, take_up_stay
from shortbreaks.overnight.on_the_night import CancelStay, PutStayBack, cancel_stay, put_stay_back
from tests.bookings.test_notices import text_of
from tests.bookings.test_waiting import household_of
from tests.builders import a_child, save
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of, wanted

DAY = timedelta(days=1)
MON = FRI + DAY * 3


@pytest.fixture
def late(county):
    return given_up_late(county)


@pytest.fixture
def on_file(file_county):
    return given_up_late(file_county)


def given_up_late(county):
    """Ann's three nights at 20.00 each, given up the evening before: 60.00 stay owed, and three nights used (A9)."""
    unit, _, beds = a_house(county, beds=2, price=2000, workers=9)
    ann, ben = a_child(county, first="Ann", nights=36), a_child(county, first="Ben", nights=36)
    for child in (ann, ben):
        s20(county, child, situation=1)
    stay = placed(county, ann, beds[0], FRI, MON)
    county.clock.set(to_utc(datetime(2026, 8, 6, 20)))
    cancel(county, stay)
    assert (stay_of(county, stay).charge_pence, stay_of(county, stay).uses, left(county, ann)) == (6000, 3, 33)
    return county, unit, beds, stay, ann, ben


def two_given_up_late(county):
    """Ann's three nights and Ben's, of the same days, given up the evening before, Ann's first."""
    _, _, beds = a_house(county, beds=2, price=2000, workers=9)
    stays = []
    for name, bed in zip(("Ann", "Ben"), beds, strict=True):
        child = a_child(county, first=name, nights=36)
        s20(county, child, situation=1)
        stays.append(placed(county, child, bed, FRI, MON))
    county.clock.set(to_utc(datetime(2026, 8, 6, 20)))
    for stay in stays:
        cancel(county, stay)
    return county, beds, stays


def cancel(county, stay, reason="family"):
    county.at().perform(cancel_stay, CancelStay(stay, stay_of(county, stay).version, reason))


def left(county, child):
    return next(row.allowance.left for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "nights")


def owes(county, stay):
    return stay_of(county, stay).charge_pence, stay_of(county, stay).uses


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def proved(county):
    with county.database.reading.connect() as connection:
        assert [flaw for one in PROOFS.values() for flaw in one.run(connection)] == []


def test_another_family_takes_every_night_and_the_first_owes_nothing_and_has_its_nights(late):
    county, _, beds, stay, ann, ben = late
    placed(county, ben, beds[1], FRI, MON)  # another bed of the house is the same place
    assert (owes(county, stay), left(county, ann)) == ((0, 0), 36)
    assert rows(county, "select pence, back from stay_refill") == [(6000, 3)]
    assert rows(county, f"select what from entry where about = 'stay:{stay}' order by id") == [
        ("Charge for a break",), ("Nights taken again: charge put back",),
    ]  # fmt: skip
    proved(county)
    assert check(county.database, pages=False).sound


def test_its_family_is_owed_a_notice_that_says_so(on_file):
    county, _, beds, _, _, ben = on_file
    placed(county, ben, beds[0], FRI, MON)
    (owed,) = [one for one in county.at().ask(notices_owed) if one.why == "refilled"]
    words = text_of(county.at().ask(paper_again, county.at().perform(issue_notice, IssueNotice(owed.id)).answer).pdf)
    for said in (
        "Another family took your place: you pay nothing", "Cancelling cost £60.00. The place was taken again: £60.00 is put back.",
        "3 nights go back. You have 36 nights of 36 nights left",
    ):  # fmt: skip
        assert said in words, said


def test_a_part_of_the_nights_puts_nothing_back_until_the_rest_is_taken_too(on_file):
    """Friday is Ben's, then Saturday and Sunday are Cas's: two stays make good one."""
    county, _, beds, stay, ann, ben = on_file
    placed(county, ben, beds[0], FRI, FRI + DAY)
    assert (owes(county, stay), left(county, ann)) == ((6000, 3), 33)
    cas = a_child(county, first="Cas", nights=36)
    s20(county, cas, situation=1)
    placed(county, cas, beds[1], FRI, MON)  # its Friday is not needed
    assert (owes(county, stay), left(county, ann)) == ((0, 0), 36)
    assert rows(county, "select count(*) from refilled_night") == [(3,)]
    proved(county)


def test_a_night_makes_good_one_night_and_who_gave_up_first_comes_first(on_file):
    county, _, beds, first, ann, ben = on_file
    dan = a_child(county, first="Dan", nights=36)
    s20(county, dan, situation=1)
    second = placed(county, dan, beds[1], FRI, MON)
    assert owes(county, first) == (0, 0), "Dan's stay made Ann's good"
    cancel(county, second)
    placed(county, ben, beds[0], FRI, MON)
    assert owes(county, second) == (0, 0)
    eve = a_child(county, first="Eve", nights=36)
    s20(county, eve, situation=1)
    placed(county, eve, beds[1], FRI, MON)
    assert rows(county, "select count(*) from stay_refill") == [(2,)]
    assert ann


def test_of_two_who_gave_up_the_same_nights_one_is_made_good_by_each_stay(file_county):
    county, beds, stays = two_given_up_late(file_county)
    for taken, owed in (("Cas", [(0, 0), (6000, 3)]), ("Eve", [(0, 0), (0, 0)])):
        child = a_child(county, first=taken, nights=36)
        s20(county, child, situation=1)
        placed(county, child, beds[0 if taken == "Cas" else 1], FRI, MON)
        assert [owes(county, stay) for stay in stays] == owed
    assert rows(county, "select count(*), count(distinct taken_by) from refilled_night") == [(6, 2)]
    proved(county)


def test_the_same_household_an_offer_and_another_house_make_nothing_good(on_file):
    county, _, beds, stay, ann, ben = on_file
    sister = a_child(county, first="Amy", nights=36, household=household_of(county, ann))
    s20(county, sister, situation=1)
    mine = placed(county, sister, beds[0], FRI, MON)
    _, _, others = a_house(county, name="Mill Cottage", beds=1)
    cas = a_child(county, first="Cas", nights=36)
    s20(county, cas, situation=1)
    placed(county, cas, others[0], FRI, MON)
    offered = placed(county, ben, beds[1], FRI, MON, offered=True)
    assert owes(county, stay) == (6000, 3)
    county.at().perform(take_up_stay, TakeUpStay(offered, 1))
    assert owes(county, stay) == (0, 0), "once the offer is taken up, the nights are taken"
    assert mine


def test_a_stay_moved_onto_the_nights_makes_them_good(on_file):
    county, _, beds, stay, _, ben = on_file
    other = placed(county, ben, beds[1], MON, MON + DAY * 3)
    assert owes(county, stay) == (6000, 3)
    to = wanted(ben, beds[1], FRI, MON)
    county.at().perform(change_stay, ChangeStay(other, 1, beds[1], to.starts_at, to.ends_at))
    assert owes(county, stay) == (0, 0)


def test_a_stay_put_back_and_given_up_again_can_be_made_good_again(on_file):
    county, _, beds, stay, ann, ben = on_file
    other = placed(county, ben, beds[1], FRI, MON)
    county.at().perform(put_stay_back, PutStayBack(stay, stay_of(county, stay).version))
    assert (owes(county, stay), left(county, ann)) == ((6000, 3), 33)
    cancel(county, stay)
    assert owes(county, stay) == (6000, 3), "Ben's nights made the first one good"
    cas = a_child(county, first="Cas", nights=36)
    s20(county, cas, situation=1)
    placed(county, cas, beds[0], FRI, MON)
    assert (owes(county, stay), left(county, ann)) == ((0, 0), 36)
    proved(county)
    assert other


def test_nothing_goes_back_where_the_council_puts_nothing_back(on_file):
    county, _, beds, stay, _, ben = on_file
    save(county, SettingValue(key="refill_credit", from_day=FRI.replace(day=1), value="0", reason="Panel"))
    placed(county, ben, beds[0], FRI, MON)
    assert owes(county, stay) == (6000, 3)


def test_the_database_counts_a_night_once_on_either_side(late):
    county, _, beds, _, _, ben = late
    placed(county, ben, beds[0], FRI, MON)
    (cancellation, taken_by) = rows(county, "select cancellation_id, taken_by from refilled_night")[0]
    for wrong in (f"{cancellation}, 99", f"99, {taken_by}"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(
                f"insert into refilled_night (cancellation_id, taken_by, night, at) select {wrong}, night, at from refilled_night"
            ))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text("insert into stay_refill (cancellation_id, pence, back, at) select cancellation_id, 1, 0, at from stay_refill"))
