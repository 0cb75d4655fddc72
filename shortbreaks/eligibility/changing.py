"""Changing what a decision awarded: from when, how much, until when and why; what it gave before stays in its history."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.eligibility.tables import Allocation, AllocationChange
from shortbreaks.errors import Refused


@dataclass(frozen=True, slots=True)
class ChangeAllocation:
    """An allocation's amount (minutes, sessions, nights or pence) and last day, with the version shown and the reason.

    `from_day` is the day it was agreed from, for letters and past days; today when None.
    """

    allocation_id: int
    seen: int
    amount: int
    until_day: date
    reason: str
    from_day: date | None = None


@command(needs=Permission.DECIDE, recorded_as="Allocation changed")
def change_allocation(work: Work, request: ChangeAllocation) -> int:
    """Change what is awarded and keep what it was. Raises Refused naming the field, ChangedByAnother.

    The sum of the whole period changes at once, so a change cannot wait for a day to come: that is a new decision.
    """
    allocation = work.take(Allocation, request.allocation_id, seen=request.seen)
    soonest = max(work.today, allocation.from_day)
    from_day = request.from_day or soonest
    if not request.reason.strip():
        raise Refused("A change of an allocation needs its reason.", "Write who agreed it and why.", "reason")
    if request.amount < 0:
        raise Refused("An allocation is never less than nothing.", "Write what it gives, or 0.", "amount")
    if request.until_day < from_day:
        raise Refused("It ends before it begins.", "Check the last day.", "until_day")
    if from_day < allocation.from_day:
        raise Refused("It would hold before the allocation begins.", f"Give {say_day(allocation.from_day)} or later.", "from_day")
    if from_day > soonest:
        raise Refused("It would hold from a day to come.", "Record a decision for the days to come.", "from_day")
    if (request.amount, request.until_day) == (allocation.amount, allocation.until_day):
        raise Refused("Nothing would change.", "Write another amount or another last day.", "amount")
    work.db.add(
        AllocationChange(
            allocation_id=allocation.id, from_day=from_day, amount_before=allocation.amount, amount=request.amount,
            until_before=allocation.until_day, until_day=request.until_day, reason=request.reason.strip(), at=work.now,
            person_id=work.person.id,
        )  # fmt: skip
    )
    allocation.amount, allocation.until_day = request.amount, request.until_day
    work.record(allocation)
    return allocation.id
