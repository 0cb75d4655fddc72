"""The month of bookings: how many each day has by what they are, and the day that is chosen, by mouse and by keys."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.queries import bookings_counted, bookings_numbered
from shortbreaks.bookings.taking import PlacesWanted
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.ui.going import press
from ui.bookings.page import BookingsPage

DAY = SAT.date()
NEXT = DAY + timedelta(days=7)


@pytest.fixture
def booked(file_county):
    """Saturday: two booked in the morning and one after noon, one offered, one cancelled; the Saturday after: one booked; the month after: one."""
    service, venue = a_service(file_county)
    sessions = [a_session(file_county, service, venue, start=SAT + timedelta(days=days)) for days in (0, 7, 28)]
    children = [a_child(file_county, first=name) for name in ("Ama", "Obi", "Zoë", "Li", "Max")]
    office = file_county.at()

    def book(child, session):
        return office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer[0]

    for child in children[:2]:
        book(child, sessions[0])
    office.perform(offer_places, OfferPlaces((PlacesWanted(children[2], (sessions[0],)),)))
    number = book(children[3], sessions[0])
    (one,) = office.ask(bookings_numbered, number)
    office.perform(cancel_booking, CancelBooking(one.id, one.version, "ill"))
    book(children[4], a_session(file_county, service, venue, start=SAT + timedelta(hours=5)))
    book(children[0], sessions[1])
    book(children[0], sessions[2])
    return children


def shown(page):
    return {day: dict(kinds) for day, kinds in page.month.grid.counts.items()}


def test_each_day_has_its_count_by_what_the_bookings_are(file_county, booked, page_of):
    page = page_of(file_county, BookingsPage)
    press(page, "tab_calendar")
    counts = shown(page)
    assert counts[DAY]["ok"] == 3 and counts[DAY]["warn"] == 1 and sum(counts[DAY].values()) == 5
    assert counts[NEXT] == {"ok": 1}
    assert set(counts) == {DAY, NEXT}, "the grid ends before the month after"
    assert file_county.at().ask(bookings_counted, DAY, DAY, "confirmed") == {DAY: {"ok": 3}}
    page.month.move_by(1)
    assert page.month.name.text() == "August 2026"
    assert shown(page)[DAY + timedelta(days=28)] == {"ok": 1}


def test_a_day_is_chosen_by_keys_and_its_bookings_listed(file_county, booked, page_of, qtbot):
    page = page_of(file_county, BookingsPage)
    press(page, "tab_calendar")
    grid = page.month.grid
    grid.setFocus()
    assert grid.accessibleName() == "Wednesday 22 July 2026, 0 bookings"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)
    assert grid.accessibleName() == "Saturday 25 July 2026, 5 bookings"
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.accessibleName() == "Saturday 1 August 2026, 1 booking"
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == 0 and page.days.from_day.text() == page.days.to_day.text() == "Sat 25 Jul"
    assert sorted(row.child.split()[0] for row in page.shown) == ["Ama", "Li", "Max", "Obi", "Zoë"]


def test_a_day_is_chosen_by_a_press(file_county, booked, page_of, qtbot):
    page = page_of(file_county, BookingsPage)
    press(page, "tab_calendar")
    grid = page.month.grid
    place = (NEXT - grid.first).days
    middle = grid._cell(place).center()
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(int(middle.x()), int(middle.y())))
    assert [row.start.date() for row in page.shown] == [NEXT]
    assert not grid.grab().isNull()


def test_a_state_narrows_the_counts_and_a_fuller_day_asks_no_more(file_county, booked, page_of):
    page = page_of(file_county, BookingsPage)
    press(page, "tab_calendar")
    page.state.setCurrentIndex(page.state.findData("offered"))
    assert shown(page) == {DAY: {"warn": 1}}
    with statements(file_county) as asked:
        file_county.at().ask(bookings_counted, date(2026, 6, 29), date(2026, 8, 30))
    assert len(asked) == 1


def test_keys_lead_from_month_to_month_and_the_day_chosen_stays(file_county, booked, page_of, qtbot):
    page = page_of(file_county, BookingsPage)
    press(page, "tab_calendar")
    page.focus_first()
    grid = page.month.grid
    assert grid.hasFocus() or page.focusWidget() is grid
    moved = []
    for key, times in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, 2), (Qt.Key.Key_Up, 4)):
        for _ in range(times):
            qtbot.keyClick(grid, key)
        moved.append((grid.chosen, page.month.name.text()))
    assert moved == [(date(2026, 8, 22), "August 2026"), (date(2026, 6, 22), "June 2026"), (date(2026, 5, 25), "May 2026")]
    page.show_for(month=page.month.month)
    assert grid.chosen == date(2026, 5, 25), "the month that is shown already keeps its day"
