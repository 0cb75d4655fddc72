"""Finance: the files written for it, and the months of the books."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import to_local
from shortbreaks.finance.batches import BatchRow, batches_listed
from shortbreaks.ledger.commands import CloseMonth, OpenMonth, close_month, open_month
from shortbreaks.ledger.queries import MonthRow, months_of_the_books
from shortbreaks.words import counted
from ui.finance.columns import file_columns, month_columns, say_month
from ui.finance.files import Files
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, holder, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.tabs import Tabs
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

WHY = (Field("reason", "Why"),)


class FinancePage(Page):
    """The list of finance files and the list of months."""

    title = "Finance"
    concerns = frozenset({"export_batch", "export_copy", "period", "entry"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.today: date = to_local(desk.office.now()).date()
        self.files = Files(self)
        self.batches: tuple[BatchRow, ...] = ()
        self.wanted = ""
        accruals = Button("Accruals at 31 March", "link", name="accruals", then=self.files.accruals)
        views = [("Files", self._files()), ("Months of the books", self._months())]
        self.tabs = Tabs("finance_tab", views, (accruals,))
        self.setLayout(column(self.tabs, margin=(24, 12, 24, 16)))
        self._offer_file()
        self._offer_month()

    def _files(self) -> QWidget:
        self.table = Table(file_columns(self.today), key=lambda r: r.id, height=44, name="files_table")
        self.listing = Listing(self.table)
        self.table.chosen.connect(lambda _row: self._offer_file())
        self.table.opened.connect(lambda _row: self._enter())
        self.prepare = Button("Prepare charges", "filled", icon="add", key="N", name="prepare_charges", then=self.new)
        self.write = Button("Write it", icon="export", name="write_file", then=partial(self._with, "choose_folder"))
        self.has_it = Button("Finance has it", icon="tick", name="has_file", then=partial(self._with, "acknowledge"))
        self.compare = Button(
            "Compare a file", icon="find", name="compare_file", then=partial(self._with, "choose_check")
        )
        both = column(row(self.write, self.has_it, self.compare, None, self.prepare, gap=8), self.listing, gap=12)
        both.setStretch(1, 1)
        return holder(both)

    def _months(self) -> QWidget:
        self.month_table = Table(month_columns(), key=lambda r: r.month, name="months_table")
        self.month_listing = Listing(self.month_table)
        self.month_table.chosen.connect(lambda _row: self._offer_month())
        self.soft = Button("Close it", icon="lock", name="close_month", then=partial(self._close, for_good=False))
        self.hard = Button("Close it for good", name="close_month_for_good", then=partial(self._close, for_good=True))
        self.open = Button("Open it again", name="open_month", then=self._open)
        both = column(row(self.soft, self.open, None, self.hard, gap=8), self.month_listing, gap=12)
        both.setStretch(1, 1)
        return holder(both)

    def context(self) -> str:
        waiting = sum(1 for one in self.batches if one.state == "prepared")
        return f"{counted(len(self.batches), 'file')}, {waiting} to write" if self.batches else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Write the file, or a copy of it"),
            ("N", "Prepare the charges file"),
            ("Ctrl+PageDown", "Months of the books"),
        )

    def focus_first(self) -> None:
        (self.table if self.tabs.shown == 0 else self.month_table).setFocus()

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.tabs.show_named(target["tab"])
        if "about" in target:
            self.tabs.show_view(0)
            self.wanted = target["about"]
            self._choose_wanted()

    def refresh(self) -> None:
        self.desk.ask(self, "files", batches_listed, then=self._files_came)
        self.desk.ask(self, "months", months_of_the_books, then=self._months_came)

    def _files_came(self, rows: tuple[BatchRow, ...]) -> None:
        self.batches = rows
        self.headed.emit()
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "file"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
            self._choose_wanted()
        else:
            self.listing.say("No file yet.", "A posted run and the charges to families each make one.")
        self._offer_file()

    def _choose_wanted(self) -> None:
        """Put the selection on the file that another page asked for, once it is listed."""
        found = next((one.id for one in self.batches if one.about == self.wanted), None)
        if found is not None and self.table.choose_key(found):
            self.wanted = ""

    def _months_came(self, rows: tuple[MonthRow, ...]) -> None:
        if rows:
            self.month_listing.show_rows(rows, counted(len(rows), "month"))
            if self.month_table.chosen_row() is None:
                self.month_table.choose(0)
        else:
            self.month_listing.say("Nothing is posted yet.", "A month stands here once something is dated in it.")
        self._offer_month()

    def _offer_file(self) -> None:
        """Buttons say why they are off."""
        one = self.table.chosen_row()
        state = "" if one is None else one.state
        may = self.desk.may(Permission.POST_MONEY)
        self.prepare.off_because("" if may else "Your role may look, not post.")
        self.write.off_because(_why(may, "" if state else "Choose a file first."))
        has = {"written": "", "": "Choose a file first.", "prepared": "It is not written yet."}
        self.has_it.off_because(_why(may, has.get(state, "Finance has it already.")))
        self.compare.off_because("" if state else "Choose a file first.")

    def _offer_month(self) -> None:
        one = self.month_table.chosen_row()
        state = "" if one is None else one.state
        may = self.desk.may(Permission.CLOSE_BOOKS)
        none = "" if state else "Choose a month first."
        self.soft.off_because(_why(may, none or ("" if state == "open" else "It is closed already.")))
        running = one is not None and one.month >= f"{self.today:%Y-%m}"
        hard = "It is closed for good." if state == "hard" else "The month is not over yet." if running else ""
        self.hard.off_because(_why(may, none or hard))
        opened = {"soft": "", "open": "It is open.", "hard": "It was closed for good."}
        self.open.off_because(_why(may, none or opened[state]))

    def _with(self, act: str) -> None:
        one = self.table.chosen_row()
        if one is not None:
            getattr(self.files, act)(one)

    def _enter(self) -> None:
        if self.write.isEnabled():
            self._with("choose_folder")

    def new(self) -> None:
        """Prepare the charges file."""
        if self.tabs.shown == 0 and self.prepare.isEnabled():
            self.files.prepare()

    def _close(self, *, for_good: bool) -> None:
        one = self.month_table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseMonth(one.month, values["reason"], for_good)
            sheet.perform(close_month, request, f"{said} is closed.", "It cannot be undone." if for_good else "")

        said = say_month(one.month)
        title = f"Close {said} for good" if for_good else f"Close {said}"
        self.sheet = FormSheet(self, title, WHY, None, "Close it for good" if for_good else "Close it", send)

    def _open(self) -> None:
        one = self.month_table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(open_month, OpenMonth(one.month, values["reason"]), f"{say_month(one.month)} is open again.")

        self.sheet = FormSheet(self, f"Open {say_month(one.month)} again", WHY, None, "Open it", send)


def _why(may: object, why: str) -> str:
    return why if may else "Your role may look, not change it."
