"""Money come back and its bank line on screen: asked which it is, tied with two keys, counted once."""

from shortbreaks.access.permissions import Role
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from tests.nasty import MARKUP
from tests.payments.builders import a_file, an_agreement, export, holds, paid, spent, take
from tests.payments.test_same_money import BACK, TENTH
from tests.payments.test_sent_back_sides import CAME, WENT
from ui.payments.account_page import AccountPage
from ui.payments.run_page import RunPage

FINANCE = Role.FINANCE


def came_back(page, pounds="100"):
    page.follow.unspent(page.card)
    for name, value in (("pence", pounds), ("on", "10/4/2026"), ("reference", MARKUP[0][:60])):
        page.follow.sheet.form.editors[name].setText(value)
    page.follow.sheet.form.send()


def test_money_that_a_file_counted_before_is_asked_about_and_tied(county, page_of):
    agreement = an_agreement(county)
    paid(county)
    take(county, agreement, a_file(*BACK))
    page = page_of(county, AccountPage, FINANCE, id=agreement)
    came_back(page)
    sheet = page.follow.sheet
    which = sheet.form.editors["same"]
    assert [which.itemText(one) for one in range(which.count())][-2:] == [
        "£100.00 to KENT COUNTY COUNCIL, 13 April 2026", "None of these: it counts by itself",
    ]  # fmt: skip
    sheet.form.send()
    assert sheet.sheet.isVisible()  # nobody has said which
    which.setCurrentIndex(which.findData("1"))
    sheet.form.send()
    assert page.desk.notices.now.rest == "It counts once; the line of the bank file is tied to it."
    assert holds(county, agreement) == 29096
    came_back(page, "5")
    assert holds(county, agreement) == 28596  # no such line: nothing is asked


def test_a_line_that_may_be_money_entered_before_is_tied_from_its_own_sheet(county, page_of):
    agreement = an_agreement(county)
    paid(county)
    county.at(FINANCE).perform(take_unspent, TakeUnspent(agreement, 10000, TENTH, "FPI 1"))
    take(county, agreement, a_file("14/04/2026,REF 00417,100.00,"))
    page = page_of(county, AccountPage, FINANCE, id=agreement)
    page.acts.judge(next(one for one in page.card.lines if one.spend_id))
    same = page.acts.sheet.form.editors["same"]
    same.setCurrentIndex(same.findData("1"))
    page.acts.sheet.form.send()
    assert page.desk.notices.now.lead == "Tied."
    assert (holds(county, agreement), spent(county)[0].match) == (29096, "accepted")


def test_a_payment_sent_back_that_a_file_shows_going_is_asked_about_and_counts_once(county, page_of):
    agreement = an_agreement(county)
    run = paid(county)
    export(county, run)
    county.at(FINANCE).perform(answer_run, AnswerRun(run, (Answer(1, taken=True),)))
    take(county, agreement, a_file(CAME, WENT))
    page = page_of(county, RunPage, FINANCE, id=run)
    page.show_filter(1)
    page.table.choose(0)
    page.acts.sent_back()
    for name, value in (("on", "10/4/2026"), ("reason", MARKUP[0][:60])):
        page.acts.sheet.form.editors[name].setText(value)
    page.acts.sheet.form.send()
    which = page.acts.sheet.form.editors["same"]
    page.acts.sheet.form.send()
    assert page.acts.sheet.sheet.isVisible()  # nobody has said which
    which.setCurrentIndex(which.findData("2"))
    page.acts.sheet.form.send()
    assert page.desk.notices.now.rest == "The family’s line stands for it, and counts nothing by itself."
    assert holds(county, agreement) == 0
    account = page_of(county, AccountPage, FINANCE, id=agreement)
    gone = next(one for one in account.card.lines if one.what.startswith("Sent back"))
    account.acts.judge(gone)
    assert account.acts.sheet.form.editors["reason"] is not None  # parted, if it was other money
