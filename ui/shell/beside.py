"""What stands beside or over the window, and must be hidden or closed with it (safety.md F6)."""

from collections.abc import Callable
from weakref import ref

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


def beside(front: QWidget) -> list[QWidget]:
    """Dialogs for files and printers, and sheets over the window itself."""
    from ui.kit.sheet import Sheet

    windows = [one for one in QApplication.topLevelWidgets() if one is not front and one.isVisible()]
    return windows + [one for one in front.findChildren(Sheet) if one.parentWidget() is front and one.isVisible()]


def focused() -> Callable[[], QWidget | None]:
    """What has the focus now, for as long as it lives."""
    found = QApplication.focusWidget()
    return ref(found) if found is not None else lambda: None


def focus_again(had: QWidget | None) -> bool:
    """Give the focus back, to a form that stands over the page too; False when what had it is not there any more."""
    there = had is not None and isValid(had) and had.isVisible()
    if had is not None and there:
        had.setFocus()
    return there
