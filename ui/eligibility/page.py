"""Decisions: what waits to be decided, told and delivered, each list with its next step as a button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from shortbreaks.bookings.carrying import to_carry_over
from shortbreaks.bookings.delivery import awards_not_delivered
from shortbreaks.bookings.transport import transport_to_arrange
from shortbreaks.eligibility.transition import growing_up
from shortbreaks.eligibility.worklists import cases_open, decided_not_told, evidence_running_out, given_no_choice
from shortbreaks.overnight.reviews import reviews_due
from ui.eligibility import columns
from ui.eligibility.acting import Act, open_child
from ui.eligibility.actions import DecisionActs
from ui.kit.beside import Beside
from ui.kit.buttons import Button, on_main_key
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.rows import Column
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

KEYS = "Enter opens the child · Ctrl+Enter does the next step · Ctrl+C copies rows"
SIDE, LEAST = 340, 620


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list: its words, its question, its columns and key, what stands beside it, and what can be done."""

    key: str
    title: str
    query: Any
    columns: Sequence[Column[Any]]
    row_key: Callable[[Any], Any]
    beside: Callable[[Any], Sequence[tuple[str, str]]]
    acts: Callable[[Any], Sequence[Act]]
    nothing: str
    meaning: str


class DecisionsPage(Page):
    """Lists side by side behind their names, the chosen line in full at the right."""

    title = "Decisions"
    concerns = frozenset({"panel_case", "decision", "told", "paper", "allocation", "booking", "stay", "evidence", "child",
                          "setting_value", "payment_offer", "transition_step", "review_held", "visit_plan", "legal_status"})  # fmt: skip

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts = DecisionActs(self)
        self.kinds = self._kinds()
        self.rows: dict[str, tuple[Any, ...]] = {}
        self.stack = QStackedWidget()
        self.listings: dict[str, Listing] = {}
        for kind in self.kinds:
            table = Table(kind.columns, key=kind.row_key, height=44, name=f"decisions_{kind.key}")
            table.chosen.connect(partial(self._chosen, kind.key))
            table.opened.connect(lambda chosen: open_child(self, chosen.child_id))
            self.listings[kind.key] = Listing(table, KEYS, icon="document")
            self.stack.addWidget(self.listings[kind.key])
        self.tab_buttons = [
            Button(kind.title, "tab", name=f"tab_{kind.key}", then=partial(self.show_tab, place))
            for place, kind in enumerate(self.kinds)
        ]
        self._inside = QVBoxLayout()
        self._lay_out()
        self.show_tab(0)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))
        on_main_key(self, self.next_step)

    def _lay_out(self) -> None:
        left = column(flow(*self.tab_buttons, gap=4), self.stack, gap=12)
        left.setStretch(1, 1)
        card = Card()
        card.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        self.setLayout(column(Beside(holder(left), card, SIDE, LEAST), gap=0))

    def _kinds(self) -> tuple[ListKind, ...]:
        acts, today = self.acts, self.today
        return (
            ListKind("cases", "To decide", cases_open, columns.case_columns(today), lambda r: r.id, acts.about_case,
                     acts.of_case, "No request waits for a decision.", "Requests that nobody has decided yet"),
            ListKind("untold", "Decided, not told", decided_not_told, columns.untold_columns(today), lambda r: r.decision_id,
                     acts.about_untold, acts.of_untold, "Every family was told what was decided.", "What a family has not heard yet"),
            ListKind("undelivered", "Awarded, not delivered", awards_not_delivered, columns.undelivered_columns(today),
                     lambda r: r.allocation_id, acts.about_undelivered, acts.of_undelivered,
                     "Every award is on pace with its time.", "Awards that are behind their time"),
            ListKind("carry", "To carry over", to_carry_over, columns.carry_columns(today), lambda r: r.allocation_id,
                     acts.about_carry, acts.of_carry, "Nothing was lost that was not made good.",
                     "What a family lost and may have again"),
            ListKind("growing", "Growing up", growing_up, columns.milestone_columns(today), lambda r: r.key,
                     acts.later.about_milestone, acts.later.of_milestone, "No age waits for anybody.",
                     "Ages at which what comes after is thought about"),
            ListKind("reviews", "Reviews and visits", reviews_due, columns.review_columns(today), lambda r: r.key,
                     acts.later.about_review, acts.later.of_review, "No review of a child with stays is due.",
                     "Due for children who stay away overnight"),
            ListKind("no_choice", "No choice but a payment", given_no_choice, columns.no_choice_columns(today),
                     lambda r: r.child_id, acts.duty.about_no_choice, acts.duty.of_no_choice,
                     "No family was given nothing but a direct payment.",
                     "Offered money because no break was there"),
            ListKind("transport", "Transport to arrange", transport_to_arrange, columns.transport_columns(today),
                     lambda r: (r.about, r.id), acts.duty.about_transport, acts.duty.of_transport,
                     "No transport is still to be arranged.",
                     "Nobody has said who brings the child"),
            ListKind("evidence", "Evidence running out", evidence_running_out, columns.evidence_columns(today),
                     lambda r: r.child_id, acts.about_evidence, acts.of_evidence, "All evidence is in date.",
                     "Letters and plans that ran out or soon will"),
        )  # fmt: skip

    @property
    def kind(self) -> ListKind:
        """The list that is shown."""
        return self.kinds[self.stack.currentIndex()]

    @property
    def table(self) -> Table:
        """The table that is shown."""
        return self.listings[self.kind.key].table

    def context(self) -> str:
        return self.kind.meaning

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Open the child"), ("Ctrl+Enter", "Do the next step"), ("N", "A request for a decision, from the child's card"),
            ("Ctrl+PageUp, PageDown", "Next list"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        chosen = self.table.chosen_row()
        return chosen.child_id if chosen is not None else None

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        wanted = target.get("tab")
        place = next((place for place, kind in enumerate(self.kinds) if kind.key == wanted), None)
        if place is not None:
            self.show_tab(place)
        if "row" in target:
            self.table.choose_key(target["row"])

    def show_tab(self, place: int) -> None:
        """Show one of the lists."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")
        self.headed.emit()
        self._chosen(self.kind.key, self.table.chosen_row())

    def turn(self, step: int) -> None:
        """The next or the previous list."""
        self.show_tab((self.stack.currentIndex() + step) % len(self.kinds))
        self.table.setFocus()

    def refresh(self) -> None:
        for kind in self.kinds:
            self.desk.ask(self, kind.key, kind.query, then=partial(self._came, kind))

    def _came(self, kind: ListKind, rows: tuple[Any, ...]) -> None:
        self.rows[kind.key] = rows
        place = self.kinds.index(kind)
        button = self.tab_buttons[place]
        button.setText(f"{kind.title}  {len(rows)}")
        button.updateGeometry()
        listing = self.listings[kind.key]
        if not rows:
            listing.table.set_rows(())
            listing.say(kind.nothing, "What waits comes here by itself, from the record.")
        else:
            listing.show_rows(rows, f"{len(rows):,} in this list, the oldest first")
            if listing.table.chosen_row() is None:
                listing.table.choose(0)
        if kind is self.kind:
            self._chosen(kind.key, listing.table.chosen_row())

    def _chosen(self, key: str, chosen: Any) -> None:
        if key != self.kind.key:
            return
        empty(self._inside)
        if chosen is None:
            self._inside.addWidget(label("Choose a line to see what is known, and the next step.", "second", wrap=True))
            return
        self._inside.addWidget(label(f"{chosen.child}, {chosen.age}", "title", wrap=True, name="chosen_name"))
        self._inside.addWidget(facts(self.kind.beside(chosen), name_width=92, name="chosen_facts"))
        buttons = []
        for place, act in enumerate(self.kind.acts(chosen)):
            button = Button(act.words, "filled" if place == 0 else "outlined", key="Ctrl+Enter" if place == 0 else "",
                            name=act.name, then=act.then)  # fmt: skip
            if act.off:
                button.off_because(act.off)
            buttons.append(button)
        self._inside.addWidget(holder(flow(*buttons, gap=8)))

    def next_step(self) -> None:
        """The first act of the line chosen."""
        chosen = self.table.chosen_row()
        first = next(iter(self.kind.acts(chosen)), None) if chosen is not None else None
        if first is not None and not first.off:
            first.then()
