"""Menus that open at a button: their acts, text size, light or dark, and the person's own; read when one is opened."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.kit import theme
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
