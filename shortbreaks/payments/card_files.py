"""Statements of cards and banks, of any layout: what each column means is said once, and doubt stops (safety.md C8, D6)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import DATE_FORMS, day_in, guess_dates
from shortbreaks.exchange.csv_files import RowFault, Table, TableRow
from shortbreaks.exchange.ofx_files import OfxStatement
from shortbreaks.money import read_filed_money

SIGNS = {"out is minus": "Money out has a minus", "out is plus": "Money in has a minus"}
HEADINGS = {
    "day": ("date", "transaction date", "posting date", "posted", "value date"),
    "payee": ("description", "details", "merchant", "payee", "narrative", "transaction", "name", "reference"),
    "amount": ("amount", "value", "transaction amount", "billing amount"),
    "out": ("money out", "paid out", "debit", "debit amount", "withdrawals", "payments", "out"),
    "into": ("money in", "paid in", "credit", "credit amount", "deposits", "receipts", "in"),
    "account": ("agreement", "dp ref", "our reference", "card", "card number", "last 4", "card ending", "cardholder ref"),
}  # fmt: skip
MOST_PAYEE = 120


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a file's columns mean, by heading; "" where there is none. Either `amount`, or `out` and `into`."""

    day: str
    payee: str
    amount: str = ""
    out: str = ""
    into: str = ""
    account: str = ""  # the agreement's number, or the last four figures of its card
    dates: str = "dmy"
    sign: str = "out is minus"


@dataclass(frozen=True, slots=True)
class FiledLine:
    """One line of a statement: pence out, or in when below nought; `nth` of its likes of that day."""

    line: int
    on: date
    payee: str
    pence: int
    nth: int
    account: str
    ref: str = ""  # the bank's own number for it and which one of its likes it is, where the file gives one


@dataclass(frozen=True, slots=True)
class FiledBalance:
    """What a file says an account held at the end of a day (pence)."""

    account: str
    on: date
    pence: int


@dataclass(frozen=True, slots=True)
class FiledStatement:
    """A file as it was understood, with every row that could not be read, and what the bank says it holds."""

    lines: tuple[FiledLine, ...]
    faults: tuple[RowFault, ...]
    balances: tuple[FiledBalance, ...] = ()

    @property
    def out_pence(self) -> int:
        """All money out (pence)."""
        return sum(line.pence for line in self.lines if line.pence > 0)

    @property
    def in_pence(self) -> int:
        """All money in (pence)."""
        return -sum(line.pence for line in self.lines if line.pence < 0)


def likely_columns(headings: Sequence[str]) -> dict[str, str]:
    """What headings seem to mean, "" for what none of them is known to hold."""
    found = {
        name: next((given for given in headings if given.strip().casefold() in known), "")
        for name, known in HEADINGS.items()
    }
    two = bool(found["out"] and found["into"])
    return {**found, "amount": ""} if two else {**found, "out": "", "into": ""}


def guess_columns(table: Table) -> ColumnMap:
    """What columns and dates seem to mean. Raises Refused when one is missing, or dates could be read two ways."""
    found = likely_columns(table.headings)
    for name, words in (("day", "day"), ("payee", "payee")):
        if not found[name]:
            raise Refused(f"No column looks like the {words} of a payment.", "Say which column it is.", "columns")
    if not found["amount"] and not found["out"]:
        raise Refused(
            "No column looks like the amount.", "Say which column holds it, or which two hold out and in.", "columns"
        )
    return ColumnMap(**found, dates=guess_dates(_cells(table, found["day"])))


def read_statement(table: Table, columns: ColumnMap) -> FiledStatement:
    """Every line of a statement by a map of its columns; rows that cannot be read are listed with their line.

    Raises Refused when the map names a column that is not in the file.
    """
    places = {name: _place(table, getattr(columns, name)) for name in HEADINGS}
    if columns.dates not in DATE_FORMS or columns.sign not in SIGNS:
        raise Refused("Choose the form of the dates and the sign of money out.", "Choose from the lists.", "dates")
    if not columns.amount and not (columns.out and columns.into):
        raise Refused("The amount has no column.", "Say which column holds it, or which two hold out and in.", "amount")
    lines: list[FiledLine] = []
    faults: list[RowFault] = []
    seen: Counter[tuple[str, date, str, int]] = Counter()
    for row in table.rows:
        try:
            on, payee, pence, account = _read(row, places, columns)
        except Refused as refused:
            faults.append(RowFault(row.line, refused.sentence))
            continue
        if pence == 0:
            continue  # a declined payment or a note of the bank's moves nothing
        seen[account, on, payee, pence] += 1
        lines.append(FiledLine(row.line, on, payee, pence, seen[account, on, payee, pence], account))
    return FiledStatement(tuple(lines), (*table.faults, *faults))


def from_ofx(statements: Sequence[OfxStatement]) -> FiledStatement:
    """An OFX file's accounts as one statement; a number that the bank gives twice is told apart by its occurrence."""
    lines: list[FiledLine] = []
    alike: Counter[tuple[str, date, str, int]] = Counter()
    refs: Counter[tuple[str, str]] = Counter()
    for one in statements:
        for line in one.lines:
            alike[one.account, line.on, line.payee, line.pence] += 1
            refs[one.account, line.ref] += 1
            lines.append(
                FiledLine(
                    len(lines) + 1, line.on, line.payee, line.pence, alike[one.account, line.on, line.payee, line.pence],
                    one.account, f"{line.ref}#{refs[one.account, line.ref]}",
                )
            )  # fmt: skip
    balances = tuple(
        FiledBalance(one.account, one.last_whole_day, one.balance_before)
        for one in statements if one.last_whole_day is not None and one.balance_before is not None
    )  # fmt: skip
    return FiledStatement(tuple(lines), (), balances)


def _read(row: TableRow, places: dict[str, int | None], columns: ColumnMap) -> tuple[date, str, int, str]:
    def cell(name: str) -> str:
        place = places[name]
        return "" if place is None else row.cells[place].strip()

    day = day_in(cell("day"), columns.dates)
    if day is None:
        raise Refused(f"“{cell('day')[:20]}” is not a day written as {DATE_FORMS[columns.dates]}.")
    payee = " ".join(cell("payee").split())
    if not payee:
        raise Refused("The row does not say who was paid.")
    if len(payee) > MOST_PAYEE:
        raise Refused(f"The payee has more than {MOST_PAYEE} letters.")
    return day, payee, _pence(cell, columns), cell("account")[-8:]


def _pence(read: Callable[[str], str], columns: ColumnMap) -> int:
    if columns.amount:
        pence = read_filed_money(read("amount"))
        return -pence if columns.sign == "out is minus" else pence
    out, into = read("out"), read("into")
    if bool(out) == bool(into) and not (_nought(out) or _nought(into)):
        raise Refused("The row has money both out and in, or neither.")
    pence_out = abs(read_filed_money(out)) if out else 0
    pence_in = abs(read_filed_money(into)) if into else 0
    return pence_out - pence_in


def _nought(text: str) -> bool:
    return bool(text) and read_filed_money(text) == 0


def _place(table: Table, heading: str) -> int | None:
    if not heading:
        return None
    if heading not in table.headings:
        raise Refused(f"The file has no column “{heading}”.", "Choose its columns again.")
    return table.headings.index(heading)


def _cells(table: Table, heading: str) -> list[str]:
    place = table.headings.index(heading)
    return [row.cells[place] for row in table.rows]
