"""A picture of every part at once, to look at after a change: python -m ui.kit.sheet_of_parts OUT.png [--dark] [--text 150]."""

import argparse
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit import theme
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Avatar, Card
from ui.kit.charts import PeriodBars
from ui.kit.chips import Badge, Chip
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.form import Form
from ui.kit.hexmap import PLACES, HexMap
from ui.kit.layouts import column, holder, row, rule
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import IconLabel, label

TODAY = date(2026, 7, 22)
ICONS = "child family provider booking bed night payment offer waiting register care medicine as-at put-back backup export withheld"


@dataclass(frozen=True, slots=True)
class _Line:
    """One made-up row of the table."""

    when: str
    what: str
    state: Mark | None
    out: str


LINES = (
    _Line("16 Jul", "Wages, 24 h", Mark("Not yet", "warn", "clock-filled"), "£336.00"),
    _Line("14 Jul", "Swim kit, put back", None, ""),
    _Line("9 Jul", "Selected row", Mark("Seen", "ok"), "£38.25"),
    _Line("28 May", "Tom <b>Bold</b> & brother", Mark("Seen", "ok"), "£10.72"),
)


def sheet_of_parts() -> QWidget:
    """Every part on one page, in three columns."""
    page = holder(
        row(
            column(_type(), _buttons(), _icons(), None, gap=16),
            column(_fields(), _chips(), _map(), None, gap=16),
            column(_notices(), _table(), _bars(), None, gap=16),
            gap=16, margin=(24, 24, 24, 24),
        ),
        "page",
    )  # fmt: skip
    page.setAutoFillBackground(True)
    return page


def _card(title: str, *items: QWidget) -> Card:
    card = Card()
    card.heading(title)
    for item in items:
        card.body.addWidget(item)
    return card


def _type() -> Card:
    roles = (
        ("figure", "£268,413.52"), ("page", "Page title"), ("title", "Card title"), ("body", "Body, table and form text"),
        ("strong", "Totals and names"), ("label", "Labels and links"), ("caption", "Captions, chips and keys"),
    )  # fmt: skip
    person = row(Avatar("AO"), column(label("Amara O., 9", "page"), label("Ramsgate, Thanet", "second"), gap=0), None)
    pairs = [("When", "Saturday 1 August 2026, 10:00 to 13:00"), ("Family pays", "£12.75 now, by card")]
    return _card("Type", *(label(words, role) for role, words in roles), rule(), holder(person), facts(pairs))


def _buttons() -> Card:
    off = Button("Book")
    off.off_because("No place is left on 25 July.")
    first = flow(Button("Book", "filled", key="1"), Button("Print", icon="print"), Button("Change", "quiet"), off)
    tiles = (Button("Sat 25", second="4 free"), Button("Sat 1", "chosen", second="2 free"), Button("End it", "danger"))
    tabs = flow(Button("Summary", "current_tab"), Button("Bookings 6", "tab"), Button("History", "tab"))
    return _card("Buttons", holder(first), holder(flow(*tiles)), holder(tabs))


def _icons() -> Card:
    each = [holder(column(row(None, IconLabel(name), None), label(name, "caption"), gap=2)) for name in ICONS.split()]
    return _card("Icons, one meaning each", holder(flow(*each, gap=16)))


def _fields() -> Card:
    fields = [
        Field("hours", "Hours a week", "whole", unit="hours"), Field("day", "From", "date", beside=True),
        Field("charge", "Charge", "money"),
        Field("place", "Place", "choice", beside=True, choices=[("r", "Ramsgate")]),
        Field("needs", "Needs", "many", choices=[("t", "Needs transport"), ("b", "Keep with brother")]),
    ]  # fmt: skip
    form = Form(fields, {"hours": 6, "day": TODAY, "needs": ("t",)}, today=lambda: TODAY)
    form.show_mistake("charge", "Write pounds and pence, such as 12.70.")
    return _card("Fields", search_line("Search", "Name, place or need", "parts_search"), form)


def _chips() -> Card:
    chips = (
        Chip("Confirmed", "ok"), Chip("Offer to 29 Jul", "warn", "clock-filled"), Chip("Insurance out", "bad"),
        Chip("Rescue medicine", "info", "medicine-filled"), Chip("A person decides", "special"), Chip("Waiting, 2nd"),
        Badge(7, "warn"), Badge(14, "bad"), Badge(9),
    )  # fmt: skip
    return _card("Chips and badges", holder(flow(*chips)))


def _map() -> Card:
    names = ("Dartford", "Gravesham", "Medway", "Swale", "Canterbury", "Thanet", "Sevenoaks", "Tonbridge & Malling",
             "Maidstone", "Ashford", "Dover", "Tunbridge Wells", "Folkestone & Hythe")  # fmt: skip
    shown = HexMap()
    shown.show_values({code: 10 + 7 * n for n, code in enumerate(PLACES)}, dict(zip(PLACES, names, strict=True)))
    shown.select("E07000114")
    return _card("Free places", shown)


def _notices() -> Card:
    return _card(
        "Notices",
        Notice("ok", "Booked for Amara O.", "Sandpipers, Sat 1 August. 31 hours left.", (("Print", int),)),
        Notice("bad", "No 1:1 worker.", "Ask for 1:1, £48.87, or choose 8 August.", (("Ask for it", int),)),
        Notice("warn", "The server does not answer.", "It tries again by itself.", (("Try again", int),)),
        Notice("info", "Martin Cole changed this.", "He moved it to 1 August.", (("Look again", int),)),
    )


def _table() -> Listing:
    columns: list[Column[_Line]] = [
        Column("Date", text=lambda r: r.when, width=84, tabular=True),
        Column("What", text=lambda r: r.what, strong=True),
        Column("State", marks=lambda r: [r.state] if r.state else [], width=110),
        Column("Out", text=lambda r: r.out, width=90, right=True, tabular=True),
    ]
    table = Table(columns, key=lambda r: r.when)
    listing = Listing(table)
    listing.show_rows(LINES, "4 of 19 lines")
    table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    table.choose_key("9 Jul")
    listing.setFixedHeight(theme.px(32 * 6) + 24)
    return listing


def _bars() -> Card:
    words = row(label("Hours", "strong"), None, label("14 used, 12 booked of 60", "second"))
    weeks = [("1 Jun", 540), ("", 560), ("", 566), ("", 530), ("", 570), ("", 590), ("", 604), ("this week", 618)]
    bars = PeriodBars(weeks, "Breaks each week")
    return _card("Bars and charts", holder(words), AllocationBar(14, 12, 60, 31), bars)


def main() -> None:
    """Draw the sheet into the file named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--text", type=int, default=100, choices=theme.SIZES)
    wished = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "dark" if wished.dark else "light", wished.text)
    page = sheet_of_parts()
    page.resize(1440, max(900, page.heightForWidth(1440)))
    page.show()
    for _ in range(4):  # until everything has its place
        QApplication.sendPostedEvents()
    page.grab().save(wished.out)


if __name__ == "__main__":
    main()
