"""The side of the trail's page: one entry or look in full, and how much everybody looked lately."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from shortbreaks.access.trail import TrailRow
from shortbreaks.dates import say_day
from shortbreaks.families.looks import LookRow, LooksKept
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.kit.facts import facts
from ui.kit.layouts import column, holder
from ui.kit.text import label

MOST_LINES = 60


def entry_facts(one: TrailRow, lines: Sequence[str] = ()) -> QWidget:
    """One entry of the trail, with the rows it touched and the names of their changed fields."""
    pairs = [
        ("Entry", f"{one.number:,}"),
        ("When", f"{say_day(one.at.date())}, {one.at:%H:%M:%S}"),
        ("By", one.person),
        ("About", one.about),
    ]
    if one.pence is not None:
        pairs.append(("Amount", pounds(one.pence)))
    pairs.append(("Sealed with", f"{one.hash[:16]}…"))
    parts = [label(one.done, "title", wrap=True, name="entry_done"), facts(pairs, name="entry_facts")]
    if lines:
        parts.append(label("What it touched", "label"))
        parts += [label(line, wrap=True) for line in lines[:MOST_LINES]]
        if len(lines) > MOST_LINES:
            parts.append(label(f"and {len(lines) - MOST_LINES:,} more", "caption"))
    return holder(column(*parts, gap=8))


def look_facts(one: LookRow) -> QWidget:
    """One look."""
    pairs = [
        ("Record", " · ".join(filter(None, (one.child, one.ref)))),
        ("When", f"{say_day(one.at.date())}, {one.at:%H:%M:%S}"),
        ("Where", one.place),
        ("By", one.person),
    ]
    return holder(column(label("One look", "title"), facts(pairs, name="look_facts"), gap=8))


def lookers_card(kept: LooksKept) -> QWidget:
    """How many records each person looked at in thirty days, and for how long looks are kept."""
    pairs = [(one.name, f"{counted(one.children, 'record')}, {counted(one.looks, 'look')}") for one in kept.lookers]
    over = f" {counted(kept.over, 'look')} may be removed." if kept.over else ""
    return holder(
        column(
            12,
            label("Records looked at in thirty days", "label"),
            facts(pairs, name="lookers", lead="label", name_width=150) if pairs else label("Nobody looked at any.", "second"),
            label(f"Looks are kept for {counted(kept.months, 'month')}, as the council has decided.{over}", "caption", wrap=True),
            gap=8,
        )
    )
