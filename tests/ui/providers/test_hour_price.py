"""A price of an hour is entered with its service, and said where the service is shown."""

from PySide6.QtWidgets import QLabel

from tests.builders import SAT, a_service, a_session
from tests.ui.going import choose, press
from ui.kit.notice import Notice
from ui.providers.provider_page import ProviderPage


def test_a_price_of_an_hour_is_entered_and_said(county, page_of):
    service, venue = a_service(county)
    a_session(county, service, venue, start=SAT)
    page = page_of(county, ProviderPage, id=service)
    press(page, f"change_{service}")
    form = page.acts.sheet.form
    form.editors["price_pence"].setText("4.25")
    form.editors["price_from"].setText("today")
    choose(form, "price_per", "hour")
    choose(form, "unit", "sessions")
    form.send()
    said = [one.lead for one in page.window().findChildren(Notice)]
    assert "A price an hour is of a service whose places use hours." in said
    choose(form, "unit", "hours")
    form.send()
    assert any("£4.25 an hour, asked by the council" in one.text() for one in page.findChildren(QLabel))
