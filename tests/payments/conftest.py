"""An agreement that was paid once, and one that gives money back by a plan."""

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.spending.tables import Debt
from tests.payments.builders import ROWS, a_file, an_agreement, paid, spent, take, version_of


@pytest.fixture
def funded(county):
    agreement = an_agreement(county)
    paid(county)
    return county, agreement


@pytest.fixture
def by_plan(funded):
    """£20.00 of cash, or another sum, to give back, £A.BC out of each payment: called with the pence."""
    county, agreement = funded

    def planned(a_cycle, pence=2000):
        take(county, agreement, a_file(*ROWS[:4], f"21/04/2026,Cash withdrawal,{pence / 100:.2f},"))
        county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[4].id, 1, "other", None, pence, "Cash"))
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
        county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, 1)))
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, version_of(county, Debt, 1), "plan agreed", a_cycle, reason="They agreed on the telephone"))
        return county, agreement

    return planned
