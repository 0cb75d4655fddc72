"""The card says when two reviews running found money over: not only the money, the plan is looked at (R-D17)."""

from datetime import date

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.payments.debts.recovery import ReviewSurplus, review_surplus
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, SECOND, an_agreement, paid
from ui.payments.account_page import AccountPage
from ui.payments.page import PaymentsPage


def test_the_card_brings_up_the_plan_after_the_second_review_and_not_after_the_first(file_county, page_of):
    agreement = an_agreement(file_county)
    for first in (FIRST, SECOND, date(2026, 6, 1)):
        paid(file_county, first)
    said = []
    for day in (date(2026, 7, 1), date(2026, 7, 2)):
        review = ReviewSurplus(agreement, day, "no provider", "", "more time", "")
        file_county.at(Role.MANAGER).perform(review_surplus, review)
        labels = page_of(file_county, AccountPage, Role.FINANCE, id=agreement).findChildren(QLabel)
        said.append("Over at two reviews running: look at the plan too." in [one.text() for one in labels])
    assert said == [False, True]
    listed = page_of(file_county, PaymentsPage, Role.FINANCE)
    listed.need.setCurrentIndex(listed.need.findData("plan"))
    assert [row.id for row in listed.table.model().rows] == [agreement]
    page = page_of(file_county, AccountPage, Role.MANAGER, id=agreement)
    page.terms.looked_at(page.card)
    form = page.terms.sheet.form
    form.send()
    assert page.terms.sheet.sheet.isVisible()  # without what was found
    form.editors["words"].setPlainText(MARKUP[0])
    form.send()
    assert (page.card.over_twice, page.card.review_on) == (False, date(2027, 7, 22))
    listed = page_of(file_county, PaymentsPage, Role.FINANCE)
    assert all("plan" not in row.needs for row in listed.rows)
