"""Signing in, locking, signing out and starting an office, as somebody at the keyboard would."""

import gc
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from shiboken6 import isValid

import shortbreaks.schema
from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.database.connections import Database
from shortbreaks.database.keys import EXAMPLE_COST, new_recovery_key
from shortbreaks.database.reading_through import unread_mark
from shortbreaks.errors import Unavailable
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.shell.backups import Backups
from ui.shell.crash import CrashReports
from ui.shell.doors import ways as doors
from ui.shell.doors.create_office import CreateOffice
from ui.shell.doors.door_card import DoorCard
from ui.shell.doors.lock_page import LockPage
from ui.shell.doors.sign_in import SignInPage
from ui.shell.front import Front
from ui.shell.look import Look
from ui.shell.own_password import change_own_password_sheet
from ui.shell.preferences import LastOffice, Preferences, load_preferences
from ui.shell.quick_find import QuickFind
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow

assert shortbreaks.schema.metadata.tables
PASSWORD = "four plain words here"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The folder of an office founded once, and its recovery key: each test opens a copy, as founding costs more than most do."""
    folder, key = tmp_path_factory.mktemp("founded"), new_recovery_key()
    first = FirstPerson("priya.nair", "Priya Nair", PASSWORD, key)
    found_file_office(folder / "east.sbo", "East Kent", first, cost=EXAMPLE_COST).opened.close()
    return folder, key


@pytest.fixture
def own_office(own_folder):
    """An office whose key no other test has."""
    found_file_office(own_folder / "east.sbo", "East Kent", FirstPerson("priya.nair", "Priya Nair", PASSWORD, new_recovery_key()), cost=EXAMPLE_COST).opened.close()
    return LastOffice("East Kent", str(own_folder / "east.sbo"), "file", "priya.nair")


@pytest.fixture
def office_file(founded, own_folder):
    folder, key = founded
    shutil.copytree(folder, own_folder, dirs_exist_ok=True)
    return LastOffice("East Kent", str(own_folder / "east.sbo"), "file", "priya.nair"), key


@pytest.fixture
def front_of(qapp, qtbot, own_folder):
    made = []

    def make(*offices, runner=None):
        preferences = Preferences(mode="light")
        for office in offices:
            preferences.remember(office)
        front = Front(Look(qapp, preferences), runner or InlineRunner(), CrashReports(own_folder / "reports"))
        qtbot.addWidget(front)
        front.show()
        made.append(front)
        return front

    yield make
    for front in made:
        if front._entered is not None:
            front._entered.signed.opened.close()


def page_of(front):
    return front._stack.currentWidget()


def field(front, name):
    return page_of(front).findChild(QLineEdit, f"field_{name}")


def press(front, name):
    page_of(front).findChild(Button, name).click()


def words(widget):
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def sign_in(front, qtbot, password=PASSWORD):
    qtbot.keyClicks(field(front, "password"), password)
    qtbot.keyClick(field(front, "password"), Qt.Key.Key_Return)


def test_the_last_office_stands_first_with_the_focus_in_the_password(front_of, office_file):
    front = front_of(office_file[0])
    assert "East Kent" in words(page_of(front))
    assert field(front, "sign_in").text() == "priya.nair"
    assert front.focusWidget() is field(front, "password")


def test_whoever_leaves_the_example_county_may_come_back_as_another_of_its_people(front_of, office_file, qtbot):
    """What one prepared another approves: without this the example county is one person's."""
    front = front_of()
    front.enter(doors.enter(replace(office_file[0], kind="example"), PASSWORD))
    front.sign_out()
    (told,) = [one for one in words(page_of(front)) if "martin.cole (approver)" in one]
    assert "example county only" in told and page_of(front).findChild(Button, "button_cannot_sign_in") is None
    sign_in(front, qtbot)
    assert front.office is not None and front._entered.last.kind == "example" and front.look.preferences.offices == []


def test_without_an_office_the_example_county_is_one_key_away(front_of):
    front = front_of()
    assert isinstance(front.focusWidget(), DoorCard)
    assert [door._key for door in page_of(front).doors] == ["Alt+1", "Alt+2", "Alt+3"]


def test_an_example_county_that_is_stopped_while_it_is_made_leaves_nothing_and_the_doors_open_again(front_of, own_folder):
    front = front_of()
    page = page_of(front)
    stop = page.findChild(Button, "button_stop_example")
    assert not stop.isVisible()
    seen = []

    def press_stop(words):
        seen.append(words)
        if "payments" in words:
            assert stop.isVisible() and page.focusWidget() is stop  # not the button of the text's size
            stop.click()

    page.example_began.connect(press_stop)
    page.open_example(0.02)
    assert page_of(front) is page and front._entered is None
    assert "The example county was not finished, and nothing is left of it." in words(page)
    assert "payments" in seen[-1] and not stop.isVisible() and all(door.isEnabled() for door in page.doors)
    assert [one.name for one in own_folder.rglob("example*") if one.is_file()] == []


def test_the_right_password_opens_the_office_and_it_is_remembered_without_the_password(front_of, office_file, qtbot, own_folder):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    assert isinstance(page_of(front), OfficeWindow)
    assert front.windowTitle() == "East Kent – Short Breaks"
    text = (own_folder / "preferences.json").read_text()
    assert "priya.nair" in text and PASSWORD not in text


def test_a_wrong_password_is_one_sentence_keeps_the_name_and_waits(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot, "not the password")
    assert words(page_of(front)).count("The name and password do not go together.") == 1
    assert field(front, "password").property("mistake")
    assert field(front, "sign_in").text() == "priya.nair"
    button = page_of(front).findChild(Button, "button_sign_in")
    assert button.words() == "Wait 1 second"
    assert not button.isEnabled()
    tried = front.patience._wrong
    qtbot.keyClick(field(front, "password"), Qt.Key.Key_Return)
    assert front.patience._wrong == tried, "Enter does not get round the wait"
    qtbot.waitUntil(button.isEnabled, timeout=4000)
    field(front, "password").clear()
    sign_in(front, qtbot)
    assert isinstance(page_of(front), OfficeWindow)
    assert front.patience.wrong() == 1.0, "the right password begins the count again"


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    field(front, "sign_in").setText("nobody.here")
    sign_in(front, qtbot)
    assert "The name and password do not go together." in words(page_of(front))


def test_an_office_that_is_open_elsewhere_says_who_has_it(front_of, office_file, qtbot):
    other = doors.enter(office_file[0], PASSWORD)
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    qtbot.waitUntil(lambda: "This office is already open: priya.nair on " in " ".join(words(page_of(front))))
    assert page_of(front).findChild(Button, "button_sign_in").isEnabled(), "trying again is not made to wait"
    other.signed.opened.close()


def test_signing_in_out_and_in_again_on_threads(front_of, office_file, qtbot):
    from ui.shell.runner import Runner

    runner = Runner()
    front = front_of(office_file[0], runner=runner)
    sign_in(front, qtbot)
    qtbot.waitUntil(lambda: isinstance(page_of(front), OfficeWindow), timeout=10_000)
    front.sign_out()
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage), timeout=10_000)
    sign_in(front, qtbot)
    qtbot.waitUntil(lambda: isinstance(page_of(front), OfficeWindow), timeout=10_000)
    front.close()
    qtbot.waitUntil(lambda: not front.isVisible(), timeout=10_000)
    runner.close()


def test_the_lock_hides_everything_keeps_what_was_typed_and_opens_to_the_password(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    window = front.office
    window.go.to("families")
    typed = next(iter(window.page_now().findChildren(QLineEdit)))
    typed.setText("half a name")
    qtbot.keyClick(front, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    front.lock()
    assert isinstance(page_of(front), LockPage)
    assert not window.isVisible()
    assert front.windowTitle() == "Short Breaks, locked"
    sign_in(front, qtbot, "not the password")
    assert isinstance(page_of(front), LockPage)
    qtbot.waitUntil(page_of(front).button.isEnabled, timeout=4000)
    field(front, "password").clear()
    sign_in(front, qtbot)
    assert page_of(front) is window
    assert typed.text() == "half a name"


def keys_in_memory(key):
    """The opened databases that still hold a key."""
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is Database and one.key == key]


def test_half_an_hour_after_the_lock_the_key_is_forgotten_and_what_was_typed_is_not(front_of, own_office, qtbot, own_folder):
    front = front_of(own_office)
    sign_in(front, qtbot)
    window, key = front.office, front._entered.signed.office.database.key
    window.go.to("families")
    typed = next(iter(window.page_now().findChildren(QLineEdit)))
    typed.setText("half a name")
    change_own_password_sheet(front.office, front.office.desk)
    sheet = front.office.findChild(Sheet)
    sheet.findChild(QLineEdit, "field_old").setText("half typed")
    front.lock()
    clock = front.long_away._clock() + 30 * 60 - 1
    front.long_away._clock = lambda: clock
    front.long_away.look()
    assert keys_in_memory(key), "not before the half hour"
    clock += 1
    front.long_away.look()
    qtbot.waitUntil(lambda: window.desk.findChild(Backups) is None)
    assert not keys_in_memory(key)
    assert len(list((own_folder / "backups").glob("*/manifest.json"))) == 1, "what was done is backed up first"
    assert "key put away" in " ".join(words(page_of(front)))
    doors.enter(own_office, PASSWORD).signed.opened.close()  # nobody holds the file any more
    with pytest.raises(Unavailable, match="closed while the window is locked"):
        window.desk.office.newest()
    sign_in(front, qtbot, "not the password")
    assert isinstance(page_of(front), LockPage)
    qtbot.waitUntil(page_of(front).button.isEnabled, timeout=4000)
    field(front, "password").clear()
    sign_in(front, qtbot)
    assert page_of(front) is window and typed.text() == "half a name"
    assert sheet.isVisible() and sheet.findChild(QLineEdit, "field_old").text() == "half typed"
    assert keys_in_memory(key) and window.desk.office.newest() > 0
    assert front._backups is not None and not front.long_away._timer.isActive()


def test_whoever_unlocks_in_time_keeps_the_key_and_another_can_sign_out_without_it(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.lock()
    sign_in(front, qtbot)
    front.forget_key()
    assert isinstance(page_of(front), OfficeWindow) and front._entered is not None
    front.lock()
    front.forget_key()
    press(front, "button_sign_out")
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))
    assert front.office is None


def test_whoever_was_given_another_role_sees_what_it_may_see_as_soon_as_they_unlock(front_of, office_file, qtbot):
    """The first question that is asked locks the window; the password opens it with the pages of the role of now alone."""
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    first = front.office
    first.go.to("families")
    database = first.desk.office.database
    with database.writing.begin() as connection:
        connection.exec_driver_sql("update person set role = 'administrator'")
    first.page_now().refresh()
    qtbot.waitUntil(lambda: isinstance(page_of(front), LockPage))
    assert "Your sign-in was closed or given another role." in " ".join(words(page_of(front)))
    sign_in(front, qtbot)
    window = front.office
    qtbot.waitUntil(lambda: not isValid(first))
    assert page_of(front) is window is not first and "families" not in window.rail.buttons
    assert window.rail.buttons["me"].second == "Administrator" and window.desk.office.person.role == "administrator"
    assert isinstance(page_of(front), OfficeWindow) and window.page_now().title
    with database.writing.begin() as connection:
        connection.exec_driver_sql("update person set role = 'manager', active = 0")
    window.page_now().refresh()
    qtbot.waitUntil(lambda: isinstance(page_of(front), LockPage))
    sign_in(front, qtbot)
    assert isinstance(page_of(front), LockPage) and "do not go together" in " ".join(words(page_of(front)))
    press(front, "button_sign_out")
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))


def test_the_council_s_minutes_hold_for_the_lock(front_of, office_file, qtbot):
    from shortbreaks.council.commands import DecideSetting, decide_setting

    front = front_of(office_file[0])
    sign_in(front, qtbot)
    assert front.idle._limit == 600
    office = front.office.desk.office
    today = office.now().date()
    office.perform(decide_setting, DecideSetting("lock_minutes", "5", today, "A shared room."))
    front.sign_out()
    sign_in(front, qtbot)
    assert front.idle._limit == 300


def test_ten_minutes_away_lock(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.idle.away.emit()
    assert isinstance(page_of(front), LockPage)


def test_signing_out_backs_up_closes_the_office_and_lets_the_next_in(front_of, office_file, qtbot, own_folder):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.sign_out()
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))
    assert front.office is None
    assert len(list((own_folder / "backups").glob("*/manifest.json"))) == 1
    doors.enter(office_file[0], PASSWORD).signed.opened.close()


def test_closing_the_window_makes_the_backup_first(front_of, office_file, qtbot, own_folder):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.close()
    qtbot.waitUntil(lambda: not front.isVisible())
    assert len(list((own_folder / "backups").glob("*/manifest.json"))) == 1
    assert front._entered is None


def fill_new_office(front, **changed):
    values = {"name": "West Kent", "person": "Ada Finch", "sign_in": "ada.finch", "password": PASSWORD, "again": PASSWORD}
    for name, text in (values | changed).items():
        field(front, name).setText(text)
    page_of(front).act.click()


def test_an_office_is_started_with_its_recovery_key_typed_back(front_of, qtbot, own_folder, monkeypatch):
    from functools import partial

    from shortbreaks.access import founding

    monkeypatch.setattr(founding, "found_file_office", partial(found_file_office, cost=EXAMPLE_COST))
    front = front_of()
    page_of(front).doors[1].click()
    assert isinstance(page_of(front), CreateOffice)
    fill_new_office(front)
    page = page_of(front)
    key = page.findChild(QLabel, "recovery_key").text()
    typed = page._key.form.editors["key"]
    typed.setText(key[:-1] + ("2" if key[-1] != "2" else "3"))
    page._key.act.click()
    assert "One letter of this recovery key is not right." in words(page)
    typed.setText(key.lower().replace("-", " "))
    page._key.act.click()
    assert isinstance(page_of(front), OfficeWindow)
    assert front.office.desk.office.person.name == "Ada Finch"
    assert load_preferences(own_folder / "preferences.json").offices[0].name == "West Kent"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"again": "five other words here"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "The password has 5 letters; it needs at least 12."),
        ({"password": "password12345", "again": "password12345"}, "Many people choose this password, so it is guessed early."),
        ({"sign_in": "ada finch"}, "A name to sign in with has no spaces."),
        ({"folder": "//server/share/offices"}, None),
    ],
)
def test_a_new_office_is_refused_with_its_reason_and_the_form_stays_as_typed(front_of, changed, sentence):
    front = front_of()
    page_of(front).doors[1].click()
    fill_new_office(front, **changed)
    page = page_of(front)
    assert isinstance(page, CreateOffice) and page._key is None
    assert page.findChild(object, "refusal") is not None
    if sentence:
        assert sentence in words(page)
    assert field(front, "name").text() == "West Kent"


def test_the_recovery_sheet_is_a_paper_with_the_whole_key(tmp_path):
    import io
    from datetime import date

    from pypdf import PdfReader

    from shortbreaks.documents.recovery_sheet import RecoveryFacts, recovery_sheet

    key = new_recovery_key()
    drawn = recovery_sheet(RecoveryFacts("East <b>Kent</b> & Ł", key, date(2026, 7, 22)))
    text = PdfReader(io.BytesIO(drawn.pdf)).pages[0].extract_text().replace("\n", "")
    assert drawn.pages == 1
    assert all(group in text for group in key.split("-"))
    assert "East <b>Kent</b> & Ł" in text
    assert key not in repr(RecoveryFacts("A", key, date(2026, 7, 22)))


def test_somebody_who_forgot_comes_back_with_the_recovery_key(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    press(front, "button_cannot_sign_in")
    for name, text in {"key": office_file[1], "password": "another four words now", "again": "another four words now"}.items():
        field(front, name).setText(text)
    press(front, "button_open_with_key")
    assert isinstance(page_of(front), OfficeWindow)
    front.sign_out()
    sign_in(front, qtbot, "another four words now")
    assert isinstance(page_of(front), OfficeWindow)


def test_escape_leaves_a_way_to_start(front_of, qtbot):
    front = front_of()
    page_of(front).doors[2].click()
    qtbot.keyClick(page_of(front), Qt.Key.Key_Escape)
    assert isinstance(page_of(front), SignInPage)


def test_a_shared_office_is_connected_by_its_parts_and_its_secret_kept_by_the_keyring(front_of, qtbot, own_folder, monkeypatch):
    import keyring

    kept = {}
    monkeypatch.setattr(keyring, "set_password", lambda service, name, secret: kept.update({(service, name): secret}))
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    address = doors.Address("db.example", 5432, "short breaks", "sb_people", "p@ss/wörd?")
    assert address.place() == "postgresql://sb_people@db.example:5432/short%20breaks"
    assert "sslmode=verify-full" in address.url()
    doors._keep_secret(address.place(), address.password)
    assert doors._kept_address(address.place()) == address


def test_a_computer_without_a_keyring_is_said_in_words(front_of, qtbot, own_folder, monkeypatch):
    import keyring
    from keyring.errors import NoKeyringError

    def none(*_said):
        raise NoKeyringError

    monkeypatch.setattr(keyring, "get_password", none)
    monkeypatch.setattr(keyring, "set_password", none)
    front = front_of(LastOffice("East Kent", "postgresql://sb_people@db.example:5432/sb", "server", "priya.nair"))
    sign_in(front, qtbot, PASSWORD)
    qtbot.waitUntil(lambda: any("keyring" in said and "does not answer" in said for said in words(page_of(front))))
    with pytest.raises(Unavailable, match="keyring"):
        doors._keep_secret("postgresql://sb_people@db.example:5432/sb", "a secret")


def test_a_server_that_does_not_answer_is_said_in_words(front_of, qtbot):
    front = front_of()
    page_of(front).doors[2].click()
    for name, text in {"host": "127.0.0.1", "port": "9", "database": "sb", "user": "sb_people", "sign_in": "priya.nair",
                       "password": PASSWORD}.items():  # fmt: skip
        field(front, name).setText(text)
    page_of(front).act.click()
    qtbot.waitUntil(lambda: any("database server does not answer" in said for said in words(page_of(front))))
    assert field(front, "database").text() == "sb"


def test_text_size_and_dark_can_be_changed_before_signing_in(front_of, qtbot, own_folder):
    from ui.kit import theme

    front = front_of()
    qtbot.keyClick(front, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    front.look.larger()
    front.look.set_mode("dark")
    assert page_of(front).findChild(Button, "button_mode").words() == "Dark"
    assert page_of(front).findChild(Button, "button_text_size").words() == f"Text size {theme.text_size()}%"
    assert theme.is_dark()
    assert theme.text_size() >= 125
    kept = load_preferences(own_folder / "preferences.json")
    assert (kept.mode, kept.text_size) == ("dark", theme.text_size())


def test_one_s_own_password_is_changed_on_a_sheet(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    change_own_password_sheet(front.office, front.office.desk)
    sheet = front.office.findChild(object, "sheet")
    for name, text in {"old": "wrong", "new": "another four words now", "again": "another four words now"}.items():
        sheet.findChild(QLineEdit, f"field_{name}").setText(text)
    sheet.findChild(Button, "button_change_password").click()
    assert "That is not your password." in words(sheet)
    sheet.findChild(QLineEdit, "field_old").setText(PASSWORD)
    sheet.findChild(Button, "button_change_password").click()
    assert front.office.desk.notices.now.lead == "Your password is changed."
    front.sign_out()
    sign_in(front, qtbot, "another four words now")
    assert isinstance(page_of(front), OfficeWindow)


def test_a_backup_is_proved_and_put_back_and_what_is_lost_is_said(front_of, office_file, qtbot, own_folder):
    from shortbreaks.access.commands import AddPerson, add_person

    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.sign_out()
    sign_in(front, qtbot)
    office = front.office.desk.office
    office.perform(add_person, AddPerson("ada.finch", "Ada Finch", "coordinator", "four plain words there"))
    front._entered.signed.opened.close()
    front = front_of(office_file[0])
    press(front, "button_restore_backup")
    page = page_of(front)
    box = page.form.editors["backup"]
    assert box.count() == 1 and "closing" in box.itemText(0)
    field(front, "password").setText("not the password")
    page.act.click()
    assert any("do not go together" in said for said in words(page))
    qtbot.waitUntil(page.act.isEnabled, timeout=4000)
    field(front, "password").setText(PASSWORD)
    page.act.click()
    qtbot.waitUntil(lambda: "Person added, by Priya Nair" in " ".join(words(page)))
    assert "The former files are kept in damaged-" in " ".join(words(page))
    press(front, "button_open_restored")
    assert isinstance(page_of(front), OfficeWindow)
    from shortbreaks.access.queries import people

    assert [row.name for row in front.office.desk.office.ask(people)] == ["Priya Nair"]


def test_a_backup_opens_by_the_recovery_key_when_no_name_is_given(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.sign_out()
    press(front, "button_restore_backup")
    page = page_of(front)
    field(front, "sign_in").clear()
    field(front, "password").setText(office_file[1])
    page.act.click()
    qtbot.waitUntil(lambda: any("Nothing was done since then" in said for said in words(page)))
    press(front, "button_open_restored")
    assert isinstance(page_of(front), OfficeWindow)


def test_the_lock_hides_sheets_and_dialogs_and_gives_them_back_as_they_were(front_of, office_file, qtbot):
    from PySide6.QtWidgets import QApplication, QFileDialog

    front = front_of(office_file[0])
    sign_in(front, qtbot)
    change_own_password_sheet(front.office, front.office.desk)
    sheet = front.office.findChild(Sheet)
    typed = sheet.findChild(QLineEdit, "field_old")
    typed.setText("half typed")
    dialog = QFileDialog(front, "Save a copy", "letter.pdf")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.open()
    front.lock()
    seen = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert seen == [front]
    assert not sheet.isVisible() and not dialog.isVisible()
    sign_in(front, qtbot)
    assert sheet.isVisible() and dialog.isVisible()
    assert typed.text() == "half typed"
    dialog.close()


def test_unlocking_gives_the_keys_back_to_the_form_that_stands_over_the_page(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    front.activateWindow()
    qtbot.waitUntil(front.isActiveWindow)
    sign_in(front, qtbot)
    change_own_password_sheet(front.office, front.office.desk)
    typed = front.office.findChild(Sheet).findChild(QLineEdit, "field_new")
    typed.setFocus()
    front.lock()
    sign_in(front, qtbot)
    assert typed.hasFocus()


def test_signing_out_takes_what_was_open_away(front_of, office_file, qtbot):
    from PySide6.QtWidgets import QApplication, QFileDialog

    front = front_of(office_file[0])
    sign_in(front, qtbot)
    change_own_password_sheet(front.office, front.office.desk)
    dialog = QFileDialog(front, "Save a copy", "letter.pdf")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.open()
    front.lock()
    press(front, "button_sign_out")
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [front]
    qtbot.waitUntil(lambda: front.findChildren(Sheet) == [])


def test_the_keys_of_the_pages_rest_while_a_sheet_stands_over_them(front_of, office_file, qtbot):
    from PySide6.QtGui import QKeySequence, QShortcut

    front = front_of(office_file[0])
    sign_in(front, qtbot)
    window = front.office
    window.show_keys()
    keys = {one.key().toString(): one for one in window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)}
    assert QKeySequence("Ctrl+3").toString() in keys
    keys["Ctrl+3"].activated.emit()
    keys["Ctrl+K"].activated.emit()
    assert window.go.here.page == "today"
    window.findChild(Sheet).close_sheet()
    keys["Ctrl+3"].activated.emit()
    assert window.go.here.page == "families"


def test_leaving_a_page_leaves_nothing_behind(front_of, office_file, qtbot):
    import gc
    import weakref

    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    front = front_of(office_file[0])
    gone = [weakref.ref(page_of(front))]
    sign_in(front, qtbot)
    gone.append(weakref.ref(front.office))
    gone += [weakref.ref(page) for page in front.office.stack.pages.values()]
    front.office.open_quick_find()
    quick = front.office.findChild(QuickFind)
    gone.append(weakref.ref(quick))
    quick.field.setText("ama")
    quick.close_it()
    front.office.show_keys()
    sheet = front.office.findChild(Sheet)
    gone.append(weakref.ref(sheet))
    sheet.close_sheet()
    del quick, sheet
    front.sign_out()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    front.look.set_size(125)
    front.look.set_mode("dark")
    gc.collect()
    assert [ref() for ref in gone if ref() is not None] == []


def test_an_office_that_was_not_closed_properly_is_read_with_its_parts_told_and_may_be_left_unread(front_of, qtbot, office_file):
    unread_mark(Path(office_file[0].place)).touch()
    front = front_of(office_file[0])
    page, told = page_of(front), []

    def stop_at_the_second(_reading, part, _of):
        told.extend(one for one in words(page) if "part" in one)
        if part == 2:
            next(one for one in page.findChildren(Button) if one.text() == "Stop reading").click()

    page.reads.connect(stop_at_the_second)
    sign_in(front, qtbot)
    assert [one.partition(": ")[2].partition(".")[0] for one in told] == ["part 1 of 3", "part 2 of 3"]
    assert page_of(front) is page and any("not read to its end" in one for one in words(page))
    assert not any("not closed properly" in one for one in words(page)) and page.form.value("password") == PASSWORD
    page.reads.disconnect(stop_at_the_second)
    page.form.send()
    assert page_of(front) is not page and not unread_mark(Path(office_file[0].place)).exists()
