"""One round: where it is on its way, its wishes, its preview beside first-come, and its results with their letters."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from shortbreaks.dates import say_short
from shortbreaks.rounds.listing import STATE_WORDS
from shortbreaks.rounds.queries import RoundShown, WishRow, round_shown, wishes_listed
from shortbreaks.words import counted
from ui.kit.buttons import on_main_key
from ui.kit.cards import Card
from ui.kit.layouts import column, holder
from ui.kit.progress_steps import ProgressSteps, StepShown
from ui.kit.tabs import Tabs
from ui.rounds.actions import RoundActs
from ui.rounds.columns import say_moment
from ui.rounds.preview_view import PreviewView
from ui.rounds.results_view import ResultsView
from ui.rounds.wishes_view import WishesView
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

WISHES, PREVIEW, RESULTS = range(3)


class RoundPage(Page):
    """Wishes, preview and results, one tab each; Ctrl+Enter does the next step of the round."""

    title = "Holiday round"
    concerns = frozenset(
        {"allocation_round", "round_session", "wish", "wish_session", "wish_answer", "round_result", "round_letter",
         "break_session", "booking_place"}
    )  # fmt: skip
    stands_on = ("wishes_search", "wishes_filter", "preview_search", "preview_filter", "results_search", "results_filter")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.round_id = 0
        self.round: RoundShown | None = None
        self.wishes: tuple[WishRow, ...] = ()
        self.steps = ProgressSteps()
        top = Card()
        top.body.addWidget(self.steps)
        self.wishes_view, self.preview, self.results = WishesView(self), PreviewView(self), ResultsView(self)
        self.acts = RoundActs(self, self.preview)
        self.preview.worked_out.connect(lambda: self.acts.offer(self.round))
        self.preview.decision_wanted.connect(self.acts.decide)
        views = [("Wishes", self.wishes_view), ("Preview", self.preview), ("Results", self.results)]
        self.tabs = Tabs("round_tab", views, self.acts.buttons)
        self.tabs.turned.connect(self.focus_first)
        whole = column(holder(column(top)), self.tabs, gap=12, margin=(24, 12, 24, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.acts.tab_wanted.connect(self.tabs.show_named)
        on_main_key(self, self._main)

    def context(self) -> str:
        one = self.round
        if one is None:
            return ""
        most = counted(one.cap, one.cap_unit.removesuffix("s"), one.cap_unit)
        return f"{one.name} · {STATE_WORDS[one.state]} · {most} a child at most"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+Enter", "The next step of the round; in What if, try it"), ("Ctrl+PageUp, PageDown", "Wishes, preview, results"),
            ("N", "Enter wishes: a child, then its days in order"), ("Enter in days", "The child’s next wish"),
            ("Space in days", "Put days into one wish"), ("Delete", "Withdraw the chosen wish"),
            ("D", "Decide what a rule asks of the chosen wish"), ("W", "Try the round without the chosen wish"),
        )  # fmt: skip

    def focus_first(self) -> None:
        self.view_now().focus_first()

    def view_now(self) -> Any:
        """The view of the tab that is shown."""
        return (self.wishes_view, self.preview, self.results)[self.tabs.shown]

    def _main(self) -> None:
        """Ctrl+Enter: try what is typed to be tried, where the focus is there; else the round's next step."""
        tried, now = self.preview.what_if, self.focusWidget()
        if now is not None and tried.isAncestorOf(now):
            tried.send()
        else:
            self.acts.press_main()

    def child_shown(self) -> int | None:
        chosen = self.view_now().table.chosen_row()
        return getattr(chosen, "child_id", None)

    def escape(self) -> bool:
        return bool(self.view_now().escape())

    def new(self) -> None:
        """N: to where wishes are typed."""
        self.tabs.show_view(WISHES)
        self.wishes_view.entry.begin()

    def show_for(self, **target: Any) -> None:
        if target.get("id", self.round_id) != self.round_id:
            self.round_id, self.round, self.stale = target["id"], None, True
            self.preview.forget()
            self.wishes_view.entry.round = None
            self.acts.offer(None)

    def refresh(self) -> None:
        if self.round_id:
            self.desk.ask(self, "round", round_shown, self.round_id, then=self._came)
            self.desk.ask(self, "wishes", wishes_listed, self.round_id, then=self._wishes_came)

    def _came(self, found: RoundShown) -> None:
        first = self.round is None
        self.round = found
        self.headed.emit()
        self._show_steps(found)
        self.acts.offer(found)
        self.wishes_view.show_round(found)
        self.preview.show_round(found)
        self.results.show_round(found)
        if first:
            self.tabs.show_view({"published": RESULTS, "collecting": WISHES}.get(found.state, PREVIEW))

    def _wishes_came(self, rows: tuple[WishRow, ...]) -> None:
        self.wishes = rows
        self.wishes_view.show_wishes(rows)
        self.results.show_wishes(rows)

    def _show_steps(self, found: RoundShown) -> None:
        published = found.state == "published"
        letters = counted(found.letters, "letter") if found.letters else "none to write" if published else "one a family"
        collects = found.state == "collecting"
        until = say_moment(found.closes_at, self.today) if collects else say_short(found.closes_at.date(), self.today)
        words = (
            ("Collecting wishes", f"until {until}"), ("Closed", "late wishes come last"),
            ("Looked at", "beside first come"), ("Published", "offers or bookings"), ("Letters", letters),
        )  # fmt: skip
        at = {"collecting": 0, "closed": 2, "previewed": 3, "published": 5}[found.state]
        self.steps.show_steps(
            [
                StepShown(name, second, "done" if place < at else "now" if place == at else "later")
                for place, (name, second) in enumerate(words)
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.view_now().table.chosen_row()
        here = self.view_now().table.hasFocus() and chosen is not None and not event.modifiers()
        if here and event.key() == Qt.Key.Key_Delete and self.tabs.shown == WISHES:
            self.acts.withdraw(chosen)
        elif here and event.key() == Qt.Key.Key_D and self.tabs.shown == PREVIEW:
            self.acts.decide(chosen)
        elif here and event.key() == Qt.Key.Key_W and self.tabs.shown == PREVIEW:
            self.preview.without(chosen)
        else:
            super().keyPressEvent(event)
