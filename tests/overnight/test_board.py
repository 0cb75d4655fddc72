"""What the bed board shows, what the panel says before a stay is kept, and the ways out it offers."""

from datetime import date, datetime, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.tables import Term
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.board import Night, bed_board, units_listed
from shortbreaks.overnight.keeping import KeepPair, NoteVisit, keep_pair, note_visit
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from shortbreaks.overnight.queries import nights_of_child, stay_card
from shortbreaks.overnight.shares import fair_shares
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from shortbreaks.providers.beds import CloseBeds, close_beds
from tests.builders import a_child, a_service, a_session, save
from tests.counting import statements
from tests.overnight.builders import FRI, a_house, placed, s20, wanted
from tests.overnight.test_rules import A1

SAT, SUN, MON = date(2026, 8, 8), date(2026, 8, 9), date(2026, 8, 10)


@pytest.fixture
def house(county):
    unit, _service, beds = a_house(county, emergency=True, workers=1)
    children = [a_child(county, first=name, last=last) for name, last in (("Theo", "Marsh"), ("Mason", "Eames"), ("Poppy", "Gray"))]
    for child in children:
        s20(county, child)
    return county, unit, beds, children


def test_the_board_says_who_is_where_what_is_free_and_who_is_needed(house):
    county, unit, beds, (theo, mason, _) = house
    placed(county, theo, beds[0], FRI, MON)
    placed(county, mason, beds[1], SAT, MON)
    county.at().perform(close_beds, CloseBeds(unit, None, MON, MON, "Boiler"))
    board = county.at().ask(bed_board, unit, FRI, 4)
    assert [(bed.name, bed.emergency) for bed in board.beds] == [("Bed 1", False), ("Bed 2", False), ("Emergency", True)]
    assert [(b.name, b.bed_id, b.first, b.nights, b.state) for b in board.blocks] == [
        ("Theo M.", beds[0], FRI, 3, "booked"), ("Mason E.", beds[1], SAT, 2, "booked"),
    ]  # fmt: skip
    assert board.nights[:2] == (Night(FRI, 1, 1, 1, ""), Night(SAT, 0, 1, 1, ""))
    assert (board.nights[3].free, board.nights[3].closed) == (0, "Boiler")
    assert {bed for bed, night, _ in board.closed if night == MON} == set(beds)
    (row,) = county.at().ask(units_listed)
    assert (row.name, row.beds, row.emergency) == ("Windmill House", 2, 1)


def test_a_child_who_came_back_to_a_bed_has_two_blocks_there_and_the_nights_between_are_free(house):
    county, unit, beds, (theo, _, _) = house
    stay = placed(county, theo, beds[0], FRI, MON)
    with county.database.writing.begin() as connection:
        connection.exec_driver_sql(f"update bed_night set bed_id = {beds[1]} where stay_id = {stay} and night = '{SAT}'")
    board = county.at().ask(bed_board, unit, FRI, 4)
    assert [(one.bed_id, one.first, one.nights) for one in board.blocks] == [
        (beds[0], FRI, 1), (beds[1], SAT, 1), (beds[0], SUN, 1),
    ]  # fmt: skip


def test_those_who_must_not_share_and_were_there_before_it_was_known_are_tied(house):
    county, unit, beds, (theo, mason, _) = house
    one, other = placed(county, theo, beds[0], FRI, MON), placed(county, mason, beds[1], SAT, MON)
    county.at().perform(keep_pair, KeepPair(theo, mason, "must not share", "Since the summer", date(2026, 7, 1)))
    (tie,) = county.at().ask(bed_board, unit, FRI, 4).ties
    assert (tie.one, tie.other, tie.night) == (one, other, SAT)


def test_a_refused_stay_is_offered_another_bed_house_or_week_each_of_which_stands(house):
    county, _, beds, (theo, mason, _) = house
    _, _, oast = a_house(county, name="Oast Lodge")
    placed(county, mason, beds[0], FRI, MON)
    asked = county.at().ask(stay_asked, wanted(theo, beds[0], FRI, MON))
    assert [one.rule for one in asked.troubles] == ["R-O11"]
    assert [way.words for way in asked.ways] == ["Bed 2, same nights", "Oast Lodge, same nights", "Theo from Fri 14 Aug, same bed"]
    assert [way.wanted.bed_id for way in asked.ways] == [beds[1], oast[0], beds[0]]
    for way in asked.ways:
        assert not [one for one in county.at().ask(stay_asked, way.wanted).findings if one.outcome == "not met"]
    assert (asked.counts.placed, asked.counts.minutes, asked.counts.benefit_days, asked.left_after) == (3, 66 * 60, 2, 21)


def test_over_the_limit_the_split_that_fits_comes_first(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child)
    for first, out in A1:
        placed(county, child, beds[0], first, out, reasons=[("R-O1", "Paper"), ("R-B8", "Before")])
    asked = county.at().ask(stay_asked, wanted(child, beds[0], date(2026, 6, 1), date(2026, 6, 13)))
    assert asked.ways[0].words == "Mon 1 Jun to Tue 9 Jun, 8 nights"
    assert asked.ways[0].wanted.ends_at == datetime(2026, 6, 9, 10)
    assert (asked.limit.now, asked.limit.most, asked.limit.over) == (67, 79, 4)


def test_over_17_nights_the_ways_out_keep_within_them_in_this_bed_another_and_later(house):
    """A3: 18 nights asked for; each way out is of 17, and stands: here, in the other bed, and in the other house."""
    county, _, beds, (theo, _, _) = house
    a_house(county, name="Oast Lodge", beds=1)
    asked = county.at().ask(stay_asked, wanted(theo, beds[0], FRI, date(2026, 8, 25)))
    assert [way.words for way in asked.ways] == ["Fri 7 Aug to Mon 24 Aug, 17 nights", "Bed 2, 17 nights", "Oast Lodge, 17 nights"]
    for way in asked.ways:
        found = county.at().ask(stay_asked, way.wanted)
        assert found.counts.placed == 17 and not [one for one in found.findings if one.outcome == "not met"]


def test_another_day_of_the_week_is_a_way_out_where_the_child_has_a_club_every_week(county):
    """The club is on each Saturday until 13:00: no week later stands, but a Saturday at 16:00 does, and so does one night before."""
    _, _, (bed,) = a_house(county, beds=1)
    child = a_child(county)
    s20(county, child)
    club = a_service(county)
    clubs = tuple(a_session(county, *club, start=datetime(2026, 8, 8, 10) + timedelta(weeks=week)) for week in range(9))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, clubs),)))
    ways = county.at().ask(stay_asked, wanted(child, bed, FRI, MON)).ways
    assert [way.words for way in ways] == ["Amara from Sat 8 Aug, same bed", "Fri 7 Aug to Sat 8 Aug, 1 night"]
    assert placed(county, child, bed, SAT, date(2026, 8, 11), reasons=[("R-B9", "Home for lunch between the two")])


def test_fewer_nights_are_a_way_out_where_nothing_else_is(county):
    """The one bed of the one house is closed from the third night on for a season: the two nights before it stand."""
    unit, _, (bed,) = a_house(county, beds=1)
    child = a_child(county)
    s20(county, child)
    county.at().perform(close_beds, CloseBeds(unit, None, SUN, date(2026, 11, 30), "Roof"))
    (way,) = county.at().ask(stay_asked, wanted(child, bed, FRI, MON)).ways
    assert (way.words, way.wanted.ends_at) == ("Fri 7 Aug to Sun 9 Aug, 2 nights", datetime(2026, 8, 9, 10))
    assert placed(county, child, bed, FRI, SUN)


def test_a_childs_nights_are_counted_each_way(house):
    county, _, beds, (theo, _, _) = house
    for first, out in A1[3:]:
        placed(county, theo, beds[0], first, out, reasons=[("R-O1", "Paper"), ("R-B8", "Before")])
    placed(county, theo, beds[0], FRI, MON, reasons=[("R-B8", "More")])
    found = county.at(Role.MANAGER).ask(nights_of_child, theo)
    assert (found.situation, found.now, found.most, found.ahead) == (2, 27, 30, 3)
    assert found.years == ((date(2026, 4, 1), 30),)
    assert found.benefit_days == 2  # over 28 days lie between May and August, so nothing is linked
    card = county.at().ask(stay_card, 3)
    assert (card.name, card.state, card.counts.placed, [one.words for one in card.steps]) == ("Theo M.", "booked", 3, ["Booked"])


def test_weekends_and_holidays_are_shared_in_the_open(house):
    county, unit, beds, (theo, mason, _) = house
    placed(county, theo, beds[0], FRI, MON)
    placed(county, mason, beds[1], MON, date(2026, 8, 12))
    shares = county.at().ask(fair_shares, unit, FRI)
    assert [(one.name, one.nights, one.weekend) for one in shares] == [("Mason E.", 2, 0), ("Theo M.", 3, 2)]


def test_every_child_of_a_house_has_a_share_and_who_had_none_comes_first(house):
    """Kai visits, Lee waits, Pip slept here a year before and has no night this year; Zoe's stay was given up; Ann is elsewhere's.

    Of Theo's three nights two are of a weekend and one, the last of the summer holiday, is out of term.
    """
    county, unit, beds, (theo, _, _) = house
    other, _, oast = a_house(county, name="Oast Lodge", beds=1)
    kai, lee, pip, zoe, ann = (a_child(county, first=name, last="Dean", nights=nights) for name, nights in (
        ("Kai", 24), ("Lee", 24), ("Pip", 12), ("Zoe", 24), ("Ann", 24)))  # fmt: skip
    for child in (kai, lee, pip, zoe, ann):
        s20(county, child)
    with county.database.reading.connect() as connection:
        service = connection.exec_driver_sql(f"select service_id from unit where id = {unit}").scalar()
    county.at().perform(note_visit, NoteVisit(kai, service, date(2026, 7, 20), "tea"))
    placed(county, theo, beds[0], date(2026, 8, 28), date(2026, 8, 31))
    placed(county, pip, beds[0], date(2025, 8, 1), date(2025, 8, 3), reasons=[("R-O1", "Paper"), ("R-B8", "Before")])
    placed(county, ann, oast[0], FRI, SAT)
    gone = placed(county, zoe, beds[1], FRI, SAT)
    county.at().perform(cancel_stay, CancelStay(gone, 1, "family"))
    county.at().perform(join_nights, JoinNights(lee, service, 2, FRI, MON))
    save(county, Term(school_year="2026-27", number=1, first_day=date(2026, 8, 30), last_day=date(2026, 10, 23)))
    shares = county.at().ask(fair_shares, unit, FRI)
    assert [(one.name, one.weekend, one.holiday, one.nights, one.awarded) for one in shares] == [
        ("Kai D.", 0, 0, 0, 24), ("Lee D.", 0, 0, 0, 24), ("Pip D.", 0, 0, 0, 12), ("Theo M.", 2, 2, 3, 24),
    ]  # fmt: skip
    assert [one.name for one in county.at().ask(fair_shares, other, FRI)] == ["Ann D."]


def test_the_board_asks_as_often_for_three_stays_as_for_one(house):
    county, unit, beds, (theo, mason, poppy) = house
    placed(county, theo, beds[0], FRI, SAT)
    with statements(county) as one:
        county.at().ask(bed_board, unit, FRI, 14)
    placed(county, mason, beds[1], SAT, MON)
    placed(county, poppy, beds[0], SUN, MON)
    with statements(county) as three:
        county.at().ask(bed_board, unit, FRI, 14)
    assert 0 < len(one) == len(three)


def test_another_childs_offer_is_moved_where_it_is_all_that_stands_in_the_way(house):
    county, _, beds, (theo, mason, poppy) = house
    a_house(county, name="Oast Lodge", beds=1)
    office = county.at()
    office.perform(keep_pair, KeepPair(theo, mason, "must not share", "Bites", date(2026, 1, 1)))
    offered = placed(county, mason, beds[1], SAT, MON, offered=True)
    asked = office.ask(stay_asked, wanted(theo, beds[0], FRI, MON))
    assert [way.words for way in asked.ways] == ["Oast Lodge, same nights", "Mason E.’s offer to Sat 15 Aug", "Theo from Fri 14 Aug, same bed"]
    other = asked.ways[1].other
    assert (other.stay_id, other.wanted.bed_id, other.wanted.starts_at) == (offered, beds[1], datetime(2026, 8, 15, 16))
    # once the family took it up it is theirs, and so it stays where a third child is in the way besides
    placed(county, poppy, beds[0], SUN, MON)
    assert all(way.other is None for way in office.ask(stay_asked, wanted(theo, beds[0], FRI, MON)).ways)


def test_ways_out_ask_as_often_for_twelve_candidates_as_for_three(house):
    county, _, beds, (theo, mason, poppy) = house
    placed(county, mason, beds[0], FRI, MON)
    with statements(county) as few:
        county.at().ask(stay_asked, wanted(theo, beds[0], FRI, MON))
    for week in range(6):  # the same nights of six weeks are taken, so more has to be tried
        first, out = FRI + timedelta(weeks=week), MON + timedelta(weeks=week)
        placed(county, poppy, beds[1], first, out, reasons=[("R-B8", "Many")])
    with statements(county) as many:
        county.at().ask(stay_asked, wanted(theo, beds[0], FRI, MON))
    assert 0 < len(few) == len(many)
