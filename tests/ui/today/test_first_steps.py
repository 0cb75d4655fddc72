"""An office with nothing in it says what to do first; the steps are ticked as they are done, and go with the first break."""

from shortbreaks.access.permissions import Role
from tests.builders import a_child, a_service, a_session
from tests.ui.today.test_today import book
from ui.kit.buttons import Button
from ui.today.page import TodayPage


def acts(page):
    return [one.objectName() for one in page.first.findChildren(Button)]


def test_a_new_office_says_what_comes_first_until_a_break_is_booked(county, page_of):
    page = page_of(county, TodayPage, Role.MANAGER)
    assert page.first.isVisible()
    assert acts(page)[:4] == ["first_terms", "first_providers", "first_sessions", "first_families"]
    page.findChild(Button, "first_providers").click()
    assert page.go.where[-1] == ("providers", {})
    service, venue = a_service(county)
    a_session(county, service, venue)
    page.refresh()
    assert acts(page)[:2] == ["first_terms", "first_families"]
    child = a_child(county)
    book(county, (service, venue), child)
    page.refresh()
    assert page.first.isHidden()
