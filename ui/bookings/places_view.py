"""Places to offer: what is free and somebody waits for, who is next, and the whole line of the place chosen."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.waiting_queries import LineRow, PlaceRow, line_of, places_to_offer
from shortbreaks.dates import say_day, say_short
from shortbreaks.findings import Outcome
from shortbreaks.words import counted
from ui.bookings.waiting_columns import FITS, place_columns
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


class PlacesView(QWidget):
    """Each free place with its next family; O or Enter offers it to that family."""

    def __init__(self, page: "WaitingPage") -> None:
        super().__init__()
        self.page, self.desk, self.acts = page, page.desk, page.acts
        self.rows: tuple[PlaceRow, ...] = ()
        self.line: tuple[LineRow, ...] = ()
        self.wanted = 0
        self.table = Table(place_columns(page.today), key=lambda r: r.session_id, height=44, name="places_table")
        self.listing = Listing(self.table, "O or Enter offers to the next family · Ctrl+C copies rows", icon="offer")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda _row: self.offer_next())
        self.offer = Button("Offer to the next", "filled", icon="offer", key="O", name="offer_next", then=self.offer_next)
        self.nobody = QCheckBox("Also places that fit nobody who waits")
        self.nobody.setObjectName("places_nobody")
        self.nobody.toggled.connect(lambda _on: self._show(self.rows))
        left = column(row(self.nobody, None, self.offer), self.listing, gap=12)
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
        """Ask what is free again."""
        self.desk.ask(self, "places", places_to_offer, then=self._show)

    def _show(self, rows: tuple[PlaceRow, ...]) -> None:
        self.rows = rows
        self.page.headed.emit()
        shown = [one for one in rows if one.next is not None or self.nobody.isChecked() or one.session_id == self.wanted]
        left_out = len(rows) - len(shown)
        self.nobody.setVisible(bool(left_out) or self.nobody.isChecked())
        if shown:
            more = f", {left_out} more fit nobody who waits" if left_out else ""
            self.listing.show_rows(shown, f"{counted(len(shown), 'session')} with a place to offer{more}")
            if self.wanted and self.table.choose_key(self.wanted):
                self.wanted = 0
            elif self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.table.set_rows(())
            words = "A place given back, lapsed or added stands here with who is next, and is offered with one key."
            self.listing.say("No free place that fits anybody who waits.", words)
        self._detail()

    def _chosen(self) -> PlaceRow | None:
        chosen: PlaceRow | None = self.table.chosen_row()
        return chosen

    def _detail(self) -> None:
        one = self._chosen()
        if one is None:
            self.offer.off_because("Choose a place first.")
            self._show_line(())
            return
        why = "" if one.next is not None else "It fits nobody who waits."
        self.offer.off_because(why if self.desk.may(Permission.BOOK) else "Your role may see places, not offer them.")
        self.desk.ask(self, "line", line_of, one.session_id, then=self._show_line)

    def _show_line(self, line: tuple[LineRow, ...]) -> None:
        self.line = line
        empty(self._inside)
        one = self._chosen()
        if one is None:
            self._inside.addWidget(label("Choose a place to see everybody who waits for it.", "second", wrap=True))
            return
        self._inside.addWidget(label(one.service, "title", wrap=True, name="place_title"))
        self._inside.addWidget(label(one.when(self.page.today), "second", wrap=True))
        if one.freed_on is not None:
            self._inside.addWidget(label(f"Last given back on {say_day(one.freed_on)}.", "caption", wrap=True))
        for family in line:
            self._inside.addWidget(rule())
            self._family(one, family)

    def _family(self, place: PlaceRow, family: LineRow) -> None:
        mark = FITS[family.outcome]
        button = Button("Offer", name=f"offer_{family.request_id}", then=partial(self.acts.offer, place, family))
        if not self.desk.may(Permission.BOOK):
            button.off_because("Your role may see places, not offer them.")
        elif not family.possible:
            button.off_because(family.trouble)
        names = " and ".join(f"{name}, {age}" for name, age in zip(family.children, family.ages, strict=True))
        line = row(label(names, "strong", wrap=True), button, gap=8)
        line.setStretch(0, 1)
        self._inside.addLayout(line)
        self._inside.addLayout(flow(Chip(family.place_words, "neutral"), Chip(mark.text, mark.meaning)))
        if family.whole:
            days = " and ".join(say_short(day, self.page.today) for day in dict.fromkeys(family.whole))
            self._inside.addWidget(label(f"Waits for all or none: {days}.", wrap=True))
        if family.outcome is not Outcome.MET:
            self._inside.addWidget(label(f"{family.trouble} {family.remedy}".strip(), wrap=True))
        self._inside.addWidget(label(" · ".join(family.reasons), "caption", wrap=True))

    def offer_next(self) -> None:
        """Offer the chosen place to the family that is next (O)."""
        one = self._chosen()
        if one is not None and one.next is not None and self.offer.isEnabled():
            self.acts.offer(one, one.next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_O and not event.modifiers():
            self.offer_next()
            return
        super().keyPressEvent(event)


