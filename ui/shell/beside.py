"""What stands beside or over the window, and must be hidden or closed with it (safety.md F6)."""

from PySide6.QtWidgets import QApplication, QWidget


def beside(front: QWidget) -> list[QWidget]:
    """Dialogs for files and printers, and sheets over the window itself."""
    from ui.kit.sheet import Sheet

    windows = [one for one in QApplication.topLevelWidgets() if one is not front and one.isVisible()]
    return windows + [one for one in front.findChildren(Sheet) if one.parentWidget() is front and one.isVisible()]
