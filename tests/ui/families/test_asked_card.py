"""What a family asked for and does not have yet, on the child's card: seen at once, and led on from."""

import pytest
from PySide6.QtWidgets import QLabel

from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.unmet.commands import KeepRequest, keep_request
from shortbreaks.bookings.waiting.commands import JoinWaiting, LeaveWaiting, join_waiting, leave_waiting
from tests.builders import SAT, a_child, a_service, a_session
from tests.nasty import FORMULAS, MARKUP, NAMES
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.kit.chips import Chip


def shown(page):
    return {one.accessibleName() for one in page.asked.findChildren(Chip)}, " ".join(one.text() for one in page.asked.findChildren(QLabel))


@pytest.mark.parametrize("nasty", [NAMES[1], MARKUP[0], FORMULAS[0]])
def test_an_enquiry_and_a_wait_stand_above_the_bookings_and_lead_on(file_county, page_of, nasty):
    service, venue = a_service(file_county)
    session, child = a_session(file_county, service, venue), a_child(file_county)
    page = page_of(file_county, ChildPage, id=child)
    assert page.asked.isHidden(), "nothing to see for a family that asks for nothing"
    page.desk.perform(page, keep_request, KeepRequest(Wish(child, SAT.date(), SAT.date()), "no_provider", nasty))
    page.desk.perform(page, join_waiting, JoinWaiting((child,), service, (session,)))
    page.show_tab(2)
    states, words = shown(page)
    assert not page.asked.isHidden() and any("Enquiry" in one for one in states) and any("Waiting" in one for one in states)
    assert nasty in words and "Sandpipers Saturday Club" in words
    press(page.asked, "asked_1")
    assert page.go.where == [("waiting", {})]
    page.desk.perform(page, leave_waiting, LeaveWaiting((1,)))
    assert not any("Waiting" in one for one in shown(page)[0])
