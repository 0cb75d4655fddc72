"""What the council decides holds from its day; what was decided before stays for the days before; both engines."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.council.commands import DecideRate, DecideSetting, decide_rate, decide_setting
from shortbreaks.council.list_changes import changes_of_list
from shortbreaks.council.lists import codes_in
from shortbreaks.council.queries import (
    bank_holidays,
    codes_shown,
    history_of_setting,
    rates_shown,
    setting_now,
    setting_on,
    terms_shown,
)
from shortbreaks.council.reading import read_setting
from shortbreaks.council.settings import SETTINGS, say_plainly, say_setting
from shortbreaks.council.tables import Term
from shortbreaks.council.terms import SetTerm, TakePublishedTerms, set_term, take_published_terms
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from shortbreaks.payments.account_list import accounts_listed
from tests.builders import save
from tests.counting import statements

TODAY = date(2026, 7, 22)


@pytest.fixture
def office(county):
    return county.at(Role.MANAGER)


def on(county, key, day):
    with Session(county.database.reading) as db:
        return setting_on(db, key, day)


def test_settings_are_read_once_a_question_and_anew_for_the_next(county, office):
    """Each is a way to the council's server and back; a decision holds for whatever is asked after it."""
    for value in ("10", "12"):
        office.perform(decide_setting, DecideSetting("surplus_weeks", value, TODAY, "Panel."))
        with statements(county) as sent:
            office.ask(accounts_listed)
        assert len([one for one in sent if "FROM setting_value" in one and "setting_value.from_day <=" in one]) == 1
        assert office.ask(setting_now, "surplus_weeks") == int(value)


def test_a_setting_holds_from_its_day_and_the_newest_word_for_a_day_counts(county, office):
    for value, day in (("6", date(2026, 8, 1)), ("8", date(2026, 9, 1)), ("7", date(2026, 8, 1))):
        office.perform(decide_setting, DecideSetting("offer_working_days", value, day, "Panel."))
    days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [on(county, "offer_working_days", day) for day in days] == [5, 7, 7, 8]
    history = office.ask(history_of_setting, "offer_working_days")
    assert [(row.value, row.person) for row in history] == [("8", "Manager One"), ("7", "Manager One"), ("6", "Manager One")]


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("cancel_ladder", "7: 0, 2: 50, 0: 100", "free with 7, 50% with 2 days, then 100%"), ("cancel_ladder", "0: 50", "always 50%"),
        ("cancel_ladder", "7: 50, 0: 100", "50% with 7 days, then 100%"), ("refill_credit", "1", "Yes"), ("offers_pass_on", "0", "No"),
        ("two_approvers_above", "500000", "£500,000"), ("run_change_percent", "10", "10%"), ("lock_minutes", "10", "10 minutes"),
        ("no_shows", "3", "3"),
    ],
)  # fmt: skip
def test_a_setting_is_said_in_a_persons_words(key, typed, said):
    assert say_plainly(key, typed) == said


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_settings_default_can_be_typed_back(setting):
    import json

    kept = json.dumps(setting.default)
    assert json.loads(read_setting(setting.key, say_setting(setting.key, kept))) == setting.default


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("offer_working_days", "0"), ("offer_working_days", "21"), ("offer_working_days", "5.5"), ("offer_working_days", "٥"),
        ("offer_working_days", ""), ("offer_working_days", "1e1"), ("council_name", "  "), ("cancel_ladder", "7: 0, 2: 50"),
        ("cancel_ladder", "2: 50, 7: 0, 0: 100"), ("cancel_ladder", "7: 50, 2: 0, 0: 100"), ("cancel_ladder", "0: 101"),
        ("cancel_ladder", "x"), ("no such key", "1"), ("cancel_ladder", "7: 0, 7: 50, 0: 100"), ("cancel_ladder", "0: 0, 0: 100"),
        ("cancel_ladder", "9999999: 0, 0: 100"), ("cancel_ladder", "366: 0, 0: 100"), ("waiting_order", "who shouts loudest"),
        ("waiting_order", "asked, asked"), ("reminder_days", "soon"), ("reminder_days", "14, 28"), ("reminder_days", "42, 28, 14"),
        ("reminder_days", "14, 14, 28"), ("reminder_days", "0, 1, 2"), ("office_email", "ask Jo"), ("office_phone", "the usual one"),
    ],
)  # fmt: skip
def test_a_value_that_will_not_do_is_refused_with_what_would(office, key, value):
    with pytest.raises(Refused) as refusal:
        office.perform(decide_setting, DecideSetting(key, value, TODAY, "x"))
    assert refusal.value.remedy
    assert office.changes_since(0) == (0, frozenset())


def test_a_decision_needs_its_reason_and_a_role_that_may(county, office):
    with pytest.raises(Refused) as refusal:
        office.perform(decide_setting, DecideSetting("small_number", "6", TODAY, " "))
    assert refusal.value.field == "reason"
    for role in set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            county.at(role).perform(decide_setting, DecideSetting("small_number", "6", TODAY, "x"))


def test_what_nobody_can_mean_is_refused_with_a_sentence(office):
    office.perform(decide_setting, DecideSetting("small_number", "6", TODAY, "Panel"))
    office.perform(decide_rate, DecideRate("Personal assistant", "hour", TODAY, 1500, "Cabinet."))
    office.perform(take_published_terms, TakePublishedTerms())
    office.perform(set_code, SetCode("need", "PEG", "Feeding by PEG", "Gastrostomy", reason="Panel"))
    for command, request, field in (
        (decide_setting, DecideSetting("small_number", "6", TODAY, "Again"), "value"),
        (decide_setting, DecideSetting("small_number", "7", date(202, 7, 22), "x"), "from_day"),
        (decide_rate, DecideRate("personal  ASSISTANT", "Hour", TODAY, 1500, "x"), "pence"),
        (decide_rate, DecideRate("Night", "hour", TODAY, -1, "x"), "pence"),
        (decide_rate, DecideRate("Night", "hour", TODAY, 10**12, "x"), "pence"),
        (decide_rate, DecideRate("Night", "hour", date(9999, 1, 1), 1, "x"), "from_day"),
        (set_term, SetTerm("2026-27", 1, date(2026, 9, 2), date(2026, 9, 3), reason="x"), "number"),
        (set_term, SetTerm("2026/27", 1, date(2026, 9, 2), date(2026, 9, 3), reason="x"), "school_year"),
        (set_term, SetTerm("2026-28", 1, date(2026, 9, 2), date(2026, 9, 3), reason="x"), "school_year"),
        (set_term, SetTerm("2028-29", 0, date(2028, 9, 2), date(2028, 9, 3), reason="x"), "number"),
        (set_term, SetTerm("2028-29", 1, date(2038, 9, 2), date(2038, 9, 3), reason="x"), "first_day"),
        (set_term, SetTerm("2028-29", 1, date(2028, 9, 2), date(2029, 9, 3), reason="x"), "last_day"),
        (set_term, SetTerm("2028-29", 1, date(2028, 9, 2), date(2028, 9, 3)), "reason"),
        (set_code, SetCode("need", "peg", "Another", reason="x"), "code"),
        (set_code, SetCode("need", "X", "seizures ", reason="x"), "words"),
        (set_code, SetCode("need", "X", "x", "gastrostomy", reason="x"), "old_names"),
        (set_code, SetCode("need", "PEG", "Feeding", retired=True, retired_from=date(2020, 1, 1), reason="x"), "retired_from"),
        (set_code, SetCode("need", "PEG", "Feeding", retired_from=date(2026, 8, 1), reason="x"), "retired_from"),
        (set_code, SetCode("need", "X" * 41, "x", reason="x"), "code"),
        (set_code, SetCode("need", "PEG", "Feeding by PEG"), "reason"),
    ):  # fmt: skip
        before = office.changes_since(0)
        with pytest.raises(Refused) as refusal:
            office.perform(command, request)
        assert (refusal.value.field, bool(refusal.value.remedy)) == (field, True), refusal.value
        assert office.changes_since(0) == before
    office.perform(decide_rate, DecideRate("personal assistant", "HOUR", date(2027, 4, 1), 1550, "Cabinet."))
    assert [(row.kind, row.unit, row.state, row.person) for row in office.ask(rates_shown)] == [
        ("Personal assistant", "hour", "to come", "Manager One"), ("Personal assistant", "hour", "holds", "Manager One"),
    ]  # fmt: skip


def test_a_term_or_a_code_that_was_changed_says_what_it_was_who_changed_it_and_why(county, office):
    office.perform(take_published_terms, TakePublishedTerms())
    first = office.ask(terms_shown)[0]
    office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 2), date(2025, 10, 17), first.version, "Training day"))
    found = office.ask(changes_of_list, "term", first.id)
    assert [(one.was, one.now, one.reason, one.person) for one in found] == [
        ("1 September 2025 to 17 October 2025", "2 September 2025 to 17 October 2025", "Training day", "Manager One"),
        ("", "1 September 2025 to 17 October 2025", "Kent’s published term dates.", "Manager One"),
    ]
    office.perform(set_code, SetCode("benefit", "WTC", "Working Tax Credit", retired=True, retired_from=date(2026, 8, 1), reason="Ended"))
    with Session(county.database.reading) as db:
        assert ["WTC" in codes_in(db, "benefit", day) for day in (date(2026, 7, 31), date(2026, 8, 1))] == [True, False]
    county.clock.forward(days=30)
    office.perform(set_code, SetCode("benefit", "WTC", "Working tax credits", retired=True, reason="Its name"))
    row = next(row for row in office.ask(codes_shown, "benefit") if row.code == "WTC")
    assert row.retired_on == date(2026, 8, 1), "rewording does not move the day"
    now, before = office.ask(changes_of_list, "code_entry", row.row_id)
    assert (before.was, before.now) == ("Working Tax Credit", "Working Tax Credit; out of use from 1 August 2026")
    assert (now.was, now.now, now.reason) == (before.now, "Working tax credits; out of use from 1 August 2026", "Its name")
    with pytest.raises(ChangedByAnother):
        office.perform(set_code, SetCode("benefit", "WTC", "x", reason="x", seen=row.version - 1))


def test_the_database_itself_keeps_terms_apart(county):
    """Two people who keep a term at one moment do not see each other's."""
    save(county, Term(school_year="2025-26", number=1, first_day=date(2025, 9, 1), last_day=date(2025, 10, 17)))
    with pytest.raises(Exception, match=r"term_apart|overlaps another school term") as broken:
        save(county, Term(school_year="2025-26", number=2, first_day=date(2025, 10, 17), last_day=date(2025, 12, 1)))
    assert "overlaps another school term" in meaning_of(broken.value).sentence


def test_rates_are_kept_from_their_day_newest_first(office):
    for pence, day in ((1500, TODAY), (1550, date(2027, 4, 1))):
        office.perform(decide_rate, DecideRate(" PA ", "", day, pence, "Cabinet."))
    assert [(row.kind, row.unit, row.pence) for row in office.ask(rates_shown)] == [("PA", "hour", 1550), ("PA", "hour", 1500)]
    with pytest.raises(Refused) as refusal:
        office.perform(decide_rate, DecideRate(" ", "hour", TODAY, 1, "x"))
    assert refusal.value.field == "kind"


def test_terms_do_not_overlap_and_two_people_cannot_change_one_unawares(office):
    assert len(office.perform(take_published_terms, TakePublishedTerms()).answer) == 12
    with pytest.raises(Refused, match="here already"):
        office.perform(take_published_terms, TakePublishedTerms())
    first = office.ask(terms_shown)[0]
    assert (first.first_day, first.last_day) == (date(2025, 9, 1), date(2025, 10, 17))
    with pytest.raises(Refused, match="overlaps term 2"):
        office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 1), date(2025, 11, 3), first.version, reason="Panel"))
    with pytest.raises(Refused, match="ends before it begins"):
        office.perform(set_term, SetTerm("2027-28", 1, date(2027, 9, 2), date(2027, 9, 1), reason="Panel"))
    office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 2), date(2025, 10, 17), first.version, reason="Panel"))
    with pytest.raises(ChangedByAnother):
        office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 3), date(2025, 10, 17), first.version, reason="Panel"))


def test_codes_are_reworded_added_and_taken_out_of_use_never_removed(county, office):
    office.perform(set_code, SetCode("district", "E07000112", "Folkestone & Hythe", "Shepway, Old Shepway", reason="Panel"))
    office.perform(set_code, SetCode("cancel_reason", "weather", "Snow or storm", reason="Panel"))
    office.perform(set_code, SetCode("cancel_reason", "mistake", "Booked by mistake", retired=True, reason="Panel"))
    with Session(county.database.reading) as db:
        reasons, districts = codes_in(db, "cancel_reason", TODAY), codes_in(db, "district", TODAY)
    assert reasons["weather"] == "Snow or storm"
    assert "mistake" not in reasons
    assert districts["E07000112"] == "Folkestone & Hythe"
    shown = {row.code: row for row in office.ask(codes_shown, "cancel_reason")}
    assert shown["mistake"].retired_on == TODAY
    for request in (SetCode("level", "dire", "Dire", reason="Panel"), SetCode("level", "mild", "Mild", retired=True, reason="Panel"), SetCode("need", "A,B", "x", reason="Panel")):
        with pytest.raises(Refused):
            office.perform(set_code, request)
    for request in (SetCode("none", "x", "x", reason="Panel"), SetCode("kind", " ", "x", reason="Panel"), SetCode("kind", "x", " ", reason="Panel")):
        with pytest.raises(Refused):
            office.perform(set_code, request)


def test_englands_bank_holidays_are_known_with_their_substitutes():
    found = bank_holidays(date(2026, 1, 1), date(2027, 12, 31))
    for day in (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 8, 31), date(2026, 12, 28), date(2027, 12, 27)):
        assert day in found
    assert date(2026, 1, 2) not in found, "that one is Scotland's"
