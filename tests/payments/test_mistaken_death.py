"""A death entered by mistake: somebody else says so, the record lives again, and what was ended meanwhile is told and stays ended (R-D26)."""

from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.bookings.series.changing import EndSeries, end_series
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from shortbreaks.families.letters import letters_stopped
from shortbreaks.payments.ending import ChangeState, LetLettersGo, let_letters_go, suspend_agreement
from shortbreaks.payments.final_accounts import closed_on
from shortbreaks.payments.kept import record_kept
from shortbreaks.payments.mistaken_death import DeathMistaken, death_mistaken, ended_since_death
from shortbreaks.payments.runs.queries import run_shown
from shortbreaks.payments.tables import Agreement
from tests.bookings.series_builders import bookings_of, every, made
from tests.bookings.test_benefits import book
from tests.bookings.test_duties import version
from tests.builders import a_service, a_session
from tests.payments.builders import an_agreement, drafted, version_of

DAY = date(2026, 7, 20)


def child_of(county, agreement):
    with Session(county.database.reading) as db:
        return db.get(Agreement, agreement).child_id


def kept(county, child):
    return county.at().ask(record_kept, child)


def dead(county, child, role=Role.COORDINATOR):
    county.at(role).perform(note_ending, NoteEnding(child, kept(county, child).version, "died", DAY, "Her grandmother rang"))


def undo(county, child, role=Role.MANAGER, reason="It was another child of that name"):
    return county.at(role).perform(death_mistaken, DeathMistaken(child, kept(county, child).version, reason)).answer


def stops(county, child):
    with Session(county.database.reading) as db:
        return bool(letters_stopped(db, child)), closed_on(db, DAY)


def test_a_second_person_says_so_and_hears_what_was_ended_which_stays_ended(county):
    agreement = an_agreement(county)
    child = child_of(county, agreement)
    service = a_service(county)
    (booking,) = book(county, child, a_session(county, *service))
    sunday = datetime(2026, 9, 6, 10)
    a_session(county, *service, start=sunday)
    series = made(county, child, service[0], every(sunday.date(), sunday.date(), weekdays=(6,)))
    with pytest.raises(Refused, match="No death is entered"):
        undo(county, child)
    dead(county, child)
    county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), "family"))
    county.at().perform(end_series, EndSeries(series, tuple(one.id for one in bookings_of(county, child)[1:]), "family", "Died", keep_booked=True))
    asked = ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 8, 1), "other", "Nobody is cared for", "None")
    county.at(Role.MANAGER).perform(suspend_agreement, asked)
    assert stops(county, child) == (True, {agreement})
    (line,) = county.at(Role.FINANCE).ask(run_shown, drafted(county)).lines
    assert "died" in line.flags
    told = ("B-00001, Sandpipers Saturday Club on 25 July 2026, was cancelled", "The series S-0001, Sandpipers Saturday Club, was ended",
            f"The direct payment DP-{10000 + agreement} was suspended from 1 August 2026", f"The letters of DP-{10000 + agreement} are stopped, until somebody lets them go")  # fmt: skip
    assert county.at().ask(ended_since_death, child) == told
    with pytest.raises(Refused, match="died, so the record"):
        county.at().perform(note_ending, NoteEnding(child, kept(county, child).version, "opened", DAY, "x"))
    with pytest.raises(Refused, match="nothing that ends a record"):
        county.at().perform(note_ending, NoteEnding(child, kept(county, child).version, "alive", DAY, "x"))
    with pytest.raises(NotAllowed):
        undo(county, child, Role.COORDINATOR)
    with pytest.raises(Refused, match="needs its reason"):
        undo(county, child, reason=" ")
    with pytest.raises(ChangedByAnother):
        county.at(Role.MANAGER).perform(death_mistaken, DeathMistaken(child, 0, "x"))
    assert undo(county, child) == list(told)
    now = kept(county, child)
    assert (now.state, now.died_on, now.mistaken) == ("open", None, (date(2026, 7, 22), "It was another child of that name"))
    assert stops(county, child) == (True, set())  # its own letters, which somebody lets go
    county.at(Role.MANAGER).perform(let_letters_go, LetLettersGo(agreement, version_of(county, Agreement, agreement), "She lives"))
    assert not stops(county, child)[0] and county.at().ask(ended_since_death, child) == ()
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select state from booking order by id")).scalars().all() == ["cancelled_in_notice", "confirmed"]
    with pytest.raises(Refused, match="No death is entered"):
        undo(county, child)
    dead(county, child)  # and it may come true later
    assert stops(county, child) == (True, {agreement})


def test_a_record_that_was_closed_before_stays_closed_and_who_entered_it_may_not_undo_it_even_past_us(county):
    child = child_of(county, an_agreement(county))
    county.at().perform(note_ending, NoteEnding(child, kept(county, child).version, "closed", DAY, "Moved away"))
    dead(county, child, Role.MANAGER)
    with pytest.raises(Refused, match="You entered it yourself"):
        undo(county, child)
    past = "insert into child_ending (child_id, kind, on_date, reason, at, person_id) select child_id, '{}', on_date, 'x', at, {} from child_ending where kind = 'died'"
    for kind, person in (("alive", "person_id"), ("opened", "1")):
        with pytest.raises(DBAPIError, match="says: "), county.database.writing.begin() as connection:
            connection.execute(text(past.format(kind, person)))
    undo(county, child, Role.APPROVER)
    assert kept(county, child).state == "closed"
    with pytest.raises(DBAPIError, match="Somebody else than who"), county.database.writing.begin() as connection:
        connection.execute(text(past.format("alive", "1")))  # none stands any more
    county.at().perform(note_ending, NoteEnding(child, kept(county, child).version, "opened", date(2026, 7, 22), "They are back"))
    assert kept(county, child).state == "open"
