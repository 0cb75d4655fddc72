"""A heading among the acts of a menu: said and seen, never chosen; the style leaves out those of Qt's own sections."""

from PySide6.QtWidgets import QMenu, QWidgetAction

from ui.kit.layouts import holder, row
from ui.kit.text import label


def add_heading(menu: QMenu, words: str) -> None:
    """Add a heading to a menu, with a rule above it where something stands before."""
    if menu.actions():
        menu.addSeparator()
    heading = QWidgetAction(menu)
    heading.setText(words)
    heading.setEnabled(False)
    heading.setDefaultWidget(holder(row(label(words, "caption"), margin=(12, 4, 12, 0))))
    menu.addAction(heading)
