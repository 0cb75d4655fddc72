"""A new key for the office when somebody leaves: what it means, one's own password, and the office written anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shortbreaks.access.queries import OfficeFacts
from ui.access import forms
from ui.kit.text import label
from ui.shell.doors.ways import Entered
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.shut_work import Say, Shown, ShutWork

OFFER = "Give the office a new key"
MEANS = (
    "The office is closed, a backup made, and everything written into a new file under a new key, opened and counted. Then "
    "it opens again; a large office takes a minute.\n"
    "Nobody’s password changes, and the recovery key still opens it.\n"
    "Backups made until now keep the earlier key: their folders say so, and they open by the passwords of their day."
)
KEPT = (
    "A copy of its file that they kept, or get hold of, opens by their password and a key file of their days. A new key ends "
    "that for everything written from then on."
)


def said_of(left: Sequence[str]) -> tuple[str, str]:
    """What is said while people who left knew the key that the office still has."""
    *more, last = left
    names = " and ".join(filter(None, (", ".join(more), last)))
    return f"{names} left since this office got its key.", KEPT


def new_key_sheet(page: Page, office: OfficeFacts) -> FormSheet:
    """Ask for one's own password, then have the window close the office and give it its key."""

    def send(sheet: FormSheet, values: dict[str, Any]) -> None:
        password = values["password"]

        def proved(_nothing: Any) -> None:
            sheet.watch.saved()
            sheet.sheet.close_sheet()
            page.desk.shut_wanted.emit(ShutWork(lambda entered, say: _give(entered, say, password)))

        page.desk.work(sheet.sheet, lambda: _check(page, password), proved, sheet.form.refuse)

    sheet = FormSheet(page, OFFER, forms.NEW_KEY, None, "Close the office and do it", send, width=560)
    for words in (*(said_of(office.left)[:1] if office.left else ()), *MEANS.split("\n")):
        sheet.above.addWidget(label(words, "second", wrap=True))
    return sheet


def _check(page: Page, password: str) -> None:
    from shortbreaks.access.rekeying import check_may_change_key

    check_may_change_key(page.desk.office, password)  # type: ignore[arg-type]


def _give(entered: Entered, say: Say, password: str) -> Shown:
    import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
    from shortbreaks.access.rekeying import change_key

    office = entered.signed.office
    done = change_key(Path(office.database.place), office.person.sign_in, password, office.now, say)
    again, target = Entered(done.signed, entered.last), (("tab", "office"),)
    lead = "The office has a new key; everybody signs in as before."
    if done.trouble:
        rest = f"No backup under the new key could be made yet. {done.trouble}"
        return Shown(again, "people", target, lead, rest, "warn")
    rest = f"The last backup under the earlier key is {done.before.folder.name}; one under the new key was made too."
    return Shown(again, "people", target, lead, rest)
