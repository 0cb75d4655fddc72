"""The items of a return on screen: ticked one by one, named while they are missing, whole in one go (R-D19)."""

from PySide6.QtWidgets import QCheckBox, QLabel

from shortbreaks.access.permissions import Role
from tests.nasty import MARKUP
from tests.payments.builders import an_agreement
from tests.ui.going import press
from ui.payments.account_page import AccountPage
from ui.payments.page import PaymentsPage

FINANCE = Role.FINANCE


def test_the_items_of_a_return_are_ticked_and_what_is_missing_is_named(county, page_of):
    agreement = an_agreement(county)
    press(page_of(county, PaymentsPage, FINANCE), "ask_returns")
    page = page_of(county, AccountPage, FINANCE, id=agreement)

    def fill(untick, excuse=(), reason=""):
        dict(page.follow.return_acts(page.card))["It came"]()
        form = page.follow.sheet.form
        form.editors["on"].setText("today")
        for box in form.editors["items"].findChildren(QCheckBox):
            box.setChecked(box.property("value") not in (*untick, *excuse))
        for box in form.editors["excused"].findChildren(QCheckBox):
            box.setChecked(box.property("value") in excuse)
        form.editors["reason"].setText(reason)
        form.send()

    fill(("payslips", "signature"))
    assert page.desk.notices.now.rest == "Missing still: payslips, signature."
    said = page.findChildren(QLabel, "return_items_1")[-1].text()
    assert said == "Missing: payslips, signature. There: receipts, invoices, timesheets, start and end balance."
    fill((), ("payslips",), MARKUP[0][:200])
    assert (page.desk.notices.now.lead, page.card.returns[0].state) == ("Received.", "received")
    assert page.findChildren(QLabel, "return_items_1")[-1].text().endswith(f"Excused: payslips ({MARKUP[0][:200]}).")
