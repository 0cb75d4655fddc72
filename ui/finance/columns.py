"""What the tables of finance files and months show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import say_day, say_short, to_local
from shortbreaks.finance.batches import BatchRow
from shortbreaks.ledger.queries import MonthRow
from shortbreaks.money import pounds
from ui.kit.rows import Column, Mark

KINDS = {"payments": "Direct payments", "charges": "Charges to families"}
STATES = {
    "prepared": Mark("Not written yet", "warn"), "written": Mark("Written", "info"),
    "acknowledged": Mark("Finance has it", "ok"),
}  # fmt: skip
MONTHS = {
    "open": Mark("Open", "ok"),
    "soft": Mark("Closed", "warn"),
    "hard": Mark("Closed for good", "neutral", "lock"),
}


def file_columns(today: date) -> Sequence[Column[BatchRow]]:
    """Name and kind, when it was prepared, its state and copies, lines and total."""
    first: Column[BatchRow] = Column("File", lambda r: r.name, second=lambda r: KINDS[r.kind], strong=True)
    return [
        first,
        Column(
            "Prepared", lambda r: say_short(to_local(r.prepared_at).date(), today), sort=lambda r: r.prepared_at,
            width=150, tabular=True,
        ),
        Column("State", marks=lambda r: (STATES[r.state],), sort=lambda r: r.state, width=150),
        Column("Copies", lambda r: f"{r.copies}" if r.copies else "–", sort=lambda r: r.copies, right=True, width=80, tabular=True),
        Column("Lines", lambda r: f"{r.count:,}", sort=lambda r: r.count, right=True, width=84, tabular=True),
        Column("Sum of lines", lambda r: pounds(r.pence), sort=lambda r: r.pence, right=True, width=130, strong=True, tabular=True),
    ]  # fmt: skip


def say_month(month: str) -> str:
    """A month of the books as people say it: "2026-07" is July 2026."""
    return say_day(date.fromisoformat(f"{month}-01")).partition(" ")[2]


def month_columns() -> Sequence[Column[MonthRow]]:
    """Month, state, and to whom a closed one is open."""

    def open_to(row: MonthRow) -> str:
        return f"{row.open_to}, until {to_local(row.open_until):%d %b %H:%M}" if row.open_until else "–"

    first: Column[MonthRow] = Column("Month", lambda r: say_month(r.month), sort=lambda r: r.month, strong=True)
    return [
        first,
        Column("State", marks=lambda r: (MONTHS[r.state],), sort=lambda r: r.state, width=170),
        Column("Open to one person", open_to, width=280),
    ]
