"""Nights in beds are placed on the bed board: the way there from a wish for a night away, with the child and the days."""

from collections.abc import Callable

from shortbreaks.bookings.find import Wish
from shortbreaks.dates import say_short
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import row
from ui.kit.text import label

NIGHT_KINDS = frozenset({"overnight", "carer"})


def wants_nights(wish: Wish | None) -> bool:
    """Whether nights away were asked for by name."""
    return wish is not None and bool(wish.kinds & NIGHT_KINDS)


def beds_card(wish: Wish, look: Callable[[], object]) -> Card:
    """The card above the answers."""
    card = Card("info")
    until = say_short(wish.to_day, wish.from_day)
    words = f"Houses with beds, from {say_short(wish.from_day, wish.from_day)} to {until}, stand on the bed board."
    line = row(label(words, wrap=True), Button("Look at the beds", icon="bed", key="B", name="find_beds", then=look), gap=12)
    line.setStretch(0, 1)
    card.body.addLayout(line)
    return card
