"""The frame of cards that are read again with their page: title and chip, lines, acts at the foot; or those there are."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, row
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


class ReadCard(QWidget):
    """What stands in it is put there anew by `begin`, `card.body` and `end` each time it was read."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.sheet: FormSheet | None = None
        self._above, self._inside = QVBoxLayout(), QVBoxLayout()  # what waits for a person stands above
        self.setLayout(column(self._above, self._inside, gap=8))
        self.setProperty("ground", "clear")

    def begin(self, title: str, chip: Chip | None, bar: str = "", *, above: bool = False) -> Card:
        """An empty card with its title, in place of the one before."""
        where = self._above if above else self._inside
        empty(where)
        card = Card(bar)
        card.body.addLayout(row(label(title, "title"), chip or 0, None))
        where.addWidget(card)
        return card

    def end(self, card: Card, acts: Sequence[Button], needs: Permission, may_not: str, more: Sequence[Button] = ()) -> None:
        """The acts at its foot, off with a reason for whoever may not, and `more` that do not hang on it."""
        if not self.page.desk.may(needs):
            for button in acts:
                button.off_because(may_not)
        card.body.addLayout(flow(*acts, *more, gap=8))


class FoundCards(QWidget):
    """Cards of what was found about a child, and nothing to see where nothing was."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._inside = QVBoxLayout()
        self.setLayout(column(self._inside))
        self.hide()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """These cards in place of those before."""
        empty(self._inside)
        self.setVisible(bool(cards))
        for card in cards:
            self._inside.addWidget(card)
