"""Who rang goes along from the booking panel: to the waiting list, to a series and to an offer."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from tests.bookings.test_asking import an_adult
from tests.builders import SAT, a_child, a_service, a_session
from tests.ui.going import press
from ui.bookings.find.page import FindPage
from ui.bookings.series.plan import SeriesPlanPage


def asked(county, table):
    with county.database.reading.connect() as connection:
        return [row[0] for row in connection.execute(text(f"select asked_by from {table} order by id"))]


@pytest.fixture
def ringing(file_county, page_of):
    """Find a break with the first day chosen, and the father on the telephone."""
    service, venue = a_service(file_county)
    for n in range(2):
        a_session(file_county, service, venue, start=SAT + timedelta(days=7 * n))
    child = a_child(file_county)
    father = an_adult(file_county, child, "Ben")
    an_adult(file_county, child, "Sam", may_book=False)
    page = page_of(file_county, FindPage, child=child)
    page.cards[0].choose()
    page.panel.rang.adult.setCurrentIndex(page.panel.rang.adult.findData(father))
    page.panel.rang.collects.setText("Aunt Zoë")
    return page, father


def test_the_waiting_list_begins_with_who_rang(file_county, ringing):
    page, father = ringing
    page.acts.wait()
    form = page.acts.sheet.form
    choices = [form.editors["asked_by"].itemText(n) for n in range(form.editors["asked_by"].count())]
    assert choices == ["–", "Grace O., Mother", "Ben O., Father"], "who may not book is not offered"
    assert form.editors["asked_by"].currentText() == "Ben O., Father"
    form.send()
    assert asked(file_county, "waiting_request") == [father]


def test_an_offer_keeps_who_rang(file_county, ringing):
    page, father = ringing
    page.panel.findChild(QPushButton, "offer_it").click()
    assert asked(file_county, "booking") == [father]


def test_a_series_begins_with_who_rang_and_who_collects(file_county, ringing, page_of):
    page, father = ringing
    press(page, "make_series")
    ((name, target),) = [one for one in page.go.where if one[0] == "series_plan"]
    plan = page_of(file_county, SeriesPlanPage, **target)
    form = plan.form.form
    assert (name, form.editors["asked_by"].currentText(), form.value("collected_by")) == ("series_plan", "Ben O., Father", "Aunt Zoë")
    plan.send()
    assert asked(file_county, "series") == [father] and set(asked(file_county, "booking")) == {father}


def test_nobody_is_a_choice_too(file_county, ringing):
    page, _ = ringing
    page.panel.rang.adult.setCurrentIndex(page.panel.rang.adult.count() - 1)
    page.acts.wait()
    page.acts.sheet.form.send()
    assert asked(file_county, "waiting_request") == [None]


def test_too_far_is_said_in_the_panel_and_needs_no_reason(file_county, page_of):
    service, venue = a_service(file_county, postcode="TN1 1AA")
    a_session(file_county, service, venue)
    page = page_of(file_county, FindPage, child=a_child(file_county))
    page.wishes.within.setText("9")
    page.wishes.send()
    page.cards[0].choose()
    said = " ".join(one.text() for one in page.panel.findChildren(QLabel))
    assert "further than 9 miles" in said and "distance" not in page.panel.reasons
    page.wishes.within.setText("99")
    page.wishes.send()
    said = " ".join(one.text() for one in page.panel.findChildren(QLabel) if one.isVisible())
    assert "further than" not in said
    page.panel.findChild(QPushButton, "book_and_print").click()
    assert len(asked(file_county, "booking")) == 1
