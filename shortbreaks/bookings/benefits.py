"""Whose benefit counts for a charge: the family's until a child is 16, then the young person's own (R-C1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.charges import Benefits, liable_person
from shortbreaks.council.lists import named_codes
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import age_on
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import BenefitSeen, Child, Household
from shortbreaks.words import counted

# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CHILDREN = (
    select(Child.id, Child.born, Child.household_id, Household.benefit)
    .join(Household, Household.id == Child.household_id)
    .where(Child.id.in_(_IDS))
)
_SEEN = (
    select(
        func.coalesce(Household.merged_into, Household.id).label("home"),
        func.coalesce(Child.merged_into, Child.id).label("child"), BenefitSeen.from_day, BenefitSeen.benefit,
    )
    .join(Household, Household.id == BenefitSeen.household_id)
    .outerjoin(Child, Child.id == BenefitSeen.child_id)
    .where(or_(Household.id.in_(_IDS), Household.merged_into.in_(_IDS)))
    .order_by(BenefitSeen.from_day.desc(), BenefitSeen.id.desc())
)  # fmt: skip


def benefits_of(db: Session, child_ids: Collection[int]) -> dict[int, Benefits]:
    """What was seen of each child's family and of the young person, in as many questions for many as for one."""
    children = rows_of(db, _CHILDREN, {"ids": list(child_ids)}).all()
    rows = rows_of(db, _SEEN, {"ids": list({row.household_id for row in children})})
    freeing = {one.code: (one.from_day, one.until) for one in named_codes(db, "benefit")}
    seen: dict[tuple[int, int | None], list[tuple[date, str]]] = {}
    for row in rows:
        seen.setdefault((row.home, row.child), []).append((row.from_day, row.benefit))
    return {
        c.id: Benefits(
            c.born, (*seen.get((c.household_id, None), ()), (date.min, c.benefit)), tuple(seen.get((c.household_id, c.id), ())),
            freeing,
        )
        for c in children
    }


def benefits_of_child(db: Session, child_id: int) -> Benefits:
    """The same of one child. Raises NotFound."""
    found = benefits_of(db, [child_id]).get(child_id)
    if found is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    return found


@dataclass(frozen=True, slots=True)
class Paid:
    """Of places told of together: the list prices of those that are not free by a benefit, why those cost nothing, and words."""

    list_pence: tuple[int, ...]
    exempt: str
    words: str


def paid_places(name: str, born: date, places: Sequence[Any]) -> Paid:
    """What a letter says of places with `starts_at`, `list_pence`, `charge_pence` and `exempt`, free and paid ones together."""
    asked = [one for one in places if one.exempt != "s29(3)"] or places
    paying = [one for one in asked if one.exempt != "provider"] or asked
    free, theirs = len(places) - len(asked), len(asked) - len(paying)
    words = liable_words(name, born, [(one.starts_at.date(), one.charge_pence, one.exempt) for one in places])
    if theirs:
        words = f"For {counted(theirs, 'other day')} the provider asks for its own fee. You pay it to the provider. {words}".strip()
    if free:
        words = f"Nothing is charged for {counted(free, 'other day')}, because of a benefit. {words}".strip()
    return Paid(tuple(one.list_pence for one in paying), next((one.exempt for one in paying if one.exempt), ""), words)


def liable_words(name: str, born: date, charges: Collection[tuple[date, int, str]]) -> str:
    """What a letter says of a break from 16 on (R-C1): who is liable, or whose benefit it is that frees from the charge.

    `charges` are (day, pence, why there is none) of the breaks it speaks of; "" while the parents are the ones who pay.
    """
    own = [one for one in charges if liable_person(born, one[0]) == "young person"]
    for day, pence, _ in own:
        if pence:
            return f"{name} is {age_on(born, day)}. From 16 on, the law makes the young person liable for a charge, not the parents."
    if any(exempt.startswith("s29(3)") for _, _, exempt in own):
        return f"From 16 on it is {name}’s own benefit that counts, and no longer the family’s."
    return ""
