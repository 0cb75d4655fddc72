"""What screens tell before it is too late: a vendor number that changed before its file, a sixteenth birthday on Today."""

from datetime import date

from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.families.tables import Child
from shortbreaks.payments.commands import note_readiness
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import an_agreement, lines_of, paid, ready, run_of
from tests.ui.going import press
from ui.kit.buttons import Button
from ui.kit.notice import Notice
from ui.payments.run_page import RunPage
from ui.today.page import TodayPage


def test_a_changed_vendor_number_is_said_with_both_numbers_and_asks_why_it_goes_out(county, page_of):
    agreement = an_agreement(county)
    run = paid(county)
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement, vendor_number="V9999"))
    page = page_of(county, RunPage, Role.FINANCE, id=run)
    press(page, "prepare_file")
    sheet = page.acts.sheet
    (notice,) = sheet.sheet.findChildren(Notice)
    assert f"from V{1000 + agreement} to V9999" in notice.lead and page.go.where == []
    sheet.form.send()
    assert run_of(county, run).state == "posted" and sheet.sheet.isVisible()  # without a reason
    sheet.form.editors["accepted"].setText("The old number is paid until June")
    sheet.form.send()
    assert run_of(county, run).state == "exported" and page.go.where == [("finance", {"about": f"payment_run:{run}"})]


def test_a_sixteenth_birthday_with_a_direct_payment_stands_once_on_today(county, page_of):
    agreement = an_agreement(county)
    with Session(county.database.writing) as db, db.begin():
        child = db.get(Agreement, agreement).child_id
        db.get(Child, child).born = date(2010, 8, 1)
    page = page_of(county, TodayPage)
    (line,) = [one for one in page.cards["reviews"].worklist.lines if "16" in one.second]
    assert (line.second, line.target) == (f"16: offer DP-{10000 + agreement} as their own payment", (("id", child),))


def test_a_second_person_holds_a_posted_payment_back_and_the_control_figures_are_the_files(file_county, page_of, qtbot):
    county = file_county
    an_agreement(county)
    an_agreement(county)
    run = paid(county)
    page = page_of(county, RunPage, id=run, role=Role.APPROVER)
    page.show_filter(1)
    page.table.choose(0)
    press(page, "hold_back")
    page.acts.sheet.form.editors["reason"].setText("Wrong account")
    page.acts.sheet.act.click()
    page.refresh()
    assert [one.state for one in lines_of(county, run)] == ["held back", "posted"]
    figures = page.findChild(QWidget, "control_figures")
    assert {"39096", "£390.96"} <= {one.text() for one in figures.findChildren(QLabel)}
    assert page_of(county, RunPage, id=run, role=Role.FINANCE).findChild(Button, "hold_back") is None
