"""How far a need goes, on the child's form: asked of what is ticked, shown on the card, kept when something else changes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.families.queries import child_card
from shortbreaks.findings import Outcome
from tests.builders import a_child
from tests.ui.going import choose, press
from ui.families.child_page import ChildPage
from ui.kit.chips import Chip


def own_record(page):
    page.acts.change_child()
    press(page, "change_record")
    return page.acts.sheet.form


def box(form, code):
    return next(one for one in form.editors["needs"].findChildren(QCheckBox) if one.property("value") == code)


def shown(form):
    return [name for name, editor in form.editors.items() if name.startswith("level_") and editor.isVisible()]


def test_a_level_is_told_and_changes_what_the_rules_say(file_county, page_of, qtbot):
    child = a_child(file_county, needs=("MOB", "HOIST"))
    page = page_of(file_county, ChildPage, id=child)
    form = own_record(page)
    assert shown(form) == ["level_MOB"], "only what is ticked, and no level of a hoist"
    qtbot.keyClick(box(form, "PC"), Qt.Key.Key_Space)
    assert shown(form) == ["level_MOB", "level_PC"]
    choose(form, "level_MOB", "moderate")
    qtbot.keyClicks(form.editors["level_PC"], "s")
    assert form.editors["level_PC"].currentText() == "Severe"
    form.send()
    page.refresh()
    said = {need.said for need in file_county.at().ask(child_card, child).needs}
    assert said == {"Mobility: moderate", "Hoist", "Personal care: severe"}
    assert "Personal care: severe" in {chip.accessibleName() for chip in page.head.findChildren(Chip)}
    assert all(one.outcome is Outcome.MET for one in file_county.at().ask(eligibility_today, child).findings if one.rule == "R-E4")


def test_another_change_keeps_the_level_and_a_need_taken_out_takes_its_own(file_county, page_of, qtbot):
    child = a_child(file_county, needs=("MOB", "PC"))
    page = page_of(file_county, ChildPage, id=child)
    form = own_record(page)
    choose(form, "level_MOB", "profound")
    choose(form, "level_PC", "mild")
    form.send()
    page.refresh()
    form = own_record(page)
    form.set_value("school", "Holm Oak")
    qtbot.keyClick(box(form, "PC"), Qt.Key.Key_Space)
    assert shown(form) == ["level_MOB"]
    form.send()
    card = file_county.at().ask(child_card, child)
    assert (card.school, [need.said for need in card.needs]) == ("Holm Oak", ["Mobility: profound"])
