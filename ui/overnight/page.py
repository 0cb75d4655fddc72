"""The bed board: one unit, two weeks to a term; stays placed, moved, stretched and swapped by mouse and by keyboard."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QStackedWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import year_of_allocation
from shortbreaks.exchange.stays_out import stays_in_law
from shortbreaks.overnight.board import Board, UnitRow, bed_board, units_listed
from shortbreaks.overnight.costs import costs_shown
from shortbreaks.overnight.queries import StayCard, stay_card
from shortbreaks.overnight.shares import fair_shares
from ui.kit.bed_grid import BedGrid
from ui.kit.beside import Beside
from ui.kit.buttons import Button, IconButton, on_main_key
from ui.kit.cards import Card
from ui.kit.layouts import column
from ui.kit.page_keys import on_page_key
from ui.kit.stops import work_stop
from ui.kit.text import label
from ui.overnight.actions import StayActs
from ui.overnight.board_view import DAY, BoardView, with_emergency_bed
from ui.overnight.grid import PLACING
from ui.overnight.house_acts import HouseActs
from ui.overnight.placing import NOTHING, PLACE, STAY, WHO
from ui.overnight.placing_acts import PlacingActs
from ui.overnight.sheet_paper import SheetPaper
from ui.overnight.stay_panel import StayPanel
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.who_card import WhoCard

SIDE, LEAST = 364, 640
REPORTS = 2  # the views from here on are about a year, not about a stay: nothing stands beside them
CHOOSE = "Choose a stay on the board, or press N to place one from the night under the cursor."
NO_HOUSE = "No house has beds yet. The menu beside “Add a stay” gives a service of nights its house and beds."


class BedBoardPage(Page):
    """The board at the left; at the right nothing, who it is for, the stay being placed, or one kept."""

    title = "Bed board"
    concerns = frozenset({"stay", "bed_night", "bed", "unit", "bed_closure", "night_roster", "pair", "legal_status", "night_price"})
    stands_on = ("span_box",)

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = partial(_about, self)
        self.card: StayCard | None = None
        self._wished_stay = self._wished_child = 0
        self._wished_until: date | None = None
        self._year_in_law: date | None = None
        self._emergency = False
        self.add = Button("Add a stay", "filled", icon="add", key="N", name="add_stay", then=self.new)
        self.more = IconButton("more", "More about this house")
        self.print_it = IconButton("print", "Print the house’s sheet (Ctrl+P)")
        self.print_it.setObjectName("print_sheet")
        self.view = BoardView(self.today, (self.print_it, self.add, self.more))
        self.placing, self.house = PlacingActs(self, self.view), HouseActs(self, self.view)
        self.acts = StayActs(self, self.view, self.placing)
        self.more.setMenu(self.house.menu)
        self.paper = SheetPaper(self, self.view)
        self.print_it.clicked.connect(self.paper.ask)
        on_page_key(self, "Ctrl+P", self.paper.ask)
        self._hear(self.view.grid)
        self.side = QStackedWidget()
        self.stay_panel = StayPanel(desk.lists)
        self.who = WhoCard(desk, self.placing.begin, narrow=True)
        for part in (self._hint(), self.who, self.placing.panel, self.stay_panel):
            self.side.addWidget(part)
        self.setLayout(column(Beside(self.view, self.side, SIDE, LEAST), gap=0))
        self.placing.judged.connect(partial(self.side.setCurrentIndex, PLACE))
        self.placing.left.connect(partial(self.side.setCurrentIndex, NOTHING))
        self.placing.saved.connect(self.show_stay)
        self.view.tabs.stack.currentChanged.connect(lambda place: self.side.setVisible(place < REPORTS))
        on_main_key(self, self.placing.save)
        for combo in self.findChildren(QComboBox):
            combo.installEventFilter(self)

    def _hear(self, grid: BedGrid) -> None:
        self.view.wanted.connect(self._ask)
        self.view.providers_wanted.connect(partial(self.go.to, "providers"))
        self.view.stays.opened.connect(lambda r: self._opened(r.stay_id))
        self.view.stays.chosen.connect(lambda r: self._chosen(r.stay_id))
        grid.chosen.connect(self._chosen)
        grid.opened.connect(self._opened)
        grid.moved.connect(self.placing.moved)
        grid.stretched.connect(self.placing.stretched)
        grid.cell_pressed.connect(self.placing.pressed)

    def _hint(self) -> Card:
        card = Card()
        card.heading("No stay chosen")
        self.hint = label(CHOOSE, "second", wrap=True, name="board_hint")
        card.body.addWidget(self.hint)
        card.body.addStretch(1)
        return card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single letters act wherever anything on the page has the focus but a field that is typed in (look.md)."""
        if not self._letter(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A choice that is closed leaves the letters to the page; only once it is open do they search in it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QComboBox):
            return not watched.view().isVisible() and event.text().isalpha() and self._letter(event)
        return super().eventFilter(watched, event)

    def _letter(self, event: QKeyEvent) -> bool:
        letter = QKeySequence(event.key()).toString()
        acts: dict[str, Callable[[], object]] = {
            "T": self.view.show_today, "M": partial(self.acts.move_chosen, self.card), "S": partial(self.acts.swap_chosen, self.card),
            "L": self.placing.wait, "K": self.placing.keep_unmet, "P": partial(self.acts.letter_chosen, self.card),
            "PgUp": partial(self.view.turn, -1), "PgDown": partial(self.view.turn, 1),
            **{str(n): partial(self.placing.take_way, n) for n in (1, 2, 3)},
        }  # fmt: skip
        if letter not in acts or event.modifiers():
            return False
        acts[letter]()
        return True

    def context(self) -> str:
        return self.view.said()

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Arrows", "The next night or bed; a stay being placed goes along"), ("Shift+arrows", "A night longer or shorter"),
            ("Enter", "Open the stay, or place one here"), ("N", "Add a stay"), ("M", "Move the stay chosen"),
            ("S", "Swap beds with another stay"), ("F3", "Cancel the stay chosen"), ("1 to 3", "Take a way out"),
            ("L", "Put the child being placed on the list for nights"), ("K", "Keep nights that cannot be placed as unmet need"),
            ("Ctrl+Enter", "Save the stay being placed"), ("T", "Today"), ("PgUp, PgDown", "Earlier, later"),
            ("Ctrl+PageUp, PageDown", "Board, list, shares, stays in law, costs"),
            ("P", "The letter of the stay chosen"), ("Ctrl+P", "Print the house’s sheet"),
        )  # fmt: skip

    def show_for(self, **target: Any) -> None:
        self._wished_stay = target.get("stay", 0)
        self._wished_child = target.get("child", 0)
        self._wished_until = target.get("until")
        self._emergency = target.get("emergency", False)
        if self._emergency:
            self.view.first = self.view.today
        if "first" in target:
            self.view.grid.at = (self.view.grid.at[0], 0)
        self.view.unit_id = target.get("unit", self.view.unit_id)
        self.view.first = target.get("first", self.view.first)
        self.stale = self.stale or bool(target)

    def child_shown(self) -> int | None:
        return self.card.child_id if self.card is not None and self.side.currentIndex() == STAY else None

    def focus_first(self) -> None:
        if self.side.currentIndex() == WHO and self.view.tabs.shown < REPORTS:
            self.who.field.setFocus()
        else:
            tabs = self.view.tabs
            shown = tabs.stack.currentWidget()
            ((work_stop(shown) if shown else None) or tabs.buttons[tabs.shown]).setFocus()

    def refresh(self) -> None:
        self._year_in_law = None
        self.add.off_because("" if self.desk.may(Permission.BOOK) else "Your role may look, not book.")
        self.desk.ask(self, "units", units_listed, then=self._units)

    def _units(self, units: tuple[UnitRow, ...]) -> None:
        if self._emergency:
            self.view.unit_id = with_emergency_bed(units, self.view.unit_id)
        self.view.show_units(units)
        self.hint.setText(CHOOSE if units else NO_HOUSE)
        if not units and self.desk.may(Permission.BOOK):
            self.add.off_because(NO_HOUSE)
        self._ask()

    def _ask(self) -> None:
        self.headed.emit()
        view = self.view
        if view.unit_id:
            self.desk.ask(self, "board", bed_board, view.unit_id, view.first, view.nights, then=self._came)
            self.desk.ask(self, "shares", fair_shares, view.unit_id, view.first, then=view.show_shares)
            if (year := year_of_allocation(view.first)[0]) != self._year_in_law:  # a year's stays are many, and turn with no week
                self._year_in_law = year
                self.desk.ask(self, "law", stays_in_law, view.first, then=view.show_law)
            if self.desk.may(Permission.SEE_MONEY):
                self.desk.ask(self, "costs", costs_shown, view.unit_id, then=lambda both: view.show_costs(*both))

    def _came(self, board: Board) -> None:
        self.view.show_board(board)
        self.placing.draw()
        wished, self._wished_stay = self._wished_stay, 0
        if not wished and self.card is not None and self.side.currentIndex() == STAY:
            wished = self.card.id
        if wished:
            self.show_stay(wished)
        emergency, self._emergency = self._emergency, False
        if emergency:
            self.view.to_emergency_bed()
        child, self._wished_child = self._wished_child, 0
        if child and self.desk.may(Permission.BOOK):
            self.placing.begin(child, self.view.today + DAY if emergency else self._wished_until)
        elif emergency:
            self.new()
        self.placing.judge()

    def _chosen(self, key: int | None) -> None:
        if key == PLACING or self.placing.wanted is not None:
            return
        if key is None:
            self.card = None
            self.side.setCurrentIndex(NOTHING)
        else:
            self.show_stay(key)

    def _opened(self, what: int | tuple[int, int]) -> None:
        if isinstance(what, tuple):
            self.new()
        elif what == PLACING:
            self.placing.save()
        elif self.acts.swap_with is not None:
            self.desk.ask(self, "other", stay_card, what, then=self.acts.end_swap)
        else:
            self.show_stay(what)

    def show_stay(self, stay_id: int) -> None:
        """Show a kept stay in the panel."""
        self.desk.ask(self, "stay", stay_card, stay_id, then=self._stay)

    def _stay(self, card: StayCard) -> None:
        if self.placing.wanted is None:
            self.card = card
            self.view.grid.choose(card.id)
            self.stay_panel.show_card(card, self.acts.of(card))
            self.side.setCurrentIndex(STAY)

    def take_cancellation(self) -> None:
        """F3: the stay chosen here."""
        if self.card is not None and self.side.currentIndex() == STAY and self.card.state in {"offered", "booked"}:
            self.acts.cancel(self.card)
        else:
            super().take_cancellation()

    def new(self) -> None:
        """N: ask who it is for; the stay then begins on the night under the cursor."""
        if self.view.cell_under() is not None and self.add.isEnabled():
            if self.view.tabs.shown >= REPORTS:
                self.view.tabs.show_view(0)  # who it is for is asked beside the board
            self.side.setCurrentIndex(WHO)
            self.who.begin()

    def escape(self) -> bool:
        """Leave what is being placed or swapped."""
        if self.acts.swap_with is not None:
            self.acts.leave_swap()
        elif self.placing.wanted is not None or self.side.currentIndex() == WHO:
            self.placing.leave()
        else:
            return False
        return True


def _about(page: BedBoardPage) -> dict[str, Any]:
    """The house, the first night, the stay chosen, and who is being placed."""
    view, wanted = page.view, page.placing.wanted
    chosen = page.card if page.side.currentIndex() == STAY else None
    return {
        **({"unit": view.unit_id} if view.unit_id else {}),
        **({"first": view.first} if view.first != view.today else {}),
        **({"stay": chosen.id} if chosen is not None else {}),
        **({"child": wanted.child_id, "until": wanted.ends_at.date()} if wanted is not None else {}),
    }
