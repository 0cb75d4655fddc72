"""F8: from one panel to the next, the rail and the head among them, as the focus goes by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.cards import Card
from ui.shell.header import Header
from ui.shell.page import Page
from ui.shell.rail import Rail

MOST = 5000  # widgets gone through at the most: the chain of a window has an end


def panel_of(widget: QWidget) -> QWidget | None:
    """The panel a widget stands in: the nearest card, the rail or the head, else the page itself."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, Card | Rail | Header | Page):
        around = around.parentWidget()
    return around


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab would stop there."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def next_panel(within: QWidget, *, back: bool = False) -> None:
    """Put the focus on the first thing of the next panel of the window, or of the one before."""
    begin = QApplication.focusWidget() or within
    here = panel_of(begin)
    found: QWidget | None = None
    one = begin
    for _ in range(MOST):
        following = one.previousInFocusChain() if back else one.nextInFocusChain()
        if following is None or following is begin:
            break
        one = following
        if not (within.isAncestorOf(one) and takes_focus(one)) or (panel := panel_of(one)) in {here, None}:
            if found is not None and takes_focus(one):
                break  # backwards: the panel before was gone through to its first
            continue
        if found is not None and panel is not panel_of(found):
            break
        found = one
        if not back:
            break
    if found is not None:
        found.setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
