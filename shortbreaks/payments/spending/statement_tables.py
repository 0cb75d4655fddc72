"""The table in a bank's or card's file: lines about the account above its headings, or no headings at all."""

from collections.abc import Sequence
from dataclasses import replace

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import DATE_FORMS, day_in
from shortbreaks.exchange.csv_files import Table, TableRow, read_table, unguard
from shortbreaks.money import read_filed_money
from shortbreaks.payments.spending.card_files import likely_columns

NO_HEADINGS = "Column {}"


def statement_table(data: bytes) -> Table:
    """A statement as a table. One without headings has "Column 1" and so on, so that its first payment is not lost as headings."""
    table = read_table(data, begins=_is_headings)
    if not _is_payment(table.headings):
        return table
    first = TableRow(1, tuple(unguard(cell) for cell in table.headings))
    names = tuple(NO_HEADINGS.format(number) for number in range(1, len(table.headings) + 1))
    return replace(table, headings=names, rows=(first, *table.rows))


def layout_of(table: Table) -> str:
    """What tells one bank's files from another's: their headings, in order; "" where there are none to tell it."""
    if table.headings[0] == NO_HEADINGS.format(1):
        return ""
    return "|".join(heading.strip().casefold() for heading in table.headings)


def _is_headings(cells: Sequence[str]) -> bool:
    found = likely_columns([cell.strip() for cell in cells])
    return bool(found["day"] and (found["payee"] or found["amount"] or found["out"]))


def _is_payment(cells: Sequence[str]) -> bool:
    """Whether a row holds a day and a sum."""
    return any(day_in(cell, form) for cell in cells for form in DATE_FORMS) and any(_is_sum(cell) for cell in cells)


def _is_sum(cell: str) -> bool:
    try:
        return bool(read_filed_money(cell)) and "." in cell
    except Refused:
        return False
