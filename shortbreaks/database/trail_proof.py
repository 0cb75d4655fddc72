"""The trail proves itself: every entry follows the one before, says what was sealed, and marks the rows it touched."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from shortbreaks.database.audit import FIRST, entries, link, marks


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold: the entry's number and what is wrong with it."""

    number: int
    what: str


def prove(connection: Connection, *, after: int = 0) -> tuple[int, str, Sequence[Break]]:
    """Walk the chain from entry `after` on: how many entries were read, the head's hash, and every break found."""
    breaks: list[Break] = []
    previous = FIRST
    if after:
        previous = connection.execute(select(entries.c.hash).where(entries.c.number == after)).scalar_one()
    expected = after
    rows = connection.execute(
        select(entries).where(entries.c.number > after).order_by(entries.c.number),
        execution_options={"yield_per": 2000},
    )
    for row in rows:
        expected += 1
        breaks.extend(Break(row.number, what) for what in _faults(row, expected, previous))
        expected, previous = row.number, row.hash
    breaks.extend(_unmarked(connection, after))
    return expected, previous, breaks


def _faults(row: Any, expected: int, previous: str) -> Iterable[str]:
    if row.number != expected:
        yield f"entries {expected} to {row.number - 1} are missing"
    if row.previous != previous:
        yield "it does not follow the entry before it"
    if row.hash != link(row.previous, row.body):
        yield "its text is not the text that was sealed"
    try:
        kept = json.loads(row.body)
    except ValueError:
        kept = []
    columns = [
        row.hash_version, row.number, row.at.isoformat(), row.person_id, row.command, row.recorded_as,
        [row.subject_table, row.subject_id], row.pence, row.request_id, row.fingerprint, row.changed, row.answer,
    ]  # fmt: skip
    if kept[:12] != columns:
        yield "its columns do not say what its sealed text says"


def _unmarked(connection: Connection, after: int) -> Iterable[Break]:
    """Entries whose marks are not the rows that were sealed; both sides are read once, side by side."""
    found: dict[int, list[list[Any]]] = {}
    for row in connection.execute(select(marks).where(marks.c.entry > after)):
        fields = row.fields.split(",") if row.fields else []
        found.setdefault(row.entry, []).append([row.table_name, row.row_id, row.last_id, fields])
    for number, body in connection.execute(select(entries.c.number, entries.c.body).where(entries.c.number > after)):
        if _sealed_marks(body) != sorted(found.pop(number, [])):
            yield Break(number, "the rows it touched are not the rows that were sealed")
    for number in found:
        yield Break(number, "rows are marked for it, and there is no such entry")


def _sealed_marks(body: str) -> Any:
    try:
        return json.loads(body)[12]
    except (ValueError, IndexError):
        return None
