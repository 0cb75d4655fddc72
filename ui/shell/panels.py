"""F8: from one panel to the next, the rail and the head among them, as the focus goes by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.cards import Card
from ui.kit.stops import tab_stops
from ui.shell.header import Header
from ui.shell.page import Page
from ui.shell.rail import Rail


def panel_of(widget: QWidget) -> QWidget | None:
    """The panel a widget stands in: the nearest card, the rail or the head, else the page itself."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, Card | Rail | Header | Page):
        around = around.parentWidget()
    return around


def next_panel(within: QWidget, *, back: bool = False) -> None:
    """Put the focus on the first thing of the next panel of the window, or of the one before."""
    first: dict[QWidget, QWidget] = {}
    for stop in tab_stops(within):
        panel = panel_of(stop)
        if panel is not None:
            first.setdefault(panel, stop)
    if not first:
        return
    panels, here = list(first), panel_of(QApplication.focusWidget() or within)
    place = panels.index(here) if here in first else 0 if back else -1
    found = panels[(place + (-1 if back else 1)) % len(panels)]
    first[found].setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
