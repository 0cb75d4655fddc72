"""The window's own room for the council's lists: asked once, renewed when somebody changes one, and never lost sight of."""

from PySide6.QtWidgets import QCheckBox

from shortbreaks.access.permissions import Role
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.council.lists import lists_shown
from shortbreaks.database.office import Office
from shortbreaks.families.queries import child_card
from tests.builders import a_child, a_service, a_session
from tests.ui.going import choose, press
from ui.bookings.find.page import FindPage
from ui.bookings.waiting.page import WaitingPage
from ui.families.child_page import ChildPage
from ui.providers.page import ProvidersPage

FOLKESTONE = "E07000112"


def items(combo):
    return {combo.itemData(n): combo.itemText(n) for n in range(combo.count())}


def change(page, *request, **more):
    """Somebody else changes a list, and the bulletin tells of it."""
    page.desk.office, mine = page.county.at(Role.MANAGER), page.desk.office
    page.desk.perform(page, set_code, SetCode(*request, **more, reason="Panel"))
    page.desk.office = mine


def opened(page_of, county, page, **target):
    made = page_of(county, page, **target)
    made.county = county
    return made


def test_filters_offer_what_the_council_has_just_put_on_its_list_and_keep_what_is_chosen(file_county, page_of):
    page = opened(page_of, file_county, ProvidersPage)
    page.need.setCurrentIndex(page.need.findData("HOIST"))
    change(page, "kind", "sail", "Sailing")
    change(page, "need", "PEG", "Feeding by PEG")
    assert items(page.kind)["sail"] == "Sailing" and items(page.need)["PEG"] == "Feeding by PEG"
    assert page.need.currentData() == "HOIST"
    change(page, "need", "HOIST", "Hoist", retired=True)
    assert page.need.currentData() == "" and "HOIST" not in items(page.need), "what is offered no more filters no more"
    assert next(iter(items(page.district))) == "" and len(items(page.district)) == 13, "twelve districts, and any"


def test_the_wish_and_unmet_need_offer_the_lists_of_the_day(file_county, page_of):
    find = opened(page_of, file_county, FindPage, child=a_child(file_county))
    change(find, "kind", "sail", "Sailing")
    assert items(find.wishes.kind)["sail"] == "Sailing"
    find.wishes.kind.setCurrentIndex(find.wishes.kind.findData("day"))
    assert find.wishes.wish().kinds == {"club", "youth", "scheme", "weekend", "family", "sail"}
    waiting = opened(page_of, file_county, WaitingPage)
    change(waiting, "district", "E07000114", "Isle of Thanet")
    assert items(waiting.unmet.district)["E07000114"] == "Isle of Thanet"


def test_a_form_offers_the_days_codes_and_those_that_stand_on_the_record(file_county, page_of):
    child = a_child(file_county, needs=("MOB", "HOIST"))
    page = opened(page_of, file_county, ChildPage, id=child)
    change(page, "need", "PEG", "Feeding by PEG")
    change(page, "need", "HOIST", "Hoist", retired=True)
    change(page, "need", "OXYGEN", "Oxygen", retired=True)
    page.acts.change_child()
    press(page, "change_record")
    form = page.acts.sheet.form
    offered = {box.property("value"): box.text() for box in form.editors["needs"].findChildren(QCheckBox)}
    assert offered["PEG"] == "Feeding by PEG" and offered["HOIST"] == "Hoist (no longer offered)" and "OXYGEN" not in offered
    form.set_value("needs", ("MOB", "HOIST", "PEG"))
    choose(form, "level_PEG", "severe")
    form.send()
    assert [need.said for need in file_county.at().ask(child_card, child).needs] == ["Mobility", "Hoist", "Feeding by PEG: severe"]


def test_the_lists_are_asked_once_and_again_only_when_one_has_changed(file_county, page_of, monkeypatch):
    page = opened(page_of, file_county, ProvidersPage)
    asked, ask = [], Office.ask
    monkeypatch.setattr(Office, "ask", lambda office, query, *args: (asked.append(query), ask(office, query, *args))[1])
    for _ in range(3):
        page.new()
        page.acts.sheet.sheet.close_sheet()
        page.acts.check(1)
        page.acts.sheet.sheet.close_sheet()
    page.desk.changed.emit(frozenset({("service", 1)}))
    assert lists_shown not in asked
    page.desk.changed.emit(frozenset({("code_entry", 1)}))
    assert asked.count(lists_shown) == 1


def test_filters_and_the_wish_offer_old_names_too(file_county, page_of):
    child = a_child(file_county)
    for page, combo in ((ProvidersPage, "district"), (FindPage, "wishes.district")):
        made = page_of(file_county, page, **({"child": child} if page is FindPage else {}))
        for part in combo.split("."):
            made = getattr(made, part)
        place = made.findText("Shepway: now Folkestone and Hythe")
        made.setCurrentIndex(place)
        assert place > 0 and (made.currentData(), made.currentText()) == (FOLKESTONE, "Folkestone and Hythe")


def test_the_wish_asks_anew_when_a_district_is_chosen(file_county, page_of):
    service, venue = a_service(file_county, name="Harbour Club", postcode="CT20 1QX")
    a_session(file_county, service, venue)
    page = page_of(file_county, FindPage, child=a_child(file_county))
    page.wishes.within.setText("")
    page.wishes.district.setCurrentIndex(page.wishes.district.findData("E07000114"))
    assert page.answer.rows == ()
    page.wishes.district.setCurrentIndex(page.wishes.district.findData(FOLKESTONE))
    assert [row.name for row in page.answer.rows] == ["Harbour Club"]
