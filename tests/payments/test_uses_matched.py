"""Bank lines against what the agreement may buy and what the money is not for: only the odd ones need a person (R-D8)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.council.codes import NOT_FOR
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.payments.papers import IssueSummary, issue_summary
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.card_files import ColumnMap
from shortbreaks.payments.spending.matching import LARGE, Known, Match, Matcher
from shortbreaks.payments.spending.patterns import Pattern
from shortbreaks.payments.spending.payee_names import Agreed, Barred, Booked, is_person
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.uses import WriteUse, write_use
from tests.builders import a_child, a_service, a_session
from tests.counting import statements
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, a_file, an_agreement, spent, take
from tests.payments.letter_builders import words_of

DAY = date(2026, 4, 13)
SHIPPED = tuple(Barred(one.words, tuple(map(fold, one.old_names))) for one in NOT_FOR)
NOBODY = "Nobody was paid under this name before."


def known(**other):
    return Known({}, [], {"tides leisure"}, 9774, **{"barred": SHIPPED, **other})


def matched(given, payee, pence=900, on=DAY):
    found = Matcher(given).match(on, payee, pence)
    return found.match, found.category, found.why


@pytest.mark.parametrize(
    ("payee", "what"),
    [
        ("Bet365", "gambling"), ("CORK & BOTTLE WINES", "alcohol"), ("VAPE SHACK", "tobacco"), ("Kent Council Tax", "services of the council, health or housing"),
        ("MEDEQUIP LTD", "NHS equipment"), ("Dover Care Home", "residential care for long"), ("TV LICENCE DD", "household bills"),
        ("Bright Cleaners", "cleaning"),
    ],
)  # fmt: skip
def test_what_the_money_is_not_for_is_said_by_its_words(payee, what):
    assert matched(known(), payee) == ("odd", "", f"May be {what}, which the money is not for.")


def test_whole_words_only_and_a_payee_accepted_before_is_still_barred():
    assert matched(known(), "Twineham Trust")[2] == NOBODY
    before = replace(known(), payees={"bet365": "other"})
    assert matched(before, "Bet365")[2].startswith("May be gambling")


def test_a_bar_and_an_agreed_use_hold_from_their_day_until_theirs():
    bar = Barred("Fireworks", ("rocket shop",), date(2026, 4, 13), date(2026, 4, 15))
    use = Agreed("Swimming on Sundays", ("tides",), "activity", date(2026, 4, 13), date(2026, 4, 15))
    days = [date(2026, 4, day) for day in (12, 13, 14, 15)]
    matcher = Matcher(known(barred=(bar,), agreed=(use,)))
    assert [matcher.match(on, "ROCKET SHOP", 5).why[:16] for on in days] == [
        NOBODY[:16], "May be fireworks", "May be fireworks", NOBODY[:16],
    ]  # fmt: skip
    assert [matcher.match(on, "Tides Leisure", 5).why for on in days] == [
        "A provider of the directory.", "Agreed: Swimming on Sundays.", "Agreed: Swimming on Sundays.",
        "Swimming on Sundays was agreed until 15 April 2026: look at it again (R-D9).",
    ]  # fmt: skip
    assert matcher.match(days[1], "Tides Leisure", 9774 * 6).match == "matched"
    assert matcher.match(days[1], "Tides Leisure", 9774 * 6 + 1) == Match("odd", "activity", LARGE)


def test_an_agreed_use_stands_before_what_is_barred():
    use = Agreed("The care home's day club", ("dover care home",), "activity", DAY)
    assert matched(known(agreed=(use,)), "Dover Care Home") == ("matched", "activity", "Agreed: The care home's day club.")


def test_somebody_of_the_house_is_odd_until_it_was_agreed_and_again_when_that_is_to_be_looked_at():
    house = known(house=[("grace", "okafor")])
    odd = ("odd", "", "May be a relative who lives in the house, which the money is not for.")
    for payee in ("GRACE OKAFOR", "MRS G OKAFOR", "okafor g"):
        assert matched(house, payee) == odd
    assert matched(house, "P OKAFOR")[2] == NOBODY
    agreed = replace(house, agreed=(Agreed("Mother on Saturdays", (), "assistant", DAY, date(2026, 7, 13), "house"),))
    assert matched(agreed, "MRS G OKAFOR") == ("matched", "assistant", "Agreed: Mother on Saturdays.")
    assert matched(agreed, "MRS G OKAFOR", on=date(2026, 7, 13))[0] == "odd"
    assert matched(agreed, "MRS G OKAFOR", on=date(2026, 4, 12)) == odd
    assert not is_person("grace", "grace", "") and not is_person("", "grace", "okafor")


def test_a_break_that_is_booked_is_said_with_its_day_and_six_weeks_are_the_edge():
    booked = known(booked=(Booked("tides leisure", "Tides Leisure", date(2026, 5, 25)),))
    assert matched(booked, "TIDES LEISURE DEAL") == ("matched", "activity", "Booked at Tides Leisure for 25 May 2026.")
    assert matched(booked, "TIDES LEISURE DEAL", on=date(2026, 4, 12))[2] == "A provider of the directory."


@pytest.mark.parametrize(
    ("pence", "hours"),
    [(9774, "6 hours"), (407, ""), (1629, "1 hour"), (9774 * 5, "30 hours"), (9774 * 5 + 1629, ""), (9775, "")],
)
def test_an_unknown_payee_says_how_many_hours_of_the_award_the_sum_is(pence, hours):
    found = matched(known(rates=((date(2026, 4, 6), 1629, 360),)), "Ann Baker", pence)
    if hours:
        said = f"{NOBODY[:-1]}; £{pence / 100:.2f} is {hours} at £16.29."
        assert found == ("odd", "assistant", said)
    else:
        assert found == ("odd", "", NOBODY)
    assert matched(known(rates=((date(2026, 4, 14), 1629, 360),)), "Ann Baker", pence)[2] == NOBODY


def test_the_record_knows_uses_bookings_the_house_and_the_council_s_own_words(county):
    child = a_child(county)
    session = a_session(county, *a_service(county, name="Tides Leisure"))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    agreement = an_agreement(county, child=child)
    office = county.at(Role.MANAGER)
    office.perform(write_use, WriteUse(agreement, "support", "Riding", FIRST, payees=f" Hop Stables , A|B Riders,, {MARKUP[0].replace(',', ' ')}"))
    change = county.at(Role.ADMINISTRATOR)
    change.perform(set_code, SetCode("not_for", "FUN", "Fireworks", "rocket shop, bangers", from_day=date(2026, 7, 1), reason="Panel"))
    change.perform(set_code, SetCode("not_for", "TOBACCO", "Smoking", "vape", reason="Panel"))
    with pytest.raises(Refused):
        change.perform(set_code, SetCode("not_for", "", "Nothing", reason="Panel"))
    rows = ("HOP STABLES", "A|B RIDERS", "B RIDERS", "MRS GRACE OKAFOR", "TIDES LEISURE TRUST", "ROCKET SHOP", "Vape Shack", "Shisha cigarettes")
    take(county, agreement, a_file(*(f"2026-07-20,{one},5.00," for one in rows), "2026-06-30,ROCKET SHOP,5.00,"))
    assert [one.why for one in spent(county)] == [
        NOBODY, "Agreed: Riding.", "Agreed: Riding.", NOBODY, "May be a relative who lives in the house, which the money is not for.",
        "Booked at Tides Leisure Trust for 25 July 2026.", "May be fireworks, which the money is not for.",
        "May be smoking, which the money is not for.", NOBODY,
    ]  # fmt: skip
    (use,) = county.at(Role.FINANCE).ask(account_card, agreement).uses
    assert use.payees.startswith("Hop Stables, A|B Riders, "), "a name may have every sign but the comma that parts it from the next"


def test_what_is_asked_of_the_record_does_not_grow_with_the_families(file_county):
    agreements = [an_agreement(file_county, last=f"Name{n}") for n in range(4)]
    rows = [f"13/04/2026,Shop,1.00,,DP-{10000 + one}\n" for one in agreements]
    counts = []
    for data in (rows[:1], rows[:1], rows):  # what the office keeps between questions is read the first time
        with statements(file_county) as sent:
            whole = "Date,Description,Money out,Money in,Account\n" + "".join(data)
            columns = ColumnMap("Date", "Description", out="Money out", into="Money in", account="Account")
            found = file_county.at(Role.FINANCE).ask(preview_spending, whole.encode(), "a.csv", columns)
        counts.append(len(sent))
    assert counts[1] == counts[2] and len(found.new) == 4


def test_whoever_manages_the_account_is_not_paid_from_it_unless_that_was_agreed():
    odd = ("odd", "", "May be pay for whoever manages the account, who should not be paid from it (R-D10).")
    account = known(managers=[("piotr", "nowak")], house=[("grace", "okafor")])
    assert matched(account, "P NOWAK") == odd == matched(account, "Mr Piotr Nowak")
    assert matched(account, "MRS G OKAFOR")[2].startswith("May be a relative")
    agreed = replace(account, agreed=(Agreed("Piotr, until payroll begins", (), "payroll", DAY, None, "manager"),))
    assert matched(agreed, "P NOWAK") == ("matched", "payroll", "Agreed: Piotr, until payroll begins.")
    assert matched(agreed, "MRS G OKAFOR")[0] == "odd"
    assert matched(agreed, "P NOWAK", on=date(2026, 4, 12)) == odd
    named = known(agreed=(Agreed("Aunt Rose", ("rose baker",), "assistant", DAY, None, "house"),))
    assert matched(named, "ROSE BAKER")[2] == "Agreed: Aunt Rose."  # she is not on the family's card


FOUR = "agreed: 4 times a month, about £150.00 each."
REGULAR = Agreed("Ann", ("ann baker",), "assistant", date(2026, 4, 1), pattern=Pattern(4, "month", 15000))


def taken(given, *lines):
    matcher = Matcher(given)
    return [matcher.match(on, "ANN BAKER", pence).why for on, pence in lines]


def test_an_agreed_use_that_is_taken_once_too_often_or_twice_a_day_needs_a_person():
    days = [(date(2026, 4, day), 15000) for day in (1, 8, 15, 22)]
    fine = ["Agreed: Ann."] * 4
    assert taken(known(agreed=(REGULAR,)), *days, (date(2026, 4, 30), 15000), (date(2026, 5, 1), 15000), (date(2026, 4, 30), 14000)) == [
        *fine, f"The fifth payment in April 2026; {FOUR}", "Agreed: Ann.", f"The sixth payment in April 2026; {FOUR}",
    ]  # fmt: skip
    assert taken(known(agreed=(REGULAR,)), days[0], days[0], (days[0][0], 15001))[1:] == [
        f"£150.00 to ANN BAKER on 1 April 2026 is there already: was it paid twice? A{FOUR[1:]}", "Agreed: Ann.",
    ]  # fmt: skip
    assert taken(known(agreed=(REGULAR,)), (DAY, 18750), (DAY, 18751)) == ["Agreed: Ann.", f"£187.51 at once; {FOUR}"]  # a quarter more
    before = known(agreed=(REGULAR,), taken=[(on, "ann baker ltd", pence) for on, pence in days] + [(date(2026, 3, 31), "ann baker", 1)])
    assert taken(before, (date(2026, 4, 29), 15000)) == [f"The fifth payment in April 2026; {FOUR}"]
    weekly = known(agreed=(replace(REGULAR, pattern=Pattern(1, "week", None)),))
    assert taken(weekly, (date(2026, 4, 6), 1), (date(2026, 4, 12), 2), (date(2026, 4, 13), 1)) == [
        "Agreed: Ann.", "The second payment in the week of 6 April 2026; agreed: once a week.", "Agreed: Ann.",
    ]  # fmt: skip
    assert (Pattern(2, "week", 500).say(), Pattern(1, "month", 500).say()) == ("twice a week, about £5.00 each", "once a month, about £5.00")


def test_a_file_is_held_against_how_often_was_agreed_and_what_was_paid_before(county):
    agreement = an_agreement(county)
    manager = county.at(Role.MANAGER)
    wish = WriteUse(agreement, "support", "Ann", FIRST, payees="Ann Baker", times=2, times_per="month", each_pence=8400)
    for wrong, field in (({"times": 0}, "times"), ({"times": 100}, "times"), ({"times_per": ""}, "times_per"), ({"each_pence": 0}, "each_pence"),
                         ({"payees": " , "}, "payees"), ({"times": None}, "times")):  # fmt: skip
        with pytest.raises(Refused) as said:
            manager.perform(write_use, replace(wish, **wrong))
        assert said.value.field == field
    manager.perform(write_use, wish)
    take(county, agreement, a_file("13/04/2026,Ann Baker wages,84.00,", "13/04/2026,Ann Baker wages,84.00,"))
    take(county, agreement, a_file("27/04/2026,ANN BAKER,80.00,", "04/05/2026,ANN BAKER,80.00,"), "more.csv")
    agreed = "greed: twice a month, about £84.00 each."
    assert [(one.match, one.why) for one in spent(county)] == [
        ("matched", "Agreed: Ann."),
        ("odd", f"£84.00 to Ann Baker wages on 13 April 2026 is there already: was it paid twice? A{agreed}"),
        ("odd", f"The third payment in April 2026; a{agreed}"), ("matched", "Agreed: Ann."),
    ]  # fmt: skip
    (use,) = county.at(Role.FINANCE).ask(account_card, agreement).uses
    assert use.often == "twice a month, about £84.00 each"
    said = words_of(county, manager.perform(issue_summary, IssueSummary(agreement)).answer)
    assert "Ann, twice a month, about £84.00 each." in said
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text("insert into agreement_use (agreement_id, kind, words, relation, payees, same_household, nights_single, nights_year, "
                                "reason, approver, from_day, times, times_per, at, person_id) values "
                                "(1, 'support', 'x', '', '', false, 0, 0, '', '', '2026-04-06', 2, '', '2026-04-06 09:00:00', 1)"))  # fmt: skip
