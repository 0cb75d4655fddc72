"""An issued paper over the page: look, save, print; the very bytes that the register keeps."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from shortbreaks.database.files import write_whole
from shortbreaks.database.office import Done
from shortbreaks.families.papers import PaperBytes, note_printed, note_saved, paper_again
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.notice import Notice
from ui.kit.pdfview import PdfView
from ui.kit.sheet import Sheet
from ui.kit.where import choose_where
from ui.shell.desk import Desk

DOTS = 200
LOST = (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error)


def show_in_turn(over: QWidget, desk: Desk, papers: Sequence[int], title: str, place: int = 0) -> None:
    """Show a paper, and the next once it is put away: none of several is left unprinted unseen."""
    many, further = len(papers), place + 1
    then = partial(show_in_turn, over, desk, papers, title, further) if further < many else None
    PaperSheet(over, desk, papers[place], title if many == 1 else f"{title} {further} of {many}", then)


class PaperSheet(QWidget):
    """Asks for a paper and shows it over `over`; `then` comes once it was put away."""

    def __init__(self, over: QWidget, desk: Desk, paper_id: int, title: str, then: Callable[[], object] | None = None) -> None:
        super().__init__(over)
        self.hide()
        self._then = then
        self._over, self.desk, self._title, self._id = over, desk, title, paper_id
        self.sheet: Sheet | None = None
        self.paper: PaperBytes | None = None
        desk.ask(self, "paper", paper_again, paper_id, then=self._show)

    def _show(self, paper: PaperBytes) -> None:
        self.paper = paper
        self.view = PdfView(paper.pdf)
        save = Button("Save a copy", icon="export", name="save_paper", then=self.save)
        print_it = Button("Print", "filled", icon="print", name="print_paper", then=self.print)
        shown: QWidget = self.view
        if codes := self.view.codes():
            words = f"Letters that cannot be printed stand as codes: {' '.join(codes)}"
            remedy = "Write the name in Latin letters too, such as under “Known as”, and issue it again."
            told = Notice("warn", words, remedy, closable=False)
            told.setObjectName("not_printed")
            shown = holder(column(told, self.view))
        self.sheet = Sheet(self._over, self._title, shown, (save, print_it), width=820, tall=True)
        if self._then is not None:
            self.sheet.closed.connect(self._then)
        print_it.setFocus()

    def save(self) -> None:
        """Ask where, and write the same bytes there."""
        assert self.paper is not None
        choose_where(self._over, "Save a copy", self.paper.file_name, ("PDF (*.pdf)",), self.save_to)

    def save_to(self, path: str) -> None:
        """Write the paper's bytes, whole or not at all, once the trail says so."""
        assert self.paper is not None
        pdf, desk = self.paper.pdf, self.desk

        def write(_done: Done) -> None:
            desk.work(
                self, lambda: write_whole(Path(path), pdf), lambda _none: desk.notices.done("Saved.", Path(path).name), desk.notices.say
            )

        desk.perform(self, note_saved, self._id, then=write)

    def print(self) -> None:
        """Ask for the printer and print every page at its own size."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self.dialog = QPrintDialog(printer, self._over)
        self.dialog.accepted.connect(lambda: self.desk.perform(self, note_printed, self._id, then=lambda _done: self.print_on(printer)))
        self.dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Put each page on the printer, which the trail says already, and say whether it took them."""
        printer.setFullPage(True)
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        if self._taken_by(printer):
            self.desk.notices.done("Sent to the printer.", self._title)
        else:
            self.desk.notices.unavailable(
                "The printer did not take this paper.", "Choose another printer, or save a copy and print that."
            )

    def _taken_by(self, printer: QPrinter) -> bool:
        painter = QPainter()
        if not painter.begin(printer):
            return False
        document = self.view.document
        for number in range(document.pageCount()):
            if number and not printer.newPage():
                return False
            points = document.pagePointSize(number)
            size = (points * (DOTS / 72)).toSize()
            whole = QRectF(painter.viewport())
            painter.drawImage(whole, document.render(number, size), QRectF(0, 0, size.width(), size.height()))
        return painter.end() and printer.printerState() not in LOST
