"""A paper shown inside the application, from its bytes; the PDF library is loaded with the first paper."""

import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QVBoxLayout, QWidget

CODE = re.compile(r"\[U\+([0-9A-F]{4,5})\]")  # as a paper writes a letter that it has no typeface for
MOST_READ = 12  # pages: letters are shorter, and a long register is not read by families


class PdfView(QWidget):
    """Shows every page of a PDF, fitted to the width."""

    def __init__(self, pdf: bytes, name: str = "paper") -> None:
        super().__init__()
        from PySide6.QtPdf import QPdfDocument
        from PySide6.QtPdfWidgets import QPdfView

        self.setObjectName(name)
        self._bytes = QByteArray(pdf)
        self._buffer = QBuffer(self._bytes, self)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        view = QPdfView(self)
        view.setDocument(self.document)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(view)

    def codes(self) -> tuple[str, ...]:
        """The letters that no typeface of papers has, which stand on it as their codes: of the first pages, each once."""
        pages = range(min(MOST_READ, self.document.pageCount()))
        found = [code for page in pages for code in CODE.findall(self.document.getAllText(page).text())]
        return tuple(chr(int(code, 16)) for code in dict.fromkeys(found))

    def pages(self) -> int:
        """How many pages the paper has."""
        return self.document.pageCount()
