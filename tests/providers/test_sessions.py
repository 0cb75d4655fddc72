"""Sessions by recurrence: the very days, before and after saving; closures, places, clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortbreaks.bookings.opening_again import OpenDays, open_days
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.council.tables import Term
from shortbreaks.errors import Refused
from shortbreaks.overnight.provider_closing import CancelAsProvider, cancel_as_provider
from shortbreaks.providers.closing import CloseService, SetVenueState, close_service, set_venue_state
from shortbreaks.providers.detail import days_said
from shortbreaks.providers.opening import (
    AddSessions,
    ChangePlaces,
    CloseSessions,
    add_sessions,
    change_places,
    close_sessions,
    closing_affects,
    sessions_planned,
)  # fmt: skip
from shortbreaks.providers.queries import Filters, directory
from shortbreaks.providers.sessions import MOST_SESSIONS, Recurrence, days_of, times_of
from shortbreaks.providers.tables import BreakSession, Pattern
from tests.builders import SAT, a_service, a_session, save

TERMS = [(date(2026, 9, 1), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18))]
WEDNESDAYS = Recurrence("weekly", (2,), date(2026, 10, 14), date(2026, 11, 11), "16:00", "18:00")


def kind(name, **more):
    values = {"weekdays": (2,), "first_day": date(2026, 10, 14), "last_day": date(2026, 11, 11), "starts": "16:00", "ends": "18:00"}
    return Recurrence(name, **values | more)


def test_weekly_in_term_leaves_the_half_term_out():
    assert days_of(kind("weekly_term"), TERMS, ()) == [date(2026, 10, 14), date(2026, 10, 21), date(2026, 11, 4), date(2026, 11, 11)]
    assert days_of(kind("holiday_week"), TERMS, ()) == [date(2026, 10, 28)]
    assert len(days_of(kind("weekly"), TERMS, ())) == 5
    assert days_of(kind("weekly"), TERMS, {date(2026, 11, 4)}) == [date(2026, 10, 14), date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 11)]
    assert days_of(kind("single"), TERMS, ()) == [date(2026, 10, 14)]


def test_holiday_weeks_take_every_chosen_weekday():
    week = kind("holiday_week", weekdays=(0, 1, 2, 3, 4), first_day=date(2026, 10, 20), last_day=date(2026, 11, 5))
    assert days_of(week, TERMS, ()) == [date(2026, 10, 26) + timedelta(days=n) for n in range(5)]


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 300), st.sets(st.integers(0, 6), min_size=1))
@settings(max_examples=200)
def test_days_are_in_order_on_their_weekdays_and_in_their_span(first, length, weekdays):
    given_days = days_of(kind("weekly", weekdays=tuple(weekdays), first_day=first, last_day=first + timedelta(days=length)), [], ())
    assert given_days == sorted(set(given_days))
    assert all(day.weekday() in weekdays and first <= day <= first + timedelta(days=length) for day in given_days)
    assert len(given_days) == sum((first + timedelta(days=n)).weekday() in weekdays for n in range(length + 1))


@pytest.mark.parametrize(("wrong", "field"), [
    ({"last_day": date(2026, 10, 1)}, "last_day"), ({"weekdays": ()}, "weekdays"), ({"last_day": date(2040, 1, 1)}, "last_day"),
])  # fmt: skip
def test_a_recurrence_that_cannot_be_is_refused_at_its_field(wrong, field):
    with pytest.raises(Refused) as refusal:
        days_of(kind("weekly", **wrong), TERMS, ())
    assert refusal.value.field == field
    assert MOST_SESSIONS == 400


def test_nights_over_a_clock_change_are_counted_by_date():
    stay = kind("weekly", starts="17:00", ends="10:00", nights=1)
    assert times_of(stay, date(2027, 3, 27)) == (datetime(2027, 3, 27, 17), datetime(2027, 3, 28, 10))
    with pytest.raises(Refused):
        times_of(kind("weekly", starts="17:00", ends="10:00"), date(2027, 3, 27))


@pytest.fixture
def club(county):
    service, venue = a_service(county)
    save(county, *[Term(school_year="2026/27", number=n + 1, first_day=a, last_day=b, version=1) for n, (a, b) in enumerate(TERMS)])
    return county, service, venue


def request(service, venue, when=WEDNESDAYS, **more):
    return AddSessions(service, venue, "Wednesdays", when, **({"places": 12, "workers": 4} | more))


def sessions(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(BreakSession).order_by(BreakSession.starts_at)).all()


def test_what_is_shown_before_is_what_is_made(club):
    county, service, venue = club
    planned = county.at().ask(sessions_planned, request(service, venue))
    assert len(planned) == 5 and not any(one.there for one in planned) and sessions(county) == []
    made = county.at().perform(add_sessions, request(service, venue)).answer
    assert [(one.id, one.starts_at, one.ends_at, one.places, one.workers) for one in sessions(county)] == [
        (row_id, one.start, one.end, 12, 4) for row_id, one in zip(made, planned, strict=True)
    ]
    assert all(one.there for one in county.at().ask(sessions_planned, request(service, venue)))
    with pytest.raises(Refused, match="no new session"):
        county.at().perform(add_sessions, request(service, venue))
    with Session(county.database.reading) as db:
        assert [(one.kind, one.weekdays, one.starts) for one in db.scalars(select(Pattern))] == [("weekly", "2", "16:00")]


def test_bank_holidays_are_left_out_unless_they_are_wanted(club):
    county, service, venue = club
    fridays = kind("weekly", weekdays=(4,), first_day=date(2026, 12, 18), last_day=date(2027, 1, 8))
    days = [one.start.date() for one in county.at().ask(sessions_planned, request(service, venue, fridays))]
    assert days == [date(2026, 12, 18), date(2027, 1, 8)]
    assert len(county.at().ask(sessions_planned, request(service, venue, fridays, on_bank_holidays=True))) == 4


def test_a_recurrence_by_terms_that_are_not_known_is_refused_and_not_every_day_a_holiday(club):
    county, service, venue = club
    for name in ("holiday_week", "weekly_term"):
        beyond = kind(name, weekdays=(0, 1, 2, 3, 4), first_day=date(2027, 8, 20), last_day=date(2027, 9, 10))
        with pytest.raises(Refused, match="The school terms of 2027/28 are not known") as refusal:
            county.at().ask(sessions_planned, request(service, venue, beyond))
        assert refusal.value.field == "last_day"
    summer = kind("holiday_week", weekdays=(0, 1), first_day=date(2027, 8, 20), last_day=date(2027, 8, 31))
    days = [one.start.date() for one in county.at().ask(sessions_planned, request(service, venue, summer))]
    assert days == [date(2027, 8, 23), date(2027, 8, 24), date(2027, 8, 31)], "the bank holiday of 30 August is left out"


def test_sessions_are_made_at_an_open_place_of_an_open_service(club):
    county, service, venue = club
    _, elsewhere = a_service(county, name="Owls")
    for where, said in ((elsewhere, "not an open one of this provider"), (999, "not an open one of this provider")):
        with pytest.raises(Refused, match=said):
            county.at().perform(add_sessions, request(service, where))
    with pytest.raises(Refused, match="fewer workers than none"):
        county.at().perform(add_sessions, request(service, venue, workers=-1))
    county.at().perform(set_venue_state, SetVenueState(venue, 1, open=False, reason="Roof"))
    with pytest.raises(Refused, match="not an open one"):
        county.at().perform(add_sessions, request(service, venue))
    county.at().perform(close_service, CloseService(service, 1, "Ends"))
    with pytest.raises(Refused, match="has closed"):
        county.at().perform(add_sessions, request(service, venue))
    assert sessions(county) == []


def test_days_that_were_closed_open_again_but_not_what_the_provider_cancelled(club):
    county, service, venue = club
    weeks = [SAT + timedelta(days=7 * n) for n in range(3)]
    _, second, _ = (a_session(county, service, venue, start=start) for start in weeks)
    day, last = weeks[0].date(), weeks[2].date()
    with pytest.raises(Refused, match="Nothing that is still to come is closed"):
        county.at().perform(open_days, OpenDays(service, day, last))
    county.at().perform(close_sessions, CloseSessions(service, day, weeks[1].date(), "Boiler"))
    ((club_row,), _) = county.at().ask(directory, Filters())
    provider = club_row.provider_id
    county.at().perform(cancel_as_provider, CancelAsProvider(Scope(provider, last, last, service), "Flood"))
    assert county.at().perform(open_days, OpenDays(service, weeks[1].date(), last)).answer == [second]
    assert [one.state for one in sessions(county)] == ["closed", "open", "closed"]
    with pytest.raises(Refused, match="Put that closing back"):
        county.at().perform(open_days, OpenDays(service, last, last))
    county.clock.set(datetime(2026, 7, 25, 12, tzinfo=UTC))
    with pytest.raises(Refused, match="still to come"):
        county.at().perform(open_days, OpenDays(service, day, day))


def test_no_places_make_no_session(club):
    county, service, venue = club
    with pytest.raises(Refused) as refusal:
        county.at().perform(add_sessions, request(service, venue, places=0))
    assert refusal.value.field == "places"


def test_places_never_go_below_what_is_taken(club):
    county, service, venue = club
    session = a_session(county, service, venue)
    with Session(county.database.writing) as db, db.begin():
        db.execute(update(BreakSession).where(BreakSession.id == session).values(taken=3))
    with pytest.raises(Refused, match="3 children have a place"):
        county.at().perform(change_places, ChangePlaces(session, 2, 1))
    county.at().perform(change_places, ChangePlaces(session, 3, 1))
    assert [(one.places, one.workers) for one in sessions(county)] == [(3, 1)]


def test_a_closure_says_what_it_meets_and_closes_those_days_alone(club):
    county, service, venue = club
    first, second = a_session(county, service, venue), a_session(county, service, venue, start=SAT + timedelta(days=7))
    day = SAT.date()
    assert tuple(county.at().ask(closing_affects, service, day, day)) == (1, 0)
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(close_sessions, CloseSessions(service, day, day, " "))
    assert county.at().perform(close_sessions, CloseSessions(service, day, day, "Boiler")).answer == [first]
    assert [(one.id, one.state, one.closed_reason) for one in sessions(county)] == [(first, "closed", "Boiler"), (second, "open", "")]
    with pytest.raises(Refused, match="Nothing is open"):
        county.at().perform(close_sessions, CloseSessions(service, day, day, "Boiler"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([5], "Saturdays"), ([0, 4], "Mondays and Fridays"), ([0, 1], "Mondays and Tuesdays"),
        ([0, 2, 4], "Mondays, Wednesdays and Fridays"), ([0, 1, 2, 3, 4], "Mondays to Fridays"), ([4, 5, 6], "Fridays to Sundays"),
        ([], ""),
    ],
)  # fmt: skip
def test_days_of_the_week_are_said_as_people_say_them(days, words):
    assert days_said(days) == words
