"""What the card of an erased family shows: that it was erased, by whom and why, and nothing else (R-P4)."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.dates import say_day
from shortbreaks.payments.erasure.queries import Tombstone
from shortbreaks.words import counted
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.layouts import column, empty, row
from ui.kit.text import label


class ErasedView(QWidget):
    """Stands in place of every tab."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QVBoxLayout()
        self.setLayout(column(self._inside, None, margin=(24, 24, 24, 16)))

    def show_stone(self, stone: Tombstone) -> None:
        """Say what is left of an erased family."""
        empty(self._inside)
        card = Card()
        card.body.addLayout(row(label(f"{stone.ref} was erased", "title", name="erased_said"), Chip("Erased", "neutral"), None))
        pairs = [
            ("Erased on", say_day(stone.erased_on)), ("Was kept until", say_day(stone.due_on)), ("Why until then", stone.rule),
            ("Asked by", stone.asked_by), ("Approved by", stone.approved_by), ("Overwritten", counted(stone.rows, "row")),
        ]  # fmt: skip
        card.body.addWidget(facts(pairs, name="erased_facts"))
        words = "Only this, numbers, days, codes and amounts are left. A family that comes back is registered anew."
        card.body.addWidget(label(words, "second", wrap=True))
        self._inside.addWidget(card)
