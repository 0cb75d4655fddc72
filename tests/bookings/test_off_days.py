"""Sessions on a day that became a bank holiday or fell out of or into a term: told before, listed after, kept or cancelled by a person."""

from datetime import date

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.off_days.commands import KeepSessions, keep_sessions
from shortbreaks.bookings.off_days.queries import off_days, off_days_waiting
from shortbreaks.bookings.off_days.rules import Moved, moved_terms, out_of_kind, school_year_of, spans
from shortbreaks.bookings.off_days.touching import holiday_touches, published_touches, term_touches, withdrawal_touches
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.holidays import DecideHoliday, decide_holiday
from shortbreaks.council.queries import terms_shown
from shortbreaks.council.terms import (
    SetTerm,
    TakePublishedTerms,
    WithdrawTerm,
    set_term,
    take_published_terms,
    withdraw_term,
)
from shortbreaks.dates import on_clock
from shortbreaks.errors import Refused
from shortbreaks.overnight.closing_queries import closing_would
from shortbreaks.overnight.provider_closing import CancelAsProvider, cancel_as_provider
from shortbreaks.providers.opening import AddSessions, add_sessions
from shortbreaks.providers.seeing import SeeCheck, see_check
from shortbreaks.providers.sessions import Recurrence
from shortbreaks.providers.tables import BreakSession, SessionKept
from tests.builders import a_child, save
from tests.providers.test_directory import a_whole_provider

FRIDAY = date(2026, 10, 2)  # in term 1 of 2026-27, which ends on 16 October
TERMS = [(date(2026, 9, 1), date(2026, 10, 16)), (date(2026, 11, 2), date(2026, 12, 18))]


def plan(county, where, kind, first, last, *, starts="10:00", weekdays=(4,), on_bank_holidays=False):
    """Sessions of a service by a recurrence; answers their ids."""
    when = Recurrence(kind, weekdays, first, last, starts, f"{int(starts[:2]) + 2}:00")
    return county.at().perform(add_sessions, AddSessions(where[2], where[1], "", when, 5, 1, on_bank_holidays)).answer


def insured(county, where):
    """The same provider, whose insurance somebody saw."""
    county.at().perform(see_check, SeeCheck(where[0], "insurance", "A 12", date(2027, 3, 31)))
    return where


def book(county, *sessions):
    child = a_child(county)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),), paid_by="card"))
    return child


def listed(county):
    return [(row.off, row.first, row.last, len(row.sessions), row.children, row.kept is not None) for row in county.at().ask(off_days)]


def test_which_days_a_kind_of_pattern_has_by_the_terms_from_the_first_to_the_last_day_of_each():
    first, last, between = TERMS[0][0], TERMS[0][1], date(2026, 10, 17)
    assert [out_of_kind("weekly_term", day, TERMS) for day in (first, last, between)] == ["", "", "out_of_term"]
    assert [out_of_kind("holiday_week", day, TERMS) for day in (first, last, between)] == ["in_term", "in_term", ""]
    assert {out_of_kind(kind, between, TERMS) for kind in ("weekly", "single", "")} == {""}
    shorter = [(TERMS[0][0], date(2026, 10, 14)), TERMS[1]]
    lost = moved_terms(TERMS, shorter, date(2026, 10, 16))
    assert lost == Moved(out_of_term=frozenset({date(2026, 10, 16)})) and moved_terms(shorter, TERMS, date(2026, 1, 1)).into_term == {
        date(2026, 10, 15), date(2026, 10, 16),
    }  # fmt: skip
    assert lost.takes("weekly_term", last) and not lost.takes("weekly", last) and not lost.takes("", last)
    assert lost.gives("holiday_week", last) and not lost.gives("single", last)
    assert Moved(holidays=frozenset({last})).takes("", last)
    assert [school_year_of(day) for day in (date(2026, 8, 31), date(2026, 9, 1), date(2099, 9, 1))] == ["2025-26", "2026-27", "2099-00"]
    assert spans({date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5)}) == [
        (date(2026, 1, 1), date(2026, 1, 3)), (date(2026, 1, 5), date(2026, 1, 5)),
    ]  # fmt: skip


@pytest.fixture
def where(county):
    county.at(Role.MANAGER).perform(take_published_terms, TakePublishedTerms())
    return insured(county, a_whole_provider(county))


def test_a_proclaimed_bank_holiday_tells_what_stands_on_it_and_lists_it_until_somebody_decides(county, where):
    council, desk = county.at(Role.MANAGER), county.at()
    club = plan(county, where, "weekly_term", date(2026, 9, 18), date(2026, 10, 16))
    alone = plan(county, where, "single", FRIDAY, FRIDAY, starts="14:00")
    plan(county, where, "weekly", date(2026, 9, 18), date(2026, 10, 16), starts="17:00", on_bank_holidays=True)
    book(county, club[1], club[2])
    book(county, *alone)
    told = council.ask(holiday_touches, FRIDAY)
    assert [(one.service, one.days, one.sessions, one.children) for one in told.services] == [("Kites", (FRIDAY,), 3, 2)]
    assert (told.sessions, told.children, told.missing, told.offers) == (3, 2, (), 0)
    assert not council.ask(holiday_touches, date(2026, 10, 3)) and not council.ask(holiday_touches, date(2026, 7, 21))
    assert listed(county) == []
    council.perform(decide_holiday, DecideHoliday(FRIDAY, "Coronation", "Proclaimed"))
    knowing = plan(county, where, "weekly", date(2026, 9, 25), FRIDAY, starts="20:00", on_bank_holidays=True)
    assert len(knowing) == 2 and listed(county) == [("bank_holiday", FRIDAY, FRIDAY, 3, 2, False)]
    (row,) = desk.ask(off_days_waiting)
    assert (row.service, row.holiday, [one.id for one in row.sessions][:2]) == ("Kites", "Coronation", [club[2], alone[0]])
    for request, words in (
        (KeepSessions(((club[2], "bank_holiday"),), " "), "needs its reason"), (KeepSessions((), "x"), "No session lies"),
        (KeepSessions(((club[1], "bank_holiday"),), "x"), "Since you looked"),
        (KeepSessions(((club[2], "in_term"),), "x"), "Since you looked"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            desk.perform(keep_sessions, request)
    desk.perform(keep_sessions, KeepSessions(((alone[0], "bank_holiday"),), "The hall is open"))
    with pytest.raises(Refused, match="kept, or stand right again"):
        desk.perform(keep_sessions, KeepSessions(((alone[0], "bank_holiday"),), "Again"))
    assert listed(county) == [
        ("bank_holiday", FRIDAY, FRIDAY, 1, 1, False), ("bank_holiday", FRIDAY, FRIDAY, 1, 0, False), ("bank_holiday", FRIDAY, FRIDAY, 1, 1, True),
    ]  # fmt: skip
    kept = desk.ask(off_days)[-1].kept
    assert (kept.reason, kept.person) == ("The hall is open", "Coordinator One")
    scope = Scope(where[0], FRIDAY, FRIDAY, where[2])
    fallen = desk.ask(closing_would, scope).fallen
    assert len(fallen) == 2
    seen = tuple((one.id, one.version) for one in fallen)
    desk.perform(cancel_as_provider, CancelAsProvider(scope, "It is a bank holiday.", "council", seen))
    assert listed(county) == [] and not council.ask(holiday_touches, date(2026, 9, 25)).missing
    council.perform(decide_holiday, DecideHoliday(FRIDAY, "", "Not here", held=False))
    assert listed(county) == []


def test_a_bank_holiday_that_is_struck_says_who_could_have_a_session_and_frees_what_was_asked_about(county, where):
    council = county.at(Role.MANAGER)
    christmas = date(2026, 12, 25)  # a Friday
    plan(county, where, "weekly", date(2026, 12, 11), date(2027, 1, 8))
    told = council.ask(holiday_touches, christmas)
    assert (told.services, told.missing) == ((), (("Kites", (christmas,)),))
    council.perform(decide_holiday, DecideHoliday(christmas, "", "A trial", held=False))
    plan(county, where, "weekly", date(2026, 12, 11), date(2027, 1, 8))
    assert listed(county) == []
    council.perform(decide_holiday, DecideHoliday(christmas, "Christmas Day", "After all"))
    assert listed(county) == [("bank_holiday", christmas, christmas, 1, 0, False)]
    council.perform(decide_holiday, DecideHoliday(christmas, "", "No", held=False))
    assert listed(county) == []


def test_taking_over_the_published_terms_tells_before_what_each_of_them_touches(county, where):
    council = county.at(Role.MANAGER)
    terms = [one for one in council.ask(terms_shown) if one.school_year == "2026-27"]
    assert not council.ask(published_touches), "all of them are here"
    holidays = plan(county, where, "holiday_week", date(2027, 2, 15), date(2027, 2, 19), starts="14:00")
    for one in reversed(terms[1:]):
        council.perform(withdraw_term, WithdrawTerm(one.id, one.version, "Typed for another council"))
    summer = plan(county, where, "holiday_week", date(2027, 1, 11), date(2027, 1, 15), starts="14:00")
    book(county, summer[0])
    told = council.ask(published_touches)
    assert (len(holidays), [(one.service, one.days, one.children) for one in told.services]) == (1, [("Kites", (date(2027, 1, 15),), 1)])
    council.perform(take_published_terms, TakePublishedTerms())
    assert listed(county) == [("in_term", date(2027, 1, 15), date(2027, 1, 15), 1, 1, False)]


def test_a_changed_term_tells_and_lists_what_fell_out_and_what_fell_in(county, where):
    council = county.at(Role.MANAGER)
    term = next(one for one in council.ask(terms_shown) if (one.school_year, one.number) == ("2026-27", 1))
    club = plan(county, where, "weekly_term", date(2026, 9, 4), date(2026, 10, 30))
    week = plan(county, where, "holiday_week", date(2026, 10, 19), date(2026, 10, 23), starts="14:00")
    book(county, club[-1])
    assert (len(club), len(week)) == (7, 1)
    ends = {day: SetTerm("2026-27", 1, term.first_day, day, reason="Governors", seen=term.version) for day in (date(2026, 10, 8), date(2026, 10, 15), date(2026, 10, 16), date(2026, 10, 23))}
    assert not council.ask(term_touches, ends[date(2026, 10, 16)])
    told = council.ask(term_touches, ends[date(2026, 10, 15)])
    assert [(one.days, one.children) for one in told.services] == [((date(2026, 10, 16),), 1)] and told.missing == ()
    later = council.ask(term_touches, ends[date(2026, 10, 23)])
    assert ([one.days for one in later.services], later.missing) == ([(date(2026, 10, 23),)], (("Kites", (date(2026, 10, 23),)),))
    council.perform(set_term, ends[date(2026, 10, 8)])
    assert listed(county) == [("out_of_term", date(2026, 10, 9), date(2026, 10, 16), 2, 1, False)]
    term = next(one for one in council.ask(terms_shown) if one.id == term.id)
    council.perform(set_term, SetTerm("2026-27", 1, term.first_day, date(2026, 10, 23), seen=term.version, reason="After all"))
    assert listed(county) == [("in_term", date(2026, 10, 23), date(2026, 10, 23), 1, 0, False)]
    # Of a year all of whose terms are withdrawn every session in term asks; a year that nobody ever kept asks nothing
    for one in sorted((t for t in council.ask(terms_shown) if t.school_year == "2026-27"), key=lambda t: -t.number):
        told = council.ask(withdrawal_touches, one.id)
        assert bool(told.services) == (one.number == 1)
        council.perform(withdraw_term, WithdrawTerm(one.id, one.version, "Another council's"))
    assert listed(county) == [("out_of_term", date(2026, 9, 4), date(2026, 10, 16), 7, 1, False)]


def test_the_database_keeps_one_answer_a_session_only_of_an_open_one_and_asks_as_often_for_three_as_for_one(county, where):
    council = county.at(Role.MANAGER)
    first = plan(county, where, "weekly_term", FRIDAY, FRIDAY)[0]
    council.perform(decide_holiday, DecideHoliday(FRIDAY, "Coronation", "Proclaimed"))
    asked = []
    event.listen(county.database.reading, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for starts in ("13:00", "16:00", ""):
        county.at().ask(off_days)
        asked.clear()
        county.at().ask(off_days)
        counts.append(len(asked))
        if starts:
            save(county, BreakSession(
                service_id=where[2], venue_id=where[1], pattern_id=None, starts_at=on_clock(FRIDAY, starts), ends_at=on_clock(FRIDAY, "19:00"), places=3, taken=0,
                workers=0, state="open", closed_reason="",
            ))  # fmt: skip
    assert len(set(counts)) == 1 and len(county.at().ask(off_days)[0].sessions) == 3
    given = {"session_id": first, "off": "bank_holiday", "at": county.clock(), "person_id": 1}
    save(county, SessionKept(**given, reason="Open"))
    for wrong in ({"reason": "Twice"}, {"reason": "", "off": "in_term"}, {"reason": "x", "off": "rain"}):
        with pytest.raises(Exception, match=r"session_kept"):
            save(county, SessionKept(**given | wrong))
    with Session(county.database.writing) as db, db.begin():
        db.execute(update(BreakSession).where(BreakSession.id == first).values(state="closed", closed_reason="x"))
    with pytest.raises(Exception, match="was closed just now"):
        save(county, SessionKept(**given | {"off": "in_term"}, reason="Open"))

