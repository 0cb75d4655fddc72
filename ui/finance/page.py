"""Finance: the files written for it, and the months of the books."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import to_local
from shortbreaks.finance.batches import BatchRow, batches_listed
from shortbreaks.ledger.commands import CloseMonth, OpenMonth, close_month, open_month
from shortbreaks.ledger.queries import MonthRow, months_of_the_books
from ui.finance.columns import file_columns, month_columns
from ui.finance.files import Files
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, holder, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

TABS = ("Files", "Months of the books")
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
        self.stack = QStackedWidget()
        self.stack.addWidget(self._files())
        self.stack.addWidget(self._months())
        self.tab_buttons = [
            Button(words, "tab", name=f"finance_tab_{n}", then=partial(self.show_tab, n))
            for n, words in enumerate(TABS)
        ]
        lines = column(row(*self.tab_buttons, None, gap=4), self.stack, gap=12, margin=(24, 12, 24, 16))
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self.show_tab(0)
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
        return f"{len(self.batches)} files, {waiting} to write" if self.batches else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Write the file, or a copy of it"), ("N", "Prepare the charges file"))

    def focus_first(self) -> None:
        (self.table if self.stack.currentIndex() == 0 else self.month_table).setFocus()

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.show_tab(TABS.index(target["tab"]))

    def show_tab(self, place: int) -> None:
        """Show the files or the months."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")

    def refresh(self) -> None:
        self.desk.ask(self, "files", batches_listed, then=self._files_came)
        self.desk.ask(self, "months", months_of_the_books, then=self._months_came)

    def _files_came(self, rows: tuple[BatchRow, ...]) -> None:
        self.batches = rows
        self.headed.emit()
        if rows:
            self.listing.show_rows(rows, f"{len(rows)} files")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say("No file yet.", "A posted run and the charges to families each make one.")
        self._offer_file()

    def _months_came(self, rows: tuple[MonthRow, ...]) -> None:
        if rows:
            self.month_listing.show_rows(rows, f"{len(rows)} months")
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
        self.hard.off_because(_why(may, none or ("It is closed for good." if state == "hard" else "")))
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
        if self.stack.currentIndex() == 0 and self.prepare.isEnabled():
            self.files.prepare()

    def _close(self, *, for_good: bool) -> None:
        one = self.month_table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseMonth(one.month, values["reason"], for_good)
            sheet.perform(close_month, request, f"{one.month} is closed.", "It cannot be undone." if for_good else "")

        title = f"Close {one.month} for good" if for_good else f"Close {one.month}"
        self.sheet = FormSheet(self, title, WHY, None, "Close it for good" if for_good else "Close it", send)

    def _open(self) -> None:
        one = self.month_table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(open_month, OpenMonth(one.month, values["reason"]), f"{one.month} is open again.")

        self.sheet = FormSheet(self, f"Open {one.month} again", WHY, None, "Open it", send)


def _why(may: object, why: str) -> str:
    return why if may else "Your role may look, not change it."
