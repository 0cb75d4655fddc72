"""What direct payments cost each side of 31 March: by days in each financial year, the rest subtracted (R-F5, 5.8)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import Money, write_table
from shortbreaks.payments.rules import by_year
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine

COLUMNS = ("dp_ref", "vendor_no", "run_id", "paid_on", "period_from", "period_to", "gross", "this_year", "next_year")


@dataclass(frozen=True, slots=True)
class Accrual:
    """One payment for days on both sides of a year's end (pence): what each year bears."""

    ref: str
    vendor_number: str
    run: int
    paid_on: date
    first: date
    last: date
    gross: int
    this_year: int
    next_year: int


def year_end_before(day: date) -> date:
    """The 31 March last gone by on a day."""
    return date(day.year - (day <= date(day.year, 3, 31)), 3, 31)


@query(needs=Permission.SEE_MONEY)
def accruals_at(view: View, year_end: date) -> tuple[Accrual, ...]:
    """Every posted payment whose days lie on both sides of a 31 March. Raises Refused for another day."""
    if (year_end.month, year_end.day) != (3, 31):
        raise Refused("A financial year ends on 31 March.", "Choose a 31 March.", "year_end")
    rows = view.db.execute(
        select(
            Agreement.ref, RunLine.vendor_number, PaymentRun.number, PaymentRun.pay_on, RunLine.first_day,
            RunLine.last_day, RunLine.gross_pence,
        )
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .where(
            RunLine.state.in_(("posted", "acknowledged")), RunLine.kind == "cycle", RunLine.first_day <= year_end,
            RunLine.last_day > year_end,
        )
        .order_by(RunLine.id)
    )  # fmt: skip
    return tuple(Accrual(*row, *by_year(row.gross_pence, row.first_day, row.last_day)) for row in rows)


@query(needs=Permission.SEE_MONEY)
def accruals_file(view: View, year_end: date) -> bytes:
    """The accruals at a 31 March as a table for finance. Raises Refused when no payment lies across it."""
    rows = accruals_at(view, year_end)
    if not rows:
        raise Refused("No payment has days on both sides of that 31 March.", "There is nothing to accrue.", "year_end")
    return write_table(
        COLUMNS,
        [
            (x.ref, x.vendor_number, f"{x.run}", x.paid_on, x.first, x.last, Money(x.gross), Money(x.this_year),
             Money(x.next_year))
            for x in rows
        ],
    )  # fmt: skip
