"""A finance file on its way out: prepared, written whole into a folder or copied, noted, and compared."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from shortbreaks.database.office import Done
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
from shortbreaks.money import pounds
from ui.kit.fields import Field
from ui.shell.files import read_whole
from ui.shell.form_sheet import FormSheet

if TYPE_CHECKING:
    from ui.finance.page import FinancePage

UNTIL = (Field("until", "Up to the end of", "date"),)


class Files:
    """What can be done with the chosen file of a page."""

    def __init__(self, page: "FinancePage") -> None:
        self.page, self.desk = page, page.desk

    def prepare(self) -> None:
        """Ask up to which day, and reserve the file of families' charges."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(prepare_charges, PrepareCharges(**values), "The charges file is prepared.", "Write it next.")

        self.sheet = FormSheet(self.page, "Charges to families", UNTIL, {"until": self.page.today}, "Prepare it", send)

    def choose_folder(self, row: BatchRow) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self.page.window(), "Folder for finance’s files")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self.write_into, row))
        dialog.open()

    def write_into(self, row: BatchRow, folder: str) -> None:
        """Write the kept bytes into a folder."""
        self.desk.ask(self.page, "file", batch_file, row.id, then=partial(self._write, Path(folder)))

    def _write(self, folder: Path, file: BatchFile) -> None:
        written = partial(self._written, file)
        self.desk.work(self.page, lambda: write_batch(file, folder), written, self.desk.notices.say)

    def _written(self, file: BatchFile, path: Path) -> None:
        def said(done: Done) -> None:
            how = "written again, a copy" if done.answer == "copy" else "written"
            self.desk.notices.done(
                f"{path.name} is {how}.", f"{file.control.count:,} lines, {pounds(file.control.pence)}."
            )

        request = MarkWritten(file.batch_id, file.control.sha256)
        self.desk.perform(self.page, mark_written, request, then=said, refused=self.desk.notices.say)

    def acknowledge(self, row: BatchRow) -> None:
        """Note that finance has it."""
        self.desk.perform(
            self.page, acknowledge_batch, AcknowledgeBatch(row.id, row.version),
            then=lambda _done: self.desk.notices.done(f"Finance has {row.name}."), refused=self.desk.notices.say,
        )  # fmt: skip

    def choose_check(self, row: BatchRow) -> None:
        """Ask which file to compare."""
        dialog = QFileDialog(self.page.window(), f"Compare with {row.name}", "", "Finance files (*.csv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self.check, row))
        dialog.open()

    def check(self, row: BatchRow, path: str) -> None:
        """Compare a file with what was prepared."""
        self.desk.work(self.page, lambda: read_whole(Path(path)), partial(self._compare, row), self.desk.notices.say)

    def _compare(self, row: BatchRow, content: bytes) -> None:
        self.desk.ask(self.page, "check", file_checked, row.id, content, then=partial(self._compared, row))

    def _compared(self, row: BatchRow, flaws: tuple[str, ...]) -> None:
        if flaws:
            self.desk.notices.refused(" ".join(flaws), "Write the file again and give finance that one.")
        else:
            self.desk.notices.done(f"The file is {row.name}, whole and unaltered.")
