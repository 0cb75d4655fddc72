"""Whether a child has died, as far as no second person has said that it was entered by mistake (R-D26)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from shortbreaks.families.tables import ChildEnding

Died, Mistaken = aliased(ChildEnding), aliased(ChildEnding)


def has_died(child_id: Any, *, by: date | None = None, known: datetime | None = None) -> ColumnElement[bool]:
    """Whether a death stands under a child's number; `by` a day, and as far as it was entered before the moment `known`."""
    undone = exists().where(Mistaken.child_id == Died.child_id, Mistaken.kind == "alive", Mistaken.id > Died.id)
    said = [Died.child_id == child_id, Died.kind == "died"]
    if by is not None:
        said.append(Died.on <= by)
    if known is not None:
        said.append(Died.at < known)
        undone = undone.where(Mistaken.at < known)
    return exists().where(*said, ~undone.correlate(Died)).correlate_except(Died)


def last_of(endings: Iterable[Any]) -> dict[str, date]:
    """The last day of each kind of ending, given in the order they were entered; a death that was a mistake is none."""
    found: dict[str, date] = {}
    for one in endings:
        if one.kind == "alive":
            found.pop("died", None)
        found[one.kind] = one.on
    return found
