"""Each form of a family filled by keyboard, sent, and read back from the database: register, child, adult, home, contact."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.families.queries import child_card, families_listed
from shortbreaks.families.rules import Shown, Withheld
from shortbreaks.families.tables import Adult, Child, EmergencyContact, Household
from tests.families.test_families import register
from tests.ui.going import press
from tests.ui.typed import type_form
from ui.families.child_page import ChildPage
from ui.families.page import FamiliesPage

FAMILY = {
    "first_name": "Zoë", "last_name": "O’Neill <b>", "born": "14/11/2016", "adult_first_name": "Łukasz", "adult_last_name": "O’Neill",
    "relation": "Father", "adult_title": "Mr", "phone": "01632 960171", "email": "l@example.org", "address": "2 High Street, Dover",
    "postcode": "ct161aa", "restricted": True, "letter_format": "Large print",
}  # fmt: skip


def rows(file_county, table):
    with Session(file_county.database.reading) as db:
        return list(db.scalars(select(table).order_by(table.id)))


def opened(page, name):
    """The form behind one line of the menu of changes."""
    page.acts.change_child()
    press(page, name)
    return page.acts.sheet.form


def test_a_family_is_registered_and_one_that_may_be_here_is_told_of_until_the_button_is_pressed_again(file_county, page_of, qtbot):
    page = page_of(file_county, FamiliesPage)
    page.new()
    type_form(qtbot, page, page.sheet.form, FAMILY)
    ((_, target),) = page.go.where
    card = file_county.at().ask(child_card, target["id"])
    assert (card.first_name, card.last_name, card.born) == ("Zoë", "O’Neill <b>", date(2016, 11, 14))
    (adult,) = card.adults
    assert (adult.title, adult.first_name, adult.last_name, adult.relation) == ("Mr", "Łukasz", "O’Neill", "Father")
    assert (adult.phone, adult.email, adult.letter_format) == ("01632 960171", "l@example.org", "large")
    assert isinstance(card.address, Withheld) and card.restricted
    # The same child once more: told above the form, nothing kept; what was typed stands; the second press keeps it
    page.new()
    form = page.sheet.form
    type_form(qtbot, page, form, {**FAMILY, "first_name": "Zoe", "last_name": "ONeill"})
    told = page.findChild(QWidget, "likely_duplicates")
    assert told.lead == "This child may be here already." and card.ref in told.rest
    assert file_county.at().ask(families_listed)[1] == 1 and form.value("first_name") == "Zoe"
    why = page.findChild(QWidget, "field_why")
    assert why.hasFocus()
    qtbot.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert file_county.at().ask(families_listed)[1] == 1 and page.findChild(QWidget, "mistake_why").isVisible(), "not without why"
    qtbot.keyClicks(why, "The father says: cousins")
    qtbot.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert file_county.at().ask(families_listed)[1] == 2 and len(rows(file_county, Household)) == 2
    (_, (_, target)) = page.go.where
    (note,) = file_county.at().ask(child_card, target["id"]).notes
    assert (note.words, note.person) == (f"Another child than in {card.ref}: The father says: cousins", "Coordinator One")


def test_another_name_is_looked_for_anew_before_the_second_press_counts(file_county, page_of, qtbot):
    register(file_county)
    page = page_of(file_county, FamiliesPage)
    page.new()
    form = page.sheet.form
    type_form(qtbot, page, form, {**FAMILY, "first_name": "Amara", "last_name": "Okafor"})
    assert page.findChild(QWidget, "likely_duplicates") is not None
    form.set_value("first_name", "Amarah")
    form.editors["postcode"].setFocus()
    qtbot.keyClick(form.editors["postcode"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(rows(file_county, Household)) == 1, "that name was not looked for yet"
    why = page.sheet.above.itemAt(1).widget().editors["why"]
    why.setText("Twins")
    qtbot.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(rows(file_county, Household)) == 2


def test_a_child_s_own_record_is_changed(file_county, page_of, qtbot):
    _, child = register(file_county)
    page = page_of(file_county, ChildPage, id=child)
    typed = {
        "known_as": "Ama", "workers_needed": "One to one", "care_plan_on": "1/6/2026", "communication": "Signs; 2 words",
        "health": "Epilepsy plan in the blue bag\nRing first", "school": "St O'Hara <x>", "key_worker": "Jo Finch",
        "early_support_point": "Dover", "advance_care_plan_held": "Ward 3", "long_term": "Yes, or permanent", "palliative": True,
    }  # fmt: skip
    type_form(qtbot, page, opened(page, "change_record"), typed)
    (kept,) = rows(file_county, Child)
    assert (kept.known_as, kept.workers_needed, kept.care_plan_on) == ("Ama", 1, date(2026, 6, 1))
    assert (kept.communication, kept.school, kept.key_worker) == ("Signs; 2 words", "St O'Hara <x>", "Jo Finch")
    assert kept.health.splitlines() == ["Epilepsy plan in the blue bag", "Ring first"]
    assert (kept.early_support_point, kept.advance_care_plan_held, kept.long_term, kept.palliative) == ("Dover", "Ward 3", True, True)


def test_a_parent_is_changed_and_another_added(file_county, page_of, qtbot):
    _, child = register(file_county)
    page = page_of(file_county, ChildPage, id=child)
    first = rows(file_county, Adult)[0]
    type_form(qtbot, page, opened(page, f"change_adult_{first.id}"), {
        "title": "Dr", "phone": "07700 900001", "email": "", "letter_format": "Easy read",
    })  # fmt: skip
    page.refresh()
    type_form(qtbot, page, opened(page, f"rights_{first.id}"), {
        "may_book": False, "gets_letters": True, "reason": "She is in hospital", "said_by": "Her sister, on the telephone",
    })  # fmt: skip
    page.refresh()
    type_form(qtbot, page, opened(page, "add_adult"), {
        "first_name": "Nguyễn", "last_name": "Ánh", "relation": "Carer", "phone": "07700 900002", "lives_elsewhere": True,
    })  # fmt: skip
    one, other = rows(file_county, Adult)
    assert (one.title, one.phone, one.email, one.letter_format) == ("Dr", "07700 900001", "", "easy")
    assert (one.first_name, one.last_name) == (first.first_name, first.last_name)
    assert (other.first_name, other.last_name, other.relation, other.lives_elsewhere) == ("Nguyễn", "Ánh", "Carer", True)


def test_a_parent_who_died_is_closed_with_the_reason_and_the_only_one_is_not(file_county, page_of, qtbot):
    _, child = register(file_county)
    page = page_of(file_county, ChildPage, id=child)
    type_form(qtbot, page, opened(page, "end_adult"), {"adult_id": "Mother, Grace O.", "what": "Died", "reason": "Died on 3 July"})
    assert page.findChild(QWidget, "refusal").lead == "Grace O. is the only adult of this family."
    page.acts.sheet.sheet.close_sheet()
    type_form(qtbot, page, opened(page, "add_adult"), {"first_name": "Sam", "last_name": "O", "relation": "Father", "gets_letters": True})
    page.refresh()
    type_form(qtbot, page, opened(page, "end_adult"), {"adult_id": "Mother, Grace O.", "what": "Died", "reason": "Died on 3 July"})
    assert [one.state for one in rows(file_county, Adult)] == ["died", "open"]
    assert [one.short for one in file_county.at().ask(child_card, child).adults] == ["Sam O."]


def test_a_family_moves_and_its_old_home_is_kept_with_its_dates(file_county, page_of, qtbot):
    _, child = register(file_county)
    page = page_of(file_county, ChildPage, id=child)
    type_form(qtbot, page, opened(page, "change_home"), {"address": "9 Long Lane\nDeal", "postcode": "CT14 7AA"})
    address = file_county.at().ask(child_card, child).address
    assert isinstance(address, Shown) and (address.lines, address.postcode) == (("9 Long Lane", "Deal"), "CT14 7AA")


def test_of_two_windows_at_one_home_the_second_is_told_and_keeps_what_was_typed(file_county, page_of, qtbot):
    _, child = register(file_county)
    forms = [(page, opened(page, "change_home")) for page in [page_of(file_county, ChildPage, id=child) for _ in range(2)]]
    for number, (page, form) in enumerate(forms, 1):
        type_form(qtbot, page, form, {"address": f"{number} Long Lane\nDeal", "postcode": "CT14 7AA"})
    assert file_county.at().ask(child_card, child).address.lines == ("1 Long Lane", "Deal")
    told = forms[1][0].findChild(QWidget, "refusal")
    assert told.lead.startswith("Coordinator One changed this address at 11:40 on 22 July 2026")
    assert forms[1][1].value("address") == "2 Long Lane\nDeal"


def test_an_emergency_contact_is_added_and_changed(file_county, page_of, qtbot):
    _, child = register(file_county)
    before = len(rows(file_county, EmergencyContact))
    page = page_of(file_county, ChildPage, id=child)
    type_form(qtbot, page, opened(page, "add_contact"), {"name": "Aunt A&B", "relation": "Aunt", "phone": "07700 900003", "within_two_hours": True})
    kept = rows(file_county, EmergencyContact)[-1]
    assert len(rows(file_county, EmergencyContact)) == before + 1
    assert (kept.name, kept.relation, kept.phone, kept.within_two_hours) == ("Aunt A&B", "Aunt", "07700 900003", True)
    page.refresh()
    type_form(qtbot, page, opened(page, f"change_contact_{kept.id}"), {"phone": "07700 900004", "within_two_hours": False})
    kept = rows(file_county, EmergencyContact)[-1]
    assert (kept.name, kept.phone, kept.within_two_hours) == ("Aunt A&B", "07700 900004", False)
