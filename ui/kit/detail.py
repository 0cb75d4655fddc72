"""The card beside a list that tells about the row chosen in it."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from ui.kit.cards import Card
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.text import label


class Detail(Card):
    """What stands in it is put there anew for each row; it scrolls by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addWidget(scroller(holder(column(self._inside, None))), 1)

    def begin(self, *parts: QWidget | QLayout) -> None:
        """These in place of what stood there."""
        empty(self._inside)
        self.add(*parts)

    def add(self, *parts: QWidget | QLayout) -> None:
        """These below what stands there."""
        for one in parts:
            if isinstance(one, QWidget):
                self._inside.addWidget(one)
            else:
                self._inside.addLayout(one)

    def say(self, words: str) -> None:
        """What stands there while nothing is chosen."""
        self.begin(label(words, "second", wrap=True))
