"""On a child's card: what was free by a benefit that was put right waits for a person, who charges it or lets it be."""

import pytest
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.bookings.test_benefits import owed
from tests.overnight.test_freed import had_free, see
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.families.later_card import LaterCard
from ui.kit.buttons import Button
from ui.today.page import TodayPage
from ui.today.worklist_card import LineButton


@pytest.mark.parametrize(("name", "pence"), [("charge_benefit", 7913), ("leave_benefit", 0)])
def test_breaks_that_were_free_are_charged_or_left_with_a_reason(file_county, page_of, qtbot, name, pence):
    county, child, *_ = had_free(file_county)
    see(county, child, "")
    page = page_of(county, ChildPage, id=child)
    card = page.findChildren(LaterCard)[1]
    card.ask(child)
    said = card.findChild(QLabel, "freed_said")
    assert said.text() == "3 breaks were free by a benefit that does not count: £79.13."
    press(card, name)
    card.sheet.form.editors["reason"].setText("Told in June.")
    card.sheet.act.click()
    assert owed(county) == pence
    card.ask(child)
    assert card.findChild(Button, name) is None


def test_who_may_not_decide_is_told_why(file_county, page_of):
    county, child, *_ = had_free(file_county)
    see(county, child, "")
    page = page_of(county, ChildPage, id=child, role=Role.AUDITOR)
    card = page.findChildren(LaterCard)[1]
    card.ask(child)
    assert not card.findChild(Button, "charge_benefit").isEnabled()


def test_today_has_a_line_with_the_way_to_it_only_while_there_is_one(file_county, page_of):
    county, child, *_ = had_free(file_county)
    page = page_of(county, TodayPage)
    assert not page.cards["was_free"].isVisible()
    see(county, child, "")
    page.refresh()
    assert page.cards["was_free"].isVisible()
    (line,) = page.cards["was_free"].findChildren(LineButton)
    assert line.accessibleName() == "Amara O., 9, 3 breaks since Sat 25 Jul, £79.13, A person decides"
    line.click()
    assert page.go.where == [("child", {"id": child})]
    see(county, child, "UC")
    page.refresh()
    assert not page.cards["was_free"].isVisible()
