"""The files for finance: prepared, written, acknowledged, compared with what came back."""

from functools import partial

from shortbreaks.access.permissions import Permission
from shortbreaks.finance.batches import BatchRow, batches_listed
from shortbreaks.words import counted
from ui.finance.columns import file_columns
from ui.finance.files import Files
from ui.finance.view import View, why_off
from ui.kit.buttons import Button
from ui.kit.flow import flow
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.shell.page import Page

NOT_UNSENT = "Only a file of payments that was never written is withdrawn."


class FilesView(View):
    """The list of finance files, and what can be done with the one chosen."""

    title = "Files"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.files = Files(page)
        self.batches: tuple[BatchRow, ...] = ()
        self.wanted = ""
        self.table = Table(file_columns(page.today), key=lambda r: r.id, height=44, name="files_table")
        self.listing = Listing(self.table, icon="export")
        self.table.chosen.connect(lambda _row: self._offer())
        self.table.opened.connect(lambda _row: self._enter())
        self.prepare = Button("Prepare charges", "filled", icon="add", key="N", name="prepare_charges", then=self.new)
        self.write = Button("Write it", icon="export", name="write_file", then=partial(self._with, "choose_folder"))
        self.has_it = Button("Finance has it", icon="tick", name="has_file", then=partial(self._with, "acknowledge"))
        self.compare = Button(
            "Compare a file", icon="find", name="compare_file", then=partial(self._with, "choose_check")
        )
        self.withdraw = Button("Withdraw it", icon="close", name="withdraw_file", then=partial(self._with, "withdraw"))
        both = column(flow(self.write, self.has_it, self.compare, self.withdraw, self.prepare, gap=8), self.listing, gap=12)
        both.setStretch(1, 1)
        self.setLayout(both)
        self._offer()

    def refresh(self) -> None:
        self.desk.ask(self, "files", batches_listed, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_about(self, about: str) -> None:
        """Put the selection on the file that another page asked for, once it is listed."""
        self.wanted = about
        self._choose_wanted()

    def _came(self, rows: tuple[BatchRow, ...]) -> None:
        self.batches = rows
        self.page.headed.emit()
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "file"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
            self._choose_wanted()
        else:
            self.listing.say("No file yet.", "A posted run and the charges to families each make one.")
        self._offer()

    def _choose_wanted(self) -> None:
        found = next((one.id for one in self.batches if one.about == self.wanted), None)
        if found is not None and self.table.choose_key(found):
            self.wanted = ""

    def _offer(self) -> None:
        """Buttons say why they are off."""
        one = self.table.chosen_row()
        state = "" if one is None else one.state
        may = self.desk.may(Permission.POST_MONEY)
        self.prepare.off_because("" if may else "Your role may look, not post.")
        self.write.off_because(why_off(may, {"": "Choose a file first.", "withdrawn": "It was withdrawn."}.get(state, "")))
        unsent = "" if state == "prepared" and one is not None and one.kind == "payments" else NOT_UNSENT
        self.withdraw.off_because(why_off(may, unsent if state else "Choose a file first."))
        has = {"written": "", "": "Choose a file first.", "prepared": "It is not written yet.", "withdrawn": "It was withdrawn."}
        self.has_it.off_because(why_off(may, has.get(state, "Finance has it already.")))
        self.compare.off_because({"": "Choose a file first.", "withdrawn": "It was withdrawn."}.get(state, ""))

    def _with(self, act: str) -> None:
        one = self.table.chosen_row()
        if one is not None:
            getattr(self.files, act)(one)

    def _enter(self) -> None:
        if self.write.isEnabled():
            self._with("choose_folder")

    def new(self) -> None:
        if self.prepare.isEnabled():
            self.files.prepare()
