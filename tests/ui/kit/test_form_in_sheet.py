"""A long form in a sheet over a low page: what is refused stays in sight, and each button at its foot has its own letter."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from shortbreaks.errors import Refused
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.sheet import Sheet

TODAY = date(2026, 7, 22)
NAMES = ("Name", "Street", "Town", "School", "Doctor", "Worker", "Lawyer", "Reason")


@pytest.fixture
def sheet(qtbot, qapp):
    theme.apply(qapp, "light", 150)
    page = QWidget()
    page.setProperty("holds_sheets", True)
    page.resize(900, 500)
    qtbot.addWidget(page)
    form = Form([Field(name.lower(), name) for name in NAMES], today=lambda: TODAY)
    act, leave = Button("Save", "filled", key="Ctrl+Enter", then=form.send), Button("Leave it")
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    made = Sheet(page, "Add a family", form, (leave, act))
    form.say_in(made.bar)
    leave.clicked.connect(made.close_sheet)
    made.form, made.act, made.page = form, act, page
    return made


def settle():
    for _ in range(4):
        QApplication.processEvents()


def in_sight(sheet, part):
    """Whether a part is whole within the frame, and within what scrolls where it stands in that."""
    around = sheet._area.viewport() if sheet._area.isAncestorOf(part) else sheet.frame
    return around.rect().contains(QRect(part.mapTo(around, QPoint()), part.size()))


def test_fields_that_are_not_right_are_named_at_the_top_and_the_first_is_in_sight_with_its_mistake(sheet, qtbot):
    for name in NAMES[:-1]:
        sheet.form.set_value(name.lower(), "something")
    sheet.form.editors["name"].setFocus()
    settle()
    assert not in_sight(sheet, sheet.form.editors["reason"])
    qtbot.keyClick(sheet.form.editors["name"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    told = sheet.bar.notice
    assert (told.lead, told.rest) == ("1 field is not right yet.", "Reason. What you typed stands.")
    assert QApplication.focusWidget() is sheet.form.editors["reason"]
    assert in_sight(sheet, told) and in_sight(sheet, sheet.form.editors["reason"]) and in_sight(sheet, sheet.form._mistakes["reason"])
    qtbot.keyClicks(sheet.form.editors["reason"], "A panel of 20 March")
    assert sheet.bar.notice is None  # put right, nothing is said any more


def test_what_was_refused_is_not_scrolled_away_with_the_form(sheet):
    sheet.form.refuse(Refused("The place was taken meanwhile.", "Choose another."))
    sheet.form.editors["reason"].setFocus()
    sheet._area.verticalScrollBar().setValue(sheet._area.verticalScrollBar().maximum())
    settle()
    assert sheet.bar.notice.lead == "The place was taken meanwhile." and in_sight(sheet, sheet.bar.notice)


def test_more_mistakes_than_can_be_read_are_counted(sheet):
    sheet.form.send()
    assert (sheet.bar.notice.lead, sheet.bar.notice.rest) == (
        "8 fields are not right yet.", "Name, Street, Town and 5 more. What you typed stands.",
    )  # fmt: skip


def test_each_button_at_the_foot_has_a_letter_that_no_field_of_the_form_has(sheet, qtbot):
    letters = {one.shortcut().toString() for one in sheet.findChildren(Button) if one.shortcut().toString()}
    assert len(letters) == 2
    assert not letters & {f"Alt+{letter.upper()}" for letter in sheet.form.letters}
    closed = []
    sheet.closed.connect(lambda: closed.append(True))
    leave = next(one for one in sheet.findChildren(Button) if one.words() == "Leave it")
    qtbot.keyClick(sheet.form.editors["name"], Qt.Key(ord(leave.shortcut().toString()[-1])), Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: closed == [True])  # a button that is pressed by its letter goes down first
