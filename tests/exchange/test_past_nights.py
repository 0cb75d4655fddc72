"""Nights of past years from a file: every line or none, the faults with their lines, and the rolling 75 right with them (R-O3)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import write_table
from shortbreaks.exchange.night_commands import TakePastNights, past_nights_previewed, take_past_nights
from shortbreaks.families.tables import Household
from shortbreaks.overnight.asking import stay_asked
from tests.builders import a_child
from tests.counting import statements
from tests.nasty import TEXTS
from tests.overnight.builders import a_house, placed, s20, wanted
from tests.overnight.test_rules import A1

HEADS = ("Family", "Child", "House", "Bed", "In", "Out", "Legal status")


def a_file(*rows):
    return write_table(HEADS, rows)


def ref_of(county, child):
    from shortbreaks.families.tables import Child

    with Session(county.database.reading) as db:
        return db.scalar(select(Household.ref).join(Child, Child.household_id == Household.id).where(Child.id == child))


@pytest.fixture
def house(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child)
    return county, beds, child, ref_of(county, child)


def line(ref, first, out, *, child="Amara", bed="Bed 1", legal="section 20"):
    return (ref, child, "Windmill House", bed, first, out, legal)


def taken(county, data):
    seen = county.at().ask(past_nights_previewed, data)
    return county.at().perform(take_past_nights, TakePastNights(data, seen.sha256)).answer


def kept(county):
    with Session(county.database.reading) as db:
        return len(db.scalars(select(Stay.id)).all()), len(db.scalars(select(BedNight.id)).all())


def test_a1_the_limit_is_right_once_the_nights_of_the_past_are_in(house):
    county, beds, child, ref = house
    asked = county.at().ask(stay_asked, wanted(child, beds[0], date(2026, 8, 1), date(2026, 8, 13)))
    assert asked.limit.now == 0
    data = a_file(*[line(ref, first, out) for first, out in A1])
    seen = county.at().ask(past_nights_previewed, data)
    assert ([row.act for row in seen.rows], "67 nights would be new." in seen.said) == (["new"] * 5, True)
    assert kept(county) == (0, 0)
    assert taken(county, data) == 5
    assert kept(county) == (5, 67)
    asked = county.at().ask(stay_asked, wanted(child, beds[0], date(2026, 8, 1), date(2026, 8, 13)))
    assert (asked.limit.now, asked.limit.most, asked.limit.over) == (67, 79, 4)
    with county.database.reading.connect() as connection:
        assert not [flaw for one in PROOFS.values() for flaw in one.find(connection)]
    # the same file adds nothing again, and one line more adds one
    with pytest.raises(Refused, match="Nothing in the file is new"):
        taken(county, data)
    more = a_file(*[line(ref, first, out) for first, out in A1], line(ref.lower(), "1/6/2026", "3/6/2026", child=""))
    assert [row.act for row in county.at().ask(past_nights_previewed, more).rows] == ["known"] * 5 + ["new"]
    assert taken(county, more) == 1


def test_every_line_at_fault_is_told_with_its_number_and_nothing_is_taken_in(house):
    county, beds, child, ref = house
    placed(county, child, beds[1], date(2026, 7, 1), date(2026, 7, 3), reasons=[("R-O1", "Paper")])
    good = line(ref, "2025-12-01", "2025-12-05")
    bad = (
        (line("F-1", "2025-11-01", "2025-11-02"), "No family has the number “F-1”"),
        (line(ref, "2025-11-01", "2025-11-02", child="Bob"), "no child of that name"),
        (("F-1", "", "Nowhere", "Bed 1", "2025-11-01", "2025-11-02", "20"), "No family"),
        ((ref, "", "Nowhere", "Bed 1", "2025-11-01", "2025-11-02", "20"), "No house is called “Nowhere”"),
        (line(ref, "2025-11-01", "2025-11-02", bed="Bed 9"), "has no bed “Bed 9”"),
        (line(ref, "2025-13-01", "2025-11-02"), "“2025-13-01” is not a day"),
        (line(ref, "2025-11-02", "2025-11-02"), "has no night"),
        (line(ref, "2025-01-02", "2026-01-02"), "would be 365 nights"),
        (line(ref, "2026-07-21", "2026-07-23"), "has not come yet"),
        (line(ref, "2010-11-01", "2010-11-02"), "not born then"),
        (line(ref, "2019-11-01", "2019-11-02"), "could not be slept in then"),
        (line(ref, "2025-11-01", "2025-11-02", legal="section 31"), "no legal status"),
        (line(ref, "2025-12-04", "2025-12-06", bed="Bed 2"), "The child has the night of 4 December 2025 on line 2 too"),
        (line(ref, "2026-07-02", "2026-07-04", bed="Bed 1"), "sleeps elsewhere on 2 July 2026"),
        (line(ref, "2026-07-02", "2026-07-04", bed="Bed 2"), "Another stay has that bed on 2 July 2026"),
    )  # fmt: skip
    data = a_file(good, *[row for row, _ in bad])
    seen = county.at().ask(past_nights_previewed, data)
    assert [(row.line, row.act) for row in seen.rows] == [(2, "new"), *[(n, "refused") for n in range(3, 18)]]
    for row, (_, said) in zip(seen.rows[1:], bad, strict=True):
        assert said in row.why
    before = kept(county)
    with pytest.raises(Refused, match="Line 3: No family has the number"):
        county.at().perform(take_past_nights, TakePastNights(data, seen.sha256))
    assert kept(county) == before


def test_a_stay_of_more_than_17_nights_in_2020_is_kept_and_said(house):
    """R-O2: the law was eased for a time, so what is brought in is never refused for it; 17 nights are nothing to say."""
    county, _, _, ref = house
    long = a_file(line(ref, "2020-05-01", "2020-05-19"), line(ref, "2020-07-01", "2020-07-18"))
    seen = county.at().ask(past_nights_previewed, long)
    assert [row.act for row in seen.rows] == ["new", "new"]
    assert "1 stay of more than 17 nights: kept as they were (R-O2)." in seen.said
    assert taken(county, long) == 2


def test_two_children_of_one_family_are_told_apart_by_name(house):
    county, _, child, ref = house
    with Session(county.database.reading) as db:
        household = db.scalar(select(Household.id).where(Household.ref == ref))
    a_child(county, first="Leo", household=household)
    nameless, named = (line(ref, "2025-11-01", "2025-11-02", child=name) for name in ("", "leo"))
    assert "does not say which" in county.at().ask(past_nights_previewed, a_file(nameless)).rows[0].why
    taken(county, a_file(named, line(ref, "2025-11-01", "2025-11-02", bed="Bed 2")))
    with Session(county.database.reading) as db:
        assert len(set(db.scalars(select(BedNight.child_id)))) == 2
    assert child


def test_files_that_are_no_such_table_and_changed_files_are_refused(house):
    county, _, _, ref = house
    for data, said in ((b"", "empty"), (write_table(("Family", "In"), [(ref, "1")]), "no column “House”")):
        with pytest.raises(Refused, match=said):
            county.at().ask(past_nights_previewed, data)
    data = a_file(line(ref, "2025-12-01", "2025-12-05"))
    with pytest.raises(Refused, match="changed since it was looked at"):
        county.at().perform(take_past_nights, TakePastNights(data, "0" * 64))
    with pytest.raises(Refused, match="role"):
        county.at(Role.FINANCE).ask(past_nights_previewed, data)


def test_nasty_values_in_every_column_are_faults_of_their_line_and_nothing_else(house):
    county, _, _, ref = house
    good = line(ref, "2025-12-01", "2025-12-05")
    rows = [(*good[:place], text.replace("\x00", ""), *good[place + 1:]) for text in TEXTS for place in range(7) if "\ud800" not in text]
    seen = county.at().ask(past_nights_previewed, a_file(*rows))
    assert {row.act for row in seen.rows} == {"refused"}


def test_reading_asks_as_often_for_many_lines_as_for_one(house):
    county, _, _, ref = house
    counts = []
    for days in (1, 20):
        data = a_file(*[line(ref, date(2025, 12, day), date(2025, 12, day + 1)) for day in range(1, days + 1)])
        with statements(county) as sent:
            county.at().ask(past_nights_previewed, data)
        counts.append(len(sent))
    assert 0 < counts[0] == counts[1]
