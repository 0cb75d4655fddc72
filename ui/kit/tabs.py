"""Views side by side behind their names; Ctrl+PageUp and Ctrl+PageDown turn them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.kit.buttons import Button
from ui.kit.flow import flow
from ui.kit.layouts import column, holder, row
from ui.kit.page_keys import on_page_key


class Tabs(QWidget):
    """`parts` are (words, view); `beside` are buttons at the right of the names; object names begin with `name`."""

    turned = Signal()  # by its keys, which leave the focus to whoever holds it

    def __init__(self, name: str, parts: Sequence[tuple[str, QWidget]], beside: Sequence[Button] = ()) -> None:
        super().__init__()
        self.words = [words for words, _ in parts]
        self.stack = QStackedWidget()
        self.buttons = [
            Button(words, "tab", name=f"{name}_{number}", then=partial(self.show_view, number))
            for number, words in enumerate(self.words)
        ]
        for _, view in parts:
            self.stack.addWidget(view)
        names = row(holder(flow(*self.buttons, gap=4)), *beside, gap=4)
        names.setStretch(0, 1)
        lines = column(names, self.stack, gap=12)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))
        self.show_view(0)

    @property
    def shown(self) -> int:
        """The place of the view that is shown."""
        return self.stack.currentIndex()

    def show_view(self, place: int) -> None:
        """Show one of the views."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.buttons):
            button.set_look("current_tab" if number == place else "tab")

    def show_named(self, words: str) -> None:
        """Show the view of this name."""
        self.show_view(self.words.index(words))

    def turn(self, step: int) -> None:
        """The next or the previous view."""
        self.show_view((self.shown + step) % len(self.words))
        self.turned.emit()
