"""The withheld address on a child's card: nowhere until somebody looks, and each look is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shortbreaks.access.permissions import Role
from shortbreaks.families.withheld import withholding_of
from tests.families.test_families import register
from ui.families.child_page import ChildPage


@pytest.fixture
def family(county):
    return register(county, restricted=True, address="9 <b>Hidden</b> Lane\nMargate", postcode="CT9 1AA")


def words(page):
    return "\n".join(one.text() for one in page.findChildren(QLabel))


def press(page, qtbot, name):
    button = next(one for one in page.findChildren(QWidget, name) if one.isVisible())
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def opened(page, qtbot):
    page.acts.change_child()
    press(page, qtbot, "withheld")


def test_whoever_is_named_looks_with_one_key_and_hides_it_again(county, page_of, qtbot, family):
    household, child = family
    page = page_of(county, ChildPage, id=child)
    assert "Hidden" not in words(page)
    opened(page, qtbot)
    press(page, qtbot, "see_address")
    assert page.findChild(QLabel, "withheld_address").text() == "9 <b>Hidden</b> Lane\nMargate\nCT9 1AA"
    press(page, qtbot, "hide_address")
    assert len(county.at().ask(withholding_of, household).seen) == 1


def test_whoever_is_not_named_writes_why(county, page_of, qtbot, family):
    household, child = family
    page = page_of(county, ChildPage, Role.MANAGER, id=child)
    opened(page, qtbot)
    press(page, qtbot, "see_address")
    form = page.acts.withheld.form
    form.act.click()
    assert "Hidden" not in words(page) and form.sheet.isVisible(), "no reason, no address"
    form.form.set_value("reason", "The taxi needs the door")
    form.act.click()
    assert "9 <b>Hidden</b> Lane" in words(page)
    assert county.at().ask(withholding_of, household).seen[0].reason == "The taxi needs the door"


def test_a_manager_names_who_may_see_it(county, page_of, qtbot, family):
    household, child = family
    page = page_of(county, ChildPage, Role.MANAGER, id=child)
    opened(page, qtbot)
    press(page, qtbot, "name_readers")
    form = page.acts.withheld.form
    form.form.set_value("person_2", True)
    form.act.click()
    named = [one.name for one in county.at().ask(withholding_of, household).readers if one.named]
    assert named == ["Approver One", "Coordinator One"]
