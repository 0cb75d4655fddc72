"""A lower award on screen: refused beside its field, kept with its reason, asked about and answered by somebody else (R-D4)."""

from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.nasty import MARKUP
from tests.payments.test_reductions import planned, reductions
from tests.ui.going import choose, press
from ui.kit.buttons import Button
from ui.payments.account_page import AccountPage


def test_a_lower_award_is_refused_beside_its_field_then_looked_at_again(county, page_of):
    agreement = planned(county)
    page = page_of(county, AccountPage, Role.MANAGER, id=agreement)
    press(page, "change_part_1")
    form = page.acts.sheet.form
    for name, value in (("hours", "4"), ("from_day", "1/8/2026"), ("reason", "Panel of 20 July")):
        form.editors[name].setText(value)
    short = form.editors["short_reason"]
    assert not short.isVisible(), "it is asked for where a notice is cut short"
    form.send()
    assert page.acts.sheet.sheet.isVisible() and reductions(county, agreement) == ()
    assert short.isVisible()
    form.editors["short_reason"].setText(MARKUP[0])
    form.send()
    assert page.findChildren(QLabel, "reduction_1")[-1].text() == (
        f"Decided 22 July 2026. Sooner than its notice: {MARKUP[0]}. Nobody asked to look again."
    )
    page.findChildren(Button, "ask_again")[-1].click()
    page.less.sheet.form.editors["on"].setText("today")
    page.less.sheet.form.editors["words"].setPlainText(MARKUP[1])
    page.less.sheet.form.send()
    page.findChildren(Button, "answer_again")[-1].click()
    page.less.sheet.form.editors["reasons"].setPlainText("It is right")
    page.less.sheet.form.send()
    assert page.less.sheet.sheet.isVisible()  # whoever decided it does not answer
    page.less.sheet.sheet.close_sheet()
    other = page_of(county, AccountPage, Role.APPROVER, id=agreement)
    other.findChildren(Button, "answer_again")[-1].click()
    choose(other.less.sheet.form, "outcome", "withdrawn")
    other.less.sheet.form.editors["reasons"].setPlainText("It was a slip")
    other.less.sheet.form.send()
    said = other.findChildren(QLabel, "reduction_1")[-1].text()
    assert said.endswith("Looked at again: it is as it was before. It was a slip")
    assert not [one for one in other.findChildren(Button, "answer_again") if one.isVisible() and one.window() is other.window()]
