"""Entitlement on a child's card, as a person does it: asked, decided by the scheme, told, offered, and how long it is kept."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.benefit_seen import who_pays
from shortbreaks.council.scheme_changes import DecideScheme, decide_scheme
from shortbreaks.council.schemes import PUBLISHED
from shortbreaks.eligibility.queries import decisions_of_child, offers_of_child
from shortbreaks.eligibility.worklists import cases_open
from shortbreaks.payments.kept import record_kept
from tests.builders import a_child
from tests.nasty import MARKUP
from tests.ui.going import choose, press
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button


def words(page):
    return " ".join(one.text() for one in page.findChildren(QLabel))


def key_send(page, qtbot, form, field):
    """Ctrl+Enter in a field sends the form."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form.editors[field].setFocus()
    qtbot.keyClick(form.editors[field], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_request_is_decided_and_the_family_told_from_the_card(county, qtbot, page_of):
    """From what was asked to the letter on paper, by keyboard."""
    child = a_child(county, hours=0, nights=0)
    page = page_of(county, ChildPage, Role.MANAGER, id=child, tab="eligibility")
    acts = page.eligibility.acts
    press(page, "ask_decision")
    form = acts.sheet.form
    form.set_value("hours", 80)
    form.set_value("asked_on", date(2026, 7, 1))
    key_send(page, qtbot, form, "hours")
    (case,) = county.at().ask(cases_open)
    assert (case.asked, case.asked_by) == ("80 hours", "Mother")
    page.refresh()
    press(page, f"decide_{case.id}")
    form = acts.sheet.form
    assert "Mother asked on 1 July 2026, 21 days ago: 80 hours." in words(acts.sheet.sheet)
    form.set_value("decided_by", "Short breaks panel")
    form.set_value("hours", 60)
    key_send(page, qtbot, form, "hours")
    assert "“Reason, as the family will read it” is empty." in form.editors["reason"].accessibleDescription()
    form.set_value("reason", "Saturdays are the hardest.")
    key_send(page, qtbot, form, "hours")
    decision = county.at().ask(decisions_of_child, child)[0]
    assert (decision.asked, decision.awarded, decision.told_on) == ("80 hours", ("60 hours",), None)
    assert page.desk.notices.now.lead == "The family has not been told yet."
    page.desk.notices.now.actions[0][1]()
    said = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(acts.paper.paper.pdf)).pages).replace("\xa0", " ").split())
    assert "80 hours. You asked on 1 July 2026." in said and "60 hours" in said and "Saturdays are the hardest." in said
    assert county.at().ask(decisions_of_child, child)[0].told_on == date(2026, 7, 22)


def test_the_worklist_opens_the_form_of_its_request(file_county, page_of):
    from shortbreaks.eligibility.cases import AskDecision, ask_decision

    child = a_child(file_county, hours=0, nights=0)
    case = file_county.at().perform(ask_decision, AskDecision(child, date(2026, 7, 1), "Mother", "", nights=12)).answer
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child, tab="eligibility", decide=case)
    assert "12 nights" in words(page.eligibility.acts.sheet.sheet)
    assert page.stack.currentIndex() == 1


def test_another_scheme_is_looked_at_from_the_card(file_county, page_of):
    file_county.at(Role.MANAGER).perform(decide_scheme, DecideScheme(PUBLISHED[3][0], date(2026, 4, 1), *PUBLISHED[3][1:], "Panel."))
    child = a_child(file_county, needs=("MOB",))
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child, tab="eligibility")
    assert "Severe or profound need" in page.findChild(QLabel, "scheme_said").text()
    choice = page.findChild(QComboBox, "scheme_choice")
    choice.setCurrentIndex(choice.findData(PUBLISHED[3][0]))
    assert "lots: £750.00 a year" in page.findChild(QLabel, "scheme_said").text()
    assert "The scheme asks: Impact on the family." in words(page)


def test_a_direct_payment_s_offer_is_noted_both_ways(file_county, page_of):
    child = a_child(file_county)
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child, tab="eligibility")
    press(page, "note_offer")
    form = page.eligibility.acts.sheet.form
    choose(form, "answer", "yes")
    form.set_value("no_other_choice", True)
    form.send()
    assert "needs its reason" in form.editors["words"].accessibleDescription()
    form.set_value("words", "No club takes a child with a tube.")
    form.send()
    assert file_county.at().ask(offers_of_child, child)[0].no_other_choice
    page.refresh()
    assert "There was no other choice. No club takes" in words(page)


def test_evidence_that_ran_out_is_said(file_county, page_of):
    from shortbreaks.eligibility.commands import SeeEvidence, see_evidence

    child = a_child(file_county)
    file_county.at().perform(see_evidence, SeeEvidence(child, "DLA_HIGH", date(2026, 5, 1), date(2026, 7, 21), ""))
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child, tab="eligibility")
    assert "DLA letter, high-rate care, seen 1 May 2026, ran out 21 July 2026" in words(page)
    assert "The evidence seen for Amara ran out on 21 July 2026." in words(page)
    press(page, "note_evidence")  # beside the finding: what would change it
    assert page.eligibility.acts.sheet.form.editors["seen_on"].text()


def test_the_card_says_how_long_the_record_is_kept(county, page_of):
    child = a_child(county, born=date(2014, 6, 1))
    page = page_of(county, ChildPage, Role.MANAGER, id=child)
    assert page.findChild(QLabel, "kept_until").text() == "No end is set"
    for act, field in (("closed", "reason"), ("hold", "reason")):
        press(page, f"ending_{act}")
        page.kept.sheet.form.set_value(field, "Moved to Surrey.")
        page.kept.sheet.form.send()
        page.refresh()
        if act == "closed":
            assert page.findChild(QLabel, "kept_until").text() == "Until 1 June 2039"
            assert "25th birthday and 6 years from closure" in page.findChild(QLabel, "kept_why").text()
    assert "A legal hold: Moved to Surrey." in page.findChild(QLabel, "kept_why").text()
    assert county.at().ask(record_kept, child).hold == "Moved to Surrey."


@pytest.mark.parametrize("name", ["ask_decision", "record_decision", "note_offer", "see_evidence", "ending_closed"])
def test_an_auditor_looks_and_changes_nothing(file_county, page_of, name):
    page = page_of(file_county, ChildPage, Role.AUDITOR, id=a_child(file_county), tab="eligibility")
    button = page.findChild(Button, name)
    button.click()
    assert button.toolTip()
    assert page.eligibility.acts.sheet is None and page.kept.sheet is None


@pytest.mark.parametrize("evidence", ["Letter of 3 July", *MARKUP[:2]])
def test_an_own_benefit_is_seen_from_16_on(file_county, page_of, qtbot, evidence):
    """The card says who pays, asks for the own benefit once the family's frees no longer, and keeps it as it was typed."""
    child = a_child(file_county, born=date(2010, 7, 22), benefit="UC")
    page = page_of(file_county, ChildPage, Role.COORDINATOR, id=child, tab="eligibility")
    assert "16 on 22 July 2026: Amara O. is the one who is liable, and only the own benefit counts." in words(page)
    assert page.findChild(QLabel, "own_benefit_to_ask") is not None
    press(page, "see_own_benefit")
    form = page.eligibility.benefits.sheet.form
    form.set_value("benefit", "UC")
    key_send(page, qtbot, form, "seen_on")
    assert "is empty" in form.editors["evidence"].accessibleDescription()
    form.set_value("evidence", evidence)
    key_send(page, qtbot, form, "seen_on")
    page.refresh()
    assert file_county.at().ask(who_pays, child).seen[0].evidence == evidence.strip()
    assert page.findChild(QLabel, "own_benefit_to_ask") is None and evidence.strip() in words(page)
