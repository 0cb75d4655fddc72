"""The files taken in by keyboard: found, opened, the way to a line's account, and a wrong one put back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take
from ui.kit.table import Table
from ui.payments.page import PaymentsPage


def test_a_file_is_found_its_lines_lead_to_their_account_and_it_is_put_back(county, page_of, qtbot):
    agreement = an_agreement(county)
    paid(county)
    take(county, agreement, a_file())
    page = page_of(county, PaymentsPage, Role.COORDINATOR, tab="Files")
    files = page.files
    assert [one.spoken(files.table.rows_model.rows[0]) for one in files.table.rows_model.columns][2:4] == [
        "DP-10001, 7 Apr to 21 Apr", "5, 0 there already",
    ]  # fmt: skip
    page.focus_first()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(files.table, Qt.Key.Key_Return)
    lines = files.sheet.findChild(Table, "file_lines")
    assert [one.payee for one in lines.rows_model.rows][-1] == "Cash withdrawal"
    assert any("Fingerprint" in one.text() for one in files.sheet.findChildren(QLabel))
    lines.choose(0)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert page.go.where == [("account", {"id": agreement})]
    files.table.setFocus()
    qtbot.keyClick(files.table, Qt.Key.Key_B)
    said = " ".join(one.text() for one in files.back.sheet.sheet.findChildren(QLabel))
    assert "april.csv, taken in on 22 July 2026: 5 lines, £204.08 out, £390.96 in." in said
    files.back.sheet.form.editors["reason"].setText("Another family’s card <b>")
    files.back.sheet.act.click()
    assert (holds(county, agreement), {one.match for one in spent(county)}) == (39096, {"put back"})
    qtbot.keyClick(files.table, Qt.Key.Key_B)
    assert page.desk.notices.now.rest == "Why: Another family’s card <b>."
    files.search.setText("may.csv")
    qtbot.waitUntil(lambda: files.listing.findChild(QLabel, "list_said") is not None)
    assert files.listing.findChild(QLabel, "list_said").text() == "Nothing fits."


def test_who_may_only_look_sees_the_files_and_puts_none_back(county, page_of, qtbot):
    agreement = an_agreement(county)
    take(county, agreement, a_file())
    page = page_of(county, PaymentsPage, Role.AUDITOR, tab="Files")
    assert not page.files.put_back.isEnabled()
    page.files.back.file(1)
    assert page.desk.notices.now.lead == "Your role may look, not post."
