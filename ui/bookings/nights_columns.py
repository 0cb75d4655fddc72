"""What the list of those who wait for nights, and the free runs of nights, show."""

from datetime import date

from shortbreaks.overnight.nights_queries import NightRow, RunRow
from shortbreaks.words import counted
from ui.bookings.waiting_columns import FITS, said_wait, state_marks, waited, why_here
from ui.kit.rows import Column, Mark


def nights_columns(today: date) -> list[Column[NightRow]]:
    """Place, child, what for, why there, and for how long."""
    place: Column[NightRow] = Column("Place", marks=lambda r: state_marks(r, today), sort=lambda r: r.place or 10**6, width=150)
    return [
        place,
        Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: f"with {' and '.join(r.siblings)}" if r.siblings else "",
               strong=True, width=150),
        Column("Waits for", lambda r: r.service, second=lambda r: r.wanted),
        Column("Why here", why_here, second=lambda r: next(one for one in r.reasons if one.endswith("used"))),
        Column("Waited", marks=lambda r: (waited(r),), sort=lambda r: r.days_waiting, width=112),
    ]  # fmt: skip


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
