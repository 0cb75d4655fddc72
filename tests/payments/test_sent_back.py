"""A payment that the bank sends back after finance had taken it: out of the books on its day, paid again by the next run (R-F3)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.finance.check_rows import Span
from shortbreaks.finance.month_lists import rejected
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.ledger.tables import Entry
from shortbreaks.payments.proof import what_came_back_is_taken_out
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.runs.sent_back import SentBack, payment_sent_back
from shortbreaks.payments.spending.tables import Debt
from tests.nasty import MARKUP
from tests.payments.builders import (
    FIRST,
    SECOND,
    an_agreement,
    drafted,
    export,
    holds,
    lines_of,
    paid,
    proved,
    run_of,
)

DAY = date(2026, 4, 8)
PAID_ON = date(2026, 4, 2)


def taken(county, first=FIRST):
    """A run whose payments finance took; gives its first line."""
    run = paid(county, first)
    export(county, run)
    answers = tuple(Answer(line.id, taken=True) for line in lines_of(county, run) if line.state == "posted")
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, answers))
    return lines_of(county, run)[0].id


def back(county, line, on=DAY, reason="Account closed", role=Role.FINANCE):
    return county.at(role).perform(payment_sent_back, SentBack(line, on, reason)).answer


def test_a_payment_that_came_back_is_reversed_on_its_day_and_paid_again_once(county):
    agreement = an_agreement(county)
    line = taken(county)
    entry = back(county, line, reason=f"  {MARKUP[0]} ")
    assert holds(county, agreement) == 0
    with Session(county.database.reading) as db:
        kept = db.get(Entry, entry)
        assert (kept.on, kept.what) == (DAY, "Sent back by the bank, run 1")
    (kept,) = lines_of(county, 1)
    assert (kept.state, kept.returned_on, kept.reason, run_of(county, 1).state) == ("returned", DAY, MARKUP[0].strip(), "acknowledged")
    late, current = lines_of(county, drafted(county, SECOND))
    assert [(one.first_day, one.net_pence, one.flags) for one in (late, current)] == [
        (FIRST, 39096, "new,late"), (SECOND, 39096, "new"),
    ]  # fmt: skip
    assert proved(county)
    assert check(county.database).flaws == ()


def test_the_day_the_reason_and_the_state_are_asked_beside_their_fields(file_county):
    an_agreement(file_county)
    run = paid(file_county)
    (line,) = lines_of(file_county, run)
    with pytest.raises(Refused, match="not answered by finance yet"):
        back(file_county, line.id)
    export(file_county, run)
    file_county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=True),)))
    for wrong, field in (({"reason": "  "}, "reason"), ({"reason": "x" * 201}, "reason"),
                         ({"on": date(2026, 4, 1)}, "on"), ({"on": date(2026, 7, 23)}, "on")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            back(file_county, line.id, **wrong)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        back(file_county, line.id, role=Role.APPROVER)
    back(file_county, line.id, on=PAID_ON)  # the day it was paid itself
    with pytest.raises(Refused, match="sent back already"):
        back(file_county, line.id)


def test_a_day_in_a_month_that_is_closed_is_refused_and_a_day_of_an_open_one_is_not(file_county):
    agreement = an_agreement(file_county)
    line = taken(file_county)
    file_county.at(Role.FINANCE).perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    with pytest.raises(Refused, match="books of April 2026 are closed"):
        back(file_county, line)
    assert holds(file_county, agreement) == 39096
    back(file_county, line, on=date(2026, 5, 1))
    assert holds(file_county, agreement) == 0


@pytest.fixture
def funded(funded_in_file):
    """Paid once, on one engine; what the database itself keeps is tried on both."""
    return funded_in_file


def test_what_it_gave_back_is_owed_again(by_plan):
    county, agreement = by_plan(2000)
    before = holds(county, agreement)
    line = taken(county, SECOND)
    back(county, line, on=date(2026, 5, 5))
    with Session(county.database.reading) as db:
        debt = db.scalars(select(Debt)).one()
    assert (debt.state, debt.recovered_pence, holds(county, agreement)) == ("plan agreed", 0, before)
    assert check(county.database).flaws == ()


def test_it_stands_in_the_months_list_of_what_came_back(file_county):
    an_agreement(file_county)
    back(file_county, taken(file_county), on=date(2026, 5, 6))
    with Session(file_county.database.reading) as db:
        view = type("V", (), {"db": db})
        months = [Span(date(2026, month, 1), date(2026, month, 30)) for month in (4, 5)]
        assert [[(row.what, row.pence) for row in rejected(view, span)] for span in months] == [[], [("Run 1: Account closed", 39096)]]


def test_the_database_sends_back_only_what_was_taken_and_only_once(county):
    an_agreement(county)
    paid(county)
    wrong = (
        "update run_line set state = 'returned', returned_on = '2026-04-08', reason = 'x' where id = 1",
        "update run_line set state = 'acknowledged', returned_on = '2026-04-08' where id = 1",
    )
    for statement in wrong:
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    back(county, taken(county, SECOND), on=date(2026, 5, 5))
    for statement in (
        "update run_line set state = 'acknowledged', returned_on = null where id = 2",
        "update run_line set returned_on = '2026-05-06' where id = 2", "update run_line set gross_pence = 1 where id = 2",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_check_names_a_payment_whose_books_say_otherwise(file_county):
    an_agreement(file_county)
    back(file_county, taken(file_county))

    def found(*statements):
        with file_county.database.writing.connect() as connection, connection.begin() as change:
            for (trigger,) in connection.execute(text("select name from sqlite_master where type = 'trigger'")).all():
                connection.execute(text(f"drop trigger {trigger}"))
            for statement in statements:
                connection.execute(text(statement))
            said = [f"{row}: {words}" for row, words in what_came_back_is_taken_out(connection)]
            change.rollback()
        return said

    assert found() == []
    assert found("update run_line set state = 'acknowledged', returned_on = null where id = 1") == [
        "payment 1: it is acknowledged, and the books take it out on 2026-04-08"
    ]
    assert found("update run_line set returned_on = '2026-04-09' where id = 1") == [
        "payment 1: it is returned, and the books take it out on 2026-04-08"
    ]
    taken(file_county, SECOND)
    assert found("update run_line set state = 'rejected', reason = 'x' where id = 2") == [
        "payment 2: it is rejected, and nothing in the books takes it out"
    ]
