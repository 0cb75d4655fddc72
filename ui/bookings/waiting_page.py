"""Waiting: who waits for a place, what is offered to whom, and what could not be met."""

from datetime import date
from typing import Any

from shortbreaks.dates import to_local
from shortbreaks.words import counted
from ui.bookings.unmet_view import UnmetView
from ui.kit.layouts import column
from ui.kit.tabs import Tabs
from ui.shell.desk import Desk
from ui.shell.page import Go, Page


class WaitingPage(Page):
    """Each list behind its name; Ctrl+PageDown turns to the next."""

    title = "Waiting and unmet need"
    concerns = frozenset({"unmet_request", "unmet_outcome", "child"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.today: date = to_local(desk.office.now()).date()
        self.unmet = UnmetView(self)
        self.tabs = Tabs("waiting_tab", [("Unmet need", self.unmet)])
        self.setLayout(column(self.tabs, margin=(24, 12, 24, 16)))

    def context(self) -> str:
        return counted(len(self.unmet.rows), "request") + " not met" if self.unmet.rows else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Say what became of a request"), ("Ctrl+C", "Copy the rows"))

    def child_shown(self) -> int | None:
        chosen = self.unmet.table.chosen_row()
        return chosen.child_id if chosen is not None else None

    def focus_first(self) -> None:
        self.unmet.table.setFocus()

    def escape(self) -> bool:
        return self.unmet.clear_filters()

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.tabs.show_named(target["tab"])

    def refresh(self) -> None:
        self.unmet.refresh()
