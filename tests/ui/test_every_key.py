"""Every page by keyboard: F1 tells every key there is, work begins at a sensible place, and no icon stands without its words."""

import re

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from tests.ui import walking
from ui.kit.bed_grid import BedGrid
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import row
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.shell.help import WINDOW_KEYS
from ui.shell.panels import next_panel
from ui.shell.rail import RailButton

NAMES = {"PgUp": "PageUp", "PgDown": "PageDown", "Return": "Enter", "+": "plus", "=": "plus", "-": "minus", "Ins": "Insert"}
OPENS = {"outlined", "filled", "link", "quiet"}
SPENDS = {"filled", "danger"}  # looks of buttons that may spend money
TYPED = (QLineEdit, QComboBox, Table, BedGrid)


def known(key):
    """A key as F1 writes it: Ctrl+PgDown is Ctrl+PageDown."""
    *held, last = re.sub(r"\+$", "+plus", key).replace("++", "+").split("+")
    return "+".join((*held, NAMES.get(last, last)))


def told(keys):
    """Every single key that the words of F1 tell: "Ctrl+PageUp, PageDown" are two, "1 to 3" are three."""
    found = set()
    for words, _ in keys:
        held = ""
        for part in re.split(", | or ", words.partition(" in ")[0].partition(" on ")[0]):
            ends = re.fullmatch(r"(.*?)(\d) to (\d)", part)
            for one in [f"{ends[1]}{n}" for n in range(int(ends[2]), int(ends[3]) + 1)] if ends else [part]:
                whole = one if "+" in one or len(one) == 1 else held + one
                held = one.rpartition("+")[0] + "+" if "+" in one else held
                found |= {known(one), known(whole)}
    return found


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Ctrl+PageUp, PageDown", {"Ctrl+PageUp", "Ctrl+PageDown", "PageDown"}), ("1 to 3", {"1", "2", "3"}),
        ("Ctrl+1 to 2, Ctrl+0", {"Ctrl+1", "Ctrl+2", "Ctrl+0"}), ("M or Enter", {"M", "Enter"}),
        ("Enter in bookings", {"Enter"}), ("A, D", {"A", "D"}),
    ],
)  # fmt: skip
def test_what_is_told_is_read_as_people_read_it(words, keys):
    assert told(((words, ""),)) == keys


def keys_of(part):
    """Every key that something in `part` answers to: its shortcuts, and what is written on its buttons."""
    found = {one.key().toString() for one in part.findChildren(QShortcut)}
    found |= {one.key for one in part.findChildren(Button) if one.key}
    return {known(one) for one in found}


def nameless(part):
    """Buttons that show no words and have no name or no tip."""
    for one in part.findChildren(QPushButton) + part.findChildren(QToolButton) + part.findChildren(RailButton):
        if not one.isHidden() and not one.text().strip() and not (one.accessibleName() and one.toolTip()):
            yield one.objectName() or type(one).__name__


def test_f8_goes_from_panel_to_panel_and_shift_f8_back_to_the_first_of_the_one_before(qtbot):
    window, (left, right) = QWidget(), (Card(), Card())
    window.setLayout(row(left, right))
    buttons = {name: Button(name) for name in ("one", "two", "three", "four")}
    for card, names in ((left, ("one", "two")), (right, ("three", "four"))):
        for name in names:
            card.body.addWidget(buttons[name])
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    buttons["two"].setFocus()
    gone = []
    for back in (False, False, True, True):
        next_panel(window, back=back)
        gone.append(QApplication.focusWidget().words())
        buttons["four"].setFocus() if gone == ["three"] else None
    assert gone == ["three", "one", "three", "one"]
    buttons["three"].setEnabled(False)
    next_panel(window)
    assert QApplication.focusWidget().words() == "four"


def is_sensible(focus, page):
    """Work begins in a search, a list, a grid, a field or on a way on of the page, never on what may spend money."""
    if not isinstance(focus, QWidget) or not (page.isAncestorOf(focus) and focus.isVisible()):
        return False
    return isinstance(focus, TYPED) or getattr(focus, "look", "") not in SPENDS or focus.objectName().startswith(("button_find", "new_"))


class Alone(QObject):
    """Notes whatever was shown as a window of its own: a part that is shown before it stands anywhere flashes up as one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = set()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.add(type(watched).__name__)
        return False


@pytest.fixture
def window(qtbot, qapp, example_county):
    county = example_county(0.1)
    faults, alone = [], Alone()
    qapp.installEventFilter(alone)
    made = walking.window_of(county, faults)
    qtbot.addWidget(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made, walking.targets(county)
    qapp.removeEventFilter(alone)
    assert faults == []
    assert alone.seen <= {"OfficeWindow", "QMenu", "QFileDialog"}


def test_f1_tells_every_key_work_begins_well_and_no_icon_is_without_words(window):
    window, where = window
    everywhere, wrong = told(WINDOW_KEYS), []
    own = {known(one.key().toString()) for one in window.children() if isinstance(one, QShortcut)}
    wrong += [("window", "not told", one) for one in own - everywhere]
    wrong += [("window", "no words", one) for part in (window.rail, window.header) for one in nameless(part)]
    for key, target in where.items():
        window.go.to(key, **target)
        for _ in range(4):
            QApplication.sendPostedEvents()
        page = window.page_now()
        wrong += [(key, "not told", one) for one in keys_of(page) - told(page.keys()) - everywhere]
        wrong += [(key, "no words", one) for one in nameless(page)]
        if not is_sensible(focus := QApplication.focusWidget(), page):
            wrong.append((key, "begins at", type(focus).__name__, focus.objectName() if focus else ""))
    assert not wrong, "\n".join(map(str, wrong))


def reached(sheet, first):
    """Everything that Tab comes to in a sheet, from where the focus stands first until it is there again."""
    found, now = [], first
    while now is not None and now not in found:
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
    return found


def takes_tab(sheet):
    """What a person must come to by Tab: each field, choice and button that can be used now."""
    return [
        one for one in sheet.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        and isinstance(one, QAbstractButton | QLineEdit | QComboBox | QPlainTextEdit | Table)
    ]  # fmt: skip


def opened(window, where):
    """Each sheet that a named button of a page or of one of its tabs opens, with the page and the button."""
    for key, target in where.items():
        window.go.to(key, **target)
        page = window.page_now()
        for tab in walking.tab_buttons(page) or [None]:
            if tab is not None:
                tab.click()
            for name in [one.objectName() for one in walking.buttons(page, OPENS) if one.objectName()]:
                button = next((one for one in walking.buttons(page, OPENS) if one.objectName() == name), None)
                if button is None:
                    continue
                window.activateWindow()
                button.setFocus()
                button.click()
                sheet = next((one for one in window.findChildren(Sheet) if one.isVisible()), None)
                if sheet is not None:
                    yield page, f"{key}: {name}", sheet
                walking.close_what_opened(window)
                if window.page_now() is not page:
                    window.go.to(key, **target)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu, where there is no screen
def test_tab_comes_to_everything_in_each_sheet_and_stays_there_and_esc_gives_the_focus_back(window):
    """A box of several answers is one stop for Tab; its arrows go on inside it."""
    window, where = window
    seen, wrong = set(), []
    for page, name, sheet in opened(window, where):
        if name in seen:
            continue
        seen.add(name)
        first = QApplication.focusWidget()
        if first is None or not sheet.isAncestorOf(first):
            wrong.append((name, "the focus stays outside"))
            continue
        gone = reached(sheet, first)
        wrong += [(name, "Tab leaves the sheet", one.objectName()) for one in gone if not sheet.isAncestorOf(one)]
        wrong += [(name, "Tab never comes to", one.objectName()) for one in takes_tab(sheet) if one not in gone]
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        if sheet.isVisible():
            wrong.append((name, "Esc does not close it"))
        elif not page.isAncestorOf(QApplication.focusWidget()):
            wrong.append((name, "the focus is not given back"))
    assert len(seen) > 40
    assert wrong == []


def test_keys_always_go_to_something_that_is_seen(window):
    """On each tab that is come back to, on the way back from a row, in a sheet, and after an act that took its own button away."""
    window, where = window
    wrong = []
    for key, target in where.items():
        window.go.to(key, **target)
        page = window.page_now()
        for name in [one.objectName() for one in walking.tab_buttons(page)]:
            tab = next((one for one in walking.tab_buttons(page) if one.objectName() == name), None)
            if tab is None:
                continue
            tab.click()
            if window.page_now() is page:
                page.focus_first()
                focus = QApplication.focusWidget()
                if focus is None or not focus.isVisible():
                    wrong.append((key, name, type(focus).__name__))
            else:
                window.go.to(key, **target)
    assert wrong == []
    window.go.to("families")
    table = walking.tables(window.page_now())[0]
    table.choose(2)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert window.go.here.page == "child"
    window.go.back()
    assert QApplication.focusWidget() is table and table.currentIndex().row() == 2
    page = window.page_now()
    act = Button("Do it")
    page.layout().addWidget(act)
    act.show()
    act.setFocus()
    act.hide()
    QApplication.processEvents()
    assert QApplication.focusWidget() is table, "what is worked with on the page, not the rail"
    sheet = Sheet(page, "Lines", QWidget(), (Button("Close", name="close_lines"),))
    assert sheet.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not sheet.isVisible() and QApplication.focusWidget() is table
