"""What a page stands on, taken from one page and given to the one that is made in its place.

What it is about the page says itself (`Page.stands_about`), and which widgets are its filters (`Page.stands_on`). Its tab, the chosen
row of each table and the past day it shows are known by the kit's own widgets. A filter that began with the day, such as
"from today", begins with the new day unless somebody chose another.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ui.kit.buttons import Button
from ui.kit.table import Table
from ui.shell.page import Page


@dataclass(frozen=True, slots=True)
class Standing:
    """One page as somebody left it; `began` is how its filters stood when it was made."""

    about: Mapping[str, Any]
    tabs: frozenset[str]
    filters: Mapping[str, Any]
    began: Mapping[str, Any]
    rows: Mapping[str, Hashable]
    past_day: str


def filters_of(page: Page) -> dict[str, Any]:
    """Each filter that the page names, and how it stands."""
    return {name: _value_of(one) for name in page.stands_on for one in page.findChildren(QWidget, name)}


def standing_of(page: Page) -> Standing:
    """What a page stands on."""
    tables = {one.objectName(): one for one in page.findChildren(Table)}
    rows = {name: one.rows_model.row_key(row) for name, one in tables.items() if (row := one.chosen_row()) is not None}
    tabs = frozenset(one.objectName() for one in page.findChildren(Button) if one.look == "current_tab")
    past_day = page.as_at.line.text() if page.as_at is not None and page.as_at.day is not None else ""
    return Standing(page.stands_about(), tabs, filters_of(page), page.began, rows, past_day)


def stand_again(page: Page, standing: Standing) -> None:
    """Give a page that was just made what another of its kind stood on; rows that are still to be read are chosen then."""
    if standing.about:
        page.turn_to(standing.about)
    if standing.past_day and page.as_at is not None:
        page.as_at.line.setText(standing.past_day)
        page.as_at.line.editingFinished.emit()
    for tab in page.findChildren(Button):
        if tab.objectName() in standing.tabs and tab.look != "current_tab":
            tab.click()
    for name, value in standing.filters.items():
        turned = page.began.get(name) != standing.began.get(name)
        if turned and value == standing.began.get(name):
            continue
        for one in page.findChildren(QWidget, name):
            _set(one, value)
    for table in page.findChildren(Table):
        if table.objectName() in standing.rows:
            table.await_row(standing.rows[table.objectName()])


def _value_of(one: QWidget) -> Any:
    if isinstance(one, QComboBox):
        return one.currentData()
    if isinstance(one, QAbstractButton):
        return one.isChecked()
    return one.text() if isinstance(one, QLineEdit) else None


def _set(one: QWidget, value: Any) -> None:
    if isinstance(one, QComboBox):
        _choose(one, value)
    elif isinstance(one, QAbstractButton):
        one.setChecked(value)
    elif isinstance(one, QLineEdit) and one.text() != value:
        one.setText(value)


def _choose(combo: QComboBox, value: Any) -> None:
    """Choose what is offered, or wait for it: some choices are read with the page."""
    if (place := combo.findData(value)) >= 0:
        combo.setCurrentIndex(place)
        return
    soon = QTimer(combo, interval=0, singleShot=True)  # not while the choices are still being put in

    def came() -> None:
        if (place := combo.findData(value)) >= 0:
            combo.model().rowsInserted.disconnect(soon.start)
            combo.setCurrentIndex(place)
            soon.deleteLater()

    soon.timeout.connect(came)
    combo.model().rowsInserted.connect(soon.start)
