"""Changing one's own password, on a sheet over the window."""

from typing import Any

from PySide6.QtWidgets import QWidget

from shortbreaks.access.commands import ChangeOwnPassword, change_own_password
from shortbreaks.access.passwords import LONGEST
from shortbreaks.errors import Refused
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.sheet import Sheet
from ui.shell.clock import today
from ui.shell.desk import Desk

FIELDS = (
    Field("old", "Password until now", "password", longest=200),
    Field("new", "New password, twelve letters or more", "password", longest=LONGEST),
    Field("again", "The new password again", "password", longest=LONGEST),
)


def change_own_password_sheet(over: QWidget, desk: Desk) -> Sheet:
    """Open the sheet; a refusal stands above the form, which stays as typed."""
    form = Form(FIELDS, today=today)
    act = Button("Change my password", "filled", key="Ctrl+Enter", name="button_change_password", then=form.send)
    sheet = Sheet(over, "Change my password", form, (act,), width=460)

    def changed(_done: Any) -> None:
        sheet.close_sheet()
        desk.notices.done("Your password is changed.", "Sign in with the new one from now on.")

    def send(values: dict[str, Any]) -> None:
        if values["new"] != values["again"]:
            form.refuse(Refused("The two new passwords are not the same.", "Type the second one again.", "again"))
            return
        request = ChangeOwnPassword(values["old"], values["new"])
        desk.perform(form, change_own_password, request, then=changed, refused=form.refuse)

    form.sent.connect(send)
    form.focus_first()
    return sheet
