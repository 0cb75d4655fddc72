"""What Find a break reads for its answers: the earliest days of each service, and the workers of those who are there."""

from datetime import timedelta

from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.findings import Outcome
from tests.builders import SAT, a_child, a_service, a_session


def test_find_shows_the_earliest_six_days_and_counts_workers_of_those_there(county):
    service, venue = a_service(county, name="Dover Riders", per_worker=3)
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n), workers=2, places=4) for n in reversed(range(8))][::-1]
    own = a_child(county, first="Noah", last="Reed", workers=1)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(own, (days[0], days[2])),)))
    answer = county.at().ask(breaks_for, Wish(a_child(county, workers=1), SAT.date(), SAT.date() + timedelta(days=20), within_miles=None))
    (riders,) = [row for row in answer.rows if row.name == "Dover Riders"]
    assert [tile.session_id for tile in riders.tiles] == days[:6]
    assert [tile.outcome for tile in riders.tiles] == [Outcome.MET] * 6
    third = a_child(county, first="Zoe", last="Hall", workers=1)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(third, (days[2],)),)))
    answer = county.at().ask(breaks_for, Wish(a_child(county, workers=1), SAT.date(), SAT.date() + timedelta(days=20), within_miles=None))
    (riders,) = [row for row in answer.rows if row.name == "Dover Riders"]
    assert [tile.outcome for tile in riders.tiles] == [Outcome.MET] * 2 + [Outcome.NOT_MET] + [Outcome.MET] * 3
