"""Waiting on screen: siblings ticked, put on the list with L, offered with O, answered, asked again, written to; by keyboard."""

import io
from datetime import timedelta

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.bookings.waiting.queries import places_to_offer, waiting_list
from shortbreaks.providers.opening import ChangePlaces, change_places
from tests.bookings.test_waiting import cancel, household_of, states
from tests.builders import SAT, a_child, a_service, a_session
from tests.ui.going import choose, press
from ui.bookings.find.page import FindPage
from ui.bookings.page import BookingsPage
from ui.bookings.waiting.page import WaitingPage
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.kit.sheet import Sheet
from ui.shell.navigation import Navigation
from ui.shell.paper_sheet import PaperSheet
from ui.today.page import TodayPage


@pytest.fixture
def full(county):
    """A club with one place, which Ellie has, and the number of her booking."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1, start=SAT + timedelta(days=28))
    request = MakeBooking((PlacesWanted(a_child(county, first="Ellie"), (session,)),))
    return service, session, county.at().perform(make_booking, request).answer[0]


def said(page):
    return [one.text() for one in page.findChildren(QLabel)]


def find(county, page_of, child):
    page = page_of(county, FindPage, child=child)
    page.wishes.to_day.setText("+60")
    page.wishes.free.setChecked(False)
    page.wishes.send()
    return page


def test_a_full_day_leads_to_the_waiting_list_and_back(county, page_of, qtbot, full):
    page = find(county, page_of, a_child(county))
    page.focus_first()
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert not page.panel.book.isEnabled() and page.panel.wait.isEnabled()
    assert any("or the waiting list" in words for words in said(page))
    qtbot.keyClick(page, Qt.Key.Key_L)
    page.acts.sheet.form.send()
    assert states(county) == ["waiting"]
    assert page.desk.notices.now.lead == "On the waiting list: Amara O."
    assert page.desk.notices.put_back()
    assert states(county) == ["withdrawn"]


def test_waiting_for_any_such_day_needs_its_last_day(county, page_of, full):
    page = find(county, page_of, a_child(county))
    page.cards[0].choose()
    press(page, "join_waiting")
    choose(page.acts.sheet.form, "what", "weekday")
    page.acts.sheet.form.send()
    (row,) = county.at().ask(waiting_list)
    assert row.wanted == "Saturdays to 14 Nov"


def test_days_of_a_scheme_are_waited_for_as_one_or_each_by_itself(county, page_of, qtbot):
    """Three days in the panel: L offers all or none first; any of them and each by itself are there as well."""
    service, venue = a_service(county, kind="scheme")
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n), places=1) for n in range(3)]
    amara = a_child(county)
    page = find(county, page_of, amara)
    for what, wanted in ((None, ["All 3 days or none, from Sat 25 Jul"]), ("one", ["Any of 3 days, from Sat 25 Jul"]),
                         ("these", ["Sat 25 Jul", "Sun 26 Jul", "Mon 27 Jul"])):  # fmt: skip
        page.panel.show_places(amara, "Amara O.", tuple(days))
        qtbot.keyClick(page, Qt.Key.Key_L)
        form = page.acts.sheet.form
        if what is not None:
            choose(form, "what", what)
        form.send()
        rows = county.at().ask(waiting_list)
        assert [row.wanted for row in rows] == wanted
        assert page.desk.notices.put_back()


@pytest.mark.parametrize("nasty", ["O’Neill <b>=1+1</b>", "محمد العربي", "'; DROP TABLE child;--"])
def test_a_place_that_others_wait_for_asks_for_a_reason_in_the_panel(county, page_of, nasty):
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1)
    county.at().perform(join_waiting, JoinWaiting((a_child(county, first="Noah", last="Reed"),), service, (session,)))
    county.clock.forward(hours=1)
    page = find(county, page_of, a_child(county))
    page.cards[0].choose()
    assert any(words.startswith("1 family waits for Saturday 25 July before Amara: Noah R. comes first") for words in said(page))
    press(page, "book_and_print")
    assert "Noah R. comes first" in page.panel.findChild(QLabel, "notice_lead").text()
    page.panel.reasons["R-B6"].setText(nasty)
    press(page, "book_and_print")
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select reason from rule_override where rule = 'R-B6'")).scalar() == nasty.strip()[:400]


def test_put_back_past_a_family_that_waits_asks_why(county, page_of, full):
    service, session, booking = full
    county.at().perform(join_waiting, JoinWaiting((a_child(county, first="Noah", last="Reed"),), service, (session,)))
    county.clock.forward(hours=1)
    cancel(county, booking)
    page = page_of(county, BookingsPage, number=booking)
    page.table.choose(0)
    press(page, "put_it_back")
    form = page.window().findChild(Form)
    assert any("Noah R. comes first" in one.text() for one in page.window().findChildren(QLabel))
    form.set_value("words", "It was cancelled by mistake.")
    form.send()
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select state from booking")).scalar() == "confirmed"
        assert connection.execute(text("select reason from rule_override")).scalar() == "It was cancelled by mistake."


def test_siblings_are_ticked_and_booked_together_with_a_confirmation_each(county, page_of, qtbot):
    session = a_session(county, *a_service(county))
    amara = a_child(county)
    bina = a_child(county, first="Bina", household=household_of(county, amara))
    page = find(county, page_of, amara)
    page.cards[0].choose()
    page.findChild(QCheckBox, f"sibling_{bina}").click()
    assert [name for name, _ in page.panel.asked] == ["Amara O.", "Bina O."]
    assert "£25.50 (2 × £12.75)" in said(page)
    press(page, "book_and_print")
    assert page.desk.notices.now.lead.startswith("Booked for Amara O. and Bina O.")
    with county.database.reading.connect() as connection:
        rows = connection.execute(text("select child_id, number, together, state, session_id from booking order by id")).all()
        assert connection.execute(text("select count(*) from paper where kind = 'confirmation'")).scalar() == 2
    assert [(r.child_id, r.state, r.session_id) for r in rows] == [(amara, "confirmed", session), (bina, "confirmed", session)]
    assert {r.together for r in rows} == {rows[0].number}
    assert "2 confirmations" in page.desk.notices.now.rest
    for number, row in enumerate(rows, 1):  # each is shown in its turn, so that none goes unprinted
        title = f"Booking confirmation {number} of 2"
        qtbot.waitUntil(lambda title=title: any(one.frame.accessibleName() == title for one in page.findChildren(Sheet)))
        (shown,) = [one for one in page.findChildren(PaperSheet) if one.sheet and one.sheet.isVisibleTo(page)]
        assert str(row.number) in shown.paper.file_name
        shown.sheet.close_sheet()


def test_siblings_for_want_of_staff_are_both_put_on_the_list(county, page_of):
    """A15 on screen: the refusal has the button, and both wait together."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, workers=1, places=12)
    for n in range(3):
        county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county, first=f"Child{n}"), (session,)),)))
    amara = a_child(county)
    bina = a_child(county, first="Bina", household=household_of(county, amara))
    page = find(county, page_of, amara)
    page.cards[0].choose()
    page.findChild(QCheckBox, f"sibling_{bina}").click()
    press(page, "book_and_print")
    refusal = page.panel.findChild(QLabel, "notice_lead").text()
    assert "needs 2 workers and 1 are rostered" in refusal
    next(one for one in page.panel.findChildren(Button) if one.parent().objectName() == "refusal").click()
    page.acts.sheet.form.send()
    rows = county.at().ask(waiting_list)
    assert [(row.child, row.siblings) for row in rows] == [("Amara O.", ("Bina O.",)), ("Bina O.", ("Amara O.",))]


def test_a_sibling_without_breaks_of_its_own_cannot_be_ticked(county, page_of):
    amara = a_child(county)
    bina = a_child(county, first="Bina", household=household_of(county, amara))
    with county.database.writing.begin() as connection:
        connection.execute(text("update child set sibling_only = :yes where id = :id"), {"yes": True, "id": bina})
    page = find(county, page_of, amara)
    assert page.findChild(QCheckBox, f"sibling_{bina}") is None


def wait(county, child, service, session):
    return county.at().perform(join_waiting, JoinWaiting((child,), service, (session,))).answer[0]


def test_today_shows_who_is_next_and_one_key_offers(county, page_of, desk_of, qtbot, full):
    service, session, booking = full
    wait(county, a_child(county), service, session)
    county.clock.forward(minutes=5)
    wait(county, a_child(county, first="Kai"), service, session)
    cancel(county, booking)
    today = TodayPage(desk_of(county), Navigation())
    qtbot.addWidget(today)
    today.refresh()
    (line,) = today.cards["freed"].worklist.lines
    assert (line.name, line.chip, line.page, line.target) == ("Next: Amara O.", "Offer it", "waiting", (("session", session),))
    page = page_of(county, WaitingPage, session=session)
    page.places.table.setFocus()
    qtbot.keyClick(page.places.table, Qt.Key.Key_O)
    assert states(county) == ["offered", "waiting"]
    told = page.desk.notices.now
    assert told.lead == "Offered to Amara O." and "Held until Wednesday 29 July 2026, 23:59" in told.rest
    assert page.desk.notices.put_back()
    assert states(county) == ["waiting", "waiting"], "taken back, she waits as before"
    assert county.at().ask(places_to_offer)[0].next.children == ("Amara O.",)


def test_not_the_next_needs_a_reason_in_the_sheet(county, page_of, full):
    service, session, booking = full
    wait(county, a_child(county), service, session)
    county.clock.forward(minutes=5)
    later = wait(county, a_child(county, first="Kai"), service, session)
    cancel(county, booking)
    page = page_of(county, WaitingPage, session=session)
    press(page, f"places_offer_{later}")
    page.acts.sheet.form.send()
    assert states(county) == ["waiting", "waiting"], "the field is empty, so the sheet says so"
    page.acts.sheet.form.editors["passed_over"].setText("Amara is away that day.")
    page.acts.sheet.form.send()
    assert states(county) == ["waiting", "offered"]


def test_yes_and_no_by_key(county, page_of, qtbot, full):
    service, session, booking = full
    wait(county, a_child(county), service, session)
    cancel(county, booking)
    page = page_of(county, WaitingPage, session=session)
    press(page, "places_next")
    page.tabs.show_view(0)
    page.refresh()
    page.waiting.table.setFocus()
    assert any(words.startswith("1. No priority flag") for words in said(page))
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_D)
    page.acts.sheet.form.send()
    assert states(county) == ["withdrawn"]
    assert page.desk.notices.now.lead == "Amara O. said no."


def test_yes_confirms_and_charges(county, page_of, qtbot, full):
    service, session, booking = full
    wait(county, a_child(county), service, session)
    cancel(county, booking)
    page = page_of(county, WaitingPage, session=session)
    press(page, "places_next")
    page.tabs.show_view(0)
    page.refresh()
    page.waiting.table.setFocus()
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_A)
    assert states(county) == ["confirmed"]
    assert page.desk.notices.now.lead == "Amara O. has the place."


def test_still_waits_and_off_the_list_by_key(county, page_of, qtbot, full):
    service, session, _ = full
    wait(county, a_child(county), service, session)
    county.clock.forward(days=3)
    page = page_of(county, WaitingPage)
    page.waiting.table.setFocus()
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_R)
    page.refresh()
    assert page.waiting.rows[0].reviewed_on.isoformat() == "2026-07-25"
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_X)
    page.acts.sheet.form.send()
    assert states(county) == ["withdrawn"]
    page.refresh()
    assert "Nobody waits." in said(page)


def test_the_letter_of_the_chosen_row(county, page_of, qtbot, full):
    service, session, _booking = full
    wait(county, a_child(county), service, session)
    page = page_of(county, WaitingPage)
    page.waiting.table.setFocus()
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    words = pypdf.PdfReader(io.BytesIO(page.acts.paper_sheet.paper.pdf)).pages[0].extract_text()
    assert "You are on the waiting list" in words


def test_an_offer_is_declined_from_bookings_too(county, page_of, full):
    service, session, booking = full
    wait(county, a_child(county), service, session)
    cancel(county, booking)
    places = page_of(county, WaitingPage, session=session)
    press(places, "places_next")
    with county.database.reading.connect() as connection:
        number = connection.execute(text("select number from booking where state = 'offered'")).scalar_one()
    page = page_of(county, BookingsPage, number=number)
    press(page, "offer_letter")
    assert page.detail.paper_sheet.paper is not None
    press(page, "decline_offer")
    assert states(county) == ["withdrawn"]


def test_who_only_looks_sees_the_line_and_changes_nothing(county, page_of, full):
    service, session, _ = full
    one = wait(county, a_child(county), service, session)
    county.at().perform(change_places, ChangePlaces(session, 2, 0))
    page = page_of(county, WaitingPage, Role.AUDITOR, session=session)
    assert not page.places.offer.isEnabled()
    assert not page.findChild(Button, f"places_offer_{one}").isEnabled()
    assert not page.findChild(Button, "waiting_still").isEnabled()
