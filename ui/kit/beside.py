"""List and detail beside each other, or, where there is no room, the detail below and the page scrolling down."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget

from ui.kit.layouts import holder
from ui.kit.theme import px

WIDEST = 16_777_215  # Qt's own "as wide as you like"
MARGIN, GAP = 24, 16
LIST_HEIGHT, SIDE_HEIGHT = 420, 560


class Beside(QScrollArea):
    """`main` grows; `side` keeps its width (px at 100 %) until both no longer fit, then goes under it."""

    def __init__(self, main: QWidget, side: QWidget, side_width: int) -> None:
        super().__init__()
        self.main, self.side, self._side_width = main, side, side_width
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.both.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self.both.setSpacing(GAP)
        self.both.addWidget(main, 1)
        self.both.addWidget(side)
        main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setWidget(holder(self.both))
        self._lay(stacked=False)

    @property
    def stacked(self) -> bool:
        """Whether the side stands below."""
        return self.both.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.main.minimumSizeHint().width() + px(self._side_width) + GAP + 2 * MARGIN
        self._lay(stacked=event.size().width() < needed)

    def _lay(self, *, stacked: bool) -> None:
        self.both.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self.side.setMinimumWidth(0 if stacked else px(self._side_width))
        self.side.setMaximumWidth(WIDEST if stacked else px(self._side_width))
        self.main.setMinimumHeight(px(LIST_HEIGHT) if stacked else 0)
        self.side.setMinimumHeight(px(SIDE_HEIGHT) if stacked else 0)
