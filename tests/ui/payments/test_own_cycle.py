"""How often one agreement is paid, changed from its menu as a person would."""

from datetime import date

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.payments.builders import an_agreement, paid
from ui.payments.account_page import AccountPage


def test_another_cycle_is_asked_for_with_its_reason_and_stands_among_the_terms(file_county, page_of):
    county = file_county
    agreement = an_agreement(county)
    for first in (date(2026, 4, 6), date(2026, 5, 4), date(2026, 6, 1), date(2026, 6, 29)):
        paid(county, first)
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    menu = page.menu.of(page.card, page.part_chosen, page.put_back, past=page.is_past)
    acts = {one.text(): one for one in menu.actions()}
    acts["Change how often it is paid"].trigger()
    sheet = page.terms.sheet
    sheet.form.editors["from_day"].setText("10/8/2026")
    which = sheet.form.editors["cycle_days"]
    which.setCurrentIndex(which.findData("14"))
    sheet.form.send()
    assert sheet.sheet.isVisible()  # a reason is missing
    sheet.form.editors["reason"].setPlainText("<b>Two weeks</b> suit the assistant")
    sheet.form.send()
    assert page.desk.notices.now.lead == "Paid otherwise from 10 August 2026."
    assert "From 10 August 2026 paid every two weeks" in [one.text() for one in page.findChildren(QLabel)]
    assert (page.card.cycle.first, page.card.cycle.last, page.card.next_pence) == (date(2026, 7, 27), date(2026, 8, 9), 19548)
    page.terms.cycle(page.card)
    which = page.terms.sheet.form.editors["cycle_days"]
    assert which.currentData() in {"", None}  # as the council pays
