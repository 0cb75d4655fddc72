"""The trail: what was done in the office, and who looked at which record, for whoever audits."""

from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import PersonRow, people
from shortbreaks.access.trail import TrailAsked, TrailRow, fields_changed, trail
from shortbreaks.dates import to_local
from shortbreaks.families.looks import (
    ClearLooks,
    LookRow,
    LooksAsked,
    LooksKept,
    clear_looks,
    looks_at_records,
    looks_kept,
)
from shortbreaks.words import counted
from ui.access.trail_columns import look_columns, trail_columns
from ui.access.trail_side import entry_facts, look_facts, lookers_card
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, keep_width, row, scroller
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.sheet import confirm
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

TABS = (("done", "What was done"), ("looks", "Who looked"))
SPANS = (("Any day", None), ("Today", 0), ("Last 7 days", 6), ("Last 30 days", 29), ("Last 12 months", 365))
WAIT_MS = 150
OPENED = {"child": "child", "provider": "provider", "payment_run": "run", "agreement": "account", "series": "series"}


class TrailPage(Page):
    """List and detail of both; nothing here can be changed."""

    title = "Trail"
    concerns = frozenset({"record_look", "looks_cleared"})
    stands_on = ("trail_search", "trail_person", "trail_span")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = lambda: {} if self.child_id is None else {"child": self.child_id}
        self.child_id: int | None = None
        self.kept: LooksKept | None = None
        today = to_local(desk.office.now()).date()
        self.done_table = Table(trail_columns(today), key=lambda r: r.number, height=44, name="trail_table")
        named = desk.may(Permission.SEE_CASES)
        self.look_table = Table(look_columns(today, named=named), key=lambda r: r.id, height=44 if named else 32, name="looks_table")
        self.lists = (
            Listing(self.done_table, "Ctrl+C copies rows"),
            Listing(self.look_table, "Enter opens the record · Ctrl+C copies rows"),
        )
        self.done_table.chosen.connect(self._show_entry)
        self.look_table.chosen.connect(self._show_look)
        if named:
            self.look_table.opened.connect(lambda one: go.to("child", id=one.child_id))
        self._filters()
        self.all_records = Button("Every record", icon="close", name="every_record", then=lambda: self.about(None))
        self.stack = QStackedWidget()
        self.tab_buttons = [
            Button(words, "tab", name=f"tab_{key}", then=partial(self.show_tab, number))
            for number, (key, words) in enumerate(TABS)
        ]
        self._inside, self._foot = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.show_tab(0)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))

    def _filters(self) -> None:
        self.person, self.span = QComboBox(), QComboBox()
        self.person.setObjectName("trail_person")
        self.person.setAccessibleName("By whom")
        self.person.addItem("Everybody", None)
        self.span.setObjectName("trail_span")
        self.span.setAccessibleName("When")
        for words, days in SPANS:
            self.span.addItem(words, days)
        self.search = search_line("Search what was done", "Booking made, settings, backup…", "trail_search")
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.read)
        self.search.textChanged.connect(lambda _t: self._timer.start())
        for box in (self.person, self.span):
            box.currentIndexChanged.connect(lambda _n: self.read())

    def _lay_out(self) -> None:
        keep_width(self.search, 300)
        for one in self.lists:
            self.stack.addWidget(one)
        filters = row(self.search, self.person, self.span, self.all_records, None)
        left = column(flow(*self.tab_buttons, gap=4), filters, self.stack, gap=12)
        left.setStretch(2, 1)
        card = Card()
        card.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        card.body.addLayout(self._foot)
        self.setLayout(column(Beside(holder(left), holder(column(card)), 380), gap=0))

    def context(self) -> str:
        return "What was done here, by whom, and who looked at which record"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Open the record"), ("Ctrl+F", "Search"), ("Ctrl+PageUp, PageDown", "Next tab"))

    def focus_first(self) -> None:
        (self.search if self.stack.currentIndex() == 0 else self.look_table).setFocus()

    def show_for(self, **target: Any) -> None:
        if "child" in target:
            self.about(target["child"])

    def about(self, child_id: int | None) -> None:
        """Who looked at one child's record; None shows every record."""
        self.child_id = child_id
        self.show_tab(1)
        self.read()

    def show_tab(self, place: int) -> None:
        """Show what was done, or who looked."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")
            button.updateGeometry()
        self.search.setVisible(place == 0)
        self.span.setVisible(place == 0)
        self.all_records.setVisible(place == 1 and self.child_id is not None)
        if place == 0:
            self._show_entry(self.done_table.chosen_row())
        else:
            self._show_look(self.look_table.chosen_row())

    def turn(self, step: int) -> None:
        """The next or the previous tab."""
        self.show_tab((self.stack.currentIndex() + step) % len(TABS))

    def refresh(self) -> None:
        self.desk.ask(self, "people", people, then=self._people_came)
        self.read()

    def _people_came(self, rows: tuple[PersonRow, ...]) -> None:
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem("Everybody", None)
        for one in rows:
            self.person.addItem(one.name, one.id)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.blockSignals(False)

    def read(self) -> None:
        """Ask again, as the filters stand."""
        today, days, who = to_local(self.desk.office.now()).date(), self.span.currentData(), self.person.currentData()
        first = None if days is None else today - timedelta(days=days)
        asked = TrailAsked(who, first, None, self.search.text().strip())
        self.desk.ask(self, "done", trail, asked, then=self._done_came)
        self.desk.ask(self, "looks", looks_at_records, LooksAsked(self.child_id, who), then=self._looks_came)
        self.desk.ask(self, "kept", looks_kept, then=self._kept_came)

    def _done_came(self, rows: tuple[TrailRow, ...]) -> None:
        if not rows:
            self.lists[0].say("Nothing was done that is like this.", "Search for less, or choose everybody and any day.")
            return
        self.lists[0].show_rows(rows, _count(len(rows), "entry", "entries"))

    def _looks_came(self, rows: tuple[LookRow, ...]) -> None:
        self.show_tab(self.stack.currentIndex())
        if not rows:
            self.lists[1].say("No look is kept.", "Whoever opens a child's record stands here a minute later.")
            return
        self.lists[1].show_rows(rows, _count(len(rows), "look"))

    def _kept_came(self, kept: LooksKept) -> None:
        self.kept = kept
        if self.stack.currentIndex() == 1:
            self._show_look(self.look_table.chosen_row())

    def _show_entry(self, one: TrailRow | None) -> None:
        if self.stack.currentIndex() != 0:
            return
        empty(self._inside)
        empty(self._foot)
        if one is None:
            self._inside.addWidget(label("Choose an entry to see what it touched. Nothing here can be changed.", "second", wrap=True))
        else:
            self._inside.addWidget(entry_facts(one))
            if one.table in OPENED and one.row_id is not None:
                then = partial(self.go.to, OPENED[one.table], id=one.row_id)
                opens = Button("Open it", name="open_subject", then=then)
                if one.table == "child" and not self.desk.may(Permission.SEE_CASES):
                    opens.off_because("Your role may not see families.")
                self._foot.addLayout(row(opens, None))
            self.desk.ask(self, "fields", fields_changed, one.number, then=partial(self._fields_came, one))

    def _fields_came(self, one: TrailRow, lines: tuple[str, ...]) -> None:
        chosen = self.done_table.chosen_row()
        if self.stack.currentIndex() == 0 and chosen is not None and chosen.number == one.number:
            empty(self._inside)
            self._inside.addWidget(entry_facts(one, lines))

    def _show_look(self, one: LookRow | None) -> None:
        if self.stack.currentIndex() != 1:
            return
        empty(self._inside)
        empty(self._foot)
        if one is not None:
            self._inside.addWidget(look_facts(one))
        if self.kept is not None:
            self._inside.addWidget(lookers_card(self.kept))
            clear = Button("Remove the old ones", name="clear_looks", then=self.clear)
            if not self.desk.may(Permission.KEEP_OFFICE):
                clear.off_because("A manager or administrator removes them.")
            elif not self.kept.over:
                clear.off_because(f"None is older than {counted(self.kept.months, 'month')}.")
            self._foot.addLayout(row(clear, None))

    def clear(self) -> None:
        """Remove the looks whose time is over, after saying how many."""
        kept = self.kept
        assert kept is not None
        lines = (
            f"{counted(kept.over, 'look')} older than {counted(kept.months, 'month')}.",
            "They cannot be brought back. That they were removed, by whom and when, is kept.",
        )

        def go() -> None:
            said = f"{counted(kept.over, 'look')} removed."
            self.desk.perform(
                self, clear_looks, ClearLooks(), then=lambda _d: self.desk.notices.done(said, "The trail says by whom.")
            )

        confirm(self, "Remove old looks", lines, "Remove them", go)


def _count(number: int, one: str, many: str = "") -> str:
    newest = "the newest of them; choose a person or a day to see others" if number >= 500 else ""
    return ", ".join(filter(None, (counted(number, one, many), newest)))
