"""A bank holiday is added by keys: what it touches is told first; then each line is kept with its reason or taken to the one act that cancels."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.council.queries import bank_holidays
from shortbreaks.council.terms import TakePublishedTerms, take_published_terms
from tests.bookings.test_off_days import FRIDAY, book, insured, plan
from tests.providers.test_directory import a_whole_provider
from tests.ui.going import Went
from ui.bookings.closings.page import ClosingPage
from ui.council.page import CouncilPage
from ui.kit.buttons import Button
from ui.providers.off_days_page import OffDaysPage
from ui.shell.navigation import Navigation
from ui.today.page import TodayPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def club(file_county):
    file_county.at(Role.MANAGER).perform(take_published_terms, TakePublishedTerms())
    where = insured(file_county, a_whole_provider(file_county))
    book(file_county, plan(file_county, where, "weekly_term", FRIDAY, FRIDAY)[0])
    plan(file_county, where, "single", FRIDAY, FRIDAY, starts="14:00")
    other = a_whole_provider(file_county, "Tern Trust", name="Terns")
    plan(file_county, other, "weekly_term", FRIDAY, FRIDAY)
    return where


def words_of(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_a_bank_holiday_is_told_before_it_is_sent_and_each_line_is_worked_through_by_keys(file_county, qtbot, desk_of, page_of, club):
    council = CouncilPage(desk_of(file_county, Role.MANAGER), Navigation())
    qtbot.addWidget(council)
    council.show()
    council.show_for(tab="holidays")
    council.new()
    form = council.acts.sheet.form
    for name, value in (("day", FRIDAY), ("name", "Coronation"), ("reason", "Proclaimed.")):
        form.set_value(name, value)
    last = form.editors["reason"]
    with qtbot.waitActive(council):
        council.activateWindow()
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return, CTRL)
    told = words_of(council.acts.sheet.sheet)
    for fact in (
        "3 sessions stand on a day that changes, of 2 services; 1 child has a place.", "Kites: Fri 2 Oct, 1 child.", "Terns: Fri 2 Oct.",
        "Nothing is cancelled by it",
    ):  # fmt: skip
        assert fact in told, fact
    assert FRIDAY not in bank_holidays(FRIDAY, FRIDAY)
    form.set_value("day", date(2026, 10, 9))  # another day is told of anew; nothing stands there, so it would be sent
    form.set_value("day", FRIDAY)
    qtbot.keyClick(last, Qt.Key.Key_Return, CTRL)
    today = page_of(file_county, TodayPage)
    assert [one.line.name for one in today.cards["off_days"].buttons()] == ["Kites", "Terns"]
    page = page_of(file_county, OffDaysPage, session=today.off_days[1].sessions[0].id)
    assert page.context() == "2 lines to decide" and page.findChild(QLabel, "off_day_title").text() == "Terns"
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page.table, Qt.Key.Key_K)
    page.sheet.form.set_value("reason", "The hall is open.")
    qtbot.keyClick(page.sheet.form.editors["reason"], Qt.Key.Key_Return, CTRL)
    page.refresh()
    assert page.context() == "1 line to decide" and not page.keep_button.isEnabled() and "The hall is open." in words_of(page)
    page.table.choose(0)
    qtbot.keyClick(page.table, Qt.Key.Key_X)
    target = {"provider": club[0], "service": club[2], "first_day": FRIDAY, "last_day": FRIDAY, "reason": "council"}
    assert isinstance(page.go, Went) and page.go.where == [("closing", target)]
    closing = page_of(file_county, ClosingPage, **target)
    assert closing.said.text().startswith("2 sessions would close. 1 child loses 1 place.") and closing.form.value("reason") == "council"
    with qtbot.waitActive(closing):
        closing.activateWindow()
    closing.form.editors["words"].setFocus()
    closing.form.set_value("words", "It is a bank holiday.")
    qtbot.keyClick(closing.form.editors["words"], Qt.Key.Key_Return, CTRL)
    closing.sheet.findChild(Button, "button_confirm").click()
    assert closing.go.where[-1][0] == "notices"
    today.refresh()
    assert not today.cards["off_days"].buttons()


def test_who_may_only_look_is_told_so(file_county, desk_of, page_of, club):
    page = page_of(file_county, OffDaysPage, Role.AUDITOR)
    assert "not change it" in page.keep_button.toolTip() and "not cancel" in page.cancel_button.toolTip()
