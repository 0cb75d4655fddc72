"""A line of a family's bank file and the same money entered as come back: warned of, tied, counted once (R-D22, R-D24)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.debts.proof import money_back_left_once
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.known import known_of
from shortbreaks.payments.spending.matching import is_us
from shortbreaks.payments.spending.same_money import TieMoney, lines_like_back, sums_like_line, tie_money
from tests.payments.builders import a_file, holds, spent, take

TENTH = date(2026, 4, 10)
ADD = "insert into money_back_tie (money_back_id, spend_line_id, at, person_id, parted_why, parted_own) values"
BACK = ("13/04/2026,KENT COUNTY COUNCIL,100.00,",)


def sent_back(county, agreement, pence=10000, on=TENTH, **other):
    return county.at(Role.FINANCE).perform(take_unspent, TakeUnspent(agreement, pence, on, "FPI 1", **other)).answer


def flaws(county):
    return [str(flaw) for flaw in check(county.database).flaws]


def test_money_entered_after_its_bank_line_is_warned_of_and_tied(funded):
    county, agreement = funded
    take(county, agreement, a_file(*BACK))
    assert holds(county, agreement) == 29096
    with pytest.raises(Refused, match=r"£100\.00 to KENT COUNTY COUNCIL on 13 April 2026, counted as spent"):
        sent_back(county, agreement)
    (line,) = county.at(Role.FINANCE).ask(lines_like_back, agreement, 10000, TENTH)
    sent_back(county, agreement, line_id=line.id)
    assert holds(county, agreement) == 29096  # once
    assert [(one.category, one.match) for one in spent(county)] == [("our payment", "accepted")]
    with pytest.raises(Refused, match="payment of ours"):
        county.at(Role.FINANCE).perform(judge_line, JudgeLine(line.id, 2, "other", None, 500, "Cash"))
    assert county.at(Role.FINANCE).ask(lines_like_back, agreement, 10000, TENTH) == ()
    assert flaws(county) == []


def test_a_line_that_was_misspent_is_not_offered_as_money_that_came_back(funded):
    county, agreement = funded
    take(county, agreement, a_file("13/04/2026,CASH,100.00,"))
    line = spent(county)[0].id
    office = county.at(Role.FINANCE)
    assert [one.id for one in office.ask(lines_like_back, agreement, 10000, TENTH)] == [line]
    office.perform(judge_line, JudgeLine(line, 1, "other", None, 10000, "Sweets on the way"))
    assert office.ask(lines_like_back, agreement, 10000, TENTH) == (), "it is asked back as it is"
    back = sent_back(county, agreement)
    with pytest.raises(Refused, match="does not count as spent"):
        office.perform(tie_money, TieMoney(line, 2, back))


def test_all_that_was_left_can_be_tied_and_other_money_counts_by_itself(funded):
    county, agreement = funded
    take(county, agreement, a_file("13/04/2026,KENT COUNTY COUNCIL,300.00,", "14/04/2026,Ann Baker,30.00,"))
    line = spent(county)[0]
    with pytest.raises(Refused, match=r"held £90\.96"):
        sent_back(county, agreement, 30000, date(2026, 4, 13), apart=True)
    sent_back(county, agreement, 30000, date(2026, 4, 13), line_id=line.id)
    with pytest.raises(Refused, match="Ann Baker"):
        sent_back(county, agreement, 3000, date(2026, 4, 28))
    sent_back(county, agreement, 3000, date(2026, 4, 28), apart=True)
    assert holds(county, agreement) == 39096 - 30000 - 3000 - 3000
    with pytest.raises(Refused, match="not a line of this sum"):
        sent_back(county, agreement, 100, date(2026, 4, 28), line_id=line.id)
    assert flaws(county) == []


def test_each_sum_entered_before_stands_for_one_line_and_only_for_one_that_names_the_council(funded):
    county, agreement = funded
    sent_back(county, agreement)
    rows = ("12/04/2026,Ann Baker,100.00,", *BACK, "14/04/2026,COUNCIL,100.00,")
    take(county, agreement, a_file(*rows))
    kept = spent(county)
    assert [(one.match, one.category, one.entry_id is None) for one in kept] == [
        ("odd", "", False), ("matched", "our payment", True), ("odd", "", False),
    ]  # fmt: skip
    assert kept[0].why == "£100.00 was entered as paid back on 10 April 2026. Is it the same money?"
    assert holds(county, agreement) == 39096 - 30000
    assert county.at(Role.FINANCE).ask(sums_like_line, kept[0].id) == ()  # it has its line
    assert take(county, agreement, a_file(*rows, "15/04/2026,KENT COUNTY COUNCIL,100.00,"), "again.csv") == 1
    assert holds(county, agreement) == 39096 - 40000
    assert flaws(county) == []


def test_a_line_that_counted_too_is_taken_back_when_a_person_ties_it(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file("14/04/2026,REF 00417 ONLINE,100.00,"))
    office, line = county.at(Role.FINANCE), spent(county)[0]
    (one,) = office.ask(sums_like_line, line.id)
    assert holds(county, agreement) == 39096 - 20000
    with pytest.raises(Refused, match="not the same sum"):
        office.perform(tie_money, TieMoney(line.id, 1, one.id + 1))
    other = sent_back(county, agreement, 500, date(2026, 4, 14))
    with pytest.raises(Refused, match="not the same sum"):
        office.perform(tie_money, TieMoney(line.id, 1, other))
    assert holds(county, agreement) == 39096 - 20500
    office.perform(tie_money, TieMoney(line.id, 1, one.id))
    assert holds(county, agreement) == 29096 - 500
    assert office.ask(account_card, agreement, date(2026, 4, 14)).closing == 29096 - 500  # the line's own day
    with pytest.raises(Refused, match="tied"):
        office.perform(tie_money, TieMoney(line.id, 2, one.id))
    assert flaws(county) == []


def test_a_line_of_a_closed_month_is_taken_back_today(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file("14/04/2026,REF 00417 ONLINE,100.00,"))
    county.at(Role.FINANCE).perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    office = county.at(Role.FINANCE)
    office.perform(tie_money, TieMoney(spent(county)[0].id, 1, 1))
    assert office.ask(account_card, agreement, date(2026, 4, 30)).closing == 19096  # as the closed month says
    assert holds(county, agreement) == 29096
    assert flaws(county) == []


def test_a_sum_counted_twice_or_tied_to_another_is_named(file_county):
    from tests.payments.builders import an_agreement, paid

    county = file_county
    agreement = an_agreement(county)
    paid(county)
    sent_back(county, agreement)
    take(county, agreement, a_file("14/04/2026,REF 00417 ONLINE,100.00,"))
    with county.database.writing.connect() as connection, connection.begin() as change:
        add = f"{ADD} (1, 1, '2026-04-12', 1, '', false)"
        connection.execute(text(add))
        assert list(money_back_left_once(connection)) == [
            ("tie 1", "£100.00 came back, its line is £100.00, and £200.00 left the account")
        ]
        change.rollback()


@pytest.mark.parametrize(
    ("payee", "ours"),
    [
        ("KENT COUNTY COUNCIL", True), ("Kent CC refund", False), ("KCC DIRECT PAYMENTS", True), ("Kent County Show", False),
        ("Council tax", True), ("Kentish Swim Club", False), ("", False),
    ],
)  # fmt: skip
def test_a_bank_names_the_council_by_its_name_or_its_letters(payee, ours):
    assert is_us(payee, "Kent County Council") is ours
    assert is_us(payee, "") is ("council" in payee.casefold())


def test_a_payment_of_ours_that_has_its_line_is_not_there_for_another(funded):
    county, agreement = funded
    take(county, agreement, a_file("2026-04-07,SHORT BREAKS,,390.96"))
    with county.database.reading.connect() as connection:
        from sqlalchemy.orm import Session

        known = known_of(Session(bind=connection), {agreement}, TENTH)[agreement]
    assert known.paid == []
    take(county, agreement, a_file("2026-04-08,Grandmother,,390.96"), "b.csv")
    assert [(one.match, one.category) for one in spent(county)] == [("matched", "our payment"), ("odd", "own money")]
    assert replace(known, week=1).back == []
