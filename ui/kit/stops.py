"""What Tab comes to, in its order."""

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

AROUND = 8  # px of ground that is seen around it


def tab_stops(within: QWidget) -> list[QWidget]:
    """Everything in a widget at which Tab stops now, as it stands there.

    Read from the tree of widgets: Qt's own chain, gone through from Python, led to widgets that were gone, and the process ended.
    """
    return [
        one for one in within.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled() and one.focusProxy() is None
    ]  # fmt: skip


def work_stop(within: QWidget) -> QWidget | None:
    """Where work goes on in a part whose button went away: its list, else its first stop; None where there is none."""
    stops = tab_stops(within)
    return next((one for one in stops if isinstance(one, QAbstractItemView)), stops[0] if stops else None)


def show_whole(part: QWidget, place: QRect) -> None:
    """Scroll a place of a part into sight, whole where there is room for it; nothing where it stands in nothing that scrolls."""
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    inner = around.widget() if isinstance(around, QScrollArea) else None
    if isinstance(around, QScrollArea) and inner is not None:
        left, top = part.mapTo(inner, QPoint(place.left(), place.top())).toTuple()
        around.ensureVisible(left, top + place.height(), 0, AROUND)  # its end first: where not all of it fits, it begins in sight
        around.ensureVisible(left, top, 0, AROUND)


class InSight(QObject):
    """Scrolls into sight what gets the focus while nothing of it is seen: Tab leads into parts that were scrolled away."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self.came)

    def came(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What has the focus now; what is seen in part stays where it is, so that nothing jumps."""
        if now is None or not self._over.isAncestorOf(now) or not now.isVisible() or not now.visibleRegion().isEmpty():
            return
        part = now.parentWidget()
        while part is not None and part is not self._over:
            if isinstance(part, QScrollArea):
                part.ensureWidgetVisible(now, AROUND, AROUND)
            part = part.parentWidget()
