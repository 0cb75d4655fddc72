"""What Find a break reads for its answers: every session of the days asked for, and the workers of those who are there."""

from datetime import timedelta

import pytest

from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.reach import within_reach
from shortbreaks.bookings.rules import ChildFacts
from shortbreaks.findings import Outcome
from tests.builders import SAT, a_child, a_service, a_session, place_offered


def riders_of(county, child, **wished):
    wish = Wish(child, SAT.date(), SAT.date() + timedelta(days=20), **{"within_miles": None, **wished})
    (riders,) = [row for row in county.at().ask(breaks_for, wish).rows if row.name == "Dover Riders"]
    return riders


def test_a_service_whose_seventh_day_is_the_first_that_fits_is_judged_by_that_day(county):
    service, venue = a_service(county, name="Dover Riders", per_worker=1)
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n), workers=1, places=4) for n in range(9)]
    for day in days[:6]:
        there = a_child(county, first="Noah", last="Reed")
        county.at().perform(make_booking, MakeBooking((PlacesWanted(there, (day,)),)))
    riders = riders_of(county, a_child(county))
    assert (riders.outcome, riders.best) == (Outcome.MET, days[6])
    assert [tile.session_id for tile in riders.tiles] == days
    assert [tile.outcome for tile in riders.tiles] == [Outcome.NOT_MET] * 6 + [Outcome.MET] * 3
    # six are shown: the three that fit and the earliest three that do not, by day; one that is chosen is never hidden
    assert [tile.session_id for tile in riders.shown()] == days[:3] + days[6:]
    assert [tile.session_id for tile in riders.shown((days[5],))] == days[:2] + days[5:]
    assert riders.shown(days) == riders.tiles


def test_what_the_child_has_on_the_very_first_day_asked_for_counts(county):
    service, venue = a_service(county, name="Dover Riders")
    same, later, next_day = (a_session(county, service, venue, start=SAT + after) for after in map(timedelta, (0, 0, 1), (0, 6 * 3600, 0)))
    child = a_child(county)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (same,)),)))
    riders = riders_of(county, child)
    assert [(one.booked, one.outcome) for one in riders.tiles] == [(True, Outcome.NOT_MET), (False, Outcome.TO_DECIDE), (False, Outcome.MET)]
    assert (riders.best, [one.session_id for one in riders.tiles]) == (next_day, [same, later, next_day])


def test_an_answer_says_the_venue_of_its_best_day(county):
    service, near = a_service(county, name="Dover Riders", per_worker=1)
    _, home = a_service(county, name="Round the corner", postcode="CT11 9HH")
    first = a_session(county, service, near, workers=1)
    second = a_session(county, service, home, start=SAT + timedelta(days=1), workers=1)
    child = a_child(county, postcode="CT11 9HH")
    before = riders_of(county, child)
    assert (before.best, before.miles > 1) == (first, True)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county, first="Noah", last="Reed"), (first,)),)))
    after = riders_of(county, child)
    assert (after.best, after.miles, len(after.tiles)) == (second, 0.0, 2)


def test_a_service_too_far_away_says_how_far_and_what_would_change_it(county):
    service, venue = a_service(county, name="Dover Riders")
    a_session(county, service, venue)
    child = a_child(county)
    away = riders_of(county, child).miles
    assert 2 < away < 3
    far = riders_of(county, child, within_miles=2)
    assert far.outcome is Outcome.NOT_MET
    assert (far.findings[0].chip, far.findings[0].reason, far.findings[0].remedy) == (
        "Too far", f"It is {away:.1f} miles from Amara's home, further than 2 miles.", "Look within 3 miles."
    )  # fmt: skip
    near = riders_of(county, child, within_miles=3)
    assert (near.outcome, [one.chip for one in near.findings if one.rule == "distance"]) == (Outcome.MET, ["Within 3 miles"])
    assert not [one for one in riders_of(county, child).findings if one.rule == "distance"]
    answer = county.at().ask(breaks_for, Wish(child, SAT.date(), SAT.date(), within_miles=2))
    assert (answer.looked_at, answer.too_far, answer.count(Outcome.NOT_MET)) == (1, 1, 1)


@pytest.mark.parametrize(("away", "most", "said"), [
    (20.0, 20, "Within 20 miles"), (20.04, 20, "Look within 21 miles."), (1.3, 1, "Look within 2 miles."), (None, 20, ""), (99.0, None, ""),
])
def test_the_limit_itself_is_near_enough(away, most, said):
    child = ChildFacts(1, "Amara", SAT.date(), "", None, None, frozenset(), 0, None, True, (), ())
    assert "".join(one.remedy or one.chip for one in within_reach(child, away, most)) == said


def test_find_judges_every_day_and_counts_workers_of_those_there(county):
    service, venue = a_service(county, name="Dover Riders", per_worker=3)
    days = [a_session(county, service, venue, start=SAT + timedelta(days=n), workers=2, places=4) for n in reversed(range(8))][::-1]
    own = a_child(county, first="Noah", last="Reed", workers=1)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(own, (days[0], days[2])),)))
    answer = county.at().ask(breaks_for, Wish(a_child(county, workers=1), SAT.date(), SAT.date() + timedelta(days=20), within_miles=None))
    (riders,) = [row for row in answer.rows if row.name == "Dover Riders"]
    assert [tile.session_id for tile in riders.tiles] == days
    assert [tile.outcome for tile in riders.tiles] == [Outcome.MET] * 8
    third = a_child(county, first="Zoe", last="Hall", workers=1)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(third, (days[2],)),)))
    answer = county.at().ask(breaks_for, Wish(a_child(county, workers=1), SAT.date(), SAT.date() + timedelta(days=20), within_miles=None))
    (riders,) = [row for row in answer.rows if row.name == "Dover Riders"]
    assert [tile.outcome for tile in riders.tiles] == [Outcome.MET] * 2 + [Outcome.NOT_MET] + [Outcome.MET] * 5


@pytest.mark.parametrize(("within", "outcome", "words"), [
    (5, Outcome.NOT_MET, "further than 5 miles"), (90, Outcome.MET, "Within 90 miles"), (None, None, ""),
])  # fmt: skip
def test_the_booking_panel_says_how_far_as_find_does_and_nothing_forbids_it(county, within, outcome, words):
    service, venue = a_service(county, postcode="TN1 1AA")  # Tunbridge Wells, from Ramsgate
    session, child = a_session(county, service, venue), a_child(county)
    (offer,) = place_offered(county.at(), child, (session,), within)
    far = [one for one in offer.findings if one.rule == "distance"]
    assert [one.outcome for one in far] == ([] if outcome is None else [outcome])
    assert words in "".join(one.reason or one.chip for one in far)
    if outcome is Outcome.NOT_MET:
        wish = Wish(child, SAT.date(), SAT.date(), within_miles=within)
        (row,) = county.at().ask(breaks_for, wish).rows
        assert [one for one in row.findings if one.rule == "distance"] == far, "the same sentence as in Find"
    assert county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
