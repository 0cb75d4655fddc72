"""What direct payments cost each side of 31 March: by days in each financial year, the rest subtracted (R-F5, 5.8)."""

from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import Money, write_table
from shortbreaks.finance.year_costs import Cost, costs_across

COLUMNS = (
    "dp_ref", "vendor_no", "run_id", "paid_on", "period_from", "period_to", "what", "gross", "this_year",
    "next_year",
)


def year_end_before(day: date) -> date:
    """The 31 March last gone by on a day."""
    return date(day.year - (day <= date(day.year, 3, 31)), 3, 31)


@query(needs=Permission.SEE_MONEY)
def accruals_at(view: View, year_end: date) -> tuple[Cost, ...]:
    """Every posted payment, and sum owed or paid too much, whose days lie on both sides of a 31 March. Raises Refused for another day."""
    if (year_end.month, year_end.day) != (3, 31):
        raise Refused("A financial year ends on 31 March.", "Choose a 31 March.", "year_end")
    return tuple(one for one in costs_across(view.db, year_end) if one.first <= year_end < one.last)


@query(needs=Permission.SEE_MONEY)
def accruals_file(view: View, year_end: date) -> bytes:
    """The accruals at a 31 March as a table for finance. Raises Refused when no payment lies across it."""
    rows = accruals_at(view, year_end)
    if not rows:
        raise Refused("No payment has days on both sides of that 31 March.", "There is nothing to accrue.", "year_end")
    return write_table(
        COLUMNS,
        [
            (x.ref, x.vendor_number, f"{x.run or ''}", x.paid_on or "", x.first, x.last, x.words or "Payment", Money(x.pence),
             Money(x.this_year), Money(x.next_year))
            for x in rows
        ],
    )  # fmt: skip
