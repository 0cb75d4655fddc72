"""A run's file for finance: reserved once, written whole into a folder, and the same bytes again as a copy."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from shortbreaks.finance.batches import (
    BatchFile,
    MarkWritten,
    PreparePayments,
    batch_file,
    batches_listed,
    mark_written,
    prepare_payments,
    write_batch,
)
from shortbreaks.money import pounds

if TYPE_CHECKING:
    from ui.payments.run_page import RunPage


class FinanceFile:
    """The file of the run that a page shows."""

    def __init__(self, page: "RunPage") -> None:
        self.page, self.desk = page, page.desk

    def choose(self) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self.page.window(), "Folder for finance’s files")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.write_into)
        dialog.open()

    def write_into(self, folder: str) -> None:
        """Reserve the run's file, or take the one reserved before, and write it into a folder."""
        run = self.page.run
        assert run is not None
        self.folder = Path(folder)
        if run.state == "posted":
            self.page.do(prepare_payments, PreparePayments(run.id), "Reserved.", lambda done: self._fetch(done.answer))
        else:
            self.desk.ask(self.page, "batches", batches_listed, then=self._find)

    def _find(self, rows: tuple[Any, ...]) -> None:
        found = next((one for one in rows if one.about == f"payment_run:{self.page.run_id}"), None)
        if found is None:
            self.desk.notices.refused("This run was paid before files were kept here.", "Ask finance for its file.")
        else:
            self._fetch(found.id)

    def _fetch(self, batch_id: int) -> None:
        self.desk.ask(self.page, "file", batch_file, batch_id, then=self._write)

    def _write(self, file: BatchFile) -> None:
        written = partial(self._written, file)
        self.desk.work(self.page, lambda: write_batch(file, self.folder), written, self.desk.notices.say)

    def _written(self, file: BatchFile, path: Path) -> None:
        request = MarkWritten(file.batch_id, file.control.sha256)
        said = f"{path.name} is written: {file.control.count} payments, {pounds(file.control.pence)}."
        self.page.do(mark_written, request, said)
