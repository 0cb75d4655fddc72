"""On a child's card: a death that was entered by mistake, and what was ended meanwhile."""

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.families.leaving import EndAdult, end_adult
from tests.bookings.test_asking import an_adult
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


def test_a_parent_s_death_by_mistake_is_said_with_what_holds_again_and_what_stays(file_county, qtbot, page_of):
    child = child_of(file_county, an_agreement(file_county))
    father = an_adult(file_county, child, "Ben")
    file_county.at().perform(end_adult, EndAdult(father, 1, "His sister rang", died=True))
    page = page_of(file_county, ChildPage, Role.COORDINATOR, id=child)
    press(page, "change_child")
    assert "never who entered it" in page.findChild(Button, f"lives_{father}").toolTip()
    page = page_of(file_county, ChildPage, Role.MANAGER, id=child)
    press(page, "change_child")
    press(page, f"lives_{father}")
    sheet = page.acts.adults.sheet
    said = " ".join(one.text() for one in sheet.sheet.findChildren(QLabel))
    assert "Holds again at once: Rings and books, gets no letters, may collect." in said and "Who collects stays as it was" in said
    sheet.form.set_value("reason", "Another of that name.")
    sheet.form.send()
    assert "The record says that Ben O. lives." in page.desk.notices.now.lead and page.card.gone == ()
