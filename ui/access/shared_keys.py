"""What is kept secret of a shared office and can be changed from here: the key of its backups, and the login's password."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shortbreaks.access.queries import OfficeFacts
from ui.access import forms
from ui.kit.sheet import Sheet, confirm
from ui.kit.text import label
from ui.shell.doors import ways as doors
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

if TYPE_CHECKING:
    from shortbreaks.access.backup_key import BackupsRekeyed

BACKUPS_OFFER, SECRET_OFFER = "Give the backups a new key", "New password of the login"
BACKUPS_MEAN = (
    "A backup is made under the present key, number {key}; then the backups get another, and one is made under it.",
    "Backups made until now keep key {key}: their folders say so, and the recovery key opens every one of them.",
    "The office itself stays as it is: who may read it on the server is for your database administrator to say.",
)
SECRET_MEANS = (
    "On the server the password is changed by your database administrator: only they can do that, and it comes first.",
    "Type it here on each computer. It is kept in this computer’s own keyring once the server has let the login in by it.",
)
Then = Callable[[str, str, str], object]  # meaning, first sentence, the rest


def backup_key_sheet(page: Page, office: OfficeFacts, folder: Path, then: Then) -> Sheet:
    """Say what a new key of the backups means, and give it."""

    def given(done: "BackupsRekeyed") -> None:
        page.refresh()
        rest = f"The last one under key {office.key} is {done.before.folder.name}."
        if done.after is None:
            then("warn", "The backups have a new key.", f"{rest} None under the new key could be made yet. {done.trouble}")
        else:
            then("ok", "The backups have a new key.", f"{rest} The first under the new one is {done.after.folder.name}.")

    def give() -> None:
        then("info", "Giving the backups a new key…", "Two backups are made, opened and counted; a large office takes a minute.")
        page.desk.work(page, partial(_give, page, folder, office.key), given, lambda said: then("bad", said.sentence, said.remedy))

    return confirm(page, BACKUPS_OFFER, [line.format(key=office.key) for line in BACKUPS_MEAN], BACKUPS_OFFER, give)


def _give(page: Page, folder: Path, seen: int) -> Any:
    import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
    from shortbreaks.access.backup_key import change_backup_key

    return change_backup_key(page.desk.office, folder, seen)  # type: ignore[arg-type]


def secret_sheet(page: Page, office: OfficeFacts) -> FormSheet:
    """Take the login's new password, prove it by connecting, and keep it in the keyring of this computer."""

    def send(sheet: FormSheet, values: dict[str, Any]) -> None:
        opened: Any = page.desk.office
        place = doors.place_of(opened.database.place)

        def kept(_nothing: Any) -> None:
            sheet.watch.saved()
            sheet.sheet.close_sheet()
            page.desk.notices.done(
                "This computer keeps the new password.", "It connects by it from the next sign-in on; do the same on the others."
            )

        page.desk.work(sheet.sheet, lambda: doors.change_secret(place, values["secret"], office.uuid), kept, sheet.form.refuse)

    sheet = FormSheet(page, SECRET_OFFER, forms.SECRET, None, "Try it, and keep it", send, width=560)
    for words in SECRET_MEANS:
        sheet.above.addWidget(label(words, "second", wrap=True))
    return sheet
