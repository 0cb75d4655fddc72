"""A posted payment that must not go is held back by a second person before its file is made, and reversed by its own entry (R-D24)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import MAY, Role
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.finance.batches import batch_file
from shortbreaks.finance.checks import check_rows
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.holding_back import HoldBack, hold_back
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import (
    FIRST,
    SECOND,
    an_agreement,
    an_award,
    drafted,
    export,
    holds,
    lines_of,
    paid,
    proved,
    run_of,
)

APPROVER, MANAGER = (list(Role).index(role) + 1 for role in (Role.APPROVER, Role.MANAGER))


def hold(county, line, reason="The account is another family’s", role=Role.APPROVER):
    return county.at(role).perform(hold_back, HoldBack(line, reason)).answer


def test_a_payment_held_back_is_in_no_file_out_of_the_books_on_its_day_and_paid_again(county):
    agreement = an_agreement(county)
    other = an_agreement(county)
    run = paid(county)
    line, stays = lines_of(county, run)
    with pytest.raises(NotAllowed):
        hold(county, line.id, role=Role.FINANCE)
    with pytest.raises(Refused) as refused:
        hold(county, line.id, " ")
    assert refused.value.field == "reason"
    hold(county, line.id)
    assert (holds(county, agreement), holds(county, other)) == (0, 39096)
    rows = county.at(Role.FINANCE).ask(account_card, agreement).lines
    assert [(row.on, row.pence) for row in rows] == [(date(2026, 4, 2), 39096), (date(2026, 7, 22), -39096)]
    assert "Held back before it was sent, run 1" in str(rows) and "The account is another family’s" in str(rows)
    with pytest.raises(Refused, match="held back already"):
        hold(county, line.id)
    for statement in ("update run_line set state = 'posted', held_by = null where state = 'held back'",
                      f"update run_line set held_by = {MANAGER} where state = 'held back'",
                      "update run_line set state = 'held back', reason = 'x', held_by = (select drafted_by from payment_run) where state = 'posted'"):  # fmt: skip
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    batch = county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run)).answer
    file = county.at(Role.FINANCE).ask(batch_file, batch)
    assert (file.control.count, file.control.pence) == (1, 39096)
    with pytest.raises(Refused, match="file of run 1 is made already"):
        hold(county, stays.id)
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text(f"update run_line set state = 'held back', reason = 'x', held_by = {APPROVER} where id = {stays.id}"))
    assert check(county.database).flaws == () and proved(county)
    export_written(county, batch)
    assert [(one.agreement_id, one.first_day) for one in lines_of(county, drafted(county, SECOND))][:2] == [(agreement, FIRST), (agreement, SECOND)]


def test_whoever_prepared_a_run_holds_nothing_of_it_back(file_county):
    an_agreement(file_county)
    run = paid(file_county)
    prepared = file_county.at(Role.FINANCE)
    both = replace(prepared, person=replace(prepared.person, permissions=frozenset(MAY[Role.APPROVER])))
    with pytest.raises(Refused, match="You prepared this run"):
        both.perform(hold_back, HoldBack(lines_of(file_county, run)[0].id, "Wrong account"))
    assert run_of(file_county, run).state == "posted"


@pytest.mark.parametrize("same", ["name = 'Finance One'", "email = ' FINANCE@example.org'"])
def test_who_has_the_name_or_the_e_mail_of_whoever_prepared_it_holds_nothing_back(file_county, same):
    county = file_county
    an_agreement(county)
    line = lines_of(county, paid(county))[0].id
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update person set {same} where id = {APPROVER}"))
    with pytest.raises(Refused, match="would be one person"):
        hold(county, line)
    with pytest.raises(DBAPIError, match="who did not prepare"), county.database.writing.begin() as connection:
        connection.execute(text(f"update run_line set state = 'held back', reason = 'x', held_by = {APPROVER} where id = {line}"))


def test_what_was_held_back_is_among_what_is_paid_again_in_the_month(file_county):
    an_agreement(file_county)
    an_agreement(file_county)
    run = paid(file_county)
    hold(file_county, lines_of(file_county, run)[0].id)
    (row,) = file_county.at(Role.FINANCE).ask(check_rows, "rejected", date(2026, 4, 30))
    assert (row.what, row.pence) == ("Run 1: The account is another family’s", 39096)


def export_written(county, batch):
    from shortbreaks.finance.batches import MarkWritten, mark_written

    office = county.at(Role.FINANCE)
    office.perform(mark_written, MarkWritten(batch, office.ask(batch_file, batch).control.sha256))


def test_what_it_gave_back_by_plan_is_owed_again_and_a_run_without_payments_is_dropped(by_plan):
    county, agreement = by_plan(2000)
    before = holds(county, agreement)
    run = paid(county, SECOND)
    hold(county, lines_of(county, run)[0].id)
    assert (holds(county, agreement), run_of(county, run).state) == (before, "dropped")
    assert check(county.database).flaws == ()


def test_a_sum_owed_that_is_held_back_is_owed_again_and_paid_with_the_next_run(file_county):
    agreement = an_agreement(file_county)
    paid(file_county)
    file_county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1685, part=1, since=FIRST))
    run = paid(file_county, SECOND)
    hold(file_county, next(one.id for one in lines_of(file_county, run) if one.kind == "arrears"))
    later = lines_of(file_county, paid(file_county, date(2026, 6, 1)))
    assert [(one.kind, one.net_pence) for one in later] == [("cycle", 40440), ("arrears", 40440 - 39096)]
    assert check(file_county.database).flaws == ()


def test_a_file_says_that_a_payment_was_ended_since_it_was_posted(file_county):
    county = file_county
    agreement = an_agreement(county)
    an_agreement(county)
    run = paid(county, SECOND)
    with Session(county.database.reading) as db:
        seen = db.get(Agreement, agreement).version
    county.at(Role.COORDINATOR).perform(end_agreement, ChangeState(agreement, seen, date(2026, 4, 30), "died", ""))
    with pytest.raises(Refused, match="ended on 30 April 2026") as refused:
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))
    assert refused.value.field == "accepted"
    (line,) = [one for one in lines_of(county, run) if one.agreement_id == agreement and one.first_day == SECOND]
    hold(county, line.id, "The child has died")
    export(county, run)
    assert check(county.database).flaws == ()
