"""What can be done about people: each act a sheet, a request, and what is said afterwards."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from shortbreaks.access.commands import (
    AddPerson,
    ChangePerson,
    ChangeRecoveryKey,
    ClosePerson,
    SetPassword,
    add_person,
    change_person,
    change_recovery_key,
    close_person,
    set_password,
)
from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import OfficeFacts, PersonRow
from shortbreaks.database.keys import new_recovery_key
from ui.access import forms
from ui.access.look_first import LookFirst
from ui.access.new_key import new_key_sheet
from ui.access.shared_keys import Then, backup_key_sheet, secret_sheet
from ui.kit.sheet import Sheet, confirm
from ui.kit.text import label
from ui.shell.doors.recovery_key_page import RecoveryKeyPart
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

SHARED = (
    "Ask your ICT team for a new password of the login by which people connect to the database, since everybody here knew it, and "
    "give the backups a new key: The office."
)


class PeopleActs:
    """The acts of the people's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def add(self) -> None:
        """Somebody new, with a first password to hand over."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            rest = f"Tell {values['name']} the first password in person; they change it under their own name."
            sheet.perform(add_person, AddPerson(**values), f"{values['name']} can sign in.", rest)

        begin = {"role": "coordinator"}
        self.sheet = FormSheet(self.page, "Let somebody in", forms.ADD, begin, "Let them in", LookFirst(send).look)

    def change(self, row: PersonRow) -> None:
        """A person's name, role and how to reach them."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ChangePerson(row.id, row.version, **values)
            sheet.perform(change_person, request, "Saved.", f"{values['name']}, {values['role']}.")

        begin = {f.name: getattr(row, f.name) for f in forms.CHANGE}
        look = LookFirst(send, row.id, row.name).look
        self.sheet = FormSheet(self.page, row.name, forms.CHANGE, begin, "Save", look)
        self.sheet.above.addWidget(
            label("With a new role their window locks; their password opens it with what they may see then.", "second", wrap=True)
        )

    def password(self, row: PersonRow) -> None:
        """A new password for somebody who forgot theirs or comes back."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SetPassword(row.id, values["password"])
            sheet.perform(
                set_password, request, f"{row.name} can sign in.", "The earlier password opens nothing any more."
            )

        title = f"A new password for {row.name}" if row.active else f"Let {row.name} in again"
        self.sheet = FormSheet(self.page, title, forms.PASSWORD, None, "Give it", send, width=480)

    def close(self, row: PersonRow, office: OfficeFacts | None) -> None:
        """Close somebody's way in, after saying what that means and what is left to do."""
        shared = office is not None and office.shared

        def done(_done: Any) -> None:
            lead = f"{row.name} cannot sign in any more."
            if shared or office is None or not self.page.desk.may(Permission.KEEP_OFFICE):
                self.page.desk.notices.done(lead, SHARED if shared else "Their name stays on what they did.")
                return
            act = ("Give it a new key", partial(self.new_key, replace(office, left=(*office.left, row.name))))
            self.page.desk.notices.news(lead, "They knew what opens copies of this office’s file: a new key ends that.", act)

        def go() -> None:
            self.page.desk.perform(self.page, close_person, ClosePerson(row.id, row.version), then=done)

        lines = (
            f"{row.name} can no longer sign in here. Their name stays on everything they did.",
            SHARED if shared else "Backups made until today still open with their password: keep them where they cannot reach.",
            *(() if shared else ("Then give the office a new key, so that a copy they kept opens nothing newer.",)),
        )
        confirm(self.page, f"Close the sign-in of {row.name}", lines, "Close it", go)

    def new_key(self, office: OfficeFacts) -> None:
        """A new key for the office itself, after saying what that means."""
        self.sheet = new_key_sheet(self.page, office)

    def backup_key(self, office: OfficeFacts, folder: Path, then: Then) -> None:
        """A new key for a shared office's backups, after saying what that means."""
        self.asked = backup_key_sheet(self.page, office, folder, then)

    def secret(self, office: OfficeFacts) -> None:
        """The new password of a shared office's login, kept on this computer."""
        self.sheet = secret_sheet(self.page, office)

    def recovery_key(self, office: OfficeFacts) -> None:
        """A new recovery key: shown once, printed, typed back, and only then the way in."""
        part = RecoveryKeyPart(office.name, new_recovery_key(), self.page.desk.runner)
        part.act.setText("Use this key from now on")
        part.act.updateGeometry()
        sheet = Sheet(self.page, "A new recovery key", part, width=620)

        def done(_done: Any) -> None:
            sheet.close_sheet()
            self.page.desk.notices.done(
                "The new recovery key opens this office.", "The old one still opens backups made until today."
            )

        def typed(key: str) -> None:
            self.page.desk.perform(
                sheet, change_recovery_key, ChangeRecoveryKey(key), then=done, refused=part.form.refuse
            )

        part.typed_back.connect(typed)
        part.back_wanted.connect(sheet.close_sheet)
        part.focus_first()
