"""An agreement that has not started: what an uplift does to it is said, and an old rate is asked about before it is paid."""

from datetime import date

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.payments.builders import FIRST
from tests.payments.test_not_started import awarded
from tests.payments.test_uplift import apply, worked_out
from ui.payments.account_page import AccountPage
from ui.payments.uplift_page import UpliftPage

OLD = "Personal assistant is at £16.29 an hour, and £16.85 holds from 20 April 2026."


def test_the_report_says_who_has_not_started_and_an_old_rate_needs_its_reason(file_county, page_of):
    awarded(file_county, starts=date(2026, 6, 1))
    uplift = worked_out(file_county)
    page = page_of(file_county, UpliftPage, Role.MANAGER)
    assert page.total.text() == "1 agreement to change, 0 to stay; arrears £0.00"
    assert "goes up with the others" in page.effects.rows_model.columns[1].second(page.report[0])
    apply(file_county, uplift)
    draft = awarded(file_county, starts=FIRST)
    page = page_of(file_county, AccountPage, Role.MANAGER, id=draft)
    assert page.findChild(QLabel, "old_rate_1").text() == OLD
    page.acts.start(page.card)
    form = page.acts.sheet.form
    assert set(form.editors) == {"unassessed", "old_rate"}
    form.editors["unassessed"].setPlainText("Seen at the hospital")
    form.send()
    assert page.acts.sheet.sheet.isVisible()
    assert page.card.state == "draft"
    form.editors["old_rate"].setPlainText("Her own assistant asked for no more")
    form.send()
    assert page.card.decided == "active"
