"""The payment file: totals, the same bytes again, once a payment, nothing that a spreadsheet runs (5.1 to 5.3, A32)."""

import csv
import hashlib
import json
import random
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.database.commands import command
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.exchange.csv_files import Money
from shortbreaks.finance.batches import (
    FileLine,
    MarkWritten,
    batch_file,
    batches_listed,
    file_checked,
    keep_batch,
    mark_written,
    write_batch,
)
from shortbreaks.finance.control import control_text, flaws_of, read_control
from shortbreaks.finance.kinds import KINDS
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.tables import ExportBatch, ExportLine
from tests.payments.builders import (
    SECOND,
    an_agreement,
    approve,
    drafted,
    paid,
)


def a_line(pence, number, name="Grace Okafor"):
    due = date(2026, 4, 2)
    cells = {
        "run_id": "1", "payee_type": "parent", "vendor_no": f"V00{number}", "payee_name": name, "family_ref": "F-20418",
        "dp_ref": f"DP-{number}", "period_from": date(2026, 4, 6), "period_to": date(2026, 5, 3), "gross": Money(pence),
        "adjustment": Money(0), "net": Money(pence), "due_date": due, "pay_ref": f"DP-{number} R1", "approver1": "Martin Cole",
    }  # fmt: skip
    return FileLine(f"run_line:{number}", cells, pence, f"V00{number}", due, "cycle")


LINES = [a_line(39096, 1), a_line(23737, 2), a_line(40440, 3, "=SUM(1)")]


@dataclass(frozen=True, slots=True)
class Keep:
    kind: str
    lines: tuple


@command(needs=Permission.POST_MONEY, recorded_as="A test's file kept")
def keep(work, request):
    return keep_batch(work, request.kind, 1, "test:1", request.lines)


def a32(county):
    office = county.at(Role.FINANCE)
    return office.ask(batch_file, office.perform(keep, Keep("payments", tuple(LINES))).answer)


def test_a32_three_lines_come_to_103273_pence_and_the_same_bytes_each_time(county):
    file = a32(county)
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == list(KINDS["payments"].fields)
    assert sum(round(float(row["net"]) * 100) for row in rows) == 103273
    assert [row["payee_name"] for row in rows] == ["Grace Okafor", "Grace Okafor", "'=SUM(1)"]
    assert (rows[0]["vendor_no"], rows[0]["due_date"], rows[0]["cost_centre"]) == ("V001", "2026-04-02", "CYP-SB")
    control = file.control
    assert (control.count, control.pence, control.vendor_sum, control.sequence) == (3, 103273, 6, 1)
    assert (control.first_due, control.last_due) == (date(2026, 4, 2), date(2026, 4, 2))
    assert control.sha256 == hashlib.sha256(file.content).hexdigest() and len(control.audit_head) == 64
    office = county.at(Role.FINANCE)
    assert office.perform(mark_written, MarkWritten(file.batch_id, control.sha256)).answer == "written"
    county.clock.forward(days=400)
    again = county.at(Role.FINANCE).ask(batch_file, file.batch_id)
    assert again.content == file.content and again.control == control
    assert county.at(Role.FINANCE).perform(mark_written, MarkWritten(file.batch_id, control.sha256)).answer == "copy"


def mutations(content, seed):
    """Fifty ways in which a file comes back other than it went: bytes, cells, lines, order, cuts, and a spreadsheet's hand."""
    chance = random.Random(seed)
    lines = content.split(b"\r\n")
    yield content.replace(b"\r\n", b"\n")
    yield content.removeprefix(b"\xef\xbb\xbf")
    yield content.replace(b'"', b"")
    yield b"\r\n".join([lines[0], *lines[2:]])
    yield b"\r\n".join([*lines[:2], *lines[1:]])
    yield b"\r\n".join([lines[0], lines[2], lines[1], *lines[3:]])
    yield content.replace(b"V001", b"V010")
    yield content.replace(b"390.96", b"309.96")
    yield content.replace(b"390.96", b"390.96\xc2\xa0")
    yield b""
    while True:
        place = chance.randrange(len(content))
        yield chance.choice((
            content[:place], content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :],
            content[:place] + b"0" + content[place:], content[:place] + content[place + 1 :],
        ))  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_fifty_cut_or_altered_files_are_all_found(file_county, kind):
    office = file_county.at(Role.FINANCE)
    due = date(2026, 4, 2)
    amount, account = KINDS[kind].amount, KINDS[kind].account
    lines = [
        FileLine(f"thing:{n}", {amount: Money(p), account: f"V00{n}", KINDS[kind].due: due}, p, f"V00{n}", due, "x")
        for n, p in enumerate((39096, 23737, 40440), 1)
    ]
    file = office.ask(batch_file, office.perform(keep, Keep(kind, tuple(lines))).answer)
    assert office.ask(file_checked, file.batch_id, file.content) == ()
    seed = random.randrange(10**6)
    print("seed", seed)
    for _, altered in zip(range(50), mutations(file.content, seed), strict=False):
        assert flaws_of(altered, file.control)
        assert office.ask(file_checked, file.batch_id, altered)


def test_what_was_altered_is_named(file_county):
    file = a32(file_county)
    (_, line, total) = flaws_of(file.content.replace(b'"237.37"', b'"273.37"'), file.control)
    assert line == "Altered: line 2."
    assert total == "Its lines come to £1,068.73, and £1,032.73 was prepared."
    exchanged = flaws_of(file.content.replace(b"V001", b"V009"), file.control)
    assert "The figures of its vendor_no come to 14, and 6 was prepared." in exchanged
    late = flaws_of(file.content.replace(b"2026-04-02", b"2026-05-02"), file.control)
    assert "A due_date lies outside 2026-04-02 to 2026-04-02." in late


def test_control_totals_are_read_back_or_said_to_be_altered(file_county):
    file = a32(file_county)
    text = control_text(file.control)
    assert read_control(text) == file.control
    office = file_county.at(Role.FINANCE)
    assert office.ask(file_checked, file.batch_id, text) == ()
    for altered in (text.replace(b"103273", b"103274"), text[:-9], b"{}", b"[1]", text.replace(b'"count": 3', b'"count": 4'), b"\xff"):
        with pytest.raises(Refused, match="not as they were written"):
            read_control(altered)


def test_an_empty_file_is_never_written(county):
    with pytest.raises(Refused, match="nothing to send"):
        county.at(Role.FINANCE).perform(keep, Keep("payments", ()))
    assert county.at(Role.FINANCE).ask(batches_listed) == ()


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
    for values in ({"pence": 1}, {"content": b"x"}, {"sha256": "x"}, {"layout": "{}"}, {"parts": "{}"}):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(ExportBatch.__table__.update().values(**values))
    with Session(county.database.reading) as db:
        about = db.scalars(select(ExportLine.about)).one()
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(ExportLine.__table__.insert(), [{"batch_id": batch, "line": 9, "about": about}])
