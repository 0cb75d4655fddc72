"""What is kept as used and booked of an allocation is what its breaks add up to, whatever is written in whatever order (R-B8)."""

from datetime import date, datetime
from random import Random
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.proof import allocations_are_used_as_their_breaks_say
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED, STAY_USED, USED
from shortbreaks.bookings.stay_tables import STATES as STAYS
from shortbreaks.bookings.tables import STATES
from tests.bookings.test_shares import book, rows, two_awards
from tests.builders import a_child, a_session
from tests.overnight.builders import a_house, placed, s20

STEPS = 120


def naive(county):
    """The same from every row, in Python: (used, booked, when the last break began) of each allocation that anything uses."""
    sums = {one: [0, 0, None] for (one,) in rows(county, "select id from allocation")}

    def add(of, amount, state, used, booked):
        if of is not None:
            sums[of][0] += amount * (state in used)
            sums[of][1] += amount * (state in booked)

    def began(of, state, start, used):
        if of is not None and state in used:
            sums[of][2] = max(filter(None, (sums[of][2], str(start)[:16])))

    parts = rows(county, "select booking_id, allocation_id, amount from booking_share")
    for number, of, uses, state, start in rows(county, "select id, allocation_id, uses, state, starts_at from booking"):
        others = [(other, amount) for booking, other, amount in parts if booking == number and uses > 0]
        add(of, uses - sum(amount for _, amount in others), state, USED, BOOKED)
        for other, amount in others:
            add(other, amount, state, USED, BOOKED)
        began(of, state, start, USED)
    nights = "select u.allocation_id, u.nights, s.state, s.uses, s.starts_at from stay_use u join stay s on s.id = u.stay_id"
    for of, amount, state, uses, start in rows(county, nights):
        add(of, amount * (uses > 0), state, STAY_USED, STAY_BOOKED)
        began(of, state, start, STAY_USED)
    return {of: tuple(found) for of, found in sums.items()}


def kept(county):
    found = dict.fromkeys(naive(county), (0, 0, None))
    for of, used, booked, last in rows(county, "select allocation_id, used, booked, last_at from allocation_used"):
        found[of] = (used, booked, None if last is None else str(last)[:16])
    return found


@pytest.fixture
def busy(county):
    """Three bookings, one of them split, and a stay of two nights: (office, allocations of hours, of nights)."""
    _, club, child, first, other = two_awards(county)
    book(county, child, a_session(county, *club, start=datetime(2026, 8, 1, 9), hours=21))
    for day in (8, 15):
        book(county, child, a_session(county, *club, start=datetime(2026, 8, day, 10)), reasons=(("R-B8", "Agreed."),))
    guest = a_child(county, first="Noah", nights=24)
    *_, beds = a_house(county)
    s20(county, guest)
    placed(county, guest, beds[0], date(2026, 8, 7), date(2026, 8, 9))
    (nights,) = rows(county, f"select id from allocation where child_id = {guest} and unit = 'nights'")[0]
    return county, (first, other), nights


def a_step(draw, hours, nights):
    """Some change behind the application's back, as no screen would make it in this order."""
    booking, of = draw.randint(1, 3), draw.choice([*hours, "null"])
    start = f"2026-0{draw.randint(1, 9)}-1{draw.randint(0, 9)} 10:00:00.000000"
    return draw.choice([
        f"update booking set state = '{draw.choice(STATES)}' where id = {booking}",
        f"update booking set uses = {draw.choice([0, 60, 180, 1260, 1300])} where id = {booking}",
        f"update booking set allocation_id = {of} where id = {booking}",
        f"update booking set starts_at = '{start}', ends_at = '{start}' where id = {booking}",
        f"delete from booking_share where booking_id = {booking}",
        f"insert into booking_share (booking_id, allocation_id, first_id, amount) values ({booking}, {hours[1]}, {hours[0]}, 30)",
        f"update stay set state = '{draw.choice(STAYS)}'", f"update stay set uses = {draw.randint(0, 2)}",
        f"update stay set starts_at = '2026-08-0{draw.randint(1, 7)} 16:00:00.000000'",
        "delete from stay_use", f"insert into stay_use (stay_id, allocation_id, nights) values (1, {nights}, {draw.randint(1, 3)})",
        f"update stay_use set nights = {draw.randint(1, 9)}",
    ])  # fmt: skip


def test_after_any_writing_it_is_what_the_rows_say(busy):
    county, hours, nights = busy
    draw, done = Random(26), set()
    assert kept(county) == naive(county)
    for _ in range(STEPS):
        step = a_step(draw, hours, nights)
        try:
            with county.database.writing.begin() as connection:
                connection.execute(text(step))
        except DBAPIError:
            continue  # refused: shares that add up to more, a part that is there already
        done.add(" ".join(step.split()[:4]))
        assert kept(county) == naive(county), step
    assert len(done) >= 11  # of twelve kinds
    with county.database.reading.connect() as connection:
        assert list(allocations_are_used_as_their_breaks_say(connection)) == []


WAITS = "perform 1 from allocation where id = any (counted) order by id for no key update;"


@pytest.mark.parametrize("guarded", [True, False])
def test_two_who_write_for_one_allocation_at_once_both_count(server, server_county, guarded):
    """Without waiting for the first the second adds up what it can see, and what the first took is lost from the sum."""
    county, club, child, first, _ = two_awards(server_county)
    sessions = [a_session(county, *club, start=datetime(2026, 8, day, 10)) for day in (8, 15)]
    if not guarded:
        ((said,),) = rows(county, "select pg_get_functiondef('allocation_count'::regproc)")
        assert WAITS in said
        server.run(said.replace(WAITS, ""), county.database.reading.url.database)
    row = (
        "insert into booking (number, child_id, session_id, service_id, state, state_since, made_at, starts_at, ends_at, allocation_id, "
        "uses, list_pence, charge_pence, exempt, collected_by, transport, note, version) select 900, :child, id, service_id, 'confirmed', "
        "now(), now(), starts_at, ends_at, :first, 60, 0, 0, '', '', '', '', 1 from break_session where id = :session"
    )

    def insert(connection, session):
        connection.execute(text(row), {"child": child, "first": first, "session": session})

    def second():
        with county.database.writing.begin() as connection:
            insert(connection, sessions[1])

    other = Thread(target=second)
    with county.database.writing.begin() as connection:
        insert(connection, sessions[0])
        other.start()
        other.join(1)  # it waits; without the guard it has added up what it sees and waits to keep it
        assert other.is_alive()
    other.join()
    assert (rows(county, f"select booked from allocation_used where allocation_id = {first}") == [(120,)]) is guarded
