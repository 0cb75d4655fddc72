"""How a file for finance is laid out on a day: its fields in order, headings, dates, codes, mark and quotes (5.1)."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import (
    DATES,
    PLAIN,
    QUOTING,
    Style,
    column_of,
    is_risky,
    money_column,
    write_said,
    written,
)
from shortbreaks.finance.kinds import KINDS, FileKind

DATE_WORDS = MappingProxyType({"iso": "Year first, 2026-04-02", "dmy": "Day first, 02/04/2026"})
QUOTING_WORDS = MappingProxyType({
    "all": "Round every cell", "text": "Round text only", "needed": "Only where a cell needs them",
})  # fmt: skip
PIECE = 500  # lines laid out at once
LONGEST_NAME = 18  # a bank's file holds no more
NO_FIGURES = bytes(sign for sign in range(128) if sign not in b"0123456789")
HEADING = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,60}")


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind's layout: (field, heading) in order, code fields with what they hold, and the style of the table."""

    columns: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str], ...]
    style: Style = PLAIN

    def place(self, field: str) -> int | None:
        """Where a field stands in a line, or None when the layout leaves it out."""
        return next((place for place, (name, _) in enumerate(self.columns) if name == field), None)


def shipped(kind: str) -> Layout:
    """The layout that ships: domain.md 5's order, the fields' own names, ISO dates, every cell quoted, with the mark."""
    found = KINDS[kind]
    return Layout(tuple((name, name) for name in found.fields), tuple(found.codes.items()))


def to_kept(layout: Layout) -> str:
    """A layout as it is kept, and as a file remembers it."""
    return json.dumps(asdict(layout), ensure_ascii=False, sort_keys=True)


def from_kept(kept: str) -> Layout:
    """A layout as it was kept."""
    read = json.loads(kept)
    return Layout(
        tuple((name, heading) for name, heading in read["columns"]),
        tuple((name, value) for name, value in read["codes"]), Style(**read["style"]),
    )  # fmt: skip


def read_layout(kind: str, columns: str, codes: str, style: Style) -> Layout:
    """A layout from what was typed, one field a line ("net: Amount"). Raises Refused naming what cannot be."""
    found = KINDS.get(kind)
    if found is None:
        raise Refused("There is no such kind of file.", "Choose one from the list.", "kind")
    if style.dates not in DATES or style.quoting not in QUOTING:
        raise Refused("Choose how dates and quotes are written.", "Choose from the lists.", "dates")
    return Layout(_columns(found, columns), _codes(found, codes), style)


def _columns(kind: FileKind, text: str) -> tuple[tuple[str, str], ...]:
    pairs = tuple((name, heading or name) for name, heading in _pairs(text, "columns"))
    names, headings = [name for name, _ in pairs], [heading for _, heading in pairs]
    for name in names:
        if name not in kind.fields:
            raise Refused(f"A file of this kind has no field “{name[:40]}”.", f"Its fields are {', '.join(kind.fields)}.", "columns")
    for one, what in ((names, "field"), (headings, "heading")):
        twice = next((name for name in one if one.count(name) > 1), None)
        if twice is not None:
            raise Refused(f"The {what} “{twice}” stands there twice.", "Take one of them out.", "columns")
    missing = next((name for name in kind.needed if name not in names), None)
    if missing is not None:
        raise Refused(f"The file is proved by its {missing}, which is missing.", f"Put {missing} in.", "columns")
    for heading in headings:
        if not HEADING.fullmatch(heading) or is_risky(heading):
            raise Refused(f"“{heading[:40]}” cannot be a heading.", "Begin it with a letter; 60 letters at most.", "columns")
    return pairs


def _codes(kind: FileKind, text: str) -> tuple[tuple[str, str], ...]:
    typed = dict(_pairs(text, "codes"))
    for name, value in typed.items():
        if name not in kind.codes:
            raise Refused(f"A file of this kind has no code “{name[:40]}”.", f"Its codes are {', '.join(kind.codes)}.", "codes")
        # Said no to at entry, so that no apostrophe of a guarded cell ever reaches finance's system (safety.md 3.9)
        if is_risky(value) or not HEADING.fullmatch(value or "-"):
            raise Refused(f"“{value[:40]}” could be taken for a formula.", "Begin the code with a letter or figure.", "codes")
    return tuple((name, typed.get(name, value)) for name, value in kind.codes.items())


def _pairs(text: str, field: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines and field == "columns":
        raise Refused("A file has at least one field.", "Write one a line.", field)
    return [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]


def typed_columns(layout: Layout) -> str:
    """A layout's fields as they are typed: one a line, with the heading where it is another."""
    return "\n".join(name if name == heading else f"{name}: {heading}" for name, heading in layout.columns)


def typed_codes(layout: Layout) -> str:
    """A layout's codes as they are typed."""
    return "\n".join(f"{name}: {value}" for name, value in layout.codes)


@dataclass(frozen=True, slots=True)
class Same:
    """A column that says the same in every line."""

    value: object


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column of amounts in pence."""

    pence: Sequence[int]


Cells = Mapping[str, "Sequence[object] | Same | Amounts"]  # by field, line by line; a field that is not there is its code


def lay_out(layout: Layout, lines: Iterable[Mapping[str, object]]) -> bytes:
    """A file's bytes: the same lines by the same layout give the same bytes; each line carries its own fingerprint."""
    rest = iter(lines)
    pieces = iter(lambda: list(islice(rest, PIECE)), [])
    return lay_out_columns(layout, ((len(piece), by_field(layout, piece)) for piece in pieces))


def by_field(layout: Layout, lines: Sequence[Mapping[str, object]]) -> Cells:
    """Some lines' cells by field; a line that does not say a field says its code."""
    codes = dict(layout.codes)
    said = [(name, codes.get(name, "")) for name, _ in layout.columns]
    return {name: [line.get(name, code) for line in lines] for name, code in said if any(name in line for line in lines)}


def lay_out_columns(layout: Layout, pieces: Iterable[tuple[int, Cells]]) -> bytes:
    """The same of lines that come in pieces by field, with how many lines each piece has."""
    return write_said([heading for _, heading in layout.columns], _rows(layout, pieces), layout.style)


def _rows(layout: Layout, pieces: Iterable[tuple[int, Cells]]) -> Iterator[tuple[object, ...]]:
    """Lines as they are written, numbered one after another, the fingerprint over a line's other cells in its own place."""
    codes, style, first = dict(layout.codes), layout.style, 1
    for count, cells in pieces:
        columns = {name: _column(cells.get(name, Same(codes.get(name, ""))), count, style) for name, _ in layout.columns}
        if "line_no" in columns and "line_no" not in cells:
            columns["line_no"] = column_of(range(first, first + count), style)
        if "hash" in columns:
            others = [column for name, column in columns.items() if name != "hash"]
            whole = zip(*others, strict=True)
            columns["hash"] = [line_mark(one) for one in (whole if style.quoting != "text" else (map(str, one) for one in whole))]
        first += count
        yield from zip(*columns.values(), strict=True)


def _column(cells: "Sequence[object] | Same | Amounts", count: int, style: Style) -> list[Any]:
    if isinstance(cells, Same):
        return [written(cells.value, style)] * count
    return money_column(cells.pence, style) if isinstance(cells, Amounts) else column_of(cells, style)


def line_mark(cells: Iterable[str]) -> str:
    """A line's own fingerprint over its cells as they are written, the fingerprint's own cell left out."""
    return hashlib.sha256("|".join(cells).encode("utf-8", "replace")).hexdigest()[:16]


def rows_of(content: bytes) -> list[list[str]]:
    """Every line of a file of ours as cells, the headings first; unreadable bytes become marks that prove nothing."""
    text = content.decode("utf-8-sig", "replace")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return []


@lru_cache(maxsize=10_000)  # a long file pays the same few thousand again and again
def digits_of(text: str) -> int:
    """The figures in a vendor number or receipt as one number, for the sum over all lines; nought without any."""
    return int(text.encode("ascii", "ignore").translate(None, NO_FIGURES)[-15:] or "0")
