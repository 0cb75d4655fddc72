"""The months of the books: which are open, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, query
from shortbreaks.ledger.tables import periods, totals


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the books: its state, and who may still post in it until when, if anybody."""

    month: str
    state: str
    open_to: str
    open_until: datetime | None


@query(needs=Permission.SEE_MONEY)
def months_of_the_books(view: View) -> tuple[MonthRow, ...]:
    """Every month that has postings or was closed, newest first."""
    posted = set(view.db.execute(select(totals.c.month).distinct()).scalars())
    kept = {
        row.month: row
        for row in view.db.execute(
            select(periods.c.month, periods.c.state, periods.c.open_until, PersonRecord.name).join(
                PersonRecord, PersonRecord.id == periods.c.open_to, isouter=True
            )
        )
    }
    rows = []
    for name in sorted({*posted, *kept}, reverse=True):
        period = kept.get(name)
        rows.append(
            MonthRow(name, period.state if period else "open",
                     (period.name or "") if period else "", period.open_until if period else None)
        )  # fmt: skip
    return tuple(rows)
