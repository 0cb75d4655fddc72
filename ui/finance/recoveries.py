"""Money to get back: debts on their way, the recovery file, and what finance answered to each line."""

from datetime import date
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import short_day, to_local
from shortbreaks.finance.recoveries import (
    AnswerRecovery,
    PrepareRecoveries,
    RecoveryRow,
    answer_recovery,
    prepare_recoveries,
    recoveries_listed,
)
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.finance.view import View, why_off
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

STATES = {
    "next file": Mark("For the next file", "info", "export"), "not written": Mark("File not written yet", "warn"),
    "sent": Mark("Finance has not answered", "warn"), "acknowledged": Mark("Finance took it", "ok"),
    "rejected": Mark("Finance rejected it", "bad"),
}  # fmt: skip


def recovery_columns(today: date) -> list[Column[RecoveryRow]]:
    """Whose, what for, how much, where it stands, in which file and what finance said."""
    first: Column[RecoveryRow] = Column("From", lambda r: r.who, second=lambda r: r.ref, strong=True)
    return [
        first,
        Column("For", lambda r: r.kind.capitalize(), second=lambda r: f"due {short_day(r.due, today)}" if r.due else "", width=170),
        Column("Left", lambda r: pounds(r.pence), sort=lambda r: r.pence, right=True, width=110, tabular=True),
        Column("Stands", marks=lambda r: (STATES.get(r.state, Mark(r.state.capitalize(), "neutral")),), sort=lambda r: r.state, width=220),
        Column("File", lambda r: r.file or "–", second=lambda r: r.words, width=210),
    ]  # fmt: skip


class Recoveries(View):
    """The list, and what can be done with the line chosen."""

    title = "To get back"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        today = to_local(page.desk.office.now()).date()
        self.table = Table(recovery_columns(today), key=lambda r: r.key, height=44, name="recoveries_table")
        self.listing = Listing(self.table, "Ctrl+C copies rows", icon="put-back")
        self.table.chosen.connect(lambda _row: self._offer())
        self.prepare = Button("Prepare the file", "filled", icon="export", key="N", name="prepare_recoveries", then=self.new)
        self.took = Button("Finance took it", icon="tick", name="recovery_taken", then=partial(self._answer, taken=True))
        self.sent_back = Button("Finance rejected it", name="recovery_rejected", then=partial(self._answer, taken=False))
        lines = column(flow(self.took, self.sent_back, self.prepare, gap=8), self.listing, gap=12)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self._offer()

    def refresh(self) -> None:
        self.desk.ask(self, "recoveries", recoveries_listed, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def _came(self, rows: tuple[RecoveryRow, ...]) -> None:
        if rows:
            next_file = sum(row.pence for row in rows if row.state == "next file")
            self.listing.show_rows(rows, f"{counted(len(rows), 'line')}, {pounds(next_file)} for the next file")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say("Nothing is to be got back.", "Debts of families and credit notes of providers stand here.")
        self._offer()

    def _offer(self) -> None:
        one = self.table.chosen_row()
        may = self.desk.may(Permission.POST_MONEY)
        none = "" if any(row.state == "next file" for row in self.table.rows_model.rows) else "Nothing waits for the next file."
        self.prepare.off_because(why_off(may, none))
        why = "" if one is not None and one.state == "sent" else "Choose a line that finance has and has not answered."
        self.took.off_because(why_off(may, why))
        self.sent_back.off_because(why_off(may, why))

    def new(self) -> None:
        if self.prepare.isEnabled():
            self.desk.perform(
                self.page, prepare_recoveries, PrepareRecoveries(),
                then=lambda _done: self.desk.notices.done("The recovery file is prepared.", "Write it next, among the files."),
                refused=self.desk.notices.say,
            )  # fmt: skip

    def _answer(self, *, taken: bool) -> None:
        one = self.table.chosen_row()
        if one is None or one.id is None:
            return
        number = one.id

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = AnswerRecovery(number, one.version, taken, values["words"])
            sheet.perform(answer_recovery, request, "Kept.", "" if taken else "It goes back to where its letter was sent.")

        fields = (Field("words", "Finance’s reference" if taken else "Finance’s reason"),)
        self.sheet = FormSheet(self.page, f"{one.who}: {pounds(one.pence)}", fields, None, "Keep it", send)
