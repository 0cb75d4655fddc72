"""How long a record is kept: A33 and R-P1 to R-P4 with their edges, and a record closed, opened, held and ended by a death."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.errors import Refused
from shortbreaks.families.letters import check_letters
from shortbreaks.families.retention import (
    KeptFacts,
    KeptYears,
    in_need_until,
    kept_until,
    looked_after_until,
    money_until,
)
from shortbreaks.families.tables import ChildEnding
from shortbreaks.payments.kept import record_kept
from tests.builders import a_child, a_service, a_session, save
from tests.overnight.builders import s20

YEARS = KeptYears()
TODAY = date(2026, 7, 22)


def test_a33():
    """A section 20 child born 14 May 2012: 14 May 2087. A section 17 sibling born 1 June 2014, closed 10 Feb 2027: 1 June 2039."""
    assert looked_after_until(date(2012, 5, 14), None) == date(2087, 5, 14)
    assert in_need_until(date(2014, 6, 1), date(2027, 2, 10), YEARS) == date(2039, 6, 1)
    assert in_need_until(date(2014, 6, 1), date(2033, 6, 1), YEARS) == date(2039, 6, 1)
    assert in_need_until(date(2014, 6, 1), date(2033, 6, 2), YEARS) == date(2039, 6, 2)
    assert kept_until(KeptFacts(date(2012, 5, 14), looked_after=True), YEARS).day == date(2087, 5, 14)
    assert kept_until(KeptFacts(date(2014, 6, 1), closed_on=date(2027, 2, 10)), YEARS).day == date(2039, 6, 1)


@pytest.mark.parametrize(("born", "died", "until"), [
    (date(2012, 5, 14), date(2024, 9, 3), date(2039, 9, 3)), (date(2006, 9, 4), date(2024, 9, 3), date(2039, 9, 3)),
    (date(2006, 9, 3), date(2024, 9, 3), date(2081, 9, 3)), (date(2012, 5, 14), date(2024, 2, 29), date(2039, 3, 1)),
    (date(2012, 2, 29), None, date(2087, 3, 1)),
])  # fmt: skip
def test_a_death_before_18_is_15_years(born, died, until):
    """R-P1: died 3 Sep 2024: 3 Sep 2039; on the 18th birthday it is the 75th anniversary again."""
    assert looked_after_until(born, died) == until


@pytest.mark.parametrize(("changed", "until"), [
    (date(2027, 3, 17), date(2033, 3, 31)), (date(2027, 3, 31), date(2033, 3, 31)), (date(2027, 4, 1), date(2034, 3, 31)),
    (date(2027, 4, 2), date(2034, 3, 31)),
])  # fmt: skip
def test_money_is_six_years_from_the_end_of_its_year(changed, until):
    """R-P3."""
    assert money_until(changed, YEARS) == until


def test_the_longest_class_wins_and_a_hold_beats_all():
    """R-P4."""
    closed = KeptFacts(date(2002, 1, 1), closed_on=date(2020, 5, 1), money_on=date(2027, 4, 2))
    assert (kept_until(closed, YEARS).day, "money" in kept_until(closed, YEARS).reason) == (date(2034, 3, 31), True)
    assert kept_until(KeptFacts(date(2002, 1, 1), closed_on=date(2020, 5, 1)), YEARS).day == date(2027, 1, 1)
    held = kept_until(KeptFacts(date(2012, 5, 14), looked_after=True, hold="A claim of 2026."), YEARS)
    assert held.day is None and "A claim of 2026." in held.reason
    assert kept_until(KeptFacts(date(2014, 6, 1), money_on=TODAY), YEARS).day is None  # still open
    assert kept_until(KeptFacts(date(2014, 6, 1), closed_on=date(2027, 2, 10)), KeptYears(birthday=35)).day == date(2049, 6, 1)


def end(county, child, kind, on=TODAY, reason="Said by the family."):
    seen = county.at().ask(record_kept, child).version
    return county.at().perform(note_ending, NoteEnding(child, seen, kind, on, reason))


def test_a_record_says_until_when_it_is_kept(county):
    child = a_child(county, born=date(2014, 6, 1))
    assert county.at().ask(record_kept, child).until is None
    end(county, child, "closed")
    kept = county.at().ask(record_kept, child)
    assert (kept.until, kept.state, kept.closed_on) == (date(2039, 6, 1), "closed", TODAY)
    end(county, child, "hold", reason="A claim.")
    assert county.at().ask(record_kept, child).until is None
    end(county, child, "lifted")
    end(county, child, "opened")
    s20(county, child)
    assert county.at().ask(record_kept, child).until == date(2089, 6, 1)


def test_closing_leaves_no_break_behind(county):
    service, venue = a_service(county)
    child = a_child(county)
    session = a_session(county, service, venue)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), ()),)))
    with pytest.raises(Refused, match="1 break to come"):
        end(county, child, "closed")
    assert county.at().ask(record_kept, child).state == "open"


def test_a_death_closes_the_record_and_stops_letters(county):
    from sqlalchemy.orm import Session

    child = a_child(county)
    end(county, child, "died", on=date(2026, 7, 1))
    kept = county.at().ask(record_kept, child)
    assert (kept.state, kept.died_on, kept.until) == ("closed", date(2026, 7, 1), date(2041, 11, 14))
    with pytest.raises(Refused, match="has died, so the record is not opened again"):
        end(county, child, "opened")  # it could be booked for again, while its letters stayed stopped
    with pytest.raises(DBAPIError, match="has died"):
        save(county, ChildEnding(child_id=child, kind="opened", on=TODAY, reason="x", at=county.clock(), person_id=1))
    with Session(county.database.reading) as db, pytest.raises(Refused, match="letters are stopped"):
        check_letters(db, child)
    with pytest.raises(Refused, match="so already"):
        end(county, child, "died")


@pytest.mark.parametrize(("kind", "on", "reason", "said"), [
    ("closed", date(2026, 7, 23), "x", "between birth and today"), ("closed", date(2010, 1, 1), "x", "between birth and today"),
    ("closed", TODAY, " ", "needs its reason"), ("gone", TODAY, "x", "nothing that ends"), ("opened", TODAY, "x", "so already"),
    ("lifted", TODAY, "x", "so already"),
])  # fmt: skip
def test_an_ending_is_whole_or_refused(file_county, kind, on, reason, said):
    with pytest.raises(Refused, match=said):
        end(file_county, a_child(file_county), kind, on, reason)


def test_an_ending_is_never_rewritten(county):
    end(county, a_child(county), "hold")
    for statement in ("update child_ending set reason = 'x'", "delete from child_ending"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
