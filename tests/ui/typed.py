"""Filling a form as somebody at the keyboard does: Tab from field to field, typing, and Ctrl+Enter at the end."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

MOST_TABS = 12  # from one field to the next: the boxes of a choice of many stand between


def type_form(qtbot, page, form, values):
    """Type `values` into a form's fields in their order, by keys alone, and send it with the main key."""
    window = page.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    form.focus_first()
    left = dict(values)
    for name, editor in form.editors.items():
        if name not in left:
            continue
        tab_to(qtbot, editor)
        type_in(qtbot, QApplication.focusWidget(), left.pop(name))
    assert left == {}, "no such field"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def tab_to(qtbot, editor):
    """Press Tab until the focus stands in a field."""
    for _ in range(MOST_TABS * 4):
        focus = QApplication.focusWidget()
        if focus is editor or editor.isAncestorOf(focus):
            return
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError(f"{editor.objectName()} is not reached by Tab")


def type_in(qtbot, editor, value):
    """Type one value where the focus is: letters, the first letters of a choice, or Space for a box."""
    if isinstance(editor, QCheckBox):
        if editor.isChecked() is not value:
            qtbot.keyClick(editor, Qt.Key.Key_Space)
    elif isinstance(editor, QComboBox):
        for _ in range(2 * editor.count()):
            if editor.currentText() == value:
                return
            if editor.currentIndex() == editor.count() - 1:
                qtbot.keyClick(editor, Qt.Key.Key_Home)
                continue
            qtbot.keyClick(editor, Qt.Key.Key_Down)
        assert editor.currentText() == value
    else:
        qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for letter in value:
            press_letter(editor, letter)


def press_letter(editor, letter):
    """One letter as any keyboard sends it; Qt's own keyClicks knows those of Latin 1 alone."""
    key = Qt.Key.Key_Return if letter == "\n" else Qt.Key.Key_unknown
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(editor, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))
