"""What the tables of nights show: stays as a list, shares of the year, what stays are in law, and what nights cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.dates import say_short, say_year
from shortbreaks.exchange.stays_out import LAW, StayInLaw
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


def law_columns(today: date) -> Sequence[Column[StayInLaw]]:
    """Child, stay, what it is in law and how the return has it; what somebody must look at is marked."""

    def marks(row: StayInLaw) -> Sequence[Mark]:
        return (Mark("To decide" if row.legal == "undecided" else "No code", "warn"),) if row.unclear else ()

    child: Column[StayInLaw] = Column("Child", lambda r: r.child, second=lambda r: r.ref, strong=True)
    return [
        child,
        Column("House", lambda r: r.house),
        Column("In", lambda r: say_short(r.came, today), sort=lambda r: r.came, width=120, tabular=True),
        Column("Nights", lambda r: str(r.in_year), second=lambda r: "" if r.in_year == r.nights else f"of {r.nights}",
               sort=lambda r: r.in_year, right=True, width=80, tabular=True),
        Column("In law", lambda r: LAW[r.legal], width=120),
        Column("Return", lambda r: " ".join(filter(None, (r.code, f"({r.begun})" if r.begun else ""))) or "–", width=90),
        Column("", marks=marks, sort=lambda r: not r.unclear, width=120),
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
