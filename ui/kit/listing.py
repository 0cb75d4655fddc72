"""A table in its card with what a list says besides rows: how many, nothing yet, no match, not to be had."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui.kit.cards import Card
from ui.kit.layouts import column, holder, row, rule, scroller
from ui.kit.nothing import nothing_here
from ui.kit.reading import Reading
from ui.kit.table import Table
from ui.kit.text import label


class Listing(Card):
    """A card that holds a table, its foot, and the sentences that stand in its place."""

    def __init__(self, table: Table, keys: str = "Enter opens · Ctrl+C copies rows", icon: str = "") -> None:
        super().__init__(margin=(1, 1, 1, 1), gap=0)
        self.table, self._icon = table, icon
        stacked = QWidget()  # without it the stack would show its first widget as a window of its own
        self._stack = QStackedLayout(stacked)
        self._stack.addWidget(table)
        self._said = QWidget()
        self._said_lines = QVBoxLayout(self._said)
        self._said_lines.setContentsMargins(0, 0, 0, 12)
        self._stack.addWidget(scroller(holder(column(self._said))))  # a low list at large text scrolls what it says
        self.reading = Reading(table.row_height())
        self._stack.addWidget(self.reading)
        self._stack.setCurrentWidget(self.reading)
        self.body.addWidget(stacked, 1)
        self.body.addWidget(rule())
        self.count = label("", "caption", name="list_count")
        told = label(keys, "caption", wrap=True, name="list_keys")
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # keys wrap before the page grows
        told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        foot = row(self.count, told, gap=24, margin=(12, 6, 12, 7))
        foot.setStretch(1, 1)
        self.body.addWidget(holder(foot))

    def show_rows(self, rows: Sequence[Any], count: str) -> None:
        """Show rows with their count in words ("14 of 84 providers")."""
        self.table.set_rows(rows)
        self.count.setText(count)
        self.reading.timer.stop()
        self._stack.setCurrentIndex(0)
        typing = QApplication.focusWidget()
        if self.table.awaited and self.table.isVisible() and not (isinstance(typing, QLineEdit) and typing.isModified()):
            self.table.setFocus()

    def say(self, title: str, words: str, act: str = "", then: Callable[[], object] | None = None) -> None:
        """Show a sentence under the titles: what will be here, or, with an act that loosens it, that nothing matches.

        Its rows go, so that no key acts on one that nobody sees; the chosen one is chosen again once it is shown.
        """
        kept = self.table.chosen_row()
        self.table.set_rows(())
        if kept is not None:
            self.table.await_row(self.table.rows_model.row_key(kept))
        while (item := self._said_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._said_lines.addWidget(self.table.titles_alone())
        self._said_lines.addStretch(1)
        said = nothing_here(self._icon, title, words, act, then)
        self._said_lines.addWidget(said, 0, Qt.AlignmentFlag.AlignCenter)
        self._said_lines.addStretch(2)
        self.count.setText("")
        self.reading.timer.stop()
        self._stack.setCurrentIndex(1)
