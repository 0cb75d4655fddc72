"""Statements of cards and banks, of any layout: what each column means is said once, and doubt stops (safety.md C8, D6)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import DATE_FORMS, day_in, guess_dates
from shortbreaks.exchange.csv_files import RowFault, Table
from shortbreaks.exchange.ofx_files import OfxStatement
from shortbreaks.money import read_filed_money
from shortbreaks.payments.spending.card_signs import MINUS, SIGNS, check_sign, minus_means, turned

HEADINGS = {
    "day": ("date", "transaction date", "posting date", "posted", "value date"),
    "payee": (
        "description", "details", "merchant", "payee", "narrative", "transaction", "transaction description", "counter party",
        "memo", "name", "reference",
    ),
    "amount": ("amount", "value", "transaction amount", "billing amount", "amount (gbp)"),
    "out": ("money out", "paid out", "debit", "debit amount", "withdrawals", "payments", "out"),
    "into": ("money in", "paid in", "credit", "credit amount", "deposits", "receipts", "in"),
    "account": ("agreement", "dp ref", "our reference", "card", "card number", "last 4", "card ending", "cardholder ref"),
}  # fmt: skip
# Where the wrong one of two would be believed
STOPS = {"day": "day", "amount": "amount", "out": "money out", "into": "money in", "account": "account"}
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
    minus: str = ""  # what one means in `out` and `into`; "": nobody has said, and no sum has told


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
    """What headings seem to mean, "" for what none of them is known to hold, or two of them: a person then says which."""
    found = {}
    for name, known in HEADINGS.items():
        likely = [given for given in headings if given.strip().casefold() in known]
        found[name] = "" if not likely or (name in STOPS and len(likely) > 1) else likely[0]
    two = bool(found["out"] and found["into"])
    return {**found, "amount": ""} if two else {**found, "out": "", "into": ""}


def guess_columns(table: Table) -> ColumnMap:
    """What columns and dates seem to mean. Raises Refused when one is missing or could be either of two, or dates read two ways."""
    found = likely_columns(table.headings)
    for name, words in STOPS.items():
        if name == "amount" and found["out"]:
            continue  # two columns of money out and in say it all
        both = [given for given in table.headings if given.strip().casefold() in HEADINGS[name]]
        if len(both) > 1:
            said = ", ".join(f"“{one}”" for one in both)
            raise Refused(f"More than one column looks like the {words}: {said}.", "Say which of them it is.", "columns")
    for name, words in (("day", "day"), ("payee", "payee")):
        if not found[name]:
            raise Refused(f"No column looks like the {words} of a payment.", "Say which column it is.", "columns")
    if not found["amount"] and not found["out"]:
        raise Refused(
            "No column looks like the amount.", "Say which column holds it, or which two hold out and in.", "columns"
        )
    dates = guess_dates(_cells(table, found["day"]))
    if found["amount"]:
        check_sign(_cells(table, found["amount"]))
    return settled(table, ColumnMap(**found, dates=dates))


def settled(table: Table, columns: ColumnMap) -> ColumnMap:
    """The same columns with what a minus means in those of money out and in. Raises Refused in doubt."""
    if columns.amount or {columns.out, columns.into} - set(table.headings):
        return columns
    out, into = ((name, _cells(table, name)) for name in (columns.out, columns.into))
    return replace(columns, minus=minus_means(out, into, columns.minus))


def read_statement(table: Table, columns: ColumnMap) -> FiledStatement:
    """Every line of a statement by a map of its columns; rows that cannot be read are listed with their line.

    Raises Refused when the map names a column that is not in the file.
    """
    places = {name: _place(table, getattr(columns, name)) for name in HEADINGS}
    if columns.dates not in DATE_FORMS or columns.sign not in SIGNS or columns.minus not in {"", *MINUS}:
        raise Refused("Choose the form of the dates and the sign of money out.", "Choose from the lists.", "dates")
    if not columns.amount and not (columns.out and columns.into):
        raise Refused("The amount has no column.", "Say which column holds it, or which two hold out and in.", "amount")
    two = [turned(_cells(table, name), columns.minus) for name in (columns.out, columns.into)] if not columns.amount else []
    reading = _Reading(places, columns, two)
    lines: list[FiledLine] = []
    faults: list[RowFault] = []
    seen: dict[tuple[str, date, str, int], int] = {}
    for row in table.rows:
        try:
            on, payee, pence, account = reading.read(row.cells)
        except Refused as refused:
            faults.append(RowFault(row.line, refused.sentence))
            continue
        if pence == 0:
            continue  # a declined payment or a note of the bank's moves nothing
        alike = (account, on, payee, pence)
        nth = seen[alike] = seen.get(alike, 0) + 1
        lines.append(FiledLine(row.line, on, payee, pence, nth, account))
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


class _Once(dict[Any, Any]):
    """What each cell's text says, worked out once: a long file says the same few days, payees and sums again and again."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: Any) -> Any:
        said = self[text] = self._read(text)
        return said


class _Reading:
    """Reads rows by a map of their columns; each kind of cell has its own grammar, and raises Refused in doubt."""

    def __init__(self, places: dict[str, int | None], columns: ColumnMap, two: Sequence[int]) -> None:
        self._columns, self._two = columns, two
        # A column that the file does not have is the empty cell that `read` sets at the end of each row
        at = {name: -1 if place is None else place for name, place in places.items()}
        self._day, self._payee, self._account = at["day"], at["payee"], at["account"]
        self._first, self._second = (at["amount"], -1) if columns.amount else (at["out"], at["into"])
        self._days, self._payees = _Once(self._read_day), _Once(_read_payee)
        self._pence = _Once(self._read_amount if columns.amount else self._read_two)

    def read(self, row: tuple[str, ...]) -> tuple[date, str, int, str]:
        """A row's day, payee, pence and account."""
        cells = (*row, "")
        on, payee = self._days[cells[self._day]], self._payees[cells[self._payee]]
        return on, payee, self._pence[cells[self._first], cells[self._second]], cells[self._account].strip()[-8:]

    def _read_day(self, text: str) -> date:
        cell = text.strip()
        day = day_in(cell, self._columns.dates)
        if day is None:
            raise Refused(f"“{cell[:20]}” is not a day written as {DATE_FORMS[self._columns.dates]}.")
        return day

    def _read_amount(self, cells: tuple[str, str]) -> int:
        pence = read_filed_money(cells[0])
        return -pence if self._columns.sign == "out is minus" else pence

    def _read_two(self, cells: tuple[str, str]) -> int:
        """Pence from a column of money out and one of money in, of which one is filled; what is turned round there goes the other way."""
        out, into = cells[0].strip(), cells[1].strip()
        if bool(out) == bool(into) and not (_nought(out) or _nought(into)):
            raise Refused("The row has money both out and in, or neither.")
        pence_out = read_filed_money(out) * self._two[0] if out else 0
        pence_in = read_filed_money(into) * self._two[1] if into else 0
        return pence_out - pence_in


def _read_payee(cell: str) -> str:
    payee = " ".join(cell.split())
    if not payee:
        raise Refused("The row does not say who was paid.")
    if len(payee) > MOST_PAYEE:
        raise Refused(f"The payee has more than {MOST_PAYEE} letters.")
    return payee


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
