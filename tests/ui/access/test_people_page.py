"""The people's page as a manager would use it: let somebody in, change them, close them; never oneself."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shortbreaks.access.commands import (
    ChangePerson,
    ClosePerson,
    SetPassword,
    change_person,
    close_person,
    set_password,
)
from shortbreaks.access.permissions import Role
from shortbreaks.access.queries import people
from shortbreaks.errors import Refused
from ui.access.page import PeoplePage
from ui.kit.buttons import Button
from ui.shell.navigation import Navigation

PASSWORD = "marmalade otter bicycle rain"


@pytest.fixture
def open_page(qtbot, desk_of):
    def make(county, role=Role.MANAGER):
        page = PeoplePage(desk_of(county, role), Navigation())
        page.resize(1240, 790)
        qtbot.addWidget(page)
        page.show()
        return page

    return make


def press(qtbot, page, name):
    qtbot.mouseClick(page.window().findChild(Button, name), Qt.MouseButton.LeftButton)


def shown(page, name):
    return page.findChild(QLabel, name).text()


def test_somebody_is_let_in_and_stands_in_the_list(county, qtbot, open_page):
    page = open_page(county)
    assert page.context() == "6 can sign in"
    page.new()
    form = page.acts.sheet.form
    for name, value in (("name", "Zoë <b>Łukasz</b>"), ("sign_in", "zoe.l"), ("role", "finance"), ("password", PASSWORD)):
        form.set_value(name, value)
    press(qtbot, page, "send_form")
    rows = county.at(Role.MANAGER).ask(people)
    assert [(row.name, row.role, row.way_in) for row in rows if row.sign_in == "zoe.l"] == [("Zoë <b>Łukasz</b>", "finance", True)]
    assert page.context() == "7 can sign in"
    page.people_table.choose_key(next(row.id for row in rows if row.sign_in == "zoe.l"))
    assert shown(page, "person_name") == "Zoë <b>Łukasz</b>"


def test_a_name_in_use_is_said_before_it_is_saved_and_an_e_mail_in_use_is_refused_beside_its_field(county, qtbot, open_page):
    """Two real people may have one name, and the button again saves it; an e-mail is one person's (safety.md B11)."""
    page = open_page(county)
    page.new()
    form = page.acts.sheet.form
    typed = {"name": " FINANCE  one", "sign_in": "f.one", "role": "approver", "password": PASSWORD, "email": "Finance@Example.org "}
    for name, value in typed.items():
        form.set_value(name, value)
    press(qtbot, page, "send_form")
    said = " ".join(one.text() for one in page.window().findChild(QWidget, "same_name").findChildren(QLabel))
    assert "signs in by this name already" in said and "Finance One signs in as finance@example, finance" in said
    assert len(county.at(Role.MANAGER).ask(people)) == 6
    press(qtbot, page, "send_form")
    assert "Finance One has this e-mail" in form.editors["email"].accessibleDescription()
    form.set_value("email", "")
    press(qtbot, page, "send_form")
    row = next(row for row in county.at(Role.MANAGER).ask(people) if row.sign_in == "f.one")
    administrator = county.at(Role.ADMINISTRATOR)
    change = ChangePerson(row.id, row.version, "F One", "approver", "", "finance@example.org")
    with pytest.raises(Refused, match="has this e-mail"):
        administrator.perform(change_person, change)
    administrator.perform(change_person, replace(change, email="f@example.org"))
    finance = next(one for one in county.at(Role.MANAGER).ask(people) if one.sign_in == "finance@example")
    administrator.perform(close_person, ClosePerson(finance.id, finance.version))
    administrator.perform(change_person, replace(change, seen=row.version + 1))  # nobody's whose sign-in is open
    with pytest.raises(Refused, match="has this e-mail"):
        administrator.perform(set_password, SetPassword(finance.id, PASSWORD))


def test_a_weak_password_is_said_beside_its_field_and_nothing_typed_is_lost(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.new()
    form = page.acts.sheet.form
    for name, value in (("name", "Sam Lee"), ("sign_in", "sam"), ("role", "finance"), ("password", "password1234")):
        form.set_value(name, value)
    press(qtbot, page, "send_form")
    assert form.value("name") == "Sam Lee"
    assert "guessed" in form.editors["password"].accessibleDescription()


def test_a_sign_in_is_closed_only_after_its_consequences_were_read(file_county, qtbot, open_page):
    page = open_page(file_county)
    row = next(row for row in file_county.at(Role.MANAGER).ask(people) if row.role == "finance")
    page.people_table.choose_key(row.id)
    press(qtbot, page, "close_person")
    assert "Leave it as it is" in page.window().focusWidget().text()
    press(qtbot, page, "button_confirm")
    assert page.context() == "5 can sign in"
    page.people_table.choose_key(row.id)
    assert page.findChild(Button, "set_password").words() == "Let in again"


def test_nobody_closes_themselves_and_who_may_not_is_told_why(file_county, open_page):
    page = open_page(file_county)
    page.people_table.choose_key(page.desk.office.person.id)
    assert "their own" in page.findChild(Button, "close_person").toolTip()
    page = open_page(file_county, Role.AUDITOR)
    assert not page.add.isEnabled()
    assert "not change it" in page.findChild(Button, "change_person").toolTip()


def test_the_roles_say_everything_they_may(file_county, open_page):
    page = open_page(file_county)
    page.show_tab(1)
    page.role_table.choose_key("finance")
    words = [found.text() for found in page.findChildren(QLabel)]
    assert shown(page, "role_name") == "Finance"
    assert "Close and open months of the books" in words
    assert "Find, book and cancel" not in words


def test_the_office_is_backed_up_and_checked_from_its_card(file_county, open_page, tmp_path):
    page = open_page(file_county)
    page.show_tab(2)
    card = page.office_card
    card.make_backup()
    assert [path.name[:2] for path in (tmp_path / "backups").iterdir()] == ["20"]
    card.prove()
    assert any("All is well" in found.text() for found in card.findChildren(QLabel))


def test_a_new_recovery_key_opens_only_after_it_was_typed_back(file_county, qtbot, open_page, tmp_path):
    from shortbreaks.database.keys import RECOVERY, keys_path, load_keys, unlock

    page = open_page(file_county)
    page.show_tab(2)
    page.office_card.renew_key()
    key = page.window().findChild(QLabel, "recovery_key").text()
    with pytest.raises(Exception, match="not the recovery key"):
        unlock(load_keys(keys_path(tmp_path / "office.sbo")), RECOVERY, key)
    sheet = page.window().findChild(object, "sheet")
    assert sheet is not None
    from ui.shell.doors.recovery_key_page import RecoveryKeyPart

    part = page.window().findChild(RecoveryKeyPart)
    part.form.set_value("key", key.lower())
    qtbot.mouseClick(part.act, Qt.MouseButton.LeftButton)
    assert len(unlock(load_keys(keys_path(tmp_path / "office.sbo")), RECOVERY, key)) == 32


def test_a_shared_offices_key_is_not_offered(server_county, open_page):
    page = open_page(server_county)
    page.show_tab(2)
    assert "database's owner" in page.office_card.new_key.toolTip()


def test_tabs_turn_by_the_keyboard(file_county, qtbot, open_page):
    page = open_page(file_county)
    page.turn(1)
    assert page.stack.currentIndex() == 1
    page.turn(-2)
    assert page.stack.currentIndex() == 2
