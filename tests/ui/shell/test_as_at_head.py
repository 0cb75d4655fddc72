"""As at which day: said in the header of every page, once; a past one turns it amber (look.md 3)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit

from shortbreaks.access.permissions import Role
from tests.builders import a_child
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.palette import LIGHT, LIGHT_STATES
from ui.shell.pages import pages_for
from ui.shell.preferences import Preferences
from ui.shell.window import OfficeWindow


@pytest.fixture
def window(file_county, desk_of, qtbot):
    made = OfficeWindow(desk_of(file_county, Role.MANAGER), Preferences(), "Example county", "On this computer", shared=False)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


def ground(window):
    """The colour of the header as it is painted, between its parts."""
    head = window.header
    return head.grab().toImage().pixelColor(3, head.height() // 2).name().upper()


def said(window):
    """What the header says of the day, its field for one included."""
    head = window.header
    seen = [one for one in head.findChildren(QLineEdit) if one.isVisible()]
    assert seen == ([head.field] if head.field is not None else []), "one field, of the page that is shown"
    return " ".join([head.as_at.text(), *(one.text() or one.placeholderText() for one in seen)])


def test_every_page_says_it_shows_today_and_where_a_past_day_is_read(window):
    for kind in (*pages_for(window.desk.office.person.permissions, "top"), *pages_for(window.desk.office.person.permissions, "foot")):
        if kind.key == "me":
            continue
        window.go.to(kind.key)
        assert said(window) == "As at today", kind.key
        assert "child’s card" in window.header.as_at.toolTip(), kind.key


def test_a_past_day_of_a_child_stands_in_an_amber_header_until_today_is_shown_again(file_county, window, qtbot, qapp):
    theme.apply(qapp, "light", 100)  # the sheet itself is what is looked at
    child = a_child(file_county)
    file_county.clock.forward(days=3)
    window.go.to("child", id=child)
    page = window.page_now()
    light = ground(window)
    assert said(window) == "As at today" and not page.isAncestorOf(page.as_at.line), "it is said once"
    assert light == LIGHT["surface"].upper()
    qtbot.keyClicks(page.as_at.line, "23/7/2026")
    qtbot.keyClick(page.as_at.line, Qt.Key.Key_Return)
    assert said(window) == "As at Thu 23 Jul"
    assert ground(window) == LIGHT_STATES["warn"].ground.upper() != light
    acts = [page.head.findChild(Button, name) for name in ("record_call", "change_child")]
    assert [one.isEnabled() for one in acts] == [False, False] and "go back to today" in acts[0].toolTip()
    page.refresh()
    assert not page.head.findChild(Button, "change_child").isEnabled(), "also when it is read again"
    window.go.to("families")
    assert (said(window), ground(window)) == ("As at today", light), "another page shows today"
    window.go.back()
    assert said(window) == "As at Thu 23 Jul"
    page.past.findChild(QFrame, "as_at_notice").findChild(Button, "button_show_today").click()
    assert page.head.findChild(Button, "change_child").isEnabled()
    assert (said(window), ground(window)) == ("As at today", light)


@pytest.mark.parametrize("place", ["find", "child"])
def test_in_the_narrowest_window_and_the_largest_text_nothing_of_the_header_is_cut_off(file_county, window, qapp, place):
    theme.apply(qapp, "light", 200)
    window.resize(1366, 768)
    window.go.to(place, **({"id": a_child(file_county)} if place == "child" else {}))
    qapp.processEvents()
    head = window.header
    parts = (head.title, head.find_button, head.as_at, *([head.field] if place == "child" else []))
    assert all(one.geometry().right() <= head.width() and one.width() >= one.minimumSizeHint().width() for one in parts)
    lefts = [one.geometry().left() for one in parts]
    assert lefts == sorted(lefts) and head.title.geometry().right() < lefts[1]
