"""What is erased stays so: nothing of such a family is changed, and no word about it is written anew (R-P4)."""

from sqlalchemy import Table

from shortbreaks.database.guards import ERASING, SAYS, refuse_when
from shortbreaks.families.tables import (
    Address,
    Adult,
    Child,
    ChildEnding,
    ChildNeed,
    EmergencyContact,
    FamilyNote,
    Household,
)

GONE = f"{SAYS}This family’s record was erased. Register the family again if it comes back."
_IS_GONE = "exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = {0})"
_OF_HOME = _IS_GONE.format("(select coalesce(h.merged_into, h.id) from household h where h.id = {0}.household_id)")
_OF_CHILD = _IS_GONE.format(
    "(select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = {0}.child_id)"
)


def _stays(table: Table, event: str, condition: str) -> None:
    """Refuse an "insert" or "update" of a table's row while the condition holds of it, but for the erasure itself."""
    refuse_when(table, f"{table.name}_erased_{event}", event, f"{condition} and not {ERASING}", GONE)


_stays(Household.__table__, "update", _IS_GONE.format("coalesce(old.merged_into, old.id)"))  # type: ignore[arg-type]
for _table in (Child.__table__, Adult.__table__, Address.__table__):
    _stays(_table, "update", _OF_HOME.format("old"))  # type: ignore[arg-type]
for _table in (Child.__table__, Adult.__table__, Address.__table__, FamilyNote.__table__):
    _stays(_table, "insert", _OF_HOME.format("new"))  # type: ignore[arg-type]
for _table in (ChildEnding.__table__, ChildNeed.__table__, EmergencyContact.__table__):
    _stays(_table, "insert", _OF_CHILD.format("new"))  # type: ignore[arg-type]
