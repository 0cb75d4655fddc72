"""Names and values beside each other, for reading aloud."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.text import label
from ui.kit.theme import px


def facts(pairs: Sequence[tuple[str, str]], *, name_width: int = 110, name: str = "", lead: str = "label") -> QWidget:
    """A grid of (name, value); values wrap. `lead` is the role of the first name."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, px(name_width))
    grid.setColumnStretch(1, 1)
    for line, (title, value) in enumerate(pairs):
        grid.addWidget(label(title, lead if line == 0 else "label"), line, 0, Qt.AlignmentFlag.AlignTop)
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(shown, line, 1, Qt.AlignmentFlag.AlignTop)
    widget = QWidget()
    widget.setLayout(grid)
    widget.setObjectName(name)
    return widget
