"""The menu of a list, for keys as for the mouse: in which order it stands, and its rows copied."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu

from ui.kit.menu_heading import add_heading
from ui.kit.text import without_mnemonic

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def open_table_menu(head: QHeaderView, titles: Sequence[str], copy: Callable[[], object], at: QPoint) -> QMenu:
    """Open the menu at a place of the screen: each title sorts by its column, the one it is sorted by the other way round."""
    menu = QMenu(head)
    menu.setObjectName("table_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_heading(menu, "Sort by")
    group = QActionGroup(menu)
    now, order = head.sortIndicatorSection(), head.sortIndicatorOrder()
    for place, title in enumerate(titles):
        if not title:
            continue
        turned = DOWN if place == now and order == UP else UP
        said = f"{without_mnemonic(title)}{', the other way round' if place == now else ''}"
        action = menu.addAction(said, partial(head.setSortIndicator, place, turned))
        action.setCheckable(True)
        action.setChecked(place == now)
        group.addAction(action)
    if now >= 0:
        menu.addAction("As it was read", partial(head.setSortIndicator, -1, UP))
    menu.addSeparator()
    menu.addAction("Copy the rows\tCtrl+C", copy)
    menu.popup(at)
    return menu
