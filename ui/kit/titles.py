"""The titles of a list without its rows, to stand above a sentence that says why there are none."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from ui.kit.column_widths import shared
from ui.kit.rows import RowsModel
from ui.kit.theme import px


class TitlesAlone(QHeaderView):
    """They take no focus and no click, and none is cut off while there is room for its words (`needed`, in px)."""

    def __init__(self, model: RowsModel, needed: Sequence[int]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._model, self._needed = model, tuple(needed)
        self.setModel(model)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(0)
        self.setFixedHeight(px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width()
        declared = [None if one.width is None else px(one.width) for one in self._model.columns]
        widths = shared(declared, self._needed, 0, room)
        whole = max(1, sum(widths))
        for number, width in enumerate(widths):
            self.resizeSection(number, width if whole <= room else width * room // whole)
