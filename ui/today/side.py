"""The right side of Today: breaks each week, allocations used, and the beds of tonight."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from shortbreaks.bookings.today import TodayFacts, Used
from shortbreaks.dates import say_day
from shortbreaks.overnight.today import HouseTonight
from shortbreaks.words import counted
from ui.kit.bars import AllocationBar
from ui.kit.bed_marks import BedMarks
from ui.kit.cards import Card
from ui.kit.charts import PeriodBars
from ui.kit.layouts import holder, row
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.page import Go

NAMED_WEEKS = (0, 4, 8)
HOUSES = 6
UNITS = {"hours": "Hours", "nights": "Nights"}


def weeks_card(facts: TodayFacts) -> Card:
    """Breaks taken in the last twelve weeks, this week dark, with the figures as a table."""
    card = Card()
    card.heading("Breaks taken each week", link="Figures", then=partial(_show_weeks, card, facts))
    last = len(facts.weeks) - 1
    bars = [
        ("this week" if place == last else f"{monday.day} {monday:%b}" if place in NAMED_WEEKS else "", count)
        for place, (monday, count) in enumerate(facts.weeks)
    ]
    spoken = ", ".join(f"week of {monday.day} {monday:%B}: {count}" for monday, count in facts.weeks)
    card.body.addWidget(PeriodBars(bars, f"Breaks taken each week: {spoken}"))
    if facts.week_last_year:
        card.body.addWidget(label(f"The same week last year: {facts.week_last_year}.", "caption"))
    return card


def _show_weeks(card: Card, facts: TodayFacts) -> None:
    _figures(card, "Breaks taken each week", [(f"Week of {say_day(day)}", str(count)) for day, count in facts.weeks])


def used_card(facts: TodayFacts) -> Card:
    """What is used and booked of everybody's hours and nights, against how much of the year has gone."""
    card = Card()
    card.heading("Allocation used, all children", link="Figures", then=partial(_show_used, card, facts))
    for used in facts.used:
        words = f"{_share(used.used, used)}% used, {_share(used.booked, used)}% booked"
        card.body.addLayout(row(label(UNITS[used.unit], "name"), None, label(words, "second")))
        card.body.addWidget(
            AllocationBar(used.used, used.booked, used.whole, used.gone, f"{UNITS[used.unit]}: {words}")
        )
    gone = facts.used[0].gone
    card.body.addWidget(label(f"The marker shows today: {gone}% of the year has gone.", "caption", wrap=True))
    return card


def _show_used(card: Card, facts: TodayFacts) -> None:
    lines = []
    for used in facts.used:
        for words, amount in (("awarded", used.whole), ("used", used.used), ("booked", used.booked)):
            shown = amount // 60 if used.unit == "hours" else amount
            lines.append((f"{UNITS[used.unit]} {words}", f"{shown:,}"))
    _figures(card, "Allocation used, all children", lines)


def beds_card(houses: Sequence[HouseTonight], go: Go) -> Card:
    """Which houses have a bed tonight; a carer's one bed is looked up on the board."""
    card = Card()
    card.heading("Beds tonight", link="Bed board", then=partial(go.to, "beds"))
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(0, 1)
    shown = [one for one in houses if one.taken + one.free + one.kept + one.closed > 1][:HOUSES]
    for place, one in enumerate(shown):
        words = said_beds(one)
        grid.addWidget(label(one.house, "name", wrap=True), place, 0)
        spoken = f"{one.house}: {one.taken} taken, {one.free} free, {one.kept} kept for emergencies, {one.closed} closed"
        grid.addWidget(BedMarks(one.taken, one.free, one.kept, one.closed, spoken), place, 1)
        grid.addWidget(label(words, "second"), place, 2, Qt.AlignmentFlag.AlignRight)
    card.body.addLayout(grid)
    rest = [one for one in houses if one not in shown]
    if rest:
        free = sum(one.free for one in rest)
        card.body.addWidget(label(f"{counted(len(rest), 'more home')} on the board: {free} free tonight.", "caption", wrap=True))
    return card


def said_beds(one: HouseTonight) -> str:
    """What is left of a house's beds tonight: "2 free", else "1 emergency", "full" or "closed"."""
    if one.free:
        return f"{one.free} free"
    if one.kept:
        return f"{one.kept} emergency"
    return "full" if one.taken else "closed"


def _share(part: int, used: Used) -> int:
    return round(part * 100 / used.whole) if used.whole else 0


def _figures(over: QWidget, title: str, lines: list[tuple[str, str]]) -> None:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for place, (words, figure) in enumerate(lines):
        grid.addWidget(label(words), place, 0)
        grid.addWidget(label(figure, "name", tabular=True), place, 1)
    Sheet(over, title, holder(grid), width=440).setFocus()
