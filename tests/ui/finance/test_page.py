"""Finance on screen: a file prepared, written, copied, noted and compared; a month closed and opened again."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.finance.test_charges import booked
from tests.payments.builders import an_agreement, paid
from tests.ui.going import press
from ui.finance.page import FinancePage


def states(page):
    return [one.state for one in page.batches]


def test_a_charges_file_goes_out_and_its_copies_are_counted(county, page_of, tmp_path):
    booked(county, paid_by="card")
    page = page_of(county, FinancePage, Role.FINANCE)
    assert "No file yet." in [one.text() for one in page.findChildren(QLabel)]
    press(page, "prepare_charges")
    page.files.sheet.form.send()
    page.refresh()
    assert states(page) == ["prepared"]
    assert not page.has_it.isEnabled()
    row = page.table.chosen_row()
    page.files.write_into(row, str(tmp_path))
    page.refresh()
    assert states(page) == ["written"]
    page.files.write_into(row, str(tmp_path))
    page.refresh()
    assert page.batches[0].copies == 1
    page.table.choose(0)
    press(page, "has_file")
    page.refresh()
    assert states(page) == ["acknowledged"]


def test_an_altered_file_is_said_to_be_altered(county, page_of, tmp_path):
    booked(county)
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "prepare_charges")
    page.files.sheet.form.send()
    page.refresh()
    (row,) = page.batches
    page.files.write_into(row, str(tmp_path))
    path = tmp_path / row.name
    page.files.check(row, str(path))
    assert page.desk.notices.now.lead == "The file is charges-00001.csv, whole and unaltered."
    path.write_bytes(path.read_bytes().replace(b"12.75", b"21.75"))
    page.files.check(row, str(path))
    assert "fingerprint differs" in page.desk.notices.now.lead


def test_a_month_is_closed_and_opened_again_with_a_reason(county, page_of):
    booked(county)
    county.clock.forward(days=20)
    page = page_of(county, FinancePage, Role.FINANCE)
    page.show_for(tab="Months of the books")
    assert page.month_table.chosen_row().month == "2026-07"
    press(page, "close_month")
    page.sheet.form.editors["reason"].setText("Agreed with finance")
    page.sheet.form.send()
    page.refresh()
    assert page.month_table.chosen_row().state == "soft"
    press(page, "open_month")
    page.sheet.form.editors["reason"].setText("A late invoice")
    page.sheet.form.send()
    page.refresh()
    assert page.month_table.chosen_row().state == "open"


def test_an_auditor_looks_and_changes_nothing(county, page_of):
    booked(county)
    page = page_of(county, FinancePage, Role.AUDITOR)
    assert not any(one.isEnabled() for one in (page.prepare, page.write, page.soft, page.hard, page.open))


def test_the_accruals_are_a_table_for_finance_or_a_sentence(county, page_of, tmp_path):
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "accruals")
    page.files.sheet.form.send()
    assert page.files.sheet.sheet.isVisible()  # nothing lies across the year's end
    an_agreement(county, starts=date(2027, 3, 8))
    paid(county, date(2027, 3, 8))
    page.files.sheet.form.send()
    page.files.save_into("accruals-2027-03-31.csv", str(tmp_path))
    assert "335.11" in (tmp_path / "accruals-2027-03-31.csv").read_text("utf-8-sig")


def test_a_month_that_is_not_over_is_not_closed_for_good(county, page_of):
    booked(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Months of the books")
    assert not page.hard.isEnabled()
    assert "The month is not over yet." in page.hard.toolTip()
