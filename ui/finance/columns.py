"""What the tables of finance files and months show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import say_day, say_short, short_day, to_local
from shortbreaks.finance.batches import BatchRow
from shortbreaks.finance.kinds import KINDS
from shortbreaks.finance.layouts import LayoutRow, SampleColumn
from shortbreaks.ledger.months import MonthRow
from shortbreaks.money import pounds
from ui.kit.rows import Column, Mark

PARTS = {
    "charge": "charged", "credit": "put back", "payment": "paid", "refund": "given back", "change": "changed otherwise",
}  # fmt: skip
STATES = {
    "prepared": Mark("Not written yet", "warn"), "written": Mark("Written", "info"),
    "acknowledged": Mark("Finance has it", "ok"), "withdrawn": Mark("Withdrawn", "neutral", "close"),
}  # fmt: skip
MONTHS = {
    "open": Mark("Open", "ok"),
    "soft": Mark("Closed", "warn"),
    "hard": Mark("Closed for good", "neutral", "lock"),
}


def say_sum(row: BatchRow) -> str:
    """What a file comes to; charges and payments add up to nothing, so theirs says what was charged."""
    return pounds(row.parts.get("charge", 0) if row.kind == "charges" else row.pence)


def say_parts(row: BatchRow) -> str:
    """The sums of a charges file, each by itself; nothing for the other kinds, whose sum says it all."""
    if row.kind != "charges":
        return ""
    rest = [f"{pounds(pence)} {PARTS[part]}" for part, pence in row.parts.items() if part != "charge"]
    return ", ".join(["charged", *rest])


def file_columns(today: date) -> Sequence[Column[BatchRow]]:
    """Name and kind, when it was prepared, its state and copies, lines, sums, and how long it is kept (R-P3)."""
    first: Column[BatchRow] = Column("File", lambda r: r.name, second=lambda r: KINDS[r.kind].title, strong=True)
    return [
        first,
        Column(
            "Prepared", lambda r: say_short(to_local(r.prepared_at).date(), today), sort=lambda r: r.prepared_at,
            width=150, tabular=True,
        ),
        Column("State", marks=lambda r: (STATES[r.state],), sort=lambda r: r.state, width=150),
        Column("Copies", lambda r: f"{r.copies}" if r.copies else "–", sort=lambda r: r.copies, right=True, width=80, tabular=True),
        Column("Lines", lambda r: f"{r.count:,}", sort=lambda r: r.count, right=True, width=84, tabular=True),
        Column("Comes to", say_sum, second=say_parts, sort=lambda r: r.pence, right=True, width=230, strong=True, tabular=True),
        Column("Kept until", lambda r: short_day(r.keep_until, today), sort=lambda r: r.keep_until, width=120, tabular=True),
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


def layout_columns(today: date) -> Sequence[Column[LayoutRow]]:
    """A kind of file, and since when it is laid out as it is."""
    first: Column[LayoutRow] = Column(
        "Kind of file", lambda r: r.title, second=lambda r: f"{len(r.columns)} fields", strong=True
    )
    return [
        first,
        Column("Laid out so since", lambda r: "As shipped" if r.from_day is None else short_day(r.from_day, today), width=150),
    ]


def sample_columns() -> Sequence[Column[SampleColumn]]:
    """A sample stood on its side, so that no field is cut off: heading, field and three lines."""
    first: Column[SampleColumn] = Column("Heading", lambda r: r.heading, strong=True, width=150)
    return [
        Column("", lambda r: f"{r.place}", sort=lambda r: r.place, right=True, width=48, tabular=True), first,
        *(Column(f"Line {n + 1}", lambda r, n=n: r.cells[n], width=140, tabular=True) for n in range(3)),  # type: ignore[misc]
    ]  # fmt: skip
