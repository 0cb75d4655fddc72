"""A new series by keyboard: looked at, a date skipped, one moved, and all of it booked at one key."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from tests.bookings.series_builders import FIRST, a_club, bookings_of, dates_of
from tests.bookings.test_series import WEEK, fill
from tests.builders import a_child, a_session
from tests.ui.going import choose, press
from ui.bookings.find.page import FindPage
from ui.bookings.series.plan import SeriesPlanPage
from ui.kit.notice import Notice


@pytest.fixture
def plan(county, page_of):
    """Six Saturdays of one place each, the second taken by another child, and a Sunday beside it."""
    club, sessions = a_club(county, places=1)
    fill(county, sessions[FIRST + WEEK])
    with county.database.reading.connect() as connection:
        venue = connection.exec_driver_sql("select venue_id from break_session").scalar()
    a_session(county, club, venue, start=datetime(2026, 9, 13, 14))
    child = a_child(county, hours=12 * 60)
    page = page_of(county, SeriesPlanPage, child=child, service=club, day=FIRST, starts="10:00")
    return county, page, child, sessions


def states(page):
    return [page.table.rows_model.columns[-1].spoken(row) for row in page.table.rows_model.rows]


def said(page, name):
    return page.findChild(QLabel, name).text()


def test_every_date_is_shown_before_anything_is_saved(plan):
    county, page, child, _ = plan
    assert states(page) == ["Book", "Try again", "Book", "Book", "Book", "Needs a reason"]
    row = page.table.rows_model.rows[1]
    assert [column.spoken(row) for column in page.table.rows_model.columns][1] == "Full, The one place on Sat 12 Sep is taken."
    assert said(page, "series_over") == "Over the allocation from date 5 of 5, Sat 10 Oct, on."
    assert page.panel.book.words() == "Book 5 dates and print"
    assert bookings_of(county, child) == []


def test_holiday_weeks_are_asked_for_only_in_the_holidays_and_every_other_field_stands(plan, qapp):
    _, page, _, _ = plan
    form = page.form.form
    for weeks in ("term", "holidays", "all", "term"):
        if (place := form.editors["weeks"].findData(weeks)) < 0:
            continue
        form.editors["weeks"].setCurrentIndex(place)
        qapp.sendPostedEvents()
        assert form.editors["only_weeks"].isVisibleTo(page) == (weeks == "holidays" and bool(form.fields["only_weeks"].choices))
        assert all(one.isVisibleTo(page) for name, one in form.editors.items() if name != "only_weeks")


def test_a_date_is_skipped_one_moved_and_the_rest_booked_by_keyboard(plan, qtbot):
    county, page, child, _ = plan
    table = page.table
    table.setFocus()
    table.choose(1)
    qtbot.keyClick(table, Qt.Key.Key_K)  # full: cannot be kept
    assert page.desk.notices.now.lead == "The one place on Sat 12 Sep is taken."
    qtbot.keyClick(table, Qt.Key.Key_M)
    form = page.sheet.form
    assert form.editors["session"].currentText() == "Sun 13 Sep, 14:00 to 17:00, 12 free"
    form.send()
    assert states(page)[1] == "Book, moved"
    table.setFocus()
    table.choose(2)
    qtbot.keyClick(table, Qt.Key.Key_X)
    assert states(page) == ["Book", "Book, moved", "Left out", "Book", "Book", "Needs a reason"]
    assert table.currentIndex().row() == 3
    table.choose(5)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert states(page)[5] == "Try again"
    assert page.findChild(QLineEdit, "reason_R-B8") is None  # what is skipped needs no reason
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [one.starts_at.date() for one in bookings_of(county, child)] == [
        date(2026, 9, 5), date(2026, 9, 13), date(2026, 9, 26), date(2026, 10, 3)
    ]  # fmt: skip
    ((page_name, target),) = page.go.where
    assert page_name == "series" and target["paper"] > 0
    assert [one.state for one in dates_of(county, target["id"])] == ["booked", "booked", "left_out", "booked", "booked", "skipped"]


def test_over_the_allocation_waits_for_a_reason_and_keeps_what_was_typed(plan, qtbot):
    county, page, child, _ = plan
    press(page, "book_series")
    assert page.findChild(Notice, "refusal").lead == "Saturday 10 October: This takes 3 hours and Amara has 0 hours left."
    field = page.findChild(QLineEdit, "reason_R-B8")
    qtbot.keyClicks(field, "Panel on Friday")
    page.refresh()
    field = page.findChild(QLineEdit, "reason_R-B8")
    assert field.text() == "Panel on Friday"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(bookings_of(county, child)) == 5


def test_a_place_lost_while_looking_is_said_with_its_day_and_the_form_stays(plan, qtbot):
    county, page, child, sessions = plan
    page.form.form.set_value("note", "Bring a hat")
    qtbot.keyClicks(page.findChild(QLineEdit, "reason_R-B8"), "Panel")
    other = a_child(county, first="Cai", last="Reed")
    county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (sessions[FIRST],)),)))
    press(page, "book_series")
    assert page.findChild(Notice, "refusal").lead == "Saturday 5 September: The one place on Sat 5 Sep is taken."
    assert bookings_of(county, child) == []
    assert page.form.said("note") == "Bring a hat"
    assert page.findChild(QLineEdit, "reason_R-B8").text() == "Panel"


def test_every_second_week_and_a_nearer_end_are_asked_at_once(plan, qtbot):
    _, page, _, _ = plan
    choose(page.form.form, "every", "2")
    qtbot.waitUntil(lambda: len(page.table.rows_model.rows) == 3)
    page.form.form.editors["last_day"].setFocus()
    page.form.form.editors["last_day"].clear()
    qtbot.keyClicks(page.form.form.editors["last_day"], "19/9")
    qtbot.waitUntil(lambda: len(page.table.rows_model.rows) == 2)
    page.form.form.editors["last_day"].clear()
    qtbot.keyClicks(page.form.form.editors["last_day"], "1/9")
    qtbot.waitUntil(lambda: not page.panel.book.isEnabled())
    assert page.panel.book.toolTip() == "The last day is before the first."


def test_find_a_break_leads_to_the_series_of_the_day_chosen(qtbot, county, page_of):
    club, sessions = a_club(county, 3, first=date(2026, 7, 25))
    child = a_child(county)
    page = page_of(county, FindPage, child=child)
    page.choose_days((sessions[date(2026, 8, 1)],))
    press(page, "make_series")
    of_the_call = {"asked_by": page.panel.adults[0][0], "collected_by": ""}
    assert page.go.where == [
        ("series_plan", {"child": child, "service": club, "day": date(2026, 8, 1), "starts": "10:00", **of_the_call})
    ]  # fmt: skip
