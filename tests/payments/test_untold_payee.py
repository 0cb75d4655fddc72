"""Who is paid and must not be told any more gets no letter of the payment: said in the list and in a batch, which goes on (R-P6)."""

from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.payments.letters.batches import issue_all
from shortbreaks.payments.letters.due import letters_due, statements_wanted
from shortbreaks.payments.papers import IssueStatement, issue_statement
from tests.builders import a_right
from tests.families.test_rights import ORDER
from tests.payments.builders import FIRST, an_agreement, paid, payee_of
from tests.payments.test_letter_batches import child_of

DAY = date(2026, 7, 22)


def test_a_batch_leaves_out_who_must_not_be_told_and_says_why(county, tmp_path):
    barred, told = an_agreement(county), an_agreement(county, last="Stone")
    paid(county, FIRST)
    a_right(county, payee_of(county, child_of(county, barred)), **ORDER, from_day=date(2026, 7, 1))
    office = county.at(Role.COORDINATOR)
    done = issue_all(office, office.ask(statements_wanted, DAY), tmp_path, processes=1)
    assert (done.issued, [one.why for one in done.not_done]) == (1, [
        "A court’s order says that who is paid gets no letters. Say who is paid from now on, or enter the order that changes it."
    ])  # fmt: skip
    due = {row.key.agreement_id: row.stopped for row in county.at(Role.FINANCE).ask(letters_due)}
    assert all(bool(why) is (one == barred) for one, why in due.items())
    with pytest.raises(Refused, match="who is paid gets no letters"):
        office.perform(issue_statement, IssueStatement(barred, DAY))
    assert told
