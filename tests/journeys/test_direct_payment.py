"""The second journey, in the real window: from an award to the statement on paper, by two people (A21, A26)."""

import io
from datetime import UTC, date, datetime

import pypdf
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget

from shortbreaks.access.permissions import Role
from shortbreaks.families.papers import paper_again
from tests.builders import a_child
from tests.journeys.hands import press, turn_to
from ui.kit.form import Form

CARD_FILE = (
    "Date,Description,Money out,Money in\n02/04/2026,EXAMPLE COUNTY COUNCIL,,237.37\n"
    "30/04/2026,Ann Baker wages,168.00,\n30/04/2026,PayRight Payroll,10.72,\n"
)


def send(page, **values):
    """Fill the open form as typed, and send it; `page` is the page, or the acts that opened it."""
    sheet = page.acts.sheet if hasattr(page, "acts") else page.sheet
    form: Form = sheet.form
    for name, text in values.items():
        editor = form.editors[name]
        if hasattr(editor, "setPlainText"):
            editor.setPlainText(text)
        elif hasattr(editor, "findData"):
            editor.setCurrentIndex(editor.findData(text))
        else:
            editor.setText(text)
    form.send()
    assert not sheet.sheet.isVisible(), [one.text() for one in form.findChildren(QWidget, "notice_lead")]


def pick(window, words):
    """Press the link of these words."""
    QApplication.processEvents()
    next(one for one in window.findChildren(QPushButton) if one.isVisible() and one.text() == words).click()


def pay_next(finance, second, total):
    """Finance prepares the next run and posts it, once somebody else has typed its total; gives the run's page."""
    finance.go.to("payments", tab="Runs")
    press(finance, "draft_run")
    run_page = finance.page_now()
    second.go.to("run", id=run_page.run_id)
    second.page_now().refresh()
    second.page_now().typed.setText(total)
    press(second, "approve_run")
    assert second.page_now().run.state == "approved"
    run_page.refresh()
    press(finance, "post_run")
    return run_page


def test_from_an_award_to_the_statement(county, window_of, tmp_path):
    county.clock.set(datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    child = a_child(county)
    # 1. The child's card makes the agreement; its award is 6 hours at £16.29 from 17 April; the list of R-D3 is noted
    window = window_of(Role.MANAGER)
    window.go.to("child", id=child)
    press(window, "direct_payment")
    page = window.page_now()
    send(
        page,
        purpose="Time out with an assistant",
        starts_on="17/4/2026",
        payee=page.sheet.form.editors["payee"].itemData(0),
    )
    page = window.page_now()
    assert page.card.missing[0] == "the payee's consent"
    press(window, "add_part")
    send(page, kind="assistant", per="hour", hours="6", pence="16.29", from_day="17/4/2026", reason="Panel of 20 March")
    page.acts.ready(page.card)
    send(page, consent_on="20/3/2026", signed_on="20/3/2026", plan_on="20/3/2026", account_ready_on="20/3/2026", checks_noted_on="20/3/2026",
         approval_ref="RP-118", vendor_number="V200001", last4="4471")  # fmt: skip
    page.acts.start(page.card)
    send(page, unassessed="The Short Assessment is with the social worker")
    assert (page.card.decided, page.card.state, page.card.next_pence) == ("active", "draft", 23737)
    # 2. Finance prepares the run: 17 of 28 days; it cannot approve its own
    finance = window_of(Role.FINANCE)
    finance.go.to("payments", tab="Runs")
    finance.page_now().draft_next()
    run_page = finance.page_now()
    assert (run_page.run.total, run_page.run.pay_on) == (23737, date(2026, 4, 2))
    assert not finance.findChild(QWidget, "approve_run").isEnabled()
    # 3. Another person types the total; a wrong one is refused with the right one
    second = window_of(Role.APPROVER)
    second.go.to("run", id=run_page.run_id)
    second.page_now().typed.setText("237.73")
    press(second, "approve_run")
    assert second.page_now().run.state == "drafted"
    second.page_now().typed.setText("237.37")
    press(second, "approve_run")
    assert second.page_now().run.state == "approved"
    # 4. Posted, written for finance, answered line by line
    run_page.refresh()
    press(finance, "post_run")
    press(finance, "prepare_file")
    files = finance.page_now().files
    assert files.table.chosen_row().about == f"payment_run:{run_page.run_id}"
    files.files.write_into(files.table.chosen_row(), str(tmp_path))
    assert "237.37" in (tmp_path / "payments-00001.csv").read_text("utf-8-sig")
    finance.go.to("run", id=run_page.run_id)
    run_page.refresh()
    press(finance, "all_taken")
    assert (run_page.run.state, [one.state for one in run_page.run.lines]) == ("acknowledged", ["acknowledged"])
    # Two whole cycles follow, each by two people
    for day in (date(2026, 4, 28), date(2026, 5, 26)):
        turn_to(county, datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC), window, finance, second)
        assert pay_next(finance, second, "390.96").run.total == 39096
    # 5. The card's file: looked at first, our own payment known, the odd line for a person
    turn_to(county, datetime(2026, 7, 22, 9, 0, tzinfo=UTC), window, finance, second)
    page = window.page_now()
    file = tmp_path / "april.csv"
    file.write_text(CARD_FILE, "utf-8")
    account = finance
    account.go.to("account", id=page.agreement_id)
    card_page = account.page_now()
    card_page.take_file.agreement_id = page.agreement_id
    card_page.take_file.look(str(file))
    assert (len(card_page.take_file.preview.new), card_page.take_file.preview.odd) == (3, 1)
    press(account, "accept_spending")
    assert card_page.card.closing == 23737 + 2 * 39096 - 16800 - 1072
    odd = next(one for one in card_page.card.lines if one.match == "odd")
    card_page.acts.judge(odd)
    send(card_page, category="assistant", evidence_on="20/7/2026")
    card_page.acts.accept(card_page.card)
    assert {one.match for one in card_page.card.lines if one.spend_id} == {"accepted"}
    # A wrong line is put back by its own line, and recorded again from its receipt
    card_page.table.choose(next(n for n, one in enumerate(card_page.table.rows_model.rows) if one.what == "PayRight Payroll"))
    card_page.put_back()
    send(card_page.back, reason="It was for another family")
    press(finance, "record_spending")
    send(card_page, on="30/4/2026", payee="PayRight Payroll", pence="10.72", category="payroll", evidence_on="20/7/2026")
    assert card_page.card.closing == 84057
    # 6. The return is asked for, comes in two parts, and shows £58.65 over: it was saved for a week away
    finance.go.to("payments", tab="Accounts")
    press(finance, "ask_returns")
    finance.go.to("account", id=page.agreement_id)
    card_page.refresh()
    (one,) = card_page.card.returns
    assert (one.first, one.last, one.state) == (date(2026, 4, 17), date(2026, 7, 9), "due")
    pick(finance, "It came")
    boxes = card_page.follow.sheet.form.editors["items"].findChildren(QCheckBox)
    next(one for one in boxes if one.text() == "Timesheets").click()
    send(card_page.follow, on="21/7/2026")
    assert card_page.card.returns[0].missing == ("timesheets",)
    pick(finance, "It came")
    send(card_page.follow, on="22/7/2026")
    assert (card_page.card.returns[0].state, card_page.card.surplus.over) == ("received", 5865)
    page.refresh()
    press(window, "review_surplus")
    send(page, reason="saving up", evidence="The form of the sailing week", outcome="more time", words="A week away in August")
    assert page.card.surplus.over == 5865
    # 7. The statement says what the books say, from opening to closing
    press(window, "statement")
    paper = county.at(Role.MANAGER).ask(paper_again, 1)
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages).replace("\u00a0", " ")
    words = " ".join(said.split())
    for line in (
        "2 April Payment from us, run 1 £237.37 £237.37", "30 April Ann Baker wages (assistant) Yes £168.00",
        "PayRight Payroll. Put back. £10.72", "PayRight Payroll, put back. Corrects 30 April 2026. £10.72",
        "At the end £1,030.01 £189.44 £840.57", "8 weeks = £781.92; you hold £840.57; £58.65 over.",
        "Is there anything to pay back? A person will talk to you.",
    ):  # fmt: skip
        assert line in words, words
