"""Unmet need on screen: kept with one key from Find a break, listed, answered, corrected, taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.unmet.queries import open_unmet
from tests.builders import a_child, a_service, a_session
from tests.ui.going import choose, press
from ui.bookings.find.page import FindPage
from ui.bookings.page import BookingsPage
from ui.bookings.waiting.page import UNMET, WaitingPage


def kept(county, page_of, qtbot, first="Amara"):
    page = page_of(county, FindPage, child=a_child(county, first=first))
    page.focus_first()
    qtbot.keyClick(page, Qt.Key.Key_K)
    return page


def test_one_key_keeps_what_nothing_fits(county, page_of, qtbot):
    page = kept(county, page_of, qtbot)
    assert page.desk.notices.now.lead == "Kept as unmet need for Amara O."
    (row,) = county.at().ask(open_unmet)
    assert (row.child, row.reason) == ("Amara O.", "no_provider")
    assert page.desk.notices.put_back()
    assert county.at().ask(open_unmet) == ()


def test_the_same_again_is_refused_in_words(county, page_of, qtbot):
    page = kept(county, page_of, qtbot)
    press(page, "keep_request")
    assert "kept already" in page.desk.notices.now.lead


def test_the_list_is_reached_from_bookings_and_says_what_became(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    bookings = page_of(county, BookingsPage)
    bookings.table.setFocus()
    qtbot.keyClick(bookings.table, Qt.Key.Key_W)
    assert bookings.go.where == [("waiting", {})]
    page = page_of(county, WaitingPage, tab="Unmet need")
    assert page.unmet.summary.text() == "Open by reason: no service runs 1"
    qtbot.keyClick(page.unmet.table, Qt.Key.Key_Return)
    page.unmet.sheet.form.send()
    assert page.desk.notices.now.lead == "Amara O.: no longer wanted."
    page.refresh()
    assert page.unmet.rows == ()
    assert "Every request was met." in [one.text() for one in page.findChildren(QLabel)]
    assert page.desk.notices.put_back()
    page.refresh()
    assert len(page.unmet.rows) == 1


def test_met_by_a_booking_needs_its_number(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    page = page_of(county, WaitingPage, tab="Unmet need")
    child = page.unmet.rows[0].child_id
    session = a_session(county, *a_service(county))
    (number,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    press(page, "what_became")
    choose(page.unmet.sheet.form, "outcome", "met")
    page.unmet.sheet.form.send()
    assert len(county.at().ask(open_unmet)) == 1, "refused, and the sheet is still there"
    page.unmet.sheet.form.editors["met_by"].setText(f"B-{number:05d}")
    page.unmet.sheet.form.send()
    assert county.at().ask(open_unmet) == ()


def test_the_reason_is_changed(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    page = page_of(county, WaitingPage, tab="Unmet need")
    press(page, "change_reason")
    choose(page.unmet.sheet.form, "reason", "too_late")
    page.unmet.sheet.form.send()
    page.refresh()
    assert [one.reason for one in page.unmet.rows] == ["too_late"]


def test_filters_narrow_and_escape_shows_all(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    page = page_of(county, WaitingPage, tab="Unmet need")
    page.unmet.reason.setCurrentIndex(page.unmet.reason.findData("distance"))
    assert page.unmet.rows == ()
    assert page.escape()
    assert len(page.unmet.rows) == 1
    assert not page.escape()


def test_who_may_only_look_is_told_so(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    page = page_of(county, WaitingPage, Role.AUDITOR, tab="Unmet need")
    assert not page.unmet.became.isEnabled()
    assert "not answer it" in page.unmet.became.toolTip()


def test_the_districts_show_the_range_and_lead_to_their_open_requests(county, page_of, qtbot):
    kept(county, page_of, qtbot)
    page = page_of(county, WaitingPage, tab="By district")
    assert page.range.table.choose_key("E07000114")
    said = [one.text() for one in page.findChildren(QLabel)]
    assert "Fewer than 5 each" in said and "No service runs." in said
    qtbot.keyClick(page.range.table, Qt.Key.Key_Return)
    assert page.tabs.shown == UNMET and [row.district for row in page.unmet.rows] == ["Thanet"]
