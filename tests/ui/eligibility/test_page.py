"""The page of decisions by keyboard: a decision nobody was told of gets its letter, an award behind its time its break."""

from datetime import date

from PySide6.QtCore import Qt

from shortbreaks.access.permissions import Role
from shortbreaks.eligibility.commands import Award, RecordDecision, record_decision
from shortbreaks.eligibility.worklists import decided_not_told
from tests.builders import a_child
from tests.ui.going import press
from ui.eligibility.page import DecisionsPage

DECIDED = RecordDecision(0, "agreed", "One to one is needed.", "Panel", date(2026, 7, 20), date(2026, 8, 1), date(2027, 3, 31), None,
                         (Award("hours", 600),))  # fmt: skip


def decide(county, child):
    from dataclasses import replace

    return county.at().perform(record_decision, replace(DECIDED, child_id=child)).answer


def test_ctrl_enter_writes_the_letter_and_the_line_goes(county, qtbot, page_of):
    decide(county, a_child(county))
    page = page_of(county, DecisionsPage, tab="untold")
    assert page.tab_buttons[1].words() == "Decided, not told  1"
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.acts.paper is not None and page.acts.paper.paper.pages >= 1
    assert county.at().ask(decided_not_told) == ()
    page.refresh()
    assert page.tab_buttons[1].words() == "Decided, not told  0"


def test_told_in_another_way_keeps_day_and_way(file_county, page_of):
    decide(file_county, a_child(file_county))
    page = page_of(file_county, DecisionsPage, tab="untold")
    press(page, "note_told")
    page.acts.sheet.form.set_value("told_on", date(2026, 7, 1))
    page.acts.sheet.form.set_value("how", "At the school gate")
    page.acts.sheet.form.send()
    assert "on or after" in page.acts.sheet.form.editors["told_on"].accessibleDescription()
    page.acts.sheet.form.set_value("told_on", date(2026, 7, 21))
    page.acts.sheet.form.send()
    assert file_county.at().ask(decided_not_told) == ()


def test_an_award_that_is_not_delivered_leads_to_its_break(file_county, page_of):
    child = a_child(file_county)
    page = page_of(file_county, DecisionsPage, tab="undelivered")
    assert [(row.unit, row.none_placed) for row in page.rows["undelivered"]] == [("nights", True), ("hours", True)]
    page.next_step()
    page.table.choose(1)
    page.next_step()
    page.table.setFocus()
    page.table.opened.emit(page.table.chosen_row())
    assert page.go.where == [("beds", {"child": child}), ("find", {"child": child}), ("child", {"id": child, "tab": "eligibility"})]


def test_the_lists_turn_with_the_keys_and_say_what_is_empty(file_county, qtbot, page_of):
    page = page_of(file_county, DecisionsPage)
    page.turn(1)
    assert page.kind.key == "untold" and page.context() == "What a family has not heard yet"
    assert page.table.chosen_row() is None and page.child_shown() is None
    page.next_step()  # nothing chosen, nothing done
    page.turn(-1)
    assert page.kind.key == "cases"


def test_an_auditor_looks_and_is_told_why_not(file_county, page_of):
    decide(file_county, a_child(file_county))
    page = page_of(file_county, DecisionsPage, Role.AUDITOR, tab="untold")
    page.next_step()
    assert page.acts.paper is None and len(file_county.at().ask(decided_not_told)) == 1
