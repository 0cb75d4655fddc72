"""What stays across 31 March cost each side of it, beside the accruals of direct payments (A37, R-F5)."""

from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.database.commands import View, query
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import Money, write_table
from shortbreaks.overnight.costs import stays_across

COLUMNS = (
    "stay", "vendor_no", "house", "child", "state", "first_night", "last_night", "nights_this_year", "this_year",
    "nights_next_year", "next_year",
)  # fmt: skip


@query(needs=Permission.SEE_MONEY)
def night_accruals_file(view: View, year_end: date) -> bytes:
    """The stays across a 31 March as a table for finance. Raises Refused for another day, or when there is none."""
    if (year_end.month, year_end.day) != (3, 31):
        raise Refused("A financial year ends on 31 March.", "Choose a 31 March.", "year_end")
    rows = stays_across(view, year_end)
    if not rows:
        raise Refused("No stay lies across that 31 March.", "There is nothing to accrue.", "year_end")
    return write_table(
        COLUMNS,
        [
            (f"stay {x.stay_id}", x.vendor_number, x.unit, x.child, STAY_WORDS[x.state], x.first, x.last, x.this_nights,
             Money(x.this_year), x.next_nights, Money(x.next_year))
            for x in rows
        ],
    )  # fmt: skip
