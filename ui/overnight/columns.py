"""What the tables of nights show: the stays of a board as a list, each child's share of the year, and what nights cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.dates import say_short, say_year
from shortbreaks.money import pounds
from shortbreaks.overnight.board import Block
from shortbreaks.overnight.costs import YearCost
from shortbreaks.overnight.shares import FairShare
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark

MEANINGS = {"offered": "warn", "booked": "info", "in_house": "ok", "ended": "neutral"}


def stay_columns(today: date, beds: dict[int, str]) -> Sequence[Column[Block]]:
    """Child, bed, first night, day to leave, nights, state."""
    name: Column[Block] = Column("Child", lambda r: r.name, second=lambda r: f"{r.age} years", strong=True)
    return [
        name,
        Column("Bed", lambda r: beds.get(r.bed_id, ""), width=140),
        Column("In", lambda r: say_short(r.first, today), sort=lambda r: r.first, width=130, tabular=True),
        Column("Out", lambda r: say_short(r.ends_at.date(), today), sort=lambda r: r.ends_at, width=130, tabular=True),
        Column("Nights", lambda r: str(r.nights), sort=lambda r: r.nights, right=True, width=80, tabular=True),
        Column("Takes along", lambda r: ", ".join(r.marks) or "–", width=200),
        Column("State", marks=_state, sort=lambda r: r.state, width=170),
    ]  # fmt: skip


def _state(row: Block) -> Sequence[Mark]:
    marks = (Mark(STAY_WORDS[row.state], MEANINGS[row.state]),)
    return (*marks, Mark(row.why.capitalize(), "warn")) if row.why else marks


def share_columns() -> Sequence[Column[FairShare]]:
    """Child, nights of the year, of weekends and of school holidays."""
    name: Column[FairShare] = Column("Child", lambda r: r.name, strong=True)
    return [
        name,
        Column("Weekend nights", lambda r: str(r.weekend), sort=lambda r: r.weekend, right=True, width=160, tabular=True),
        Column("Holiday nights", lambda r: str(r.holiday), sort=lambda r: r.holiday, right=True, width=160, tabular=True),
        Column("All nights", lambda r: str(r.nights), sort=lambda r: r.nights, right=True, width=130, tabular=True),
        Column("Awarded", lambda r: str(r.awarded), sort=lambda r: r.awarded, right=True, width=120, tabular=True),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CostLine:
    """One financial year of a house, or of every house."""

    who: str
    cost: YearCost


def cost_columns() -> Sequence[Column[CostLine]]:
    """Year, whose nights, what is committed, owed, and both together."""
    year: Column[CostLine] = Column(
        "Year", lambda r: say_year(r.cost.year), sort=lambda r: r.cost.year, strong=True, width=110, tabular=True
    )
    return [
        year,
        Column("Nights of", lambda r: r.who),
        Column("Committed", lambda r: pounds(r.cost.committed), second=lambda r: counted(r.cost.committed_nights, "night"),
               sort=lambda r: r.cost.committed, right=True, width=150, tabular=True),
        Column("Owed, slept", lambda r: pounds(r.cost.owed), second=lambda r: counted(r.cost.owed_nights, "night"),
               sort=lambda r: r.cost.owed, right=True, width=150, tabular=True),
        Column("Together", lambda r: pounds(r.cost.whole), sort=lambda r: r.cost.whole, right=True, width=150, tabular=True),
    ]  # fmt: skip
