"""Awarded, not delivered, and what is carried over because the provider or the council took it (R-O16)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.carrying import CarryOver, carry_over, losses_of, to_carry_over
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.delivery import awards_not_delivered
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.stay_tables import Stay, StayStep, StayUse
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.eligibility.rules import is_behind, share_taken
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.overnight.asking import stay_asked
from tests.builders import a_child, a_service, a_session, place_offered, save
from tests.counting import statements
from tests.overnight.builders import a_house, placed, s20, wanted

NEW_YEAR = datetime(2027, 4, 6, 9, tzinfo=UTC)


def allocation_of(county, child, unit):
    return next(row.allowance for row in county.at().ask(allowances_shown, child) if row.allowance.unit == unit)


def booked(county, child, start, state, uses=180, *, confirmed=True):
    service, venue = county.club
    session = a_session(county, service, venue, start=start)
    (booking,) = save(county, Booking(
        number=county.count, child_id=child, session_id=session, service_id=service, asked_by=None, together=None, state=state,
        state_since=county.clock(), made_at=county.clock(), starts_at=start, ends_at=start + timedelta(hours=3),
        offered_until=None, allocation_id=allocation_of(county, child, "hours").id, uses=uses, list_pence=0, charge_pence=0,
        exempt="", collected_by="", transport="", note=""))  # fmt: skip
    county.count += 1
    if confirmed:
        save(county, BookingStep(booking_id=booking, state="confirmed", reason="", words="", at=county.clock(), person_id=1, on=start.date()))
    return booking


@pytest.fixture
def club(county):
    county.club, county.count = a_service(county), 1
    return county


def rows(county, child):
    return [(row.unit, row.used, row.booked, row.gone, row.taken, row.none_placed) for row in county.at().ask(awards_not_delivered) if row.child_id == child]


def test_behind_is_more_than_the_setting():
    assert (share_taken(12 * 60, 0, 80 * 60), share_taken(0, 0, 0)) == (15, 100)
    assert is_behind(31, 15, 15) and not is_behind(30, 15, 15)


def test_an_award_is_behind_when_its_time_goes_faster(club):
    """22 July: 30 per cent of the year gone. 8 of 60 hours are 13 per cent: behind; 9 hours are 15: not."""
    child = a_child(club, nights=0)
    booked(club, child, datetime(2026, 7, 4, 10), "attended", 8 * 60)
    assert rows(club, child) == [("hours", 480, 0, 30, 13, False)]
    booked(club, child, datetime(2026, 8, 1, 10), "confirmed", 60)
    assert rows(club, child) == []


def test_nights_awarded_of_which_none_are_placed_wait_since_the_award(club):
    """South Gloucestershire 22 013 954: the wait is counted from the first award of nights, over the years."""
    child = a_child(club, hours=0, nights=24)
    (row,) = club.at().ask(awards_not_delivered)
    assert (row.none_placed, row.since, row.days) == (True, date(2026, 4, 1), 112)
    save(club, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Overnight stays", kinds="", amount=24,
                          from_day=date(2024, 4, 1), until_day=date(2025, 3, 31)))  # fmt: skip
    (row,) = club.at().ask(awards_not_delivered)
    assert (row.since, row.days) == (date(2024, 4, 1), 842)


@pytest.mark.parametrize("ended", [date(2026, 3, 31), date(2024, 3, 31)])
def test_the_wait_is_counted_from_the_last_break_by_an_earlier_award_however_long_ago(club, ended):
    child = a_child(club, nights=0)
    now = allocation_of(club, child, "hours").id
    (before,) = save(club, Allocation(child_id=child, decision_id=1, unit="hours", purpose="Day breaks", kinds="", amount=3600,
                                      from_day=ended.replace(year=ended.year - 1, month=4, day=1), until_day=ended))  # fmt: skip
    for start in (datetime(ended.year, 1, 10, 10), datetime(ended.year, 2, 14, 10)):
        paid_by(club, booked(club, child, start, "attended"), before)
    paid_by(club, booked(club, child, datetime(ended.year, 3, 7, 10), "absent_ill"), before)
    (row,) = club.at().ask(awards_not_delivered)
    assert (row.allocation_id, row.none_placed, row.since) == (now, True, date(ended.year, 2, 14))


def paid_by(county, booking, allocation):
    with county.database.writing.begin() as connection:
        connection.execute(text("update booking set allocation_id = :paid where id = :id"), {"paid": allocation, "id": booking})


def test_a_new_award_has_its_first_weeks(club):
    """42 days (setting) before an award of which nothing is placed is listed."""
    a_child(club, hours=0, nights=24)
    club.clock.set(datetime(2026, 5, 12, 12, tzinfo=UTC))
    assert [row.gone for row in club.at().ask(awards_not_delivered)] == []
    club.clock.set(datetime(2026, 5, 13, 12, tzinfo=UTC))
    assert [row.none_placed for row in club.at().ask(awards_not_delivered)] == [True]


def test_a_booked_stay_counts_as_placed(county):
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",), hours=0, nights=4)
    s20(county, child)
    placed(county, child, beds[0], date(2026, 8, 7), date(2026, 8, 9))
    assert county.at().ask(awards_not_delivered) == ()


def test_one_number_of_questions_however_many_wait(file_county):
    counts = []
    for _ in range(3):
        a_child(file_county)
        with statements(file_county) as sent:
            file_county.at().ask(awards_not_delivered)
        counts.append(len(sent))
    assert counts[0] == counts[2]


def test_one_number_of_questions_however_much_is_to_carry(club):
    counts = []
    for number in range(3):
        child = a_child(club, nights=0, first=f"Kai{number}")
        booked(club, child, datetime(2026, 7, 4, 10 + number), "cancelled_by_provider")
        club.clock.set(NEW_YEAR)
        with statements(club) as sent:
            assert len(club.at().ask(to_carry_over)) == number + 1
        counts.append(len(sent))
        club.clock.set(datetime(2026, 7, 22, 10, tzinfo=UTC))
    assert counts[0] == counts[2]


def lost_nights(county, child, beds, first, out, state="cancelled_by_provider"):
    nights = (out - first).days
    (stay,) = save(county, Stay(
        child_id=child, service_id=1, bed_id=beds[0], state=state, state_since=county.clock(), made_at=county.clock(),
        starts_at=datetime(first.year, first.month, first.day, 16), ends_at=datetime(out.year, out.month, out.day, 10),
        planned_nights=nights, offered_until=None, legal="s20", uses=0, charge_pence=0, exempt="", manager="",
        reviewing_officer="", collected_by="", note=""))  # fmt: skip
    save(county, StayUse(stay_id=stay, allocation_id=allocation_of(county, child, "nights").id, nights=nights))
    save(county, StayStep(stay_id=stay, state="booked", reason="", words="", at=county.clock(), person_id=1, on=first))
    return stay


def test_nights_that_the_house_took_are_carried_over_with_their_evidence(county):
    """R-O16: 24 awarded, none used, 5 nights cancelled by the house: 5 stand in the year after as a line of their own."""
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",), hours=0)
    lost_nights(county, child, beds, date(2026, 12, 4), date(2026, 12, 6))
    lost_nights(county, child, beds, date(2027, 2, 5), date(2027, 2, 8))
    lost_nights(county, child, beds, date(2027, 1, 5), date(2027, 1, 9), state="cancelled_in_notice")
    county.clock.set(NEW_YEAR)
    (row,) = county.at().ask(to_carry_over)
    assert (row.unused, row.lost, row.carries, len(row.evidence)) == (24, 5, 5, 2)
    assert row.evidence[0].startswith("4 December 2026, Windmill House: 2 nights")
    carried = county.at().perform(carry_over, CarryOver(row.allocation_id, row.version, "The house was closed.")).answer
    shown = {one.allowance.id: one.allowance for one in county.at().ask(allowances_shown, child)}
    new = shown[carried]
    assert (new.amount, new.purpose, new.from_day, new.until_day) == (5, "Carried over from 2026/27", date(2027, 4, 1), date(2028, 3, 31))
    assert county.at().ask(to_carry_over) == ()
    with pytest.raises(Refused, match="Nothing of it was taken"):
        county.at().perform(carry_over, CarryOver(row.allocation_id, row.version, "Again."))


def test_no_more_is_carried_than_was_left(club):
    """60 hours, 58 used, 6 lost: 2 are carried, and the rest of the loss was made good."""
    child = a_child(club, nights=0)
    booked(club, child, datetime(2026, 7, 4, 10), "attended", 58 * 60)
    booked(club, child, datetime(2026, 12, 5, 10), "cancelled_by_provider", 6 * 60)
    club.clock.set(NEW_YEAR)
    (row,) = club.at().ask(to_carry_over)
    assert (row.unused, row.lost, row.carries) == (120, 360, 120)
    club.at().perform(carry_over, CarryOver(row.allocation_id, row.version, "The club was shut."))
    with club.database.reading.connect() as connection:
        assert connection.execute(text("select amount from carried_loss")).scalars().all() == [120]


def test_what_the_family_did_not_use_ends_with_the_year(club):
    child = a_child(club, nights=0)
    booked(club, child, datetime(2026, 12, 5, 10), "cancelled_late", 180)
    club.clock.set(NEW_YEAR)
    allocation = allocation_of(club, child, "hours")
    assert club.at().ask(to_carry_over) == ()
    with pytest.raises(Refused, match="Nothing of it was taken"):
        club.at().perform(carry_over, CarryOver(allocation.id, 1, "They ask for it."))


def test_an_offer_that_the_provider_took_back_was_no_break_the_family_had(club):
    child = a_child(club, nights=0)
    booked(club, child, datetime(2026, 12, 5, 10), "cancelled_by_provider", confirmed=False)
    club.clock.set(NEW_YEAR)
    assert club.at().ask(to_carry_over) == ()


def test_a_year_that_still_runs_is_not_carried(club):
    child = a_child(club, nights=0)
    booked(club, child, datetime(2026, 7, 4, 10), "cancelled_by_provider")
    allocation = allocation_of(club, child, "hours")
    with pytest.raises(Refused, match="runs to 31 March 2027"):
        club.at().perform(carry_over, CarryOver(allocation.id, 1, "Shut."))
    club.clock.set(datetime(2027, 2, 27, 12, tzinfo=UTC))
    assert club.at().ask(to_carry_over) == ()
    club.clock.set(datetime(2027, 2, 28, 12, tzinfo=UTC))
    assert len(club.at().ask(to_carry_over)) == 1
    with pytest.raises(Refused, match="needs its reason"):
        club.at().perform(carry_over, CarryOver(allocation.id, 1, " "))
    with pytest.raises(ChangedByAnother):
        club.at().perform(carry_over, CarryOver(allocation.id, 7, "Shut."))


def carried(county, child, unit, amount, since=date(2026, 4, 1)):
    """An allocation of this year that was carried over from the year before."""
    (old,) = save(county, Allocation(child_id=child, decision_id=1, unit=unit, purpose="", kinds="", amount=amount,
                                     from_day=since.replace(year=2025), until_day=date(2026, 3, 31)))  # fmt: skip
    (new,) = save(county, Allocation(child_id=child, decision_id=1, unit=unit, purpose="Carried over", kinds="", amount=amount,
                                     from_day=since, until_day=date(2027, 3, 31), carried_from=old, carried_why="Shut."))  # fmt: skip
    return new


def shares(county):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text("select allocation_id, nights from stay_use order by id"))]


def test_what_was_carried_over_is_used_first(club):
    """R-O16: 3 carried hours pay for the first club whole; the second finds 0 of them and uses the year's own."""
    child = a_child(club, nights=0)
    own, old = allocation_of(club, child, "hours").id, carried(club, child, "hours", 180)
    days = [a_session(club, *club.club, start=datetime(2026, 7, day, 10)) for day in (25, 26)]
    said = [[(one.left_before, one.uses) for one in place_offered(club.at(), child, tuple(days))]]
    made = club.at().perform(make_booking, MakeBooking((PlacesWanted(child, tuple(days)),))).answer
    with club.database.reading.connect() as connection:
        assert connection.execute(text("select allocation_id from booking order by id")).scalars().all() == [old, own]
    assert said == [[(63 * 60, 180), (60 * 60, 180)]], "what is read out is what both have left together"
    shown = [(row.allowance.id, row.allowance.left) for row in club.at().ask(allowances_shown, child) if row.current]
    assert shown == [(old, 0), (own, 57 * 60)] and made


def test_a_rest_that_cannot_pay_a_break_whole_waits_for_a_shorter_one(club):
    child = a_child(club, nights=0)
    own, old = allocation_of(club, child, "hours").id, carried(club, child, "hours", 120)
    for hours, day in ((3, 25), (2, 26)):
        session = a_session(club, *club.club, start=datetime(2026, 7, day, 10), hours=hours)
        club.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    with club.database.reading.connect() as connection:
        assert connection.execute(text("select allocation_id from booking order by id")).scalars().all() == [own, old]


def test_a_stay_takes_the_carried_nights_and_then_its_own(county):
    """2 carried nights and 24 of the year: a stay of 3 uses 2 and 1, and 23 are left together."""
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",), hours=0, nights=24)
    s20(county, child)
    own, old = allocation_of(county, child, "nights").id, carried(county, child, "nights", 2)
    asked = county.at().ask(stay_asked, wanted(child, beds[0], date(2026, 8, 7), date(2026, 8, 10)))
    placed(county, child, beds[0], date(2026, 8, 7), date(2026, 8, 10))
    assert (shares(county), asked.left_after) == ([(old, 2), (own, 1)], 23)


def test_a_stay_over_31_march_ends_the_carried_nights_with_their_year(file_county):
    """29 March to 3 April with 2 carried nights: 2 of them, 1 of the old year's own, and 2 of the new year's."""
    _, _, beds = a_house(file_county)
    child = a_child(file_county, needs=("LD",), hours=0, nights=24)
    s20(file_county, child)
    own, old = allocation_of(file_county, child, "nights").id, carried(file_county, child, "nights", 2)
    (new,) = save(file_county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="", kinds="", amount=24,
                                          from_day=date(2027, 4, 1), until_day=date(2028, 3, 31)))  # fmt: skip
    reasons = [("R-X2", "Renewed in March"), ("R-B11", "Asked for")]
    placed(file_county, child, beds[0], date(2027, 3, 29), date(2027, 4, 3), reasons=reasons)
    assert sorted(shares(file_county)) == sorted([(old, 2), (own, 1), (new, 2)])


def test_what_is_booked_when_a_loss_is_carried_over_is_paid_from_it(county):
    """A stay of April booked before the carrying-over moves to the carried nights: 3 of 5 that way, none of the 24."""
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",), hours=0, nights=24)
    s20(county, child)
    save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="", kinds="", amount=24,
                            from_day=date(2027, 4, 1), until_day=date(2028, 3, 31)))  # fmt: skip
    lost_nights(county, child, beds, date(2026, 12, 4), date(2026, 12, 6))
    county.clock.set(datetime(2027, 3, 10, 12, tzinfo=UTC))
    placed(county, child, beds[0], date(2027, 4, 9), date(2027, 4, 12), reasons=[("R-X2", "Asked for")])
    (row,) = county.at().ask(to_carry_over)
    new = county.at().perform(carry_over, CarryOver(row.allocation_id, row.version, "The house was closed.")).answer
    assert sorted(shares(county)[-2:]) == sorted([(shares(county)[-2][0], 1), (new, 2)])
    lefts = {one.allowance.id: one.allowance.left for one in county.at().ask(allowances_shown, child)}
    assert lefts[new] == 0 and lefts[row.allocation_id] == 22, "what was carried on is not had in March as well"
    assert county.at().ask(to_carry_over) == ()


def test_a_lost_break_is_carried_once_whatever_the_code_does(club):
    child = a_child(club, nights=0)
    booking = booked(club, child, datetime(2026, 7, 4, 10), "cancelled_by_provider")
    allocation = allocation_of(club, child, "hours").id
    with club.database.writing.begin() as connection:
        insert = f"insert into carried_loss (allocation_id, lost_from, booking_id, amount) values ({allocation}, {allocation}, {booking}, 1)"
        connection.execute(text(insert))
    with pytest.raises(DBAPIError), club.database.writing.begin() as connection:
        connection.execute(text(insert))
    from sqlalchemy.orm import Session

    with Session(club.database.reading) as db:
        assert losses_of(db, [allocation], date(2027, 4, 6)) == {}
