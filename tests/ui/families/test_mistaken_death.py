"""On a child's card: a death that was entered by mistake, and what was ended meanwhile."""

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.payments.builders import an_agreement
from tests.payments.test_mistaken_death import child_of, dead, kept
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button


def test_the_child_card_says_what_was_ended_before_it_is_sent_and_after(file_county, qtbot, page_of):
    child = child_of(file_county, an_agreement(file_county))
    dead(file_county, child)
    page = page_of(file_county, ChildPage, Role.COORDINATOR, id=child)
    page.show_tab(5)
    assert "never who entered it" in page.findChild(Button, "death_mistaken").toolTip()
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child)
    page.show_tab(5)
    press(page, "death_mistaken")
    sheet = page.kept.sheet
    said = " ".join(one.text() for one in sheet.sheet.findChildren(QLabel))
    assert "The letters of DP-10001 are stopped" in said and "stays so until somebody looks at it" in said
    sheet.form.set_value("reason", "Another child of that name.")
    sheet.form.send()
    assert "The letters of DP-10001 are stopped" in page.desk.notices.now.rest
    assert kept(file_county, child).state == "open"
