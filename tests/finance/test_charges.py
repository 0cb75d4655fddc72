"""The charges file: what each family owes, paid and had put back, each movement once and never below nought (5.6, R-F1)."""

import csv
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.finance import charges
from shortbreaks.finance.batches import (
    AcknowledgeBatch,
    MarkWritten,
    acknowledge_batch,
    batch_file,
    batches_listed,
    file_checked,
    mark_written,
)
from shortbreaks.finance.charges import PrepareCharges, prepare_charges
from shortbreaks.finance.kinds import CHARGES
from tests.builders import a_child, a_service, a_session
from tests.payments.builders import version_of

TODAY = date(2026, 7, 22)


def booked(county, *, club="Sandpipers Saturday Club", **more):
    service, venue = a_service(county, name=club)
    wanted = PlacesWanted(a_child(county), (a_session(county, service, venue),), ())
    return county.at().perform(make_booking, MakeBooking((wanted,), **more)).answer[0]


def prepared(county, until=TODAY):
    office = county.at(Role.FINANCE)
    return office.ask(batch_file, office.perform(prepare_charges, PrepareCharges(until)).answer[0])


def written(county, file):
    county.at(Role.FINANCE).perform(mark_written, MarkWritten(file.batch_id, file.control.sha256))


def lines_of(file):
    return list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))


def test_a_charge_and_its_payment_go_to_finance_once(county):
    booked(county, paid_by="card")
    file = prepared(county)
    rows = lines_of(file)
    assert list(rows[0]) == list(CHARGES.fields)
    assert [(row["kind"], row["amount"], row["exempt_s29"]) for row in rows] == [
        ("charge", "12.75", "no"), ("payment", "12.75", "no"),
    ]  # fmt: skip
    assert all(row["family_ref"] and row["booking_no"] and row["receipt_no"] for row in rows)
    assert {(row["cost_centre"], row["tax_code"]) for row in rows} == {("CYP-SB-IN", "OS-IN")}
    assert (file.name, file.control.count, file.control.parts) == (
        "charges-00001.csv", 2, {"charge": 1275, "payment": 1275},
    )  # fmt: skip
    assert county.at(Role.FINANCE).ask(batch_file, file.batch_id).content == file.content
    written(county, file)
    with pytest.raises(Refused, match="has had every charge"):
        prepared(county)


def marks(county):
    with county.database.reading.connect() as connection:
        (newest,) = connection.execute(text("select max(id) from transfer")).one()
        return newest, [row[0] for row in connection.execute(text("select through from charges_sent order by id"))]


def test_what_waits_for_a_later_day_is_looked_for_again_and_what_was_sent_is_not(county):
    """Two bookings on two days: the first day's file leaves the second for the next, whose mark is at the end of the books."""
    booked(county)
    county.clock.forward(days=1)
    booked(county, club="Bright Tides")
    first = prepared(county)
    written(county, first)
    newest, (left,) = marks(county)
    assert left < newest
    second = prepared(county, TODAY + timedelta(days=1))
    assert [row["receipt_no"] for file in (first, second) for row in lines_of(file)] == ["1", "2"]
    assert marks(county) == (newest, [left, newest])


def test_a_charge_that_the_mark_passed_over_is_named(county):
    booked(county)
    written(county, prepared(county))
    find = PROOFS["charges sent"].find
    with county.database.writing.begin() as connection:
        assert list(find(connection)) == []
    booked(county, club="Bright Tides")
    said = "sequence, about, name, content, sha256, line_count, pence, vendor_sum, first_due, last_due, parts, layout, audit_head, state"
    kept = f"{said}, prepared_by, prepared_at, written_at, withdrawn_why, version"
    with county.database.writing.begin() as connection:
        connection.execute(text(f"insert into export_batch (kind, {kept}) select 'purchases', {kept} from export_batch"))
        connection.execute(text("insert into charges_sent (batch_id, through) select max(id), (select max(id) from transfer) from export_batch"))
        assert [where for where, _ in find(connection)] == ["transfer 2"]


def test_what_is_put_back_is_a_credit_above_nought_in_the_next_file(county):
    booking = booked(county)
    written(county, prepared(county))
    county.at().perform(cancel_booking, CancelBooking(booking, version_of(county, Booking, booking), "ill"))
    file = prepared(county)
    assert [(row["kind"], row["amount"]) for row in lines_of(file)] == [("credit", "12.75")]
    assert file.control.sequence == 2


def test_the_next_charges_file_waits_for_the_one_before_it(county):
    booked(county)
    with pytest.raises(Refused, match="days to come"):
        prepared(county, TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="has had every charge"):
        prepared(county, date(2026, 3, 31))
    prepared(county)
    with pytest.raises(Refused, match=r"charges-00001\.csv was prepared and never written"):
        prepared(county)


def test_finance_says_once_that_it_has_a_written_file(county):
    booked(county)
    file = prepared(county)
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match="never written"):
        office.perform(acknowledge_batch, AcknowledgeBatch(file.batch_id, file.version))
    written(county, file)
    with pytest.raises(ChangedByAnother):
        office.perform(acknowledge_batch, AcknowledgeBatch(file.batch_id, file.version))
    (row,) = office.ask(batches_listed)
    office.perform(acknowledge_batch, AcknowledgeBatch(row.id, row.version))
    (row,) = office.ask(batches_listed)
    assert row.state == "acknowledged"
    with pytest.raises(Refused, match="already"):
        office.perform(acknowledge_batch, AcknowledgeBatch(row.id, row.version))


def test_a_file_that_comes_back_is_compared_with_what_was_prepared(county):
    booked(county, paid_by="card")
    file = prepared(county)
    office = county.at(Role.FINANCE)
    assert office.ask(file_checked, file.batch_id, file.content) == ()
    assert len(office.ask(file_checked, file.batch_id, file.content.replace(b"12.75", b"21.75"))) == 3
    assert len(office.ask(file_checked, file.batch_id, file.content[: len(file.content) // 2])) >= 2


def test_a_file_that_is_full_says_how_many_lines_wait_for_the_next(county, monkeypatch):
    booked(county, paid_by="card")
    monkeypatch.setattr(charges, "MOST_ROWS_OUT", 1)
    office = county.at(Role.FINANCE)
    batch, waiting = office.perform(prepare_charges, PrepareCharges(TODAY)).answer
    assert waiting == 1
    written(county, office.ask(batch_file, batch))
    _, waiting = office.perform(prepare_charges, PrepareCharges(TODAY)).answer
    assert waiting == 0
