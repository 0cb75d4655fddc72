"""Booking, offering, cancelling and putting back, on both engines."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.cancelling import (
    CancelBooking,
    PutBack,
    cancel_booking,
    cost_of_cancelling_booking,
    put_back,
)
from shortbreaks.bookings.commands import (
    AcceptOffer,
    MakeBooking,
    OfferPlaces,
    PlacesWanted,
    accept_offer,
    make_booking,
    offer_places,
)
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.places import AlreadyElsewhere, NoPlacesLeft
from shortbreaks.bookings.registers.commands import MarkAttendance, mark_attendance
from shortbreaks.bookings.waiting.offering import LapseOffers, lapse_offers
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.findings import Outcome
from shortbreaks.providers.opening import CloseSessions, close_sessions
from tests.builders import SAT, a_child, a_service, a_session, place_offered


def one(child, *sessions, reasons=(), **more):
    return MakeBooking((PlacesWanted(child, sessions, tuple(Reason(*r) for r in reasons)),), **more)


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def seen(county, booking):
    return rows(county, f"select version from booking where id = {booking}")[0][0]


def totals(county):
    return dict(
        rows(
            county,
            "select kind, sum(in_pence) - sum(out_pence) from month_total m join account a on a.id = m.account_id group by kind",
        )
    )


@pytest.fixture
def club(county):
    service, venue = a_service(county, offers=("CON", "RESCUE"))
    return service, venue


def test_a_booking_takes_a_place_charges_and_keeps_its_step(county, club):
    session = a_session(county, *club)
    child = a_child(county, needs=("CON",))
    done = county.at().perform(make_booking, one(child, session, paid_by="card"))
    assert rows(county, "select taken from break_session") == [(1,)]
    assert rows(county, "select number, state, uses, list_pence, charge_pence from booking") == [
        (done.answer[0], "confirmed", 180, 1275, 1275)
    ]
    assert rows(county, "select state from booking_step") == [("confirmed",)]
    assert totals(county) == {"family charges": 0, "charges income": 1275, "money received": -1275}


def test_a_family_on_universal_credit_is_charged_nothing(county, club):
    """R-C1: list price 12.75, Universal Credit: charge 0.00, reason s29(3)."""
    session = a_session(county, *club)
    child = a_child(county, benefit="UC")
    county.at().perform(make_booking, one(child, session))
    assert rows(county, "select list_pence, charge_pence, exempt from booking") == [(1275, 0, "s29(3)")]
    assert rows(county, "select count(*) from transfer") == [(0,)]


def test_the_last_place_goes_once(county, club):
    session = a_session(county, *club, places=1)
    first, second = a_child(county, first="Ann"), a_child(county, first="Ben")
    county.at().perform(make_booking, one(first, session))
    with pytest.raises(Refused, match="The one place on Sat 25 Jul is taken"):
        county.at().perform(make_booking, one(second, session))
    assert rows(county, "select taken from break_session") == [(1,)]


def test_one_child_is_never_in_two_places(county, club):
    """R-B9: overlap is impossible, touching is asked about as a same-day double."""
    other = a_service(county, name="Bright Tides")
    child = a_child(county)
    county.at().perform(make_booking, one(child, a_session(county, *club)))
    overlapping = a_session(county, *other, start=SAT + timedelta(hours=2))
    touching = a_session(county, *other, start=SAT + timedelta(hours=3))
    with pytest.raises(Refused, match="Amara is at Sandpipers Saturday Club"):
        county.at().perform(make_booking, one(child, overlapping))
    with pytest.raises(Refused, match="also at Sandpipers"):
        county.at().perform(make_booking, one(child, touching))
    county.at().perform(make_booking, one(child, touching, reasons=[("R-B9", "Mother asked for both.")]))
    assert rows(county, "select count(*) from booking_place") == [(2,)]


def test_a_reason_is_kept_with_the_booking(county, club):
    """R-B10: the service does not list the need; allowed with a reason."""
    child = a_child(county, needs=("HOIST",))
    session = a_session(county, *club)
    with pytest.raises(Refused) as refusal:
        county.at().perform(make_booking, one(child, session))
    assert "does not list “Hoist”, which Amara needs" in refusal.value.sentence
    assert refusal.value.field == "reason:R-B10"
    done = county.at().perform(make_booking, one(child, session, reasons=[("R-B10", "Jo Pierce has a hoist.")]))
    assert rows(county, "select about, rule, reason from rule_override") == [
        (f"booking:{done.answer[0]}", "R-B10", "Jo Pierce has a hoist.")
    ]


def test_transition_in_the_middle_of_a_scheme(county):
    """A11: born 20 Aug 2008, five days 17 to 21 Aug 2026: 20 and 21 are for a person; the other three cost 38.25."""
    county.clock.set(county.clock() + timedelta(days=10))
    service = a_service(county, name="Summer scheme", kind="scheme", max_age=18)
    days = [a_session(county, *service, start=datetime(2026, 8, 17 + n, 10, 0), hours=5) for n in range(5)]
    child = a_child(county, first="Tom", born=date(2008, 8, 20), hours=60 * 60)
    with pytest.raises(Refused, match="Tom is 18 on 20 August 2026"):
        county.at().perform(make_booking, one(child, *days))
    county.at().perform(make_booking, one(child, *days[:3]))
    assert rows(county, "select sum(charge_pence), count(*) from booking") == [(3825, 3)]


def test_siblings_go_together_or_not_at_all(county):
    """A15: six at 1:3 and two at 1:1 with five staff need 4; A makes 5, B makes 6: neither is confirmed."""
    service = a_service(county, name="Scheme", kind="scheme", per_worker=3)
    session = a_session(county, *service, places=20, workers=5)
    for n in range(6):
        county.at().perform(make_booking, one(a_child(county, first=f"Group{n}"), session))
    for n in range(2):
        county.at().perform(make_booking, one(a_child(county, first=f"Own{n}", workers=1), session))
    first = a_child(county, first="Aisha", workers=1)
    second = a_child(county, first="Bilal")
    both = MakeBooking((PlacesWanted(first, (session,)), PlacesWanted(second, (session,))))
    with pytest.raises(Refused, match="With Bilal there the session needs 6 workers and 5 are rostered"):
        county.at().perform(make_booking, both)
    assert rows(county, "select taken from break_session") == [(8,)]
    county.at().perform(make_booking, one(first, session))


@pytest.mark.parametrize(
    ("told", "pence", "state"),
    [
        (datetime(2026, 7, 18, 10, 0), 0, "cancelled_in_notice"),
        (datetime(2026, 7, 18, 10, 1), 638, "cancelled_in_notice"),
        (datetime(2026, 7, 23, 10, 0), 638, "cancelled_in_notice"),
        (datetime(2026, 7, 23, 10, 1), 1275, "cancelled_late"),
    ],
)
def test_the_cancellation_ladder_to_the_minute(county, club, told, pence, state):
    """A17: fee 12.75, session Sat 25 Jul 2026 10:00."""
    county.clock.set(county.clock() - timedelta(days=10))
    child = a_child(county)
    (booking,) = county.at().perform(make_booking, one(child, a_session(county, *club))).answer
    county.clock.set(county.clock() + timedelta(days=12))
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "family", told=told))
    assert rows(county, "select state, charge_pence from booking") == [(state, pence)]
    assert rows(county, "select taken from break_session") == [(0,)]
    assert totals(county)["charges income"] == pence


@pytest.mark.parametrize(("told", "said"), [
    (datetime(2026, 7, 25, 10, 0), "It began on 25 July 2026 at 10:00"), (datetime(2025, 7, 18, 10, 0), "It was booked on 22 July 2026"),
    (datetime(2026, 7, 26, 18, 0), "heard in the future"),
])  # fmt: skip
def test_nobody_cancels_what_has_begun_or_was_not_booked_yet(county, club, told, said):
    """A year that was typed wrong would make a late cancellation free; what has begun is for the register."""
    (booking,) = county.at().perform(make_booking, one(a_child(county), a_session(county, *club))).answer
    county.clock.forward(days=4)
    for ask in (lambda: county.at().ask(cost_of_cancelling_booking, booking, "ill", told),
                lambda: county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "ill", told=told))):  # fmt: skip
        with pytest.raises(Refused, match=said):
            ask()
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "family", told=datetime(2026, 7, 25, 9, 59)))
    assert rows(county, "select state, charge_pence from booking") == [("cancelled_late", 1275)]


def test_illness_costs_nothing_however_late(county, club):
    child = a_child(county)
    (booking,) = county.at().perform(make_booking, one(child, a_session(county, *club))).answer
    cost, charged = county.at().ask(cost_of_cancelling_booking, booking, "ill")
    assert (cost.pence, charged) == (0, 1275)
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "ill"))
    assert totals(county)["charges income"] == 0


def test_a_cancellation_is_put_back_on_the_old_terms(county, club):
    session = a_session(county, *club, places=1)
    child = a_child(county)
    (booking,) = county.at().perform(make_booking, one(child, session)).answer
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "family"))
    county.at().perform(put_back, PutBack(booking))
    assert rows(county, "select state, charge_pence from booking") == [("confirmed", 1275)]
    assert totals(county)["charges income"] == 1275
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), "family"))
    county.at().perform(make_booking, one(a_child(county, first="Other"), session))
    with pytest.raises(Refused, match="is taken"):
        county.at().perform(put_back, PutBack(booking))


def test_cancelling_what_another_changed_is_refused_with_who_and_when(county, club):
    child = a_child(county)
    (booking,) = county.at().perform(make_booking, one(child, a_session(county, *club))).answer
    shown = seen(county, booking)
    county.at().perform(cancel_booking, CancelBooking(booking, shown, "family"))
    with pytest.raises(ChangedByAnother, match="Coordinator One changed this booking at 11:40 on 22 July 2026"):
        county.at().perform(cancel_booking, CancelBooking(booking, shown, "ill"))


def test_an_offer_holds_its_place_until_the_end_of_the_fifth_working_day(county, club):
    """A19: sent Mon 30 Mar 2026: Wed 8 Apr 23:59; on the 9th it lapses and the place is free."""
    county.clock.set(county.clock().replace(month=3, day=30))
    session = a_session(county, *club, places=1)
    child = a_child(county)
    county.at().perform(offer_places, OfferPlaces((PlacesWanted(child, (session,), (Reason("R-B8", "Next year."),)),)))
    assert rows(county, "select b.state, s.taken from booking b, break_session s") == [("offered", 1)]
    with county.database.reading.connect() as connection:
        assert str(connection.execute(text("select offered_until from booking")).scalar())[:16] == "2026-04-08 23:59"
    county.clock.set(county.clock().replace(month=4, day=8))
    assert county.at().perform(lapse_offers, LapseOffers()).answer["lapsed"] == []
    county.clock.set(county.clock().replace(day=9))
    assert len(county.at().perform(lapse_offers, LapseOffers()).answer["lapsed"]) == 1
    assert rows(county, "select b.state, s.taken from booking b, break_session s") == [("cancelled_in_notice", 0)]


def test_an_offer_of_a_break_that_begins_sooner_stands_until_then(county, club):
    """R-B2: five working days from Wednesday end on the 29th, and the first day begins on the 25th at ten."""
    days = [a_session(county, *club, start=SAT + timedelta(days=7 * n)) for n in (1, 0)]
    (number, _) = county.at().perform(offer_places, OfferPlaces((PlacesWanted(a_child(county), tuple(days)),))).answer
    with county.database.reading.connect() as connection:
        found = {str(until)[:16] for until in connection.execute(text("select offered_until from booking")).scalars()}
    assert found == {"2026-07-25 10:00"}
    county.clock.forward(days=3)
    with pytest.raises(Refused, match="has lapsed"):
        county.at().perform(accept_offer, AcceptOffer(number))
    assert totals(county) == {}


def test_an_offer_of_a_day_that_closed_since_is_not_accepted_and_nobody_is_charged(county, club):
    session = a_session(county, *club)
    (number,) = county.at().perform(offer_places, OfferPlaces((PlacesWanted(a_child(county), (session,)),))).answer
    county.at().perform(close_sessions, CloseSessions(club[0], SAT.date(), SAT.date(), "Boiler"))
    with pytest.raises(Refused, match=r"It is closed on 25 July 2026: Boiler\."):
        county.at().perform(accept_offer, AcceptOffer(number))
    assert totals(county) == {} and rows(county, "select state from booking") == [("offered",)]


def test_an_accepted_offer_is_charged(county, club):
    child = a_child(county)
    session = a_session(county, *club)
    (number,) = county.at().perform(offer_places, OfferPlaces((PlacesWanted(child, (session,)),))).answer
    assert totals(county) == {}
    county.at().perform(accept_offer, AcceptOffer(number, "Kent Card"))
    assert totals(county) == {"family charges": 0, "charges income": 1275, "money received": -1275}


def test_more_than_the_allocation_needs_a_reason(county, club):
    """R-B8 (Herts): 36.5 of 40 used; 3.5 more allowed, 4.0 refused by 0.5 unless overridden."""
    child = a_child(county, hours=40 * 60)
    long = a_session(county, *club, start=datetime(2026, 8, 1, 8, 0), end=datetime(2026, 8, 2, 20, 30))
    county.at().perform(make_booking, one(child, long))
    fits = a_session(county, *club, start=datetime(2026, 8, 8, 8, 0), end=datetime(2026, 8, 8, 11, 30))
    over = a_session(county, *club, start=datetime(2026, 8, 9, 8, 0), end=datetime(2026, 8, 9, 12, 0))
    with pytest.raises(Refused, match=r"takes 4 hours and Amara has 3.5 hours left.*30 minutes less"):
        county.at().perform(make_booking, one(child, over))
    county.at().perform(make_booking, one(child, fits))


def test_find_ranks_and_explains(county, club):
    near = a_session(county, *club)
    far = a_service(county, name="Stour Valley Swimmers", postcode="CT13 9AA", one_to_one=False)
    a_session(county, *far)
    old = a_service(county, name="Dover Riders", min_age=10)
    a_session(county, *old)
    child = a_child(county, needs=("CON",), workers=1)
    answer = county.at().ask(breaks_for, Wish(child, date(2026, 7, 22), date(2026, 8, 9), within_miles=None))
    assert (answer.rows[0].name, answer.rows[0].outcome) == ("Sandpipers Saturday Club", Outcome.MET)
    assert {row.name: row.outcome for row in answer.rows[1:]} == {
        "Stour Valley Swimmers": Outcome.NOT_MET,
        "Dover Riders": Outcome.NOT_MET,
    }
    riders = next(row for row in answer.rows if row.name == "Dover Riders")
    assert riders.findings[0].reason == "Amara is 9 on 25 July 2026."
    assert riders.findings[0].remedy == "Amara turns 10 on 14 November 2026."
    (offer,) = place_offered(county.at(), child, (near,))
    assert (offer.charge_pence, offer.uses, offer.left_before) == (1275, 180, 3600)
    assert [(d.percent, d.until) for d in offer.deadlines] == [
        (0, datetime(2026, 7, 18, 10, 0)),
        (50, datetime(2026, 7, 23, 10, 0)),
    ]


def test_what_happened_on_the_day(county, club):
    child = a_child(county)
    (booking,) = county.at().perform(make_booking, one(child, a_session(county, *club))).answer
    with pytest.raises(Refused, match="has not begun"):
        county.at().perform(mark_attendance, MarkAttendance(booking, seen(county, booking), "attended"))
    county.clock.forward(days=4)
    county.at().perform(
        mark_attendance, MarkAttendance(booking, seen(county, booking), "absent_ill", "Chest infection")
    )
    assert rows(county, "select state, charge_pence from booking") == [("absent_ill", 0)]
    assert totals(county)["charges income"] == 0


def test_the_database_itself_refuses_what_a_careless_command_forgot(county, club):
    """The constraint holds without the guard: a second place for the last one, and a child in two places."""
    from sqlalchemy.exc import DBAPIError

    session = a_session(county, *club, places=1)
    first, second = a_child(county, first="Ann"), a_child(county, first="Ben")
    county.at().perform(make_booking, one(first, session))
    naive = "insert into booking_place (session_id, booking_id, child_id, from_minute, to_minute) values (%d, %d, %d, %d, %d)"
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.exec_driver_sql(naive % (session, 900, second, 1, 2))
    (minute,) = rows(county, "select from_minute from booking_place")[0]
    other = a_session(county, *club, start=SAT + timedelta(days=1))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.exec_driver_sql(naive % (other, 901, first, minute + 1, minute + 10))
    assert NoPlacesLeft and AlreadyElsewhere
