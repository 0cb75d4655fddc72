"""The account of a payment that has ended: its line, its last return and who decides, by the page's own buttons and menu."""

from datetime import date

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.payments.debts.recovery import SetAside, set_aside
from shortbreaks.payments.ending import end_agreement, resume_agreement, suspend_agreement
from tests.nasty import MARKUP
from tests.payments.builders import SECOND, an_agreement, paid
from tests.payments.letter_builders import changed
from tests.ui.going import choose, press
from ui.payments.account_page import AccountPage
from ui.payments.page import PaymentsPage


def said(page, name):
    return page.findChild(QLabel, name).text()


def menu(page, words):
    found = page.menu.of(page.card, page.part_chosen, page.put_back, past=page.is_past)
    return next(one for one in found.actions() if one.text() == words)


def test_the_final_account_is_asked_for_decided_and_comes_back_by_the_page(file_county, page_of):
    county, agreement = file_county, an_agreement(file_county)
    paid(county)
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "notice pay", 12000, date(2026, 4, 8), ""))
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    assert said(page, "pay_back_line").startswith("8 weeks = £781.92")
    assert not menu(page, "Ask for its last return").isEnabled()
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreement, date(2026, 5, 3), "moved away"))
    listed = page_of(county, PaymentsPage, Role.FINANCE)
    listed.need.setCurrentIndex(listed.need.findData("final"))
    assert [row.id for row in listed.table.model().rows] == [agreement]
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    assert said(page, "pay_back_line") == "You hold £390.96, £120.00 set aside for notice pay, £270.96 to pay back."
    menu(page, "Ask for its last return").trigger()
    assert [(one.last, one.due) for one in page.card.returns] == [(date(2026, 5, 3), date(2026, 5, 31))]
    press(page, "review_surplus")
    form = page.acts.sheet.form
    assert set(form.editors) == {"outcome", "evidence", "words"}
    choose(form, "outcome", "pay back")
    form.send()
    assert page.acts.sheet.sheet.isVisible()  # the last return is not here
    form.editors["words"].setPlainText(MARKUP[0])
    form.send()
    assert [(one.kind, one.pence) for one in page.card.debts] == [("final account", 27096)]
    other = page_of(county, AccountPage, Role.APPROVER, id=agreement)
    dict(other.follow.debt_acts(other.card, other.card.debts[0]))["Approve"]()
    page.refresh()
    page.follow.move(page.card.debts[0], "plan agreed")
    assert page.follow.sheet.form.editors["a_cycle_pence"].accessibleName() == "Each month"
    page.follow.sheet.sheet.close_sheet()
    page.follow.back(page.card, page.card.debts[0])
    assert page.follow.sheet.form.editors["from_pot"].isChecked()  # what is unspent is held for it
    page.follow.sheet.sheet.close_sheet()


def test_a_sum_paid_too_much_says_how_far_it_has_come_back(file_county, page_of):
    county, agreement = file_county, an_agreement(file_county)
    paid(county)
    paid(county, SECOND)
    for act, day, reason in ((suspend_agreement, date(2026, 5, 11), "hospital"), (resume_agreement, date(2026, 6, 1), "Home")):
        county.at(Role.MANAGER).perform(act, changed(county, agreement, day, reason))
    words = "£293.22 paid too much (suspended from 11 May 2026)"
    page = page_of(county, AccountPage, Role.FINANCE, id=agreement)
    assert said(page, "too_much_1") == f"{words} comes out of later payments."
    paid(county, date(2026, 6, 1))
    page = page_of(county, AccountPage, Role.FINANCE, id=agreement)
    assert said(page, "too_much_1") == f"{words}: £195.48 came back, £97.74 comes out of later payments."
    assert any(line.what == "Taken back, run 3" and line.pence == -19548 for line in page.card.lines)
