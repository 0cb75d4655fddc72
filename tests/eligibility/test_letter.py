"""The decision letter says what the stored decision says, and nothing else; a family counts as told once it is issued."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.eligibility.cases import AskDecision, SetPanel, TakeBack, ask_decision, set_panel, take_back
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.eligibility.commands import Award, RecordDecision, record_decision
from shortbreaks.eligibility.queries import decisions_of_child, offers_of_child
from shortbreaks.eligibility.telling import IssueDecision, NoteOffer, NoteTold, issue_decision, note_offer, note_told
from shortbreaks.eligibility.worklists import cases_open, decided_not_told
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Adult
from tests.builders import a_child
from tests.nasty import MARKUP, NAMES

DECIDED = date(2026, 7, 20)
AGREED = RecordDecision(0, "agreed", "Grace needs her evenings, and Amara enjoys the club.", "Short breaks panel", DECIDED,
                        date(2026, 8, 1), date(2027, 3, 31), date(2027, 1, 15), (Award("hours", 60 * 60), Award("nights", 12)),
                        conditions="A care plan before the first night.", officer="Priya Nair")  # fmt: skip


def words_of(county, paper_id):
    paper = county.at().ask(paper_again, paper_id)
    pages = [page.extract_text().replace("\xa0", " ") for page in PdfReader(BytesIO(paper.pdf)).pages]
    return " ".join(" ".join(pages).split())


def an_asked_child(county):
    child = a_child(county, hours=0, nights=0)
    case = county.at().perform(ask_decision, AskDecision(
        child, date(2026, 6, 29), "Mother", "a Saturday club", hours=80 * 60, nights=24)).answer
    return child, case


def decide(county, child, **more):
    return county.at().perform(record_decision, replace(AGREED, child_id=child, **more)).answer


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_letter_says_what_was_stored(county, style):
    child, case = an_asked_child(county)
    decision = decide(county, child, case_id=case)
    county.at().perform(note_offer, NoteOffer(child, date(2026, 7, 21), "declined"))
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(decision, style)).answer)
    for part in (
        "Your short breaks are agreed", f"D-{decision:05d}", "Amara O.", "On 20 July 2026 the short breaks panel agreed short breaks for Amara.",
        "80 hours, 24 nights; a Saturday club. You asked on 29 June 2026.", "60 hours", "12 nights", "1 August 2026 to 31 March 2027",
        "Grace needs her evenings", "A care plan before the first night.", "15 January 2027", "You told us that you do not want a direct payment.",
        "scheme “Severe or profound need” as it stood on 20 July 2026", "severe or profound in at least 1 of: mobility",
        "write to us by 19 August 2026", "Ombudsman, 0300 061 0614", "Ask Priya Nair.",
    ):  # fmt: skip
        assert part in said, part
    assert not re.search(r"\b72\b", said)  # hours and nights are never one sum; a reference may well hold those two figures
    assert "Okafor" not in said and "does not meet" not in said


def test_a_unit_that_was_asked_for_and_not_given_is_told_as_a_no(county):
    """R-X4: hours and nights were asked for and hours alone agreed; less of a unit is no such line, and a no has none."""
    child, case = an_asked_child(county)
    hours = decide(county, child, case_id=case, awards=(Award("hours", 60 * 60),))
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(hours)).answer)
    assert "Part of your request is agreed" in said and "On 20 July 2026 the short breaks panel agreed part of it." in said
    assert "Not agreed 24 nights. Why is said next." in said
    assert said.index("Not agreed") < said.index("Why Grace needs her evenings")
    again = county.at().perform(ask_decision, AskDecision(child, date(2026, 6, 30), "Mother", "", hours=80 * 60, nights=24)).answer
    both = decide(county, child, case_id=again)
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(both)).answer)
    assert "Your short breaks are agreed" in said and "Not agreed" not in said
    no = county.at().perform(ask_decision, AskDecision(child, date(2026, 7, 1), "Mother", "", nights=3)).answer
    declined = decide(county, child, case_id=no, outcome="declined", awards=())
    assert "Not agreed" not in words_of(county, county.at().perform(issue_decision, IssueDecision(declined)).answer)


def test_a_declined_letter_cannot_say_agreed(county):
    child, case = an_asked_child(county)
    decision = decide(county, child, case_id=case, outcome="declined", awards=(), reason="The club of the school is open to Amara.")
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(decision)).answer)
    assert "We have not agreed your request" in said and "did not agree the request for Amara." in said
    assert "We agreed" not in said and "Direct payment" not in said and "are agreed" not in said
    assert "The club of the school is open to Amara." in said


def test_the_letter_stays_with_the_decision_when_the_allocation_changes(county):
    """Hull 23 005 100: one source of the truth. 60 hours were decided; a later change is another matter."""
    child = a_child(county, hours=0, nights=0)
    decision = decide(county, child)
    with county.database.reading.connect() as connection:
        hours = connection.execute(text("select id from allocation where unit = 'hours'")).scalar()
    county.at().perform(change_allocation, ChangeAllocation(hours, 1, 30 * 60, date(2027, 3, 31), "Asked for less."))
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(decision)).answer)
    assert "60 hours" in said and "30 hours" not in said


def test_a_decision_is_listed_until_the_family_is_told(county):
    child = a_child(county)
    decision = decide(county, child)
    (row,) = county.at().ask(decided_not_told)
    assert (row.decision_id, row.child, row.days) == (decision, "Amara O.", 2)
    county.at().perform(issue_decision, IssueDecision(decision))
    assert county.at().ask(decided_not_told) == ()
    assert county.at().ask(decisions_of_child, child)[0].told_on == date(2026, 7, 22)


@pytest.mark.parametrize(("told_on", "how", "field"), [
    (date(2026, 7, 19), "By letter", "told_on"), (date(2026, 7, 23), "By letter", "told_on"), (DECIDED, " ", "how"),
])  # fmt: skip
def test_being_told_in_another_way_has_its_day_and_its_way(county, told_on, how, field):
    decision = decide(county, a_child(county))
    with pytest.raises(Refused) as refusal:
        county.at().perform(note_told, NoteTold(decision, told_on, how))
    assert refusal.value.field == field
    county.at().perform(note_told, NoteTold(decision, DECIDED, "Told at the panel; letter in the old file"))
    assert decision not in {row.decision_id for row in county.at().ask(decided_not_told)}


def test_no_letter_goes_while_a_familys_letters_are_stopped(county):
    """R-D26: the agreement that ended with a death stops this letter too."""
    from sqlalchemy import update

    from shortbreaks.payments.tables import Agreement
    from tests.payments.builders import a_draft

    child = a_child(county)
    a_draft(county, child=child)
    with county.database.writing.begin() as connection:
        connection.execute(update(Agreement.__table__).values(letters_stopped=True, named_person="Helen Marsh"))
    decision = decide(county, child)
    with pytest.raises(Refused, match="Helen Marsh"):
        county.at().perform(issue_decision, IssueDecision(decision))
    assert decision in {row.decision_id for row in county.at().ask(decided_not_told)}


def test_a_request_is_decided_once(county):
    child, case = an_asked_child(county)
    (row,) = county.at().ask(cases_open)
    assert (row.asked, row.days, row.late, row.officer) == ("80 hours, 24 nights; a Saturday club", 23, False, "Coordinator One")
    decide(county, child, case_id=case)
    assert county.at().ask(cases_open) == ()
    with pytest.raises(Refused, match="decided already"):
        decide(county, child, case_id=case)


def test_the_clock_runs_until_somebody_decides(county):
    """35 days are in time, 36 are late (setting)."""
    an_asked_child(county)
    for day, late in ((3, False), (4, True)):
        county.clock.set(datetime(2026, 8, day, 12, tzinfo=UTC))
        assert county.at().ask(cases_open)[0].late is late


def test_a_panel_meets_after_it_was_asked_and_a_request_is_taken_back_with_a_reason(county):
    _, case = an_asked_child(county)
    with pytest.raises(Refused) as refusal:
        county.at().perform(set_panel, SetPanel(case, 1, date(2026, 6, 28), "Helen"))
    assert refusal.value.field == "panel_on"
    county.at().perform(set_panel, SetPanel(case, 1, date(2026, 7, 30), "Helen"))
    assert county.at().ask(cases_open)[0].panel_on == date(2026, 7, 30)
    with pytest.raises(Refused, match="needs a reason"):
        county.at().perform(take_back, TakeBack(case, 2, " "))
    county.at().perform(take_back, TakeBack(case, 2, "The family moved."))
    assert county.at().ask(cases_open) == ()


def test_a_decision_is_not_older_than_its_request_nor_about_another_child(county):
    child, case = an_asked_child(county)
    with pytest.raises(Refused, match="before it was asked"):
        decide(county, child, case_id=case, decided_on=date(2026, 6, 28))
    with pytest.raises(Refused, match="another child"):
        decide(county, a_child(county), case_id=case)
    assert len(county.at().ask(cases_open)) == 1


def test_a_family_without_another_choice_is_recorded_with_its_reason(county):
    """R-X3 and its reverse (K16)."""
    child = a_child(county)
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(note_offer, NoteOffer(child, DECIDED, "yes", no_other_choice=True))
    county.at().perform(note_offer, NoteOffer(child, DECIDED, "yes", no_other_choice=True, words="No club within 20 miles."))
    (row,) = county.at().ask(offers_of_child, child)
    assert (row.answer, row.no_other_choice, row.words) == ("yes", True, "No club within 20 miles.")


@pytest.mark.parametrize("nasty", [MARKUP[0], MARKUP[5], NAMES[8], NAMES[38]])
def test_what_people_write_is_text_in_the_letter(county, nasty):
    decision = decide(county, a_child(county, hours=0, nights=0), reason=f"x {nasty}", conditions=nasty, officer=nasty, decided_by=nasty)
    said = words_of(county, county.at().perform(issue_decision, IssueDecision(decision)).answer)
    assert nasty.split()[0][:2] in said or not nasty.isascii()


def test_who_wishes_easy_read_is_told_in_it(county):
    from sqlalchemy import update

    child = a_child(county)
    with county.database.writing.begin() as connection:
        connection.execute(update(Adult.__table__).values(letter_format="easy"))
    decision = decide(county, child)
    assert "What you get" in words_of(county, county.at().perform(issue_decision, IssueDecision(decision)).answer)
    assert decision not in {row.decision_id for row in county.at().ask(decided_not_told)}


def test_being_told_is_never_undone(county):
    county.at().perform(issue_decision, IssueDecision(decide(county, a_child(county))))
    for statement in ("update told set how = 'x'", "delete from told", "delete from panel_case where 1 = 0 or id > 0"):
        if "panel_case" in statement:
            an_asked_child(county)
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_an_auditor_sees_and_issues_nothing(county):
    decision = decide(county, a_child(county))
    assert county.at(Role.AUDITOR).ask(decided_not_told)
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(issue_decision, IssueDecision(decision))
