"""What stands where there is nothing to show: what will be here, and the first step to it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.row_shape import text_height
from ui.kit.text import IconLabel, label
from ui.kit.theme import metrics, px

WIDEST = 460  # px at 100 % of a line of it


class _Measured(QObject):
    """Lives with a sentence in the middle, and keeps it as wide and high as its words need at the size of text."""

    def __init__(self, words: QLabel) -> None:
        super().__init__(words)
        self._words = words
        theme.changes().changed.connect(self.keep)
        self.keep()

    def keep(self) -> None:
        said, measured = self._words.text(), metrics(14)
        width = min(px(WIDEST), measured.horizontalAdvance(said) + 8)  # or Qt wraps it narrower and cuts it
        self._words.setFixedWidth(width)
        self._words.setMinimumHeight(text_height(measured, said, width))  # in the middle it would keep the height of one line


def nothing_here(icon: str, title: str, words: str, act: str = "", then: Callable[[], object] | None = None) -> QWidget:
    """An icon, a title and a sentence in the middle, and below them the act that comes first."""
    text = label(words, "second", wrap=True)
    text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    _Measured(text)
    inner = column(gap=8)
    if icon:
        inner.addWidget(IconLabel(icon, "ink2", 32), 0, Qt.AlignmentFlag.AlignHCenter)
    for one in (label(title, "title", name="list_said"), text, *([Button(act, then=then)] if act else [])):
        inner.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
    return holder(inner)
