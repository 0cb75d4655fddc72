"""Another child of a family, from the card of the first: likely the same child told first, then its own card."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shortbreaks.families.queries import child_card
from tests.families.test_families import register
from tests.ui.going import choose, press
from ui.families.child_page import ChildPage
from ui.kit.chips import Chip


def opened(page):
    page.acts.change_child()
    press(page, "add_child")
    return page.acts.sheet.form


def test_a_brother_is_added_and_his_card_follows(county, page_of, qtbot):
    household, child = register(county)
    page = page_of(county, ChildPage, id=child)
    form = opened(page)
    assert form.editors["last_name"].text() == "Okafor"
    qtbot.keyClicks(form.editors["first_name"], "Obi")
    qtbot.keyClicks(form.editors["born"], "25/03/2013")
    form.set_value("needs", ("PC",))
    choose(form, "level_PC", "severe")
    press(page, "send_form")
    ((name, target),) = page.go.where
    card = county.at().ask(child_card, target["id"])
    assert (name, card.household_id, card.short, card.born) == ("child", household, "Obi O.", date(2013, 3, 25))
    assert [need.said for need in card.needs] == ["Personal care: severe"]


def test_a_twin_is_told_of_first_and_may_be_here_only_as_a_sister(file_county, page_of, qtbot):
    _, child = register(file_county)
    page = page_of(file_county, ChildPage, id=child)
    form = opened(page)
    form.set_value("first_name", "Amarah")
    form.set_value("born", date(2016, 11, 14))
    qtbot.keyClick(form.editors["sibling_only"], Qt.Key.Key_Space)
    press(page, "send_form")
    assert page.findChild(QWidget, "likely_duplicates") is not None and page.go.where == []
    page.findChild(QWidget, "field_why").setText("Her twin")
    press(page, "send_form")
    ((_, target),) = page.go.where
    assert file_county.at().ask(child_card, target["id"]).sibling_only
    page.show_for(**target)
    page.refresh()
    assert "Brother or sister only" in {chip.accessibleName() for chip in page.head.findChildren(Chip)}
    page.acts.change_child()
    press(page, "change_record")
    page.acts.sheet.form.set_value("sibling_only", False)
    page.acts.sheet.form.send()
    assert not file_county.at().ask(child_card, target["id"]).sibling_only
