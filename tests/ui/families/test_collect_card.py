"""A break that names who must not collect by now is told on the card until somebody else is written down."""

from datetime import timedelta

from PySide6.QtWidgets import QLabel, QWidget

from shortbreaks.bookings.collectors import still_named
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.words import series_ref
from tests.bookings.series_builders import FIRST, a_club, every, made
from tests.bookings.test_asking import an_adult
from tests.builders import a_child, a_service, a_session
from tests.families.test_rights import ORDER, change
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.today.columns import URGENT
from ui.today.page import TodayPage

WEEK = timedelta(weeks=1)


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


def test_a_series_is_told_once_on_today_and_on_the_card_and_put_right_in_one_form(file_county, page_of, qtbot):
    child, (club, _) = a_child(file_county), a_club(file_county)
    father = an_adult(file_county, child, "Ben")
    series = made(file_county, child, club, every(FIRST, FIRST + 5 * WEEK), skip=(FIRST + 3 * WEEK,), collected_by="Dad")
    today = page_of(file_county, TodayPage)
    assert not today.cards[URGENT].isVisible()
    change(file_county, child, father, **{**ORDER, "may_book": True, "may_be_told": True, "from_day": FIRST + WEEK})
    today.refresh()
    (line,) = today.cards[URGENT].buttons()
    assert today.cards[URGENT].isVisible() and (line.line.name, line.line.chip, line.line.meaning) == ("Amara O.", "Not Ben O.", "bad")
    assert line.line.second.startswith("5 breaks from Sat 12 Sep. From 12 September 2026: Order of the family court")
    page = page_of(file_county, ChildPage, id=child)
    said = " ".join(one.text() for one in page.collects.findChildren(QLabel))
    assert f"{series_ref(series)}, Sat 12 Sep to Sat 10 Oct · Sandpipers Saturday Club: “Dad”" in said, said
    assert "4 dates booked, 1 not booked yet." in said
    press(page, "collector_0")
    page.collects.sheet.form.set_value("collected_by", "Grace")
    page.collects.sheet.form.send()
    page.refresh()
    today.refresh()
    assert not page.collects.isVisible() and not today.cards[URGENT].isVisible()
