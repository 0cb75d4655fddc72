"""Starting an office on this computer: who, where, a password; then the recovery key, printed and typed back."""

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from shortbreaks.access.passwords import LONGEST
from shortbreaks.errors import Refused, Spoken
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import row
from ui.shell.clock import today
from ui.shell.doors import ways as doors
from ui.shell.doors.recovery_key_page import RecoveryKeyPart
from ui.shell.doors.start_page import StartPage, show_refusal
from ui.shell.preferences import data_folder
from ui.shell.runner import Runner

FIELDS = (
    Field("name", "Name of the office", hint="East Kent short breaks"),
    Field("person", "Your name", hint="Priya Nair"),
    Field("sign_in", "Name to sign in with", hint="priya.nair", beside=True),
    Field("password", "Password, twelve letters or more", "password", longest=LONGEST),
    Field("again", "The same password again", "password", beside=True, longest=LONGEST),
    Field("folder", "Folder on this computer", longest=400),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed about a new office."""

    name: str
    person: str
    sign_in: str
    folder: str
    password: str = field(repr=False)

    def path(self) -> Path:
        """The office's file: its name in plain letters, in its own folder."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.casefold()).strip("-") or "office"
        return Path(self.folder) / f"{plain[:60]}.sbo"


class CreateOffice(StartPage):
    """Two steps: the form, then the recovery key."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(
            "Start an office on this computer",
            "One encrypted file, for one person at a time. Without a password or the recovery key nobody can read it.",
            runner,
        )
        self.form = Form(FIELDS, {"folder": str(data_folder() / "office")}, today=today)
        self.act = Button(
            "Go on to the recovery key", "filled", key="Ctrl+Enter", name="button_go_on", then=self.form.send
        )
        choose = Button("Choose another folder", "link", name="button_choose_folder", then=self._choose_folder)
        self.form.layout().addLayout(row(choose, None))  # type: ignore[union-attr]
        self.put(self.form, self.act)
        self.form.sent.connect(self._check)
        self._key: RecoveryKeyPart | None = None

    def focus_first(self) -> None:
        """The office's name."""
        self.form.focus_first()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Folder of the new office", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.form.set_value("folder", path))
        dialog.open()

    def _check(self, values: dict[str, Any]) -> None:
        try:
            wanted = check_wanted(values)
        except Spoken as spoken:
            show_refusal(self.form, self.act, spoken)
            return
        self.form.clear_refusal()
        self._ask_for_key(wanted)

    def _ask_for_key(self, wanted: Wanted) -> None:
        from shortbreaks.database.keys import new_recovery_key

        if self._key is None:
            self._key = RecoveryKeyPart(wanted.name, new_recovery_key(), self.runner)
            self._key.typed_back.connect(partial(self._found, wanted))
            self._key.back_wanted.connect(self._back_to_form)
            self.card.body.addWidget(self._key)
        self.form_part.hide()
        self._key.show()
        self._key.focus_first()

    def leave(self) -> None:
        """From the key back to the form, as its own button does; from the form back to the way in."""
        if self._key is None:
            super().leave()
        elif not self.working:
            self._back_to_form()

    def _back_to_form(self) -> None:
        if self._key is not None:
            self._key.hide()
            self._key.deleteLater()
            self._key = None
        self.form_part.show()
        self.form.focus_first()

    def _found(self, wanted: Wanted, key: str) -> None:
        assert self._key is not None
        self._key.busy()
        self.working = True

        def work() -> doors.Entered:
            from shortbreaks.access.founding import FirstPerson

            first = FirstPerson(wanted.sign_in, wanted.person, wanted.password, key)
            return doors.found(wanted.path(), wanted.name, first)

        self.runner.errand(self, work, self.entered.emit, self._refused)

    def _refused(self, spoken: Spoken) -> None:
        self.working = False
        self._back_to_form()
        show_refusal(self.form, self.act, spoken)


def check_wanted(values: dict[str, Any]) -> Wanted:
    """What was typed, when it will do. Raises Refused with the field it is about."""
    from shortbreaks.access.passwords import check_password_rules
    from shortbreaks.database.files import check_place

    if values["password"] != values["again"]:
        raise Refused("The two passwords are not the same.", "Type the second one again.", "again")
    check_password_rules(values["password"], values["sign_in"], values["person"], values["name"])
    wanted = Wanted(values["name"], values["person"], values["sign_in"].lower(), values["folder"], values["password"])
    if re.search(r"\s", wanted.sign_in):
        raise Refused("A name to sign in with has no spaces.", "Write it like priya.nair.", "sign_in")
    check_place(wanted.path())
    if wanted.path().exists():
        raise Refused(f"There is already an office called {wanted.path().name} there.", "Choose another name.", "name")
    return wanted


def line_of(form: Form, name: str) -> QLineEdit:
    """The line in which a field is typed."""
    editor = form.editors[name]
    assert isinstance(editor, QLineEdit)
    return editor
