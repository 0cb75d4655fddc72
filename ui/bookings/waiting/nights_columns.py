"""What the free runs of nights show."""

from datetime import date

from shortbreaks.overnight.nights_queries import RunRow
from shortbreaks.words import counted
from ui.bookings.waiting.columns import FITS, said_wait
from ui.kit.rows import Column, Mark


def run_columns(today: date) -> list[Column[RunRow]]:
    """When, where, which beds are free, who is next and whether it fits."""

    def fits(r: RunRow) -> Mark:
        return FITS[r.next.outcome] if r.next is not None else Mark("Fits nobody", "neutral", "")

    def room(r: RunRow) -> str:
        beds = r.beds[0] if len(r.beds) == 1 else counted(len(r.beds), "bed")
        return f"{beds}, {said_wait(r.families)}"

    when: Column[RunRow] = Column(
        "Free nights", lambda r: r.when(today), second=lambda r: counted(r.nights, "night"), sort=lambda r: (r.first, r.out), width=196,
        tabular=True,
    )  # fmt: skip
    return [
        when,
        Column("House", lambda r: r.service, second=room),
        Column("Next", lambda r: r.next.child if r.next else "–", strong=True,
               second=lambda r: r.next.when(today) if r.next else "Nobody who waits"),
        Column("Fits", marks=lambda r: (fits(r),), width=150),
    ]  # fmt: skip
