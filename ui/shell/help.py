"""F1: the keys of this page and of the window, on a sheet."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.kit.theme import px

WINDOW_KEYS = (
    ("F1", "these keys"),
    ("Ctrl+K", "quick find, from anywhere"),
    ("Ctrl+1 to 9, Ctrl+0", "the pages of the rail, Council"),
    ("F2", "find a break for the child shown"),
    ("F3", "take a cancellation"),
    ("F4", "log an emergency stay, tonight"),
    ("F6", "record a call"),
    ("F5", "read again"),
    ("Alt+Left, Alt+Right", "back, forward"),
    ("Esc", "close, then clear what is filtered, then back"),
    ("Ctrl+Enter", "the main button of a form"),
    ("Ctrl+Z", "put back the last act, while its notice stands"),
    ("Ctrl+C", "copy rows"),
    ("Alt+Down in a list", "sort it by any of its titles"),
    ("Ctrl+F or /", "the search or first row of this page"),
    ("N", "new of this page"),
    ("F8, Shift+F8", "next panel, previous panel"),
    ("Ctrl+B", "narrow or wide rail"),
    ("Ctrl+plus, minus", "larger, smaller text"),
    ("Ctrl+Shift+D", "light, dark, as the system"),
    ("Ctrl+L", "lock"),
    ("Ctrl+Shift+H", "hide what is shown from whoever stands behind, and show it again"),
)


LONGEST = 168  # px at 100 % that the longest usual key needs, so that the tables stand under each other


def show_keys(over: QWidget, title: str, own: Sequence[tuple[str, str]]) -> Sheet:
    """Open the sheet of keys over the window."""
    parts: list[QWidget] = []
    if own:
        parts += [label(title, "title"), _table(own)]
    parts += [label("Everywhere", "title"), _table(WINDOW_KEYS)]
    close = Button("Close", key="Esc", name="button_close_keys")
    sheet = Sheet(over, "Keys", holder(column(*parts, gap=8)), (close,), width=620)
    close.clicked.connect(sheet.close_sheet)
    close.setFocus()
    return sheet


def _table(keys: Sequence[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, px(LONGEST))
    grid.setColumnStretch(1, 1)
    for line, (key, does) in enumerate(keys):
        grid.addWidget(label(key, "name"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(does, "second", wrap=True), line, 1)
    return holder(grid)
