"""What nights are in law and in the return: one place to a stay, V3 or V4, and where a child under 16 may be (R-O4, R-O9, R-O17)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.access.permissions import Role
from shortbreaks.council.tables import SettingValue
from shortbreaks.dates import to_utc
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.commands import ChangeStay, change_stay
from shortbreaks.overnight.keeping import DecideStatus, decide_status
from shortbreaks.overnight.on_the_night import Arrive, arrive
from shortbreaks.overnight.queries import nights_of_child
from shortbreaks.overnight.rules import mixed_years
from tests.builders import a_child, save
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of, wanted

APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)
MON = FRI + timedelta(days=3)


@pytest.mark.parametrize(
    ("decided", "mixed"),
    [
        ([(APRIL, "V3")], []),
        ([(APRIL, "V3"), (date(2027, 4, 1), "V4")], []),  # from the first day of a year
        ([(APRIL, "V3"), (date(2027, 3, 31), "V4")], [APRIL]),  # a day before it
        ([(APRIL, "V3"), (date(2027, 4, 2), "V4")], [date(2027, 4, 1)]),  # a day after it
        ([(APRIL, "V3"), (OCTOBER, "V3")], []),
        ([(APRIL, "V3"), (OCTOBER, "V4")], [APRIL]),
        ([(APRIL, "V3"), (date(2026, 6, 1), ""), (OCTOBER, "V4")], [APRIL]),  # section 17 between does not part them
        ([(APRIL, "V3"), (date(2026, 6, 1), ""), (date(2027, 6, 1), "V4")], []),
        ([(APRIL, "V3"), (APRIL, "V4")], []),  # put right on the day: the later one holds
        ([(OCTOBER, "V3"), (OCTOBER, "V4")], []),  # and so within a year
        ([(date(2024, 4, 1), "V3"), (OCTOBER, "V4")], [APRIL]),  # it held all the years before
    ],
)  # fmt: skip
def test_a_year_has_one_way_of_recording(decided, mixed):
    assert mixed_years(decided) == mixed


def test_v3_and_v4_are_never_mixed_and_the_card_says_which(county):
    child = a_child(county)
    s20(county, child, since=date(2024, 4, 1))
    (_, said) = county.at().ask(nights_of_child, child).situation, county.at().ask(nights_of_child, child).decided
    assert said == "Sam Reed, from 1 April 2024; reviewing officer Ira Olsen; V3, each stay is recorded"
    v4 = DecideStatus(child, 2, OCTOBER, "Sam Reed", "The agreement alone", "Ira Olsen", "V4")
    with pytest.raises(Refused, match=r"never mixed for one child in one year, and 2026/27 would have both") as refusal:
        county.at(Role.MANAGER).perform(decide_status, v4)
    assert refusal.value.field == "recorded"
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from legal_status")).scalar() == 1
    county.at(Role.MANAGER).perform(decide_status, DecideStatus(child, 2, date(2027, 4, 1), "Sam Reed", "Agreed", "Ira Olsen", "V4"))
    with pytest.raises(Refused, match="V3 or as V4"):
        county.at(Role.MANAGER).perform(decide_status, DecideStatus(child, 2, OCTOBER, "Sam Reed", "Agreed", "Ira Olsen", "V1"))
    for wrong in ("'s17', 1, 'V3'", "'s20', 2, ''", "'s20', 2, 'V5'"):
        with pytest.raises(IntegrityError), county.database.writing.begin() as connection:
            connection.execute(text(
                "insert into legal_status (child_id, legal, situation, recorded, from_day, decided_by, reason, reviewing_officer, at, "
                f"person_id) select child_id, {wrong}, from_day, decided_by, reason, reviewing_officer, at, person_id from legal_status"
            ))


def test_a_stay_of_section_20_is_in_one_place_from_arriving_to_leaving(file_county):
    county = file_county
    _, _, (bed,) = a_house(county, beds=1)
    _, _, (other,) = a_house(county, name="Mill Cottage", beds=1)
    child = a_child(county)
    s20(county, child)
    stay = placed(county, child, bed, FRI, MON)
    county.clock.set(to_utc(datetime(2026, 8, 7, 17)))
    county.at().perform(arrive, Arrive(stay, 1))
    to = wanted(child, other, FRI, MON)
    with pytest.raises(Refused, match="in one place") as refusal:
        county.at().perform(change_stay, ChangeStay(stay, 2, other, to.starts_at, to.ends_at))
    assert refusal.value.remedy == "Say that the child was collected, then place a stay in the other house."
    assert stay_of(county, stay).bed_id == bed


@pytest.mark.parametrize(
    ("born", "situation", "home", "asked"),
    [
        (date(2010, 8, 8), 2, "other", True),  # 16 the day after the first night
        (date(2010, 8, 7), 2, "other", False),  # 16 on it
        (date(2012, 8, 7), 2, "children's home", False), (date(2012, 8, 7), 2, "foster carer", False),
        (date(2012, 8, 7), 1, "other", False),
    ],
)  # fmt: skip
def test_a_looked_after_child_under_16_is_in_a_registered_place(file_county, born, situation, home, asked):
    county = file_county
    _, _, (bed,) = a_house(county, beds=1, home=home)
    child = a_child(county, born=born)
    s20(county, child, situation=situation)
    found = county.at().ask(stay_asked, wanted(child, bed, FRI, MON)).findings
    assert next(one.outcome for one in found if one.rule == "R-O17") is (Outcome.TO_DECIDE if asked else Outcome.MET)
    if asked:
        with pytest.raises(Refused, match="Amara is 15, and this is no children's home or foster carer"):
            placed(county, child, bed, FRI, MON)


@pytest.mark.parametrize(("kept", "most"), [("1", 4), ("0", 3)])
def test_nights_of_24_hours_or_less_count_as_the_council_decided(file_county, kept, most):
    """R-O6: Friday 16:00 to Saturday 16:00 is 24 hours; over the night the clocks go back it is 25, and counts either way."""
    county = file_county
    _, _, (bed,) = a_house(county, beds=1)
    child = a_child(county)
    s20(county, child)
    save(county, SettingValue(key="count_le_24h", from_day=date(2026, 1, 1), value=kept, reason="Panel"))
    placed(county, child, bed, FRI, FRI + timedelta(days=1), leaves=16)
    placed(county, child, bed, date(2026, 10, 24), date(2026, 10, 25), leaves=16)
    assert county.at().ask(stay_asked, wanted(child, bed, date(2026, 11, 6), date(2026, 11, 8))).limit.most == most
