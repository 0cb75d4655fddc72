"""The stays of a year by legal status: V3 and V4 by what was decided for the day, years clipped at 31 March, and the table (R-O9)."""

from datetime import date, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import read_table
from shortbreaks.exchange.stays_out import HEADINGS, stays_in_law, stays_in_law_file
from shortbreaks.overnight.keeping import DecideStatus, decide_status
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from tests.builders import a_child
from tests.counting import statements
from tests.nasty import FORMULAS
from tests.overnight.builders import FRI, a_house, placed, s20

DAY = timedelta(days=1)
WHY = [("R-O1", "Paper"), ("R-B8", "Next year"), ("R-B11", "Asked"), ("R-X2", "Renewed")]


@pytest.fixture
def county_of_stays(county):
    """Amara in V3 and across 31 March, Ben in V4, Cleo in section 17, Dan before anybody decided; one given up, one offered."""
    _, _, beds = a_house(county, beds=4, workers=30)
    amara, ben, cleo, dan = (a_child(county, first=name, nights=60) for name in ("Amara", "Ben", "Cleo", "Dan"))
    s20(county, amara)
    county.at(Role.MANAGER).perform(decide_status, DecideStatus(ben, 2, date(2026, 4, 1), "Sam Reed", "Agreement", "Ira Olsen", "V4"))
    s20(county, cleo, situation=1)
    placed(county, amara, beds[0], FRI, FRI + DAY * 3)
    placed(county, amara, beds[0], date(2027, 3, 29), date(2027, 4, 3), reasons=WHY)
    placed(county, ben, beds[1], FRI, FRI + DAY * 2)
    placed(county, cleo, beds[2], FRI, FRI + DAY)
    placed(county, dan, beds[3], FRI, FRI + DAY, reasons=[("R-O7", "Decision on Monday")])
    placed(county, ben, beds[1], FRI + DAY * 7, FRI + DAY * 9, offered=True)
    gone = placed(county, cleo, beds[2], FRI + DAY * 7, FRI + DAY * 9)
    county.at().perform(cancel_stay, CancelStay(gone, 1, "family"))
    return county


def test_each_stay_has_the_code_that_was_decided_for_its_day(county_of_stays):
    rows = county_of_stays.at().ask(stays_in_law, FRI)
    assert [(row.child, row.nights, row.in_year, row.legal, row.code, row.begun, row.unclear) for row in rows] == [
        ("Amara O.", 3, 3, "s20", "V3", "S", False), ("Amara O.", 5, 3, "s20", "V3", "S", False),
        ("Ben O.", 2, 2, "s20", "V4", "", False), ("Cleo O.", 1, 1, "s17", "", "", False),
        ("Dan O.", 1, 1, "undecided", "", "", True),
    ]  # fmt: skip
    assert (rows[1].came, rows[1].left) == (date(2027, 3, 29), date(2027, 4, 3))
    (next_year,) = county_of_stays.at().ask(stays_in_law, date(2027, 4, 1))
    assert (next_year.child, next_year.nights, next_year.in_year) == ("Amara O.", 5, 2)
    assert county_of_stays.at().ask(stays_in_law, date(2025, 5, 1)) == ()


def test_the_table_is_whole_and_guarded_and_an_empty_one_is_not_written(county_of_stays):
    with county_of_stays.database.writing.begin() as connection:
        connection.exec_driver_sql(f"update service set name = '{FORMULAS[0]}'")
    data = county_of_stays.at().ask(stays_in_law_file, FRI)
    table = read_table(data)
    assert f"\"'{FORMULAS[0]}\"".encode() in data
    assert table.headings == HEADINGS and len(table.rows) == 5
    first = dict(zip(HEADINGS, table.rows[0].cells, strict=True))
    assert (first["Child"], first["In"], first["Out"], first["Code"], first["Reason begun"]) == ("Amara O.", "2026-08-07", "2026-08-10", "V3", "S")
    assert first["Legal status"] == "Section 20" and first["Decided by"] == "Sam Reed"
    with pytest.raises(Refused, match="No night was slept or booked in 2030/31"):
        county_of_stays.at().ask(stays_in_law_file, date(2030, 5, 1))


def test_it_asks_as_often_for_five_stays_as_for_none(county_of_stays):
    with statements(county_of_stays) as none:
        county_of_stays.at().ask(stays_in_law, date(2030, 5, 1))
    with statements(county_of_stays) as five:
        county_of_stays.at().ask(stays_in_law, FRI)
    assert 0 < len(none) == len(five)
