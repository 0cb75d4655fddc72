"""What the tables of records whose time is up show."""

from collections.abc import Callable, Sequence
from datetime import date

from shortbreaks.dates import say_short, short_day
from shortbreaks.payments.erasure.queries import DueRow, Tombstone
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark


def state_of(row: DueRow, today: date) -> Mark:
    """Where a family stands on its way: held, nobody has asked, waiting for a second person."""
    if row.held:
        return Mark("Kept all the same", "bad", "lock-filled")
    if row.erasure_id is None:
        return Mark("Time is up", "neutral")
    by = "you" if row.is_mine else row.asked_by
    return Mark(f"Put on by {by}, {say_short(row.asked_on or today, today)}", "warn")


def due_columns(today: date, is_ticked: Callable[[DueRow], bool]) -> Sequence[Column[DueRow]]:
    """Ticked or not, who, since when it need not be kept, where it stands, and the rule that kept it longest."""
    first: Column[DueRow] = Column(
        "Ticked", marks=lambda r: (Mark("Yes", "ok") if is_ticked(r) else Mark("No", "neutral", ""),),
        sort=lambda r: not is_ticked(r), width=92,
    )  # fmt: skip
    return [
        first,
        Column("Family", lambda r: r.ref, second=lambda r: r.names, strong=True, width=220),
        Column("Kept until", lambda r: short_day(r.until, today), sort=lambda r: r.until, width=120, tabular=True),
        Column("State", marks=lambda r: (state_of(r, today),), width=250),
        Column("Why until then", lambda r: r.held or r.rule),
    ]


def erased_columns(today: date) -> Sequence[Column[Tombstone]]:
    """What is left of each erased family."""
    first: Column[Tombstone] = Column("Family", lambda r: r.ref, strong=True, width=120)
    return [
        first,
        Column("Erased on", lambda r: short_day(r.erased_on, today), sort=lambda r: r.erased_on, width=120, tabular=True),
        Column("Was kept until", lambda r: short_day(r.due_on, today), sort=lambda r: r.due_on, width=130, tabular=True),
        Column("Asked by", lambda r: r.asked_by, second=lambda r: f"approved by {r.approved_by}", width=220),
        Column("Overwritten", lambda r: counted(r.rows, "row"), sort=lambda r: r.rows, right=True, width=130, tabular=True),
        Column("Why until then", lambda r: r.rule),
    ]
