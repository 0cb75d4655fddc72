"""The two small buttons for text size and light or dark, with their menus; before signing in and in the person's menu."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.kit import theme
from ui.kit.buttons import Button
from ui.shell.look import MODE_WORDS, MODES, Look

Act = tuple[str, Callable[[], object], str]  # words, what it does, its key


def add_act(menu: QMenu, words: str, then: Callable[[], object], keys: str = "") -> QAction:
    """An act of a menu; an "&" in its words is a letter, and its key is written on it."""
    action = QAction(words.replace("&", "&&") + (f"\t{keys}" if keys else ""), menu)
    action.triggered.connect(lambda _on: then())
    menu.addAction(action)
    return action


def size_menu(parent: QWidget, look: Look) -> QMenu:
    """Text at 100 to 200 per cent."""
    menu = QMenu("Text size", parent)
    _choices(menu, [(f"{size}%", size == theme.text_size(), partial(look.set_size, size)) for size in theme.SIZES])
    return menu


def mode_menu(parent: QWidget, look: Look) -> QMenu:
    """Light, dark, or as the system."""
    menu = QMenu("Light or dark", parent)
    now = look.preferences.mode
    _choices(menu, [(MODE_WORDS[mode], mode == now, partial(look.set_mode, mode)) for mode in MODES])
    return menu


def _choices(menu: QMenu, choices: list[tuple[str, bool, Callable[[], object]]]) -> None:
    group = QActionGroup(menu)
    for words, chosen, then in choices:
        action = add_act(menu, words, then)
        action.setCheckable(True)
        action.setChecked(chosen)
        group.addAction(action)


class LookButtons(QObject):
    """The buttons at the foot of the sign-in window, which say what is in force."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._parent, self._look = parent, look
        self.size = Button("Text size", "link", icon="text-size", name="button_text_size", then=self._sizes)
        self.mode = Button("Light", "link", icon="light", name="button_mode", then=self._modes)
        theme.changes().changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.size.setText(f"Text size {theme.text_size()}%")
        self.mode.setText(MODE_WORDS.get(self._look.preferences.mode, "Light"))
        for button in (self.size, self.mode):
            button.setAccessibleName(button.words())
            button.updateGeometry()

    def _sizes(self) -> None:
        open_menu(size_menu(self._parent, self._look), self.size)

    def _modes(self) -> None:
        open_menu(mode_menu(self._parent, self._look), self.mode)


def open_menu(menu: QMenu, beside: QWidget) -> None:
    """Open a menu at a button without waiting for it; it goes away by itself."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(beside.mapToGlobal(beside.rect().bottomLeft()))


def open_person_menu(beside: QWidget, look: Look, acts: Sequence[Act]) -> None:
    """What the person at the foot of the rail can do, with text size and light or dark."""
    menu = QMenu(beside.window())
    for words, then, keys in acts:
        add_act(menu, words, then, keys)
    menu.addSeparator()
    menu.addMenu(size_menu(menu, look))
    menu.addMenu(mode_menu(menu, look))
    open_menu(menu, beside)
