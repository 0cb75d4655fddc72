"""The beds of tonight, as Today shows them: taken, free, kept for emergencies and closed."""

from datetime import timedelta

from sqlalchemy import text

from shortbreaks.overnight.today import HouseTonight, beds_tonight
from shortbreaks.providers.beds import CloseBeds, close_beds
from tests.builders import a_child
from tests.conftest import TODAY
from tests.counting import statements
from tests.overnight.builders import a_house, placed, s20

TONIGHT = TODAY.date()
DAY = timedelta(days=1)


def test_each_house_says_what_is_left_of_its_beds_tonight_the_largest_first(county):
    unit, _, beds = a_house(county, beds=3, emergency=True)
    small, _, (bed,) = a_house(county, name="Oast Lodge", beds=1)
    sleeps, comes_tomorrow = a_child(county, first="Theo"), a_child(county, first="Mason")
    for child in (sleeps, comes_tomorrow):
        s20(county, child, situation=1)
    placed(county, sleeps, beds[0], TONIGHT, TONIGHT + DAY)
    placed(county, comes_tomorrow, beds[1], TONIGHT + DAY, TONIGHT + 2 * DAY)
    county.at().perform(close_beds, CloseBeds(unit, beds[2], TONIGHT, TONIGHT, "New mattress"))
    county.at().perform(close_beds, CloseBeds(small, None, TONIGHT - DAY, TONIGHT, "Boiler"))
    with statements(county) as sent:
        houses = county.at().ask(beds_tonight)
    assert houses == (
        HouseTonight(unit, "Windmill House", taken=1, free=1, kept=1, closed=1),
        HouseTonight(small, "Oast Lodge", taken=0, free=0, kept=0, closed=1),
    )
    assert len(sent) == 3, "however many houses"
    county.clock.forward(days=1)
    assert county.at().ask(beds_tonight)[0] == HouseTonight(unit, "Windmill House", taken=1, free=2, kept=1, closed=0)
    placed(
        county,
        sleeps,
        beds[3],
        TONIGHT + DAY,
        TONIGHT + 2 * DAY,
        manager="Sam Reed",
        reasons=[("R-O11 bed", "Mother in hospital")],
    )
    assert county.at().ask(beds_tonight)[0] == HouseTonight(unit, "Windmill House", taken=2, free=2, kept=0, closed=0)
    assert bed


def test_a_bed_counts_from_its_first_night_to_its_last_and_a_house_while_it_is_open(file_county):
    _, service, beds = a_house(file_county, beds=4)

    def tonight(*said):
        with file_county.database.writing.begin() as connection:
            for one in said:
                connection.execute(text(one))
        return [one.free for one in file_county.at().ask(beds_tonight)]

    last, first, gone, coming = beds
    assert tonight(
        f"update bed set until_day = '{TONIGHT}' where id = {last}", f"update bed set from_day = '{TONIGHT}' where id = {first}",
        f"update bed set until_day = '{TONIGHT - DAY}' where id = {gone}", f"update bed set from_day = '{TONIGHT + DAY}' where id = {coming}",
    ) == [2]  # fmt: skip
    assert tonight(f"update service set state = 'closed', closed_on = '2026-07-01', closed_reason = 'Shut' where id = {service}") == []
