"""Waiting and being offered a place: A15, A19, siblings together, who is next, and every way an offer ends, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.commands import (
    AcceptOffer,
    DeclineOffer,
    MakeBooking,
    PlacesWanted,
    accept_offer,
    decline_offer,
    make_booking,
)
from shortbreaks.bookings.facts import child_facts, children_facts
from shortbreaks.bookings.queries import bookings_by_id
from shortbreaks.bookings.unmet.queries import open_unmet
from shortbreaks.bookings.waiting.commands import (
    FlagSafeguarding,
    JoinWaiting,
    LeaveWaiting,
    ReviewWaiting,
    flag_safeguarding,
    join_waiting,
    leave_waiting,
    review_waiting,
)
from shortbreaks.bookings.waiting.offering import LapseOffers, OfferToWaiting, lapse_offers, offer_to_waiting
from shortbreaks.bookings.waiting.queries import line_of, next_after, places_to_offer, waiting_list
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.providers.opening import ChangePlaces, change_places
from shortbreaks.providers.tables import BreakSession
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements

MONDAY = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)  # 10:00 in Kent


def states(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select state from waiting_request order by id")).scalars().all()


def bookings(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select state from booking order by id")).scalars().all()


def household_of(county, child):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select household_id from child where id = :c"), {"c": child}).scalar_one()


def change(county, record, row_id, **values):
    with county.database.writing.begin() as connection:
        connection.execute(update(record.__table__).where(record.__table__.c.id == row_id).values(**values))


def book(county, child, session):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer[0]


def wait(county, children, service, sessions=(), **days):
    children = children if isinstance(children, tuple) else (children,)
    return county.at().perform(join_waiting, JoinWaiting(children, service, tuple(sessions), **days)).answer


def offer(county, session, request, **more):
    """The bookings' rows of an offer made."""
    ids = county.at().perform(offer_to_waiting, OfferToWaiting(session, request, **more)).answer
    return county.at().ask(bookings_by_id, tuple(ids))


def names(offered):
    return [one.child for one in offered]


def lapse(county):
    return county.at().perform(lapse_offers, LapseOffers()).answer


def sound(county):
    report = check(county.database, pages=False)
    assert report.sound, report.flaws


@pytest.fixture
def full(county):
    """A club with one place, which Ellie has."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1)
    booking = book(county, a_child(county, first="Ellie"), session)
    return service, session, booking


def cancel(county, booking, reason="family"):
    with county.database.reading.connect() as connection:
        seen = connection.execute(text("select version from booking where id = :b"), {"b": booking}).scalar_one()
    return county.at().perform(cancel_booking, CancelBooking(booking, seen, reason))


def test_a15_siblings_go_together_or_wait_together(county):
    """6 children at 1:3, 2 at 1:1, 5 staff. A makes it 5; B makes it 6: neither is confirmed, both wait together."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, workers=5, places=12)
    for n in range(8):
        book(county, a_child(county, first=f"Child{n}", workers=1 if n >= 6 else 0), session)
    a = a_child(county, first="Asha", workers=1)
    b = a_child(county, first="Bina", household=household_of(county, a))
    together = MakeBooking((PlacesWanted(a, (session,)), PlacesWanted(b, (session,))))
    with pytest.raises(Refused, match="needs 6 workers and 5 are rostered"):
        county.at().perform(make_booking, together)
    assert bookings(county) == ["confirmed"] * 8, "neither is confirmed"
    requests = wait(county, (a, b), service, [session])
    assert states(county) == ["waiting", "waiting"]
    assert [row.reason for row in county.at().ask(open_unmet)] == ["staff_short", "staff_short"]
    for one in requests:
        with pytest.raises(Refused, match="needs 6 workers and 5 are rostered"):
            offer(county, session, one)
    assert states(county) == ["waiting", "waiting"], "never one alone"
    change(county, BreakSession, session, workers=6)
    offered = offer(county, session, requests[1])
    assert len(offered) == 2
    assert states(county) == ["offered", "offered"]
    county.at().perform(accept_offer, AcceptOffer(offered[0].number))
    assert states(county) == ["confirmed", "confirmed"]
    assert bookings(county) == ["confirmed"] * 10
    assert county.at().ask(open_unmet) == ()
    sound(county)


def test_a19_an_offer_of_monday_30_march_stands_to_the_end_of_8_april_and_then_the_next_family_is_offered(county):
    county.clock.set(MONDAY)
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=datetime(2026, 4, 25, 10), places=1)
    first, second = a_child(county, first="Noah"), a_child(county, first="Kai")
    (one,) = wait(county, first, service, [session])
    county.clock.forward(minutes=1)
    wait(county, second, service, [session])
    offered = offer(county, session, one)
    with county.database.reading.connect() as connection:
        until = connection.execute(text("select offered_until from booking where id = :b"), {"b": offered[0].id}).scalar_one()
    assert str(until).startswith("2026-04-08 23:59")
    county.clock.set(datetime(2026, 4, 8, 22, 59, tzinfo=UTC))  # 23:59 in Kent
    assert lapse(county)["lapsed"] == []
    assert states(county) == ["offered", "waiting"]
    county.clock.set(datetime(2026, 4, 8, 23, 0, 30, tzinfo=UTC))  # half a minute into 9 April
    with pytest.raises(Refused, match="has lapsed"):
        county.at().perform(accept_offer, AcceptOffer(offered[0].number))
    answer = lapse(county)
    assert answer["lapsed"] == [offered[0].id]
    assert names(county.at().ask(bookings_by_id, tuple(answer["offered"]))) == ["Kai O."]
    assert states(county) == ["lapsed", "offered"]
    assert bookings(county) == ["cancelled_in_notice", "offered"]
    sound(county)
    assert lapse(county)["lapsed"] == [], "once"


def test_the_council_may_have_a_person_pass_it_on(county):
    from shortbreaks.access.permissions import Role
    from shortbreaks.council.commands import DecideSetting, decide_setting

    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("offers_pass_on", "0", date(2026, 7, 22), "Panel of July"))
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=SAT + timedelta(days=30), places=1)
    (one,) = wait(county, a_child(county), service, [session])
    wait(county, a_child(county, first="Kai"), service, [session])
    offer(county, session, one)
    county.clock.forward(days=10)
    assert lapse(county)["offered"] == []
    assert states(county) == ["lapsed", "waiting"]


def test_a_place_is_not_passed_on_where_a_person_must_decide(county):
    """The next family's care plan is missing: nobody is offered by the machine, and nobody behind it either."""
    service, venue = a_service(county, offers=("RESCUE",))
    session = a_session(county, service, venue, start=SAT + timedelta(days=30), places=1)
    (one,) = wait(county, a_child(county), service, [session])
    wait(county, a_child(county, first="Kai", needs=("RESCUE",), plan=None), service, [session])
    county.clock.forward(minutes=1)
    wait(county, a_child(county, first="Zoe"), service, [session])
    offer(county, session, one)
    county.clock.forward(days=10)
    assert lapse(county)["offered"] == []
    assert states(county) == ["lapsed", "waiting", "waiting"]


def test_an_offer_never_stands_beyond_the_break(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    offer(county, session, one)
    with county.database.reading.connect() as connection:
        until = connection.execute(text("select offered_until from booking where state = 'offered'")).scalar_one()
    assert str(until).startswith("2026-07-25 10:00")


def test_a_full_session_takes_who_waits_once_a_place_is_free(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    with pytest.raises(Refused, match="The one place"):
        offer(county, session, one)
    cancel(county, booking)
    offered = offer(county, session, one)
    assert (names(offered), states(county)) == (["Amara O."], ["offered"])
    with pytest.raises(Refused, match=r"does not wait for that session|is offered to this family now"):
        offer(county, session, one)
    sound(county)


def test_more_places_from_the_provider_are_for_who_waits(county, full):
    service, session, _ = full
    (one,) = wait(county, a_child(county), service, [session])
    county.at().perform(change_places, ChangePlaces(session, 2, 0))
    assert names(offer(county, session, one)) == ["Amara O."]


def test_who_is_not_next_is_offered_only_with_a_reason(county, full):
    service, session, booking = full
    wait(county, a_child(county, first="Noah"), service, [session])
    county.clock.forward(minutes=1)
    (later,) = wait(county, a_child(county, first="Kai"), service, [session])
    cancel(county, booking)
    with pytest.raises(Refused, match=r"Noah O\. comes first: asked earlier"):
        offer(county, session, later)
    offer(county, session, later, passed_over="Noah is in hospital that day.")
    with county.database.reading.connect() as connection:
        stood, why = connection.execute(text("select stood, passed_over from waiting_offer")).one()
    assert stood.startswith("2nd of 2: No priority flag; No break attended yet; 0% of 60 hours used; Asked 22 July 2026, 11:41")
    assert why == "Noah is in hospital that day."


def test_a_palliative_child_comes_before_who_asked_earlier(county, full):
    service, session, booking = full
    wait(county, a_child(county, first="Noah"), service, [session])
    county.clock.forward(days=1)
    last = a_child(county, first="Kai")
    (later,) = wait(county, last, service, [session])
    change(county, Child, last, palliative=True)
    cancel(county, booking)
    assert names(offer(county, session, later)) == ["Kai O."]


def test_a_safeguarding_flag_has_its_reason_and_puts_first(county, full):
    service, session, booking = full
    wait(county, a_child(county, first="Noah"), service, [session])
    county.clock.forward(minutes=1)
    (later,) = wait(county, a_child(county, first="Kai"), service, [session])
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(flag_safeguarding, FlagSafeguarding(later, on=True, reason=" "))
    county.at().perform(flag_safeguarding, FlagSafeguarding(later, on=True, reason="Asked for by the social worker, 22 July."))
    cancel(county, booking)
    assert names(offer(county, session, later)) == ["Kai O."]


def test_waiting_for_a_service_is_for_any_of_its_days_that_suit(county):
    service, venue = a_service(county)
    saturday, sunday = (a_session(county, service, venue, start=SAT + timedelta(days=n)) for n in (0, 1))
    late = a_session(county, service, venue, start=SAT + timedelta(days=28))
    days = {"from_day": SAT.date(), "until_day": date(2026, 8, 16), "weekdays": frozenset({6})}
    (one,) = wait(county, a_child(county), service, **days)
    for wrong in (saturday, late):
        with pytest.raises(Refused, match="does not wait for that session"):
            offer(county, wrong, one)
    offered = offer(county, sunday, one)
    county.at().perform(decline_offer, DeclineOffer(offered[0].number, "Grandmother comes."))
    assert states(county) == ["waiting"], "other Sundays may come"
    with pytest.raises(Refused, match="was offered it before"):
        offer(county, sunday, one)
    sound(county)


def test_who_says_no_to_the_one_session_waited_for_waits_no_more(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    offered = offer(county, session, one)
    county.at().perform(decline_offer, DeclineOffer(offered[0].number))
    assert (states(county), bookings(county)) == (["withdrawn"], ["cancelled_in_notice", "cancelled_in_notice"])
    with pytest.raises(Refused, match="no open offer"):
        county.at().perform(decline_offer, DeclineOffer(offered[0].number))
    sound(county)


def test_an_offer_the_provider_takes_back_leaves_the_family_waiting(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    (offered,) = (row.id for row in offer(county, session, one))
    cancel(county, offered, "provider")
    assert states(county) == ["waiting"]
    sound(county)


def test_siblings_offers_are_given_up_for_both_or_neither(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=2)
    a = a_child(county)
    b = a_child(county, first="Bina", household=household_of(county, a))
    one, _ = wait(county, (a, b), service, [session])
    offered = offer(county, session, one)
    with pytest.raises(Refused, match="for all of them or for none"):
        cancel(county, offered[1].id)
    county.at().perform(decline_offer, DeclineOffer(offered[0].number))
    assert (states(county), bookings(county)) == (["withdrawn"] * 2, ["cancelled_in_notice"] * 2)
    sound(county)


def test_siblings_never_take_the_one_place_that_is_left(county):
    """One place: the pair that is first is passed by, since it does not fit, and the single child behind is next."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1, start=SAT + timedelta(days=30))
    a = a_child(county)
    b = a_child(county, first="Bina", household=household_of(county, a))
    one, _ = wait(county, (a, b), service, [session])
    county.clock.forward(minutes=1)
    (single,) = wait(county, a_child(county, first="Kai"), service, [session])
    with pytest.raises(Refused, match="The one place"):
        offer(county, session, one)
    assert names(offer(county, session, single)) == ["Kai O."]
    sound(county)


def test_a_lapsed_offer_put_back_is_a_place_after_all(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    county.clock.set(datetime(2026, 7, 22, 12, tzinfo=UTC))
    change(county, BreakSession, session, starts_at=datetime(2026, 9, 25, 10), ends_at=datetime(2026, 9, 25, 13))
    (offered,) = (row.id for row in offer(county, session, one))
    county.clock.forward(days=12)
    lapse(county)
    assert states(county) == ["lapsed"]
    county.at().perform(put_back, PutBack(offered))
    assert states(county) == ["confirmed"]
    sound(county)


def test_booked_by_another_way_it_waits_no_more(county, full):
    service, session, booking = full
    child = a_child(county)
    wait(county, child, service, from_day=SAT.date(), until_day=SAT.date())
    cancel(county, booking)
    book(county, child, session)
    assert states(county) == ["confirmed"]
    assert county.at().ask(open_unmet) == ()


def test_a_child_waits_once_for_the_same(county, full):
    service, session, _ = full
    child = a_child(county)
    (one,) = wait(county, child, service, [session])
    with pytest.raises(Refused, match="waits for that already"):
        wait(county, child, service, [session])
    county.at().perform(leave_waiting, LeaveWaiting((one,), "They found another club."))
    assert states(county) == ["withdrawn"]
    wait(county, child, service, [session])


@pytest.mark.parametrize("days", [{}, {"until_day": date(2026, 7, 21)}, {"from_day": date(2026, 8, 2), "until_day": date(2026, 8, 1)},
                                  {"until_day": date(2028, 8, 1)}])  # fmt: skip
def test_days_that_are_over_or_turned_round_are_refused(county, days):
    service, _ = a_service(county)
    with pytest.raises(Refused):
        wait(county, a_child(county), service, **days)


def test_strangers_and_siblings_without_breaks_of_their_own_do_not_go_together(county, full):
    service, session, _ = full
    a = a_child(county)
    with pytest.raises(Refused, match="not of one family"):
        wait(county, (a, a_child(county, first="Kai")), service, [session])
    sibling = a_child(county, first="Bina", household=household_of(county, a))
    change(county, Child, sibling, sibling_only=True)
    with pytest.raises(Refused, match="recorded as a sibling"):
        wait(county, (a, sibling), service, [session])
    assert states(county) == []


def test_days_that_went_by_are_closed_as_not_met_and_the_need_stays_on_record(county, full):
    service, session, _ = full
    wait(county, a_child(county), service, [session])
    county.clock.set(datetime(2026, 7, 25, 12, tzinfo=UTC))
    lapse(county)
    assert states(county) == ["waiting"], "its day is not over"
    county.clock.forward(days=1)
    lapse(county)
    assert states(county) == ["not_met"]
    assert [row.reason for row in county.at().ask(open_unmet)] == ["no_place"]
    sound(county)


def test_a_review_keeps_its_day_and_not_the_place_in_the_list(county, full):
    service, session, _ = full
    (one,) = wait(county, a_child(county), service, [session])
    county.clock.forward(days=2)
    county.at().perform(review_waiting, ReviewWaiting(one, "Still waits, mornings only."))
    with county.database.reading.connect() as connection:
        reviewed, asked = connection.execute(text("select reviewed_on, asked_at from waiting_request")).one()
    assert (str(reviewed), str(asked)[:10]) == ("2026-07-24", "2026-07-22")


def test_steps_and_offers_are_never_changed(county, full):
    service, session, booking = full
    (one,) = wait(county, a_child(county), service, [session])
    cancel(county, booking)
    offer(county, session, one)
    for statement in (
        "update waiting_step set words = 'x'", "delete from waiting_step", "update waiting_offer set stood = 'x'",
        "delete from waiting_offer", "delete from waiting_request",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_one_child_entered_twice_waits_once_after_the_merge(county, full):
    from shortbreaks.bookings.merging import MergeFamilies, merge_families

    service, session, booking = full
    a, b = a_child(county), a_child(county)
    (early,) = wait(county, a, service, [session])
    county.clock.forward(minutes=1)
    wait(county, b, service, [session])
    county.at().perform(merge_families, MergeFamilies(household_of(county, b), household_of(county, a), 1, 1, ((b, a),), "both"))
    assert states(county) == ["waiting", "superseded"]
    cancel(county, booking)
    assert names(offer(county, session, early)) == ["Amara O."]
    sound(county)


def test_sessions_that_one_record_alone_waits_for_are_waited_for_after_the_merge(county, full):
    """One record waits for the morning, the other for the afternoon of the same club on the same day: neither is dropped."""
    from shortbreaks.bookings.merging import MergeFamilies, merge_families

    service, session, _ = full
    with county.database.reading.connect() as connection:
        venue, starts = connection.execute(text(f"select venue_id, starts_at from break_session where id = {session}")).one()
    later = a_session(county, service, venue, start=datetime.fromisoformat(str(starts)) + timedelta(hours=4), places=0)
    a, b = a_child(county), a_child(county)
    (early,) = wait(county, a, service, [session])
    county.clock.forward(minutes=1)
    wait(county, b, service, [later])
    county.at().perform(merge_families, MergeFamilies(household_of(county, b), household_of(county, a), 1, 1, ((b, a),), "both"))
    assert states(county) == ["waiting", "superseded"]
    assert [[row.request_id for row in county.at().ask(line_of, one)] for one in (session, later)] == [[early], [early]]
    sound(county)


def test_the_list_and_the_free_places_ask_as_often_for_many_as_for_one(county, full):
    service, session, booking = full
    cancel(county, booking)
    wait(county, a_child(county), service, [session])
    counts = []
    for more in ((), ("Kai", "Zoe", "Noah")):
        for name in more:
            wait(county, a_child(county, first=name), service, [session])
        with statements(county) as sent:
            assert len(county.at().ask(waiting_list)) == 1 + len(more)
            assert county.at().ask(places_to_offer)[0].families == 1 + len(more)
            assert len(county.at().ask(line_of, session)) == 1 + len(more)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_an_offer_reads_the_line_once(county, full):
    """Who comes first is looked at by whoever offers and by the judge of the place: under one lock that is one line."""
    service, session, booking = full
    cancel(county, booking)
    (first,) = wait(county, a_child(county), service, [session])
    wait(county, a_child(county, first="Kai"), service, [session])
    with statements(county) as sent:
        offer(county, session, first)
    assert sum("waiting_request.safeguarding" in one and "child.palliative" in one for one in sent) == 1, sent


def test_a_place_in_the_list_is_among_those_who_wait_for_the_same(county, full):
    """Two wait for one Saturday, one for any day of it, one for another Saturday: three stand in one line, one alone."""
    service, session, _ = full
    with county.database.reading.connect() as connection:
        venue = connection.execute(text("select venue_id from break_session")).scalar_one()
    other = a_session(county, service, venue, start=SAT + timedelta(days=7), places=1)
    book(county, a_child(county, first="Mia"), other)
    for name, what in (("A", {"sessions": [session]}), ("B", {"sessions": [session]}), ("C", {"until_day": SAT.date()}), ("D", {"sessions": [other]})):
        wait(county, a_child(county, first=name), service, **what)
        county.clock.forward(minutes=1)
    rows = {row.child[0]: row.place_words for row in county.at().ask(waiting_list)}
    assert rows == {"A": "1st of 3", "B": "2nd of 3", "C": "3rd of 3", "D": "1st of 1"}
    assert list(rows) == ["A", "B", "C", "D"], "one service's families stand in their order, whatever day each waits from"


def test_who_is_next_is_said_once_a_place_is_given_up(county, full):
    service, session, booking = full
    wait(county, a_child(county), service, [session])
    assert county.at().ask(next_after, booking) == "", "the place is taken"
    cancel(county, booking)
    assert county.at().ask(next_after, booking) == "Amara O."


def test_the_facts_of_many_children_are_those_of_each(county, full):
    _service, _session, _ = full
    with county.database.reading.connect() as connection:
        ellie = connection.execute(text("select child_id from booking")).scalar_one()
    needy = a_child(county, first="Kai", needs=("HOIST", "NONE"), workers=1, plan=None, postcode="ME13 8YY")
    with Session(county.database.reading) as db:
        many = children_facts(db, [ellie, needy], date(2026, 7, 22))
        assert many == {one: child_facts(db, one, date(2026, 7, 22)) for one in (ellie, needy)}
    assert many[needy].needs == {"HOIST"} and many[needy].busy == () and len(many[ellie].busy) == 1
