"""Records that were the same person entered twice: what was written once under the other number still counts."""

from sqlalchemy import Select, or_, select

from shortbreaks.families.tables import Child, Household


def same_child(child_id: int) -> Select[int]:
    """The ids under which a child was ever recorded: the child's own, and those merged into it."""
    return select(Child.id).where(or_(Child.id == child_id, Child.merged_into == child_id))


def same_household(household_id: int) -> Select[int]:
    """The ids under which a household was ever recorded: its own, and those merged into it."""
    return select(Household.id).where(or_(Household.id == household_id, Household.merged_into == household_id))
