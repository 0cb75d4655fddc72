"""The booking panel asks who rang and who collects, keeps what is said while it judges afresh, and begins anew."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.bookings.test_asking import an_adult, kept
from tests.builders import SAT, a_child, a_service, a_session
from ui.bookings.find.page import FindPage


@pytest.mark.parametrize("nasty", ["O’Neill <b>=1+1</b>", "محمد العربي", "'; DROP TABLE child;--"])
def test_the_panel_asks_who_rang_and_who_collects(file_county, page_of, nasty):
    service, venue = a_service(file_county)
    for n in range(2):
        a_session(file_county, service, venue, start=SAT + timedelta(days=7 * n))
    child = a_child(file_county)
    father = an_adult(file_county, child, "Ben")
    page = page_of(file_county, FindPage, child=child)
    page.cards[0].choose()
    rang = page.panel.rang
    assert {rang.adult.accessibleName(), rang.collects.accessibleName()} <= {one.text() for one in rang.findChildren(QLabel)}
    assert [rang.adult.itemText(n) for n in range(rang.adult.count())] == ["Grace O., Mother", "Ben O., Father", "Somebody else"]
    rang.adult.setCurrentIndex(1)
    rang.collects.setText(nasty)
    page.refresh()  # judged afresh: what was said stays
    assert (page.panel.rang.adult_id(), page.panel.rang.collected_by()) == (father, rang.collects.text().strip())
    page.panel.findChild(QPushButton, "book_and_print").click()
    assert kept(file_county) == [(father, rang.collects.text().strip())]
    page.cards[0].choose()  # the next call begins anew
    assert (page.panel.rang.adult.currentText(), page.panel.rang.collected_by()) == ("Grace O., Mother", "")


def test_a_day_of_another_year_stands_below_the_other_and_is_not_cut_off(file_county, page_of, qtbot):
    wishes = page_of(file_county, FindPage, child=a_child(file_county)).wishes
    assert wishes.from_day.y() == wishes.to_day.y()
    wishes.to_day.setText("31/1/2027")
    wishes.to_day.editingFinished.emit()
    qtbot.waitUntil(lambda: wishes.to_day.y() > wishes.from_day.y())
    assert wishes.to_day.text() == "Sun 31 Jan 2027"
    assert wishes.to_day.fontMetrics().horizontalAdvance(wishes.to_day.text()) < wishes.to_day.width() - 20
