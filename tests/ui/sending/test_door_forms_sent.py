"""Each form before anybody is signed in, and those that take one's own password: empty, too long and nasty, by keys alone.

What is right and what is wrong in them besides stands in tests/ui/shell, each door by itself.
"""

from collections import Counter
from functools import partial

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from shortbreaks.access import founding
from shortbreaks.access.queries import people
from shortbreaks.access.trials import trials
from shortbreaks.database.keys import EXAMPLE_COST
from tests.nasty import TEXTS
from tests.ui.sending import hands, steps
from tests.ui.sending.hands import Way
from tests.ui.sending.one_form import Sending
from tests.ui.sending.trip import note_makers
from tests.ui.shell.test_front import (
    PASSWORD,
    founded,
    front_of,
    office_file,
    page_of,
    press,
    sign_in,
)
from ui.kit.form import Form
from ui.shell.own_password import change_own_password_sheet
from ui.shell.preferences import load_preferences

assert founded and front_of and office_file


class Door:
    """What a sending asks for of a trip, where no office is open yet."""

    def __init__(self, patch) -> None:
        self.made, self.faults, self.written, self.sent = {}, [], set(), Counter()
        note_makers(patch, self.made)

    def newest(self):
        return 0

    def acts_since(self, _number):
        return ()

    def paint(self):
        """A door is painted all the while."""

    def refused(self, site, form, *, nasty=True, **more):
        """A door's form: empty and too long it is told beside its fields, and what is nasty is refused in a sentence."""
        form.window().activateWindow()
        assert QTest.qWaitForWindowActive(form.window())
        form.focus_first()
        sending = Sending(self, Way(site, "", **more), form)
        sending.send_empty()
        sending.send_wrong()
        sending.fill()
        if nasty:
            sending.stays_refused()
        return sending


@pytest.fixture
def door(monkeypatch):
    return Door(monkeypatch)


def form_of(front):
    return next(one for one in page_of(front).findChildren(Form) if one.isVisible())


def test_nobody_comes_in_by_nasty_words_or_a_wrong_key_and_what_was_typed_stands(door, front_of, office_file):
    front = front_of(office_file[0])
    door.refused("shell.doors.sign_in:SignInPage._card", form_of(front))
    front.patience.right()  # else the next door waits as well
    press(front, "button_cannot_sign_in")
    recovery = door.refused("shell.doors.recovery:RecoveryPage._with_key", form_of(front))
    for name in ("password", "again"):
        hands.write(recovery.form.editors[name], "another four words now")
    recovery.stays_refused()
    assert QApplication.focusWidget() is recovery.form.editors["key"], "the key is not right, and is told to be so"


def test_an_own_password_and_a_backup_are_asked_for_until_they_are_right(door, front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    change_own_password_sheet(front.office, front.office.desk)
    door.refused("shell.own_password:change_own_password_sheet", hands.form_on_top(front.office))
    front.sign_out()
    press(front, "button_restore_backup")
    door.refused("shell.doors.restore_page:RestorePage.__init__", form_of(front))


def test_a_copy_is_restored_as_a_drill_once_key_and_place_are_right(door, front_of, office_file, qtbot, tmp_path):
    last, key = office_file
    front = front_of(last)
    sign_in(front, qtbot)
    window = front.office
    window.files_of_hers = tmp_path / "hers"
    window.files_of_hers.mkdir()
    front.activateWindow()
    assert QTest.qWaitForWindowActive(front)
    window.go.to("people")
    for step in (steps.press("tab_office"), steps.copied_outside, steps.press("try_restore")):
        step(window)
    drill = door.refused(
        "access.trial_card:TrialCard.try_restore", hands.form_on_top(window), wrong={"key": "ABCD-1234", "place": "../../x"}
    )
    for name, words in {"key": key, "place": drill.begin["place"]}.items():
        drill.stays_refused()
        hands.write(drill.form.editors[name], words)
    drill.press_send()
    assert [(one.kind, one.name) for one in window.desk.office.ask(trials).rows] == [("restore", "Priya Nair")]


def test_the_lock_and_a_server_let_no_nasty_words_in(door, front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    front.lock()
    door.refused("shell.doors.lock_page:LockPage.__init__", form_of(front))
    front = front_of()
    page_of(front).doors[2].click()
    door.refused("shell.doors.connect:ConnectPage.__init__", form_of(front), types={"port": "9"})


def test_an_office_of_nasty_names_is_started_and_they_stand_whole_in_it(door, front_of, own_folder, monkeypatch):
    monkeypatch.setattr(founding, "found_file_office", partial(founding.found_file_office, cost=EXAMPLE_COST))
    front = front_of()
    page_of(front).doors[1].click()
    sending = door.refused("shell.doors.create_office:CreateOffice.__init__", form_of(front))
    for name, words in {"sign_in": "ada.finch", "password": PASSWORD, "again": PASSWORD, "folder": sending.begin["folder"]}.items():
        hands.write(sending.form.editors[name], words)
    sending.press_send()
    page = page_of(front)
    again = door.refused("shell.doors.recovery_key_page:RecoveryKeyPart.__init__", page._key.form)
    hands.write(again.form.editors["key"], page.findChild(QLabel, "recovery_key").text())
    again.press_send()
    office = front.office.desk.office
    assert [one.name for one in office.ask(people)] == [sending.typed["person"]]
    assert load_preferences(own_folder / "preferences.json").offices[0].name == sending.typed["name"]
    assert set(TEXTS) & door.sent.keys()
