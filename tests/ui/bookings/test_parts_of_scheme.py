"""Half a scheme or all of it in one press, a club has no halves; and the days that are not shown at first."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.find import Tile
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.findings import Outcome
from tests.builders import a_child, a_service, a_session
from ui.bookings.find.break_card import parts_of_scheme
from ui.bookings.find.page import FindPage

MONDAY = datetime(2026, 7, 27, 10, 0)


class Nowhere:
    """Goes nowhere: this test stays on one page."""

    here = None

    def to(self, page, **target):
        raise AssertionError(page, target)

    def back(self):
        raise AssertionError


def days(*steps, booked=()):
    return [
        Tile(
            step, MONDAY + timedelta(days=step), MONDAY + timedelta(days=step, hours=3), 4, Outcome.MET, step in booked
        )
        for step in steps
    ]


def test_five_days_part_into_three_and_two_without_those_booked_already():
    assert parts_of_scheme(days(0, 1, 2, 3, 4)) == (
        ("First half", (0, 1, 2)),
        ("Second half", (3, 4)),
        ("Whole scheme", (0, 1, 2, 3, 4)),
    )
    assert parts_of_scheme(days(0, 1, 2, 3, booked=(2, 3))) == (("First half", (0, 1)), ("Whole scheme", (0, 1)))
    assert parts_of_scheme(days(0, 1, 2)) == ()
    assert parts_of_scheme(days(5, 12, 19, 26)) == ()


def test_half_a_scheme_stands_in_the_panel_at_one_press(qtbot, file_county, desk_of):
    service, venue = a_service(file_county, name="Summer scheme", kind="weekend")
    sessions = [a_session(file_county, service, venue, start=MONDAY + timedelta(days=step)) for step in range(5)]
    page = FindPage(desk_of(file_county), Nowhere())
    qtbot.addWidget(page)
    page.show_for(child=a_child(file_county))
    page.findChild(QPushButton, f"part_1_{service}").click()
    assert page.panel.session_ids == tuple(sessions[3:])
    page.findChild(QPushButton, f"part_2_{service}").click()
    assert page.panel.session_ids == tuple(sessions)
    wishes = page.wishes
    for line, words in ((wishes.to_day, "31 feb"), (wishes.within, "ten")):
        before = line.text()
        line.setText(words)
        wishes.send()
        assert line.property("mistake") and "The answers are those of before." in wishes.mistake.text()
        line.setText(before)
        wishes.send()
        assert not line.property("mistake") and wishes.mistake.isHidden()


def test_the_days_beyond_six_are_counted_and_shown_at_one_press(qtbot, file_county, desk_of):
    service, venue = a_service(file_county, name="Summer scheme", kind="weekend")
    sessions = [a_session(file_county, service, venue, start=MONDAY + timedelta(days=step)) for step in range(9)]
    page = FindPage(desk_of(file_county), Nowhere())
    qtbot.addWidget(page)
    page.show_for(child=a_child(file_county))
    (card,) = page.cards
    assert list(card.days) == sessions[:6]
    more = page.findChild(QPushButton, f"more_days_{service}")
    assert (more.words(), more.accessibleName()) == ("3 more", "Show 3 more days of Summer scheme")
    more.click()
    assert list(card.days) == sessions
    page.findChild(QPushButton, f"day_{sessions[8]}").click()
    assert page.panel.session_ids == (sessions[8],)
    page.refresh()  # as when somebody books: what is chosen is still shown
    (card,) = page.cards
    assert list(card.days) == [*sessions[:5], sessions[8]]
    page.findChild(QPushButton, f"part_2_{service}").click()  # the whole week, the seventh day of which was hidden
    assert list(card.days) == sessions
    assert page.panel.session_ids == tuple(sessions[:7])


def test_the_distance_begins_as_the_council_decided_and_what_is_typed_stays(qtbot, file_county, desk_of):
    service, venue = a_service(file_county, name="Summer scheme", kind="weekend")
    a_session(file_county, service, venue, start=MONDAY)
    file_county.at(Role.MANAGER).perform(decide_setting, DecideSetting("within_miles", "2", MONDAY.date() - timedelta(days=5), "Panel"))
    page = FindPage(desk_of(file_county), Nowhere())
    qtbot.addWidget(page)
    child = a_child(file_county)
    page.show_for(child=child)
    assert (page.wishes.within.text(), page.wish.within_miles) == ("2", 2)
    (card,) = page.cards
    why = card.findChild(QWidget, f"why_{service}")
    assert {"Why not", "Would change it", "Look within 3 miles."} <= {one.text() for one in why.findChildren(QLabel)}
    page.wishes.within.clear()
    qtbot.keyClicks(page.wishes.within, "3")
    qtbot.waitUntil(lambda: page.cards[0].answer.outcome is Outcome.MET)
    page.show_for(child=child)
    assert page.wishes.within.text() == "3"
