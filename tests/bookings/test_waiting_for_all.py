"""Waiting for all days of a scheme or none, or for any one of them: one request, one place in the order, one offer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.commands import (
    AcceptOffer,
    DeclineOffer,
    MakeBooking,
    PlacesWanted,
    accept_offer,
    decline_offer,
    make_booking,
)
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.bookings.waiting.papers import (
    IssueOfferLetter,
    IssueWaitingLetter,
    issue_offer_letter,
    issue_waiting_letter,
)
from shortbreaks.bookings.waiting.queries import line_of, places_to_offer, waiting_list
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.provider_closing import CancelAsProvider, cancel_as_provider
from shortbreaks.providers.tables import BreakSession
from tests.bookings.test_waiting import book, bookings, cancel, change, household_of, lapse, offer, sound, states, wait
from tests.bookings.test_waiting_papers import words_of
from tests.builders import a_child, a_service, a_session
from tests.counting import statements

MON = datetime(2026, 8, 17, 10)


@pytest.fixture
def scheme(county):
    """A scheme of three days with one place each."""
    service, venue = a_service(county, name="Sunbeams Scheme", kind="scheme")
    days = [a_session(county, service, venue, start=MON + timedelta(days=n), places=1) for n in range(3)]
    return service, days


def full(county, session, first="Ellie"):
    return book(county, a_child(county, first=first), session)


def held(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select taken from break_session order by id")).scalars().all()


def test_all_days_are_offered_together_or_not_at_all(county, scheme):
    service, days = scheme
    taken = full(county, days[2])
    (one,) = wait(county, a_child(county), service, days, how="all")
    (row,) = county.at().ask(waiting_list)
    assert (row.wanted, row.place_words) == ("All 3 days or none, from Mon 17 Aug", "1st of 1")
    places = county.at().ask(places_to_offer)
    assert [(place.session_id, place.next) for place in places] == [(days[0], None), (days[1], None)], "half of it is no offer"
    with pytest.raises(Refused, match="The one place on Wed 19 Aug is taken"):
        offer(county, days[0], one)
    assert (states(county), held(county)) == (["waiting"], [0, 0, 1])
    cancel(county, taken)
    (line,) = county.at().ask(line_of, days[1])
    assert (line.outcome, line.whole) == (Outcome.MET, tuple(MON.date() + timedelta(days=n) for n in range(3)))
    offered = offer(county, days[1], one)
    assert [row.start.date() for row in offered] == list(line.whole)
    assert len({row.number for row in offered}) == len({row.offered_until for row in offered}) == 1
    assert (states(county), held(county)) == (["offered"], [1, 1, 1])
    (row,) = county.at().ask(waiting_list)
    assert (row.offer.sessions, row.offer.start) == (3, MON)
    sound(county)
    county.at().perform(accept_offer, AcceptOffer(offered[0].number))
    assert (states(county), bookings(county)[1:]) == (["confirmed"], ["confirmed"] * 3)
    sound(county)


def test_no_to_one_day_is_no_to_all(county, scheme):
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days, how="all")
    offered = offer(county, days[0], one)
    with pytest.raises(Refused, match="for all of them or none"):
        cancel(county, offered[1].id)
    county.at().perform(decline_offer, DeclineOffer(offered[0].number, "Grandmother comes."))
    assert (states(county), held(county)) == (["withdrawn"], [0, 0, 0])
    sound(county)


def test_an_offer_of_all_days_lapses_as_one_and_each_day_goes_to_its_next_family(county, scheme):
    """Kai waits for Monday, Zoe for all three days: Monday is Kai's, so that nothing is passed on to Zoe."""
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days, how="all")
    county.clock.forward(minutes=1)
    wait(county, a_child(county, first="Kai"), service, [days[0]])
    county.clock.forward(minutes=1)
    wait(county, a_child(county, first="Zoe"), service, days, how="all")
    offered = offer(county, days[0], one)
    county.clock.set(datetime(2026, 8, 10, 9, tzinfo=UTC))
    answer = lapse(county)
    assert len(answer["lapsed"]) == 3 and set(answer["lapsed"]) == {row.id for row in offered}
    assert states(county) == ["lapsed", "offered", "waiting"]
    assert held(county) == [1, 0, 0]
    sound(county)


def test_an_offer_that_is_being_answered_does_not_lapse_in_part(county, scheme):
    """Somebody holds one of the three bookings at the moment of lapsing: none lapses then, and all of them a moment later."""
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days, how="all")
    offered = offer(county, days[0], one)
    county.clock.set(datetime(2026, 8, 10, 9, tzinfo=UTC))
    if county.kind == "server":
        with county.database.writing.begin() as connection:
            connection.execute(text("select id from booking where id = :b for update"), {"b": offered[1].id})
            assert lapse(county)["lapsed"] == []
        assert (states(county), held(county)) == (["offered"], [1, 1, 1])
    assert len(lapse(county)["lapsed"]) == 3
    assert (states(county), held(county)) == (["lapsed"], [0, 0, 0])
    sound(county)


def test_all_days_are_passed_on_to_the_next_family_that_waits_for_all(county, scheme):
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days, how="all")
    county.clock.forward(minutes=1)
    wait(county, a_child(county, first="Zoe"), service, days, how="all")
    offer(county, days[0], one)
    county.clock.set(datetime(2026, 8, 10, 9, tzinfo=UTC))
    answer = lapse(county)
    assert len(answer["offered"]) == 3
    assert (states(county), held(county)) == (["lapsed", "offered"], [1, 1, 1])
    sound(county)


def test_who_waits_longer_for_one_of_the_days_is_not_passed_over_unseen(county, scheme):
    """Kai asked first for Tuesday; from Monday's line Amara, who waits for all three, is a person's decision."""
    service, days = scheme
    wait(county, a_child(county, first="Kai"), service, [days[1]])
    county.clock.forward(minutes=1)
    (one,) = wait(county, a_child(county), service, days, how="all")
    (line,) = county.at().ask(line_of, days[0])
    assert line.outcome is Outcome.TO_DECIDE
    assert dict(line.asks)["R-B6"].startswith("1 family waits for Tuesday 18 August before Amara: Kai O. comes first")
    with pytest.raises(Refused, match=r"Kai O\. comes first"):
        offer(county, days[0], one)


def test_siblings_wait_for_all_days_together(county, scheme):
    service, days = scheme
    a = a_child(county)
    b = a_child(county, first="Bina", household=household_of(county, a))
    one, _ = wait(county, (a, b), service, days[:2], how="all")
    with pytest.raises(Refused, match="The one place on Mon 17 Aug is taken"):
        offer(county, days[0], one)
    assert held(county) == [0, 0, 0]
    for session in days[:2]:
        change(county, BreakSession, session, places=2)
    offered = offer(county, days[0], one)
    assert (len(offered), states(county), held(county)) == (4, ["offered"] * 2, [2, 2, 0])
    sound(county)
    county.at().perform(decline_offer, DeclineOffer(offered[3].number))
    assert (states(county), held(county)) == (["withdrawn"] * 2, [0, 0, 0])


def test_the_hours_of_all_days_are_counted_together(county, scheme):
    """Six hours left are two days of three; the third is over the allocation, and a person decides (R-B8)."""
    service, days = scheme
    wait(county, a_child(county, hours=6 * 60), service, days, how="all")
    (line,) = county.at().ask(line_of, days[0])
    assert (line.outcome, [rule for rule, _ in line.asks]) == (Outcome.TO_DECIDE, ["R-B8"])


def test_days_booked_another_way_are_no_longer_waited_for(county, scheme):
    service, days = scheme
    child = a_child(county)
    (one,) = wait(county, child, service, days, how="all")
    book(county, child, days[0])
    assert states(county) == ["waiting"], "two days are still wanted"
    assert len(offer(county, days[1], one)) == 2
    sound(county)
    other = a_child(county, first="Noah")
    for session in days:
        change(county, BreakSession, session, places=2)
    wait(county, other, service, days, how="all")
    county.at().perform(make_booking, MakeBooking((PlacesWanted(other, tuple(days)),)))
    assert states(county) == ["offered", "confirmed"]
    sound(county)


def test_any_one_of_the_days_is_enough(county, scheme):
    service, days = scheme
    full(county, days[0])
    (one,) = wait(county, a_child(county), service, days, how="any")
    assert county.at().ask(waiting_list)[0].wanted == "Any of 3 days, from Mon 17 Aug"
    offered = offer(county, days[1], one)
    assert len(offered) == 1
    county.at().perform(decline_offer, DeclineOffer(offered[0].number))
    assert states(county) == ["waiting"], "another of the days may still come"
    with pytest.raises(Refused, match="was offered it before"):
        offer(county, days[1], one)
    offered = offer(county, days[2], one)
    county.at().perform(accept_offer, AcceptOffer(offered[0].number))
    assert states(county) == ["confirmed"]
    sound(county)


def test_a_day_that_the_provider_takes_back_takes_the_whole_offer_back(county, scheme):
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days, how="all")
    offered = offer(county, days[0], one)
    with county.database.reading.connect() as connection:
        provider = connection.execute(text("select provider_id from service")).scalar()
        shown = tuple((row.id, row.version) for row in connection.execute(text("select id, version from booking order by id")))
    scope = Scope(provider, (MON + timedelta(days=1)).date(), (MON + timedelta(days=1)).date())
    county.at().perform(cancel_as_provider, CancelAsProvider(scope, words="The hall was flooded.", reason="provider", bookings=shown))
    assert (states(county), bookings(county), held(county)) == (["waiting"], ["cancelled_by_provider"] * 3, [0, 0, 0])
    assert len(offered) == 3
    sound(county)


def test_all_days_cannot_be_had_once_the_first_is_over(county, scheme):
    service, days = scheme
    wait(county, a_child(county), service, days, how="all")
    county.clock.set(datetime(2026, 8, 18, 9, tzinfo=UTC))
    lapse(county)
    assert states(county) == ["not_met"]


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_letters_say_all_or_none(county, scheme, style):
    service, days = scheme
    (one,) = wait(county, a_child(county), service, days[:2], how="all")
    words = words_of(county, county.at().perform(issue_waiting_letter, IssueWaitingLetter(one, style)).answer)
    assert "all or none of these days: Monday 17 August 2026; Tuesday 18 August 2026" in words
    assert "Some of the days instead of all of them" in words
    offered = offer(county, days[0], one)
    words = words_of(county, county.at().perform(issue_offer_letter, IssueOfferLetter(offered[0].number, style)).answer)
    assert "You asked for all of these days or none." in words and "2 sessions × £12.75 = £25.50" in words
    assert "Tuesday 18 August 2026" in words and "Your request for this then ends." in words


def test_what_is_asked_for_is_one_of_three(file_county):
    service, venue = a_service(file_county)
    session = a_session(file_county, service, venue)
    with pytest.raises(Refused, match="for each day, for any of them, or for all"):
        wait(file_county, a_child(file_county), service, [session], how="most")
    wait(file_county, a_child(file_county), service, [session], how="all")
    assert file_county.at().ask(waiting_list)[0].wanted == "Sat 25 Jul", "one day is one day"


def test_named_sessions_are_never_changed(county, scheme):
    from sqlalchemy.exc import DBAPIError

    service, days = scheme
    wait(county, a_child(county), service, days, how="all")
    for change_it in ("update waiting_session set session_id = 1", "delete from waiting_session"):
        with pytest.raises(DBAPIError, match=r"never changed or removed|permission denied"), county.database.writing.begin() as connection:
            connection.execute(text(change_it))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:  # one session is not all or none
        connection.execute(text("update waiting_request set session_id = :s, until_day = from_day"), {"s": days[0]})


def test_three_days_are_asked_about_as_often_as_two(file_county):
    service, venue = a_service(file_county)
    days = [a_session(file_county, service, venue, start=MON + timedelta(days=n)) for n in range(5)]
    asked = []
    for count in (2, 5):
        wait(file_county, a_child(file_county, first=f"Kid{count}"), service, days[:count], how="all")
        with statements(file_county) as sent:
            file_county.at().ask(places_to_offer)
            file_county.at().ask(waiting_list)
        asked.append(len(sent))
    assert asked[0] == asked[1]
