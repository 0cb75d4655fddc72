"""Where a file shall be written, as a person says it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_where(over: QWidget, title: str, name: str, kinds: Sequence[str], then: Callable[[str], object]) -> None:
    """Ask where a file shall be written, and hand its path on; a name typed without an ending gets that of the kind chosen."""
    dialog = QFileDialog(over, title, name, ";;".join(kinds))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.setDefaultSuffix(_ending(kinds[0]))
    dialog.fileSelected.connect(then)
    dialog.open()


def _ending(kind: str) -> str:
    """The ending in "Tables (*.csv)"."""
    return kind.rpartition("*.")[2].rstrip(")")
