"""A small office where breaks were booked, paid, cancelled and undone: something worth tampering with."""

from datetime import datetime, timedelta

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.commands import DecideRate, DecideSetting, decide_rate, decide_setting
from shortbreaks.ledger.commands import CloseMonth, close_month
from tests.builders import a_child, a_service, a_session
from tests.conftest import TODAY


def a_booked_office(county):
    """Two children, three sessions, three bookings of which one was cancelled; rates decided, months closed."""
    service, venue = a_service(county)
    sessions = [
        a_session(county, service, venue, start=datetime(2026, 8, 1 + 7 * n, 10), places=4) for n in range(3)
    ]
    children = [a_child(county), a_child(county, first="Zoë", last="Łukasz")]
    office = county.at(Role.MANAGER)
    office.perform(make_booking, MakeBooking((PlacesWanted(children[0], tuple(sessions[:2])),), None, "card"))
    (third,) = office.perform(make_booking, MakeBooking((PlacesWanted(children[1], (sessions[0],)),))).answer
    with county.database.reading.connect() as connection:
        seen = connection.execute(text("select version from booking where id = :id"), {"id": third}).scalar_one()
    office.perform(cancel_booking, CancelBooking(third, seen, "ill"))
    office.perform(decide_rate, DecideRate("PA", "hour", (TODAY + timedelta(days=1)).date(), 1500, "Agreed."))
    office.perform(close_month, CloseMonth("2026-04", "Year end.", for_good=True))
    office.perform(close_month, CloseMonth("2026-05", "Reconciled."))
    office.perform(decide_setting, DecideSetting("small_number", "6", TODAY.date(), "Agreed."))
    return sessions, children
