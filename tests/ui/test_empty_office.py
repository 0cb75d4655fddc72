"""An office with nothing in it: every page and tab says what will be there, and nothing white is left without a word."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from tests.ui import walking
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.listing import Listing
from ui.shell.pages import PAGES

SPEAKS = (QPushButton, QLineEdit, QPlainTextEdit, QComboBox)


@pytest.fixture
def window(qtbot, file_county):
    faults = []
    made = walking.window_of(file_county, faults)
    qtbot.addWidget(made)
    yield made
    assert faults == []


def said(part):
    """What is seen of words in a part: labels, buttons, fields and rows."""
    words = [one.text() for one in part.findChildren(QLabel) if one.isVisible()]
    words += [one.accessibleName() for one in part.findChildren(QWidget) if isinstance(one, SPEAKS) and one.isVisible()]
    return [one for one in (*words, *(table.rows_model.rows for table in walking.tables(part))) if one]


def unsaid(page):
    """Lists and cards of a page that stand there without a word."""
    for one in page.findChildren(Listing):
        if one.isVisible() and not one.table.rows_model.rows and not one.findChild(QLabel, "list_said"):
            yield one.table.objectName()
    for one in page.findChildren(Card):
        if one.isVisible() and not said(one):
            yield one.objectName() or "a card"


def test_every_page_of_an_empty_office_explains_itself(window):
    wrong, seen = [], set()
    for kind in (one for one in PAGES if one.place):
        window.go.to(kind.key)
        page = window.page_now()
        for tab in walking.tab_buttons(page) or [None]:
            if tab is not None:
                tab.click()
            QApplication.sendPostedEvents()
            shown = window.page_now()
            seen |= {one.text() for one in shown.findChildren(QLabel, "list_said") if one.isVisible()}
            wrong += [(kind.key, tab.objectName() if tab else "", one) for one in unsaid(shown)]
            wrong += [(kind.key, one.objectName(), "empty choice") for one in shown.findChildren(QComboBox)
                      if one.isVisible() and not one.currentText()]  # fmt: skip
            if shown is not page:
                window.go.to(kind.key)
    assert not wrong, "\n".join(map(str, wrong))
    assert {"No families yet.", "No providers yet.", "No house has beds yet.", "No direct payments yet."} <= seen


def test_no_file_is_prepared_of_nothing(window):
    window.go.to("finance")
    page = window.page_now()
    for tab in walking.tab_buttons(page):
        tab.click()
    off = {one.objectName(): one.toolTip() for one in page.findChildren(Button) if not one.isEnabled()}
    assert off.items() >= {
        "prepare_purchases": "Finance has every approved invoice.", "prepare_recoveries": "Nothing waits for the next file.",
    }.items()  # fmt: skip
