"""Columns, rows, gaps and scrolling, on the 4 pixel grid."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import theme

Item = QWidget | QLayout | int | None


def _fill(layout: QBoxLayout, items: tuple[Item, ...]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)


def column(*items: Item, gap: int = 8, margin: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Things one below the other; None stretches, a number is a gap."""
    layout = QVBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(*margin)
    _fill(layout, items)
    return layout


def row(*items: Item, gap: int = 8, margin: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Things beside each other; None stretches, a number is a gap."""
    layout = QHBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(*margin)
    _fill(layout, items)
    return layout


class BesideUntilLarge(QBoxLayout):
    """Things beside each other, the first with all the room there is; above 150 % text below each other (look.md).

    `most` is the largest size of text at which a narrow part has room for them beside each other.
    """

    def __init__(
        self, *items: Item, gap: int = 8, margin: tuple[int, int, int, int] = (0, 0, 0, 0), most: int = 150
    ) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._most = most
        self.setSpacing(gap)
        self.setContentsMargins(*margin)
        _fill(self, items)
        for item in filter(None, map(self.itemAt, range(1, self.count()))):
            widget = item.widget()  # it stands nowhere yet, so Qt would say that it does not grow
            grows = item.expandingDirections() if widget is None else widget.sizePolicy().expandingDirections()
            if not grows & Qt.Orientation.Horizontal:
                item.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setStretch(0, 1)
        theme.changes().changed.connect(self._turn)
        self._turn()

    def _turn(self) -> None:
        below = theme.text_size() > self._most
        self.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)


def holder(layout: QLayout, ground: str = "clear") -> QWidget:
    """A widget that only holds a layout."""
    widget = QWidget()
    widget.setProperty("ground", ground)
    widget.setLayout(layout)
    return widget


class _Kept(QObject):
    """Lives with its widget, and keeps a size of it in step with the size of text."""

    def __init__(self, widget: QWidget, put: Callable[[QWidget, int], None], size: int, most: int) -> None:
        super().__init__(widget)
        self._widget, self._put, self._size, self._most = widget, put, size, most
        theme.changes().changed.connect(self.keep)
        self.keep()

    def keep(self) -> None:
        self._put(self._widget, min(theme.px(self._size), self._most))


def keep_width(widget: QWidget, width: int, most: int = 2000) -> None:
    """Give a widget a width in px at 100 %, which grows with the size of text up to `most`, also while the page is open."""
    _Kept(widget, QWidget.setFixedWidth, width, most)


def keep_wider(widget: QWidget, width: int, most: int = 2000) -> None:
    """Give a widget a least width, which grows as that of `keep_width` does."""
    _Kept(widget, QWidget.setMinimumWidth, width, most)


def keep_narrower(widget: QWidget, width: int, most: int = 2000) -> None:
    """Give a widget a greatest width, which grows as that of `keep_width` does."""
    _Kept(widget, QWidget.setMaximumWidth, width, most)


def keep_higher(widget: QWidget, height: int, most: int = 2000) -> None:
    """Give a widget a least height, which grows as the width of `keep_width` does."""
    _Kept(widget, QWidget.setMinimumHeight, height, most)


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("look", "rule")
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def scroller(inner: QWidget, name: str = "") -> QScrollArea:
    """A part that scrolls down, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setViewport(QWidget())  # to ask for the one it has makes every kind of widget known to Python: 8 ms
    area.setWidget(inner)
    inner.setAutoFillBackground(False)
    if name:
        area.setObjectName(name)
    return area


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()
