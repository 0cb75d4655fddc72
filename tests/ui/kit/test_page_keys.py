"""Keys of a page rest while a sheet stands over it, and one that is in the sheet itself has its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.layouts import column
from ui.kit.page_keys import on_page_key
from ui.kit.sheet import Sheet

HOUSE = Path(__file__).parents[3]
OWN = {"ui/kit/buttons.py", "ui/kit/page_keys.py", "ui/shell/window.py", "ui/shell/front.py", "ui/shell/doors/door_card.py"}


@pytest.mark.parametrize(("key", "keys"), [(Qt.Key.Key_P, "Ctrl+P"), (Qt.Key.Key_PageDown, "Ctrl+PgDown")])
def test_a_key_of_the_page_rests_under_a_sheet(qtbot, key, keys):
    window, line, pressed = QWidget(), QLineEdit(), []
    window.setLayout(column(line))
    qtbot.addWidget(window)
    on_page_key(line, keys, lambda: pressed.append("page"))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    line.setFocus()
    qtbot.keyClick(line, key, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["page"]
    inner = QLineEdit()
    sheet = Sheet(window, "Over it", inner)
    inner.setFocus()
    qtbot.keyClick(inner, key, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["page"]
    sheet.close_sheet()
    qtbot.keyClick(line, key, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["page", "page"]
    second = QLineEdit()
    Sheet(window, "With a key of its own", second)
    on_page_key(second, "Ctrl+L", lambda: pressed.append("sheet"))
    qtbot.keyClick(second, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert pressed[2:] == ["sheet"]


def test_no_page_makes_a_key_of_the_whole_window_by_itself():
    found = {str(file.relative_to(HOUSE)) for file in (HOUSE / "ui").rglob("*.py") if "QShortcut(" in file.read_text("utf-8")}
    assert found == OWN
