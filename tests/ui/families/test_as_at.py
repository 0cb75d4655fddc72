"""A child's card as at a past day: in amber, looked at only, and today again with an empty field or a tab."""

from datetime import timedelta

from PySide6.QtWidgets import QLabel

from shortbreaks.bookings.as_at import child_as_at
from tests.bookings.test_as_at import told
from tests.ui.going import press
from ui.families.child_page import TABS, ChildPage
from ui.kit.buttons import Button
from ui.kit.table import Table

assert told


def test_a_past_day_is_shown_and_left_again(county, told, page_of):
    page = page_of(county, ChildPage, id=told)
    day = page.today - timedelta(days=1)
    page.as_at.line.setText(f"{day:%d/%m/%Y}")
    page.as_at.line.editingFinished.emit()
    assert page.stack.currentIndex() == len(TABS)
    said = " ".join(one.text() for one in page.past.findChildren(QLabel))
    assert "As at 23 July 2026." in said and "Hoist, Seizures" in said.replace("Seizures, Hoist", "Hoist, Seizures")
    assert "60 hours: 0 hours used, 3 hours booked" in said
    rows = page.past.findChild(Table, "past_breaks").rows_model.rows
    assert rows == county.at().ask(child_as_at, told, day).breaks and len(rows) == 1
    assert [one.words() for one in page.past.findChildren(Button)] == ["Show today"], "nothing can be changed on a past day"
    press(page, "tab_2")
    assert (page.stack.currentIndex(), page.as_at.day, page.as_at.line.text()) == (2, None, "")
    for typed, said in (("31/12/2099", "still to come"), ("<img src=x>", "day"), ("31/02/2026", "day")):
        page.as_at.line.setText(typed)
        page.as_at.line.editingFinished.emit()
        assert page.stack.currentIndex() == 2 and page.as_at.line.text() == typed, "it stays, to be put right"
        told_now = page.desk.notices.now
        assert said in told_now.lead and told_now.rest, typed
