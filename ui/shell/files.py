"""Files and folders that a person chooses; a chosen file is read whole, off the GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from shortbreaks.errors import Refused, Unavailable
from shortbreaks.exchange.csv_files import MOST_BYTES
from ui.shell.page import Page


def choose_file(page: Page, title: str, kinds: str, then: Callable[[str], object]) -> None:
    """Ask which file, and hand its path on."""
    dialog = QFileDialog(page.window(), title, "", kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(then)
    dialog.open()


def choose_folder(page: Page, title: str, then: Callable[[str], object]) -> None:
    """Ask which folder, and hand its path on."""
    dialog = QFileDialog(page.window(), title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(then)
    dialog.open()


def read_chosen(page: Page, path: str, then: Callable[[bytes], object]) -> None:
    """Read a chosen file and hand its bytes on; what does not work is said in the notice bar."""
    page.desk.work(page, lambda: read_whole(Path(path)), then, page.desk.notices.say)


def read_whole(path: Path) -> bytes:
    """The bytes of a chosen file. Raises Refused above 20 MB, Unavailable when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused("The file is larger than 20 MB.", "Ask for it in parts.")
        return path.read_bytes()
    except OSError as fault:
        raise Unavailable(
            f"{path.name} cannot be read: {fault.strerror}.", "Choose it again, or copy it to this computer."
        ) from fault
