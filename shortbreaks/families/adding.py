"""A brother or sister of a child whose family is in the records already."""

from dataclasses import dataclass, fields
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import NotFound
from shortbreaks.families.commands import ChangeChild, new_child, note_not_same, write_child
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Household


@dataclass(frozen=True, slots=True)
class AddChild:
    """Another child of a family that is here: the child's own record, and whether it is here only to be kept together (R-B5)."""

    household_id: int
    first_name: str
    last_name: str
    born: date
    known_as: str = ""
    sibling_only: bool = False
    workers_needed: int = 0
    communication: str = ""
    health: str = ""
    likes: str = ""
    school: str = ""
    key_worker: str = ""
    early_support_point: str = ""
    care_plan_on: date | None = None
    advance_care_plan_held: str = ""
    palliative: bool = False
    long_term: bool | None = None
    sen_first: str = ""
    sen_second: str = ""
    sen_provision: str = ""
    primary_need: str = ""
    needs: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    not_same: str = ""  # why it is another child than those that were told as alike


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Child added to a family")
def add_child(work: Work, request: AddChild) -> int:
    """Add a child to a family at its home, with its parents; answers the child's id. Raises Refused naming the field."""
    household = work.take(Household, request.household_id)
    if household.state == "merged":
        raise NotFound("That family was merged into another.", "Look at the family again, and add the child there.")
    child = new_child(household.id, request.first_name, request.last_name, request.born)
    work.db.add(child)
    work.db.flush()
    said = {one.name: getattr(request, one.name) for one in fields(AddChild) if one.name not in {"household_id", "not_same"}}
    write_child(work, child, ChangeChild(child.id, child.version, **said))
    note_not_same(work, child, request.not_same)
    index_family(work.db, household.id)
    work.record(child)
    return child.id
