"""A benefit that was recorded wrongly and put right: what was had free is charged by a person, or left with a reason (R-C1)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.benefit_seen import SeeBenefit, see_benefit
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.later_tables import BENEFIT
from shortbreaks.bookings.registers.commands import MarkAttendance, mark_attendance
from shortbreaks.database.proofs import PROOFS
from shortbreaks.dates import to_utc
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.subject_items import held_on
from shortbreaks.overnight.later_charges.commands import AnswerLater, answer_later
from shortbreaks.overnight.later_charges.due import later_due, later_of
from tests.bookings.test_benefits import book, owed, rows
from tests.bookings.test_duties import version
from tests.bookings.test_notices import text_of
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.families.test_erasure import LATER, end, erased, readable
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of

DAY = timedelta(days=1)


def see(county, child, benefit, since=date(2026, 7, 1)):
    request = SeeBenefit(child, False, benefit, since, county.clock().date(), "Letter, seen at the office")
    county.at().perform(see_benefit, request)


@pytest.fixture
def freed(county):
    return had_free(county)


@pytest.fixture
def on_file(file_county):
    return had_free(file_county)


def had_free(county):
    """Amara's family was noted with Universal Credit: a club attended, one given up two days before, and three nights; all free."""
    club, venue = a_service(county)
    sat, later = a_session(county, club, venue), a_session(county, club, venue, start=SAT + DAY * 7)
    _, _, beds = a_house(county, beds=1, price=2000)
    child = a_child(county, nights=36)
    s20(county, child, situation=1)
    see(county, child, "UC")
    first, second = book(county, child, sat) + book(county, child, later)
    stay = placed(county, child, beds[0], FRI, FRI + DAY * 3)
    county.clock.set(to_utc(datetime(2026, 7, 30, 9)))
    county.at().perform(cancel_booking, CancelBooking(second, version(county, second), "family"))  # two days before: half
    county.at().perform(mark_attendance, MarkAttendance(first, version(county, first), "attended"))
    county.clock.set(to_utc(datetime(2026, 8, 11, 9)))
    assert owed(county) == 0
    return county, child, first, second, stay


def proved(county):
    with county.database.reading.connect() as connection:
        assert [flaw for one in PROOFS.values() for flaw in one.run(connection)] == []


def test_nothing_is_asked_while_the_benefit_counts_and_nothing_is_charged_by_itself(freed):
    county, child, first, second, stay = freed
    assert county.at().ask(later_of, child, BENEFIT) == ()
    see(county, child, "")
    assert owed(county) == 0
    assert [(one.about, one.pence, one.charged) for one in county.at().ask(later_of, child, BENEFIT)] == [
        (f"booking:{first}", 1275, 0), (f"booking:{second}", 638, 0), (f"stay:{stay}", 6000, 0),
    ]  # fmt: skip


def test_a_person_charges_them_each_by_a_posting_and_the_family_owes_it(freed):
    county, child, first, second, stay = freed
    see(county, child, "")
    breaks = county.at().ask(later_of, child, BENEFIT)
    with pytest.raises(Refused, match="reason"):
        county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=True, reason=" "))
    assert county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=True, reason="The family was told in June.")).answer[0] == 7913
    assert owed(county) == 7913
    assert rows(county, "select charge_pence, exempt from booking order by id") == [(1275, ""), (638, "")]
    assert (stay_of(county, stay).charge_pence, stay_of(county, stay).exempt) == (6000, "")
    assert rows(county, "select about, pence, charged from later_answer order by id") == [
        (f"booking:{first}", 1275, True), (f"booking:{second}", 638, True), (f"stay:{stay}", 6000, True),
    ]  # fmt: skip
    assert county.at().ask(later_of, child, BENEFIT) == ()
    proved(county)
    with pytest.raises(ChangedByAnother):
        county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=True, reason="Twice"))
    see(county, child, "UC")  # seen after all: everything is free again
    assert owed(county) == 0
    proved(county)


def test_a_family_that_is_charged_for_what_it_gave_up_or_did_not_come_to_is_told_in_the_same_act(freed):
    county, child, _first, second, _stay = freed
    (missed,) = book(county, child, a_session(county, *a_service(county, name="Kites"), start=SAT + DAY * 18))
    county.clock.set(to_utc(datetime(2026, 8, 14, 9)))
    county.at().perform(mark_attendance, MarkAttendance(missed, version(county, missed), "no_show"))
    see(county, child, "")
    breaks = tuple(one for one in county.at().ask(later_of, child, BENEFIT) if one.about in {f"booking:{second}", f"booking:{missed}"})
    assert sorted(one.pence for one in breaks) == [638, 1275]
    pence, *papers = county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=True, reason="Told in June.")).answer
    assert pence == 1913 and len(papers) == 2
    confirmed, notice = (" ".join(text_of(county.at().ask(paper_again, paper).pdf).split()) for paper in papers)
    assert "£12.75 is still to pay" in confirmed and "Kites" in confirmed
    for fact in (
        "A benefit freed you from a charge, and it does not count for that day. So £6.38 is charged after all.", "You pay £6.38.",
        "£6.38 is still to pay.",
    ):  # fmt: skip
        assert fact in notice, fact
    assert "Nothing is put back" not in notice
    assert rows(county, f"select count(*) from cancellation where booking_id = {second}") == [(1,)]
    proved(county)


def test_what_is_left_free_is_decided_once_and_not_asked_again(freed):
    county, child, first, _, _ = freed
    see(county, child, "")
    breaks = county.at().ask(later_of, child, BENEFIT)
    assert county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=False, reason="It was our mistake.")).answer == [0]
    assert owed(county) == 0
    assert county.at().ask(later_of, child, BENEFIT) == ()
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text(
            "insert into later_answer (child_id, kind, about, charged, pence, reason, at, person_id) "
            "select child_id, kind, about, charged, pence, reason, at, person_id from later_answer"
        ))
    assert first


def test_the_reason_is_held_on_the_child_and_goes_with_an_erasure(freed):
    county, child, *_ = freed
    see(county, child, "")
    breaks = county.at().ask(later_of, child, BENEFIT)
    county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=False, reason="Zqxabel rang and wept"))
    said = [dict(item.lines).get("Reason") for item in county.at().ask(held_on, child, None).items() if item.key.startswith("later_answer")]
    assert said == ["Zqxabel rang and wept"] * 3
    end(county, child, "closed", county.clock().date(), "Moved away")
    county.clock.set(LATER)
    erased(county, rows(county, "select household_id from child")[0][0])
    assert list(readable(county, ("zqxabel",))) == []
    proved(county)


def test_only_the_days_on_which_it_does_not_count_are_asked_about(on_file):
    """From Saturday 8 August on there is none: two of the three nights, 40.00."""
    county, child, _, _, stay = on_file
    see(county, child, "", since=FRI + DAY)
    assert [(one.about, one.pence) for one in county.at().ask(later_of, child, BENEFIT)] == [(f"stay:{stay}", 4000)]
    breaks = county.at().ask(later_of, child, BENEFIT)
    county.at().perform(answer_later, AnswerLater(child, BENEFIT, breaks, charge=True, reason="Told on the 7th."))
    assert (stay_of(county, stay).charge_pence, stay_of(county, stay).exempt) == (4000, "s29(3), part")
    assert county.at().ask(later_of, child, BENEFIT) == ()
    proved(county)


def test_today_names_the_child_while_a_person_must_decide_and_no_longer(freed):
    """12.75 + half of 12.75 = 6.38 + 3 nights x 20.00 = 79.13, since the first of them."""
    county, child, *_ = freed
    other = a_child(county, first="Other")
    see(county, other, "UC")
    assert county.at().ask(later_due, BENEFIT) == ()
    see(county, child, "")
    (due,) = county.at().ask(later_due, BENEFIT)
    assert (due.child_id, due.child, due.age, due.breaks, due.pence, due.first) == (child, "Amara O.", 9, 3, 7913, SAT)
    breaks = county.at().ask(later_of, child, BENEFIT)
    county.at(Role.MANAGER).perform(answer_later, AnswerLater(child, BENEFIT, breaks, False, "It was our mistake."))
    assert county.at().ask(later_due, BENEFIT) == ()


def test_only_what_lies_in_the_days_that_do_not_count_is_named(on_file):
    """Put right from 7 August on: the stay from that day is wrong, the club of 25 July and the one given up are not."""
    county, child, *_ = on_file
    see(county, child, "", FRI)
    assert [(one.breaks, one.pence) for one in county.at().ask(later_due, BENEFIT)] == [(1, 6000)]
    assert [one.about for one in county.at().ask(later_of, child, BENEFIT)] == ["stay:1"]


def test_many_children_are_found_in_as_many_questions_as_one(on_file):
    county, child, *_ = on_file
    see(county, child, "")
    with statements(county) as one:
        assert len(county.at().ask(later_due, BENEFIT)) == 1
    club, venue = a_service(county, name="Other club")
    session = a_session(county, club, venue, start=datetime(2026, 8, 15, 10))
    others = [a_child(county, first=f"Child{number}") for number in range(3)]
    for another in others:
        see(county, another, "UC")
        book(county, another, session)
    county.clock.set(to_utc(datetime(2026, 8, 16, 9)))
    for number, another in enumerate(others):
        see(county, another, "", date(2026, 8, 14 + number))  # from before its day on, from the day on, and only later
    with statements(county) as four:
        found = county.at().ask(later_due, BENEFIT)
    assert [due.child for due in found] == ["Amara O.", "Child0 O.", "Child1 O."]
    assert len(four) == len(one)
