"""A break that no one allocation can pay is paid by several: exact to the minute, given back where it came from (R-B8)."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.carrying import CarryOver, carry_over, losses_of, to_carry_over
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.delivery import awards_not_delivered
from shortbreaks.bookings.notices.commands import (
    IssueCancellation,
    IssueNotice,
    issue_cancellation,
    issue_notice,
    notices_owed,
)
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.paying import paid_by
from shortbreaks.bookings.queries import allowances_shown, paid_from
from shortbreaks.bookings.registers.commands import MarkAttendance, mark_attendance
from shortbreaks.bookings.rules import ServiceFacts
from shortbreaks.bookings.shares import paid_parts
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.today import due_today
from shortbreaks.database.proofs import PROOFS
from shortbreaks.dates import to_utc
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from tests.bookings.test_waiting_papers import words_of
from tests.builders import SAT, a_child, a_service, a_session, place_offered, save
from tests.counting import statements

AUGUST, YEAR = date(2026, 8, 31), date(2027, 3, 31)
FIRST = date(2026, 4, 1)


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def award(county, child, minutes, until=YEAR, unit="hours"):
    return save(county, Allocation(child_id=child, decision_id=1, unit=unit, purpose="Short breaks", kinds="", amount=minutes,
                                   from_day=FIRST, until_day=until))[0]  # fmt: skip


def lefts(county, child):
    return {row.allowance.id: row.allowance.left for row in county.at().ask(allowances_shown, child)}


def book(county, child, *sessions, reasons=()):
    wanted = PlacesWanted(child, sessions, tuple(Reason(*one) for one in reasons))
    return county.at(Role.COORDINATOR).perform(make_booking, MakeBooking((wanted,))).answer


def version(county, booking):
    return rows(county, f"select version from booking where id = {booking}")[0][0]


def proved(county):
    with county.database.reading.connect() as connection:
        assert [flaw for one in PROOFS.values() for flaw in one.run(connection)] == []


@pytest.fixture
def split(county):
    return two_awards(county)


@pytest.fixture
def on_file(file_county):
    return two_awards(file_county)


def two_awards(county, second=20 * 60):
    """38 of 40 hours to August are booked, so 2 are left; a second award of 20 hours runs to March. The club takes 3."""
    club = a_service(county)
    child = a_child(county, hours=0, nights=0)
    first, other = award(county, child, 120, AUGUST), award(county, child, second)
    return county, club, child, first, other


def test_the_one_that_ends_first_pays_what_it_has_and_the_next_the_rest(split):
    """2 hours are left to August and 20 to March: a club of 3 is March’s whole; 18 hours are then paid by 2 and 16, and 1 is left."""
    county, club, child, first, other = split
    session = a_session(county, *club)
    assert [one.taken_from for one in place_offered(county.at(), child, (session,))] == [""]
    (booking,) = book(county, child, session)  # 20 hours can pay it whole, so it is not split
    assert rows(county, "select count(*) from booking_share") == [(0,)]
    assert lefts(county, child) == {first: 120, other: 17 * 60}
    long = a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=18)
    (offer,) = place_offered(county.at(), child, (long,))
    assert offer.taken_from == "2 hours from the award to Mon 31 Aug and 16 hours from the award to Wed 31 Mar 2027"
    (finding,) = [one for one in offer.findings if one.rule == "R-B8"]
    assert (finding.outcome, finding.chip) == (Outcome.MET, "1 hour after")  # 19 hours together less 18
    (second,) = book(county, child, long)
    assert rows(county, f"select allocation_id, uses from booking where id = {second}") == [(first, 18 * 60)]
    assert rows(county, "select booking_id, allocation_id, first_id, amount from booking_share") == [(second, other, first, 16 * 60)]
    assert lefts(county, child) == {first: 0, other: 60}
    assert county.at().ask(paid_from, second) == offer.taken_from
    assert county.at().ask(paid_from, booking) == ""
    proved(county)


def test_a_cancellation_gives_back_where_it_came_from_and_put_back_takes_it_again(split):
    county, club, child, first, other = split
    (booking,) = book(county, child, a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21))
    assert lefts(county, child) == {first: 0, other: 60}
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "family"))
    assert lefts(county, child) == {first: 120, other: 20 * 60}
    words = words_of(county, county.at().perform(issue_cancellation, IssueCancellation(booking)).answer)
    assert "2 hours" in words and "19 hours" in words
    county.at().perform(put_back, PutBack(booking))
    assert lefts(county, child) == {first: 0, other: 60}
    county.clock.set(to_utc(datetime(2026, 7, 31, 9)))
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "family"))  # too late: used all the same
    assert lefts(county, child) == {first: 0, other: 60}
    proved(county)


def test_put_back_after_the_session_became_shorter_the_first_pays_what_is_left_of_it(on_file):
    """21 hours, 2 and 19 of them: cut to 4 it is 4 hours of the first, which then has 2 less than nought."""
    county, club, child, first, other = on_file
    session = a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21)
    (booking,) = book(county, child, session)
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "family"))
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update break_session set ends_at = '2026-08-01 13:00:00.000000' where id = {session}"))
    county.at().perform(put_back, PutBack(booking))
    assert rows(county, f"select uses from booking where id = {booking}") == [(240,)]
    assert lefts(county, child) == {first: -120, other: 20 * 60}
    proved(county)


def test_attended_it_is_used_of_both_and_every_list_says_so(split):
    county, club, child, first, other = split
    (booking,) = book(county, child, a_session(county, *club, start=SAT, hours=21))
    day = county.clock().date()
    county.clock.set(to_utc(datetime(2026, 7, 27, 9)))
    county.at().perform(mark_attendance, MarkAttendance(booking, version(county, booking), "attended"))
    used = {row.allowance.id: (row.allowance.used, row.allowance.booked) for row in county.at().ask(allowances_shown, child)}
    assert used == {first: (120, 0), other: (19 * 60, 0)}
    assert [(one.unit, one.used, one.whole) for one in county.at().ask(due_today).used] == [("hours", 21 * 60, 22 * 60)]
    assert {one.used for one in county.at().ask(awards_not_delivered)} <= {120, 19 * 60}
    then = county.at().ask(child_as_at, child, day)  # as it stood that evening: booked, not yet used
    assert sorted((one.used, one.booked) for one in then.awards) == [(0, 120), (0, 19 * 60)]
    words = words_of(county, county.at().perform(issue_confirmation, IssueConfirmation(booking)).answer)
    assert "This break uses 2 hours. You will have 0 hours of 2 hours left until 31 August 2026." in words
    assert "This break uses 19 hours. You will have 1 hour of 20 hours left until 31 March 2027." in words


def test_a_month_of_clubs_runs_from_one_into_the_other(on_file):
    """5 hours to August and 3.5 to March, clubs of 2.75: the first is August’s, the second March’s, the third 2.25 and 0.5."""
    county, club, child, first, _ = on_file
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set amount = 300 where id = {first}"))
        connection.execute(text(f"update allocation set amount = 210 where id <> {first}"))
    days = [a_session(county, *club, start=datetime(2026, 8, day, 10), hours=2.75) for day in (1, 8, 15)]
    offers = place_offered(county.at(), child, tuple(days))
    assert [one.taken_from for one in offers] == [
        "", "", "2.25 hours from the award to Mon 31 Aug and 30 minutes from the award to Wed 31 Mar 2027",
    ]  # fmt: skip
    book(county, child, *days)
    assert sum(lefts(county, child).values()) == 300 + 210 - 3 * 165
    assert min(lefts(county, child).values()) == 0


def test_where_all_together_have_too_little_it_is_refused_by_what_lacks_and_one_pays_it_whole(on_file):
    """2 hours and 30 minutes are 30 minutes less than 3 hours: with a reason the one with more left goes over."""
    county, club, child, first, other = on_file
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set amount = 30 where id = {other}"))
    session = a_session(county, *club)
    with pytest.raises(Refused, match=r"This takes 3 hours and Amara has 2 hours left, and 30 minutes in another allocation") as refused:
        book(county, child, session)
    assert "30 minutes less" in str(refused.value.remedy)
    book(county, child, session, reasons=(("R-B8", "The panel agreed."),))
    assert rows(county, "select count(*) from booking_share") == [(0,)]
    assert lefts(county, child) == {first: -60, other: 30}


def test_of_two_that_can_pay_it_whole_the_one_that_ends_first_does(on_file):
    """Also where the other has more left: what ends in August would else end unused."""
    county, club, child, first, other = on_file
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set amount = 300 where id = {first}"))
    book(county, child, a_session(county, *club))
    assert lefts(county, child) == {first: 120, other: 20 * 60}


def test_three_pay_one_break_and_a_minute_is_never_lost(on_file):
    county, club, child, first, other = on_file
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set amount = 59 where id in ({first}, {other})"))
    third = award(county, child, 62)
    (booking,) = book(county, child, a_session(county, *club))
    assert rows(county, "select allocation_id, amount from booking_share order by id") == [(other, 59), (third, 62)]
    assert rows(county, f"select allocation_id, uses from booking where id = {booking}") == [(first, 180)]
    assert lefts(county, child) == {first: 0, other: 0, third: 0}


def test_the_database_keeps_the_sum_whatever_the_code_forgets(split):
    county, club, child, first, other = split
    (booking,) = book(county, child, a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21))
    nights, brother = award(county, child, 9, unit="nights"), a_child(county, first="Theo")
    theirs = rows(county, f"select id from allocation where child_id = {brother} and unit = 'hours'")[0][0]
    more = award(county, child, 9999)
    share = "insert into booking_share (booking_id, allocation_id, first_id, amount) values"
    for wrong in (
        f"{share} ({booking}, {more}, {first}, 120)",  # 1,140 + 120 minutes are all of 1,260, and the first pays none
        f"{share} ({booking}, {more}, {other}, 10)",  # not of the booking's first allocation
        f"{share} ({booking}, {first}, {first}, 10)", f"{share} ({booking}, {nights}, {first}, 10)",
        f"{share} ({booking}, {theirs}, {first}, 10)", f"{share} ({booking}, {more}, {first}, 0)",
        f"{share} ({booking}, {other}, {first}, 10)",  # a second part of the same
        "update booking_share set amount = 1", f"update booking set uses = 1140 where id = {booking}",
        f"update booking set allocation_id = {other} where id = {booking}", f"update booking set allocation_id = null where id = {booking}",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(wrong))
    with county.database.writing.begin() as connection:
        connection.execute(text(f"{share} ({booking}, {more}, {first}, 119)"))


def test_what_the_provider_took_is_carried_over_from_each_by_its_part(split):
    """A split club that the provider cancelled: in April 2 hours are carried over from the one and 19 from the other."""
    county, club, child, first, other = split
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set until_day = '2027-03-30' where id = {first}"))
    (booking,) = book(county, child, a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21))
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "provider"))
    county.clock.set(datetime(2027, 4, 6, 9, tzinfo=UTC))
    found = {one.allocation_id: (one.carries, one.version) for one in county.at().ask(to_carry_over)}
    assert {of: carries for of, (carries, _) in found.items()} == {first: 120, other: 19 * 60}
    for of, (_, seen) in found.items():
        county.at(Role.MANAGER).perform(carry_over, CarryOver(of, seen, "The club was shut."))
    assert rows(county, "select lost_from, amount from carried_loss order by id") == [(first, 120), (other, 19 * 60)]
    assert county.at().ask(to_carry_over) == ()
    with county.database.reading.connect() as connection:
        from sqlalchemy.orm import Session

        assert losses_of(Session(connection), [first, other], date(2027, 4, 6)) == {}


def test_the_parts_are_read_in_as_many_questions_as_none(on_file):
    county, club, child, *_ = on_file
    sessions = tuple(a_session(county, *club, start=datetime(2026, 8, day, 10)) for day in (1, 2))
    with statements(county) as before:
        place_offered(county.at(), child, sessions)
    book(county, child, a_session(county, *club, start=datetime(2026, 8, 5, 9), hours=21))
    with statements(county) as after:
        place_offered(county.at(), child, sessions)
    assert len(after) == len(before)


def test_given_up_late_and_taken_by_another_family_it_goes_back_to_both(split):
    """R-C5: late it stays used of both; once another has the place, 2 hours and 19 are back, and the notice says 21."""
    county, club, child, first, other = split
    session = a_session(county, *club, start=SAT, hours=21, places=1)
    (booking,) = book(county, child, session)
    county.clock.set(to_utc(datetime(2026, 7, 24, 20)))
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "family"))
    assert lefts(county, child) == {first: 0, other: 60}
    book(county, a_child(county, first="Ben"), session)
    assert lefts(county, child) == {first: 120, other: 20 * 60}
    (owed,) = [one for one in county.at().ask(notices_owed) if one.child.startswith("Amara")]
    words = words_of(county, county.at().perform(issue_notice, IssueNotice(owed.id)).answer)
    assert "2 hours" in words and "19 hours" in words
    proved(county)


CLUB = ServiceFacts(
    1, "Club", "weekend", None, None, frozenset(), 3, one_to_one=True, two_to_one=False, unit="hours", open=True, checks=(), easting=None,
    northing=None,
)  # fmt: skip


def an_allowance(number, left, until=YEAR, **more):
    return Allowance(
        id=number, unit="hours", purpose="", kinds=frozenset(), amount=left, used=0, booked=0, from_day=FIRST, until_day=until, **more,
    )  # fmt: skip


def test_of_several_the_soonest_pays_first_whatever_its_number_and_an_overdrawn_one_neither_pays_nor_counts():
    """R-B8: on one day what was carried over before the year's own; 2 hours and 1.5 pay 3.5, though another is 1 hour over."""
    late, soon, carried, over = an_allowance(1, 90), an_allowance(2, 120, AUGUST), an_allowance(3, 60, carried=True), an_allowance(4, -60, AUGUST)

    def said(wanted, *all_of_them):
        return [(one.id, amount) for one, amount in paid_by(all_of_them, CLUB, SAT.date(), wanted)]

    assert said(210, late, soon, over) == [(2, 120), (1, 90)]
    assert said(211, late, soon, over) == [(2, 211)]  # a minute too little in all: one pays it whole and goes over
    assert said(150, late, carried) == [(3, 60), (1, 90)]
    assert said(0, late, carried) == [(3, 0)] and said(60) == []


def test_what_uses_nothing_any_more_is_nobody_s_part():
    """A cancelled place keeps its parts as they were written; it uses none of either."""
    for uses, parts in ((1260, ((7, 120), (8, 1140))), (0, ((7, 0),))):
        assert paid_parts(SimpleNamespace(id=1, allocation_id=7, uses=uses), {1: ((8, 1140),)}) == parts
    assert paid_parts(SimpleNamespace(id=1, allocation_id=None, uses=0), {}) == ()
