"""Whether the clock ever went back between two entries of the trail: their order is their number, so nothing breaks, but it is said."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, func, select

from shortbreaks.database.audit import entries
from shortbreaks.words import counted

APART = timedelta(minutes=5)  # the clocks of two computers are never quite alike
MOST = 5


def clock_went_back(connection: Connection) -> Iterator[str]:
    """A sentence for each place in the trail where the clock went back by more than five minutes (safety.md A16)."""
    before = func.lag(entries.c.at, type_=entries.c.at.type).over(order_by=entries.c.number).label("before")
    each = select(entries.c.number, entries.c.at, before).subquery()
    rows = connection.execute(select(each).where(each.c.at < each.c.before).order_by(each.c.number))
    found = [row for row in rows if row.before - row.at > APART]
    for row in found[:MOST]:
        yield (
            f"The clock went back between entries {row.number - 1} and {row.number} of the trail: from "
            f"{row.before:%d/%m/%Y %H:%M} to {row.at:%d/%m/%Y %H:%M} (UTC). What was entered then bears a wrong day."
        )
    if len(found) > MOST:
        yield f"So it did {counted(len(found) - MOST, 'time')} more."
