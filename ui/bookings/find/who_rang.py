"""Who rang and who collects: the two questions of the booking panel about the family."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.kit.buttons import Button
from ui.kit.flow import flow
from ui.kit.layouts import column, empty
from ui.kit.text import label

RANG, COLLECTS = "Who rang: the confirmation goes to them", "Who collects (if you like)"


class WhoRang(QWidget):
    """The adults who may book, the first chosen; somebody else may ring, and then the confirmation goes where letters go."""

    def __init__(self, adults: Sequence[tuple[int, str]], send: Callable[[], object], before: "WhoRang | None" = None) -> None:
        super().__init__()
        self.adult = QComboBox()
        self.adult.setObjectName("asked_by")
        self.adult.setAccessibleName(RANG)
        for adult, words in adults:
            self.adult.addItem(words, adult)
        self.adult.addItem("Somebody else", None)
        self.collects = QLineEdit()
        self.collects.setObjectName("collected_by")
        self.collects.setAccessibleName(COLLECTS)
        self.collects.returnPressed.connect(send)
        if before is not None:
            if before.adult.count() > 1:  # it asked
                self.adult.setCurrentIndex(max(0, self.adult.findData(before.adult_id())))
            self.collects.setText(before.collected_by())
        self._may_collect = flow(gap=4)
        self.setLayout(
            column(label(RANG, "label", wrap=True), self.adult, label(COLLECTS, "label"), self.collects, self._may_collect, gap=4)
        )

    def offer_collectors(self, names: Sequence[str]) -> None:
        """Below the line, each adult who may collect that day: pressed, it is written there."""
        empty(self._may_collect)
        for number, words in enumerate(names):
            self._may_collect.addWidget(Button(words, "link", name=f"collects_{number}", then=partial(self.collects.setText, words)))

    def choices(self) -> tuple[tuple[str, str], ...]:
        """The same people as the choices of a form."""
        return tuple((str(self.adult.itemData(n)), self.adult.itemText(n)) for n in range(self.adult.count() - 1))

    def adult_id(self) -> int | None:
        """The adult who rang, or None for somebody else."""
        chosen = self.adult.currentData()
        return int(chosen) if chosen is not None else None

    def collected_by(self) -> str:
        """Who collects, as it was said."""
        return self.collects.text().strip()
