"""Tables in and out as CSV: strict about quotes and widths, open about encoding, harmless to a spreadsheet."""

import codecs
import csv
import io
import string
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.encodings import SAID, decode, encoding_of
from shortbreaks.words import counted

MOST_BYTES = 20_000_000  # safety.md D9
MOST_ROWS = 100_000
MOST_ABOVE = 20  # lines about a file, above its headings
MOST_ROWS_OUT = 50_000  # safety.md D12
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "upright bar"}
AT_ONCE = 500  # rows put together at once
RISKY = frozenset("=+-@\t\r")
HARMLESS = frozenset(("", *string.ascii_letters, *string.digits))  # as most cells begin


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read, with the line it begins on and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line of the file it begins on, and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was understood; every fault keeps the whole file out until it is accepted or mended."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str  # Python's name, to choose another
    delimiter: str
    notes: tuple[str, ...]
    faults: tuple[RowFault, ...]


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula (safety.md D1, D3): looked at past all that nobody sees, and full width."""
    if text[:1] in RISKY:
        return True
    if text[:1] in HARMLESS:
        return False
    seen = next((letter for letter in text if unicodedata.category(letter)[0] not in "ZC"), "")
    return bool(seen) and unicodedata.normalize("NFKC", seen)[:1] in RISKY


def guard(text: str) -> str:
    """A text cell as it is written: one apostrophe before what a spreadsheet would run. `unguard` takes it back."""
    return f"'{text}" if text[:1] not in HARMLESS and is_risky(text.lstrip("'")) else text


def unguard(cell: str) -> str:
    """The text that a guarded cell was made from."""
    return cell[1:] if cell.startswith("'") and is_risky(cell.lstrip("'")) else cell


def rows_in_cell(rows: Iterable[Sequence[object]]) -> str:
    """A small table within one cell, a line a row; the cell as a whole is guarded where its own row is written."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


def rows_of_cell(cell: str) -> list[list[str]]:
    """The rows that `rows_in_cell` put into one cell."""
    return list(csv.reader(io.StringIO(cell, newline="")))


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is written: with the mark that spreadsheets know UTF-8 by, which dates, and which cells are quoted."""

    mark: bool = True
    dates: str = "iso"  # "iso" or "dmy"
    quoting: str = "all"  # "all", "text" or "needed"


PLAIN = Style()
DATES = {"iso": "2026-04-02", "dmy": "02/04/2026"}
QUOTING = {"all": csv.QUOTE_ALL, "text": csv.QUOTE_NONNUMERIC, "needed": csv.QUOTE_MINIMAL}


class _Bare(int):
    """A cell of our own making, which the writer takes for a number and leaves without quotes."""

    said: str

    def __str__(self) -> str:
        return self.said


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]], style: Style = PLAIN) -> bytes:
    """A table as UTF-8 CSV and CRLF in a style; the same rows give the same bytes.

    Text is guarded; whole numbers, dates, yes/no and `Money` are ours and never escaped (safety.md D2).
    Raises Refused above 50,000 rows, which spreadsheets cut off without a word.
    """
    return write_said(headings, ([written(value, style) for value in row] for row in rows), style)


def write_said(headings: Sequence[str], rows: Iterable[Sequence[object]], style: Style) -> bytes:
    """A table of cells that are `written` already. Raises Refused above 50,000 rows."""
    out, text = io.BytesIO(), io.StringIO(newline="")
    out.write(codecs.BOM_UTF8 if style.mark else b"")
    writer = csv.writer(text, quoting=QUOTING[style.quoting], lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerow([guard(heading) for heading in headings])
    rows, left = iter(rows), MOST_ROWS_OUT
    while some := list(islice(rows, min(AT_ONCE, left))):
        left -= len(some)
        whole = _rounded(some) if style.quoting == "all" else ""
        if whole:
            text.write(whole)
        else:
            writer.writerows(some)
        # As bytes piece by piece: a long text would stand in memory twice, and its bytes beside it
        out.write(text.getvalue().encode("utf-8", "replace"))
        text.seek(0)
        text.truncate()
    if next(rows, None) is not None:
        raise Refused("That is more than 50,000 rows.", "Choose fewer, in two files.")
    out.write(text.getvalue().encode("utf-8", "replace"))  # the headings, where there is no row
    return out.getvalue()


def _rounded(rows: Sequence[Sequence[Any]]) -> str:
    """Rows of text with quotes round every cell, as the writer would; "" where a cell holds a quote itself."""
    whole = '"\r\n"'.join(['","'.join(row) for row in rows])
    cells = sum(map(len, rows))
    return f'"{whole}"\r\n' if all(rows) and whole.count('"') == 2 * cells - 2 else ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in pence, for a cell."""

    pence: int


def written(value: object, style: Style) -> object:
    """A cell for the writer, whose text is what stands in the file: ours stands bare where only text is quoted."""
    said = cell_of(value, style)
    if style.quoting != "text" or value is None or isinstance(value, bool) or not isinstance(value, Money | date | int):
        return said
    bare = _Bare()
    bare.said = said
    return bare


def column_of(values: Sequence[Any], style: Style) -> list[Any]:
    """A column's cells for the writer, each as `written`; days, codes and names that come again are said once."""
    kinds = set(map(type, values))
    if kinds == {str} and HARMLESS.issuperset([value[:1] for value in values]):
        return list(values)
    if kinds == {int} and style.quoting != "text":
        return list(map(str, values))
    if len(kinds) > 1 or Money in kinds:
        return [written(value, style) for value in values]
    said = {value: written(value, style) for value in set(values)}
    return [said[value] for value in values]


def money_column(pence: Sequence[int], style: Style) -> list[Any]:
    """Amounts as a column's cells for the writer, each as `written` of its `Money`."""
    if style.quoting == "text":
        return [written(Money(one), style) for one in pence]
    if min(pence, default=0) < 0:
        return [cell_of(Money(one), style) for one in pence]
    return [f"{one // 100}.{one % 100:02d}" for one in pence]


def cell_of(value: object, style: Style = PLAIN) -> str:
    """A value as the text of its cell."""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, Money):
        pence = value.pence
        return f"{pence // 100}.{pence % 100:02d}" if pence >= 0 else f"-{-pence // 100}.{-pence % 100:02d}"
    if isinstance(value, date):
        return value.isoformat() if style.dates == "iso" else f"{value:%d/%m/}{value.year:04d}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else guard(str(value))


def read_table(
    data: bytes, *, encoding: str = "", delimiter: str = "", begins: Callable[[Sequence[str]], bool] = lambda _cells: False
) -> Table:
    """A CSV file as rows with their lines; encoding and delimiter are found and said, unless they are given.

    `begins` knows the headings of such a file, where lines about it may stand above them.
    Raises Refused for a file that is too large, empty, or whose quotes do not close (safety.md D4, D5, D8, D9).
    """
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 20 MB.", "Split it into smaller files.")
    chosen = encoding or encoding_of(data)
    text = decode(data, chosen)
    if not text.strip():
        raise Refused("The file is empty.", "Choose the file again.")
    delimiter = delimiter or _delimiter_of(text)
    lines = _rows(text, delimiter)
    first = next((n for n, row in enumerate(lines[:MOST_ABOVE]) if begins(row.cells)), 0)
    headings = tuple(cell.strip() for cell in lines[first].cells)
    rows, faults, notes = _checked(headings, lines[first + 1 :], text)
    said = (f"Read as {SAID.get(chosen, chosen)}, parted by {DELIMITERS.get(delimiter, delimiter)}.", *notes)
    return Table(headings, rows, chosen, delimiter, said, faults)


def _delimiter_of(text: str) -> str:
    """The delimiter that parts the first rows into the same number of cells, the more the better."""
    head = "\n".join(text.splitlines()[:40])

    def merit(mark: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark) if row]
        except csv.Error:
            return (0, 0)
        first = widths[0] if widths else 0
        return (sum(1 for width in widths if width == first) if first > 1 else 0, first)

    return max(DELIMITERS, key=merit)


def _rows(text: str, delimiter: str) -> list[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[TableRow] = []
    line = 1
    try:
        for cells in reader:
            if "".join(cells).strip():
                rows.append(TableRow(line, tuple(cells)))
            line = reader.line_num + 1
            if len(rows) > MOST_ROWS + 1:
                raise Refused("The file has more than 100,000 rows.", "Split it into smaller files.")
    except csv.Error as fault:
        if "limit" in str(fault):
            raise Refused(f"A cell from line {line} on is too long.", "Check that its quotes close.") from None
        raise Refused(
            f"The quotes of line {line} do not close, or something follows them.", "Mend that line and choose it again."
        ) from None
    return rows


def _bare(row: TableRow, headings: Sequence[str]) -> TableRow:
    """A row whose last comma only closes the line, or whose headings have one more that does."""
    if len(row.cells) == len(headings) + 1 and not row.cells[-1].strip():
        return TableRow(row.line, row.cells[:-1])
    return TableRow(row.line, (*row.cells, "")) if len(row.cells) == len(headings) - 1 and not headings[-1] else row


def _checked(
    headings: tuple[str, ...], lines: Sequence[TableRow], text: str
) -> tuple[tuple[TableRow, ...], tuple[RowFault, ...], list[str]]:
    """The rows that can be read, and what is to be said of the others; `text` tells which signs need no looking for."""
    rows, faults, notes = [], [], []
    noughts, quoted, guarded = "\0" in text, '"' in text, "'" in text
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise Refused(f"Two columns are called “{twice[0]}”.", "Give each column its own heading.")
    for given in lines:
        row = given if len(given.cells) == len(headings) else _bare(given, headings)
        if len(row.cells) != len(headings):
            faults.append(RowFault(row.line, f"has {counted(len(row.cells), 'cell')} where the headings have {len(headings)}"))
        elif noughts and "\0" in "".join(row.cells):
            faults.append(RowFault(row.line, "holds a character that cannot be kept (nought)"))
        elif guarded and any(cell[:1] == "'" for cell in row.cells):
            rows.append(TableRow(row.line, tuple(unguard(cell) for cell in row.cells)))
        else:
            rows.append(row)
    # Only a quoted cell can hold a line break
    broken = [row.line for row in rows if "\n" in (whole := "".join(row.cells)) or "\r" in whole] if quoted else []
    if broken:
        notes.append(f"{counted(len(broken), 'row holds', 'rows hold')} line breaks inside a cell, the first on line {broken[0]}.")
    return tuple(rows), tuple(faults), notes
