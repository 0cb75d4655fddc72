"""A provider cancels, by keyboard: what closes, who is affected, what there is instead, one act, and the notices after it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.bookings.taking import PlacesWanted
from tests.builders import SAT, a_child, a_service, a_session
from tests.nasty import MARKUP
from tests.ui.going import press
from ui.bookings.cancel_sheet import CancelSheet
from ui.bookings.closings.notices_page import NoticesPage
from ui.bookings.closings.page import ClosingPage
from ui.bookings.closings.reopening_page import ReopeningPage
from ui.bookings.page import BookingsPage
from ui.kit.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def book(county, child, session):
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),), paid_by="card"))


@pytest.fixture
def club(file_county):
    """Sandpipers on Sat 25 Jul with three children, and Bright Tides, which has one place that day."""
    service = a_service(file_county)
    session = a_session(file_county, *service)
    a_session(file_county, *a_service(file_county, name="Bright Tides"), start=SAT + timedelta(hours=1), places=1)
    for name in ("Ann", "Ben", "Cas"):
        book(file_county, a_child(file_county, first=name), session)
    return service[0]


def words_of(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


@pytest.fixture
def page(page_of, qtbot, file_county, club):
    made = page_of(file_county, ClosingPage, provider=1, service=club)
    made.form.set_value("first_day", SAT.date())
    made.form.set_value("last_day", SAT.date())
    made.refresh()
    qtbot.waitUntil(lambda: len(made.others) == 3)
    return made


def test_the_page_shows_who_is_affected_and_what_there_is_instead(page):
    assert page.said.text() == "1 session would close. 3 children lose 3 places."
    first = page.table.rows_model.rows[0]
    assert (first.child, first.charge_pence, first.paid_pence, first.back) == ("Ann O.", 1275, 1275, 180)
    assert "Bright Tides" in words_of(page) and "Sat 25 Jul, 11:00 to 14:00" in words_of(page)
    assert page.act.toolTip() == "Write what families are told."


def test_one_act_by_keyboard_and_the_notices_with_progress(qtbot, page, page_of, file_county):
    page.form.set_value("words", "The boiler has broken.")
    with qtbot.waitActive(page):
        page.activateWindow()
    for within in (page.table, page.form.editors["words"]):
        within.setFocus()
        qtbot.keyClick(within, Qt.Key.Key_Return, CTRL)
        assert page.sheet.isVisible()
        page.sheet.close_sheet()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return, CTRL)
    said = words_of(page.sheet)
    for fact in (
        "Cancel 3 places?", "3 places of 3 children are cancelled.", "£38.25 of charges is put back, of which £38.25 was paid.",
        "9 hours go back to allowances.", "0 places with nothing instead are kept as unmet requests.",
    ):  # fmt: skip
        assert fact in said, fact
    assert rows(file_county, "select count(*) from closing") == [(0,)]
    page.sheet.findChild(Button, "button_confirm").click()
    assert rows(file_county, "select distinct state from booking") == [("cancelled_by_provider",)]
    ((where, target),) = page.go.where
    assert (where, target) == ("notices", {"closing": 1, "start": True})
    notices = page_of(file_county, NoticesPage, **target)
    qtbot.waitUntil(lambda: notices.said.text() == "3 of 3 notices issued.")
    assert rows(file_county, "select count(*) from paper where kind = 'cancellation notice'") == [(3,)]
    assert notices.context().startswith("0 notices to issue")


def test_the_batch_stops_between_two_and_goes_on_later(qtbot, page, page_of, file_county):
    page.form.set_value("words", "The boiler has broken.")
    page.send()
    notices = page_of(file_county, NoticesPage)
    press(notices, "issue_notices")
    qtbot.keyClick(notices.table, Qt.Key.Key_Escape)
    notices.escape()
    qtbot.waitUntil(lambda: "Stopped: 2 are still owed." in notices.said.text())
    assert rows(file_county, "select count(*) from notice where paper_id is null") == [(2,)]
    notices.start()
    qtbot.waitUntil(lambda: notices.said.text() == "2 of 2 notices issued.")


def test_places_made_meanwhile_are_not_cancelled_unseen(qtbot, page, file_county):
    page.form.set_value("words", "The boiler has broken.")
    book(file_county, a_child(file_county, first="Dee"), 1)
    page.send()
    assert "other places fall away: 4 places now" in words_of(page.form)
    assert rows(file_county, "select count(*) from closing") == [(0,)]


def test_who_may_not_book_does_not_reach_it(page_of, file_county, club):
    made = page_of(file_county, ClosingPage, Role.AUDITOR, provider=1)
    assert not made.act.isEnabled()


def test_a_notice_after_an_ordinary_cancellation(qtbot, page_of, file_county, club):
    made = page_of(file_county, BookingsPage, day=SAT.date())
    (row,) = file_county.at().ask(bookings_of_child, 1)
    sheet = CancelSheet(made, row)
    sheet.notice.setChecked(True)
    sheet.act.click()
    assert rows(file_county, "select kind from paper") == [("cancellation notice",)]
    sheet.paper_sheet.sheet.close_sheet()
    made.show_for(number=row.number)
    press(made, "print_notice")
    assert rows(file_county, "select count(*) from paper") == [(2,)]
    made.detail.paper_sheet.sheet.close_sheet()


def test_a_closing_is_put_back_from_the_providers_page_by_keyboard(qtbot, page, page_of, file_county):
    """Its list says what can come back; the words families read are asked for; Ctrl+Enter does it after a last look."""
    page.form.set_value("words", "The boiler has broken.")
    page.send()
    page.refresh()
    page.findChild(Button, "reopen_1").click()
    assert page.go.where[-1] == ("reopening", {"closing": 1})
    back = page_of(file_county, ReopeningPage, closing=1)
    assert back.said.text() == "Closed 25 July 2026 to 25 July 2026: “The boiler has broken.” 3 places of 3 can come back now."
    assert back.act.toolTip() == "Write what families are told."
    back.form.set_value("words", MARKUP[0])
    with qtbot.waitActive(back):
        back.activateWindow()
    back.table.setFocus()
    qtbot.keyClick(back.table, Qt.Key.Key_Return, CTRL)
    assert "3 places booked again" in words_of(back.sheet) and "No notice was issued yet" in words_of(back.sheet)
    back.sheet.findChild(Button, "button_confirm").click()
    assert rows(file_county, "select distinct state from booking") == [("confirmed",)]
    assert rows(file_county, "select words from closing_undone") == [(MARKUP[0],)]
    back.refresh()
    assert back.said.text().startswith("Put back on 22 July 2026.") and not back.act.isEnabled()
