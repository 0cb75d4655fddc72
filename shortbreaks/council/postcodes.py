"""Postcode to district and position, exactly and offline (R-E3): the 72,000 postcodes of Kent and Medway."""

import gzip
import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shortbreaks.errors import Refused
from shortbreaks.resources import resource

ROW = 14
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a postcode is: grid reference in metres, and the district's GSS code."""

    postcode: str
    easting: int
    northing: int
    district: str


class _Rows(Sequence[bytes]):
    """The sorted rows as a sequence of postcodes, so that bisect can look one up without unpacking the others."""

    def __init__(self, rows: bytes) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows) // ROW

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]
        return self.rows[index * ROW : index * ROW + 7]


@lru_cache(maxsize=1)
def _rows() -> tuple[_Rows, tuple[str, ...]]:
    districts = tuple(resource("places/districts.txt").read_text("ascii").split())
    return _Rows(gzip.decompress(resource("places/postcodes.bin.gz").read_bytes())), districts


def tidy_postcode(text: str) -> str:
    """A postcode as it is written, "CT10 1JX". Raises Refused with an example when it is not one."""
    found = POSTCODE.fullmatch(re.sub(r"\s", "", text.upper()))
    if found is None:
        raise Refused(f"“{text.strip()[:12]}” is not a whole postcode.", "Write it like CT10 1JX.", "postcode")
    return f"{found[1]} {found[2]}"


def place_of(postcode: str) -> Place | None:
    """The place of a whole postcode, or None when it is not in Kent or Medway (or not a postcode)."""
    bare = re.sub(r"\s", "", postcode.upper())
    rows, districts = _rows()
    key = bare.ljust(7).encode("ascii", "replace")
    index = bisect_left(rows, key)
    if index >= len(rows) or rows[index] != key:
        return None
    return _place(rows, districts, index)


def _place(rows: _Rows, districts: tuple[str, ...], index: int) -> Place:
    row = rows.rows[index * ROW : (index + 1) * ROW]
    bare = row[:7].decode("ascii").strip()
    return Place(f"{bare[:-3]} {bare[-3:]}", int.from_bytes(row[7:10]), int.from_bytes(row[10:13]), districts[row[13]])


class Postcodes(Sequence[Place]):
    """Postcodes of a district as places, in order; each is unpacked when it is looked at."""

    def __init__(self, numbers: "array[int]") -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> Place:  # type: ignore[override]
        return _place(*_rows(), self._numbers[index])


@lru_cache(maxsize=64)
def postcodes_of(district: str, outcode: str = "") -> Postcodes:
    """The postcodes of a district, or of those only the ones that begin "CT11"; for the example county."""
    rows, districts = _rows()
    number = districts.index(district)
    mine = array("I", (index for index, of in enumerate(rows.rows[13::ROW]) if of == number))
    if outcode:
        whole = outcode.encode("ascii")
        mine = array("I", (index for index in mine if rows[index].rstrip()[:-3] == whole))
    return Postcodes(mine)
