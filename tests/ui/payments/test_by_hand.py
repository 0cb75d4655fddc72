"""A receipt recorded on the account by keys, and what is committed beside the balance."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.payments.spending.uses import WriteUse, write_use
from tests.payments.builders import an_agreement, holds, paid, spent
from ui.payments.account_page import AccountPage


def test_a_receipt_is_recorded_and_what_is_free_is_said(county, page_of, qtbot):
    agreement = an_agreement(county)
    paid(county)
    county.at(Role.MANAGER).perform(
        write_use, WriteUse(agreement, "support", "Sailing week", date(2026, 7, 20), payees="Bewl", cost_pence=12000)
    )
    page = page_of(county, AccountPage, Role.COORDINATOR, id=agreement)
    assert page.sum_line.text() == "£0.00 + £390.96 − £0.00 = £390.96"
    assert page.committed.text() == "£120.00 of it committed, £270.96 free"
    assert page.findChild(object, "free_line").text() == "£390.96 − £120.00 committed = £270.96 free"
    said = [one.text() for one in page.findChildren(QLabel)]
    assert "Support, clubs and what they need: Sailing week, expected to cost £120.00" in said
    assert "Agreed: Sailing week, 20 July 2026" in said
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.setFocus()
    for apart in (False, True):
        qtbot.keyClick(page.table, Qt.Key.Key_R)
        sheet = page.acts.sheet
        editors = sheet.form.editors
        for name, typed in (("on", "14 apr"), ("pence", "24.5"), ("payee", "SwimShop & <b>"), ("evidence_on", "20/7")):
            editors[name].setText(typed)
        editors["category"].setCurrentIndex(editors["category"].findData("equipment"))
        sheet.act.click()
        if apart:
            assert sheet.sheet.isVisible(), "the same sum stands already: somebody says first"
            editors["apart"].setChecked(True)
            sheet.act.click()
        assert page.desk.notices.now.lead == "Recorded."
        page.table.setFocus()
    assert [(one.pence, one.evidence_on, one.by_hand) for one in spent(county)] == [(2450, date(2026, 7, 20), True)] * 2
    assert holds(county, agreement) == 39096 - 4900
    assert page.sum_line.text().endswith("= £341.96")
    assert page.committed.text() == "£120.00 of it committed, £221.96 free"


def test_who_may_only_look_records_nothing(file_county, page_of):
    agreement = an_agreement(file_county)
    page = page_of(file_county, AccountPage, Role.AUDITOR, id=agreement)
    assert not page.record.isEnabled()
    assert page.record.toolTip()


def test_the_foot_of_an_account_is_held_against_the_totals_that_are_kept(file_county, page_of):
    agreement = an_agreement(file_county)
    paid(file_county, date(2026, 6, 1))
    page = page_of(file_county, AccountPage, Role.FINANCE, id=agreement)
    assert (page.proof.text, page.proof.meaning) == ("adds up", "ok")
    held = page.card.closing
    with file_county.database.writing.begin() as behind:
        behind.exec_driver_sql("update month_total set in_pence = in_pence + 100, out_pence = out_pence + 1 where month < '2026-07'")
    page.refresh()
    assert (page.card.closing, page.proof.meaning) != (held, "ok") and page.proof.text.startswith("the books hold £")
