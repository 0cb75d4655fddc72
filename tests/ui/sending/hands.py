"""Opening a form by its keys, filling every field of it by keys alone, and sending it, whatever form it is."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMenu, QPlainTextEdit

from tests.ui import walking
from tests.ui.typed import press_letter, tab_to
from ui.kit.buttons import Button
from ui.kit.form import Form
from ui.kit.sheet import Sheet

CTRL, SEND = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return


@dataclass(frozen=True)
class Way:
    """How a form is come to, and what in it is not just any text.

    `site` is the function that makes it; `steps` are what a person does from the page to it, each called with the window;
    `acts` the commands that it performs when it is sent. `state` makes what the form needs and answers the page's target,
    else it is what walking opens. `types` is typed or chosen by field where not any value does; `wrong` is what its command
    tells beside the field; `send` takes the place of Ctrl+Enter, and what follows its first step answers what is asked then;
    `again` is how often it must be sent because it tells something first; `not_kept` the fields whose words are kept
    otherwise than they were typed, each with the reason; `keeps` those in which what stood first is typed again.
    """

    site: str
    page: str
    steps: tuple[Any, ...] = ()
    acts: tuple[str, ...] = ()
    state: Any = None
    types: dict[str, Any] = field(default_factory=dict)
    send: tuple[Any, ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)
    again: int = 0
    not_kept: dict[str, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.site


def at(site, page, press, *, number=0, tab="", row=None, then="", **more):
    """A form that one button, menu or sheet of a page opens, on a tab and for a row of it."""
    target = (lambda county: {"id": number}) if number else None
    return Way(site, page, (opened(press, tab, row, then),), state=target, **more)


def key(keys, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), keys, held)


def settle():
    for _ in range(3):
        QApplication.sendPostedEvents()


def open_form(trip, way):
    """From anywhere to the form, and its maker's place; None where nothing opened."""
    walking.close_what_opened(trip.window)
    trip.window.go.to(way.page, **(way.state(trip.county) if way.state else trip.where[way.page]))
    settle()
    for step in way.steps:
        step(trip.window)
    return form_on_top(trip.window)


def on_top(window):
    """The sheet that covers the rest, or the page."""
    sheets = [one for one in window.findChildren(Sheet) if one.isVisible()]
    return sheets[-1] if sheets else window.page_now()


def form_on_top(window):
    """The form that is filled next, of the sheet on top, else of the page: the one that one types in, or the first."""
    there, focus = [one for one in on_top(window).findChildren(Form) if one.isVisible()], QApplication.focusWidget()
    return next((one for one in there if focus is not None and one.isAncestorOf(focus)), next(iter(there), None))


def opened(press, tab="", row=None, then=""):
    """The tab and row of a page, and the key on the button, or the choice of a menu, that opens a form."""

    def step(window):
        page = window.page_now()
        if tab:
            next(one for one in walking.tab_buttons(page) if one.objectName() == tab).click()
            settle()
        if row is not None:
            table = walking.tables(page)[0]
            table.setFocus()
            table.choose(row)
            settle()
        menus = set(window.findChildren(QMenu))
        if named := page.findChildren(QMenu, press):
            choose_in(named[-1], then)
            return
        space_on(next(one for one in walking.buttons(page, ANY) if one.objectName() == press))
        if then.startswith("sheet:"):
            space_on(on_top(window).findChild(Button, then.removeprefix("sheet:")))
        elif then:
            choose_in(next(one for one in window.findChildren(QMenu) if one not in menus), then)

    return step


def space_on(button):
    button.setFocus()
    key(Qt.Key.Key_Space)
    settle()


ANY = {"outlined", "filled", "link", "quiet", "danger", "chosen"}


def choose_in(menu, words):
    menu.setActiveAction(next(one for one in menu.actions() if one.text() == words))
    QTest.keyClick(menu, Qt.Key.Key_Return)
    menu.close()
    settle()


def in_sheet(part):
    while part is not None and not isinstance(part, Sheet):
        part = part.parentWidget()
    return part


def stands(editor):
    """What a person reads in a field."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QLineEdit):
        return editor.text()
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return tuple(
        one.isChecked() for one in ([editor] if isinstance(editor, QCheckBox) else editor.findChildren(QCheckBox))
    )


def clear(editor):
    """Select all that stands in a line or box and delete it."""
    tab_to_focus(editor)
    key(Qt.Key.Key_A, CTRL)
    key(Qt.Key.Key_Delete)


def tab_to_focus(editor):
    tab_to(QTest, editor)


def write(editor, text):
    """Replace what stands in a line or box by what is typed; a long text, or one that no keyboard types, is pasted."""
    clear(editor)
    if len(text) > 40 or not text.isprintable():
        QApplication.clipboard().setText(text)
        key(Qt.Key.Key_V, CTRL)
    else:
        for letter in text:
            press_letter(editor, letter)


def tick(editor, words):
    """Set boxes with Space: yes or no for one box, the words of those to be ticked for several."""
    for box in [editor] if isinstance(editor, QCheckBox) else editor.findChildren(QCheckBox):
        if box.isChecked() is not (words if isinstance(words, bool) else box.text() in words):
            tab_to_focus(box)
            key(Qt.Key.Key_Space)
