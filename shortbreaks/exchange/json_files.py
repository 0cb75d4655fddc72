"""Lists of records as JSON, whatever is around them: each record with its line, and what is wrong with it (safety.md D9, D11)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONDecoder
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_BYTES, MOST_ROWS
from shortbreaks.exchange.encodings import decode, encoding_of
from shortbreaks.exchange.json_faults import Doubled, NoNumber, fault_in

PAGES = ("contents", "content")
ORGANISATIONS = {"organizations", "organization", "organisations", "organisation"}
SERVICES = {"services", "service"}
FLAT = {"service", "organization"}  # tables beside each other, each under its own name
LISTS = {
    "contents", "content", "services", "organizations", "organisations", "items", "results", "records", "data", "value",
    "features", "edges", "nodes", "docs",
}  # fmt: skip
WRAPPED = 4  # objects around a list
SPACE = re.compile(r"[ \t\r\n]*")
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """One record: its place in its list (from 1), the line it begins on, and what forbids reading it ("" when nothing)."""

    row: int
    line: int
    value: Any
    path: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class JsonFile:
    """The records of a file and the members beside them, such as the number of pages."""

    records: tuple[JsonRecord, ...]
    around: dict[str, Any]
    pages: tuple[dict[str, Any], ...] = ()  # what each page of several says beside its records
    named: bool = False  # whether a list says by its own name that it holds services


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = Doubled(made)
    names = [name for name, _ in pairs]
    doubled.name = next(name for name in names if names.count(name) > 1)
    return doubled


def _whole(text: str) -> Any:
    return int(text) if len(text) <= LONGEST_NUMBER else text  # kept as it stands: a number that long is a reference


def _broken(text: str) -> Any:
    number = float(text)
    return number if abs(number) < 1e300 else NoNumber()


DECODER = JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_whole, parse_float=_broken, parse_constant=lambda _text: NoNumber(), strict=False
)  # fmt: skip


def read_json(data: bytes) -> JsonFile:
    """The records of a JSON file: a list, a page with a list in it, one record, or one record a line.

    Raises Refused, with the line, for a file that is too large, too deep, cut off, or no JSON.
    """
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 20 MB.", "Ask for it in pages.")
    text = decode(data, encoding_of(data)).removeprefix("\ufeff")
    if not text.strip():
        raise Refused("The file is empty.", "Choose the file again.")
    try:
        return _Reading(text).file()
    except RecursionError:
        raise Refused("The file is nested too deeply to be a directory.", "Check that it is the right file.") from None
    except JSONDecodeError as fault:
        if (by_line := _line_by_line(text)) is not None:
            return by_line
        raise Refused(
            f"The file is cut off or damaged on line {fault.lineno}: it is not JSON from there on.",
            "Ask for it again, and check that all of it was saved.",
        ) from None


def _line_by_line(text: str) -> JsonFile | None:
    """One record a line, where some line is damaged: it is told with its number, and the others are read. None otherwise."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    whole = [line for _, line in lines if line.lstrip().startswith("{") and line.rstrip().endswith("}")]
    if len(whole) < 2 or len(whole) * 2 < len(lines) or not text.lstrip().startswith("{"):
        return None
    records: list[JsonRecord] = []
    around: dict[str, Any] = {}
    pages: list[dict[str, Any]] = []
    named = False
    for number, line in lines:
        try:
            found = _Reading(line).file()
        except (JSONDecodeError, RecursionError):
            records.append(JsonRecord(len(records) + 1, number, {}, "", "is cut off or damaged: it is not JSON"))
            continue
        around |= found.around
        pages += found.pages
        named = named or found.named
        records += [replace(one, row=len(records) + n, line=number) for n, one in enumerate(found.records, 1)]
    return JsonFile(tuple(records), around, tuple(pages), named)


class _Reading:
    """One text being read, from its beginning."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.records: list[JsonRecord] = []
        self.around: dict[str, Any] = {}
        self.pages: list[dict[str, Any]] = []
        self.named = False
        self._counted_to, self._line = 0, 1

    def file(self) -> JsonFile:
        alone: list[tuple[int, Any]] = []
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                self._list()
            elif self.text[self.at] == "{":
                alone += self._object()
            else:
                line = self._line_here()
                alone.append((line, self._value()))
            self._skip()
            if self.text[self.at : self.at + 1] == ",":
                raise JSONDecodeError("more than one value", self.text, self.at)
        for row, (line, value) in enumerate(alone, 1):
            self._keep(row, line, value)
        return JsonFile(tuple(self.records), self.around, tuple(self.pages), self.named)

    def _skip(self) -> None:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line

    def _value(self) -> Any:
        self._skip()
        try:
            value, self.at = DECODER.raw_decode(self.text, self.at)
        except ValueError as fault:
            if isinstance(fault, JSONDecodeError):
                raise
            raise JSONDecodeError(str(fault), self.text, self.at) from None
        return value

    def _expect(self, sign: str) -> bool:
        self._skip()
        if self.text[self.at : self.at + 1] != sign:
            return False
        self.at += 1
        return True

    def _members(self, closing: str) -> Iterator[None]:
        """One turn for each member between brackets; the reader takes its value in between."""
        self.at += 1
        if self._expect(closing):
            return
        while True:
            self._skip()
            yield
            if self._expect(closing):
                return
            if not self._expect(","):
                raise JSONDecodeError("comma or end expected", self.text, self.at)

    def _list(self, *, organisations: bool = False) -> None:
        """Records of a list; a page among them gives its own, and what a list of organisations holds is one."""
        for row, _ in enumerate(self._members("]"), 1):
            line, value = self._line_here(), self._value()
            page = isinstance(value, dict) and not {"id", "name"} & set(value)
            inner = [value[name] for name in PAGES if isinstance(value.get(name), list)] if page else []
            if inner:
                self.pages.append({name: one for name, one in value.items() if name not in PAGES})
            if organisations and isinstance(value, dict):
                value.setdefault("services", [])
            for one in inner[0] if inner else [value]:
                self._keep(row, line, one)

    def _object(self) -> list[tuple[int, Any]]:
        """A page with lists in it gives their records; an object without is a record itself."""
        began, line = self.at, self._line_here()
        whole = self._value()
        lists = LISTS if "id" in whole else LISTS | FLAT
        pages = [name for name, one in whole.items() if name.casefold() in lists and isinstance(one, list)]
        if not pages or ("id" in whole and "name" in whole):
            return self._inside(line, whole)
        self.at = began
        self.pages.append({name: one for name, one in whole.items() if name not in pages})
        self.named = self.named or any(name.casefold() in SERVICES for name in pages)
        for _ in self._members("}"):
            name = self._value()
            if not self._expect(":"):
                raise JSONDecodeError("colon expected", self.text, self.at)
            self._skip()
            if name in pages and self.text[self.at : self.at + 1] == "[":
                self._list(organisations=name.casefold() in ORGANISATIONS)
            else:
                self._beside(name, self._value())
        return []

    def _beside(self, name: str, value: Any) -> None:
        before = self.around.get(name)
        self.around[name] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value

    def _inside(self, line: int, whole: dict[str, Any]) -> list[tuple[int, Any]]:
        """An object without a list of its own: a record, a page wrapped in others, or records each under its own id."""
        if "name" in whole or "attributes" in whole:
            return [(line, whole)]
        by_id = [
            one
            for key, one in whole.items()
            if isinstance(one, dict) and "name" in one and str(one.get("id", "")) == key
        ]
        if by_id and len(by_id) == len(whole):
            return [(line, one) for one in by_id]
        found = list(_lists_in(whole, WRAPPED))
        if not found:
            return [(line, whole)]
        self.pages.append({name: one for holder, _ in found for name, one in (*whole.items(), *holder.items())})
        self.named = self.named or any(name in SERVICES for _, names in found for name in names)
        return [(line, record) for holder, names in found for record in holder[names[-1]]]

    def _keep(self, row: int, line: int, value: Any) -> None:
        path, fault = fault_in(value)
        self.records.append(JsonRecord(row, line, value, path, fault))
        if len(self.records) > MOST_ROWS:
            raise Refused("The file has more than 100,000 records.", "Ask for it in pages.")


def _lists_in(whole: dict[str, Any], deep: int) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each list of records inside objects that are none themselves: what holds it, and the names that lead to it."""
    for name, one in whole.items():
        if isinstance(one, list) and name.casefold() in LISTS:
            yield whole, [name]
        elif isinstance(one, dict) and deep and not {"name", "attributes", "properties"} & set(one):
            yield from ((holder, [name.casefold(), *names]) for holder, names in _lists_in(one, deep - 1))


def to_json(value: Any) -> str:
    """A value as JSON text, names in order, so that the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
