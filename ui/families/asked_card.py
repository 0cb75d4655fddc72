"""What a family asked for before there is a booking, on a child's card: its state, what it is, since when (R-B1)."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.bookings.before_booking import AskedRow, asked_of_child
from shortbreaks.dates import say_short
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.layouts import column, empty, row
from ui.kit.text import label

if TYPE_CHECKING:
    from ui.families.child_page import ChildPage

MEANINGS = {"offered": "warn", "waiting": "info"}
SHOWN = 4  # the bookings below it keep their room


class AskedCard(QWidget):
    """Nothing to see for a family that has asked for nothing."""

    def __init__(self, page: "ChildPage") -> None:
        super().__init__()
        self.page = page
        self._inside = QVBoxLayout()
        self.setLayout(column(self._inside))
        self.hide()

    def ask(self, child_id: int) -> None:
        """Read what is asked for."""
        self.page.desk.ask(self, "asked", asked_of_child, child_id, then=self._show)

    def _show(self, rows: tuple[AskedRow, ...]) -> None:
        empty(self._inside)
        self.setVisible(bool(rows))
        if not rows:
            return
        card = Card()
        card.heading("Asked for, and not booked yet")
        for number, one in enumerate(rows[:SHOWN]):
            since = label(f"since {say_short(one.since, self.page.today)}", "caption")
            go = Button("Look", "link", name=f"asked_{number}", then=partial(self.page.go.to, one.page))
            go.setAccessibleName(f"Look: {one.what}, {one.state_words.lower()}")
            what = column(label(one.what, "name", wrap=True), label(one.more, "second", wrap=True), gap=0)
            line = row(Chip(one.state_words, MEANINGS.get(one.state, "neutral")), what, since, go, gap=12)
            line.setStretch(1, 1)
            card.body.addLayout(line)
        if len(rows) > SHOWN:
            card.body.addWidget(label(f"and {len(rows) - SHOWN} more, under Bookings, Waiting", "caption"))
        self._inside.addWidget(card)
