"""Several people decide about one break without a price at one moment: one decision counts, and it is charged once at most.

Its control is that of test_holding_race.py: whoever looks and then writes, without a guard, does it twice.
"""

from datetime import timedelta

from sqlalchemy import text

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.later_tables import PRICE
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.check import check
from shortbreaks.overnight.later_charges.due import later_of
from tests.bookings.test_benefits import owed
from tests.builders import SAT, a_child, a_service, a_session
from tests.overnight.test_late_prices import WHY, price
from tests.payments import racer
from tests.racing import race

ROUNDS = 4


def test_each_break_is_decided_about_once_and_charged_once_at_most(county):
    club, venue = a_service(county, price=None)
    child = a_child(county)
    for week in range(ROUNDS):
        session = a_session(county, club, venue, start=SAT + timedelta(days=7) * week)
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), (Reason("R-C2", WHY),)),)))
    price(county, club, 1275)
    breaks = county.at().ask(later_of, child, PRICE)
    said = race(county, racer.answer_at_once, [(child, charge, breaks) for charge in (True, True, False)])
    won = [(about, number) for word, number, got in said if word == "got" for about in got]
    assert sorted(about for about, _ in won) == sorted(one.about for one in breaks), "each was decided about, and once"
    charged = sum(charge for _, charge in won)
    assert owed(county) == 1275 * charged
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from later_answer")).scalar() == ROUNDS
        assert connection.execute(text("select count(*) from paper where kind = 'confirmation'")).scalar() == charged
    assert check(county.database, pages=False).flaws == ()
