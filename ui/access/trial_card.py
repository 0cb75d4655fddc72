"""The yearly drill on the office's card: when the key was tried and a copy restored, by whom, and doing it now."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.access.trials import TrialRow, Trials, restore_copy, trials, try_key
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Spoken
from ui.access import forms
from ui.kit.buttons import Button
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty
from ui.kit.notice import Notice
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

MAY_NOT = "Your role may not keep the office: ask a manager or administrator."


class TrialCard(QWidget):
    """What was tried and when it is due again; nothing is ticked, each trial is done."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.found: Trials | None = None
        self._lines = QVBoxLayout()
        self.key = Button("Try the recovery key", icon="key", name="try_key", then=self.try_key)
        self.restore = Button("Restore a copy as a drill", icon="backup", name="try_restore", then=self.try_restore)
        for button in (self.key, self.restore):
            button.off_because("" if page.desk.may(Permission.KEEP_OFFICE) else MAY_NOT)
        self.setLayout(column(label("Once a year", "title"), self._lines, flow(self.key, self.restore, gap=4), gap=8))

    def ask(self) -> None:
        """Read what was tried."""
        self.page.desk.ask(self, "trials", trials, then=self._show)

    def is_due(self) -> bool:
        """Whether something is due, for whoever may do it."""
        today = to_local(self.page.desk.office.now()).date()
        return self.found is not None and self.page.desk.may(Permission.KEEP_OFFICE) and self.found.due(today)

    def _show(self, found: Trials) -> None:
        self.found = found
        empty(self._lines)
        if self.is_due():
            lead = "It is a year since the recovery key was tried and a copy restored by a person."
            rest = "Nobody knows that an office can be brought back until somebody does it. Both change nothing here."
            self._lines.addWidget(Notice("warn", lead, rest, closable=False))
        pairs = [
            ("Recovery key", _say(found.key, found.key_due)),
            ("A copy restored", _say(found.restore, found.restore_due)),
        ]
        self._lines.addWidget(facts(pairs, name="trial_facts"))
        self.page.counted.emit(1 if self.is_due() else 0)

    def try_key(self) -> None:
        """Type the recovery key from its sheet: the office says whether it opens."""
        self.sheet = FormSheet(self.page, "Try the recovery key", forms.KEY_TRIAL, None, "Try it", self._key, width=520)

    def _key(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        self._do(sheet, partial(try_key, typed=values["key"]), "The recovery key opens this office.")

    def try_restore(self) -> None:
        """Bring the copy from outside, and restore it with the recovery key alone."""
        copied = getattr(self.page.desk.backup, "copied", None)
        begin = {"place": copied.place if copied is not None else ""}
        title = "Restore a copy as a drill"
        self.sheet = FormSheet(self.page, title, forms.RESTORE_TRIAL, begin, "Restore it", self._restore)
        said = "It is restored beside the office, proved, compared table by table, and taken away again."
        self.sheet.above.addWidget(label(said, "second", wrap=True))

    def _restore(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        do = partial(restore_copy, typed=values["key"], place=Path(values["place"]))
        self._do(sheet, do, "The copy was restored, and every table is the same.")

    def _do(self, sheet: FormSheet, do: Any, lead: str) -> None:
        desk = self.page.desk

        def done(about: str) -> None:
            sheet.sheet.close_sheet()
            desk.notices.done(lead, f"{about} Kept with your name and today’s date.")
            self.ask()

        def refused(spoken: Spoken) -> None:
            sheet.say_above()
            sheet.form.refuse(spoken)

        sheet.say_above(Notice("info", "Trying it…", "The key is made slow to guess; a copy takes some seconds.", closable=False))
        desk.work(sheet.sheet, lambda: do(desk.office), done, refused)


def _say(last: TrialRow | None, due: Any) -> str:
    again = f"due again on {say_day(due)}" if last else f"due by {say_day(due)}"
    return f"{say_day(last.at.date())}, {last.name}. {last.about} {again.capitalize()}." if last else f"Not yet; {again}."
