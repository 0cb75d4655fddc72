"""Records that were the same person entered twice: what was written once under the other number still counts."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from shortbreaks.families.tables import Child, Household


def same_child(child_id: int) -> Select[int]:
    """The ids under which a child was ever recorded: the child's own, and those merged into it."""
    return select(Child.id).where(or_(Child.id == child_id, Child.merged_into == child_id))


def kept_child(db: Session, child_id: int) -> int:
    """The id under which a child is kept now: its own, or that of the record it was merged into."""
    return db.scalar(select(Child.merged_into).where(Child.id == child_id)) or child_id


def same_household(household_id: int) -> Select[int]:
    """The ids under which a household was ever recorded: its own, and those merged into it."""
    return select(Household.id).where(or_(Household.id == household_id, Household.merged_into == household_id))
