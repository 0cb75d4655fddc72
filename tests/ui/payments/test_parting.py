"""A bank line taken for the wrong money, on screen: seen on its row, parted by key or by mouse, tied to the right one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take
from tests.payments.test_same_money import TENTH
from ui.payments.account_page import AccountPage

FINANCE = Role.FINANCE


def opened(county, page_of):
    agreement = an_agreement(county)
    paid(county)
    county.at(FINANCE).perform(take_unspent, TakeUnspent(agreement, 10000, TENTH, "FPI 1"))
    take(county, agreement, a_file("2026-04-07,SHORT BREAKS,,390.96", "2026-04-13,KENT COUNTY COUNCIL,100.00,"))
    page = page_of(county, AccountPage, FINANCE, id=agreement)
    return agreement, page


def row_with(page, pence):
    return next(n for n, row in enumerate(page.table.rows_model.rows) if row.pence == pence)


def test_a_wrong_tie_is_seen_and_parted_by_key(county, page_of, qtbot):
    agreement, page = opened(county, page_of)
    page.table.choose(row_with(page, -10000))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    sheet = page.acts.sheet
    said = " ".join(one.text() for one in sheet.sheet.findChildren(QLabel))
    assert "£100.00, KENT COUNTY COUNCIL, on 13 April 2026" in said
    assert "It is taken for £100.00 that came back on 10 April 2026, FPI 1." in said
    sheet.form.editors["reason"].setText("The mother rang: swimming")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    sheet.form.editors["reason"].setFocus()
    qtbot.keyClick(sheet.form.editors["reason"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.desk.notices.now.lead == "Parted."
    assert holds(county, agreement) == 39096 - 20000
    assert spent(county)[1].match == "odd"


def test_a_line_of_ours_is_parted_by_mouse_and_known_again_by_the_sheet(county, page_of):
    agreement, page = opened(county, page_of)
    page.table.choose(row_with(page, 39096))
    part = next(one for one in page.findChildren(type(page.findChild(object, "account_menu")))[0].actions() if one.text().startswith("Part the"))
    part.trigger()
    page.acts.sheet.form.editors["reason"].setText("A grandmother paid it in")
    page.acts.sheet.act.click()
    assert holds(county, agreement) == 39096 * 2 - 10000
    page.acts.judge(next(one for one in page.card.lines if one.kind == "own money"))
    page.acts.sheet.form.editors["ours"].setChecked(True)
    page.acts.sheet.form.send()
    assert (page.desk.notices.now.lead, holds(county, agreement)) == ("Tied.", 29096)
    page.table.choose(row_with(page, -39096))
    part.trigger()
    assert page.desk.notices.now.lead == "No line of a bank file is taken for that line."
