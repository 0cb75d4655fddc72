"""What narrows a list of a round: words that are looked for, and one choice beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from shortbreaks.database.search import fold
from ui.kit.layouts import row
from ui.kit.lines import search_line
from ui.kit.theme import px


class FilterLine(QWidget):
    """`choices` are (value, words), the first of which leaves nothing out; `name` is in the names of its parts."""

    changed = Signal()

    def __init__(self, name: str, search: tuple[str, str], which: str, choices: Sequence[tuple[str, str]], *more: QWidget) -> None:
        super().__init__()
        spoken, hint = search
        self.search = search_line(spoken, hint, f"{name}_search")
        self.search.textChanged.connect(self.changed)
        self.which = QComboBox()
        self.which.setObjectName(f"{name}_filter")
        self.which.setAccessibleName(which)
        self.which.setMinimumWidth(px(160))
        for value, words in choices:
            self.which.addItem(words, value)
        self.which.currentIndexChanged.connect(self.changed)
        line = row(self.search, self.which, *more, gap=8)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setProperty("ground", "clear")

    @property
    def chosen(self) -> str:
        """The value of the choice."""
        return str(self.which.currentData())

    def finds(self, *said: str) -> bool:
        """Whether every word that is typed stands in what a line says."""
        text = fold(" ".join(said))
        return all(word in text for word in fold(self.search.text()).split())

    def clear(self) -> bool:
        """Leave nothing out; False when nothing is."""
        if not self.search.text() and not self.which.currentIndex():
            return False
        self.search.clear()
        self.which.setCurrentIndex(0)
        return True
