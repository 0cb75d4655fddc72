"""Finance on screen: a file prepared, written, copied, noted and compared; a month closed and opened again."""

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from tests.finance.test_charges import booked
from tests.payments.builders import an_agreement, paid
from tests.ui.going import choose, press
from ui.finance.columns import file_columns
from ui.finance.page import FinancePage


def states(page):
    return [one.state for one in page.files.batches]


def test_a_charges_file_goes_out_and_its_copies_are_counted(county, page_of, tmp_path):
    booked(county, paid_by="card")
    page = page_of(county, FinancePage, Role.FINANCE)
    assert "No file yet." in [one.text() for one in page.findChildren(QLabel)]
    press(page, "prepare_charges")
    page.files.files.sheet.form.send()
    page.refresh()
    assert states(page) == ["prepared"]
    assert not page.files.has_it.isEnabled()
    row = page.files.table.chosen_row()
    page.files.files.write_into(row, str(tmp_path))
    page.refresh()
    assert states(page) == ["written"]
    page.files.files.write_into(row, str(tmp_path))
    page.refresh()
    assert page.files.batches[0].copies == 1
    page.files.table.choose(0)
    press(page, "has_file")
    page.refresh()
    assert states(page) == ["acknowledged"]


def test_a_payment_file_is_withdrawn_with_its_reason_and_no_other(county, page_of):
    booked(county, paid_by="card")
    an_agreement(county)
    county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(paid(county)))
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "prepare_charges")
    page.files.files.sheet.form.send()
    page.refresh()
    for place, one in enumerate(page.files.batches):
        page.files.table.choose(place)
        assert page.files.withdraw.isEnabled() is (one.kind == "payments"), one.kind
    press(page, "withdraw_file")  # the older file stands last
    page.files.files.sheet.form.send()
    assert page.files.files.sheet.sheet.isVisible()  # its reason is missing
    page.files.files.sheet.form.editors["reason"].setText("A payment must be held back")
    page.files.files.sheet.act.click()
    page.refresh()
    assert sorted(states(page)) == ["prepared", "withdrawn"]
    page.files.table.choose(1)
    assert not any(one.isEnabled() for one in (page.files.write, page.files.has_it, page.files.compare, page.files.withdraw))


def test_an_altered_file_is_said_to_be_altered(county, page_of, tmp_path):
    booked(county)
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "prepare_charges")
    page.files.files.sheet.form.send()
    page.refresh()
    (row,) = page.files.batches
    page.files.files.write_into(row, str(tmp_path))
    path = tmp_path / row.name
    page.files.files.check(row, str(path))
    assert page.desk.notices.now.lead == "The file is charges-00001.csv, whole and unaltered."
    path.write_bytes(path.read_bytes().replace(b"12.75", b"21.75"))
    page.files.files.check(row, str(path))
    assert "fingerprint differs" in page.desk.notices.now.lead


def test_a_month_is_closed_and_opened_again_with_a_reason(county, page_of):
    booked(county)
    county.clock.forward(days=20)
    page = page_of(county, FinancePage, Role.FINANCE)
    page.show_for(tab="Months of the books")
    assert page.months.table.chosen_row().month == "2026-07"
    press(page, "close_month")
    page.months.sheet.form.editors["reason"].setText("Agreed with finance")
    page.months.sheet.form.send()
    page.refresh()
    assert page.months.table.chosen_row().state == "soft"
    press(page, "open_month")
    page.months.sheet.form.editors["reason"].setText("A late invoice")
    page.months.sheet.form.send()
    page.refresh()
    assert page.months.table.chosen_row().state == "open"


def test_an_auditor_looks_and_changes_nothing(county, page_of):
    booked(county)
    page = page_of(county, FinancePage, Role.AUDITOR)
    assert not any(one.isEnabled() for one in (page.files.prepare, page.files.write, page.months.soft, page.months.hard, page.months.open, page.layouts.change))


def test_the_accruals_are_a_table_for_finance_or_a_sentence(county, page_of, tmp_path):
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "accruals")
    page.files.files.sheet.form.send()
    assert page.files.files.sheet.sheet.isVisible()  # nothing lies across the year's end
    an_agreement(county, starts=date(2027, 3, 8))
    paid(county, date(2027, 3, 8))
    page.files.files.sheet.form.send()
    page.files.files.save_into("accruals-2027-03-31.csv", str(tmp_path))
    assert "335.11" in (tmp_path / "accruals-2027-03-31.csv").read_text("utf-8-sig")


def test_a_month_that_is_not_over_is_not_closed_for_good(county, page_of):
    booked(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Months of the books")
    assert not page.months.hard.isEnabled()
    assert "The month is not over yet." in page.months.hard.toolTip()
    assert not page.months.soft.isEnabled() and "The month is not over yet." in page.months.soft.toolTip()


def test_charges_and_payments_are_never_said_as_one_sum(county, page_of):
    booked(county, paid_by="card")
    page = page_of(county, FinancePage, Role.FINANCE)
    press(page, "prepare_charges")
    page.files.files.sheet.form.send()
    page.refresh()
    (row,) = page.files.batches
    shown = [one.spoken(row) for one in file_columns(page.today)]
    assert "£12.75, charged, £12.75 paid" in shown and not any("£25.50" in one for one in shown)
    assert page.context() == "1 file, 1 to write"


def test_a_layout_is_typed_looked_at_and_decided_by_keyboard(county, page_of, qtbot):
    page = page_of(county, FinancePage, Role.FINANCE, tab="Layouts")
    page.layouts.table.setFocus()
    qtbot.keyClick(page.layouts.table, Qt.Key.Key_Return)
    form = page.layouts.sheet.form
    form.editors["columns"].setPlainText("vendor_no: Supplier\nnet: Amount\ndue_date")
    choose(form, "dates", "dmy")
    form.editors["reason"].setText("The new ledger")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form.editors["reason"].setFocus()
    qtbot.keyClick(form.editors["reason"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    said = " ".join(one.text() for one in page.layouts.sheet.sheet.findChildren(QLabel))
    assert '"007410","390.96","02/04/2026"' in said
    assert page.layouts.table.chosen_row().from_day is None
    qtbot.keyClick(form.editors["reason"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.refresh()
    row = page.layouts.table.chosen_row()
    assert [one.heading for one in row.columns] == ["Supplier", "Amount", "due_date"] and row.reason == "The new ledger"
