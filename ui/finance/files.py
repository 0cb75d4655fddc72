"""A finance file on its way out: prepared, written whole into a folder or copied, noted, and compared."""

from functools import partial
from pathlib import Path
from typing import Any

from shortbreaks.database.files import write_whole
from shortbreaks.database.office import Done
from shortbreaks.finance.accruals import accruals_file, year_end_before
from shortbreaks.finance.batches import (
    AcknowledgeBatch,
    BatchFile,
    BatchRow,
    MarkWritten,
    acknowledge_batch,
    batch_file,
    file_checked,
    mark_written,
    write_batch,
)
from shortbreaks.finance.charges import PrepareCharges, prepare_charges
from shortbreaks.finance.night_accruals import night_accruals_file
from shortbreaks.finance.withdrawing import LONGEST, WithdrawFile, withdraw_file
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.finance.columns import PARTS
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.files import choose_file, choose_folder, read_chosen
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

OF = (("payments", "Direct payments"), ("nights", "Nights in houses"))
YEAR_END = (
    Field("what", "Of", "choice", choices=OF), Field("year_end", "At the end of", "date", hint="31/3/2026"),
)  # fmt: skip
UNTIL = (Field("until", "Up to the end of", "date"),)


class Files:
    """What can be done with the chosen file of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk

    def prepare(self) -> None:
        """Ask up to which day, and reserve the file of families' charges."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            def done(answer: Done) -> None:
                waiting = answer.answer[1]
                rest = f"It is full: {counted(waiting, 'line')} up to that day go into the next one." if waiting else ""
                self.desk.notices.done("The charges file is prepared.", f"Write it next. {rest}".strip())

            sheet.perform(prepare_charges, PrepareCharges(**values), "The charges file is prepared.", then=done)

        self.sheet = FormSheet(self.page, "Charges to families", UNTIL, {"until": self.page.today}, "Prepare it", send)

    def accruals(self) -> None:
        """Ask at which 31 March, and where to keep the table."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            def made(name: str, content: bytes) -> None:
                sheet.sheet.close_sheet()
                self.content = content
                choose_folder(self.page, "Folder for the accruals", partial(self.save_into, name))

            of_nights = values["what"] == "nights"
            name, asked = f"{'night-' if of_nights else ''}accruals-{values['year_end']}.csv", values["year_end"]
            table = night_accruals_file if of_nights else accruals_file
            self.desk.ask(sheet.sheet, "accruals", table, asked, then=partial(made, name), refused=sheet.form.refuse)

        begin = {"what": "payments", "year_end": year_end_before(self.page.today)}
        self.sheet = FormSheet(self.page, "Accruals at 31 March", YEAR_END, begin, "Make the table", send)

    def save_into(self, name: str, folder: str) -> None:
        """Write the table whole into a folder."""
        path, content = Path(folder) / name, self.content
        self.desk.work(
            self.page, lambda: write_whole(path, content), lambda _none: self.desk.notices.done(f"{name} is written."),
            self.desk.notices.say,
        )  # fmt: skip

    def choose_folder(self, row: BatchRow) -> None:
        """Ask for the folder."""
        choose_folder(self.page, "Folder for finance’s files", partial(self.write_into, row))

    def write_into(self, row: BatchRow, folder: str) -> None:
        """Write the kept bytes into a folder."""
        self.desk.ask(self.page, "file", batch_file, row.id, then=partial(self._write, Path(folder)))

    def _write(self, folder: Path, file: BatchFile) -> None:
        written = partial(self._written, file)
        self.desk.work(self.page, lambda: write_batch(file, folder), written, self.desk.notices.say)

    def _written(self, file: BatchFile, path: Path) -> None:
        def said(done: Done) -> None:
            how = "written again, a copy" if done.answer == "copy" else "written"
            sums = ", ".join(f"{pounds(pence)} {PARTS.get(part, part)}" for part, pence in file.control.parts.items())
            said = sums if file.control.kind == "charges" else pounds(file.control.pence)
            self.desk.notices.done(f"{path.name} is {how}.", f"{counted(file.control.count, 'line')}, {said}.")

        request = MarkWritten(file.batch_id, file.control.sha256)
        self.desk.perform(self.page, mark_written, request, then=said, refused=self.desk.notices.say)

    def acknowledge(self, row: BatchRow) -> None:
        """Note that finance has it."""
        self.desk.perform(
            self.page, acknowledge_batch, AcknowledgeBatch(row.id, row.version),
            then=lambda _done: self.desk.notices.done(f"Finance has {row.name}."), refused=self.desk.notices.say,
        )  # fmt: skip

    def withdraw(self, row: BatchRow) -> None:
        """Ask why a payment file that finance never had does not go."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            rest = "Its run is posted as before: hold back what must not go, then prepare its file again."
            sheet.perform(withdraw_file, WithdrawFile(row.id, row.version, values["reason"]), f"{row.name} is withdrawn.", rest)

        fields = [Field("reason", "Why it does not go", longest=LONGEST)]
        self.sheet = FormSheet(self.page, f"Withdraw {row.name}", fields, {}, "Withdraw it", send)
        said = "Only while finance never had it. Tell finance that this number does not come: the next file has a new one."
        self.sheet.above.addWidget(label(said, "second", wrap=True))

    def choose_check(self, row: BatchRow) -> None:
        """Ask which file to compare."""
        choose_file(self.page, f"Compare with {row.name}", "Finance files (*.csv *.json)", partial(self.check, row))

    def check(self, row: BatchRow, path: str) -> None:
        """Compare a file with what was prepared."""
        read_chosen(self.page, path, partial(self._compare, row))

    def _compare(self, row: BatchRow, content: bytes) -> None:
        self.desk.ask(self.page, "check", file_checked, row.id, content, then=partial(self._compared, row))

    def _compared(self, row: BatchRow, flaws: tuple[str, ...]) -> None:
        if flaws:
            self.desk.notices.refused(" ".join(flaws), "Write the file again and give finance that one.")
        else:
            self.desk.notices.done(f"The file is {row.name}, whole and unaltered.")
