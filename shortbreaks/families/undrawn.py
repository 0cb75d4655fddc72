"""Whose names a paper cannot print: letters that none of its typefaces has, told before a run of papers is drawn."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child, Household

_MOST = 400  # children in one question


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A family of whom a name would stand on paper as codes: its number, whose name, and the letters."""

    ref: str
    name: str
    letters: str


def undrawn_of(db: Session, children: Collection[int], to: ColumnElement[bool]) -> tuple[Undrawn, ...]:
    """Who of some children, and of those adults of their homes `to` whom it goes, has letters that no paper can print."""
    from shortbreaks.documents.words import undrawn

    found: dict[Undrawn, None] = {}
    ids = sorted(set(children))
    for start in range(0, len(ids), _MOST):
        some = Child.id.in_(ids[start : start + _MOST])
        own = select(Household.ref, Child.first_name, Child.last_name, Child.known_as, literal("").label("title")).where(some)
        grown = select(Household.ref, Adult.first_name, Adult.last_name, literal("").label("known_as"), Adult.title).where(
            Adult.household_id.in_(select(Child.household_id).where(some)), to
        )
        for row in (
            *db.execute(own.join(Household, Household.id == Child.household_id)),
            *db.execute(grown.join(Household, Household.id == Adult.household_id)),
        ):
            name = short_name(row.first_name, row.last_name, row.known_as)
            if letters := undrawn(f"{row.title} {name}"):
                found[Undrawn(row.ref, name, " ".join(letters))] = None
    return tuple(sorted(found, key=lambda one: (one.ref, one.name)))
