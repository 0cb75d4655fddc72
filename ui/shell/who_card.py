"""Who is it for? Half a name, a family number or a postcode leads to the child."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.families.search import FoundChild, find_people
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, empty
from ui.kit.lines import search_line
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.desk import Desk

MOST = 8
FIRST = "Every break is then looked at for this child: what fits, and why not."
NOBODY = "No child is found by that. Half a name is enough; a family who is new is added under Families, Ctrl+3."


class WhoCard(QWidget):
    """`chosen` is called with the child's id. A `narrow` one stands in a panel, a wide one alone on its page."""

    def __init__(self, desk: Desk, chosen: Callable[[int], object], *, narrow: bool = False) -> None:
        super().__init__()
        self.desk, self._chosen, self._narrow = desk, chosen, narrow
        self.rows: tuple[FoundChild, ...] = ()
        self.field = search_line("Who is it for?", "Half a name, F-20418 or a postcode", "find_who")
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._first)
        self._list = QVBoxLayout()
        card = Card()
        card.heading("Who is it for?", "find")
        card.body.addWidget(self.field)
        if not narrow:
            card.body.addWidget(label(FIRST, "caption"))
        card.body.addLayout(self._list)
        outer = column(card, None, margin=(0, 0, 0, 0) if narrow else (24, 24, 24, 24))
        if not narrow:
            card.setMinimumWidth(px(520))
            card.setMaximumWidth(px(640))
            outer.setAlignment(card, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setLayout(outer)

    def begin(self) -> None:
        """Ask afresh."""
        self.field.clear()
        self.field.setFocus()

    def _typed(self, text: str) -> None:
        self.desk.ask(self, "who", find_people, text, then=self._found)

    def _found(self, rows: tuple[FoundChild, ...]) -> None:
        self.rows = rows[:MOST]
        empty(self._list)
        for one in self.rows:
            words = f"{one.name}, {one.age} · {one.ref if self._narrow else f'{one.town} · {one.ref}'}"
            self._list.addWidget(Button(words, "quiet", name=f"who_{one.id}", then=partial(self._chosen, one.id)))
        if not rows and self.field.text().strip():
            self._list.addWidget(label(NOBODY, "second", wrap=True))

    def _first(self) -> None:
        if self.rows:
            self._chosen(self.rows[0].id)
