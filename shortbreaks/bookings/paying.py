"""Which allocation pays for a place, how much of it goes, and what is left of all that may pay (R-O1, R-O16, R-B8)."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.bookings.rules import ServiceFacts, SessionFacts
from shortbreaks.eligibility.rules import Allowance


def amount_used(unit: str, session: SessionFacts) -> int:
    """What a place uses of an allocation: minutes on the clock, one session, or nights (R-O1)."""
    if unit == "hours":
        return int((session.end - session.start).total_seconds()) // 60
    if unit == "nights":
        return max(1, (session.end.date() - session.start.date()).days)
    return 1


def pick_allowance(allowances: Sequence[Allowance], service: ServiceFacts, day: date, wanted: int) -> Allowance | None:
    """The allocation that pays for a place on a day, of those with enough left if any has.

    What was carried over comes first, the one that ends first of several (R-O16); then the one with its kind named, then
    the most left. One place is paid by one allocation: what is left of a carried one waits for a break it can pay whole.
    """
    fitting = [one for one in allowances if one.serves(service.kind, service.unit, day)]

    def rank(one: Allowance) -> tuple[bool, int, bool, int, int]:
        first = date.max.toordinal() - one.until_day.toordinal() + 1 if one.carried and one.left > 0 else 0
        return one.left >= wanted, first, bool(one.kinds), one.left, -one.id

    return max(fitting, key=rank, default=None)


def left_then(allowances: Sequence[Allowance], service: ServiceFacts, day: date) -> int | None:
    """What all allocations that serve a place on a day have left together, carried over or not; None where none serves."""
    serving = [one.left for one in allowances if one.serves(service.kind, service.unit, day)]
    return sum(serving) if serving else None
