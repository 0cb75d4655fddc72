"""The sheet of a house: who sleeps where, what staff need, and nothing they must not learn (R-O12, R-B12, safety 3.11)."""

from datetime import date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Child, ChildNeed, EmergencyContact
from shortbreaks.overnight.commands import PlaceStay, place_stay
from shortbreaks.overnight.keeping import KeepPair, NoteVisit, keep_pair, note_visit
from shortbreaks.overnight.papers import IssueHouseSheet, issue_house_sheet
from shortbreaks.providers.beds import CloseBeds, RosterNight, close_beds, roster_night
from tests.builders import a_child, save
from tests.counting import statements
from tests.nasty import FORMULAS, MARKUP
from tests.overnight.builders import FRI, a_house, placed, s20, wanted

SAT, SUN, MON = date(2026, 8, 8), date(2026, 8, 9), date(2026, 8, 10)


def drawn(county, unit, first=FRI, nights=7, style="standard"):
    """(the words, the paper's record) of a sheet issued, as the register keeps it."""
    office = county.at()
    paper = office.perform(issue_house_sheet, IssueHouseSheet(unit, first, nights, style)).answer
    kept = office.ask(paper_again, paper)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(kept.pdf)).pages).replace("\xa0", " ").split())
    with Session(county.database.reading) as db:
        return words, db.get(Paper, paper)


@pytest.fixture
def house(county):
    unit, service, beds = a_house(county, beds=3, emergency=True, workers=1, visits=0)
    theo = a_child(county, first="Theo", last="Marsh", needs=("AUT", "LD", "CON", "HOIST", "MEDS", "SIGN"), workers=1)
    mason = a_child(county, first="Mason", last="Eames")
    for child in (theo, mason):
        s20(county, child)
    with county.database.writing.begin() as connection:
        connection.execute(Child.__table__.update().where(Child.id == theo).values(communication="Points and nods", health="Dravet syndrome", likes="Trains, not balloons"))
    office = county.at()
    office.perform(note_visit, NoteVisit(theo, service, date(2026, 7, 20), "tea"))
    words = (("R-B10", "Asked"), ("R-B10 bed", "Own sling"), ("R-O12 prefer", "Both know it"), ("R-B4", "Agreed"))
    request = PlaceStay(wanted(theo, beds[0], FRI, MON), reasons=_reasons(words), collected_by="Grandfather, with the van",
                        note="Sleeps with the door open")  # fmt: skip
    office.perform(place_stay, request)
    return county, unit, beds, theo, mason, words


def _reasons(words):
    from shortbreaks.bookings.overrides import Reason

    return tuple(Reason(*one) for one in words)


def test_staff_read_what_they_need_of_each_child(house):
    county, unit, _, _, _, _ = house
    words, paper = drawn(county, unit)
    for said in (
        "Windmill House, nights 7 to 13 August 2026", "Fri 7 August Bed 1 Theo M., arrives 16:00",
        "leaving: Theo M. 10:00", "Theo M., 9, first night here", "arrives Fri 7 August at 16:00, leaves Mon 10 August at 10:00",
        "Alerts: Seizures", "Medicine: Daily medicine", "Equipment: Hoist", "Talks and hears: Signing. Points and nods",
        "Staff: One worker to this child.", "Introductions: Tea visit", "Collected by: Grandfather, with the van",
        "Allergies: none told to us", "Within two hours: Joy A., Aunt, 07700 900387", "Note: Sleeps with the door open", "1 here, 1 needed",
        "Likes: Trains, not balloons",
        "Beds 2, 3; Emergency", "A manager approves its use",
    ):  # fmt: skip
        assert said in words, said
    assert (paper.kind, paper.about, paper.child_id, paper.audience) == ("house sheet", f"unit:{unit}", None, "provider")


@pytest.mark.parametrize("style", ["standard", "large"])
def test_staff_do_not_read_what_is_not_theirs(house, style):
    county, unit, beds, theo, mason, words = house
    county.at().perform(keep_pair, KeepPair(theo, mason, "prefer not", "Bites at night", date(2026, 1, 1)))
    placed(county, mason, beds[1], SAT, SUN, reasons=words)
    said, _ = drawn(county, unit, style=style)
    assert said.count("Not in the same room as: Mason E.") == said.count("Not in the same room as: Theo M.") == 1
    for secret in ("Bites", "Autism", "Learning", "Dravet", "Marsh", "Eames", "The Street", "Ramsgate", "CT11", "ection 20", "s20", "Sam Reed"):
        assert secret not in said, secret


def test_what_is_written_of_a_child_is_read_without_a_diagnosis_or_a_full_name(house):
    """What staff do is said, and a note that names an illness is left to the care plan; allergies are said each way."""
    county, unit, beds, _, mason, words = house
    save(county, *[ChildNeed(child_id=mason, code=code, level="", note=note) for code, note in (
        ("CON", "since her epilepsy began"), ("DIABETES", "at 8 and 18"), ("ALLERGY", "nuts: pen in the red bag"))])  # fmt: skip
    with county.database.writing.begin() as connection:
        connection.execute(EmergencyContact.__table__.update().values(name="Josephine Abernathy"))
        connection.execute(Child.__table__.update().where(Child.id == mason).values(communication="ADHD: short sentences"))
    request = PlaceStay(wanted(mason, beds[1], SAT, SUN), reasons=_reasons([*words, ("R-B11", "Asked")]), note="Cerebral palsy nurse rings at 9")
    county.at().perform(place_stay, request)
    said, _ = drawn(county, unit)
    for there in ("Alerts: Seizures: see the care plan", "Medicine: Blood sugar care: at 8 and 18", "Talks and hears: see the care plan",
                  "Allergies: Severe allergy: nuts: pen in the red bag", "Within two hours: Josephine A., Aunt", "Note: see the care plan"):  # fmt: skip
        assert there in said, there
    for secret in ("pilepsy", "Diabetes", "ADHD", "palsy", "Abernathy"):
        assert secret not in said, secret


def test_each_need_says_something_and_what_goes_on_is_said_to_go_on(house):
    county, unit, beds, _, mason, words = house
    long = "nuts, " * 80
    save(county, *[ChildNeed(child_id=mason, code=code, level="", note=note) for code, note in (
        ("TOILET", ""), ("COMM", ""), ("VIS", ""), ("ALLERGY", long))])  # fmt: skip
    placed(county, mason, beds[1], SAT, SUN, reasons=words)
    said, _ = drawn(county, unit)
    for there in ("Help with: Toilet", "Talks and hears: Needs help with communication; Needs help with seeing",
                  "… The record says more: ask the office."):  # fmt: skip
        assert there in said, there


def test_two_kept_apart_who_never_meet_are_not_told_of_each_other(house):
    county, unit, beds, theo, mason, words = house
    county.at().perform(keep_pair, KeepPair(theo, mason, "must not share", "Bites", date(2026, 1, 1)))
    placed(county, mason, beds[1], MON, date(2026, 8, 12), reasons=words)
    assert "Not in the same room" not in drawn(county, unit)[0]


def test_closures_short_staff_empty_nights_and_offers_are_said(house):
    county, unit, beds, _, mason, words = house
    office = county.at()
    office.perform(close_beds, CloseBeds(unit, beds[2], FRI, FRI, "New mattress"))
    office.perform(close_beds, CloseBeds(unit, None, MON, MON, "Boiler"))
    office.perform(roster_night, RosterNight(unit, SAT, 1))
    placed(county, mason, beds[1], SAT, SUN, offered=True, reasons=words)
    said, _ = drawn(county, unit)
    assert "Closed: Bed 3, New mattress" in said and "Closed: The house, Boiler" in said
    assert "1 here, 2 needed: 1 worker short" in said
    assert "offered and not yet taken up" in said
    assert "Tue 11 August Nobody" in said
    one, _ = drawn(county, unit, date(2026, 8, 12), 1)
    assert "night of Wednesday 12 August 2026" in one and "Nobody stays in these nights." in one


def test_nobody_to_reach_is_said_and_nasty_words_are_words(house):
    county, unit, _, _, _, _ = house
    nasty = f"{MARKUP[0]} {FORMULAS[1]}"
    with county.database.writing.begin() as connection:
        connection.execute(EmergencyContact.__table__.update().values(within_two_hours=False))
        connection.execute(Child.__table__.update().values(communication=nasty))
    said, _ = drawn(county, unit, style="large")
    assert "Within two hours: Nobody is kept: ring the office." in said
    assert MARKUP[0] in said


def test_a_sheet_is_of_one_to_fourteen_nights_and_only_by_those_who_issue_papers(house):
    county, unit, _, _, _, _ = house
    for nights in (0, 15):
        with pytest.raises(Refused, match="one to 14 nights"):
            county.at().perform(issue_house_sheet, IssueHouseSheet(unit, FRI, nights))
    with pytest.raises(Refused, match="role"):
        county.at(Role.AUDITOR).perform(issue_house_sheet, IssueHouseSheet(unit, FRI))


def test_a_sheet_asks_as_often_for_three_children_as_for_one(house):
    county, unit, beds, _, mason, words = house
    poppy = a_child(county, first="Poppy", last="Gray")
    s20(county, poppy)
    county.at().perform(issue_house_sheet, IssueHouseSheet(unit, FRI))  # the first to need some letters also keeps their typefaces
    with statements(county) as one:
        county.at().perform(issue_house_sheet, IssueHouseSheet(unit, FRI))
    placed(county, mason, beds[1], SAT, SUN, reasons=words)
    placed(county, poppy, beds[2], SAT, MON, reasons=words)
    county.at().perform(issue_house_sheet, IssueHouseSheet(unit, FRI))
    with statements(county) as three:
        county.at().perform(issue_house_sheet, IssueHouseSheet(unit, FRI))
    assert 0 < len(one) == len(three)
    with Session(county.database.reading) as db:
        assert len(db.scalars(select(Paper.id)).all()) == 4
    assert datetime(2026, 8, 7, 16)
