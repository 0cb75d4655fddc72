"""The example county's looks at records over two weeks, so that whoever audits has something to read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from shortbreaks.example.families import MadeChild
from shortbreaks.example.rows import Rows
from shortbreaks.families.look_tables import WHERE, RecordLook

DAYS, A_DAY = 14, 6


def make_looks(rows: Rows, today: date, children: Sequence[MadeChild]) -> None:
    """A handful a day, most by the coordinator, ending yesterday; the first child's record more often than others."""
    places = tuple(WHERE)
    for number in range(DAYS * A_DAY):
        day = today - timedelta(days=DAYS - number // A_DAY)
        at = datetime.combine(day, time(8 + number % A_DAY, (number * 17) % 60), UTC)
        child = children[0 if number % 11 == 0 else (number * 37) % len(children)]
        person = (1, 1, 3, 1, 2, 5)[number % 6]
        rows.add(RecordLook, child_id=child.id, person_id=person, at=at, place=places[(number * 7) % 5 % len(places)])
