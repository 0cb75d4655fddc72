"""How reliable each service is this year: breaks that families had booked, and those the provider or the council cancelled (R-X2)."""

from datetime import date

from PySide6.QtWidgets import QWidget

from shortbreaks.bookings.registers.reliability import Reliability, reliability
from shortbreaks.dates import say_day, year_of_allocation
from shortbreaks.money import share_of
from shortbreaks.words import counted
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

OFTEN = 50  # tenths of a per cent from which a service is marked


def say_tenths(tenths: int) -> str:
    """A share in words: 2.5%."""
    return f"{tenths // 10}.{tenths % 10}%"


def reliability_columns() -> list[Column[Reliability]]:
    """The service, what was booked, and what was cancelled by whom."""

    def rate(r: Reliability) -> tuple[Mark, ...]:
        return (Mark(say_tenths(r.tenths), "bad" if r.tenths >= OFTEN else "warn" if r.tenths else "ok"),)

    service: Column[Reliability] = Column("Service", lambda r: r.service, second=lambda r: r.provider, strong=True)
    return [
        service,
        Column("Booked", lambda r: counted(r.booked, "stay" if r.stays else "place"), sort=lambda r: -r.booked, right=True, width=120),
        Column("By the provider", lambda r: str(r.by_provider), sort=lambda r: -r.by_provider, right=True, width=140, tabular=True),
        Column("By the council", lambda r: str(r.by_council), sort=lambda r: -r.by_council, right=True, width=140, tabular=True),
        Column("Cancelled", marks=rate, sort=lambda r: -r.tenths, width=130),
    ]


class ReliabilityView(QWidget):
    """The services, the least reliable first, and the county's rate above them."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.first: date = year_of_allocation(page.today)[0]
        self.said = label("", "strong", wrap=True, name="reliability_said")
        self.table = Table(reliability_columns(), key=lambda r: (r.service_id, r.stays), height=44, name="reliability_table")
        self.table.opened.connect(lambda r: page.go.to("provider", provider=r.provider_id))
        self.listing = Listing(self.table, "Enter opens the provider · Ctrl+C copies rows")
        lines = column(self.said, self.listing, gap=8)
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def refresh(self) -> None:
        """Count the year's breaks up to today again."""
        self.desk.ask(self, "reliability", reliability, self.first, self.page.today, then=self._show)

    def _show(self, rows: tuple[Reliability, ...]) -> None:
        booked, fell = sum(one.booked for one in rows), sum(one.by_provider + one.by_council for one in rows)
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "service"))
            rate = say_tenths(share_of(1000, fell, booked))
            whole = counted(booked, "break")
            self.said.setText(f"{rate} of {whole} since {say_day(self.first)} cancelled by a provider or the council: {fell}.")
        else:
            self.listing.say("No break has been booked this year.", "The rate stands here from the first one on.")
            self.said.setText("")
