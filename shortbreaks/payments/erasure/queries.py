"""What is asked about families whose time is up: the list, who waits for a second person, and what is left (R-P4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import names_of_people
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.families.erasure_tables import Erased, Erasure, ErasureAnswer
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.payments.erasure.due import Judged, judge_families
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class DueRow:
    """One family of the list: since when it need not be kept, what holds it, and who put it on for a second person.

    `erasure_id` is None while nobody has put it on; `is_mine` says that whoever asks put it on.
    """

    household_id: int
    ref: str
    until: date
    rule: str
    held: str
    children: int
    names: str
    child_id: int
    erasure_id: int | None = None
    asked_by: str = ""
    asked_on: date | None = None
    is_mine: bool = False


@query(needs=Permission.SEE_CASES)
def families_due(view: View) -> tuple[DueRow, ...]:
    """Families whose day has passed, held ones too, those on the list first, then the longest past."""
    asked = {
        row.household_id: row for row in view.db.execute(
            select(Erasure.id, Erasure.household_id, Erasure.asked_by, Erasure.at, PersonRecord.name)
            .join(PersonRecord, PersonRecord.id == Erasure.asked_by, isouter=True)
            .where(Erasure.id.not_in(select(ErasureAnswer.erasure_id)))
        )
    }  # fmt: skip
    judged = judge_families(view.db, view.today)
    over = [one for one in judged if one.is_over(view.today)]
    called = _called(view, [one.household_id for one in over])
    rows = [_due_row(view, one, called[one.household_id], asked.get(one.household_id)) for one in over]
    return tuple(sorted(rows, key=lambda row: (row.erasure_id is None, bool(row.held), row.until, row.ref)))


def _called(view: View, homes: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """The children of some families, by number and as screens call them."""
    rows = view.db.execute(
        select(Child.household_id, Child.id, Child.first_name, Child.last_name, Child.known_as)
        .where(Child.household_id.in_(homes), Child.state != "merged").order_by(Child.id)
    )  # fmt: skip
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row.household_id].append((row.id, short_name(row.first_name, row.last_name, row.known_as)))
    return found


def _due_row(view: View, one: Judged, children: Sequence[tuple[int, str]], asked: Any) -> DueRow:
    names = ", ".join(name for _, name in children)
    row = DueRow(one.household_id, one.ref, one.until or view.today, one.rule, one.held, one.children, names, children[0][0])
    if asked is None:
        return row
    on = to_local(asked.at).date()
    mine = asked.asked_by == view.person.id
    return replace(row, erasure_id=asked.id, asked_by=asked.name or "somebody", asked_on=on, is_mine=mine)


@dataclass(frozen=True, slots=True)
class ErasureWaiting:
    """A family on the list that waits for whoever asks: its number, who put it on, and when."""

    ref: str
    asked_by: str
    asked_on: date


@query(needs=Permission.SEE_CASES)
def erasures_waiting(view: View) -> tuple[ErasureWaiting, ...]:
    """What others put on the list and whoever asks may approve, the oldest first; nothing for whoever approves nothing."""
    if Permission.APPROVE not in view.person.permissions:
        return ()
    rows = view.db.execute(
        select(Household.ref, PersonRecord.name, Erasure.at)
        .join(Household, Household.id == Erasure.household_id)
        .join(PersonRecord, PersonRecord.id == Erasure.asked_by, isouter=True)
        .where(Erasure.id.not_in(select(ErasureAnswer.erasure_id)), Erasure.asked_by != view.person.id)
        .order_by(Erasure.id)
    )
    return tuple(ErasureWaiting(row.ref, row.name or "somebody", to_local(row.at).date()) for row in rows)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erased family: its number, which class kept it until when, who asked and who approved."""

    ref: str
    due_on: date
    rule: str
    asked_by: str
    approved_by: str
    erased_on: date
    rows: int

    def sentence(self) -> str:
        """As a card says it."""
        return f"Asked by {self.asked_by}, approved by {self.approved_by}; {counted(self.rows, 'row')} overwritten."


@query(needs=Permission.SEE_CASES)
def tombstone_of(view: View, child_id: int) -> Tombstone | None:
    """What is left of a child's family once it is erased; None for one that is not."""
    home = select(func.coalesce(Household.merged_into, Household.id)).join(Child, Child.household_id == Household.id)
    found = _tombstones(view, Erasure.household_id == home.where(Child.id == child_id).scalar_subquery())
    return found[0] if found else None


@query(needs=Permission.SEE_CASES)
def tombstones(view: View) -> tuple[Tombstone, ...]:
    """Every erased family, the newest first."""
    return _tombstones(view)


def _tombstones(view: View, *conditions: Any) -> tuple[Tombstone, ...]:
    people = names_of_people(view.db)
    rows = view.db.execute(
        select(Household.ref, Erasure.due_on, Erasure.rule, Erasure.asked_by, ErasureAnswer.person_id, Erased.at, Erased.changed)
        .join(Erasure, Erasure.household_id == Household.id)
        .join(ErasureAnswer, ErasureAnswer.erasure_id == Erasure.id)
        .join(Erased, Erased.id == Erasure.id)
        .where(*conditions)
        .order_by(Erased.id.desc())
    )
    return tuple(
        Tombstone(
            row.ref, row.due_on, row.rule, people.get(row.asked_by, "somebody"), people.get(row.person_id, "somebody"),
            to_local(row.at).date(), row.changed,
        )
        for row in rows
    )  # fmt: skip
