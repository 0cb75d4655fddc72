"""A window left open over midnight shows the new day: head, lists, dates to begin with; what was typed is never lost (Kent's clock)."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from shortbreaks.access.permissions import Role
from shortbreaks.dates import to_local
from tests.builders import a_child, a_service, a_session
from ui.kit.buttons import Button
from ui.shell.pages import pages_for
from ui.shell.preferences import Preferences
from ui.shell.window import OfficeWindow

BEFORE = datetime(2026, 7, 24, 22, 59, tzinfo=UTC)  # 23:59 in Kent, in summer
EDGES = ((datetime(2026, 7, 24, 22, 59, 59, tzinfo=UTC), False), (datetime(2026, 7, 24, 23, 0, tzinfo=UTC), True))


@pytest.fixture
def window_of(desk_of, qtbot):
    """A window opened late on Friday 24 July."""

    def make(county, role=Role.COORDINATOR):
        county.clock.set(BEFORE)
        window = OfficeWindow(desk_of(county, role), Preferences(), "East Kent", "On this computer", shared=False)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        return window

    return make


def midnight(county, window):
    county.clock.forward(minutes=2)
    window.day.look()


@pytest.mark.parametrize(("moment", "turned"), EDGES)
def test_the_day_turns_at_midnight_in_kent_and_not_a_second_before(county, window_of, moment, turned):
    window = window_of(county)
    window.go.to("today")
    page = window.page_now()
    assert page.context() == "Friday 24 July 2026"
    county.clock.set(moment)
    window.day.look()
    assert (window.page_now() is not page) is turned
    shown = "Saturday 25 July 2026" if turned else "Friday 24 July 2026"
    assert window.header.context.text() == shown and window.page_now().context() == shown


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_every_page_that_was_open_is_of_the_new_day_when_it_is_next_seen(county, window_of, role):
    window = window_of(county, role)
    keys = [kind.key for kind in pages_for(window.desk.office.person.permissions, "top")]
    for key in keys:
        window.go.to(key)
    midnight(county, window)
    day = to_local(county.clock()).date()
    for key in keys:
        window.go.to(key)
        page = window.page_now()
        assert page.today == day, key
        assert page.as_at is None or page.as_at.today == day, key
    assert window.stack.count() == len(keys), "none of the day before is kept"


def test_find_a_break_begins_on_the_new_day_for_the_same_child(county, window_of):
    child, club = a_child(county), a_service(county)
    a_session(county, *club)
    window = window_of(county)
    window.go.to("find")
    window.page_now().show_for(child=child)
    assert window.page_now().wishes.from_day.text() == "Fri 24 Jul"
    midnight(county, window)
    find = window.page_now()
    assert find.wishes.from_day.text() == "Sat 25 Jul" and find.child_id == child
    window.go.to("bookings")
    assert window.page_now().days.from_day.text() == "Sat 25 Jul"


def test_a_record_with_its_as_at_day_is_shown_again_on_the_new_day(county, window_of):
    child = a_child(county)
    window = window_of(county)
    window.go.to("child", id=child)
    midnight(county, window)
    page = window.page_now()
    assert (page.card.id, page.as_at.today) == (child, to_local(county.clock()).date())
    assert window.header.title.text() == page.title and page.as_at.line.window() is window


def test_what_was_typed_stays_until_it_is_left_and_is_said(county, window_of, qtbot):
    a_child(county)
    window = window_of(county)
    window.go.to("families")
    page = window.page_now()
    (search,) = [one for one in page.findChildren(QLineEdit) if one.objectName() == "families_search" or one.isVisible()][:1]
    qtbot.keyClicks(search, "amar")
    midnight(county, window)
    said = window.desk.notices.now
    assert window.page_now() is page and search.text() == "amar"
    assert said.lead == "It is 25 July 2026 now." and "nothing you typed is lost" in said.rest
    window.go.to("families")
    assert window.page_now() is page
    window.notice_bar.notice.findChild(Button).click()
    assert window.page_now() is not page and window.page_now().today == to_local(county.clock()).date()


def test_under_a_form_it_waits_and_the_form_keeps_what_it_holds(county, window_of, qtbot):
    window = window_of(county)
    window.go.to("families")
    page = window.page_now()
    page.new()
    page.sheet.form.set_value("first_name", "Amara")
    midnight(county, window)
    assert window.page_now() is page and page.sheet.form.editors["first_name"].text() == "Amara"
    qtbot.keyClick(page.sheet.sheet, Qt.Key.Key_Escape)
    window.go.to("today")
    window.go.to("families")
    assert window.page_now() is not page


def test_a_window_that_was_locked_over_midnight_turns_the_day_when_it_is_seen_again(county, window_of, qtbot):
    window = window_of(county)
    window.go.to("today")
    page = window.page_now()
    window.hide()
    midnight(county, window)
    assert window.page_now() is page, "nothing is asked behind the lock"
    window.show()
    qtbot.waitUntil(lambda: window.page_now() is not page)
    assert window.page_now().context() == "Saturday 25 July 2026"
