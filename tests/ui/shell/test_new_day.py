"""A window left open over midnight shows the new day: head, lists, dates to begin with; what was typed is never lost (Kent's clock)."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from shortbreaks.access.permissions import Role
from shortbreaks.dates import to_local
from tests.builders import a_child, a_service, a_session
from ui.kit.buttons import Button
from ui.shell.pages import KINDS, pages_for
from ui.shell.preferences import Preferences
from ui.shell.standing import filters_of
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
    find = window.page_now()
    find.show_for(child=child)  # as the child is chosen on the page itself
    assert find.wishes.from_day.text() == "Fri 24 Jul"
    find.findChild(Button, "weekday_0").click()
    find.wishes.free.setChecked(False)
    session = next(tile.session_id for one in find.answer.rows for tile in one.tiles)
    find.choose_days((session,))
    midnight(county, window)
    assert window.page_now() is not find
    find = window.page_now()
    assert find.wishes.from_day.text() == "Sat 25 Jul" and find.child_id == child
    assert (find.wishes.days[0].isChecked(), find.wishes.free.isChecked(), find.panel.session_ids) == (False, False, (session,))
    window.go.to("bookings")
    assert window.page_now().days.from_day.text() == "Sat 25 Jul"


def choose(page, name, value):
    """Choose in a filter, as a person would, by what stands behind the words."""
    box = page.findChild(QComboBox, name)
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


@pytest.mark.parametrize("seen", [True, False])
def test_a_page_stands_as_it_stood_with_tab_filters_and_chosen_row(county, window_of, seen):
    """Whether it is the one that is shown or one that is visited later."""
    for number in range(3):
        a_service(county, name=f"Club {number}")
    window = window_of(county, Role.MANAGER)
    window.go.to("providers")
    page = window.page_now()
    choose(page, "filter_kind", "weekend")
    page.table.choose(1)
    chosen = page.table.rows_model.row_key(page.table.chosen_row())
    window.go.to("bookings")
    page = window.page_now()
    choose(page, "bookings_state", "confirmed")
    page.findChild(Button, "tab_calendar").click()
    page.month.move_by(1)
    if not seen:
        window.go.to("today")
    midnight(county, window)
    window.go.to("bookings")
    later = window.page_now()
    assert later is not page and later.today == to_local(county.clock()).date()
    assert (later.state.currentData(), later.tabs.currentIndex(), later.month.name.text()) == ("confirmed", 1, "August 2026")
    assert later.days.from_day.text() == "Sat 25 Jul", "it began with the day, and does again"
    window.go.to("providers")
    page = window.page_now()
    assert page.findChild(QComboBox, "filter_kind").currentData() == "weekend"
    assert page.table.rows_model.row_key(page.table.chosen_row()) == chosen


def test_days_that_somebody_chose_stay_and_what_they_loosened_is_not_put_back(county, window_of, qtbot):
    child = a_child(county)
    window = window_of(county)
    window.go.to("bookings", child=child)
    page = window.page_now()
    page.clear_filter()
    page.days.from_day.setText("1/8")
    page.days.to_day.setText("9/8")
    qtbot.keyClick(page.days.to_day, Qt.Key.Key_Return)
    midnight(county, window)
    page = window.page_now()
    assert (page.days.from_day.text(), page.days.to_day.text(), page.child) == ("Sat 1 Aug", "Sun 9 Aug", None)


def test_a_choice_that_is_read_with_the_page_and_the_record_looked_at_stand_again(county, window_of, qtbot):
    window = window_of(county, Role.AUDITOR)
    window.go.to("trail", child=a_child(county))
    page = window.page_now()
    who = next(page.person.itemData(n) for n in range(page.person.count()) if page.person.itemData(n) is not None)
    choose(page, "trail_person", who)
    page.findChild(Button, "tab_done").click()
    about = page.child_id
    midnight(county, window)
    page = window.page_now()
    qtbot.waitUntil(lambda: page.person.currentData() == who)
    assert (page.child_id, page.stack.currentIndex()) == (about, 0)


def test_what_was_begun_on_arriving_is_not_begun_again_on_the_new_day(county, window_of):
    window = window_of(county)
    window.go.to("notices", closing=1, start=True)
    midnight(county, window)
    assert window.page_now().shown_for == {"closing": 1}


FORMS = {"paid_from", "line_reason", "scheme_choice", "unit_box"}  # of one record, or said by the page in `stands_about`


def test_no_filter_is_forgotten(county, window_of):
    window = window_of(county, Role.MANAGER)
    seen = [kind for place in ("top", "foot", "more") for kind in pages_for(window.desk.office.person.permissions, place)]
    for kind in (*seen, KINDS["waiting"], KINDS["registers"]):
        window.go.to(kind.key)
        page = window.page_now()
        named = {one.objectName() for one in page.findChildren(QComboBox)}
        named |= {one.objectName() for one in page.findChildren(QLineEdit) if one.objectName().endswith("_search")}
        assert named - FORMS <= set(page.stands_on), kind.key
        assert set(page.stands_on) == set(filters_of(page)), f"{kind.key} has no such filter"


def test_a_record_with_its_as_at_day_is_shown_again_on_the_new_day(county, window_of):
    child = a_child(county)
    window = window_of(county)
    window.go.to("child", id=child)
    for _ in range(2):  # and on the day after that, with nobody there
        midnight(county, window)
        page = window.page_now()
        assert (page.card.id, page.as_at.today) == (child, to_local(county.clock()).date())
        assert window.header.title.text() == page.title and page.as_at.line.window() is window
        county.clock.forward(days=1)


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
