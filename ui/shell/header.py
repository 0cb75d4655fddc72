"""The header: the page's name and context, quick find, and the day as of which the page is read."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QFrame

from shortbreaks.dates import say_full
from ui.kit.buttons import Button
from ui.kit.layouts import row
from ui.kit.text import label
from ui.kit.theme import px


class Header(QFrame):
    """56 px at the top of every page."""

    def __init__(self, find: Callable[[], object], today: date) -> None:
        super().__init__()
        self.setProperty("look", "header")
        self.setFixedHeight(px(56))
        self.title = label("", "page", name="page_title")
        self.context = label("", "second", name="page_context")
        self.find = Button("Find a child, provider or booking", icon="search", key="Ctrl+K", name="quick_find", then=find)
        day = label(say_full(today), "second")
        self.setLayout(row(self.title, self.context, None, day, self.find, gap=12, margin=(24, 0, 24, 0)))

    def show_page(self, title: str, context: str) -> None:
        """Name the page."""
        self.title.setText(title)
        self.context.setText(context)
