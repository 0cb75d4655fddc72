"""A break that two allocations pay says how much of each: on the panel before it is booked, and beside the list after."""

from datetime import datetime

from PySide6.QtWidgets import QLabel, QWidget

from tests.bookings.test_shares import book, two_awards
from tests.builders import a_session, place_offered
from ui.bookings.find.read_out import read_out
from ui.bookings.page import BookingsPage


def test_the_panel_reads_it_out_and_the_booking_says_it(file_county, page_of):
    county, club, child, *_ = two_awards(file_county)
    session = a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21)
    (offer,) = place_offered(county.at(), child, (session,))
    words = "2 hours from the award to Mon 31 Aug and 19 hours from the award to Wed 31 Mar 2027"
    assert ("Taken from", words) in read_out([("Amara O.", (offer,))])
    (booking,) = book(county, child, session)
    page = page_of(county, BookingsPage, number=booking)
    assert words in [one.text() for one in page.findChild(QWidget, "paid_from").findChildren(QLabel)]
