"""What the list of families shows."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import say_short
from shortbreaks.families.search import FoundChild
from ui.kit.rows import Column, Mark


def family_columns(today: date) -> Sequence[Column[FoundChild]]:
    """Child, age, home, parent and family number."""

    def marks(row: FoundChild) -> Sequence[Mark]:
        if row.state != "open":
            return (Mark("Closed", "neutral", ""),)
        return (Mark("Sibling", "special", "siblings-filled"),) if row.sibling_only else ()

    child: Column[FoundChild] = Column("Child", lambda r: r.name, strong=True, marks=marks)
    return [
        child,
        Column("Age", lambda r: str(r.age), sort=lambda r: -r.born.toordinal(), right=True, width=64, tabular=True),
        Column("Born", lambda r: say_short(r.born, today)[4:], sort=lambda r: r.born, width=120, tabular=True),
        Column("Lives in", lambda r: r.town),
        Column("Parent or carer", lambda r: r.parent),
        Column("Family", lambda r: r.ref, width=96, tabular=True),
    ]
