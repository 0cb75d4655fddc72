"""The books against the trail: every entry was posted by an act, and every month stands as it was last closed or opened."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from shortbreaks.database import audit
from shortbreaks.database.proofs import proof
from shortbreaks.ledger.tables import entries, period_says, periods

Found = Iterable[tuple[str, str]]
NO_ID = 2**62  # no row is numbered so high, nor so low below nought


@proof("ledger acts")
def entries_were_posted_by_an_act(connection: Connection) -> Found:
    """Every entry is among the rows that an act of the trail says it wrote, however many at once."""
    for first, last in list(_unmarked(connection)):
        between = select(entries.c.number).where(entries.c.id.between(first, last)).order_by(entries.c.id)
        for (number,) in connection.execute(between):
            yield f"ledger entry {number}", "no act in the trail posted it"


def _unmarked(connection: Connection) -> Iterator[tuple[int, int]]:
    """The spans of ids that no act wrote entries in: the marks are read once, in order, and are mostly one long span."""
    mark = audit.marks.c
    known = -NO_ID
    runs = select(mark.row_id, mark.last_id).where(mark.table_name == entries.name).order_by(mark.row_id)
    for first, last in connection.execute(runs, execution_options={"yield_per": 5000}):
        if first > known + 1:
            yield known + 1, first - 1
        known = max(known, last)
    yield known + 1, NO_ID


@proof("months of the books")
def months_stand_as_they_were_left(connection: Connection) -> Found:
    """Each month is closed, open, or open to one person, as the last act about it says; none is missing."""
    act = audit.entries.c
    acts = select(act.subject_id, act.answer).where(act.subject_table == periods.name).order_by(act.number)
    said = {subject: _read(answer) for subject, answer in connection.execute(acts)}
    for row in connection.execute(select(periods).order_by(periods.c.month)):
        left, stands = said.pop(row.id, None), period_says(row)
        if left is None:
            yield f"month {row.month}", "no act in the trail closed or opened it"
        elif left != stands:
            same = left.get("state") == row.state and left.get("month") == row.month
            yield f"month {row.month}", (
                "who may still post in it is not who the trail says" if same
                else f"it is {row.state}; the trail last says {left.get('month')} is {left.get('state')}"
            )  # fmt: skip
    for left in said.values():
        yield f"month {left.get('month')}", f"the trail says it is {left.get('state')}, and its row is missing"


def _read(answer: str) -> dict[str, Any]:
    """What an act answered; nothing of an answer that was made nonsense, which the trail's own proof names."""
    try:
        kept = json.loads(answer)
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
