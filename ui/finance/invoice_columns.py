"""What the tables of invoices, their lines and files on their way in show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import say_day, say_short
from shortbreaks.finance.purchase_import import InvoiceRead
from shortbreaks.finance.purchase_queries import InvoiceRow, MatchedLine
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark

STATES = {
    "credited": Mark("Credited", "neutral"), "withdrawn": Mark("Withdrawn", "neutral"),
}  # fmt: skip


def invoice_columns(today: date) -> Sequence[Column[InvoiceRow]]:
    """Number and provider, sum and when it is due, and what it waits for."""

    def marks(row: InvoiceRow) -> Sequence[Mark]:
        if row.state == "entered":
            if not row.waiting:
                return (Mark("To approve", "info"),)
            return (Mark(f"{len(row.waiting)} for {row.waiting[0].who}", "warn"),)
        if row.state == "approved":
            return (Mark("With finance", "ok") if row.file else Mark("For the next file", "info", "export"),)
        return (STATES[row.state],)

    first: Column[InvoiceRow] = Column("Invoice", lambda r: r.number, second=lambda r: r.provider, strong=True)
    return [
        first,
        Column("Sum", lambda r: pounds(r.pence), second=lambda r: f"due {say_short(r.due_on, today)}", sort=lambda r: r.pence,
               right=True, width=120, tabular=True),
        Column("State", marks=marks, sort=lambda r: (r.state, len(r.waiting)), width=170),
    ]  # fmt: skip


def line_columns(today: date) -> Sequence[Column[MatchedLine]]:
    """One session or stay: booked, attended, invoiced, and what differs."""

    def marks(line: MatchedLine) -> Sequence[Mark]:
        if not line.differences:
            return (Mark("Matches", "ok"),)
        one = (line.waiting or line.differences)[0]
        answered = line.answers.get(one.kind)
        if answered is not None:
            return (Mark(answered.answer.capitalize(), "ok" if answered.answer == "accepted" else "bad"),)
        return (Mark(f"{one.who.capitalize()} decides", "warn") if one.who else Mark("Rest stays owed", "info"),)

    first: Column[MatchedLine] = Column(
        "For", lambda r: r.service, second=lambda r: f"{say_short(r.first_day, today)}, {r.ref}",
        sort=lambda r: r.first_day, strong=True,
    )  # fmt: skip
    return [
        first,
        Column("Booked", lambda r: r.match.figure(r.match.booked), sort=lambda r: r.match.booked, right=True, width=70, tabular=True),
        Column("Came", lambda r: r.match.figure(r.match.attended), sort=lambda r: r.match.attended, right=True, width=60, tabular=True),
        Column("Invoiced", lambda r: r.match.figure(r.match.units),
               second=lambda r: f"at {pounds(r.match.price)}{' an hour' if r.match.per > 1 else ''}",
               sort=lambda r: r.match.units, right=True, width=96, tabular=True),
        Column("", marks=marks, width=160),
    ]  # fmt: skip


def read_columns() -> Sequence[Column[InvoiceRead]]:
    """An invoice of a file: provider and number, its period, its lines, its sum."""
    first: Column[InvoiceRead] = Column("Invoice", lambda r: r.request.number, second=lambda r: r.provider, strong=True)
    return [
        first,
        Column("Line", lambda r: f"{r.first_line}", sort=lambda r: r.first_line, right=True, width=60, tabular=True),
        Column("Period", lambda r: f"{say_day(r.request.first_day)} to {say_day(r.request.last_day)}", width=260),
        Column("Asks for", lambda r: counted(len(r.request.lines), "line"), width=90),
        Column("Sum", lambda r: pounds(r.request.pence), sort=lambda r: r.request.pence, right=True, width=120, tabular=True),
    ]  # fmt: skip
