"""An allocation is changed on the child's card, by keyboard: what it gives from when and why; the old stays to be read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.eligibility.queries import allocations_decided
from tests.builders import a_child
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_it_is_changed_by_keyboard_and_what_it_gave_before_stays(file_county, page_of, qtbot):
    child = a_child(file_county, nights=0)
    (before,) = file_county.at().ask(allocations_decided, child)
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child, tab="eligibility")
    assert page.findChild(QLabel, f"allocation_{before.id}").text().startswith("60 hours from ")
    button = page.findChild(Button, f"change_{before.id}")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    (sheet,) = (one for one in page.window().findChildren(Sheet) if one.isVisible())
    assert "0 hours used and 0 hours booked of 60 hours" in said(sheet)
    amount, why = sheet.findChild(object, "field_amount"), sheet.findChild(object, "field_reason")
    amount.selectAll()
    qtbot.keyClicks(amount, "90")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    amount.setFocus()
    qtbot.keyClick(amount, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.isVisible() and file_county.at().ask(allocations_decided, child) == (before,), "not without a reason"
    why.setFocus()
    qtbot.keyClicks(why, "Panel of 20 July: <b>more</b> nights are hard.")
    qtbot.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (now,) = file_county.at().ask(allocations_decided, child)
    assert (now.amount, now.changes[0].amount_before, now.changes[0].from_day) == (5400, 3600, page.today)
    page.refresh()
    words = "From 22 July 2026, 60 hours became 90 hours: Panel of 20 July: <b>more</b> nights are hard (Manager One, 22 July 2026)"
    assert words in said(page)


def test_who_may_not_decide_is_told_why(file_county, page_of):
    child = a_child(file_county, nights=0)
    (given,) = file_county.at().ask(allocations_decided, child)
    page = page_of(file_county, ChildPage, Role.AUDITOR, id=child, tab="eligibility")
    assert page.findChild(Button, f"change_{given.id}").toolTip() == "Your role may not do this."
