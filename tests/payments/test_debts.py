"""A debt on any day as it stood then, and money that came back by bank, each proved by check (R-D22, R-D24)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.finance.checks import Span
from shortbreaks.finance.year_lists import open_debts
from shortbreaks.payments.debts.money_back import TakeBack, TakeUnspent, take_back, take_unspent
from shortbreaks.payments.debts.proof import (
    debts_are_where_their_steps_left_them,
    money_back_is_posted,
    what_came_back_stands_in_the_books,
)
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.tables import Debt
from tests.nasty import NAMES
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take, version_of

TODAY = date(2026, 7, 22)
PROOFS = (debts_are_where_their_steps_left_them, what_came_back_stands_in_the_books, money_back_is_posted)


def moved(county, state, **other):
    early = {"reason": "They agreed on the telephone"} if state in {"plan agreed", "invoiced"} else {}
    request = MoveDebt(1, version_of(county, Debt, 1), state, **{**early, **other})
    county.at(Role.APPROVER).perform(move_debt, request)


def back(county, pence, on, reference="BGC OKAFOR", *, from_pot=True):
    request = TakeBack(1, version_of(county, Debt, 1), pence, on, from_pot, reference)
    return county.at(Role.FINANCE).perform(take_back, request).answer


@pytest.fixture
def asked(funded):
    """£20.00 of cash asked back on 22 July, its letter sent a day later."""
    county, agreement = funded
    ask_cash_back(county, agreement)
    return county, agreement


def ask_cash_back(county, agreement):
    take(county, agreement, a_file())
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[4].id, 1, "other", None, 2000, "Cash"))
    county.clock.forward(days=1)
    moved(county, "approved")
    county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, 1)))


def stood(county, agreement, day):
    return [(one.state, one.recovered) for one in county.at(Role.FINANCE).ask(account_card, agreement, day).debts]


def test_a_debt_is_shown_as_it_stood_on_the_day(asked):
    county, agreement = asked
    county.clock.forward(days=10)
    back(county, 500, TODAY + timedelta(days=5))  # entered later than it arrived
    moved(county, "invoiced")
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=5), TODAY + timedelta(days=11)]
    assert [stood(county, agreement, day) for day in days] == [
        [], [("proposed", 0)], [("letter sent", 0)], [("letter sent", 500)], [("invoiced", 500)],
    ]  # fmt: skip
    with county.database.reading.connect() as connection:
        view = type("V", (), {"db": connection})
        said = open_debts(view, Span(date(2026, 4, 1), TODAY + timedelta(days=2)))
    assert [(row.what, row.pence) for row in said] == [("Misspent, letter sent", 2000)]
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_money_back_needs_its_reference_its_day_and_is_entered_once(asked):
    county, agreement = asked
    before = holds(county, agreement)
    with pytest.raises(Refused, match="reference is missing"):
        back(county, 500, TODAY, "  ")
    with pytest.raises(Refused, match="has not come yet"):
        back(county, 500, TODAY + timedelta(days=9))
    back(county, 500, TODAY)
    with pytest.raises(Refused, match="entered before"):
        back(county, 500, TODAY)
    assert back(county, 1500, TODAY, NAMES[0][:60]) == "recovered"
    assert holds(county, agreement) == before - 2000


def test_unspent_money_that_comes_back_is_never_more_than_is_held_and_its_bank_line_is_not_spent_again(funded):
    county, agreement = funded
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match=r"held £390\.96 on 10 April 2026"):
        office.perform(take_unspent, TakeUnspent(agreement, 39097, date(2026, 4, 10), "FPI 1"))
    office.perform(take_unspent, TakeUnspent(agreement, 10000, date(2026, 4, 10), "FPI 1"))
    assert holds(county, agreement) == 29096
    take(county, agreement, a_file("13/04/2026,KENT COUNTY COUNCIL,100.00,"))
    assert holds(county, agreement) == 29096
    assert [(one.category, one.entry_id) for one in spent(county)] == [("our payment", None)]
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_each_fault_of_debts_and_money_back_is_named(file_county):
    county = file_county
    an_agreement(county)
    paid(county)
    ask_cash_back(county, 1)
    back(county, 500, TODAY)

    def found(statement):
        with county.database.writing.connect() as connection, connection.begin() as change:
            for (trigger,) in connection.execute(text("select name from sqlite_master where type = 'trigger'")).all():
                connection.execute(text(f"drop trigger {trigger}"))
            connection.execute(text(statement))
            said = [f"{row}: {words}" for proof in PROOFS for row, words in proof(connection)]
            change.rollback()
        return said

    assert found("update debt set state = 'withdrawn'") == ["debt 1: it is withdrawn, and its last step says letter sent"]
    assert found("update debt set recovered_pence = 501") == [
        "debt 1: £5.01 came back, and its steps brought £5.00", "debt 1: £5.01 came back, and the books say £5.00",
    ]  # fmt: skip
    assert found("update money_back set pence = 499") == ["money back 1: it is £4.99, and its entry says £5.00"]
    assert found("update money_back set on_date = '2026-07-20'") == ["money back 1: it is £5.00, and its entry says £0.00"]
