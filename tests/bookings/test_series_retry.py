"""A skipped date is tried again when its place frees: offered, booked at one key, and behind the families that wait."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown, bookings_numbered
from shortbreaks.bookings.series.changing import EndSeries, TryAgain, cancelling_figured, end_series, try_again
from shortbreaks.bookings.series.retry import BookSkipped, book_skipped, ready_of_series
from shortbreaks.bookings.series.scope import Scope
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.today import due_today
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.errors import ChangedByAnother, Refused
from tests.bookings.series_builders import FIRST, a_club, bookings_of, dates_of, every, made
from tests.bookings.test_series import LAST, WEEK, fill, proved
from tests.builders import a_child, a_service, a_session
from tests.counting import statements

TWO = every(FIRST, FIRST + WEEK)


@pytest.fixture
def skipped(county):
    """Two Saturdays of one place each; the second is full and skipped."""
    club, sessions = a_club(county, 2, places=1)
    other = fill(county, sessions[FIRST + WEEK])
    child = a_child(county)
    series = made(county, child, club, TWO)
    return county, child, series, club, sessions, other


def cancel(county, number):
    (row,) = county.at().ask(bookings_numbered, number)
    county.at().perform(cancel_booking, CancelBooking(row.id, row.version, "family"))


def ready(county, series):
    return county.at().ask(ready_of_series, series)


def book(county, series, *reasons):
    row = next(one for one in dates_of(county, series) if one.state != "booked")
    request = BookSkipped(row.id, row.version, tuple(Reason(*one) for one in reasons))
    return county.at().perform(book_skipped, request).answer


def test_a_freed_place_is_offered_today_and_on_the_series_and_booked_at_one_key(skipped):
    county, child, series, _, _, other = skipped
    assert ready(county, series) == () and county.at().ask(due_today).could_be_booked == ()
    with pytest.raises(Refused, match=r"The one place on Sat 12 Sep is taken"):
        book(county, series)
    cancel(county, other)
    (one,) = county.at().ask(due_today).could_be_booked
    assert (one.child, one.start, one.ready, one.ahead) == ("Amara O.", datetime(2026, 9, 12, 10), True, 0)
    assert ready(county, series) == (one,)
    booking = book(county, series)
    assert [(b.id, b.starts_at.date(), b.charge_pence) for b in bookings_of(county, child)][1] == (booking, FIRST + WEEK, 1275)
    assert [row.state for row in dates_of(county, series)] == ["booked", "booked"]
    assert ready(county, series) == () and proved(county) == []


def test_a_waiting_family_goes_before_a_skipped_date(skipped):
    """One place frees and a family waits for that Saturday: the date is not offered, and booking it says who goes first."""
    county, child, series, club, sessions, other = skipped
    waits = a_child(county, first="Dina", last="Shah")
    county.at().perform(join_waiting, JoinWaiting((waits,), club, (sessions[FIRST + WEEK],)))
    cancel(county, other)
    (one,) = ready(county, series)
    assert (one.free, one.ahead, one.ready) == (1, 1, False)
    assert county.at().ask(due_today).could_be_booked == ()
    with pytest.raises(Refused, match=r"1 family waits for Saturday 12 September before Amara: Dina S\. comes first") as refusal:
        book(county, series)
    assert refusal.value.field == "reason:R-B6"
    book(county, series, ("R-B6", "The family that waits was rung and cannot come."))
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select rule from rule_override")).scalars().all() == ["R-B6"]
    assert len(bookings_of(county, child)) == 2


def test_a_family_that_the_place_would_not_fit_does_not_stand_before_it(skipped):
    county, _, series, club, sessions, other = skipped
    too_old = a_child(county, first="Eli", last="Ford", born=FIRST.replace(year=2011))
    county.at().perform(join_waiting, JoinWaiting((too_old,), club, (sessions[FIRST + WEEK],)))
    cancel(county, other)
    assert [(one.ahead, one.ready) for one in ready(county, series)] == [(0, True)]


def test_of_two_series_who_was_skipped_first_is_offered_first(skipped):
    county, _, series, club, _, other = skipped
    county.clock.forward(minutes=5)
    cai = a_child(county, first="Cai", last="Reed")
    third = datetime(2026, 9, 19, 10)
    with county.database.reading.connect() as connection:
        venue = connection.execute(text("select venue_id from break_session")).scalar()
    a_session(county, club, venue, start=third)
    later = made(county, cai, club, every(FIRST + WEEK, FIRST + 2 * WEEK))
    cancel(county, other)
    assert [one.ready for one in ready(county, series)] == [True]
    assert [one.ready for one in ready(county, later)] == [False]  # one place, and Amara was skipped before


def test_a_day_the_provider_opens_later_is_offered(county):
    """No session on 12 September when the series was made; one is opened: the date can be booked."""
    club, sessions = a_club(county, 2, without=(FIRST + WEEK,))
    series = made(county, a_child(county), club, TWO)
    assert ready(county, series) == ()
    with pytest.raises(Refused, match="There is no session on Saturday 12 September yet"):
        book(county, series)
    with county.database.reading.connect() as connection:
        venue = connection.execute(text("select venue_id from break_session")).scalar()
    opened = a_session(county, club, venue, start=datetime(2026, 9, 12, 10))
    assert [(one.session_id, one.ready) for one in ready(county, series)] == [(opened, True)]
    book(county, series)
    assert dates_of(county, series)[1].session_id == opened and sessions


def test_a_closed_day_that_opens_again_is_offered(county):
    club, sessions = a_club(county, 2)
    with county.database.writing.begin() as connection:
        connection.execute(text("update break_session set state = 'closed', closed_reason = 'Flood' where id = :id"), {"id": sessions[FIRST + WEEK]})
    series = made(county, a_child(county), club, TWO)
    assert ready(county, series) == ()
    with county.database.writing.begin() as connection:
        connection.execute(text("update break_session set state = 'open'"))
    assert [one.ready for one in ready(county, series)] == [True]


def test_a_clash_stands_until_the_other_break_is_given_up(county):
    club, _ = a_club(county, 2)
    swim, pool = a_service(county, name="Swim and splash")
    child = a_child(county)
    clash = a_session(county, swim, pool, start=datetime(2026, 9, 12, 11))
    number = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (clash,)),))).answer[0]
    series = made(county, child, club, TWO)
    (one,) = ready(county, series)
    assert (one.ready, [finding.rule for finding in one.findings]) == (False, ["R-B9"])
    cancel(county, number)
    assert [one.ready for one in ready(county, series)] == [True]


def test_what_was_over_the_allocation_is_offered_once_more_is_awarded(county):
    club, _ = a_club(county, 2)
    child = a_child(county, hours=180)
    series = made(county, child, club, TWO, skip=(FIRST + WEEK,))
    assert [(one.ready, one.findings[0].rule) for one in ready(county, series)] == [(False, "R-B8")]
    hours = next(row.allowance for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours")
    request = ChangeAllocation(hours.id, 1, 600, hours.until_day, "Panel of 21 July")
    county.at(Role.MANAGER).perform(change_allocation, request)
    assert [one.ready for one in ready(county, series)] == [True]


def test_what_is_left_out_or_ended_is_never_offered(skipped):
    county, _, series, _, _, other = skipped
    row = dates_of(county, series)[1]
    cancel(county, other)
    county.at().perform(try_again, TryAgain(row.id, row.version, again=False))
    assert ready(county, series) == ()
    row = dates_of(county, series)[1]
    county.at().perform(try_again, TryAgain(row.id, row.version, again=True))
    assert len(ready(county, series)) == 1
    shown = county.at().ask(cancelling_figured, Scope(series, FIRST, "all"), "family").shown
    county.at().perform(end_series, EndSeries(series, shown, "family", keep_booked=True))
    assert ready(county, series) == ()
    with pytest.raises(Refused, match="This series has ended"):
        book(county, series)


def test_a_day_that_is_over_is_not_offered(skipped):
    county, _, series, _, _, other = skipped
    cancel(county, other)
    county.clock.set(datetime(2026, 9, 12, 9, 1, tzinfo=UTC))  # 10:01 in Kent: it has begun
    assert ready(county, series) == ()
    with pytest.raises(Refused, match="It began on"):
        book(county, series)


def test_two_coordinators_book_the_same_date_once(skipped):
    county, child, series, _, _, other = skipped
    cancel(county, other)
    row = dates_of(county, series)[1]
    county.at().perform(book_skipped, BookSkipped(row.id, row.version))
    with pytest.raises(ChangedByAnother):
        county.at(Role.MANAGER).perform(book_skipped, BookSkipped(row.id, row.version))
    assert len(bookings_of(county, child)) == 2


def test_one_skipped_date_asks_as_many_questions_as_six(file_county):
    club, sessions = a_club(file_county, 6, places=2)
    asked = []
    for count in (1, 6):
        child = a_child(file_county, first=f"Kid{count}", hours=180)
        skip = tuple(sorted(sessions))[1:] if count == 6 else (FIRST + WEEK,)
        series = made(file_county, child, club, every(FIRST, LAST if count == 6 else FIRST + WEEK), skip=skip)
        with statements(file_county) as sent:
            found = file_county.at().ask(ready_of_series, series)
        assert len(found) == len(skip)
        asked.append(len(sent))
    assert asked[0] == asked[1]
