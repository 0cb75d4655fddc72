"""Keys of a page, which rest while a sheet or quick find stands over it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.kit.sheet import holder_of_sheets

COVERS = {"sheet", "quick_find"}  # by name: what stands over a page and has the keys to itself


def on_page_key(part: QWidget, keys: str, then: Callable[[], object]) -> None:
    """Do `then` on a key anywhere in the window, while `part` is seen and nothing stands over it."""
    QShortcut(QKeySequence(keys), part).activated.connect(lambda: None if is_covered(part) else then())


def is_covered(part: QWidget) -> bool:
    """Whether a sheet or quick find stands over a part; one that it is in itself does not."""
    over = holder_of_sheets(part).findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return any(one.isVisible() and one.objectName() in COVERS and not one.isAncestorOf(part) for one in over)
