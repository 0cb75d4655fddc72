"""A family entered twice, merged from the card of the one that is kept: compared first, done only then."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.eligibility.queries import allocations_decided
from shortbreaks.families.commands import MoveHome, move_home
from shortbreaks.families.queries import child_card
from tests.builders import a_child, a_service, a_session
from ui.families.child_page import ChildPage
from ui.kit import theme


class Nowhere:
    """Goes nowhere: these tests stay on one page."""

    here = None

    def to(self, page, **target):
        raise AssertionError(page, target)

    def back(self):
        raise AssertionError


def page_of(qtbot, desk, child):
    page = ChildPage(desk, Nowhere())
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show_for(id=child)
    page.refresh()
    page.show()
    assert page.card is not None
    return page


def test_a_family_is_compared_and_then_merged(qtbot, qapp, file_county, desk_of):
    theme.apply(qapp, "light", 150)
    first, second = a_child(file_county), a_child(file_county)
    refs = [file_county.at().ask(child_card, child).ref for child in (first, second)]
    page = page_of(qtbot, desk_of(file_county), first)
    page.resize(1366, 768)
    page.acts.change_child()
    page.findChild(QPushButton, "merge_family").click()
    sheet = page.acts.merging.form
    sheet.form.findChild(QLineEdit).setText(refs[1].lower())
    sheet.act.click()
    compared = page.acts.merging.compared
    assert compared.found.other.ref == refs[1]
    assert file_county.at().ask(child_card, second).id == second
    asked = compared.form.editors.values()
    qtbot.waitUntil(lambda: compared.sheet.frame.height() > 600)
    assert [one.visibleRegion().boundingRect().height() == one.height() for one in asked] == [True, True], "seen in large text too"
    compared.act.click()  # both have 60 hours and 24 nights: nothing is chosen for anybody
    hours, nights = (f"award_{one.other_id}" for one in compared.found.awards)
    assert "empty" in compared.form.findChild(QLabel, f"mistake_{hours}").text()
    assert file_county.at().ask(child_card, second).id == second
    compared.form.set_value(hours, "once")
    compared.act.click()
    assert file_county.at().ask(child_card, second).id == second, "the nights are another award"
    compared.form.set_value(nights, "once")
    compared.act.click()
    assert file_county.at().ask(child_card, second).id == first
    assert sum(row.amount for row in file_county.at().ask(allocations_decided, first) if row.unit == "hours") == 60 * 60
    assert file_county.at().ask(child_card, second).ref == refs[0]


def test_a_reference_nobody_has_is_said_and_nothing_is_merged(qtbot, file_county, desk_of):
    child = a_child(file_county)
    desk = desk_of(file_county)
    page = page_of(qtbot, desk, child)
    page.acts.change_child()
    page.findChild(QPushButton, "merge_family").click()
    sheet = page.acts.merging.form
    sheet.form.findChild(QLineEdit).setText("F-1")
    sheet.act.click()
    assert page.acts.merging.compared is None


def test_a_refusal_stands_in_the_sheet_and_nothing_is_merged(qtbot, file_county, desk_of):
    first, second = a_child(file_county), a_child(file_county)
    home = file_county.at().ask(child_card, second).household_id
    file_county.at().perform(
        move_home, MoveHome(home, "2 The Street", "CT11 9HH", restricted=True, checked_who_learns=True)
    )
    page = page_of(qtbot, desk_of(file_county), first)
    page.acts.change_child()
    page.findChild(QPushButton, "merge_family").click()
    sheet = page.acts.merging.form
    sheet.form.findChild(QLineEdit).setText(file_county.at().ask(child_card, second).ref)
    sheet.act.click()
    compared = page.acts.merging.compared
    for one in compared.found.awards:
        compared.form.set_value(f"award_{one.other_id}", "both")
    compared.act.click()
    assert "withheld" in compared.above.itemAt(0).widget().findChild(QLabel, "notice_lead").text()
    assert file_county.at().ask(child_card, second).id == second


def test_what_stands_against_a_merge_is_said_before_anything_is_pressed(qtbot, file_county, desk_of):
    service, venue = a_service(file_county)
    session = a_session(file_county, service, venue)
    first, second = a_child(file_county), a_child(file_county)
    for child in (first, second):
        file_county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    page = page_of(qtbot, desk_of(file_county), first)
    page.acts.change_child()
    page.findChild(QPushButton, "merge_family").click()
    sheet = page.acts.merging.form
    sheet.form.findChild(QLineEdit).setText(file_county.at().ask(child_card, second).ref)
    sheet.act.click()
    compared = page.acts.merging.compared
    assert any("two places at once" in one.text() for one in compared.sheet.findChildren(QLabel, "notice_lead"))
    assert not compared.act.isEnabled()
