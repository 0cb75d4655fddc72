"""By district: what of the range of services is there, what was asked for and not met, and why (R-X1, R4)."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shortbreaks.bookings.unmet.report import (
    RANGES,
    Demand,
    RangeRow,
    range_by_district,
    unmet_demand,
)
from shortbreaks.dates import say_day, say_hours, year_of_allocation
from shortbreaks.words import counted, inside
from ui.kit.beside import Beside
from ui.kit.detail import Detail
from ui.kit.layouts import column, rule
from ui.kit.listing import Listing
from ui.kit.rows import Column
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

SIDE, LEAST = 356, 560


def range_columns() -> list[Column[RangeRow]]:
    """The district, and for each part of the range its services and what is not met."""

    def services(part: int, r: RangeRow) -> str:
        cell = r.cells[part]
        return counted(cell.services, "service") if cell.services else "No service"

    def unmet(part: int, r: RangeRow) -> str:
        return r.cells[part].unmet_words

    district: Column[RangeRow] = Column("District", lambda r: r.district, strong=True, width=172)
    parts = [
        Column(title, partial(services, n), second=partial(unmet, n), sort=partial(lambda part, r: -r.cells[part].unmet, n))
        for n, title in enumerate(("Daytime", "Overnight", "Leisure", "Evening, weekend, holiday"))
    ]
    return [district, *parts]


def became(one: Demand) -> str:
    """What became of the requests of a district for one reason."""
    said = [f"{one.open} open", f"{one.met} met later", f"{one.withdrawn} no longer wanted",
            f"{counted(one.days_waited, 'day')} on average"]  # fmt: skip
    said += [f"{say_hours(one.minutes_short)} short"] if one.minutes_short else []
    said += [f"{counted(one.nights_short, 'night')} short"] if one.nights_short else []
    return ", ".join(said)


class RangeView(QWidget):
    """The districts, and beside the list why requests of the chosen one were not met this year."""

    district_opened = Signal(str)  # its code: its open requests are wanted

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.first: date = year_of_allocation(page.today)[0]
        self.demand: tuple[Demand, ...] = ()
        self.table = Table(range_columns(), key=lambda r: r.district_code, height=44, name="range_table")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda r: self.district_opened.emit(r.district_code))
        self.listing = Listing(self.table, "Enter shows the open requests · Ctrl+C copies rows")
        self.detail = Detail()
        self.setLayout(column(Beside(self.listing, self.detail, SIDE, LEAST, inside=True)))

    def refresh(self) -> None:
        """Ask for the range and the demand again."""
        self.desk.ask(self, "range", range_by_district, then=self._show)
        self.desk.ask(self, "demand", unmet_demand, self.first, self.page.today, then=self._demand)

    def _show(self, rows: tuple[RangeRow, ...]) -> None:
        lacking = sum(1 for row in rows for cell in row.cells if cell.lacks)
        more = f", {counted(lacking, 'part')} asked for with no service there" if lacking else ""
        self.listing.show_rows(rows, f"{counted(len(rows), 'district')}{more}")
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._detail()

    def _demand(self, rows: tuple[Demand, ...]) -> None:
        self.demand = rows
        self._detail()

    def _detail(self) -> None:
        chosen: RangeRow | None = self.table.chosen_row()
        if chosen is None:
            self.detail.begin()
            return
        self.detail.begin(label(chosen.district, "title", name="range_title"))
        self.detail.add(label(f"Asked for and not met since {say_day(self.first)}.", "second", wrap=True))
        mine = [one for one in self.demand if one.district_code == chosen.district_code]
        for one in (one for one in mine if not one.few):
            self.detail.add(rule())
            self.detail.add(label(f"{one.reason_words}: {one.asked:,}", "strong", wrap=True))
            if one.told_apart:
                self.detail.add(label(became(one), wrap=True))
        if few := [one for one in mine if one.few]:
            self.detail.add(rule())
            self.detail.add(label(f"Fewer than {few[0].small} each", "strong", wrap=True))
            first, *others = (one.reason_words for one in few)
            self.detail.add(label(", ".join([first, *map(inside, others)]) + ".", wrap=True))
        if not all(one.told_apart for one in mine):
            self.detail.add(label("Counts as small are not said, nor what they could be worked out from.", "caption", wrap=True))
        if not mine:
            self.detail.add(label("Every request was met.", "second", wrap=True))
        self.detail.add(rule())
        for (words, _), cell in zip(RANGES.values(), chosen.cells, strict=True):
            lacks = "none" if not cell.services else counted(cell.services, "service")
            self.detail.add(label(f"{words}: {lacks}", "caption", wrap=True))
