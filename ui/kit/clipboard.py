"""What is copied: kept out of the system's history of copies, and taken away after half a minute or when the window goes."""

import atexit
import unicodedata

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS = 30  # safety.md E11
NO_HISTORY = 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def copy_table(lines: list[list[str]]) -> None:
    """Put rows of cells on the clipboard, parted by tabs; a cell that a spreadsheet would work out becomes text."""
    text = "\n".join("\t".join(_harmless(" ".join(cell.split())) for cell in line) for line in lines)
    copied = QMimeData()
    copied.setText(text)
    copied.setData(NO_HISTORY, b"\x01")
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(copied)
    timer = QTimer(clipboard)
    timer.setObjectName("forget_copy")
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: _forget(text))
    timer.timeout.connect(timer.deleteLater)
    timer.start(SECONDS * 1000)


def _forget(text: str) -> None:
    """Empty the clipboard unless somebody has copied something else since."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == text:
        clipboard.clear()


@atexit.register
def forget_on_leaving() -> None:
    """Empty the clipboard of rows copied here. Qt would end what Python made only after Python itself, and crash."""
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    held: QMimeData | None = clipboard.mimeData()  # none where nothing was ever copied
    if held is not None and held.hasFormat(NO_HISTORY):
        clipboard.clear()


def _harmless(cell: str) -> str:
    """The full-width forms of the marks count too: a spreadsheet may take them for the narrow ones (safety.md D1)."""
    return "'" + cell if unicodedata.normalize("NFKC", cell[:1]).startswith(FORMULA) else cell
