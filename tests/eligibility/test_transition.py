"""Growing up: the ages of the radar, steps that are taken, noted and closed, and a decision that is never silently passed."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.council.reading import read_ages
from shortbreaks.eligibility.commands import SeeEvidence, see_evidence
from shortbreaks.eligibility.rules import day_of_age, milestones_due, say_months
from shortbreaks.eligibility.transition import IssueTransition, TakeStep, growing_up, issue_transition, take_step
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again, papers_of_child
from tests.builders import a_child

AGES = (192, 204, 210, 216, 300)
TODAY, UNTIL = date(2026, 7, 22), date(2026, 8, 19)


@pytest.mark.parametrize(("born", "plan", "due"), [
    (date(2008, 7, 22), False, [("18", date(2026, 7, 22))]), (date(2008, 7, 23), False, [("17½", date(2026, 1, 23)), ("18", date(2026, 7, 23))]),
    (date(2008, 7, 21), False, [("18", date(2026, 7, 21))]), (date(2001, 8, 1), False, [("18", date(2019, 8, 1))]),
    (date(2001, 8, 1), True, [("18", date(2019, 8, 1)), ("25", date(2026, 8, 1))]),
    (date(2001, 7, 21), True, [("18", date(2019, 7, 21)), ("25", date(2026, 7, 21))]),
    (date(2010, 8, 20), False, []), (date(2010, 8, 19), False, [("16", date(2026, 8, 19))]),
    (date(2009, 1, 31), False, [("17", date(2026, 1, 31)), ("17½", date(2026, 7, 31))]),
])  # fmt: skip
def test_the_ages_that_wait(born, plan, due):
    """R-E10: the last age passed, those of the next weeks, and 18 for as long as nothing is decided."""
    found = milestones_due(born, AGES, TODAY, UNTIL, plan=plan)
    assert [(say_months(months), day) for months, day in found] == due


def test_born_on_29_february_and_on_31_august():
    """R-E2: 18 on 1 March of a common year; half years end with their month."""
    assert day_of_age(date(2008, 2, 29), 216) == date(2026, 3, 1)
    assert day_of_age(date(2008, 2, 29), 210) == date(2025, 8, 29)
    assert day_of_age(date(2008, 8, 31), 210) == date(2026, 2, 28)
    assert day_of_age(date(2006, 8, 31), 210) == date(2024, 2, 29)


@pytest.mark.parametrize("typed", ["", "17.3", "18, 17", "17, 17", "seventeen", "17,,18", "١٧"])
def test_ages_that_cannot_be_read_are_refused(typed):
    with pytest.raises(Refused):
        read_ages(typed)


def test_the_radar_is_a_dated_setting(county):
    a_child(county, born=date(2012, 8, 1))
    assert county.at().ask(growing_up) == ()
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("transition_alerts", "14, 18", TODAY, "Panel."))
    assert [(one.words, one.due) for one in county.at().ask(growing_up)] == [("14", date(2026, 8, 1))]


def test_a_birthday_of_29_february_is_a_dated_setting(county):
    """R-E2: the radar and the step kept by it both go by what the council decided for the year's 28 February."""
    child = a_child(county, born=date(2008, 2, 29))
    county.clock.set(datetime(2026, 2, 28, 12, tzinfo=UTC))

    def radar():
        return [(one.age, one.due, one.needed) for one in county.at().ask(growing_up) if one.months == 216]

    assert radar() == [(17, date(2026, 3, 1), False)]
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="1 March or 28 February"):
        office.perform(decide_setting, DecideSetting("leap_birthday", "29 February", date(2026, 2, 1), "Legal team."))
    office.perform(decide_setting, DecideSetting("leap_birthday", "28 february", date(2026, 2, 1), "Legal team."))
    assert radar() == [(18, date(2026, 2, 28), True)]
    county.at().perform(take_step, TakeStep(child, 216, "closed", "Adult services go on."))
    assert radar() == []


def test_25_counts_where_an_ehc_plan_was_seen(county):
    child = a_child(county, born=date(2001, 8, 1))
    assert [one.words for one in county.at().ask(growing_up)] == ["18"]
    county.at().perform(see_evidence, SeeEvidence(child, "EHCP", date(2026, 1, 1), None, ""))
    assert [one.words for one in county.at().ask(growing_up)] == ["18", "25"]


def test_a_step_is_taken_noted_and_closed_with_its_outcome(county):
    child = a_child(county, born=date(2009, 1, 22))  # 17½ today
    office = county.at()
    office.perform(take_step, TakeStep(child, 210, "taken"))
    office.perform(take_step, TakeStep(child, 210, "note", "Rang the school."))
    half = next(one for one in office.ask(growing_up) if one.months == 210)
    assert (half.taken_by, half.last_note, half.needed) == ("Coordinator One", "Rang the school.", False)
    with pytest.raises(Refused, match="needs the outcome"):
        office.perform(take_step, TakeStep(child, 210, "closed", " "))
    office.perform(take_step, TakeStep(child, 210, "closed", "Referred to the Young People's Team."))
    assert 210 not in {one.months for one in office.ask(growing_up)}
    with pytest.raises(Refused, match="closed already"):
        office.perform(take_step, TakeStep(child, 210, "note", "x"))
    office.perform(take_step, TakeStep(child, 210, "opened", "The team sent it back."))
    assert next(one for one in office.ask(growing_up) if one.months == 210).last_note == "The team sent it back."


@pytest.mark.parametrize(("months", "kind", "said"), [(200, "taken", "not on the radar"), (300, "taken", "more than a year"), (204, "done", "no step")])
def test_steps_that_cannot_be_are_refused(county, months, kind, said):
    child = a_child(county, born=date(2009, 7, 22))
    with pytest.raises(Refused, match=said):
        county.at().perform(take_step, TakeStep(child, months, kind, "x"))


def test_a_decision_is_needed_from_the_18th_birthday_until_somebody_makes_it(county):
    """Never a silent stop: the day before it comes, on the day it is needed, and years later still."""
    child = a_child(county, born=date(2008, 7, 23))
    needed = [one.needed for one in county.at().ask(growing_up) if one.months == 216]
    assert needed == [False]
    for day in (datetime(2026, 7, 23, 12, tzinfo=UTC), datetime(2029, 7, 23, 12, tzinfo=UTC)):
        county.clock.set(day)
        assert [one.needed for one in county.at().ask(growing_up) if one.months == 216] == [True]
    county.at().perform(take_step, TakeStep(child, 216, "closed", "Adult services from 1 August."))
    assert county.at().ask(growing_up) == ()


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_letter_at_17_and_a_half(county, style):
    child = a_child(county, born=date(2009, 1, 22))
    paper = county.at().perform(issue_transition, IssueTransition(child, 210, style)).answer
    pages = PdfReader(BytesIO(county.at().ask(paper_again, paper).pdf)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())
    for part in ("Planning for Amara’s adult life", f"Our reference T-{child:05d}-17½", f"Letter T-{child:05d}-17½ Page 1", "Amara turns 17½ on 22 July 2026", "60 hours and 24 nights, until 31 March 2027",
                 "Nothing stops by itself on 22 January 2027", "Young People’s Team", "Ring Coordinator One on 01632 960170"):  # fmt: skip
        assert part in said, part
    assert "Okafor" not in said
    (row,) = county.at().ask(papers_of_child, child)
    assert row.kind == "transition letter"
    half = next(one for one in county.at().ask(growing_up) if one.months == 210)
    assert half.letter_on == date(2026, 7, 22)


def test_the_letter_at_17_does_not_speak_of_the_team_yet(file_county):
    child = a_child(file_county, born=date(2009, 7, 1), hours=0, nights=0)
    paper = file_county.at().perform(issue_transition, IssueTransition(child, 204)).answer
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(file_county.at().ask(paper_again, paper).pdf)).pages)
    said = " ".join(said.replace("\xa0", " ").split())
    assert "turned 17 on 1 July 2026" in said and "Young People" not in said and "Nothing is awarded for Amara today." in said
    with pytest.raises(Refused, match="at 17 and at 17½"):
        file_county.at().perform(issue_transition, IssueTransition(child, 216))
