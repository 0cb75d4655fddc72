"""Nights in beds are placed on the bed board: the way there from a wish for a night away, with the child and the days."""

from functools import partial

from shortbreaks.bookings.find import Wish
from shortbreaks.dates import say_short
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import row
from ui.kit.text import label
from ui.shell.page import Go

NIGHT_KINDS = frozenset({"overnight", "carer"})


def wants_nights(wish: Wish | None) -> bool:
    """Whether nights away were asked for by name."""
    return wish is not None and bool(wish.kinds & NIGHT_KINDS)


def look_at_beds(wish: Wish, go: Go) -> None:
    """Show the bed board, with the child and the days wished for."""
    go.to("beds", child=wish.child_id, first=wish.from_day, until=wish.to_day)


def beds_card(wish: Wish, go: Go) -> Card:
    """The card above the answers."""
    card = Card("info")
    until = say_short(wish.to_day, wish.from_day)
    words = f"Houses with beds, from {say_short(wish.from_day, wish.from_day)} to {until}, stand on the bed board."
    look = Button("Look at the beds", icon="bed", key="B", name="find_beds", then=partial(look_at_beds, wish, go))
    line = row(label(words, wrap=True), look, gap=12)
    line.setStretch(0, 1)
    card.body.addLayout(line)
    return card
