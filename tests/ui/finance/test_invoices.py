"""Invoices on screen: entered from paper beside what is expected, answered, approved, sent; recoveries and questions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance.purchases import LineTyped
from tests.finance.builders import PRICE, a_club, approved, entered
from tests.finance.test_purchases import a_file
from tests.finance.test_recoveries import a_debt
from tests.payments.builders import an_agreement, paid
from tests.ui.going import choose, press
from ui.finance.invoice_acts import INVOICE_FILE, read_lines
from ui.finance.page import FinancePage
from ui.shell.incoming_file import IncomingFile


def texts(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_an_invoice_is_entered_from_paper_beside_what_attendance_backs(county, page_of):
    club = a_club(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Provider invoices")
    assert "No invoice yet." in texts(page)
    page.new()
    form = page.invoices.acts.sheet.form
    choose(form, "provider_id", str(club.provider))
    form.set_value("first_day", page.today.replace(day=1))
    form.send()
    form = page.invoices.acts.sheet.form
    typed = form.editors["lines"].toPlainText()
    assert typed.startswith(f"S-{club.session}: 3 x £42.00")
    form.editors["lines"].setPlainText(typed.replace("3 x", "4 x"))
    form.editors["number"].setText("INV-70")
    form.set_value("dated", page.today)
    form.editors["pence"].setText("167.00")
    form.send()
    assert "Its lines come to £168.00, and the paper asks for £167.00." in texts(page.invoices.acts.sheet.sheet)
    form.editors["pence"].setText("168.00")
    form.send()
    page.refresh()
    row = page.invoices.table.chosen_row()
    assert (row.number, row.pence, [one.who for one in row.waiting]) == ("INV-70", 4 * PRICE, ["coordinator"])
    assert "4 places invoiced, 3 backed by attendance" in texts(page)
    assert not page.invoices.approve.isEnabled()


def test_a_difference_is_accepted_with_enter_and_the_sum_is_typed_by_another(county, page_of, qtbot):
    club = a_club(county)
    entered(county, club, units=4)
    page = page_of(county, FinancePage, Role.COORDINATOR, tab="Provider invoices")
    page.invoices.lines.setFocus()
    qtbot.keyClick(page.invoices.lines, Qt.Key.Key_Return)
    form = page.invoices.acts.sheet.form
    assert "4 places invoiced, 3 attended." in texts(page.invoices.acts.sheet.sheet)
    form.editors["reason"].setText("Told too late")
    form.send()
    page.refresh()
    assert not page.invoices.accept.isEnabled() and not page.invoices.approve.isEnabled()
    other = page_of(county, FinancePage, Role.APPROVER, tab="Provider invoices")
    press(other, "approve_invoice")
    other.invoices.acts.sheet.form.editors["pence"].setText("168.00")
    other.invoices.acts.sheet.form.send()
    other.refresh()
    assert other.invoices.table.chosen_row().state == "approved"


def test_the_file_is_prepared_and_an_invoice_taken_back(county, page_of):
    club = a_club(county)
    invoice = entered(county, club)
    approved(county, invoice)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Provider invoices")
    press(page, "prepare_purchases")
    page.refresh()
    assert page.invoices.table.chosen_row().file == "purchases-00001.csv"
    press(page, "credit_invoice")
    form = page.invoices.acts.sheet.form
    form.editors["reason"].setText("Billed twice")
    form.editors["credit_number"].setText("CN-1")
    form.send()
    page.refresh()
    assert page.invoices.table.chosen_row().state == "credited"


def test_a_file_of_invoices_is_looked_at_before_it_is_taken_in(county, page_of, tmp_path):
    club = a_club(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Provider invoices")
    path = tmp_path / "july.csv"
    path.write_bytes(a_file(f"V300001,INV-70,26/07/2026,01/07/2026,31/07/2026,PO-1,E,126.00,S-{club.session},3,42.00"))
    incoming = IncomingFile(page, INVOICE_FILE)
    incoming.look(str(path))
    assert "1 invoice, £126.00" in texts(incoming.sheet)
    incoming.accept.click()
    page.refresh()
    assert page.invoices.table.chosen_row().number == "INV-70"
    incoming.look(str(path))
    assert not incoming.accept.isEnabled() and "was entered before" in texts(incoming.sheet)


def test_a_price_is_agreed_and_the_books_follow(county, page_of):
    a_club(county, price=0)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Provider invoices")
    press(page, "price_place")
    form = page.invoices.acts.sheet.form
    form.editors["pence"].setText("42.00")
    form.set_value("from_day", page.today.replace(day=1))
    form.editors["reason"].setText("Contract")
    form.send()
    assert "The books follow for 3 bookings." in page.desk.notices.now.rest


def test_a_recovery_file_is_prepared_written_and_answered(county, page_of, tmp_path):
    a_debt(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="To get back")
    page.new()
    page.refresh()
    assert page.recoveries.table.chosen_row().state == "not written"
    assert not page.recoveries.took.isEnabled()
    page.tabs.show_named("Files")
    page.files.files.write_into(page.files.table.chosen_row(), str(tmp_path))
    page.tabs.show_named("To get back")
    page.refresh()
    press(page, "recovery_taken")
    page.recoveries.sheet.form.editors["words"].setText("AR-1")
    page.recoveries.sheet.form.send()
    page.refresh()
    assert (page.recoveries.table.chosen_row().state, page.recoveries.table.chosen_row().words) == ("acknowledged", "AR-1")


def test_questions_of_a_month_and_a_year_are_asked_copied_and_saved(county, page_of, tmp_path):
    an_agreement(county)
    paid(county)
    page = page_of(county, FinancePage, Role.FINANCE, tab="Questions")
    assert page.checks.table.choose_key("runs") and page.checks.table.chosen_row().title == "Payments by run against the ledger"
    assert not page.checks.save.isEnabled()
    press(page, "check_year")
    page.checks.sheet.form.editors["day"].setText("31/3/2027")
    page.checks.sheet.form.send()
    assert page.checks.table.choose_key("held")
    page.checks.save_into("held", str(tmp_path))
    assert "390.96" in (tmp_path / "held-2027-03-31.csv").read_text("utf-8-sig")
    press(page, "check_month")
    page.checks.sheet.form.send()
    assert page.checks.when == "month"


def test_an_auditor_looks_at_invoices_and_changes_nothing(county, page_of):
    club = a_club(county)
    entered(county, club)
    page = page_of(county, FinancePage, Role.AUDITOR, tab="Provider invoices")
    views = page.invoices, page.recoveries
    assert not any(b.isEnabled() for b in (views[0].add, views[0].bring, views[0].send, views[0].price, views[0].approve,
                                           views[0].accept, views[0].back, views[1].prepare))  # fmt: skip


def test_typed_lines_are_read_as_they_stand_or_refused():
    assert read_lines("S-12: 6 x 42.00 Sat\n\nN-3: 2 × £1,450.50") == (LineTyped("S-12", 6, 4200), LineTyped("N-3", 2, 145050))
    for wrong in ("S-12 6 x 42.00", "S-12: six x 42", "12: 6 x 42.00", "S-12: 6 x", "S-12: 6 x 1e5"):
        with pytest.raises(Refused):
            read_lines(wrong)


def test_what_needs_a_provider_or_a_service_says_so_while_there_is_none(county, page_of):
    page = page_of(county, FinancePage, Role.FINANCE, tab="Provider invoices")
    page.new()
    assert page.desk.notices.now.lead == "No provider has a vendor number yet."
    page.invoices.acts.price()
    assert page.desk.notices.now.lead == "No service is there yet."
