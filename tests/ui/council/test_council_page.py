"""The council's page: every list shows, each change is from a day with a reason, and refusals keep what was typed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.council.queries import rates_shown, settings_shown, terms_shown
from shortbreaks.council.scheme_changes import schemes_shown
from shortbreaks.council.terms import TakePublishedTerms, WithdrawTerm, take_published_terms, withdraw_term
from tests.bookings.test_off_days import insured, plan
from tests.providers.test_directory import a_whole_provider
from tests.ui.going import choose
from ui.council.page import CouncilPage
from ui.kit.buttons import Button
from ui.kit.table import Table
from ui.shell.navigation import Navigation


@pytest.fixture
def open_page(qtbot, desk_of):
    def make(county, role=Role.MANAGER):
        page = CouncilPage(desk_of(county, role), Navigation())
        page.resize(1240, 790)
        qtbot.addWidget(page)
        page.show()
        return page

    return make


def send(qtbot, page):
    qtbot.mouseClick(page.window().findChild(Button, "send_form"), Qt.MouseButton.LeftButton)


def test_a_setting_is_decided_from_a_day_and_its_history_stays(county, qtbot, open_page):
    page = open_page(county)
    page.section.listing.table.choose_key("offer_working_days")
    page.open_chosen()
    form = page.acts.sheet.form
    form.set_value("value", "7")
    form.editors["from_day"].setText("1 aug")
    form.set_value("reason", "Panel of 20 July.")
    send(qtbot, page)
    row = next(row for row in county.at(Role.MANAGER).ask(settings_shown) if row.key == "offer_working_days")
    assert (row.value, row.to_come) == ("5", "7 working days from 1 August 2026")
    assert page.findChild(object, "setting_history") is not None


def test_a_value_out_of_range_is_refused_and_stays_as_typed(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.section.listing.table.choose_key("offer_working_days")
    page.open_chosen()
    form = page.acts.sheet.form
    form.set_value("value", "99")
    form.set_value("reason", "A slip")
    send(qtbot, page)
    assert form.value("value") == "99"
    assert "from 1 to 20" in form.editors["value"].accessibleDescription()


def test_a_rate_is_added_by_hand(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.show_tab(1)
    page.new()
    form = page.acts.sheet.form
    for name, value in (("kind", "Personal assistant <b>"), ("reason", "Cabinet, 3 July."), ("pence", 1575)):
        form.set_value(name, value)
    send(qtbot, page)
    (row,) = file_county.at(Role.MANAGER).ask(rates_shown)
    assert (row.kind, row.pence, row.from_day) == ("Personal assistant <b>", 1575, date(2026, 7, 22))
    assert page.findChild(QLabel, "detail_title").text() == "Personal assistant <b>"


def test_the_published_terms_come_with_one_press_and_can_be_changed(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.show_tab(2)
    qtbot.mouseClick(page.findChild(Button, "button_use_kent's_published_terms"), Qt.MouseButton.LeftButton)
    terms = file_county.at(Role.MANAGER).ask(terms_shown)
    assert len(terms) == 12
    page.section.listing.table.choose_key(terms[0].id)
    page.open_chosen()
    assert not page.acts.sheet.form.editors["number"].isEnabled()
    page.acts.sheet.form.set_value("last_day", date(2025, 10, 24))
    page.acts.sheet.form.set_value("reason", "Governors, 3 July.")
    send(qtbot, page)
    was = [(row.was, row.reason) for row in page.findChild(Table, "list_changes").rows_model.rows]
    assert was[0] == ("1 September 2025 to 17 October 2025", "Governors, 3 July.")
    assert file_county.at(Role.MANAGER).ask(terms_shown)[0].last_day == date(2025, 10, 24)


def test_districts_are_shown_with_their_older_names_and_can_be_reworded(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.show_tab(4)
    table = page.section.listing.table
    rows = {row.code: row for row in table.rows_model.rows}
    assert rows["E07000112"].old_names == "Shepway"
    table.choose_key(("district", "E07000112"))
    page.open_chosen()
    assert not page.acts.sheet.form.editors["code"].isEnabled()
    page.acts.sheet.form.set_value("words", "Folkestone & Hythe")
    page.acts.sheet.form.set_value("reason", "Its own sign says so.")
    send(qtbot, page)
    rows = {row.code: row for row in table.rows_model.rows}
    assert (rows["E07000112"].words, rows["E07000112"].own) == ("Folkestone & Hythe", True)


def test_every_code_list_shows(file_county, open_page):
    page = open_page(file_county)
    page.show_tab(4)
    for place in range(page.list_choice.count()):
        page.list_choice.setCurrentIndex(place)
        assert page.section.listing.table.rows_model.rows


def test_a_bank_holiday_is_added_and_struck_by_hand_and_says_why(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.show_for(tab="holidays")
    table = page.section.listing.table
    assert "Boxing Day" in next(row.name for row in table.rows_model.rows if row.day == date(2026, 12, 28))
    page.new()
    form = page.acts.sheet.form
    for name, value in (("day", date(2026, 10, 2)), ("name", "Coronation <b>"), ("reason", "Proclaimed on 20 July.")):
        form.set_value(name, value)
    send(qtbot, page)
    table.choose_key(date(2026, 10, 2))
    assert page.findChild(QLabel, "detail_title").text() == "Coronation <b>"
    page.open_chosen()
    page.acts.sheet.form.set_value("reason", "Moved to another day.")
    qtbot.mouseClick(page.acts.sheet.sheet.findChild(Button, "send_form"), Qt.MouseButton.LeftButton)
    said = [(row.said, row.reason) for row in page.findChildren(Table, "holiday_decided")[-1].rows_model.rows]
    assert said == [("No bank holiday", "Moved to another day."), ("A bank holiday", "Proclaimed on 20 July.")]


def test_a_term_kept_by_mistake_is_withdrawn_by_hand(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.show_tab(2)
    page.acts.published_terms()
    last = file_county.at(Role.MANAGER).ask(terms_shown)[-1]
    page.section.listing.table.choose_key(last.id)
    qtbot.mouseClick(page.findChild(Button, "council_withdraw"), Qt.MouseButton.LeftButton)
    page.acts.sheet.form.set_value("reason", "Typed for another year.")
    send(qtbot, page)
    assert file_county.at(Role.MANAGER).ask(terms_shown)[-1].withdrawn
    assert page.findChild(Table, "list_changes").rows_model.rows[0].now == "Withdrawn"


def test_who_may_only_see_is_told_so(file_county, open_page):
    page = open_page(file_county, Role.COORDINATOR)
    assert "not change it" in page.change.toolTip()
    page.open_chosen()
    assert not hasattr(page.acts, "sheet")


def test_a_scheme_is_begun_from_a_published_one_and_a_line_that_cannot_be_read_stays_as_typed(county, qtbot, open_page):
    page = open_page(county)
    page.show_for(tab="schemes")
    assert page.section.listing.table.rows_model.rows[0].name == "Severe or profound need"
    page.new()
    form = page.acts.sheet.form
    choose(form, "begin", "Grants by impact")
    assert form.value("name") == "Grants by impact" and "lots = £750" in form.value("awards")
    form.set_value("awards", "Impact on the family?\nsome = a lot")
    form.set_value("reason", "Cabinet, 3 July.")
    send(qtbot, page)
    assert "“a lot” is no amount" in form.editors["awards"].accessibleDescription()
    assert form.value("awards").endswith("a lot")
    form.set_value("awards", "Impact on the family?\nsome = £400")
    send(qtbot, page)
    rows = {row.name: row for row in county.at(Role.MANAGER).ask(schemes_shown)}
    assert rows["Grants by impact"].criteria[-1] == "Impact on the family, some: £400.00 a year"


@pytest.mark.parametrize(("key", "field", "value"), [
    ("cancel_ladder", "begin", "7: 50, 0: 100"), ("leap_birthday", "value", "28 February"),
])  # fmt: skip
def test_a_published_ladder_and_a_leap_birthday_are_chosen_from_what_is_there(file_county, qtbot, open_page, key, field, value):
    """R-C3 and R-E2: a published ladder stands in the field, to be changed; a birthday in a common year has two days."""
    page = open_page(file_county)
    page.section.listing.table.choose_key(key)
    page.open_chosen()
    form = page.acts.sheet.form
    assert form.value("value") in {"7: 0, 2: 50, 0: 100", "1 March"}
    choose(form, field, value)
    assert form.value("value") == value
    form.set_value("reason", "Panel of 20 July.")
    send(qtbot, page)
    assert {row.key: row for row in file_county.at(Role.MANAGER).ask(settings_shown)}[key].value == value


def test_published_terms_that_touch_a_session_are_taken_over_by_a_second_press(file_county, qtbot, open_page):
    council = file_county.at(Role.MANAGER)
    council.perform(take_published_terms, TakePublishedTerms())
    for one in [one for one in reversed(council.ask(terms_shown)) if one.school_year == "2026-27" and one.number > 1]:
        council.perform(withdraw_term, WithdrawTerm(one.id, one.version, "Typed for another council"))
    where = insured(file_county, a_whole_provider(file_county))
    plan(file_county, where, "holiday_week", date(2027, 1, 11), date(2027, 1, 15), starts="14:00")
    page = open_page(file_county)
    page.show_tab(2)
    page.acts.published_terms()
    said = " ".join(one.text() for one in page.acts.asked.findChildren(QLabel))
    assert "1 session stands on a day that changes, of 1 service; nobody has a place. Kites: Fri 15 Jan 2027." in said, said
    assert sum(not one.withdrawn for one in council.ask(terms_shown)) == 7
    page.acts.asked.findChild(Button, "button_confirm").click()
    assert sum(not one.withdrawn for one in council.ask(terms_shown)) == 12
