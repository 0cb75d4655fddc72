"""The calendar as the council has decided it: a term withdrawn, a bank holiday added or struck; whatever counts days follows."""

import subprocess
import sys
from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.council.england import FIRST, LAST, england, known_to_library
from shortbreaks.council.holidays import DecideHoliday, decide_holiday, holidays_shown
from shortbreaks.council.list_changes import changes_of_list
from shortbreaks.council.queries import terms_shown
from shortbreaks.council.tables import Term
from shortbreaks.council.terms import (
    SetTerm,
    TakePublishedTerms,
    WithdrawTerm,
    set_term,
    take_published_terms,
    withdraw_term,
)
from shortbreaks.database.commands import QUERIES, Label
from shortbreaks.dates import working_days_after
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.providers.opening import AddSessions, sessions_planned
from shortbreaks.providers.sessions import Recurrence
from tests.builders import save
from tests.providers.test_directory import a_whole_provider

DAY = date(2026, 10, 2)  # a Friday in term


@pytest.fixture
def office(county):
    return county.at(Role.MANAGER)


def fridays(county, service, venue):
    when = Recurrence("weekly_term", (4,), date(2026, 9, 18), date(2026, 10, 16), "10:00", "12:00")
    return [one.start.date() for one in county.at().ask(sessions_planned, AddSessions(service, venue, "", when, 5, 1))]


def counted(county, monkeypatch):
    """The last of five working days after 28 September, as an offer counts them."""
    from shortbreaks.council.queries import holidays_after

    def last_day(_view):
        return working_days_after(date(2026, 9, 28), 5, holidays_after(date(2026, 9, 28), 5))

    monkeypatch.setitem(QUERIES, f"{__name__}.{last_day.__qualname__}", Label("last day", "see providers", "", last_day))
    office = county.at()
    monkeypatch.setattr(type(office), "_may", lambda *_: None)
    return office.ask(last_day)


def test_a_day_that_is_proclaimed_or_struck_counts_wherever_days_are_counted(county, office, monkeypatch):
    _, venue, service = a_whole_provider(county)
    office.perform(take_published_terms, TakePublishedTerms())
    assert DAY in fridays(county, service, venue) and counted(county, monkeypatch) == date(2026, 10, 5)
    office.perform(decide_holiday, DecideHoliday(DAY, " Day of   mourning ", "Proclaimed"))
    assert DAY not in fridays(county, service, venue) and counted(county, monkeypatch) == date(2026, 10, 6)
    (row,) = [one for one in office.ask(holidays_shown) if one.state != "known"]
    assert (row.day, row.name, row.state) == (DAY, "Day of mourning", "added")
    assert [(one.said, one.reason, one.person) for one in row.decided] == [("A bank holiday", "Proclaimed", "Manager One")]
    for request, field in (
        (DecideHoliday(DAY, "Again", "x"), "day"), (DecideHoliday(date(2026, 10, 5), "", "x", held=False), "day"),
        (DecideHoliday(date(2026, 7, 21), "Late", "x"), "day"), (DecideHoliday(date(2200, 1, 1), "Far", "x"), "day"),
        (DecideHoliday(date(2026, 10, 5), " ", "x"), "name"), (DecideHoliday(date(2026, 10, 5), "x" * 81, "x"), "name"),
        (DecideHoliday(date(2026, 10, 5), "Day", " "), "reason"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            office.perform(decide_holiday, request)
        assert refusal.value.field == field
    for day in (DAY, date(2026, 12, 28)):
        office.perform(decide_holiday, DecideHoliday(day, "", "Not here", held=False))
    assert DAY in fridays(county, service, venue)
    struck = [(one.day, one.name, len(one.decided)) for one in office.ask(holidays_shown) if one.state == "struck"]
    assert struck == [(DAY, "Day of mourning", 2), (date(2026, 12, 28), "Boxing Day (observed)", 1)]
    office.perform(decide_holiday, DecideHoliday(date(2026, 12, 28), "Boxing Day (observed)", "After all"))
    assert [one.state for one in office.ask(holidays_shown) if one.day == date(2026, 12, 28)] == ["known"]


def test_a_term_kept_by_mistake_is_withdrawn_with_its_reason_and_its_number_is_free_again(county, office):
    _, venue, service = a_whole_provider(county)
    office.perform(take_published_terms, TakePublishedTerms())
    by_number = {(one.school_year, one.number): one for one in office.ask(terms_shown)}
    first, last = by_number["2026-27", 1], by_number["2026-27", 6]
    for request, words in (
        (WithdrawTerm(last.id, last.version, " "), "needs its reason"), (WithdrawTerm(first.id, first.version, "x"), "Term 6 of 2026-27 comes after it"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            office.perform(withdraw_term, request)
    office.perform(withdraw_term, WithdrawTerm(last.id, last.version, "Another council's"))
    with pytest.raises(ChangedByAnother):
        office.perform(withdraw_term, WithdrawTerm(last.id, last.version, "x"))
    with pytest.raises(Refused, match="withdrawn already"):
        office.perform(withdraw_term, WithdrawTerm(last.id, last.version + 1, "x"))
    newest = office.ask(changes_of_list, "term", last.id)[0]
    assert (newest.was[-4:], newest.now, newest.reason, newest.person) == (
        "2027", "Withdrawn", "Another council's", "Manager One",
    )  # fmt: skip
    made = office.perform(set_term, SetTerm("2026-27", 6, last.first_day, last.last_day, reason="It was right")).answer
    shown = [(one.id, one.withdrawn) for one in office.ask(terms_shown) if (one.school_year, one.number) == ("2026-27", 6)]
    assert sorted(shown) == [(last.id, True), (made, False)]
    for number in (6, 5, 4, 3, 2, 1):
        one = next(t for t in office.ask(terms_shown) if (t.school_year, t.number) == ("2026-27", number) and not t.withdrawn)
        office.perform(withdraw_term, WithdrawTerm(one.id, one.version, "All of them"))
    with pytest.raises(Refused, match="2026/27 are not known"):
        fridays(county, service, venue)


def test_the_database_itself_lets_one_term_of_a_number_stand(county):
    given = {"school_year": "2026-27", "number": 1}
    save(county, Term(**given, first_day=date(2026, 9, 1), last_day=date(2026, 10, 16), withdrawn=True))
    save(county, Term(**given, first_day=date(2026, 9, 1), last_day=date(2026, 10, 16)))
    with pytest.raises(Exception, match=r"uq_term_standing|UNIQUE"):
        save(county, Term(**given, first_day=date(2027, 1, 4), last_day=date(2027, 2, 1)))


def test_bank_holidays_are_as_published_and_of_the_library_nothing_is_read_for_a_year_that_is_kept():
    """The days are GOV.UK's, of a year with one more, and both days where one was moved. For a later year one country is read, not 250."""
    asked = (
        "import sys; from datetime import date; from shortbreaks.council.queries import bank_holidays\n"
        "print([f'{day:%d%m}' for day in bank_holidays(date(2022, 1, 1), date(2022, 12, 31))])\n"
        "print('holidays' in sys.modules, len(bank_holidays(date(2026, 1, 1), date(2052, 12, 31))))\n"
        "print([name for name in sys.modules if name.startswith('holidays.countries.')])"
    )
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.splitlines()
    assert said == [
        "['0101', '0301', '1504', '1804', '0205', '0206', '0306', '2908', '1909', '2512', '2612', '2712']", "False 240",
        "['holidays.countries.united_kingdom']",
    ]  # fmt: skip


def test_the_bank_holidays_that_are_kept_are_the_library_s():
    """Where the library learned of another: `python -m tests.write_bank_holidays`."""
    years = range(FIRST, LAST + 1)
    assert {year: dict(england(year)) for year in years} == {year: dict(known_to_library(year)) for year in years}
    assert all(list(england(year)) == sorted(england(year)) for year in years)
