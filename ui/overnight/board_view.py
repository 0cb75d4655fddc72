"""The board itself: which house, from which night, for how long; as a grid, a list, and shares of the year."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget

from shortbreaks.dates import say_day, say_year
from shortbreaks.exchange.stays_out import StayInLaw
from shortbreaks.overnight.board import Board, UnitRow
from shortbreaks.overnight.costs import YEARS_SHOWN, YearCost
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.shares import FairShare
from shortbreaks.words import counted
from ui.kit.bed_grid import BedGrid
from ui.kit.bed_legend import LegendMark
from ui.kit.buttons import Button, IconButton
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.layouts import BesideUntilLarge, column, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.nothing import nothing_here
from ui.kit.table import Table
from ui.kit.tabs import Tabs
from ui.kit.text import label
from ui.overnight.columns import CostLine, cost_columns, law_columns, share_columns, stay_columns
from ui.overnight.grid import grid_of

SPANS = ((14, "Two weeks"), (28, "Four weeks"), (91, "A term"))
DAY = timedelta(days=1)
KEYS = "Arrows move · Shift+arrows stretch · Enter opens · N adds · M moves · S swaps · Ctrl+P prints"
LEGEND = (
    ("solid", "In the house"), ("soft", "Booked"), ("dashed", "Offered"), ("placing", "Being placed"), ("decide", "Needs a decision"),
    ("medicine", "medicine"), ("person-filled", "own worker"), ("needs", "hoist"),
)  # fmt: skip
FOOT_BY_WEEK = "Below each week: the fewest beds free, and the most staff needed on one of its nights."

NO_HOUSE = (
    "No house has beds yet.", "A house is added under Providers, as a service of nights. The three dots above then keep its beds.",
    "Open Providers",
)  # fmt: skip
COPIES = "Ctrl+C copies rows"


def with_emergency_bed(units: Sequence[UnitRow], shown: int) -> int:
    """The house shown if it keeps a bed for emergencies, else the first that does, else the one shown."""
    keeping = [one.id for one in units if one.emergency]
    return shown if shown in keeping or not keeping else keeping[0]


class BoardView(QWidget):
    """`wanted` says that another house, day or span shall be asked for."""

    wanted = Signal()
    providers_wanted = Signal()

    def __init__(self, today: date, beside: Sequence[Button]) -> None:
        super().__init__()
        self.today = today
        self.unit_id, self.first, self.nights = 0, today, SPANS[0][0]
        self.units: tuple[UnitRow, ...] = ()
        self.board: Board | None = None
        self._beds: dict[int, str] = {}
        self.grid = BedGrid("bed_grid")
        self.stays = Table(
            stay_columns(today, self._beds), key=lambda r: (r.stay_id, r.bed_id), height=44, name="stays_table"
        )
        self.stay_list = Listing(self.stays, icon="bed")
        self.share_list = Listing(Table(share_columns(), key=lambda r: r.child_id, name="shares_table"), COPIES, "bed")
        self._told = label(KEYS, "caption", wrap=True)
        self.drawn = holder(column(self.grid, flow(*[LegendMark(*one) for one in LEGEND], gap=16), self._told, gap=4))
        self.no_house = Card(margin=(16, 48, 16, 48))
        self.no_house.body.addWidget(nothing_here("bed", *NO_HOUSE, self.providers_wanted.emit))
        self.no_house.hide()
        self._inside = holder(column(self.no_house, self.drawn, None))
        self._board = board = scroller(self._inside)
        board.viewport().installEventFilter(self)
        self.cost_list = Listing(Table(cost_columns(), key=lambda r: (r.who, r.cost.year), height=44, name="costs_table"), COPIES, "bed")
        self.law_list = Listing(Table(law_columns(today), key=lambda r: r.stay_id, height=44, name="law_table"), COPIES, "bed")
        views = (
            ("Board", board), ("List", self.stay_list), ("Shares of the year", self.share_list), ("In law", self.law_list),
            ("Costs by year", self.cost_list),
        )  # fmt: skip
        self.tabs = Tabs("beds_tab", views)
        lines = column(self._bar(beside), self.tabs, gap=12)
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def _bar(self, beside: Sequence[Button]) -> QBoxLayout:
        self.unit_box, self.span_box = QComboBox(), QComboBox()
        for box, name, words in (
            (self.unit_box, "unit_box", "House"), (self.span_box, "span_box", "How long a time is shown"),
        ):  # fmt: skip
            box.setObjectName(name)
            box.setAccessibleName(words)
        self.unit_box.setMinimumContentsLength(12)
        self.unit_box.currentIndexChanged.connect(lambda _n: self.show_unit(self.unit_box.currentData() or 0))
        for nights, words in SPANS:
            self.span_box.addItem(words, nights)
        self.span_box.currentIndexChanged.connect(lambda _n: self.show_span(self.span_box.currentData()))
        back, on = IconButton("left", "Earlier", partial(self.turn, -1)), IconButton("right", "Later", partial(self.turn, 1))
        back.setObjectName("board_back")
        on.setObjectName("board_on")
        self.span_words = label("", "strong", name="board_span")
        today = Button("Today", "link", name="board_today", then=self.show_today)
        where = row(self.unit_box, back, self.span_words, on, today, self.span_box, None, gap=6)
        return BesideUntilLarge(where, row(*beside, gap=6), gap=6)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a low window the lines are lower, so that who is short of staff is seen without scrolling."""
        if event.type() == QEvent.Type.Resize and watched is self._board.viewport():
            below = self._inside.minimumSizeHint().height() - self.grid.sizeHint().height()
            self.grid.fit(self._board.viewport().height() - below)
        return super().eventFilter(watched, event)

    def said(self) -> str:
        """The house shown and its beds, in words."""
        unit = next((one for one in self.units if one.id == self.unit_id), None)
        if unit is None:
            return ""
        kept = f" and {counted(unit.emergency, 'emergency bed')}" if unit.emergency else ""
        return f"{unit.name}, {counted(unit.beds, 'bed')}{kept}"

    def show_units(self, units: tuple[UnitRow, ...]) -> None:
        """Fill the choice of houses; the one shown stays chosen while it is there."""
        self.units = units
        if not units:
            for listing in (self.stay_list, self.share_list, self.law_list, self.cost_list):
                listing.say(*NO_HOUSE, self.providers_wanted.emit)
            if not self.unit_box.count():
                self.unit_box.addItem("No house yet", 0)
            self.no_house.show()
            self.drawn.hide()
            return
        self.no_house.hide()
        self.drawn.show()
        if self.unit_id not in {one.id for one in units}:
            self.unit_id = units[0].id
        self.unit_box.blockSignals(True)
        self.unit_box.clear()
        for one in units:
            self.unit_box.addItem(one.name, one.id)
        self.unit_box.setCurrentIndex(self.unit_box.findData(self.unit_id))
        self.unit_box.blockSignals(False)

    def show_board(self, board: Board) -> None:
        """Keep a board that came; `draw` shows it."""
        self.board = board
        last = board.first + DAY * (len(board.nights) - 1)
        year = "" if last.year == self.today.year else f" {last.year}"
        self.span_words.setText(f"{board.first.day} {board.first:%b} to {last.day} {last:%b}{year}")
        self.span_words.setAccessibleName(f"{say_day(board.first)} to {say_day(last)}")
        self._beds.clear()
        self._beds.update({bed.id: bed.name for bed in board.beds})
        if board.blocks:
            self.stay_list.show_rows(board.blocks, counted(len(board.blocks), "stay"))
        else:
            self.stay_list.say("Nobody stays in these nights.", "Press N on the board to place a stay.")

    def draw(self, placing: StayWanted | None, name: str, verdict: str) -> None:
        """Draw the board, with the stay being placed on it and what was found about it."""
        if self.board is not None:
            self.grid.show_grid(grid_of(self.board, self.today, placing, name, verdict))

    def show_shares(self, shares: tuple[FairShare, ...]) -> None:
        """Show how the year's weekends and holidays are shared."""
        if shares:
            said = f"{counted(len(shares), 'child', 'children')} of this house, {say_year(self.first)}; fewest weekend nights first"
            self.share_list.show_rows(shares, said)
        else:
            self.share_list.say("No child belongs to this house yet.", "Who stays, visits or waits here will stand in this list.")

    def show_law(self, rows: tuple[StayInLaw, ...]) -> None:
        """Show the stays of every house in the year shown, by what they are in law."""
        year = say_year(self.first)
        if rows:
            look = sum(row.unclear for row in rows)
            said = f"; {look} to look at" if look else ""
            stays, children = counted(len(rows), "stay"), counted(len({row.child_id for row in rows}), "child", "children")
            self.law_list.show_rows(rows, f"All houses, {year}: {stays} of {children}{said}")
        else:
            self.law_list.say(f"No night was slept or booked in {year}.", "The stays of all houses stand here by what they are in law.")

    def show_costs(self, house: tuple[YearCost, ...], council: tuple[YearCost, ...]) -> None:
        """Show what this house's nights cost by year, and every house's beside them."""
        name = next((one.name for one in self.units if one.id == self.unit_id), "")
        lines = [*(CostLine(name, one) for one in house), *(CostLine("All houses", one) for one in council)]
        if lines:
            lines.sort(key=lambda line: (line.cost.year, line.who == "All houses"), reverse=True)
            said = f"A night belongs to the year it is slept in, from 1 April. Shown: the last {counted(YEARS_SHOWN, 'year')}."
            self.cost_list.show_rows(lines, said)
        else:
            self.cost_list.say("No night costs anything yet.", "“Price of a night” in the menu of the house keeps what it costs.")

    def show_unit(self, unit_id: int) -> None:
        """Show another house."""
        if unit_id and unit_id != self.unit_id:
            self.unit_id = unit_id
            self.unit_box.setCurrentIndex(self.unit_box.findData(unit_id))
            self.wanted.emit()

    def show_span(self, nights: int) -> None:
        """Show two weeks, four or a term."""
        self.nights = nights
        self._told.setText(FOOT_BY_WEEK if nights > SPANS[1][0] else KEYS)
        self.wanted.emit()

    def show_from(self, first: date) -> None:
        """Show the nights from a day on."""
        self.first = first
        self.wanted.emit()

    def show_today(self) -> None:
        """Show the nights from today on."""
        self.show_from(self.today)

    def turn(self, step: int) -> None:
        """A week earlier or later; a longer span moves by four."""
        self.show_from(self.first + DAY * step * (7 if self.nights == SPANS[0][0] else 28))

    def to_emergency_bed(self) -> None:
        """Put the cursor on the first bed kept for emergencies, tonight; on the first bed of a house that keeps none."""
        if self.board is not None:
            line = next((n for n, bed in enumerate(self.board.beds) if bed.emergency), 0)
            self.grid.at = (line, (self.today - self.board.first).days)
            self.grid.update()

    def cell_under(self) -> tuple[int, date] | None:
        """The bed and the night under the cursor; None while there is no bed."""
        if self.board is None or not self.board.beds:
            return None
        line, place = self.grid.at
        return self.board.beds[line].id, self.board.first + DAY * place
