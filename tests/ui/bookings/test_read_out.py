"""What the panel reads to the parent is what is charged, and it says so when the sum becomes another."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from shortbreaks.providers.tables import ServicePrice
from tests.builders import SAT, a_child, a_service, a_session, place_offered, save
from ui.bookings.find.page import FindPage
from ui.bookings.find.read_out import read_out


def test_days_that_cost_differently_or_nothing_are_read_out_as_they_are_charged(file_county):
    service = a_service(file_county)
    sessions = tuple(a_session(file_county, *service, start=SAT + timedelta(weeks=n)) for n in range(2))
    paid, other = place_offered(file_county.at(), a_child(file_county), sessions)
    free = replace(paid, charge_pence=0, exempt="s29(3)")

    def pays(*offers):
        return dict(read_out([("Amara O.", offers)]))["Family pays"]

    assert pays(paid, other) == "£25.50 (2 × £12.75)"
    assert pays(paid, replace(other, charge_pence=850)) == "£21.25 (£12.75 + £8.50)"
    dearer = replace(other, charge_pence=2000)
    assert pays(paid, dearer, paid, dearer) == "£65.50 (2 × £12.75 + 2 × £20.00)"
    assert pays(free, other) == "£12.75; 1 place exempt from charges"  # from the 16th birthday on the own benefit counts
    assert pays(free, free) == "Nothing: exempt from charges"
    both = dict(read_out([("Amara O.", (free,)), ("Bina O.", (paid,))]))
    assert both["Family pays"] == "£12.75; 1 place exempt from charges"


def test_another_price_by_now_is_said_and_booked_only_once_it_was_read_out(file_county, page_of):
    service, venue = a_service(file_county)
    a_session(file_county, service, venue)
    page = page_of(file_county, FindPage, child=a_child(file_county))
    page.cards[0].choose()
    save(file_county, ServicePrice(service_id=service, from_day=date(2026, 7, 1), pence=2000))

    def charged():
        with file_county.database.reading.connect() as connection:
            return list(connection.execute(text("select charge_pence from booking")).scalars())

    page.panel.findChild(QPushButton, "book_and_print").click()
    assert charged() == []
    said = [one.text() for one in page.panel.findChildren(QLabel)]
    assert "The family pays £20.00 now, not £12.75." in said and "£20.00" in said
    page.panel.findChild(QPushButton, "book_and_print").click()
    assert charged() == [2000]
