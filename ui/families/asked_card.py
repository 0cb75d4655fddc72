"""What a family asked for before there is a booking, on a child's card: its state, what it is, since when (R-B1)."""

from functools import partial

from shortbreaks.bookings.before_booking import AskedRow, asked_of_child
from shortbreaks.dates import say_short
from ui.families.read_card import FoundCards
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.layouts import column, row
from ui.kit.text import label

MEANINGS = {"offered": "warn", "waiting": "info"}
SHOWN = 4  # the bookings below it keep their room


class AskedCard(FoundCards):
    """Nothing to see for a family that has asked for nothing."""

    def ask(self, child_id: int) -> None:
        """Read what is asked for."""
        self.page.desk.ask(self, "asked", asked_of_child, child_id, then=self._show)

    def _show(self, rows: tuple[AskedRow, ...]) -> None:
        self.show_cards([self._card(rows)] if rows else [])

    def _card(self, rows: tuple[AskedRow, ...]) -> Card:
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
        return card
