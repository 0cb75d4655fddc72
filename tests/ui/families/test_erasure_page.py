"""Records whose time is up, on their page: ticked, put on the list, erased by a second person who sees what goes (R-P4)."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from shortbreaks.access.permissions import Role
from shortbreaks.payments.erasure.commands import ApproveErasures, ProposeErasure, approve_erasures, propose_erasure
from shortbreaks.payments.erasure.queries import tombstones
from tests.families.test_erasure import LATER, a_closed_family, end, erased, readable
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.families.erasure_page import ErasurePage
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.today.page import TodayPage
from ui.today.worklist_card import LineButton


def is_on(page, name):
    return page.findChild(Button, name).isEnabled()


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_one_ticks_and_puts_on_the_list_and_another_erases(file_county, page_of, qtbot):
    household, child = a_closed_family(file_county)
    file_county.clock.set(LATER)
    card = page_of(file_county, ChildPage, id=child)
    press(card, "open_erasure")
    assert card.go.where[-1] == ("erasure", {})
    first = page_of(file_county, ErasurePage)
    assert not is_on(first, "propose_erasure") and not is_on(first, "erase_families")
    first.focus_first()
    qtbot.keyClick(first.table, Qt.Key.Key_Space)
    assert first.ticked == {household} and first.put_on.text() == "Put 1 family on the list"
    press(first, "propose_erasure")
    first.refresh()
    qtbot.keyClick(first.table, Qt.Key.Key_Space)
    assert not is_on(first, "erase_families") and not is_on(first, "take_out")  # a coordinator erases nobody
    second = page_of(file_county, ErasurePage, Role.MANAGER)
    press(second, "tick_all")
    press(second, "erase_families")
    (sheet,) = (one for one in second.findChildren(Sheet) if one.isVisible())
    assert "1 family with 1 child: F-" in said(sheet) and "Backups made until now still hold them" in said(sheet)
    assert any(readable(file_county)), "nothing goes before it is confirmed"
    press(sheet, "button_confirm")
    assert list(readable(file_county)) == []
    (stone,) = file_county.at().ask(tombstones)
    card = page_of(file_county, ChildPage, id=child)
    assert card.stack.currentWidget() is card.erased and not card.head.isVisible()
    assert f"{stone.ref} was erased" in said(card.erased) and "Manager One" in said(card.erased)
    second.refresh()
    assert second.rows == () and second.gone.rows_model.rows == (stone,)


def test_who_put_it_on_does_not_erase_and_a_held_one_is_not_ticked(file_county, page_of, qtbot):
    _, child = a_closed_family(file_county)
    file_county.clock.set(LATER)
    page = page_of(file_county, ErasurePage, Role.MANAGER)
    press(page, "tick_all")
    press(page, "propose_erasure")
    page.refresh()
    press(page, "tick_all")
    assert not is_on(page, "erase_families") and is_on(page, "take_out")
    page.table.choose(0)
    press(page, "take_out")
    page.findChild(QPlainTextEdit, "field_reason").setPlainText("<b>An inquiry</b> =1+1")
    press(page, "send_form")
    page.refresh()
    assert page.rows[0].erasure_id is None
    end(file_county, child, "hold")
    page.refresh()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.ticked == set() and page.rows[0].held == "An inquiry" and page.rows[0].until == date(2041, 11, 14)
    assert not is_on(page, "tick_all")


def test_a_page_of_another_child_is_not_covered_any_more(file_county, page_of):
    household, child = a_closed_family(file_county)
    other, there = a_closed_family(file_county)
    file_county.clock.set(LATER)
    erased(file_county, household)
    page = page_of(file_county, ChildPage, id=child)
    page.show_for(id=there)
    page.refresh()
    assert page.head.isVisible() and page.stack.currentIndex() == 0 and other != household


def test_today_tells_the_second_person_and_nobody_else(file_county, page_of):
    household, _ = a_closed_family(file_county)
    file_county.clock.set(LATER)
    (listed,) = file_county.at().perform(propose_erasure, ProposeErasure((household,))).answer
    assert not page_of(file_county, TodayPage).cards["to_erase"].isVisible()  # who asked does not approve
    page = page_of(file_county, TodayPage, Role.APPROVER)
    (line,) = page.cards["to_erase"].findChildren(LineButton)
    assert "Put on the list by Coordinator One" in line.accessibleName()
    line.click()
    assert page.go.where[-1] == ("erasure", {})
    file_county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures((listed,)))
    page.refresh()
    assert not page.cards["to_erase"].isVisible()
