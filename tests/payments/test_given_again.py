"""A line that was asked back and turns out to be wrong: once its debt is settled it is put back, and what came back is paid again (R-D23, R-D24)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.debts.money_back import TakeBack, take_back
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.spending.putting_back import (
    PutBackFile,
    PutBackLine,
    line_to_put_back,
    put_back_file,
    put_back_line,
)
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.tables import Owed
from tests.payments.builders import (
    SECOND,
    a_file,
    an_agreement,
    an_award,
    holds,
    lines_of,
    paid,
    spent,
    take,
    version_of,
)

THIRD, TODAY = date(2026, 6, 1), date(2026, 7, 22)
WHY = "It was another family’s card"
PUT_BACK = "update spend_line set match = 'put back', misspent_pence = 0, back_at = '2026-07-22 09:00:00', back_by = 1, back_why = 'x' where id = 2"


def owed(county):
    with Session(county.database.reading) as db:
        return [tuple(row) for row in db.execute(select(Owed.first_day, Owed.pence, Owed.entered_on, Owed.debt_id).order_by(Owed.id))]


def back(county, line):
    return county.at(Role.FINANCE).perform(put_back_line, PutBackLine(line, version_of(county, SpendLine, line), WHY))


def move(county, state, **more):
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, version_of(county, Debt, 1), state, **more))


def test_what_came_back_by_a_plan_is_paid_again_once_its_line_is_put_back(by_plan):
    county, agreement = by_plan(1500)
    cash = spent(county)[4].id
    paid(county, SECOND)
    with pytest.raises(Refused, match="asked back from the family"):
        back(county, cash)
    paid(county, THIRD)
    assert county.at(Role.FINANCE).ask(line_to_put_back, cash).given_again == 2000
    before = holds(county, agreement)
    back(county, cash)
    assert (holds(county, agreement), owed(county)) == (before + 2000, [(date(2026, 4, 21), 2000, TODAY, 1)])
    run = paid(county, date(2026, 6, 29))
    assert [(one.kind, one.net_pence) for one in lines_of(county, run)] == [("cycle", 39096), ("arrears", 2000)]
    assert holds(county, agreement) == before + 2000 + 39096 + 2000
    assert check(county.database).flaws == ()


def test_of_a_debt_written_off_only_what_had_come_back_is_given_again_and_nothing_where_nothing_had(by_plan):
    county, _ = by_plan(500)
    paid(county, SECOND)
    move(county, "written off", finance_ref="WO 7", reason="It was not theirs")
    office = county.at(Role.FINANCE)
    found = office.ask(line_to_put_back, spent(county)[4].id)
    assert (found.given_again, found.file.given_again) == (500, 500)
    office.perform(put_back_file, PutBackFile(1, 5, WHY))
    assert [row[1] for row in owed(county)] == [500]
    assert check(county.database).flaws == ()


def test_nothing_is_given_again_for_a_debt_of_which_nothing_came(by_plan):
    county, _ = by_plan(500)
    move(county, "written off", finance_ref="WO 7", reason="It was not theirs")
    back(county, spent(county)[4].id)
    assert owed(county) == []


def test_what_is_given_again_is_no_arrears_of_the_cycle_that_begins_on_its_day(funded):
    county, agreement = funded
    paid(county, SECOND)
    take(county, agreement, a_file("2026-05-04,Toy shop,20.00,"))
    finance = county.at(Role.FINANCE)
    finance.perform(judge_line, JudgeLine(1, 1, "other", None, 2000, "A slip"))
    move(county, "approved")
    county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, 1)))
    finance.perform(take_back, TakeBack(1, version_of(county, Debt, 1), 2000, TODAY, from_pot=False, reference="FPI 1"))
    back(county, 1)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1729, part=1, since=SECOND))
    assert [row[:2] for row in owed(county)] == [(SECOND, 2000), (SECOND, 2400)]
    run = paid(county, THIRD)
    assert [one.net_pence for one in lines_of(county, run)] == [41496, 4400]
    assert check(county.database, pages=False).flaws == ()
    row = f"insert into owed (agreement_id, first_day, last_day, since, pence, words, entered_on, debt_id) values ({agreement}, '2026-05-04', '2026-05-04', '2026-05-04', "
    for pence, said in ((2001, "No more is given again"), (1, "owed_debt_id|owed.debt_id")):  # more than came, and twice
        with pytest.raises(DBAPIError, match=said), county.database.writing.begin() as connection:
            connection.execute(text(f"{row} {pence}, 'x', '2026-07-22', 1)"))


def test_a_misspent_debt_is_of_one_line_of_two_that_are_alike(county):
    agreement = an_agreement(county)
    other = an_agreement(county, last="Other")
    paid(county)
    take(county, agreement, a_file("13/04/2026,Ann,20.00,", "13/04/2026,Bo,20.00,", "14/04/2026,Cy,20.00,"))
    finance = county.at(Role.FINANCE)
    for line in (1, 2):
        finance.perform(judge_line, JudgeLine(line, 1, "other", None, 2000, "A slip"))
    move(county, "withdrawn", reason="The receipt came")
    with pytest.raises(Refused, match=r"£20\.00 of the line of 13 April 2026, Bo, is asked back"):
        back(county, 2)
    back(county, 1)
    with pytest.raises(Refused, match="Withdraw the debt first"):
        finance.perform(judge_line, JudgeLine(2, 2, "other", None, 500, "A slip"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(2, version_of(county, Debt, 2), "withdrawn", reason="Too much was asked"))
    finance.perform(judge_line, JudgeLine(2, 2, "other", TODAY, 2000, "A slip"))  # the evidence alone: nothing is asked anew
    finance.perform(judge_line, JudgeLine(2, 3, "other", TODAY, 500, "A slip"))
    with Session(county.database.reading) as db:
        assert [tuple(row) for row in db.execute(select(Debt.id, Debt.spend_line_id, Debt.pence, Debt.state).order_by(Debt.id))] == [
            (1, 1, 2000, "withdrawn"), (2, 2, 2000, "withdrawn"), (3, 2, 500, "proposed"),
        ]  # fmt: skip
    assert check(county.database).flaws == ()
    _the_database_keeps_it(county, other)


def _the_database_keeps_it(county, other):
    """Whoever writes: a debt is of its own line, once, and neither changes under the other."""
    columns = ("agreement_id, kind, spend_line_id, pence, state, proposed_by, proposed_on, arose_on, a_cycle_pence, recovered_pence, "
               "finance_ref, reason, version")  # fmt: skip
    new = f"insert into debt ({columns}) values ({{}}, 1, '2026-07-22', '{{}}', 0, 0, '', 'x', 1)"
    for wrong, said in (
        (new.format("1, 'misspent', 3, 2000, 'proposed'", "2026-04-14"), "is of one line"),  # nothing of it was misspent
        (new.format(f"{other}, 'misspent', 2, 500, 'proposed'", "2026-04-13"), "is of one line"),
        (new.format("1, 'misspent', 2, 499, 'proposed'", "2026-04-13"), "is of one line"),
        (new.format("1, 'misspent', 2, 500, 'proposed'", "2026-04-14"), "is of one line"),
        (new.format("1, 'misspent', 2, 500, 'proposed'", "2026-04-13"), "uq_debt_spend_line"),
        (new.format("1, 'misspent', null, 500, 'proposed'", "2026-04-13"), "ck_debt_line"),
        (new.format("1, 'surplus', 2, 500, 'withdrawn'", "2026-04-13"), "ck_debt_line"),
        ("update debt set spend_line_id = 1 where id = 3", "keeps its family"),
        ("update debt set pence = 400 where id = 3", "keeps its family"),
        ("update spend_line set misspent_pence = 400 where id = 2", "asked back from the family"),
        (PUT_BACK, "asked back from the family"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError) as refused, county.database.writing.begin() as connection:
            connection.execute(text(wrong))
        heard = str(refused.value.orig)
        assert said in heard or (said.startswith("uq_") and "debt.spend_line_id" in heard), (wrong, heard)
