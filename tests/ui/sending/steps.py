"""What a person presses, one after another, from a page to one of its forms: each step by keys, on what stands on top."""


from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMenu, QWidget

from shortbreaks.database.backup import back_up
from shortbreaks.database.drill import copy_off
from tests.ui import walking
from tests.ui.sending import hands
from tests.ui.typed import tab_to, type_in
from ui.kit.buttons import Button
from ui.shell.backups import BackupState

WAITS_MS = 5_000


def _is(called, name):
    """Whether a button is meant: by its whole name, or by how it begins where its number is nobody's to know."""
    return called.startswith(name) if name.endswith("_") else called == name


def button_of(window, name):
    """The button of this name that stands on top."""
    found = [one for one in window.findChildren(Button) if one.isVisible() and _is(one.objectName(), name)]
    assert found, f"no button {name}"
    return found[-1]


def press(name):
    """Space on a button that is on."""

    def step(window):
        button = button_of(window, name)
        assert button.isEnabled(), f"{name} is off: {button.statusTip()}"
        hands.space_on(button)

    return step


def row(which, table=""):
    """The row of a list with this number, or the first of which this is true."""

    def step(window):
        found = next(one for one in walking.tables(window.page_now()) if table in {"", one.objectName()})
        rows = found.rows_model.rows
        place = which if isinstance(which, int) else next(number for number, one in enumerate(rows) if which(one))
        found.setFocus()
        found.choose(place)
        hands.settle()

    return step


def look_again(window):
    """What was done meanwhile is shown, as when the day is read anew."""
    window.page_now().refresh()
    hands.settle()


def keys(*pressed, within=""):
    """Keys where the focus stands, or in a part of the page of this name; one with Ctrl as a pair."""

    def step(window):
        if within:
            window.page_now().findChild(QWidget, within).setFocus()
        for one in pressed:
            hands.key(*(one if isinstance(one, tuple) else (one,)))
            hands.settle()

    return step


def menu(name, words):
    """An entry of a menu of the page."""

    def step(window):
        found = window.page_now().findChildren(QMenu, name)[-1]
        hands.choose_in(found, words)

    return step


def fill(**typed):
    """Type into fields of the form on top, leave all else as it stands, and send it."""

    def step(window):
        form = hands.form_on_top(window)
        for name, value in typed.items():
            editor = form.editors[name]
            if isinstance(editor, QComboBox):
                tab_to(QTest, editor)
                type_in(QTest, editor, value)
            else:
                hands.write(editor, value)
        hands.key(hands.SEND, hands.CTRL)
        hands.settle()

    return step


def answer(words):
    """Write into the last field of the form on top, which was asked for just now, and send it."""

    def step(window):
        *_, name = hands.form_on_top(window).editors
        fill(**{name: words})(window)

    return step


def once_on(name, then):
    """Wait while something is looked for that a button needs, and do the step."""

    def step(window):
        button = button_of(window, name)
        waited = 0
        while not button.isEnabled() and "looked for" in button.statusTip() and waited < WAITS_MS:
            QTest.qWait(1)
            waited += 1
        then(window)

    return step


def folder_of(window):
    """Where a person has their own files."""
    return window.files_of_hers


def choose_made(content=None):
    """Answer the dialog that was opened: with a new folder, or a file of this content."""

    def step(window):
        folder = folder_of(window) / "chosen"
        folder.mkdir(exist_ok=True)
        if content is not None:
            (folder / "july.csv").write_text(content, encoding="utf-8")
        dialog = window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(folder if content is None else folder / "july.csv"))
        QApplication.processEvents()
        hands.settle()

    return step


def tried(window):
    """What is tried of a round is worked out beside what stands."""
    preview = window.page_now().preview
    assert preview.tried.places and preview.found.tried is not None


def copied_outside(window):
    """The office is backed up and the copy taken off the computer, as the yearly drill wants it."""
    office, desk = window.desk.office, window.desk
    home = folder_of(window)
    outside = home / "stick"
    outside.mkdir()
    backup = back_up(office.database, home / "backups", office.now(), "by hand")
    desk.backup = BackupState(office.now(), copied=copy_off(backup, outside, office.now()))


SEND = keys((Qt.Key.Key_Return, hands.CTRL))
PUT_BACK = keys((Qt.Key.Key_Z, hands.CTRL))
