"""What the tables of the trail show."""

from collections.abc import Sequence
from datetime import date, datetime

from shortbreaks.access.trail import TrailRow
from shortbreaks.dates import say_short
from shortbreaks.families.looks import LookRow
from shortbreaks.money import pounds
from ui.kit.rows import Column


def _moment(at: datetime, today: date) -> str:
    return f"{say_short(at.date(), today)}, {at:%H:%M}"


def trail_columns(today: date) -> Sequence[Column[TrailRow]]:
    """Each entry: when, what, about what, by whom."""
    done: Column[TrailRow] = Column("What was done", lambda r: r.done, second=lambda r: r.about, strong=True)
    return [
        Column("When", lambda r: _moment(r.at, today), sort=lambda r: r.number, width=150, tabular=True),
        done,
        Column("Amount", lambda r: "" if r.pence is None else pounds(r.pence), right=True, width=110, tabular=True),
        Column("By", lambda r: r.person, width=170),
    ]


def look_columns(today: date, *, named: bool) -> Sequence[Column[LookRow]]:
    """Each look: when, whose record, where, by whom; without the child's name for whoever may not see families."""
    whose: Column[LookRow] = Column(
        "Record", lambda r: r.child if named else r.ref, second=lambda r: r.ref if named else "", strong=True
    )
    return [
        Column("When", lambda r: _moment(r.at, today), sort=lambda r: r.id, width=150, tabular=True),
        whose,
        Column("Where", lambda r: r.place, width=160),
        Column("By", lambda r: r.person, width=170),
    ]
