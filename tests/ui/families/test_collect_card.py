"""A break that names who must not collect by now is told on the card until somebody else is written down."""

from PySide6.QtWidgets import QLabel, QWidget

from shortbreaks.bookings.collectors import still_named
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from tests.bookings.test_asking import an_adult
from tests.builders import a_child, a_service, a_session
from tests.families.test_rights import ORDER, change
from tests.ui.going import press
from ui.families.child_page import ChildPage


def test_what_names_somebody_who_must_not_collect_is_told_until_it_is_put_right(file_county, page_of, qtbot):
    child, session = a_child(file_county), a_session(file_county, *a_service(file_county))
    father = an_adult(file_county, child, "Ben")
    wanted = PlacesWanted(child, (session,), collected_by="Dad")
    file_county.at().perform(make_booking, MakeBooking((wanted,), father))
    page = page_of(file_county, ChildPage, id=child)
    assert not page.collects.isVisible()
    change(file_county, child, father, **{**ORDER, "may_book": True, "may_be_told": True})
    page.refresh()
    assert page.collects.isVisible()
    said = " ".join(one.text() for one in page.collects.findChildren(QLabel))
    assert "Sat 25 Jul, 10:00 · Sandpipers Saturday Club: “Dad”" in said
    press(page, "collector_0")
    form = page.collects.sheet.form
    form.set_value("collected_by", "Ben Okafor")
    form.send()
    assert "A court’s order says that Ben O. must not collect." in page.findChild(QWidget, "refusal").lead
    form.set_value("collected_by", "Grace")
    form.send()
    page.refresh()
    assert not page.collects.isVisible() and file_county.at().ask(still_named, child) == ()
