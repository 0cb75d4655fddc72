"""The payment file: totals, the same bytes again, once a payment, nothing that a spreadsheet runs (5.1 to 5.3, A32)."""

import csv
import hashlib
import json
import random
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.finance.batches import (
    MarkWritten,
    PreparePayments,
    batch_file,
    batches_listed,
    mark_written,
    prepare_payments,
    write_batch,
)
from shortbreaks.finance.layout import COLUMNS, Control, FileHead, PaymentLine, flaws_of, payment_file, vendor_sum
from shortbreaks.finance.tables import ExportBatch, ExportLine
from tests.payments.builders import (
    SECOND,
    an_agreement,
    approve,
    drafted,
    paid,
)

HEAD = FileHead(1, date(2026, 4, 2), "CC", "SUB", "ACT", "OS", "Martin Cole", "")


def a_line(net, number, name="Grace Okafor"):
    return PaymentLine(
        f"run_line:{number}", f"V00{number}", name, "parent", "F-20418", f"DP-{number}", date(2026, 4, 6),
        date(2026, 5, 3), net, 0, net, "E07000114",
    )  # fmt: skip


LINES = [a_line(39096, 1), a_line(23737, 2), a_line(40440, 3, "=SUM(1)")]


def test_a32_three_lines_come_to_103273_pence_and_the_same_bytes_each_time():
    content = payment_file(HEAD, LINES)
    assert payment_file(HEAD, LINES) == content
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert sum(round(float(row["net"]) * 100) for row in rows) == 103273
    assert [row["payee_name"] for row in rows] == ["Grace Okafor", "Grace Okafor", "'=SUM(1)"]
    assert rows[0]["vendor_no"] == "V001"
    assert rows[0]["due_date"] == "2026-04-02"
    assert vendor_sum(LINES) == 6


def test_fifty_cut_or_altered_files_are_all_found():
    content = payment_file(HEAD, LINES)
    digest = hashlib.sha256(content).hexdigest()
    control = Control("payments", 1, 3, 103273, 6, date(2026, 4, 2), date(2026, 4, 2), digest)
    assert flaws_of(content, control) == []
    chance = random.Random(7)
    for _ in range(50):
        place = chance.randrange(len(content))
        cut = content[:place] if chance.random() < 0.3 else content[:place] + b"~" + content[place + 1 :]
        assert flaws_of(cut, control)


def written(county, run, folder):
    office = county.at(Role.FINANCE)
    batch = office.perform(prepare_payments, PreparePayments(run)).answer
    file = office.ask(batch_file, batch)
    path = write_batch(file, folder)
    return batch, path, office.perform(mark_written, MarkWritten(batch, file.control.sha256)).answer


def test_a_run_goes_to_finance_once_and_again_only_as_a_copy(county, tmp_path):
    an_agreement(county)
    an_agreement(county, last="=SUM(1)")
    run = paid(county)
    batch, path, how = written(county, run, tmp_path)
    first = path.read_bytes()
    assert how == "written"
    control = json.loads(path.with_suffix(".control.json").read_text())
    assert (control["count"], control["pence"], control["sequence"]) == (2, 2 * 39096, 1)
    with pytest.raises(Refused, match="Only a posted run"):
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))
    county.clock.forward(days=400)
    again = county.at(Role.FINANCE).ask(batch_file, batch)
    assert write_batch(again, tmp_path).read_bytes() == first
    request = MarkWritten(batch, again.control.sha256)
    assert county.at(Role.FINANCE).perform(mark_written, request).answer == "copy"
    (row,) = county.at(Role.FINANCE).ask(batches_listed)
    assert (row.state, row.copies, row.pence) == ("written", 1, 2 * 39096)


def test_the_next_file_waits_for_the_one_before_it(county, tmp_path):
    an_agreement(county)
    batch = county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(paid(county))).answer
    second = paid(county, SECOND)
    with pytest.raises(Refused, match=r"payments-00001\.csv was prepared and never written"):
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(second))
    with pytest.raises(Refused, match="is not the one prepared"):
        county.at(Role.FINANCE).perform(mark_written, MarkWritten(batch, "0" * 64))
    file = county.at(Role.FINANCE).ask(batch_file, batch)
    with pytest.raises(Unavailable):
        write_batch(file, tmp_path / "nowhere")
    county.at(Role.FINANCE).perform(mark_written, MarkWritten(batch, file.control.sha256))
    assert written(county, second, tmp_path)[2] == "written"


def test_a_run_that_is_only_approved_goes_nowhere(county):
    an_agreement(county)
    run = drafted(county)
    approve(county, run)
    with pytest.raises(Refused, match="is approved"):
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))


def test_what_was_prepared_is_not_changed_or_sent_twice_behind_the_application(county):
    an_agreement(county)
    batch = county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(paid(county))).answer
    for values in ({"pence": 1}, {"content": b"x"}, {"sha256": "x"}):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(ExportBatch.__table__.update().values(**values))
    with Session(county.database.reading) as db:
        about = db.scalars(select(ExportLine.about)).one()
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(ExportLine.__table__.insert(), [{"batch_id": batch, "line": 9, "about": about}])
