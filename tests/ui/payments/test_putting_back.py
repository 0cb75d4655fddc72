"""A wrong line and a wrong file put back on screen, by key and by mouse: what it does is said first, and both lines stay."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take
from ui.payments.account_page import AccountPage


def opened(county, page_of, role=Role.COORDINATOR):
    agreement = an_agreement(county)
    paid(county)
    take(county, agreement, a_file())
    return agreement, page_of(county, AccountPage, role, id=agreement)


def choose(page, what, qtbot):
    rows = page.table.rows_model.rows
    page.table.choose(next(n for n, row in enumerate(rows) if row.what == what))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.setFocus()


def shown(page, what, title="Evidence"):
    rows = page.table.rows_model.rows
    row = next(row for row in rows if row.what == what)
    return next(one for one in page.table.rows_model.columns if one.title == title).spoken(row)


def test_a_wrong_line_is_put_back_by_key_and_says_so(county, page_of, qtbot):
    agreement, page = opened(county, page_of)
    choose(page, "Cash withdrawal", qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_B)
    sheet = page.back.sheet
    said = " ".join(one.text() for one in sheet.sheet.findChildren(QLabel))
    assert "Cash withdrawal, 21 April 2026: £20.00 comes back to the account on 21 April 2026. Both lines stay to be seen." in said
    assert "april.csv, taken in on 22 July 2026: 5 lines, £204.08 out, £390.96 in. Put back, it can be taken in again." in said
    sheet.form.send()
    assert holds(county, agreement) == 39096 - 20408, "a reason is wanted first"
    sheet.form.editors["reason"].setText("Another family’s card <b>")
    sheet.act.click()
    assert (page.desk.notices.now.lead, holds(county, agreement)) == ("Put back.", 39096 - 8400 - 8400 - 1608)
    assert shown(page, "Cash withdrawal") == "Reversed"
    assert shown(page, "Cash withdrawal, put back") == "Corrects 21 Apr"
    assert shown(page, "Cash withdrawal, put back", "Kind") == "Correction"
    choose(page, "Cash withdrawal", qtbot)
    for key in (Qt.Key.Key_B, Qt.Key.Key_Return):
        qtbot.keyClick(page.table, key)
        assert (page.desk.notices.now.lead, page.desk.notices.now.rest) == ("That line was put back.", "Why: Another family’s card <b>.")
    choose(page, "Cash withdrawal, put back", qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.desk.notices.now.lead == "That line puts another back."


def test_a_wrong_file_is_put_back_from_the_menu_and_a_past_day_is_only_looked_at(file_county, page_of, qtbot):
    agreement, page = opened(file_county, page_of)
    choose(page, "PayRight Payroll", qtbot)
    act = next(one for one in page.findChild(object, "account_menu").actions() if one.text() == "Put the chosen line back")
    act.trigger()
    editors = page.back.sheet.form.editors
    editors["what"].setCurrentIndex(editors["what"].findData("file"))
    editors["reason"].setText("The columns were taken the wrong way round")
    page.back.sheet.act.click()
    assert page.desk.notices.now.rest == "5 lines count no more; april.csv can be taken in again."
    assert holds(file_county, agreement) == 39096
    assert {one.match for one in spent(file_county)} == {"put back"}
    page.table.choose(0)
    page.as_at.line.setText("30 apr")
    page.as_at.line.editingFinished.emit()
    page.back.sheet = None
    qtbot.keyClick(page.table, Qt.Key.Key_B)
    assert page.back.sheet is None


def test_who_may_only_look_is_told_so(file_county, page_of, qtbot):
    _, page = opened(file_county, page_of, Role.AUDITOR)
    choose(page, "Cash withdrawal", qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_B)
    assert page.desk.notices.now.lead == "Your role may look, not post."
