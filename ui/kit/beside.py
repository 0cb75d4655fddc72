"""List and detail beside each other, or, where there is no room, the detail below and the page scrolling down."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget

from ui.kit.layouts import holder
from ui.kit.theme import px, text_size

WIDEST = 16_777_215  # Qt's own "as wide as you like"
MARGIN, GAP = 24, 16
ALWAYS_BELOW = 150  # per cent of text above which a side panel goes under its list (look.md, access)
LIST_HEIGHT, SIDE_HEIGHT = 420, 560


class Beside(QScrollArea):
    """`main` grows, down to `least` (px at 100 %); `side` keeps its width, and goes under it when both no longer fit.

    With `inside` it stands in a part of a page that has its margin already.
    """

    def __init__(self, main: QWidget, side: QWidget, side_width: int, least: int = 0, *, inside: bool = False) -> None:
        super().__init__()
        self._margin = 0 if inside else MARGIN
        self.main, self.side, self._side_width, self._least = main, side, side_width, least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.both.setContentsMargins(self._margin, self._margin // 2, self._margin, self._margin // 2)
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
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # the text may have grown while it was hidden

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt has a scroll area watch what it holds: when that needs another width, at another size of text, it is laid anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own
        """What Tab leads to is scrolled into sight; not so what Qt chooses because a tab put away what had the focus."""
        had, stood = QApplication.focusWidget(), self.verticalScrollBar().value()
        moved = super().focusNextPrevChild(forward)
        if had is not None and not had.isVisible():
            self.verticalScrollBar().setValue(stood)
        return moved

    def _fit(self) -> None:
        main = max(self.main.minimumSizeHint().width(), px(self._least))
        needed = main + px(self._side_width) + GAP + 2 * self._margin
        self._lay(stacked=text_size() > ALWAYS_BELOW or self.viewport().width() < needed)

    def _lay(self, *, stacked: bool) -> None:
        self.both.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self.side.setMinimumWidth(0 if stacked else px(self._side_width))
        self.side.setMaximumWidth(WIDEST if stacked else px(self._side_width))
        self.main.setMinimumHeight(px(LIST_HEIGHT) if stacked else 0)
        self.side.setMinimumHeight(px(SIDE_HEIGHT) if stacked else 0)
