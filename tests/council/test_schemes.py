"""Schemes are typed in one shape: what can be read is read, and what cannot is refused with its line (R-E11)."""

from contextlib import suppress
from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.council.codes import LISTS
from shortbreaks.council.scheme_changes import DecideScheme, decide_scheme, schemes_on, schemes_shown
from shortbreaks.council.schemes import PUBLISHED, read_scheme, say_awards, say_given
from shortbreaks.errors import NotAllowed, Refused
from tests.nasty import TEXTS

CODES = {name: {code.code: code.words for code in LISTS[name]} for name in ("need", "evidence")}
DAY = date(2026, 4, 1)


def read(tests, awards="", name="Ours"):
    return read_scheme(name, DAY, tests, awards, CODES)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda one: one[0])
def test_every_published_scheme_has_the_one_shape(published):
    scheme = read(published[1], published[2], published[0])
    assert scheme.tests and scheme.name == published[0]


def test_bands_points_and_hours_are_one_thing():
    bands = read("", "Impact on the family?\nsome = £500\nlots = £750\nexceptional = up to £1,000")
    assert [say_given(bands.award_for(answer)) for answer in ("some", "LOTS ", "exceptional")] == [
        "£500.00 a year", "£750.00 a year", "up to £1,000.00 a year",
    ]
    assert bands.award_for("") is None and bands.award_for("none") is None
    points = read("", "Points?\n10 = 20 hours\n20 = 40 hours")
    given = [points.award_for(score) for score in ("9", "10", "19", "20", "99")]
    assert [one and one.amount for one in given] == [None, 1200, 1200, 2400, 2400]
    hours = read("", "40 hours a year")
    assert (hours.question, hours.award_for("").amount, hours.award_for("").unit) == ("", 2400, "hours")
    paths = read("", "Support needed?\nsmall = a person decides\nlots = 12 nights")
    assert paths.award_for("small").amount is None and paths.award_for("lots").unit == "nights"
    assert say_awards(paths) == ("Support needed, small: a person decides", "Support needed, lots: 12 nights a year")


@pytest.mark.parametrize(("tests", "awards", "said", "field"), [
    ("", "", "tests nothing and awards nothing", "tests"), ("Be nice", "", "no test that can be made", "tests"),
    ("Severe in 1 of MOB, XYZ", "", "“XYZ” is not on the list", "tests"), ("Awful in 1 of MOB", "", "is no level", "tests"),
    ("Severe in 3 of MOB, PC", "", "asks for 3 of 2", "tests"), ("Severe in 0 of MOB", "", "asks for 0 of 1", "tests"),
    ("Age 17 to 5", "", "from 17 down to 5", "tests"), ("Seen DLA or LETTER", "", "“LETTER” is not on the list", "tests"),
    ("Always: seen DLA", "", "does not say when", "tests"), ("Over up to 3 hours: seen DLA", "", "does not say when", "tests"),
    ("Seen DLA", "some = £500", "stands above them", "awards"), ("Seen DLA", "Impact?", "gives anything", "awards"),
    ("Seen DLA", "Impact?\nsome £500", "no answer with its award", "awards"), ("Seen DLA", "Impact?\nsome = lots", "no amount", "awards"),
    ("Seen DLA", "Points?\n20 = 1 night\n10 = 2 nights", "upwards", "awards"), ("Seen DLA", "P?\n10 = 1 night\nx = 2 nights", "Use one of the two", "awards"),
    ("Seen DLA", "Impact?\nsome = £5\nSOME = £6", "stands twice", "awards"), ("Seen DLA\n" * 41, "", "more than 40 lines", "tests"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(tests, awards, said, field):
    with pytest.raises(Refused) as refusal:
        read(tests, awards)
    assert said in str(refusal.value) and refusal.value.field == field


@pytest.mark.parametrize("nasty", TEXTS)
def test_a_strange_line_is_a_sentence_and_never_a_fault(nasty):
    for tests, awards in ((nasty, ""), ("Seen DLA", nasty), ("Seen DLA", f"{nasty}?\n{nasty} = £5"), (f"Age 1 to 2: {nasty}", "")):
        with suppress(Refused):  # anything else fails
            read(tests, awards)


def test_a_scheme_holds_from_its_day_and_what_held_before_stays(county):
    office = county.at(Role.MANAGER)
    name, tests, _ = PUBLISHED[0]
    office.perform(decide_scheme, DecideScheme(name, date(2026, 9, 1), "Profound in 2 of MOB, PC", "", "Cabinet, 3 July."))
    office.perform(decide_scheme, DecideScheme("Grants", date(2026, 7, 22), *PUBLISHED[3][1:], "Panel."))
    assert [(row.name, row.state) for row in office.ask(schemes_shown)] == [
        (name, "holds"), ("Grants", "holds"), (name, "to come"),
    ]  # fmt: skip
    with county.database.reading.connect() as connection:
        from sqlalchemy.orm import Session

        with Session(connection) as db:
            before = {one.name: one for one in schemes_on(db, date(2026, 8, 31))}
            after = {one.name: one for one in schemes_on(db, date(2026, 9, 1))}
    assert (before[name].tests[0].least, after[name].tests[0].least) == (1, 2)
    assert "Grants" in before and before[name].tests[0].levels == ("severe", "profound") and tests


def test_a_scheme_ends_from_a_day_but_never_the_last_one(county):
    office = county.at(Role.MANAGER)
    name, tests, awards = PUBLISHED[0]
    with pytest.raises(Refused, match="No scheme would be left"):
        office.perform(decide_scheme, DecideScheme(name, DAY, tests, awards, "No more.", retired=True))
    office.perform(decide_scheme, DecideScheme("Points", DAY, *PUBLISHED[6][1:], "Panel."))
    office.perform(decide_scheme, DecideScheme(name, date(2026, 7, 22), tests, awards, "No more.", retired=True))
    assert {row.name: row.state for row in office.ask(schemes_shown) if row.id} == {name: "ended", "Points": "holds"}


@pytest.mark.parametrize(("more", "field"), [({"name": " "}, "name"), ({"reason": ""}, "reason"), ({"name": "x" * 81}, "name")])
def test_a_scheme_has_its_name_and_its_reason(file_county, more, field):
    request = {"name": "Ours", "from_day": DAY, "tests": "Seen DLA", "awards": "", "reason": "Panel.", **more}
    with pytest.raises(Refused) as refusal:
        file_county.at(Role.MANAGER).perform(decide_scheme, DecideScheme(**request))
    assert refusal.value.field == field


def test_who_may_only_see_decides_no_scheme(file_county):
    with pytest.raises(NotAllowed):
        file_county.at().perform(decide_scheme, DecideScheme("Ours", DAY, "Seen DLA", "", "x"))
