"""A series that is kept, by keyboard: a freed date booked at one key, dates cancelled, moved and noted with figures first, and its end."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from tests.bookings.series_builders import FIRST, a_club, bookings_of, dates_of, every, made, series_of
from tests.bookings.test_series import LAST, WEEK, fill
from tests.bookings.test_series_retry import cancel
from tests.builders import a_child, a_service, a_session
from tests.ui.going import choose, press
from ui.bookings.series.page import SeriesPage
from ui.kit.buttons import Button
from ui.kit.notice import Notice


@pytest.fixture
def kept(county, page_of):
    """Amara's six Saturdays at 12.75, the second full and skipped, looked at on Wednesday 23 September."""
    club, sessions = a_club(county, places=1)
    other = fill(county, sessions[FIRST + 4 * WEEK])
    child = a_child(county)
    series = made(county, child, club, every(FIRST, LAST), collected_by="Grandad")
    county.clock.set(datetime(2026, 9, 23, 10, 0, tzinfo=UTC))
    return county, page_of(county, SeriesPage, id=series), child, series, other


def states(page):
    return [page.date_table.rows_model.columns[-1].spoken(row) for row in page.date_table.rows_model.rows]


def told(page):
    return page.acts.sheet.sheet.findChild(QLabel, "scope_figures").text()


def at(page, place):
    page.date_table.setFocus()
    page.date_table.choose(place)
    return page.date_table


def test_a_freed_date_is_marked_and_booked_at_one_key(kept, qtbot):
    county, page, child, _, other = kept
    assert states(page) == ["Confirmed", "Confirmed", "Confirmed", "Confirmed", "Try again", "Confirmed"]
    table = at(page, 4)
    assert not page.acts.book.isEnabled()
    cancel(county, other)
    page.refresh()
    assert states(page)[4] == "Could be booked"
    assert page.about.text() == "1 place is free again: B books it. The one place on Sat 3 Oct is taken."
    qtbot.keyClick(table, Qt.Key.Key_B)
    assert page.desk.notices.now.lead == "Booked for Amara O."
    page.refresh()
    assert states(page)[4] == "Confirmed" and len(bookings_of(county, child)) == 6


def test_a_reason_for_a_skipped_date_stays_typed_when_the_place_is_gone_meanwhile(kept, qtbot):
    county, page, child, series, other = kept
    saturday = dates_of(county, series)[4].session_id
    waits, club = a_child(county, first="Dina", last="Shah"), series_of(county, series).service_id
    county.at().perform(join_waiting, JoinWaiting((waits,), club, (saturday,)))
    cancel(county, other)
    page.refresh()
    at(page, 4)
    page.acts.book_now()
    form = page.acts.sheet.form
    form.editors["R-B6"].setText("Dina was rung and cannot come.")
    again = fill(county, saturday, Reason("R-B6", "Dina was rung."))
    form.send()
    assert page.acts.sheet.form is form and form.isVisible() and form.editors["R-B6"].text() == "Dina was rung and cannot come."
    assert "taken" in page.acts.sheet.sheet.findChildren(Notice, "refusal")[-1].lead
    cancel(county, again)
    form.send()
    assert page.desk.notices.now.lead == "Booked for Amara O." and len(bookings_of(county, child)) == 6


def test_the_line_on_today_leads_to_its_date(county, page_of):
    club, sessions = a_club(county, 2, places=1)
    other = fill(county, sessions[FIRST + WEEK])
    series = made(county, a_child(county), club, every(FIRST, FIRST + WEEK))
    cancel(county, other)
    row = dates_of(county, series)[1]
    page = page_of(county, SeriesPage, id=series, date=row.id)
    assert page.date_table.chosen_row().id == row.id and page.acts.book.isEnabled()


def test_the_figures_follow_how_far_it_reaches_and_past_dates_are_left(kept, qtbot):
    """On the 23rd: the 26th is at half (6.38 of 12.75), the 10th of October free; the three before are never touched."""
    county, page, child, _, _ = kept
    table = at(page, 3)
    qtbot.keyClick(table, Qt.Key.Key_F3)
    page.take_cancellation()
    sheet = page.acts.sheet
    assert told(page) == "1 date: £6.38 of £12.75 stays to pay, £6.37 is put back."
    choose(sheet.form, "reach", "all")
    assert told(page) == "2 dates: £6.38 of £25.50 stays to pay, £19.12 is put back."
    choose(sheet.form, "reason", "ill")
    assert told(page) == "2 dates: free. £25.50 is put back to the family."
    choose(sheet.form, "reason", "family")
    sheet.form.send()
    assert page.desk.notices.now.lead == "Cancelled for Amara O.: 2 dates."
    assert [one.charge_pence for one in bookings_of(county, child)] == [1275, 1275, 1275, 638, 0]


def test_a_figure_that_is_old_is_refused_and_the_sheet_stays(kept):
    county, page, child, _, _ = kept
    at(page, 3)
    page.acts.cancel_dates()
    sheet = page.acts.sheet
    choose(sheet.form, "reach", "all")
    last = bookings_of(county, child)[-1]
    county.at().perform(cancel_booking, CancelBooking(last.id, last.version, "family"))
    sheet.form.send()
    assert sheet.sheet.isVisible()
    assert sheet.sheet.findChild(QLabel, "notice_lead").text() == "The dates of this series changed while you looked."
    assert told(page).startswith("1 date:")  # the figures are those of now
    sheet.form.send()
    assert [one.state for one in bookings_of(county, child)][3] == "cancelled_in_notice"


def test_dates_move_to_another_service_with_both_charges_read_first(kept, qtbot):
    county, page, child, _, _ = kept
    swim, pool = a_service(county, name="Swim and splash", price=900)
    a_session(county, swim, pool, start=datetime(2026, 10, 11, 9), hours=2)
    table = at(page, 5)
    qtbot.keyClick(table, Qt.Key.Key_M)
    sheet = page.acts.sheet
    choose(sheet.form, "service", str(swim))
    assert told(page).endswith("1 date stays as booked.") and not sheet.act.isEnabled()
    choose(sheet.form, "weekday", "6")
    assert told(page) == "1 date moves. Old places: £12.75 is put back, £0.00 stays to pay. New places: £9.00."
    sheet.form.send()
    assert [(one.starts_at.date(), one.charge_pence) for one in bookings_of(county, child) if one.state == "confirmed"][-1] == (
        date(2026, 10, 11), 900
    )  # fmt: skip


def test_who_collects_is_kept_for_the_dates_to_come(kept, qtbot):
    county, page, child, series, _ = kept
    qtbot.keyClick(at(page, 3), Qt.Key.Key_C)
    sheet = page.acts.sheet
    choose(sheet.form, "reach", "all")
    sheet.form.set_value("collected_by", "Aunt Joy")
    sheet.form.send()
    assert [one.collected_by for one in bookings_of(county, child)] == ["Grandad"] * 3 + ["Aunt Joy"] * 2
    assert series_of(county, series).collected_by == "Aunt Joy"


def test_a_skipped_date_is_left_out_and_tried_again_by_key(kept, qtbot):
    _, page, _, _, _ = kept
    qtbot.keyClick(at(page, 4), Qt.Key.Key_X)
    page.refresh()
    assert states(page)[4] == "Left out"
    qtbot.keyClick(at(page, 4), Qt.Key.Key_S)
    page.refresh()
    assert states(page)[4] == "Try again"


def test_the_end_is_read_in_figures_and_can_keep_what_is_booked(kept, qtbot):
    county, page, child, series, _ = kept
    qtbot.keyClick(at(page, 3), Qt.Key.Key_E)
    sheet = page.acts.sheet
    assert told(page) == "2 dates: £6.38 of £25.50 stays to pay, £19.12 is put back. 1 skipped date not tried again."
    sheet.form.editors["keep_booked"].click()
    assert told(page) == "2 dates to come stay booked. 1 skipped date not tried again."
    sheet.form.send()
    assert series_of(county, series).state == "ended"
    assert [one.state for one in bookings_of(county, child)] == ["confirmed"] * 5
    page.refresh()
    assert (not page.acts.book.isEnabled() and page.said.text().endswith("Ended: Family"))  or "Ended:" in page.said.text()


def test_who_may_only_look_finds_every_act_off_with_the_reason(county, page_of):
    club, _ = a_club(county, 2)
    series = made(county, a_child(county), club, every(FIRST, FIRST + WEEK))
    page = page_of(county, SeriesPage, Role.AUDITOR, id=series)
    assert len(page.dates) == 2
    assert not any(button.isEnabled() for button in page.acts.buttons)
    assert page.acts.cancel.toolTip() == "Your role may look, not book."


def test_an_office_without_series_says_where_one_begins(county, page_of):
    page = page_of(county, SeriesPage)
    assert page.listing.findChild(QLabel, "list_said").text() == "No series yet."
    press(page, "new_series")
    assert page.go.where == [("find", {})]
    assert isinstance(page.print_list, Button) and not page.print_list.isEnabled()
