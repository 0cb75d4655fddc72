"""Waiting for nights on screen: put on the list from the bed board with L, offered with O, answered, passed on; by keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.today import due_today
from shortbreaks.dates import to_local
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.overnight.nights_queries import nights_list, steps_of_nights
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from shortbreaks.overnight.today import nights_due
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from shortbreaks.providers.beds import AddBed, add_bed
from tests.builders import a_child
from tests.nasty import FORMULAS, MARKUP, NAMES
from tests.overnight.builders import a_house, placed, s20, stay_of
from tests.ui.going import choose, press
from ui.bookings.waiting.page import NIGHTS, RUNS, WaitingPage
from ui.kit.buttons import Button
from ui.overnight.page import BedBoardPage
from ui.today.columns import worklists

FRI = date(2026, 7, 24)
DAY = timedelta(days=1)


@pytest.fixture
def full(file_county):
    """A house whose one bed Ellie has from Friday to Monday, and Theo and Mason who want it."""
    county = file_county
    _, service, beds = a_house(county, beds=1)
    ellie, theo, mason = (a_child(county, first=name) for name in ("Ellie", "Theo", "Mason"))
    for child in (ellie, theo, mason):
        s20(county, child, situation=1)
    return county, service, beds, placed(county, ellie, beds[0], FRI, FRI + DAY * 3), theo, mason


def said(page):
    return [one.text() for one in page.findChildren(QLabel)]


def begin(page, child):
    """The stay begins on the Friday on which the bed is Ellie's."""
    page.view.grid.at = (0, 2)
    page.placing.begin(child)


def refused_at_the_board(county, page_of, qtbot, child):
    page = page_of(county, BedBoardPage)
    begin(page, child)
    qtbot.keyClick(page.view.grid, Qt.Key.Key_L)
    return page


@pytest.mark.parametrize("nasty", [NAMES[1], MARKUP[0], FORMULAS[0]])
def test_a_stay_that_is_refused_becomes_a_wait_by_one_key_and_is_taken_back(full, page_of, qtbot, nasty):
    county, service, _, _, theo, _ = full
    page = refused_at_the_board(county, page_of, qtbot, theo)
    assert not page.placing.panel.save.isEnabled()
    assert page.findChild(Button, "wait_for_nights").text()
    assert "Put the child being placed on the list for nights" in dict(page.keys()).values()
    form = page.placing.waiting.sheet.form
    assert form.values()["house"] == str(service)
    form.set_value("words", nasty)
    form.editors["asked_by"].setCurrentIndex(1)
    form.send()
    (row,) = county.at().ask(nights_list)
    assert (row.child, row.service, row.wanted) == ("Theo O.", "Windmill House", "2 nights from 24 Jul to 16 Oct")
    assert (row.asked_by, county.at().ask(steps_of_nights, row.request_id)[0].said) == ("Grace O.", nasty)
    assert page.desk.notices.now.lead == "Waiting for nights: Theo."
    assert page.placing.wanted is None
    waiting = page_of(county, WaitingPage, tab="Nights")
    assert nasty in said(waiting.nights)
    assert page.desk.notices.put_back()
    assert county.at().ask(nights_list) == ()


def test_what_cannot_be_waited_for_is_said_and_everything_typed_stays(full, page_of, qtbot):
    county, _, _, _, theo, _ = full
    page = refused_at_the_board(county, page_of, qtbot, theo)
    form = page.placing.waiting.sheet.form
    choose(form, "house", "any")
    choose(form, "which", "4,5,6")
    form.set_value("nights", 5)
    form.send()
    assert any("not so many of these nights in a row" in words for words in said(page.window()))
    assert form.values()["nights"] == 5
    assert county.at().ask(nights_list) == ()
    form.set_value("nights", 3)
    form.send()
    assert county.at().ask(nights_list)[0].wanted == "3 nights from 24 Jul to 16 Oct, Fri to Sun"


def join(county, child, service):
    asked = county.at().perform(join_nights, JoinNights(child, service, 2, FRI, FRI + DAY * 3)).answer
    county.clock.forward(hours=1)
    return asked


def states(county):
    with county.database.reading.connect() as connection:
        return list(connection.execute(text("select state from night_request order by id")).scalars())


def test_a_cancellation_is_offered_with_o_refused_with_d_and_passes_to_the_next(full, page_of, qtbot):
    county, service, _, stay, theo, mason = full
    for child in (theo, mason):
        join(county, child, service)
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    page = page_of(county, WaitingPage, tab="Nights to offer")
    assert page.tabs.shown == RUNS
    assert {"Windmill House", "Fri 24 Jul to Mon 27 Jul: Bed 1"} <= set(said(page.runs))
    qtbot.keyClick(page.runs.table, Qt.Key.Key_O)
    assert states(county) == ["offered", "waiting"]
    lead, rest = page.desk.notices.now.lead, page.desk.notices.now.rest
    assert (lead, rest.startswith("Windmill House, Bed 1, Fri 24 Jul to Sun 26 Jul. Held until ")) == ("Offered to Theo O.", True)
    page.refresh()
    page.tabs.show_view(NIGHTS)
    row = next(number for number, one in enumerate(page.nights.rows) if one.offer is not None)
    page.nights.table.choose(row)
    assert any(words.startswith("Windmill House, Bed 1, ") for words in said(page.nights))
    qtbot.keyClick(page.nights.table, Qt.Key.Key_D)
    page.nights_acts.sheet.form.send()
    assert states(county) == ["waiting", "waiting"]
    page.refresh()
    assert page.runs.rows[0].next.child == "Mason O."
    page.tabs.show_view(RUNS)
    qtbot.keyClick(page.runs.table, Qt.Key.Key_Return)
    assert states(county) == ["waiting", "offered"]
    page.refresh()
    page.nights.table.choose(next(number for number, one in enumerate(page.nights.rows) if one.offer is not None))
    qtbot.keyClick(page.nights.table, Qt.Key.Key_A)
    assert states(county) == ["waiting", "confirmed"]
    assert page.desk.notices.now.lead == "Booked for Mason O."


def test_an_offer_is_taken_back_and_who_goes_before_is_asked_why(full, page_of, qtbot):
    county, service, _, stay, theo, mason = full
    for child in (theo, mason):
        join(county, child, service)
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    page = page_of(county, WaitingPage, tab="Nights to offer")
    press(page, "runs_offer_2")
    form = page.nights_acts.sheet.form
    form.set_value("passed_over", "Theo’s family is away.")
    form.send()
    assert states(county) == ["waiting", "offered"]
    assert page.desk.notices.put_back()
    assert states(county) == ["waiting", "waiting"]


def test_asked_again_put_first_and_taken_off_by_key(full, page_of, qtbot):
    county, service, _, _, theo, _ = full
    join(county, theo, service)
    page = page_of(county, WaitingPage, Role.MANAGER, tab="Nights")
    qtbot.keyClick(page.nights.table, Qt.Key.Key_R)
    assert page.desk.notices.now.lead == "Theo O. still waits."
    press(page, "nights_first")
    page.nights_acts.sheet.form.set_value("reason", "Dana Wells asked on the telephone.")
    page.nights_acts.sheet.form.send()
    page.refresh()
    assert page.nights.rows[0].priority == "safeguarding"
    qtbot.keyClick(page.nights.table, Qt.Key.Key_X)
    page.nights_acts.sheet.form.send()
    assert states(county) == ["withdrawn"]


def test_who_may_not_book_sees_the_list_and_why_not(full, page_of):
    county, service, _, stay, theo, _ = full
    join(county, theo, service)
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    page = page_of(county, WaitingPage, Role.AUDITOR, tab="Nights to offer")
    assert not page.runs.offer.isEnabled()
    assert not page.findChild(Button, "nights_off").isEnabled()


def test_what_a_person_decides_is_said_above_the_form_and_needs_a_reason(full, page_of, qtbot):
    county, service, _, stay, theo, _ = full
    other = county.at().perform(add_bed, AddBed(1, "Bed 2", "", date(2020, 1, 1))).answer
    noah = a_child(county, first="Noah")
    s20(county, noah, situation=1)
    placed(county, noah, other, FRI, FRI + DAY * 3)
    county.at().perform(keep_pair, KeepPair(theo, noah, "prefer not", "Loud at night", date(2026, 1, 1)))
    join(county, theo, service)
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    page = page_of(county, WaitingPage, tab="Nights to offer")
    qtbot.keyClick(page.runs.table, Qt.Key.Key_O)
    assert states(county) == ["waiting"]
    form = page.nights_acts.sheet.form
    words = said(page.window())
    assert any("Noah O." in one for one in words) and not any("Loud at night" in one for one in words)
    ((rule, sentence),) = page.runs.rows[0].next.asks
    assert any(sentence in one for one in words)
    form.set_value(f"reason:{rule}", "Both families agree.")
    form.send()
    assert states(county) == ["offered"]
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select reason from rule_override")).scalar() == "Both families agree."


def test_the_letter_is_looked_at_by_one_key_of_who_waits_and_of_who_is_offered_a_stay(full, page_of, qtbot):
    county, service, _, stay, theo, _ = full
    county.at().perform(join_nights, JoinNights(theo, service, 2, FRI, FRI + DAY * 3))
    page = page_of(county, WaitingPage)
    page.show_for(tab="Nights")
    qtbot.keyClick(page.nights.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    with county.database.reading.connect() as connection:
        kinds = "select kind from paper order by id"
        assert list(connection.execute(text(kinds)).scalars()) == ["waiting-list letter for nights"]
    page.nights_acts.paper_sheet.sheet.close_sheet()
    from shortbreaks.overnight.nights_offering import OfferNights, offer_nights

    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    county.at().perform(offer_nights, OfferNights(1, 1, FRI))
    page.refresh()
    press(page, "nights_letter")
    with county.database.reading.connect() as connection:
        assert list(connection.execute(text(kinds)).scalars()) == ["waiting-list letter for nights", "stay offer"]


def test_a_stay_put_back_past_who_waits_asks_why_on_a_sheet(full, page_of, qtbot):
    county, service, _, stay, theo, _ = full
    county.at().perform(join_nights, JoinNights(theo, service, 2, FRI, FRI + DAY * 3))
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    page = page_of(county, BedBoardPage)
    page.show_stay(stay)
    press(page, "put_back")
    sheet = page.acts.sheet
    assert any("Theo O. comes first" in one for one in said(page))
    sheet.form.editors["words"].setText("Cancelled by mistake.")
    sheet.act.click()
    assert stay_of(county, stay).state == "booked"


def test_siblings_wait_by_one_tick_and_are_offered_and_answer_as_one(full, page_of, qtbot):
    county, _, _, stay, theo, _ = full
    county.at().perform(add_bed, AddBed(1, "Bed 2", "", date(2020, 1, 1)))
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    with county.database.reading.connect() as connection:
        home = connection.execute(text(f"select household_id from child where id = {theo}")).scalar()
    noah = a_child(county, first="Noah", household=home)
    s20(county, noah, situation=1)
    page = refused_at_the_board(county, page_of, qtbot, theo)
    form = page.placing.waiting.sheet.form
    (box,) = form.editors["together"].findChildren(QCheckBox)
    assert box.text() == "Noah O., 9"
    box.setChecked(True)
    form.send()
    assert page.desk.notices.now.lead == "Waiting for nights: Theo and Noah."
    waiting = page_of(county, WaitingPage, tab="Nights to offer")
    assert {"Theo O., 9 and Noah O., 9", "Bed 1 and Bed 2, Fri 24 Jul to Sun 26 Jul"} <= set(said(waiting.runs))
    qtbot.keyClick(waiting.runs.table, Qt.Key.Key_O)
    assert states(county) == ["offered", "offered"]
    assert waiting.desk.notices.now.lead == "Offered to Theo O. and Noah O."
    assert waiting.desk.notices.now.rest.startswith("Windmill House, Bed 1 and Bed 2, ")
    assert [line.name for line in today_lines(county) if line.page == "beds"] == ["Theo O. and Noah O."]
    waiting.refresh()
    waiting.tabs.show_view(NIGHTS)
    waiting.nights.table.choose(1)
    assert "With Theo O.: both or none" in said(waiting.nights)
    qtbot.keyClick(waiting.nights.table, Qt.Key.Key_A)
    assert states(county) == ["confirmed", "confirmed"]
    assert waiting.desk.notices.now.lead == "Booked for Noah O. and Theo O."


def today_lines(county):
    now = to_local(county.clock())
    lists = worklists(county.at().ask(due_today), now, (), county.at().ask(nights_due))
    return [line for one in lists for line in one.lines]
