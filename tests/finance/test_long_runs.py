"""A run too long for one file goes to finance in parts: one after the other, each proved, nothing twice, none lost (5.3)."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance import payment_files
from shortbreaks.finance.batches import MarkWritten, batch_file, batches_listed, mark_written, write_batch
from shortbreaks.finance.control import flaws_of
from shortbreaks.finance.layout import rows_of
from shortbreaks.finance.payment_files import PreparePayments, pieces_of_run, prepare_payments
from shortbreaks.finance.tables import ExportLine
from shortbreaks.payments.tables import PaymentRun
from tests.counting import statements
from tests.payments.builders import SECOND, an_agreement, paid


@pytest.fixture
def in_twos(county, monkeypatch):
    monkeypatch.setattr(payment_files, "MOST_ROWS_OUT", 2)
    for name in ("One", "Two", "Three", "=SUM(4)", "Five"):
        an_agreement(county, last=name)
    run = paid(county)
    return county, run, county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run)).answer


def files(county):
    office = county.at(Role.FINANCE)
    return [office.ask(batch_file, row.id) for row in reversed(office.ask(batches_listed))]


def written(county, file):
    return county.at(Role.FINANCE).perform(mark_written, MarkWritten(file.batch_id, file.control.sha256)).answer


def test_each_part_has_its_number_totals_and_fingerprint_and_together_they_are_the_run(in_twos, tmp_path):
    county, run, first = in_twos
    made = files(county)
    assert [(one.control.sequence, one.control.count, one.control.pence) for one in made] == [
        (1, 2, 2 * 39096), (2, 2, 2 * 39096), (3, 1, 39096),
    ]  # fmt: skip
    assert made[0].batch_id == first and len({one.control.sha256 for one in made}) == 3
    refs = [row[rows_of(one.content)[0].index("dp_ref")] for one in made for row in rows_of(one.content)[1:]]
    assert refs == [f"DP-{10001 + n}" for n in range(5)]
    for one in made:
        content = write_batch(one, tmp_path).read_bytes()
        control = json.loads((tmp_path / one.name).with_suffix(".control.json").read_text())
        assert (flaws_of(content, one.control), control["count"]) == ([], one.control.count)
    with Session(county.database.reading) as db:
        assert len(db.scalars(select(ExportLine.about).distinct()).all()) == 5
        assert db.get_one(PaymentRun, run).state == "exported"
    assert [one.content for one in files(county)] == [one.content for one in made]
    with pytest.raises(Refused, match="Only a posted run"):
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))


def test_the_parts_are_written_in_their_order_and_the_next_run_waits_for_all_of_them(in_twos):
    county, _, _ = in_twos
    made, second = files(county), paid(county, SECOND)
    with pytest.raises(Refused, match=r"payments-00001\.csv was prepared and never written"):
        written(county, made[2])
    assert written(county, made[0]) == "written"
    with pytest.raises(Refused, match=r"payments-00002\.csv"):
        written(county, made[2])
    with pytest.raises(Refused, match=r"payments-00002\.csv"):
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(second))
    assert [written(county, one) for one in (*made[1:], made[0])] == ["written", "written", "copy"]
    county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(second))
    assert files(county)[-1].control.sequence == 6


def test_as_many_lines_as_a_file_holds_are_one_file(county, monkeypatch):
    for name in ("One", "Two"):
        an_agreement(county, last=name)
    for most, count in ((2, 1), (1, 2)):
        monkeypatch.setattr(payment_files, "MOST_ROWS_OUT", most)
        run = paid(county, SECOND) if most == 1 else paid(county)
        before = len(files(county))
        county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))
        made = files(county)[before:]
        assert len(made) == count
        for one in made:
            written(county, one)


def test_no_question_is_asked_for_each_line(file_county):
    for name in ("One", "Two", "Three"):
        an_agreement(file_county, last=name)
    run = paid(file_county)
    with statements(file_county) as sent, Session(file_county.database.reading) as db:
        lines = [one for piece in pieces_of_run(db, db.get_one(PaymentRun, run), "posted", most=2) for one in piece.about]
    assert len(lines) == 3 and len([one for one in sent if "payment_run" not in one.split("from")[0].lower()]) <= 3
