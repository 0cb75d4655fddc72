"""What Tab comes to, in its order."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLayout, QScrollArea, QWidget

AROUND = 8  # px of ground that is seen around it


def tab_stops(within: QWidget) -> list[QWidget]:
    """Everything in a widget at which Tab stops now, as the eye goes: by its layouts, whatever was made first.

    Read from the tree of widgets: Qt's own chain follows the order in which answers came, and gone through from Python it led
    to widgets that were gone, and the process ended.
    """
    return [one for one in _as_read(within) if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.focusProxy() is None]


def step(within: QWidget, *, forward: bool) -> bool:
    """Put the focus on the next stop of a widget, or the one before, round and round; False where there is none to go from."""
    stops, now = tab_stops(within), QApplication.focusWidget()
    while now is not None and now not in stops and now is not within:
        now = now.parentWidget()  # the line of a choice stands in the choice, which is the stop
    if not stops:
        return False
    place = stops.index(now) if now in stops else -1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
    return True


def _as_read(part: QWidget) -> Iterator[QWidget]:
    """Every visible widget in a part: those of its layouts in their order, then what lies over them."""
    layout = part.layout()
    laid = list(_laid(layout)) if layout is not None else []
    over = [one for one in part.children() if isinstance(one, QWidget) and not one.isWindow() and one not in laid]
    for one in (*laid, *over):
        if one.isVisible():
            yield one
            yield from _as_read(one)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid(inner)


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
