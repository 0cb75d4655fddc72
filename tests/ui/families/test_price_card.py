"""On a child's card and on Today: what was booked without a price waits for one, then for a person."""

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.bookings.test_benefits import owed
from tests.overnight.test_late_prices import booked_without, price
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.families.later_card import LaterCard
from ui.kit.buttons import Button
from ui.kit.table import Table
from ui.today.page import TodayPage
from ui.today.worklist_card import LineButton


def test_what_waits_for_its_price_is_said_and_charged_from_the_card(file_county, page_of, qtbot):
    county, child, club, *_ = booked_without(file_county)
    today = page_of(county, TodayPage)
    (line,) = today.cards["unpriced"].findChildren(LineButton)
    assert line.accessibleName() == "Amara O., 9, 3 breaks since Sat 25 Jul, Price to enter"
    page = page_of(county, ChildPage, id=child)
    card = page.findChild(LaterCard)
    card.ask(child)
    assert not card.findChild(Button, "charge_price").isEnabled()
    assert "Sandpipers Saturday Club, 25 July 2026: no price is known for it yet." in [one.text() for one in card.findChildren(QLabel)]
    shown = page.findChild(Table, "child_bookings").model()
    charges = [shown.index(line, shown.columnCount() - 1).data() for line in range(shown.rowCount())]
    assert charges == ["Not known yet"] * 2
    price(county, club, 1275)
    today.refresh()
    (line,) = today.cards["unpriced"].findChildren(LineButton)
    assert line.accessibleName() == "Amara O., 9, 3 breaks since Sat 25 Jul, £25.50, A person decides"
    line.click()
    assert today.go.where == [("child", {"id": child})]
    card.ask(child)
    press(card, "charge_price")
    card.sheet.form.editors["reason"].setText("The rates came.")
    card.sheet.act.click()
    assert owed(county) == 2550
    card.ask(child)
    assert not card.findChild(Button, "charge_price").isEnabled(), "the nights wait still"
    press(card, "leave_price")
    card.sheet.form.editors["reason"].setText("The house asks nothing this year.")
    card.sheet.act.click()
    card.ask(child)
    assert not card.isVisible() and owed(county) == 2550
    today.refresh()
    assert not today.cards["unpriced"].isVisible()


def test_who_may_not_decide_about_a_price_is_told_why(file_county, page_of):
    county, child, *_ = booked_without(file_county)
    card = page_of(county, ChildPage, id=child, role=Role.AUDITOR).findChild(LaterCard)
    card.ask(child)
    assert not card.findChild(Button, "leave_price").isEnabled()
