"""Registers kept whole or not at all, put right by reversing steps, chased; no-shows open a conversation, never a ban."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.charges import KENT_LADDER
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.proof import (
    bookings_are_where_their_steps_left_them,
    charges_are_posted,
    places_are_of_bookings_that_hold_them,
)
from shortbreaks.bookings.registers.attending import Marked
from shortbreaks.bookings.registers.commands import (
    ChaseRegister,
    KeepRegister,
    NoteWalkIn,
    chase_register,
    keep_register,
    note_walk_in,
)
from shortbreaks.bookings.registers.marks import DRAWN, LETTERS, code_of, read_code, talk_is_due, told_by
from shortbreaks.bookings.registers.queries import register_of, registers_between, registers_due
from shortbreaks.bookings.registers.talks import (
    CloseTalk,
    NoteTalk,
    close_talk,
    note_talk,
    open_talks,
    talks_of_child,
)
from shortbreaks.errors import ChangedByAnother, Refused
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements

FLAWS = (bookings_are_where_their_steps_left_them, charges_are_posted, places_are_of_bookings_that_hold_them)


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def seen(county, booking):
    return rows(county, f"select version from booking where id = {booking}")[0][0]


def line(county, booking, mark, **more):
    return Marked(booking, seen(county, booking), mark, **more)


def income(county):
    return rows(
        county,
        "select coalesce(sum(in_pence) - sum(out_pence), 0) from month_total m join account a on a.id = m.account_id "
        "where a.kind = 'charges income'",
    )[0][0]


def proofs_hold(county):
    with county.database.reading.connect() as connection:
        assert [flaw for proof in FLAWS for flaw in proof(connection)] == []


@pytest.fixture
def saturday(county):
    """Five children with a place on Sat 25 Jul at 12.75 each; it is the evening of that day."""
    club = a_service(county)
    session = a_session(county, *club)
    names = ("Ann", "Ben", "Cas", "Dee", "Eli")
    children = [a_child(county, first=name) for name in names]
    bookings = [
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer[0] for child in children
    ]
    county.clock.forward(days=3, hours=8)
    return club, session, children, bookings


def test_a_whole_register_in_one_act(county, saturday):
    """Present and late owe 12.75, ill nothing, absent without notice and no-show all of it: 5 x 12.75 less 12.75."""
    _, session, _, (ann, ben, cas, dee, eli) = saturday
    came = datetime(2026, 7, 25, 10, 40)
    request = KeepRegister(
        session,
        (
            line(county, ann, "present"), line(county, ben, "late", came=came), line(county, cas, "sick"),
            line(county, dee, "absent", reason="forgot", words="Mother rang at noon"), line(county, eli, "no show"),
        ),
    )  # fmt: skip
    assert county.at().perform(keep_register, request).answer == [ann, ben, cas, dee, eli]
    assert rows(county, "select state, charge_pence from booking order by id") == [
        ("attended", 1275), ("attended_part", 1275), ("absent_ill", 0), ("cancelled_late", 1275), ("no_show", 1275),
    ]  # fmt: skip
    assert income(county) == 4 * 1275
    assert rows(county, "select taken from break_session") == [(2,)]
    assert rows(county, "select mark, reason, was_pence from attendance order by id")[3] == ("absent", "forgot", 1275)
    assert len(rows(county, "select 1 from audit_entry where recorded_as = 'Register kept'")) == 1
    proofs_hold(county)


def test_all_or_nothing(county, saturday):
    _, session, _, (ann, ben, cas, dee, eli) = saturday
    whole = [line(county, one, "present") for one in (ann, ben, cas, dee)]
    for request, words in (
        (KeepRegister(session, ()), "Nothing is marked"),
        (KeepRegister(session, tuple(whole)), r"Eli O\. is not marked"),
        (KeepRegister(session, tuple(whole[:2])), r"Cas O\. and 2 more are not marked"),
        (KeepRegister(session, (*whole, whole[0])), "stands twice"),
        (KeepRegister(session, (*whole, line(county, eli, "absent"))), "An absence has its reason"),
        (KeepRegister(session, (*whole, line(county, eli, "late"))), "needs a time"),
        (KeepRegister(session, (*whole, line(county, eli, "late", came=datetime(2026, 7, 25, 9, 59)))), "09:59 is not"),
        (KeepRegister(session, (*whole, line(county, eli, "sick", reason="forgot"))), "no illness"),
        (KeepRegister(session, (*whole, line(county, eli, "absent", reason="made up"))), "not in the list"),
        (KeepRegister(session + 1, (line(county, eli, "present"),)), "not in the directory"),
    ):
        with pytest.raises(Refused, match=words):
            county.at().perform(keep_register, request)
    old = Marked(eli, seen(county, eli) - 1, "present")
    with pytest.raises(ChangedByAnother):
        county.at().perform(keep_register, KeepRegister(session, (*whole, old)))
    assert rows(county, "select distinct state from booking") == [("confirmed",)]
    assert rows(county, "select count(*) from attendance") == [(0,)]


def test_a_line_of_another_session_and_a_session_to_come(county, saturday):
    club, session, children, bookings = saturday
    other = a_session(county, *club, start=SAT + timedelta(days=7))
    (next_week,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(children[0], (other,)),))).answer
    with pytest.raises(Refused, match="of another session"):
        county.at().perform(keep_register, KeepRegister(session, (line(county, next_week, "present"),)))
    with pytest.raises(Refused, match="has not begun"):
        county.at().perform(keep_register, KeepRegister(other, (line(county, next_week, "present"),)))
    assert bookings


def test_a_mark_is_put_right_by_a_reversing_step_with_its_reason(county, saturday):
    """Ill gave 12.75 and three hours back; put right to no-show both are taken again; what was marked first is kept."""
    _, session, _, bookings = saturday
    whole = [line(county, one, "present") for one in bookings[1:]]
    county.at().perform(keep_register, KeepRegister(session, (line(county, bookings[0], "sick"), *whole)))
    assert income(county) == 4 * 1275
    wrong = KeepRegister(session, (line(county, bookings[0], "no show"),))
    with pytest.raises(Refused, match="marked “absent, ill” already"):
        county.at().perform(keep_register, wrong)
    county.at().perform(keep_register, KeepRegister(session, wrong.lines, "The club rang: nobody had said so"))
    assert income(county) == 5 * 1275
    assert rows(county, f"select state, reason, words from booking_step where booking_id = {bookings[0]} order by id")[-2:] == [
        ("confirmed", "put_right", "The club rang: nobody had said so"), ("no_show", "", ""),
    ]  # fmt: skip
    first, second = rows(county, f"select id, replaces, mark from attendance where booking_id = {bookings[0]} order by id")
    assert (first[1], first[2], second[1], second[2]) == (None, "sick", first[0], "no show")
    back = KeepRegister(session, (line(county, bookings[0], "present"),), "It was another Ann")
    county.at().perform(keep_register, back)
    assert rows(county, "select taken from break_session") == [(5,)]
    proofs_hold(county)


def test_the_database_keeps_one_first_mark_and_puts_each_right_once(county, saturday):
    _, session, _, bookings = saturday
    county.at().perform(keep_register, KeepRegister(session, tuple(line(county, one, "present") for one in bookings)))
    (mark,) = rows(county, f"select id from attendance where booking_id = {bookings[0]}")[0]
    row = (
        "insert into attendance (booking_id, mark, reason, words, how, was_pence, replaces, at, person_id, on_date) "
        "values (%d, 'present', '', '', 'grid', 0, %s, '2026-07-25 12:00:00', 1, '2026-07-25')"
    )
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.exec_driver_sql(row % (bookings[0], "null"))
    with county.database.writing.begin() as connection:
        connection.exec_driver_sql(row % (bookings[0], mark))
    for broken in (row % (bookings[0], mark), f"update attendance set mark = 'sick' where id = {mark}", "delete from attendance"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.exec_driver_sql(broken)


def test_three_unexplained_no_shows_open_one_conversation_and_block_nothing(county):
    """R-C6: the third opens it; an absence that was explained does not count; later places are booked as ever."""
    club = a_service(county)
    child = a_child(county)
    county.clock.set(county.clock().replace(month=5, day=1))
    days = [datetime(2026, 5, 9, 10) + timedelta(days=7 * n) for n in range(5)]
    sessions = [a_session(county, *club, start=day) for day in days]
    bookings = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, tuple(sessions)),))).answer
    county.clock.set(county.clock().replace(month=6, day=20))
    marks = ("no show", "absent", "no show", "no show", "no show")
    for place, (session, booking, mark) in enumerate(zip(sessions, bookings, marks, strict=True)):
        county.at().perform(
            keep_register,
            KeepRegister(session, (line(county, booking, mark, reason="family_event" if mark == "absent" else ""),)),
        )
        assert len(county.at().ask(open_talks)) == (1 if place >= 3 else 0)
    (talk,) = county.at().ask(open_talks)
    assert (talk.child, talk.no_shows, talk.owner, talk.state) == ("Amara O.", 3, "Coordinator One", "open")
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (a_session(county, *club, start=datetime(2026, 7, 4, 10)),)),)))
    with pytest.raises(Refused, match="nothing to note"):
        county.at().perform(note_talk, NoteTalk(talk.id, talk.version, " "))
    county.at().perform(note_talk, NoteTalk(talk.id, talk.version, "The bus stop was moved.", owner_id=2))
    (talk,) = county.at().ask(talks_of_child, child)
    assert (talk.owner, talk.notes[0][2]) == ("Approver One", "The bus stop was moved.")
    with pytest.raises(Refused, match="what came of it"):
        county.at().perform(close_talk, CloseTalk(talk.id, talk.version, "nonsense"))
    county.at().perform(close_talk, CloseTalk(talk.id, talk.version, "transport", "A taxi from August"))
    assert county.at().ask(open_talks) == ()
    (talk,) = county.at().ask(talks_of_child, child)
    assert (talk.state, talk.outcome, talk.notes[0][2]) == ("closed", "Help with transport arranged", "A taxi from August")


def test_registers_that_come_back_in_any_order_open_the_conversation(county):
    """The last register to come back is of the day in the middle: it completes the three."""
    club, child = a_service(county), a_child(county)
    county.clock.set(county.clock().replace(month=5, day=1))
    sessions = [a_session(county, *club, start=datetime(2026, 5, day, 10)) for day in (9, 16, 23)]
    bookings = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, tuple(sessions)),))).answer
    county.clock.set(county.clock().replace(month=6, day=20))
    for place, opened in ((0, 0), (2, 0), (1, 1)):
        county.at().perform(keep_register, KeepRegister(sessions[place], (line(county, bookings[place], "no show"),)))
        assert len(county.at().ask(open_talks)) == opened


def test_as_many_questions_for_five_children_as_for_one(county):
    club = a_service(county)
    first, session = (a_session(county, *club, start=SAT + timedelta(days=7 * n)) for n in range(2))
    counts = []
    for name in ("Ann", "Ben", "Cas", "Dee"):
        child = a_child(county, first=name, needs=())
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (first, session)),)))
        county.clock.set(county.clock().replace(month=8, day=20) if name == "Dee" else county.clock())
        with statements(county) as sent:
            county.at().ask(register_of, first)
            county.at().ask(registers_due)
            county.at().ask(registers_between, SAT.date(), date(2026, 8, 30))
        counts.append(len(sent))
    assert len(set(counts)) == 1


def test_no_shows_are_counted_for_twelve_months_and_once():
    days = [date(2025, 7, 25), date(2026, 1, 10), date(2026, 7, 25)]
    assert not talk_is_due(days, date(2026, 7, 25), None, 3)  # a year to the day is over
    assert talk_is_due([date(2025, 7, 26), *days[1:]], date(2026, 7, 25), None, 3)
    assert not talk_is_due([date(2025, 7, 26), *days[1:]], date(2026, 7, 25), date(2026, 1, 10), 3)
    assert talk_is_due(days[2:], date(2026, 7, 25), None, 1)


@pytest.mark.parametrize(
    ("mark", "reason", "state", "pence"),
    [
        ("present", "", "attended", 1275), ("late", "", "attended_part", 1275), ("no show", "", "no_show", 1275),
        ("sick", "", "absent_ill", 0), ("absent", "hospital", "absent_ill", 0),
        ("absent", "bereavement", "cancelled_in_notice", 0), ("absent", "council_transport", "cancelled_by_provider", 0),
        ("absent", "sent_home", "cancelled_by_provider", 0), ("absent", "weather", "cancelled_late", 1275),
    ],
)  # fmt: skip
def test_what_each_mark_costs(mark, reason, state, pence):
    told = told_by(mark, reason, 1275, SAT, KENT_LADDER)
    assert (told.state, told.cost.pence) == (state, pence)


def test_a_register_that_is_not_back_is_chased_and_a_walk_in_is_said(county, saturday):
    _, session, _, bookings = saturday
    with pytest.raises(Refused, match="Whom did you ring"):
        county.at().perform(chase_register, ChaseRegister(session, " "))
    county.at().perform(chase_register, ChaseRegister(session, "Jo Pierce", "Sends it tonight"))
    county.at().perform(note_walk_in, NoteWalkIn(session, "Mia T.", "Came with her brother"))
    assert rows(county, "select kind, who from register_note order by id") == [("chased", "Jo Pierce"), ("walk in", "Mia T.")]
    assert rows(county, "select count(*) from booking") == [(5,)]
    county.at().perform(keep_register, KeepRegister(session, tuple(line(county, one, "present") for one in bookings)))
    with pytest.raises(Refused, match="is back"):
        county.at().perform(chase_register, ChaseRegister(session, "Jo Pierce"))


@given(st.text(LETTERS, min_size=DRAWN, max_size=DRAWN), st.integers(0, DRAWN), st.sampled_from(LETTERS))
def test_no_slip_in_a_code_passes(drawn, place, letter):
    code = code_of(drawn)
    assert read_code(f" {code[:5].lower()}-{code[5:].lower()} ") == code
    slip = code[:place] + letter + code[place + 1 :]
    swapped = code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :] if place else code
    for wrong in {slip, swapped} - {code}:
        with pytest.raises(Refused, match="not a code of a register"):
            read_code(wrong)


@pytest.mark.parametrize("typed", ["", "1", "'; drop table child", "R7K2M9QX4", "👧🏽" * 10, "0" * 10, "=1+1"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Refused):
        read_code(typed)
