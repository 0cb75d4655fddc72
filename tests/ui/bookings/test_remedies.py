"""A "no" on Find a break says why and what would change it, and the button beside it does that (look.md 1.2)."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.bookings.waiting.queries import waiting_list
from shortbreaks.eligibility.worklists import cases_open
from shortbreaks.findings import Outcome
from tests.builders import SAT, a_child, a_service, a_session
from tests.ui.going import press
from ui.bookings.find.page import FindPage
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet

NEXT = SAT + timedelta(days=7)


def the_card(page):
    (card,) = page.cards
    return card


def why(card):
    """The pairs of words beside each other on a card: why not or decide, and what would change it."""
    grid = card.findChild(object, f"why_{card.answer.service_id}").layout()
    cells = [grid.itemAt(n).widget().text() for n in range(grid.count())]
    return list(zip(cells[::2], cells[1::2], strict=True))


def remedy(card):
    return card.findChild(Button, f"remedy_{card.answer.service_id}")


def sheet_over(page):
    (sheet,) = (one for one in page.window().findChildren(Sheet) if one.isVisible())
    return sheet


def found(file_county, page_of, role=Role.COORDINATOR, **child):
    return page_of(file_county, FindPage, role, child=a_child(file_county, **child))


def test_one_to_one_is_asked_for_and_who_said_yes_is_the_reason_it_is_booked_with(file_county, page_of, qtbot):
    service, venue = a_service(file_county, one_to_one=False)
    a_session(file_county, service, venue, start=NEXT)
    page = found(file_county, page_of, workers=1)
    card = the_card(page)
    assert card.answer.outcome is Outcome.NOT_MET
    assert why(card) == [
        ("Why not", "The group has one worker to 3, and Amara needs one to one."),
        ("Would change it", "A 1:1 worker for this session, agreed with the provider."),
    ]
    button = remedy(card)
    assert button.words() == "Ask for it" and button.accessibleName() == "Ask for it: Sandpipers Saturday Club"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    sheet = sheet_over(page)
    assert any("Ring Jo Pierce · 07700 900655" in one.text() for one in sheet.findChildren(QLabel))
    qtbot.keyClicks(sheet.findChild(QLineEdit, "field_said"), "Jo, 22 July: <b>yes</b>")
    press(sheet, "send_form")
    assert page.panel.reasons["R-B4"].text() == "Jo, 22 July: <b>yes</b>"
    page.panel.send()
    (booking,) = file_county.at().ask(bookings_of_child, page.child_id)
    assert booking.start == NEXT


def test_a_need_that_is_not_listed_is_decided_by_asking(file_county, page_of):
    service, venue = a_service(file_county)
    a_session(file_county, service, venue, start=NEXT)
    card = the_card(found(file_county, page_of, needs=("HOIST",)))
    assert why(card)[0] == ("Decide", "Sandpipers Saturday Club does not list “Hoist”, which Amara needs.")
    assert why(card)[1] == ("Would change it", "Ask the provider, and write down who said yes.")
    assert remedy(card).words() == "Ask for it"


def test_another_weekday_that_fits_is_one_press_away(file_county, page_of):
    service, venue = a_service(file_county)
    a_session(file_county, service, venue, start=NEXT, places=0)
    monday = a_session(file_county, service, venue, start=NEXT + timedelta(days=2))
    page = found(file_county, page_of)
    page.wishes.free.setChecked(False)
    assert the_card(page).answer.outcome is Outcome.MET and remedy(the_card(page)) is None
    page.wishes.choose_days({5})
    card = the_card(page)
    assert why(card)[0] == ("Why not", "There are no places on Sat 1 Aug.")
    assert remedy(card).words() == "Move to Mon 3 Aug"
    remedy(card).click()
    assert page.panel.session_ids == (monday,)


def test_a_full_session_is_waited_for(file_county, page_of):
    service, venue = a_service(file_county)
    a_session(file_county, service, venue, start=NEXT, places=0)
    page = found(file_county, page_of)
    page.wishes.free.setChecked(False)
    card = the_card(page)
    assert why(card)[1][1] == "Another day, one more place from the provider, or the waiting list."
    remedy(card).click()
    press(sheet_over(page), "send_form")
    assert [one.child_id for one in file_county.at().ask(waiting_list)] == [page.child_id]


def test_a_further_service_is_looked_for_further(file_county, page_of):
    service, venue = a_service(file_county, postcode="TN1 1AA")
    a_session(file_county, service, venue, start=NEXT)
    page = found(file_county, page_of)
    card = the_card(page)
    assert "miles from" in why(card)[0][1]
    assert why(card)[1] == ("Would change it", f"{remedy(card).words()}.")
    remedy(card).click()
    assert the_card(page).answer.outcome is Outcome.MET


GOES = (
    ({"hours": 0}, "Ask for a decision", {"tab": "eligibility", "ask": True}),
    ({"needs": ("RESCUE",), "plan": None}, "Note a newer plan", {"record": True}),
)


@pytest.mark.parametrize(("child", "words", "target"), GOES)
def test_what_the_child_s_own_record_lacks_is_one_press_away_and_its_form_open(file_county, page_of, child, words, target):
    service, venue = a_service(file_county, offers=("RESCUE",), referral="assessment")
    a_session(file_county, service, venue, start=NEXT)
    page = found(file_county, page_of, **child)
    card = the_card(page)
    assert remedy(card).words() == words, why(card)
    remedy(card).click()
    assert page.go.where[-1] == ("child", {"id": page.child_id, **target})
    there = page_of(file_county, ChildPage, id=page.child_id, **target)
    assert sheet_over(there).isVisible()
    assert file_county.at().ask(cases_open) == ()


def test_who_may_not_do_it_is_offered_no_button_and_time_alone_has_none(file_county, page_of):
    service, venue = a_service(file_county, min_age=12)
    a_session(file_county, service, venue, start=NEXT)
    card = the_card(found(file_county, page_of))
    assert why(card)[1] == ("Would change it", "Amara turns 12 on 14 November 2028.")
    assert remedy(card) is None
    card = the_card(found(file_county, page_of, born=date(2016, 11, 14), needs=("HOIST",)))
    card.offer_remedy()
    assert remedy(card) is None, "the age comes first, and only time changes it"
