"""A payment file that was prepared and never written is withdrawn: its run is posted as before, and its payments go once, in another."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from shortbreaks.finance.batches import (
    AcknowledgeBatch,
    MarkWritten,
    acknowledge_batch,
    batch_file,
    batches_listed,
    mark_written,
)
from shortbreaks.finance.charges import PrepareCharges, prepare_charges
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.withdrawing import WithdrawFile, withdraw_file
from shortbreaks.payments.runs.holding_back import HoldBack, hold_back
from tests.bookings.test_benefits import book
from tests.builders import a_child, a_service, a_session
from tests.payments.builders import an_agreement, lines_of, paid, run_of

WHY = "A payment of it must be held back"


def withdraw(county, batch, reason=WHY, seen=1, role=Role.FINANCE):
    return county.at(role).perform(withdraw_file, WithdrawFile(batch, seen, reason)).answer


def write(county, batch):
    office = county.at(Role.FINANCE)
    office.perform(mark_written, MarkWritten(batch, office.ask(batch_file, batch).control.sha256))


def behind(county, statement):
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text(statement))


def test_a_file_that_was_not_written_is_withdrawn_and_its_payments_go_once_in_another(county):
    an_agreement(county)
    an_agreement(county)
    run = paid(county)
    finance = county.at(Role.FINANCE)
    batch = finance.perform(prepare_payments, PreparePayments(run)).answer
    kept = finance.ask(batch_file, batch)
    line, stays = (one.id for one in lines_of(county, run))
    with pytest.raises(NotAllowed):
        withdraw(county, batch, role=Role.APPROVER)
    with pytest.raises(Refused, match="Why it does not go") as refused:
        withdraw(county, batch, " ")
    assert refused.value.field == "reason"
    with pytest.raises(ChangedByAnother):
        withdraw(county, batch, seen=7)
    behind(county, f"update payment_run set state = 'posted' where id = {run}")
    again = f"insert into export_line (batch_id, line, about, nth) values ({batch}, 9, 'run_line:{line}', 1)"
    behind(county, again)  # while the file that it stands in may still go
    assert withdraw(county, batch) == run and run_of(county, run).state == "posted"
    with pytest.raises(Refused, match="written or withdrawn already"):
        withdraw(county, batch, seen=2)
    with pytest.raises(Refused, match="withdrawn before it was written"):
        finance.ask(batch_file, batch)
    with pytest.raises(Refused, match="withdrawn just now"):  # by somebody else, while this one wrote it
        finance.perform(mark_written, MarkWritten(batch, kept.control.sha256))
    with pytest.raises(Refused, match="never written"):
        finance.perform(acknowledge_batch, AcknowledgeBatch(batch, 2))
    behind(county, f"update export_batch set state = 'prepared', withdrawn_by = null, withdrawn_why = '' where id = {batch}")
    county.at(Role.APPROVER).perform(hold_back, HoldBack(line, "Another family’s account"))
    other = finance.perform(prepare_payments, PreparePayments(run)).answer
    assert finance.ask(batch_file, other).control.count == 1
    behind(county, f"insert into export_line (batch_id, line, about, nth) values ({other}, 9, 'run_line:{stays}', 2)")
    behind(county, f"insert into export_line (batch_id, line, about, nth) values ({other}, 9, 'run_line:{line}', 3)")
    write(county, other)
    behind(county, f"update export_batch set state = 'withdrawn', written_at = null, withdrawn_by = 1, withdrawn_why = 'x' where id = {other}")
    with pytest.raises(Refused, match=r"payments-00002\.csv was written"):
        withdraw(county, other, seen=2)
    assert [(one.name, one.state) for one in finance.ask(batches_listed)] == [
        ("payments-00002.csv", "written"), ("payments-00001.csv", "withdrawn"),
    ]  # fmt: skip
    assert check(county.database).flaws == ()


def test_only_files_of_payments_are_withdrawn(file_county):
    county = file_county
    club, venue = a_service(county)
    book(county, a_child(county), a_session(county, club, venue))
    batch, _ = county.at(Role.FINANCE).perform(prepare_charges, PrepareCharges(date(2026, 7, 22))).answer
    with pytest.raises(Refused, match="no file of payments"):
        withdraw(county, batch)
    behind(county, f"update export_batch set state = 'withdrawn', withdrawn_by = 1, withdrawn_why = 'x' where id = {batch}")
