"""`check` proves payments: a run, a payment, a line of spending or a bank's balance that does not agree is named."""

from datetime import date

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.payments.judging import JudgeLine, SayBalance, judge_line, say_balance
from tests.payments.builders import (
    a_file,
    an_agreement,
    paid,
    take,
)


def flaws(county):
    return [str(flaw) for flaw in check(county.database).flaws]


def test_whole_books_have_no_flaw_and_the_bank_that_differs_is_named(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    office = county.at(Role.FINANCE)
    office.perform(say_balance, SayBalance(agreement, date(2026, 4, 30), 39096 - 20408))
    assert flaws(county) == []
    office.perform(say_balance, SayBalance(agreement, date(2026, 4, 30), 39096))
    (flaw,) = flaws(county)
    assert "DP-10001" in flaw
    assert "the bank said £390.96 on 30.04.2026, the books hold £186.88" in flaw


def test_a_total_changed_behind_the_application_is_named(file_county):
    an_agreement(file_county)
    paid(file_county)
    with file_county.database.writing.begin() as connection:
        connection.execute(text("update payment_run set total_pence = total_pence + 1"))
    assert any("payment run 1" in flaw and "£390.97" in flaw for flaw in flaws(file_county))


def test_a_payment_pointed_at_another_entry_is_named(file_county):
    agreement = an_agreement(file_county)
    paid(file_county)
    take(file_county, agreement, a_file())
    with file_county.database.writing.begin() as connection:
        connection.execute(text("update run_line set entry_id = 2"))
        connection.execute(text("update spend_line set entry_id = null where id = 2"))
    found = flaws(file_county)
    assert any("payment 1" in flaw for flaw in found)
    assert any("line of spending 2" in flaw for flaw in found)


def test_a_misspent_part_that_is_not_what_its_debt_asks_is_named(file_county):
    agreement = an_agreement(file_county)
    paid(file_county)
    take(file_county, agreement, a_file())
    for line in (3, 5):
        file_county.at(Role.FINANCE).perform(judge_line, JudgeLine(line, 1, "other", None, 1000, "A slip"))
    assert flaws(file_county) == []
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger spend_line_asked")
        connection.exec_driver_sql("drop trigger debt_fixed")
        connection.execute(text("update spend_line set misspent_pence = 900 where id = 5"))
        connection.execute(text("update spend_line set match = 'misspent', misspent_pence = 800 where id = 4"))
        connection.execute(text("update debt set arose_on = '2026-04-20' where id = 1"))
    assert flaws(file_county)[2:] == [
        "debt 1: it is of another family or day than its line 3",
        "debt 2: it asks £10.00 back of line 5, of which £9.00 was not for the plan",
        "line 4: £8.00 of it was not for the plan, and nothing asks it back",
    ]  # fmt: skip
