"""A layout that sets things beside each other and goes on below when the line is full: chips, day tiles."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Items left to right, wrapped, each at its own size, or `even`: all as wide as the widest, so that columns stand."""

    def __init__(self, gap: int = 6, *, even: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._even = gap, even
        # By width, until something in it changes: the layouts above ask for the same again and again
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Something in it is of another size, shown or hidden."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return height

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Set the lines, each thing in the middle of its line, so that a field stands level with the button beside it."""
        y = rect.y()
        for number, line in enumerate(self._split(rect.width())):
            tall = max(size.height() for _, size in line)
            x, y = rect.x(), y + (self._gap if number else 0)
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tall
        return y - rect.y()

    def _split(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items of each line with their sizes."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        x = 0
        shown = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        widest = max((size.width() for _, size in shown), default=0) if self._even else 0
        for item, own in shown:
            size = QSize(max(own.width(), widest), own.height())
            if not lines or (x > 0 and x + size.width() > width):
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + self._gap
        return lines


def flow(*widgets: QWidget, gap: int = 6, even: bool = False) -> Flow:
    """Widgets in a wrapping line; `even` gives them one width."""
    layout = Flow(gap, even=even)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
