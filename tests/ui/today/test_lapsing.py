"""An offer that nobody answered lapses as soon as somebody looks at Today, and says so."""

from datetime import timedelta

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import OfferPlaces, offer_places
from shortbreaks.bookings.taking import PlacesWanted
from tests.builders import SAT, a_child, a_service, a_session
from ui.shell.navigation import Navigation
from ui.today.page import TodayPage


def offered(county):
    session = a_session(county, *a_service(county), start=SAT + timedelta(days=30), places=1)
    county.at().perform(offer_places, OfferPlaces((PlacesWanted(a_child(county), (session,)),)))


def state(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select b.state, s.taken from booking b join break_session s on s.id = b.session_id")).one()


def test_an_offer_lapses_after_its_deadline_and_not_before(county, desk_of, qtbot):
    offered(county)
    desk = desk_of(county)
    page = TodayPage(desk, Navigation())
    qtbot.addWidget(page)
    page.refresh()
    assert tuple(state(county)) == ("offered", 1) and desk.notices.now is None
    county.clock.forward(days=8)
    page.refresh()
    assert tuple(state(county)) == ("cancelled_in_notice", 0)
    assert desk.notices.now.lead == "One offer has lapsed."


def test_who_may_not_book_changes_nothing_by_looking(county, desk_of, qtbot):
    offered(county)
    county.clock.forward(days=8)
    page = TodayPage(desk_of(county, Role.AUDITOR), Navigation())
    qtbot.addWidget(page)
    page.refresh()
    assert tuple(state(county)) == ("offered", 1)
