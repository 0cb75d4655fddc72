"""What stands where there is nothing to show: what will be here, and the first step to it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.text import IconLabel, label

WIDEST = 460  # px of a line of it


def nothing_here(
    icon: str, title: str, words: str, act: str = "", then: Callable[[], object] | None = None
) -> QWidget:
    """An icon, a title and a sentence in the middle, and below them the act that comes first."""
    text = label(words, "second", wrap=True)
    text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    text.setMaximumWidth(WIDEST)
    text.setMinimumWidth(min(WIDEST, text.fontMetrics().horizontalAdvance(words) + 8))  # or Qt wraps it narrower and cuts it
    text.setMinimumHeight(text.heightForWidth(text.minimumWidth()))  # centred, it would keep the height of one line
    inner = column(gap=8)
    if icon:
        inner.addWidget(IconLabel(icon, "ink2", 32), 0, Qt.AlignmentFlag.AlignHCenter)
    for one in (label(title, "title", name="list_said"), text, *([Button(act, then=then)] if act else [])):
        inner.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
    return holder(inner)
