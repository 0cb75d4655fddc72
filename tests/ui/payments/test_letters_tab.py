"""Letters due as a coordinator works through them: all with one key into a folder, what was not issued, and going on."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.payments.ending import end_agreement, suspend_agreement
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from tests.payments.builders import SECOND, an_agreement, paid
from tests.payments.letter_builders import changed, papers
from tests.payments.test_terms import turned
from tests.ui.going import choose, press
from ui.kit.buttons import Button
from ui.kit.table import Table
from ui.payments.account_page import AccountPage
from ui.payments.page import PaymentsPage
from ui.payments.uplift_page import UpliftPage

DAY = date(2026, 7, 22)


@pytest.fixture
def folder(tmp_path):
    """Where the letters go: a folder of their own."""
    made = tmp_path / "letters"
    made.mkdir()
    return made


def into(page, folder):
    """The folder a person chooses in the dialog that is open."""
    dialog = page.window().findChild(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    dialog.setParent(None)


def said(page):
    return [one.text() for one in page.findChildren(QLabel)]


def rows_of(table):
    model = table.model()
    return [(model.index(n, 0).data(), model.index(n, 1).data()) for n in range(model.rowCount())]


def test_one_key_draws_every_letter_that_is_due_and_says_which_were_not(county, page_of, folder):
    first, second = an_agreement(county), an_agreement(county, last="Stone")
    paid(county)
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))
    county.at(Role.MANAGER).perform(end_agreement, changed(county, second, date(2026, 7, 21), "died"))
    page = page_of(county, PaymentsPage, Role.MANAGER)
    page.tabs.show_named("Letters due")
    page.focus_first()
    assert rows_of(page.letters.table) == [
        ("Grace O., for Amara O.", "Return request"), ("Grace S., for Amara S.", "Return request"),
        ("Grace S., for Amara S.", "End letter"),
    ]  # fmt: skip
    page.new()  # N
    into(page, folder)
    assert "1 letter issued." in said(page)
    assert [path.name for path in folder.iterdir()] == [f"DP-{10000 + first}-return-request-return-1-2026-07-26.pdf"]
    press(page, "not_issued")
    table = page.window().findChild(Table, "not_issued_table")
    assert [row[1] for row in rows_of(table)] == ["Return request", "End letter"]
    assert "Manager One" in table.model().rows[0].why
    assert len(papers(county)) == 1
    press(page, "one_file")
    assert "1 letter on 2 pages for the printer." in said(page)
    assert (folder / "For the printer.pdf").is_file()


def test_statements_of_all_families_stop_and_go_on_without_a_paper_twice(county, page_of, folder):
    for last in ("Okafor", "Stone", "Ng"):
        an_agreement(county, last=last)
    paid(county)
    page = page_of(county, PaymentsPage, Role.COORDINATOR)
    page.tabs.show_named("Letters due")
    page.letters.run.stop()  # what begins anew is not stopped by an earlier stop
    press(page, "all_statements")
    page.letters.sheet.form.editors["last"].setText("30/6")
    page.letters.sheet.form.send()
    into(page, folder)
    assert "3 letters issued." in said(page)
    press(page, "all_statements")
    page.letters.sheet.form.editors["last"].setText("30/6")
    page.letters.sheet.form.send()
    into(page, folder)
    assert page.letters.run.outcome.before == 3
    assert len(papers(county)) == len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("act", ["draw_all", "all_statements"])
def test_whose_name_cannot_be_printed_is_told_before_a_folder_is_asked_for(file_county, page_of, folder, act):
    an_agreement(file_county)
    an_agreement(file_county, last="\uae40")  # of three letters of Korean no paper has one
    paid(file_county)
    file_county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))
    page = page_of(file_county, PaymentsPage, Role.MANAGER)
    page.tabs.show_named("Letters due")
    for again in (False, True):
        press(page, act)
        if act == "all_statements":
            page.letters.sheet.form.editors["last"].setText("30/6")
            page.letters.sheet.form.send()
        assert page.window().findChild(QFileDialog) is None
        table = page.window().findChild(Table, "not_drawn_table")
        assert [(one.name, one.letters) for one in table.model().rows] == [("Amara \uae40.", "\uae40"), ("Grace \uae40.", "\uae40")]
        press(page, "draw_all_the_same" if again else "leave_letters")
    into(page, folder)
    assert "2 letters issued." in said(page) and len(papers(file_county)) == 2


def test_who_may_not_issue_papers_sees_what_is_due_and_why_the_buttons_are_off(county, page_of):
    an_agreement(county)
    page = page_of(county, PaymentsPage, Role.AUDITOR)
    page.tabs.show_named("Letters due")
    assert len(rows_of(page.letters.table)) == 1
    for name in ("draw_all", "all_statements"):
        assert not page.findChild(Button, name).isEnabled()
    page.new()
    assert page.window().findChild(QFileDialog) is None


def test_every_letter_due_is_drawn_in_easy_read_for_who_wishes_it(county, page_of):
    """A pause was refused before, and told so: every letter of a direct payment is made in easy read by now."""
    agreement = an_agreement(county)
    paid(county)
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))
    with county.database.writing.begin() as connection:
        connection.execute(text("update adult set letter_format = 'easy'"))
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, agreement, date(2026, 7, 20), "hospital"))
    page = page_of(county, PaymentsPage, Role.MANAGER)
    page.tabs.show_named("Letters due")
    assert {one.key.kind for one in page.letters.rows} == {"return request", "suspension notice"}
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    drawn = {one.text(): one for one in page.findChildren(Button) if one.objectName().startswith("draw_")}
    assert set(drawn) == {"Draw it"}
    pauses = [one for one in page.findChildren(Button) if one.accessibleName() == "Draw it: Suspension notice"]
    pauses[0].click()
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select kind, style from paper")).all() == [("suspension notice", "easy")]


def test_applying_an_uplift_leads_to_its_letters(county, page_of):
    an_agreement(county)
    paid(county)
    page = page_of(county, UpliftPage, Role.MANAGER)
    page.new()
    for name, typed in (("pence", "16.85"), ("from_day", "20/4/2026"), ("reason", "Cabinet of 12 March")):
        page.sheet.form.editors[name].setText(typed)
    page.sheet.form.send()
    other = page_of(county, UpliftPage, Role.APPROVER)
    press(other, "apply_uplift")
    other.sheet.form.editors["typed_pence"].setText("16.85")
    other.sheet.form.send()
    assert other.go.where == [("payments", {"tab": "Letters due"})]
    letters = page_of(county, PaymentsPage, Role.COORDINATOR, tab="Letters due")
    letters.letters.kind.setCurrentIndex(letters.letters.kind.findData("uplift letter"))
    assert rows_of(letters.letters.table) == [("Grace O., for Amara O.", "Uplift letter")]


def test_an_account_is_looked_at_as_at_a_past_day_and_nothing_can_be_done_then(county, page_of, qtbot):
    agreement = an_agreement(county)
    for first in (date(2026, 4, 6), SECOND):
        paid(county, first)
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    assert page.sum_line.text().endswith("= £781.92")
    page.as_at.line.setFocus()
    qtbot.keyClicks(page.as_at.line, "30/4")
    qtbot.keyClick(page.as_at.line, Qt.Key.Key_Return)
    assert page.sum_line.text().endswith("= £390.96")
    assert page.findChild(QLabel, "next_as_at").text() == "Its award was entered after 30 April 2026."
    assert page.known.text() == "£0.00 as known that evening, £390.96 in the books now"
    later = "1 line of 2 April 2026, entered 22 July 2026: £390.96"
    assert [page.findChild(QLabel, name).text() for name in ("later_award", "later_lines")] == [
        "Personal assistant: 6 hours × £16.29 = £97.74 a week. Entered 22 July 2026, counts from 6 April 2026.", later,
    ]
    assert page.table.model().index(0, 1).data() == "Payment, run 1, entered 22 Jul"
    assert not page.findChild(Button, "bring_lines").isEnabled()
    assert not page.findChild(Button, "set_aside").isEnabled()
    page.as_at.line.clear()
    qtbot.keyClick(page.as_at.line, Qt.Key.Key_Return)
    assert page.sum_line.text().endswith("= £781.92")
    assert page.findChild(Button, "bring_lines").isEnabled()
    assert page.findChild(QLabel, "later_lines") is None
    assert page.known.isHidden()


def test_a_use_that_is_unusual_asks_for_its_reason_and_the_young_person_takes_over(county, page_of):
    agreement = an_agreement(county)
    turned(county, agreement, date(2010, 7, 1))
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    press(page, "write_use")
    form = page.terms.sheet.form
    assert not form.editors["reason"].isVisible()
    choose(form, "kind", "residential")
    form.editors["nights_single"].setText("300")
    choose(form, "kind", "work")  # what is asked only of nights is not sent with it
    assert not form.editors["nights_single"].isVisible() and form.editors["reason"].isVisible()
    form.editors["words"].setText("After-school care on Tuesdays")
    form.send()
    assert page.terms.sheet.sheet.isVisible()
    form.editors["reason"].setPlainText("Her shifts end at 19:00")
    form.editors["approver"].setText("Assistant Director")
    form.send()
    assert [one.kind for one in page.card.uses] == ["Care so that a parent can work"]
    page.terms.take_over(page.card)
    form = page.terms.sheet.form
    form.editors["vendor_number"].setText("V7016")
    form.editors["reason"].setPlainText("Asked for it at the review")
    form.send()
    assert (page.card.payee, page.card.vendor_number, page.card.may_take_over) == ("Amara O.", "V7016", None)


