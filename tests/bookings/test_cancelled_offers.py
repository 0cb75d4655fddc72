"""An offer that was cancelled or lapsed and is put back is charged whole, and the books say so."""

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.commands import OfferPlaces, offer_places
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.offering import LapseOffers, lapse_offers
from shortbreaks.database.check import check
from shortbreaks.ledger.queries import all_balances
from tests.builders import a_child, a_service, a_session


@pytest.mark.parametrize("how", ["cancelled", "lapsed"])
def test_an_offer_put_back_is_charged_whole(county, how):
    service, venue = a_service(county)
    start = county.clock().replace(tzinfo=None, hour=10, minute=0)
    session, child = a_session(county, service, venue, start=start.replace(month=9)), a_child(county)
    office = county.at()
    (booking,) = office.perform(offer_places, OfferPlaces((PlacesWanted(child, (session,)),))).answer
    assert check(county.database, pages=False).sound
    if how == "cancelled":
        with county.database.reading.connect() as connection:
            seen = connection.execute(text("select version from booking")).scalar_one()
        office.perform(cancel_booking, CancelBooking(booking, seen, "family"))
    else:
        county.clock.forward(days=12)
        assert office.perform(lapse_offers, LapseOffers()).answer["lapsed"] == [booking]
    assert check(county.database, pages=False).sound
    office.perform(put_back, PutBack(booking))
    report = check(county.database, pages=False)
    assert report.sound, report.flaws
    owed = {row.kind: row.pence for row in county.at(Role.MANAGER).ask(all_balances)}
    assert owed == {"charges income": 1275, "family charges": -1275, "money received": 0}
