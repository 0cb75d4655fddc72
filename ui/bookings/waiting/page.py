"""Waiting: who waits for a place, which places are free for them, and what could not be met."""

from typing import Any

from shortbreaks.words import counted
from ui.bookings.registers.reliability_view import ReliabilityView
from ui.bookings.waiting.actions import WaitingActs
from ui.bookings.waiting.nights_actions import NightsActs
from ui.bookings.waiting.nights_view import NightsView
from ui.bookings.waiting.places_view import places_view
from ui.bookings.waiting.range_view import RangeView
from ui.bookings.waiting.runs_view import runs_view
from ui.bookings.waiting.unmet_view import UnmetView
from ui.bookings.waiting.view import WaitingView
from ui.kit.layouts import column
from ui.kit.tabs import Tabs
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

LIST, PLACES, NIGHTS, RUNS, UNMET, RANGE, RELIABILITY = range(7)


class WaitingPage(Page):
    """Each list behind its name; Ctrl+PageDown turns to the next."""

    title = "Waiting"
    concerns = frozenset(
        {"waiting_request", "waiting_step", "booking", "booking_place", "break_session", "unmet_request", "unmet_outcome",
         "child", "allocation", "setting_value", "stay", "night_request", "night_step", "bed_night", "bed", "unit", "bed_closure",
         "night_roster", "pair", "legal_status"}
    )  # fmt: skip
    stands_on = ("waiting_service", "places_every", "runs_every", "unmet_district", "unmet_any_reason")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts, self.nights_acts = WaitingActs(self), NightsActs(self)
        self.waiting, self.places, self.unmet = WaitingView(self, self.acts), places_view(self, self.acts.offer), UnmetView(self)
        self.nights, self.runs = NightsView(self, self.nights_acts), runs_view(self, self.nights_acts.offer)
        self.range, self.reliability = RangeView(self), ReliabilityView(self)
        self.range.district_opened.connect(self.show_unmet)
        parts = [("Waiting list", self.waiting), ("Places to offer", self.places), ("Nights", self.nights),
                 ("Nights to offer", self.runs), ("Unmet need", self.unmet),
                 ("By district", self.range), ("Reliability", self.reliability)]  # fmt: skip
        self._views = (self.waiting, self.places, self.nights, self.runs, self.unmet, self.range, self.reliability)
        self.tabs = Tabs("waiting_tab", parts)
        self.tabs.turned.connect(self.focus_first)
        self.setLayout(column(self.tabs, margin=(24, 12, 24, 16)))

    def context(self) -> str:
        families, unmet = len(self.waiting.rows), len(self.unmet.rows)
        places = sum(1 for one in self.places.rows if one.next is not None)
        nights = f", {len(self.nights.rows)} for nights" if self.nights.rows else ""
        return f"{counted(families, 'child', 'children')} wait{nights}, {counted(places, 'place')} to offer, {unmet} not met"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+PageUp, PageDown", "Waiting list, places, nights, nights to offer, unmet need, by district, reliability"),
            ("O", "Offer the place, or the nights, to the next family"),
            ("A, D", "They say yes, they say no"), ("R, X", "Still waits, off the list"), ("Ctrl+P", "Print the letter"),
            ("Enter", "Open the child; offer the place; say what became of a request"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        if self.tabs.shown in (PLACES, RUNS, RANGE, RELIABILITY):
            return None
        views: dict[int, WaitingView | NightsView | UnmetView] = {LIST: self.waiting, NIGHTS: self.nights, UNMET: self.unmet}
        view = views[self.tabs.shown]
        chosen = view.table.chosen_row()
        return chosen.child_id if chosen is not None and view.rows else None

    def focus_first(self) -> None:
        self._views[self.tabs.shown].table.setFocus()

    def escape(self) -> bool:
        return (self.tabs.shown == LIST and self.waiting.clear_filters()) or (
            self.tabs.shown == UNMET and self.unmet.clear_filters()
        )

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.tabs.show_named(target["tab"])
        if "run" in target:
            self.runs.wanted = target["run"]
        if "session" in target:
            self.tabs.show_view(PLACES)
            self.places.wanted = target["session"]

    def show_unmet(self, district: str) -> None:
        """Turn to the open requests of one district."""
        self.unmet.district.setCurrentIndex(max(0, self.unmet.district.findData(district)))
        self.tabs.show_view(UNMET)
        self.unmet.table.setFocus()

    def refresh(self) -> None:
        for view in self._views:
            view.refresh()
