"""What Tab comes to, in its order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_stops(within: QWidget) -> list[QWidget]:
    """Everything in a widget at which Tab stops now, as it stands there.

    Read from the tree of widgets: Qt's own chain, gone through from Python, led to widgets that were gone, and the process ended.
    """
    return [
        one for one in within.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled() and one.focusProxy() is None
    ]  # fmt: skip
