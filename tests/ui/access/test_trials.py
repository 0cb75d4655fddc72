"""The yearly drill on screen: asked for after a year, done from the office's card, and said when the key is wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from shortbreaks.access.permissions import Role
from shortbreaks.access.trials import trials
from tests.access.test_trials import founded
from tests.ui.going import Went, press
from ui.access.page import PeoplePage
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.shell.backups import BackupState
from ui.shell.desk import Desk
from ui.shell.runner import InlineRunner
from ui.today.page import TodayPage

assert founded


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


@pytest.fixture
def page(founded, qtbot):
    office = founded[0]
    later = replace(office, now=lambda: office.now() + timedelta(days=366))
    page = PeoplePage(Desk(later, InlineRunner()), Went())
    page.counts = []
    page.counted.connect(page.counts.append)
    qtbot.addWidget(page)
    page.resize(1240, 800)
    page.show_for(tab="office")
    page.show()
    page.refresh()
    return page


def test_after_a_year_it_is_asked_for_and_done_from_the_card(page, founded, qtbot):
    _, key, stick = founded
    qtbot.waitUntil(lambda: "a year since the recovery key was tried" in said(page))
    assert page.counts[-1] == 1
    press(page, "try_key")
    sheet = page.findChildren(Sheet)[-1]
    qtbot.keyClicks(sheet.findChild(QLineEdit, "field_key"), key[:-2])
    press(sheet, "send_form")
    qtbot.waitUntil(lambda: "A recovery key has 33 letters" in said(sheet))
    sheet.findChild(QLineEdit, "field_key").setText(key)
    press(sheet, "send_form")
    assert page.counts[-1] == 1, "the copy is still to be restored"
    press(page, "try_restore")
    sheet = page.findChildren(Sheet)[-1]
    sheet.findChild(QLineEdit, "field_key").setText(key)
    sheet.findChild(QLineEdit, "field_place").setText(str(stick))
    press(sheet, "send_form")
    assert page.counts[-1] == 0 and "a year since" not in said(page)
    assert {one.kind for one in page.desk.office.ask(trials).rows} == {"key", "restore"}


def test_today_asks_whoever_may_and_nobody_else(county, desk_of, qtbot):
    county.clock.forward(days=366)
    for role, asked in ((Role.MANAGER, True), (Role.COORDINATOR, False)):
        desk = desk_of(county, role)
        desk.backup = BackupState(county.clock())
        page = TodayPage(desk, Went())
        qtbot.addWidget(page)
        page.show()
        page.refresh()
        button = page.findChild(Button, "go_to_trials")
        assert (button is not None) is asked, role
        if asked:
            button.click()
            assert page.go.where[-1] == ("people", {"tab": "office"})
