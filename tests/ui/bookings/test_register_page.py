"""A register kept by keyboard and by scanner, as a person would: a key a child, and the whole of it in one act."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.registers.papers import IssueRegisters, issue_registers
from shortbreaks.bookings.taking import PlacesWanted
from tests.builders import a_child, a_service, a_session
from tests.nasty import TEXTS
from tests.ui.going import press
from ui.bookings.registers.page import RegisterPage
from ui.kit.buttons import Button

NAMES = ("Ann", "Ben", "Cas", "Dee")


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


@pytest.fixture
def saturday(file_county):
    """Four children with a place on Sat 25 Jul; it is that evening."""
    session = a_session(file_county, *a_service(file_county))
    for name in NAMES:
        child = a_child(file_county, first=name)
        file_county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    file_county.clock.forward(days=3, hours=8)
    return session


@pytest.fixture
def page(page_of, file_county, saturday):
    made = page_of(file_county, RegisterPage, session=saturday)
    made.grid.table.setFocus()
    return made


def keys(qtbot, page, letters):
    for letter in letters:
        qtbot.keyClicks(page.grid.table, letter)


def marks(page):
    return [row.shown.mark for row in page.grid.table.rows_model.rows]


def refusal(page):
    notice = page.grid.findChild(object, "refusal")
    return f"{notice.lead} {notice.rest}" if notice is not None else ""


def test_a_key_a_child_and_ctrl_enter_keeps_it_all(qtbot, file_county, page):
    with qtbot.waitActive(page):
        page.activateWindow()
    page.grid.table.setFocus()
    keys(qtbot, page, "ps")
    keys(qtbot, page, "l")
    came = page.findChild(QLineEdit, "line_came")
    assert QApplication.focusWidget() is came
    qtbot.keyClicks(came, "10.40")
    qtbot.keyClick(came, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.grid.table
    keys(qtbot, page, "a")
    reason = page.findChild(QComboBox, "line_reason")
    assert QApplication.focusWidget() is reason
    reason.setCurrentIndex(reason.findData("weather"))
    assert marks(page) == ["present", "sick", "late", "absent"]
    assert rows(file_county, "select count(*) from attendance") == [(0,)]
    qtbot.keyClick(reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert refusal(page) == ""
    assert rows(file_county, "select state, charge_pence from booking order by id") == [
        ("attended", 1275), ("absent_ill", 0), ("attended_part", 1275), ("cancelled_late", 1275),
    ]  # fmt: skip
    assert rows(file_county, "select came_at is null, reason from attendance order by id")[2:] == [(0, ""), (1, "weather")]
    assert page.desk.notices.now.lead == "Register kept."
    assert page.shown == () and page.context() == "0 registers not back"


def test_what_is_missing_is_said_and_what_was_typed_stays(qtbot, file_county, page):
    keys(qtbot, page, "pp")
    page.grid.keep()
    assert refusal(page).startswith("Cas O. and 1 more are not marked.")
    assert marks(page) == ["present", "present", "", ""]
    keys(qtbot, page, "a")
    page.grid.table.setFocus()
    page.grid.mark_rest()
    page.grid.keep()
    assert "An absence has its reason." in refusal(page)
    assert rows(file_county, "select count(*) from attendance") == [(0,)]


def test_arrows_move_and_a_mark_is_changed_before_it_is_kept(qtbot, page):
    keys(qtbot, page, "pp")
    qtbot.keyClick(page.grid.table, Qt.Key.Key_Up)
    qtbot.keyClick(page.grid.table, Qt.Key.Key_Up)
    keys(qtbot, page, "x")
    assert marks(page) == ["no show", "present", "", ""]


def scan(qtbot, widget, code):
    """A scanner's burst: the letters and Enter, wherever the focus is."""
    for letter in code:
        qtbot.keyClicks(QApplication.focusWidget() or widget, letter)
    qtbot.keyClick(QApplication.focusWidget() or widget, Qt.Key.Key_Return)


def test_a_scanner_marks_children_present_and_says_who(qtbot, file_county, page, saturday):
    file_county.at().perform(issue_registers, IssueRegisters(1, (saturday,)))
    codes = [code for (code,) in rows(file_county, "select code from register_code order by booking_id")]
    with qtbot.waitActive(page):
        page.activateWindow()
    page.grid.table.setFocus()
    scan(qtbot, page.grid.table, codes[2])
    assert marks(page) == ["", "", "present", ""]  # not one letter of the burst was taken for a mark
    assert page.grid.scan.heard.text() == "Cas O. is here. 3 children not marked yet."
    scan(qtbot, page.grid.scan.field, codes[2])
    assert page.grid.scan.heard.text() == "Cas O. is marked “present” already."
    scan(qtbot, page.grid.scan.field, codes[0][:-1] + ("2" if codes[0][-1] == "1" else "1"))
    assert page.grid.scan.heard.text().startswith("That is not a code of a register.")
    for code in (codes[0], codes[1], codes[3]):
        scan(qtbot, page.grid.scan.field, code)
    qtbot.keyClick(page.grid.scan.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert rows(file_county, "select distinct mark, how from attendance") == [("present", "scan")]


def test_a_kept_register_is_put_right_with_its_reason(qtbot, file_county, page, saturday):
    page.grid.mark_rest()
    page.grid.keep()
    page.show_for(day=file_county.clock().date())
    page.grid.table.choose(0)
    page.grid.mark("no show")
    assert page.grid.why_line.isVisibleTo(page.grid)
    page.grid.keep()
    assert "is marked “attended” already" in refusal(page)
    qtbot.keyClicks(page.grid.why, "The club rang")
    qtbot.keyClick(page.grid.why, Qt.Key.Key_Return)
    assert rows(file_county, "select state from booking order by id")[0] == ("no_show",)
    assert rows(file_county, "select words from booking_step where reason = 'put_right'") == [("The club rang",)]


def test_a_register_not_back_is_chased_and_a_walk_in_said(qtbot, file_county, page):
    press(page, "chase_register")
    page.sheet.form.set_value("who", "Jo Pierce")
    page.sheet.form.send()
    assert page.shown[0].chased.who == "Jo Pierce"
    press(page, "note_walk_in")
    page.sheet.form.set_value("who", "Mia T.")
    page.sheet.form.send()
    assert rows(file_county, "select kind, who from register_note order by id") == [("chased", "Jo Pierce"), ("walk in", "Mia T.")]
    assert page.grid.foot.count() == 2


def test_the_register_is_printed_for_the_provider(qtbot, file_county, page):
    page.large.setChecked(True)
    press(page, "print_provider")
    assert rows(file_county, "select kind, style, audience from paper") == [("register", "large", "provider")]
    page.paper_sheet.sheet.close_sheet()


def test_ctrl_p_prints_the_chosen_register_and_ctrl_page_down_turns(qtbot, file_county, page):
    with qtbot.waitActive(page):
        page.activateWindow()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert rows(file_county, "select kind, style from paper") == [("register", "standard")]
    page.paper_sheet.sheet.close_sheet()
    assert page.showing == "missing"
    qtbot.keyClick(page.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.showing == "days"


def test_who_may_only_look_keeps_nothing(page_of, file_county, saturday):
    page = page_of(file_county, RegisterPage, Role.AUDITOR, session=saturday)
    assert not page.findChild(Button, "keep_register").isEnabled()
    assert "not keep them" in page.findChild(Button, "keep_register").toolTip()


def test_nasty_words_are_kept_as_they_were_typed(qtbot, file_county, page):
    page.grid.mark_rest()
    for words in TEXTS[:: len(TEXTS) // 3]:
        page.grid.table.choose(0)
        page.grid.editor.words.setText(words[:100])
        page.grid.editor._changed()
    page.grid.keep()
    assert refusal(page) == ""
