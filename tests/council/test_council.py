"""What the council decides holds from its day; what was decided before stays for the days before; both engines."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import (
    DecideRate,
    DecideSetting,
    SetCode,
    SetTerm,
    TakePublishedTerms,
    decide_rate,
    decide_setting,
    set_code,
    set_term,
    take_published_terms,
)
from shortbreaks.council.lists import codes_in
from shortbreaks.council.queries import (
    bank_holidays,
    codes_shown,
    history_of_setting,
    rates_shown,
    setting_on,
    terms_shown,
)
from shortbreaks.council.settings import SETTINGS, read_setting, say_plainly, say_setting
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused

TODAY = date(2026, 7, 22)


@pytest.fixture
def office(county):
    return county.at(Role.MANAGER)


def on(county, key, day):
    with Session(county.database.reading) as db:
        return setting_on(db, key, day)


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
        ("cancel_ladder", "x"), ("no such key", "1"),
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
        office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 1), date(2025, 11, 3), first.version))
    with pytest.raises(Refused, match="ends before it begins"):
        office.perform(set_term, SetTerm("2027-28", 1, date(2027, 9, 2), date(2027, 9, 1)))
    office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 2), date(2025, 10, 17), first.version))
    with pytest.raises(ChangedByAnother):
        office.perform(set_term, SetTerm("2025-26", 1, date(2025, 9, 3), date(2025, 10, 17), first.version))


def test_codes_are_reworded_added_and_taken_out_of_use_never_removed(county, office):
    office.perform(set_code, SetCode("district", "E07000112", "Folkestone & Hythe", "Shepway, Old Shepway"))
    office.perform(set_code, SetCode("cancel_reason", "weather", "Snow or storm"))
    office.perform(set_code, SetCode("cancel_reason", "mistake", "Booked by mistake", retired=True))
    with Session(county.database.reading) as db:
        reasons, districts = codes_in(db, "cancel_reason", TODAY), codes_in(db, "district", TODAY)
    assert reasons["weather"] == "Snow or storm"
    assert "mistake" not in reasons
    assert districts["E07000112"] == "Folkestone & Hythe"
    shown = {row.code: row for row in office.ask(codes_shown, "cancel_reason")}
    assert shown["mistake"].retired_on == TODAY
    for request in (SetCode("level", "dire", "Dire"), SetCode("level", "mild", "Mild", retired=True), SetCode("need", "A,B", "x")):
        with pytest.raises(Refused):
            office.perform(set_code, request)
    for request in (SetCode("none", "x", "x"), SetCode("kind", " ", "x"), SetCode("kind", "x", " ")):
        with pytest.raises(Refused):
            office.perform(set_code, request)


def test_englands_bank_holidays_are_known_with_their_substitutes():
    found = bank_holidays(date(2026, 1, 1), date(2027, 12, 31))
    for day in (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 8, 31), date(2026, 12, 28), date(2027, 12, 27)):
        assert day in found
    assert date(2026, 1, 2) not in found, "that one is Scotland's"
