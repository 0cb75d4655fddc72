"""Nights to offer: each free run of nights that somebody waits for, who is next, and the whole line of the run chosen."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.findings import Outcome
from shortbreaks.overnight.nights_queries import NightLineRow, RunRow, line_of_run, nights_to_offer
from shortbreaks.words import counted
from ui.bookings.nights_columns import run_columns
from ui.bookings.waiting_columns import FITS
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, rule, scroller
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label

if TYPE_CHECKING:
    from ui.bookings.waiting_page import WaitingPage

SIDE, LEAST = 372, 560
MAY_NOT = "Your role may see free nights, not offer them."


class RunsView(QWidget):
    """Each free run with its next family; O or Enter offers it the nights that suit it."""

    def __init__(self, page: "WaitingPage") -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, page.nights_acts
        self.rows: tuple[RunRow, ...] = ()
        self.wanted: tuple[int, date, date] | None = None  # the run to choose once it is there
        self.table = Table(run_columns(page.today), key=lambda r: r.key, height=44, name="runs_table")
        self.listing = Listing(self.table, "O or Enter offers to the next family · Ctrl+C copies rows", icon="offer")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda _row: self.offer_next())
        self.offer = Button("Offer to the next", "filled", icon="offer", key="O", name="offer_nights", then=self.offer_next)
        self.every = QCheckBox("Every free run of nights, also those that fit nobody")
        self.every.setObjectName("runs_every")
        self.every.toggled.connect(lambda _on: self._show(self.rows))
        left = column(row(self.every, None, self.offer), self.listing, gap=12)
        left.setStretch(1, 1)
        self.side = Card()
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.side.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        beside = Beside(holder(left), self.side, SIDE, LEAST)
        beside.both.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column(beside))
        self._detail()

    def refresh(self) -> None:
        """Ask which nights are free again."""
        self.desk.ask(self, "runs", nights_to_offer, then=self._show)

    def _show(self, rows: tuple[RunRow, ...]) -> None:
        self.rows = rows
        shown = [one for one in rows if one.best or self.every.isChecked()]
        left_out = len(rows) - len(shown)
        self.every.setVisible(bool(left_out) or self.every.isChecked())
        if shown:
            more = f", {left_out} more are free" if left_out else ""
            self.listing.show_rows(shown, f"{counted(len(shown), 'run')} of nights to offer{more}")
            if self.wanted is not None and self.table.choose_key(self.wanted):
                self.wanted = None
            elif self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.table.set_rows(())
            words = "Nights given back, lapsed or opened again stand here with who is next, and are offered with one key."
            self.listing.say("No free nights that fit anybody who waits.", words)
        self._detail()

    def _chosen(self) -> RunRow | None:
        chosen: RunRow | None = self.table.chosen_row()
        return chosen

    def _detail(self) -> None:
        one = self._chosen()
        if one is None:
            self.offer.off_because("Choose nights first.")
            self._show_line(())
            return
        why = "" if one.next is not None else "They fit nobody who waits."
        self.offer.off_because(why if self.desk.may(Permission.BOOK) else MAY_NOT)
        self.desk.ask(self, "run_line", line_of_run, one.key, then=self._show_line)

    def _show_line(self, line: tuple[NightLineRow, ...]) -> None:
        empty(self._inside)
        one = self._chosen()
        if one is None:
            self._inside.addWidget(label("Choose nights to see everybody who waits for them.", "second", wrap=True))
            return
        self._inside.addWidget(label(one.service, "title", wrap=True, name="run_title"))
        self._inside.addWidget(label(f"{one.when(self.page.today)}: {', '.join(one.beds)}", "second", wrap=True))
        for family in line:
            self._inside.addWidget(rule())
            self._family(one, family)

    def _family(self, run: RunRow, family: NightLineRow) -> None:
        mark = FITS[family.outcome]
        button = Button("Offer", name=f"offer_nights_{family.request_id}", then=partial(self.acts.offer, run, family))
        if not self.desk.may(Permission.BOOK):
            button.off_because(MAY_NOT)
        elif not family.possible:
            button.off_because(family.trouble)
        line = row(label(f"{family.child}, {family.age}", "strong", wrap=True), button, gap=8)
        line.setStretch(0, 1)
        self._inside.addLayout(line)
        self._inside.addLayout(flow(Chip(family.place_words, "neutral"), Chip(mark.text, mark.meaning)))
        self._inside.addWidget(label(f"{family.bed}, {family.when(self.page.today)}", wrap=True))
        self._inside.addWidget(label(f"Waits for {family.wanted}.", "second", wrap=True))
        if family.outcome is not Outcome.MET:
            self._inside.addWidget(label(f"{family.trouble} {family.remedy}".strip(), wrap=True))
        self._inside.addWidget(label(" · ".join(family.reasons), "caption", wrap=True))

    def offer_next(self) -> None:
        """Offer the chosen nights to the family that is next (O)."""
        one = self._chosen()
        if one is not None and one.next is not None and self.offer.isEnabled():
            self.acts.offer(one, one.next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_O and not event.modifiers():
            self.offer_next()
            return
        super().keyPressEvent(event)
