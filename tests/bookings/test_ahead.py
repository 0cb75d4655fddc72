"""A free place for which families wait is booked past them only with a reason, whichever way it is booked (R-B6)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.cancelling import PutBack, put_back
from shortbreaks.bookings.chosen_places import places_together
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, PlacesWanted, make_booking, offer_places
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.overrides import Reason
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.findings import Outcome
from shortbreaks.providers.tables import BreakSession
from tests.bookings import racer
from tests.bookings.series_builders import FIRST, a_club, bookings_of, every, made
from tests.bookings.test_waiting import bookings, cancel, change, household_of, states, wait
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.racing import naive_table, race

WHY = (Reason("R-B6", "Noah was rung and is away that day."),)


@pytest.fixture
def freed(county):
    """A club with one free place, for which Noah waits since an hour, and Amara whose mother is on the telephone."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1)
    noah = a_child(county, first="Noah", last="Reed")
    wait(county, noah, service, [session])
    county.clock.forward(hours=1)
    return service, session, noah, a_child(county)


def ask(county, *children, sessions, reasons=()):
    wanted = tuple(PlacesWanted(child, tuple(sessions), reasons) for child in children)
    return county.at().perform(make_booking, MakeBooking(wanted)).answer


def kept(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select about, rule, finding, reason from rule_override order by id")).all()


def found(county, *children, sessions):
    """What the booking panel says of those before each child: (chip, outcome), or None."""
    answers = county.at().ask(places_together, children, tuple(sessions))
    return [next(((f.chip, f.outcome) for f in mine[0].findings if f.rule == "R-B6"), None) for mine in answers]


def test_she_is_told_before_she_books_and_her_reason_is_kept(county, freed):
    _, session, _, amara = freed
    assert found(county, amara, sessions=[session]) == [("Families wait", Outcome.TO_DECIDE)]
    said = r"^1 family waits for Saturday 25 July before Amara: Noah R\. comes first, waiting since 22 July 2026\."
    with pytest.raises(Refused, match=said) as refusal:
        ask(county, amara, sessions=[session])
    assert refusal.value.field == "reason:R-B6"
    assert "Or write a reason, and book all the same." in refusal.value.remedy
    assert bookings(county) == []
    (booking,) = ask(county, amara, sessions=[session], reasons=WHY)
    ((about, rule, finding, reason),) = kept(county)
    assert (about, rule, reason) == (f"booking:{booking}", "R-B6", WHY[0].words)
    assert "Noah" not in finding, "another child's name never stands on this child's record"
    assert finding.startswith("1 family waits for Saturday 25 July before this child: request W-00001 comes first")
    assert states(county) == ["waiting"]


def test_who_is_first_is_booked_without_a_word_and_waits_no_more(county, freed):
    _, session, noah, _ = freed
    assert found(county, noah, sessions=[session]) == [("First on the list", Outcome.MET)]
    ask(county, noah, sessions=[session])
    assert (states(county), kept(county)) == (["confirmed"], [])


def test_who_waits_but_is_not_first_stands_behind_the_first(county, freed):
    service, session, _, amara = freed
    wait(county, amara, service, [session])
    with pytest.raises(Refused, match=r"1 family waits .* before Amara: Noah R\."):
        ask(county, amara, sessions=[session])
    ask(county, amara, sessions=[session], reasons=WHY)
    assert states(county) == ["waiting", "confirmed"]


def test_where_there_is_room_for_all_nobody_is_passed_over(county, freed):
    """Two places and one who waits: the second place is anybody's, a third child's is not."""
    _, session, _, amara = freed
    change(county, BreakSession, session, places=2)
    assert found(county, amara, sessions=[session]) == [("Room for who waits", Outcome.MET)]
    ask(county, amara, sessions=[session])
    assert found(county, a_child(county, first="Kai"), sessions=[session]) == [("Families wait", Outcome.TO_DECIDE)]


def test_places_without_staff_for_who_waits_are_not_room(county, freed):
    """Three places free, two workers at 1:3: Noah, who needs one of his own, has one; a second of that kind has none."""
    _, session, noah, _ = freed
    change(county, BreakSession, session, places=3, workers=1)
    change(county, Child, noah, workers_needed=1)
    own = a_child(county, first="Kai", workers=1)
    with pytest.raises(Refused, match=r"before Kai: Noah R\. comes first"):
        ask(county, own, sessions=[session])


def test_a_family_whom_the_place_does_not_fit_does_not_stand_before_anybody(county, freed):
    _, session, noah, amara = freed
    change(county, Child, noah, born=SAT.date().replace(year=2011))
    assert found(county, amara, sessions=[session]) == [None]
    ask(county, amara, sessions=[session])


def test_a_palliative_child_on_the_telephone_goes_before_who_asked_earlier(county, freed):
    """It stands in the order where it would if it asked this moment."""
    _, session, _, amara = freed
    change(county, Child, amara, palliative=True)
    assert found(county, amara, sessions=[session]) == [None]


def test_siblings_stand_where_the_first_of_them_stands(county, freed):
    """Bina is palliative, so Amara, who goes with her, is not behind Noah; alone she would be."""
    _, session, _, amara = freed
    change(county, BreakSession, session, places=2)
    bina = a_child(county, first="Bina", household=household_of(county, amara))
    assert found(county, amara, bina, sessions=[session]) == [("Room for who waits", Outcome.MET), ("Families wait", Outcome.TO_DECIDE)]
    with pytest.raises(Refused, match=r"before Bina: Noah R\. comes first"):
        ask(county, amara, bina, sessions=[session])
    change(county, Child, bina, palliative=True)
    assert found(county, amara, bina, sessions=[session]) == [None, None]
    assert len(ask(county, amara, bina, sessions=[session])) == 2


def test_siblings_who_wait_together_are_named_together_and_count_as_one_family(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=2)
    asha = a_child(county, first="Asha")
    wait(county, (asha, a_child(county, first="Bina", household=household_of(county, asha))), service, [session])
    county.clock.forward(hours=1)
    with pytest.raises(Refused, match=r"1 family waits for Saturday 25 July before Kai: Asha O\. and Bina O\. come first"):
        ask(county, a_child(county, first="Kai"), sessions=[session])


def test_an_offer_by_telephone_and_a_place_put_back_ask_the_same(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1)
    amara = a_child(county)
    (booking,) = ask(county, amara, sessions=[session])
    wait(county, a_child(county, first="Noah", last="Reed"), service, [session])
    county.clock.forward(hours=1)
    cancel(county, booking)
    with pytest.raises(Refused, match="Noah R"):
        county.at().perform(offer_places, OfferPlaces((PlacesWanted(amara, (session,)),)))
    with pytest.raises(Refused, match="Noah R") as refusal:
        county.at().perform(put_back, PutBack(booking))
    assert refusal.value.field == "reason:R-B6"
    county.at().perform(put_back, PutBack(booking, "Cancelled by mistake: the family rang back at once."))
    assert [(one.rule, one.reason) for one in kept(county)] == [("R-B6", "Cancelled by mistake: the family rang back at once.")]
    report = check(county.database, pages=False)
    assert report.sound, report.flaws


def test_a_series_says_which_of_its_days_are_waited_for(county):
    club, sessions = a_club(county, 2, places=1)
    second = sorted(sessions)[1]
    wait(county, a_child(county, first="Noah", last="Reed"), club, [sessions[second]])
    county.clock.forward(hours=1)
    child, two = a_child(county), every(FIRST, second)
    with pytest.raises(Refused, match=r"^Saturday 12 September: 1 family waits .* Noah R"):
        made(county, child, club, two)
    series = made(county, child, club, two, skip=(second,))
    with county.database.reading.connect() as connection:
        why = connection.execute(text("select why from series_date where series_id = :s and state = 'skipped'"), {"s": series}).scalar_one()
    assert why.startswith("1 family waits") and "Noah" not in why
    assert len(bookings_of(county, child)) == 1


def test_find_a_break_is_amber_where_as_many_wait_as_places_are_free(county, freed):
    _, session, noah, amara = freed
    wish = Wish(amara, SAT.date(), SAT.date())
    (row,) = county.at().ask(breaks_for, wish).rows
    assert row.outcome is Outcome.TO_DECIDE
    assert "1 child waits for Saturday 25 July, and 1 place is free." in [one.reason for one in row.findings]
    assert county.at().ask(breaks_for, Wish(noah, SAT.date(), SAT.date())).rows[0].outcome is Outcome.MET, "its own wait is no bar"
    change(county, BreakSession, session, places=2)
    assert county.at().ask(breaks_for, wish).rows[0].outcome is Outcome.MET


def test_one_who_waits_is_asked_about_in_as_many_questions_as_six(file_county):
    service, venue = a_service(file_county)
    session = a_session(file_county, service, venue, places=1)
    amara, asked = a_child(file_county), []
    for count in (1, 5):
        for n in range(count):
            wait(file_county, a_child(file_county, first=f"Kid{count}{n}"), service, [session])
        file_county.clock.forward(hours=1)
        with statements(file_county) as sent:
            assert found(file_county, amara, sessions=[session]) == [("Families wait", Outcome.TO_DECIDE)]
        asked.append(len(sent))
    assert asked[0] == asked[1]


PAIRS, ROUNDS = 1, 12


@pytest.fixture
def contested(county):
    """Sessions with a place for every child on the telephone, and as many families about to ask for the same."""
    service, venue = a_service(county)
    sessions = [a_session(county, service, venue, start=SAT + timedelta(days=n + 1), places=1) for n in range(ROUNDS)]
    children = [a_child(county, first=f"Racer{n}") for n in range(2 * PAIRS)]
    return service, sessions, children


def test_a_request_made_in_the_same_moment_is_found_or_comes_after(county, contested):
    """The audit trail is the order of things: no booking without a reason stands in it behind a request for its place."""
    service, sessions, children = contested
    each = [(child, sessions, service if n % 2 else 0) for n, child in enumerate(children)]
    race(county, racer.book_or_wait, each)
    with county.database.reading.connect() as connection:
        past = connection.execute(text(
            "select count(*) from booking b join audit_entry a on a.subject_table = 'booking' and a.subject_id = b.id "
            "join waiting_request w on w.session_id = b.session_id join audit_entry r on r.subject_table = 'waiting_request' "
            "and r.subject_id = w.id where r.number < a.number"
        )).scalar()
        both = connection.execute(text("select (select count(*) from booking), (select count(*) from waiting_request)")).one()
    assert past == 0
    assert both[1] == PAIRS * ROUNDS and both[0] <= ROUNDS


def test_without_the_guard_a_place_goes_past_who_asked_in_the_same_moment(county, contested):
    """The control: look whether anybody waits, then book."""
    _, sessions, children = contested
    naive_table(county, "naive_step", "session_id bigint, what varchar(8), number integer")
    race(county, racer.book_or_wait_naively, [(n, sessions) for n, _ in enumerate(children)], 2)
    with county.database.reading.connect() as connection:
        past = connection.execute(text(
            "select count(distinct b.session_id) from naive_step b join naive_step w on w.session_id = b.session_id "
            "and w.what = 'wait' where b.what = 'book'"
        )).scalar()
    assert past >= ROUNDS * 9 // 10
