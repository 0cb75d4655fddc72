"""F1: the keys of this page and of every page."""

from PySide6.QtWidgets import QWidget

from ui.kit.facts import facts
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.page import Page

EVERYWHERE = (
    ("Ctrl+K", "Find a child, provider or booking"), ("Ctrl+1 to 5", "The pages at the left"), ("Ctrl+0", "Council"),
    ("F2", "Find a break for the child shown"), ("F3", "Take a cancellation"), ("F6", "Record a call"),
    ("Alt+Left, Alt+Right", "Back, forward"), ("F5", "Read again"), ("Ctrl+Enter", "The main button of a form"),
    ("Ctrl+Z", "Put back the last act, while its notice stands"), ("Esc", "Close a sheet or a notice"),
    ("Ctrl+B", "Narrow or wide rail"), ("Ctrl+plus, Ctrl+minus", "Text size"), ("Ctrl+Shift+D", "Light or dark"),
    ("Ctrl+L", "Lock"),
)  # fmt: skip


def show_keys(over: QWidget, page: Page) -> Sheet:
    """Show the keys over a window."""
    parts = column(gap=12)
    if page.keys():
        parts.addWidget(label(f"On {page.title}", "title"))
        parts.addWidget(facts(page.keys()))
    parts.addWidget(label("Everywhere", "title"))
    parts.addWidget(facts(EVERYWHERE))
    return Sheet(over, "Keys", holder(parts))
